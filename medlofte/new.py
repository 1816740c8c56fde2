"""A new round from templates: a commented round.toml, a codebook, the topics and the actors' empty forms."""

from __future__ import annotations

import datetime as dt
import shutil
from importlib import resources
from pathlib import Path

import yaml

from medlofte.codebook import Codebook
from medlofte.errors import RoundError
from medlofte.rounds import SETUP

KOMMUN = "Min kommun"


def create(
    folder: str | Path, *, kommun: str | None = None, year: int | None = None, source: str | Path | None = None
) -> Path:
    """Create a round's folder and return it.

    Parameters
    ----------
    kommun
        The kommun's name; a placeholder to change later unless given.
    year
        The year the promises are for; next year unless given.
    source
        A survey file or a form to propose the codebook from; answers are copied into the round.

    Raises
    ------
    SourceError
        If the source cannot be read.
    RoundError
        If the folder holds anything already, or cannot be made; nothing half-made is left.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RoundError("Mappen finns redan och är inte tom.", file=folder, advice="Välj ett annat namn.")
    year = year or dt.datetime.now(dt.UTC).year + 1
    try:
        _fill(folder, kommun=_plain(kommun or "") or KOMMUN, year=year, source=Path(source) if source else None)
    except BaseException as error:
        # Whole or not at all; what stood there was empty.
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise RoundError(f"Mappen går inte att skapa ({error.strerror}).", file=folder) from error
        raise
    return folder


def _fill(folder: Path, *, kommun: str, year: int, source: Path | None) -> None:
    from medlofte.analysis.read.mapping import write_form

    (folder / "mapping").mkdir(parents=True)
    # Inside a TOML string a backslash and a quote have meanings of their own.
    setup = _template("round.toml").format(kommun=_toml(kommun), year=year, before=year - 1)
    title = f"Medborgarlöften i {kommun} {year}"
    texts = {SETUP: setup, "LASMIG.md": _template("LASMIG.md").format(title=title)}
    texts |= {name: _template(name) for name in ("codebook.yaml", "topics.yaml")}
    texts |= _drafted(folder, source, setup, year - 1) if source else {}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    codebook = Codebook.read(folder / "codebook.yaml")
    for actor in codebook.actors:
        write_form(folder / "mapping" / f"{actor.id}.xlsx", codebook=codebook, actor=actor.id)


def _drafted(folder: Path, source: Path, setup: str, year: int) -> dict[str, str]:
    """Return a codebook proposed from a file, and a set-up that asks for what it has; copy the answers."""
    from medlofte.analysis.draft import draft, is_form

    # The starter's topics and actors stay; only its questions are replaced.
    shared = _template("codebook.yaml")
    written = draft(source, before=shared[shared.index("version:") : shared.index("questions:")])
    codebook = Codebook.model_validate(yaml.safe_load(written) | {"topics": ()})
    groups = ", ".join(f'["{question.name}"]' for question in codebook.groups)
    several = next((question.name for question in codebook.questions if question.type == "select_multiple"), "")
    lines = [
        f"crossings = [[]{', ' + groups if groups else ''}]" if line.startswith("crossings")
        else f'{"" if several else "# "}priority_question = "{several}"   # frågan som rangordnar ämnena'
        if line.startswith("priority_question") else line
        for line in setup.splitlines()
    ]  # fmt: skip
    if not is_form(source):
        (folder / "survey").mkdir()
        shutil.copyfile(source, folder / "survey" / source.name)
        named = _toml(f"survey/{source.name}")
        lines += ["", "[[surveys]]                       # kontrollera året och sättet (web, event, paper, sample)",
                  f'file = "{named}"', f"year = {year}", 'mode = "web"']  # fmt: skip
    return {SETUP: "\n".join(lines) + "\n", "codebook.yaml": written}


def _toml(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _plain(text: str) -> str:
    """Return the text on one line, without what cannot be printed."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _template(name: str) -> str:
    return (resources.files("medlofte") / "starter" / name).read_text("utf-8")
