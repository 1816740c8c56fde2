"""A new round from templates: a commented round.toml, a codebook, the topics and the actors' empty forms."""

from __future__ import annotations

import datetime as dt
import shutil
from importlib import resources
from pathlib import Path

from medlofte.codebook import Codebook
from medlofte.errors import RoundError
from medlofte.rounds import SETUP

KOMMUN = "Min kommun"


def create(folder: str | Path, *, kommun: str | None = None, year: int | None = None) -> Path:
    """Create a round's folder and return it.

    Parameters
    ----------
    kommun
        The kommun's name; a placeholder to change later unless given.
    year
        The year the promises are for; next year unless given.

    Raises
    ------
    RoundError
        If the folder holds anything already, or cannot be made; nothing half-made is left.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RoundError("Mappen finns redan och är inte tom.", file=folder, advice="Välj ett annat namn.")
    year = year or dt.datetime.now(dt.UTC).year + 1
    try:
        _fill(folder, kommun=_plain(kommun or "") or KOMMUN, year=year)
    except BaseException as error:
        # Whole or not at all; what stood there was empty.
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise RoundError(f"Mappen går inte att skapa ({error.strerror}).", file=folder) from error
        raise
    return folder


def _fill(folder: Path, *, kommun: str, year: int) -> None:
    from medlofte.analysis.read.mapping import write_form

    (folder / "mapping").mkdir(parents=True)
    # Inside a TOML string a backslash and a quote have meanings of their own.
    written = kommun.replace("\\", "\\\\").replace('"', '\\"')
    setup = _template("round.toml").format(kommun=written, year=year, before=year - 1)
    title = f"Medborgarlöften i {kommun} {year}"
    texts = {SETUP: setup, "LASMIG.md": _template("LASMIG.md").format(title=title)}
    texts |= {name: _template(name) for name in ("codebook.yaml", "topics.yaml")}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    codebook = Codebook.read(folder / "codebook.yaml")
    for actor in codebook.actors:
        write_form(folder / "mapping" / f"{actor.id}.xlsx", codebook=codebook, actor=actor.id)


def _plain(text: str) -> str:
    """Return the text on one line, without what cannot be printed."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _template(name: str) -> str:
    return (resources.files("medlofte") / "starter" / name).read_text("utf-8")
