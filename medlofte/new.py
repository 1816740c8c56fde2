"""A new round from templates: a commented round.toml, a codebook, the topics, the actors' empty forms and the year."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterable, Sequence
from glob import escape
from importlib import resources
from pathlib import Path

import yaml

from medlofte import yearly
from medlofte.codebook import Codebook
from medlofte.errors import RoundError, SourceError, reason
from medlofte.guesses import Survey, is_free, raked
from medlofte.language import _, current
from medlofte.rounds import SETUP, Round

KOMMUN = "Min kommun"
_ASKS_MOST = re.compile(r"^.*(viktigast|störst|priorit)", re.IGNORECASE)
# Kind of file → its folder in the round; registers otherwise.
_FOLDERS = {"mapping": "mapping", "layer": "places", "walk": "walks", "observations": "walks"}


def create(
    folder: str | Path,
    *,
    kommun: str | None = None,
    year: int | None = None,
    surveys: Sequence[Survey] = (),
    population: str | Path | None = None,
    places: str | Path | None = None,
    others: Sequence[tuple[str, Path]] = (),
) -> Path:
    """Create a round's folder and return it.

    Parameters
    ----------
    kommun
        The kommun's name; a placeholder to change later unless given.
    year
        The year the promises are for; next year unless given.
    surveys
        Files of answers, or a form. The codebook is proposed from the first; answers are copied into the round.
    population, places
        The kommun's population (weights are guessed from it) and its list of places; copied into the round.
    others
        Other files with their kind (:func:`medlofte.analysis.draft.recognise.kind`); copied and set up.

    Raises
    ------
    SourceError
        If a file is missing or cannot be read.
    RoundError
        If the folder holds anything already, or cannot be made, or the year is none; nothing half-made is left.
    """
    folder = Path(folder)
    if not is_free(folder):
        raise RoundError(_("Mappen finns redan och är inte tom."), file=folder, advice=_("Välj ett annat namn."))
    extra = {name: Path(given) for name, given in (("population", population), ("places", places)) if given}
    _look((*(one.file for one in surveys), *extra.values(), *(file for _kind, file in others)))
    names = [one.file.name for one in surveys]
    if twice := [name for name in names if names.count(name) > 1]:
        raise RoundError(
            _("Två enkätfiler heter likadant."), file=twice[0], advice=_("Döp om den ena och försök igen.")
        )
    year = year or dt.datetime.now(dt.UTC).year + 1
    if not 2000 <= year <= 2100:
        raise RoundError(_("Året ska skrivas med fyra siffror."), value=year, advice=_("Till exempel 2027."))
    try:
        _fill(folder, kommun=_plain(kommun or "") or KOMMUN, year=year, surveys=surveys, extra=extra, others=others)
    except BaseException as error:
        # Whole or not at all; what stood there was empty.
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise RoundError(
                _("Mappen går inte att skapa ({reason}).").format(reason=reason(error)), file=folder
            ) from error
        raise
    return folder


def _look(files: Iterable[Path]) -> None:
    for file in files:
        if file.is_dir():
            raise SourceError(_("Det är en mapp, inte en fil."), file=file, advice=_("Ange en fil i mappen."))
        if not file.is_file():
            raise SourceError(_("Filen finns inte."), file=file, advice=_("Kontrollera namnet och mappen."))


def _fill(
    folder: Path,
    *,
    kommun: str,
    year: int,
    surveys: Sequence[Survey],
    extra: dict[str, Path],
    others: Sequence[tuple[str, Path]],
) -> None:
    from medlofte.analysis.read.mapping import write_form

    (folder / "mapping").mkdir(parents=True)
    # Inside a TOML string a backslash and a quote have meanings of their own.
    publisher = kommun if re.search(r"^.*\b(kommun|stad|region)\b", kommun, re.IGNORECASE) else f"{kommun} kommun"
    setup = _template("round.toml").format(kommun=_toml(kommun), publisher=_toml(publisher), year=year, before=year - 1)
    title = f"Medborgarlöften i {kommun} {year}"
    texts = {SETUP: setup, "LASMIG.md": _template("LASMIG.md").format(title=title)}
    texts |= {yearly.CHECKLIST: yearly.checklist(kommun, year), yearly.CALENDAR: yearly.ics(kommun, year)}
    texts |= {name: _template(name) for name in ("codebook.yaml", "topics.yaml")}
    texts |= _drafted(folder, surveys, setup) if surveys else {}
    for name, file in extra.items():
        shutil.copyfile(file, folder / file.name)
        texts[SETUP] = _set(texts[SETUP], name, f'"{_toml(file.name)}"')
    for kind, file in others:
        texts[SETUP] = _placed(folder, kind, file, texts[SETUP])
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    codebook = Codebook.read(folder / "codebook.yaml")
    for actor in codebook.actors:
        write_form(folder / "mapping" / f"{actor.id}.xlsx", codebook=codebook, actor=actor.id)
    if "population" in extra:
        _weigh(folder, codebook)


def _placed(folder: Path, kind: str, file: Path, setup: str) -> str:
    """Copy a file to its place in the round, and return the set-up that names it."""
    where = _FOLDERS.get(kind, "registers")
    (folder / where).mkdir(exist_ok=True)
    # A Shapefile has sister files.
    for one in file.parent.glob(f"{escape(file.stem)}.*") if file.suffix.lower() == ".shp" else (file,):
        shutil.copyfile(one, folder / where / one.name)
    name = f'"{_toml(f"{where}/{file.name}")}"'
    if kind == "mapping":
        return setup
    if kind == "walk":
        return _set(setup, "walks", f"[{name}]")
    if kind == "observations":
        return _set(setup, kind, name)
    table, key, value = ("layers", "role", "areas") if kind == "layer" else ("registers", "kind", kind)
    return f'{setup}\n[[{table}]]\nfile = {name}\n{key} = "{value}"\n'


def _drafted(folder: Path, surveys: Sequence[Survey], setup: str) -> dict[str, str]:
    """Return a codebook proposed from the first file, and a set-up that asks for what it has; copy the answers."""
    from medlofte.analysis.draft import draft, is_form
    from medlofte.analysis.draft.topics import tied

    # The starter's topics and actors stay; only its questions are replaced.
    shared = _template("codebook.yaml")
    head = shared[shared.index("version:") : shared.index("questions:")]
    drafted = draft(surveys[0].file, before=head, year=surveys[0].year)
    topics = Codebook.model_validate(yaml.safe_load(_template("topics.yaml")) | {"questions": ()})
    written = tied(drafted, topics=topics)
    codebook = Codebook.model_validate(yaml.safe_load(written) | {"topics": topics.topics})
    groups = ", ".join(f'["{question.name}"]' for question in codebook.groups)
    setup = _set(setup, "crossings", f"[[]{', ' + groups if groups else ''}]")
    several = _ranking(codebook)
    if several:
        setup = _set(setup, "priority_question", f'"{several}"')
    else:
        setup = setup.replace("\npriority_question", "\n# priority_question")
    lines = setup.splitlines()
    for one in surveys:
        if not is_form(one.file):
            (folder / "survey").mkdir(exist_ok=True)
            shutil.copyfile(one.file, folder / "survey" / one.file.name)
            check = _("kontrollera året och sättet (web, event, paper, sample)")
            lines += ["", f"[[surveys]]                       # {check}",
                      f'file = "{_toml(f"survey/{one.file.name}")}"', f"year = {one.year}",
                      f'mode = "{one.mode}"']  # fmt: skip
    return {SETUP: "\n".join(lines) + "\n", "codebook.yaml": written}


def _ranking(codebook: Codebook) -> str:
    """Return the question that may rank the topics: its answers are topics, and best it asks for what matters most."""
    able = [question for question in codebook.questions
            if question.type == "select_multiple" and any(choice.topic for choice in question.choices)]  # fmt: skip
    asking = (question for question in able if _ASKS_MOST.search(question.label))
    found = next(asking, able[0] if able else None)
    return found.name if found else ""


def _weigh(folder: Path, codebook: Codebook) -> None:
    """Let the answers be weighed by every background question whose population is known."""
    from medlofte.analysis.check import check_round

    margins = check_round(Round.read(folder), codebook=codebook).margins
    found = raked(codebook, zip(margins["question"], margins["choice"], strict=True))
    if found:
        setup = _set((folder / SETUP).read_text("utf-8"), "rake", "[" + ", ".join(f'"{name}"' for name in found) + "]")
        (folder / SETUP).write_text(setup, "utf-8", newline="\n")


def _set(setup: str, name: str, value: str) -> str:
    """Return the set-up with a general setting given a value, its comment kept; a setting that waits is woken."""
    lines = setup.splitlines()
    for place, line in enumerate(lines):
        if line.removeprefix("# ").partition("=")[0].strip() == name:
            said = line.rpartition("   # ")[2] if "   # " in line else ""
            lines[place] = f"{name} = {value}" + (f"   # {said}" if said else "")
            break
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _plain(text: str) -> str:
    """Return the text on one line, without what cannot be printed."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _template(name: str) -> str:
    starter = resources.files("medlofte") / "starter"
    own = starter / current() / name
    return (own if own.is_file() else starter / name).read_text("utf-8")
