"""A new round from templates: a commented round.toml, a codebook, the topics and the actors' empty forms."""

from __future__ import annotations

import datetime as dt
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
        If the folder holds anything already, or cannot be made.
    """
    from medlofte.analysis.read.mapping import write_form

    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RoundError("Mappen finns redan och är inte tom.", file=folder, advice="Välj ett annat namn.")
    year = year or dt.datetime.now(dt.UTC).year + 1
    named = {"kommun": (kommun or KOMMUN).replace('"', "'"), "year": year, "before": year - 1}
    try:
        (folder / "mapping").mkdir(parents=True)
        (folder / SETUP).write_text(_template("round.toml").format(**named), "utf-8")
        for name in ("codebook.yaml", "topics.yaml"):
            (folder / name).write_text(_template(name), "utf-8")
        title = f"Medborgarlöften i {named['kommun']} {year}"
        (folder / "LASMIG.md").write_text(_template("LASMIG.md").format(title=title), "utf-8")
    except OSError as error:
        raise RoundError(f"Mappen går inte att skapa ({error.strerror}).", file=folder) from error
    codebook = Codebook.read(folder / "codebook.yaml")
    for actor in codebook.actors:
        write_form(folder / "mapping" / f"{actor.id}.xlsx", codebook=codebook, actor=actor.id)
    return folder


def _template(name: str) -> str:
    return (resources.files("medlofte") / "starter" / name).read_text("utf-8")
