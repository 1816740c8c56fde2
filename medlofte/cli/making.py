"""The command that makes a round: from flags, or by asking where nothing was given."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medlofte.cli.swedish import command
from medlofte.errors import MedlofteError, RoundError
from medlofte.language import _, quoted
from medlofte.whereabouts import typed

if TYPE_CHECKING:
    from medlofte import guesses as guessing
    from medlofte.codebook import Codebook
    from medlofte.rounds import Round

Ask = Callable[[str], str]
_YES = ("", "j", "ja", "y", "yes")


def add(commands: Any) -> None:
    """Add the command to the parser."""
    new = command(commands, "new", _new, _("skapa en runda: fråga efter det som behövs, eller ta det ur valen nedan"))
    new.add_argument(
        "folder", type=Path, nargs="?", metavar=_("MAPP"), help=_("mappen som ska skapas (annars frågas det)")
    )
    new.add_argument("--kommun", metavar=_("NAMN"), help=_("kommunens namn"))
    new.add_argument("--year", type=int, metavar=_("ÅR"), help=_("året som löftena gäller, förval nästa år"))
    new.add_argument(
        "--survey",
        type=Path,
        action="append",
        default=[],
        metavar=_("FIL"),
        help=_("enkätfil eller formulär; kodboken föreslås från den första; får upprepas"),
    )
    new.add_argument("--population", type=Path, metavar=_("FIL"), help=_("befolkningen, att väga svaren mot"))
    new.add_argument("--places", type=Path, metavar=_("FIL"), help=_("platslistan"))
    new.add_argument(
        "--file",
        type=Path,
        action="append",
        default=[],
        metavar=_("FIL"),
        help=_("någon annan fil: Brås statistik, aktörernas svar, kartlager …; slaget gissas; får upprepas"),
    )


def _new(arguments: argparse.Namespace) -> int:
    from medlofte import guesses

    create = import_module("medlofte.new").create
    year = arguments.year or dt.datetime.now(dt.UTC).year + 1
    folder, files = arguments.folder, list(arguments.survey)
    if folder is not None and folder.is_file():
        # Who gives a file means the answers.
        folder, files = None, [folder, *files]
    wanted = {"kommun": arguments.kommun, "year": year, "population": arguments.population, "places": arguments.places,
              "surveys": [guesses.survey(file, otherwise=year - 1) for file in files],
              "others": [(_kind(file), file) for file in arguments.file]}  # fmt: skip
    if folder is None:
        if not sys.stdin.isatty():
            raise RoundError(_("Ange mappen som ska skapas."), advice=_("medlofte new MAPP --kommun NAMN --survey FIL"))
        folder, wanted = asked(input, year=year, given=wanted)
    made = create(folder, **wanted)
    print("\n".join(told(made, surveys=wanted["surveys"])))
    return 0


def _kind(file: Path) -> str:
    return str(import_module("medlofte.analysis.draft.recognise").kind(file))


def asked(ask: Ask, *, year: int, given: dict[str, Any]) -> tuple[Path, dict[str, Any]]:
    """Ask for what was not given, and return the folder and what the round is made of."""
    from medlofte import guesses

    print(_("Tryck på Enter för att ta förslaget inom hakparentes. Avbryt med Ctrl-C; då skapas ingenting.\n"))
    kommun = given["kommun"] or _until(
        ask, _("Kommunens namn: "), lambda text: text or None, _("Skriv kommunens namn.")
    )
    year = _until(
        ask,
        _("Vilket år ska löftena gälla? [{year}] ").format(year=year),
        lambda text: _year(text or str(year)),
        _("Skriv ett årtal, till exempel 2027."),
    )
    found = {**given, "kommun": kommun, "year": year, "surveys": list(given["surveys"]),
             "others": list(given.get("others", ()))}  # fmt: skip
    print(_("\nDra hit filerna ni har, en i taget: enkätens svar, befolkningen, platslistan, Brås statistik, "
            "aktörernas svar. Enter när det inte finns fler."))  # fmt: skip
    number = 1
    while (file := _file(ask, _("Fil {number}: ").format(number=number))) is not None:
        number += _taken(ask, file, found)
    proposal = guesses.folder(kommun, year)
    folder = _until(
        ask,
        _("Mapp för rundan [{folder}] ").format(folder=proposal),
        lambda text: path if guesses.is_free(path := guesses.path(text) if text else proposal) else None,
        _("Mappen finns redan och är inte tom. Skriv ett annat namn."),
    )
    return folder, found


def _taken(ask: Ask, file: Path, found: dict[str, Any]) -> bool:
    """Put a file where it belongs, and say so; return whether it could be read."""
    from medlofte import guesses

    try:
        kind = _kind(file)
    except MedlofteError as error:
        print(f"  {error}")
        return False
    if kind == "survey":
        found["surveys"].append(_confirmed(ask, guesses.survey(file, otherwise=found["year"] - 1)))
        return True
    print(_("  {file}: {kind}.").format(file=file.name, kind=guesses.SOURCES[kind]))
    if kind in ("population", "places"):
        found[kind] = file
    else:
        found["others"].append((kind, file))
    return True


def told(folder: Path, *, surveys: Sequence[guessing.Survey]) -> list[str]:
    """Return what was made and guessed, and the next step, as lines."""
    from medlofte import guesses
    from medlofte.codebook import Codebook
    from medlofte.rounds import Round

    made = Round.read(folder)
    lines = [_("Rundan är skapad: {folder}").format(folder=folder)]
    if surveys:
        codebook = Codebook.read(made.path(made.codebook))
        lines += [
            _("  {file}: år {year}, svar från {mode}").format(
                file=one.file.name, year=one.year, mode=guesses.MODES[one.mode]
            )
            for one in surveys
        ]
        lines += [
            "",
            _("Så är frågorna gissade ({n}):").format(n=len(codebook.questions)),
            *guesses.told(codebook),
            "",
        ]
        lines += [_weighed(made, codebook), *_ranked(made, codebook)]
        lines += [_("Rätta det som är fel i codebook.yaml och round.toml. Inget är låst.")]
    else:
        lines += [_("Fyll i round.toml och codebook.yaml och lägg enkätfilerna i mappen.")]
    return [
        *lines,
        _("Årets arbete, att skriva ut och att lägga i kalendern: ATT-GORA.md och arshjul.ics"),
        _("Nästa steg: medlofte check {folder}").format(folder=typed(folder)),
        _("Eller i JupyterLab: medlofte lab {folder}").format(folder=typed(folder)),
    ]


def _weighed(made: Round, codebook: Codebook) -> str:
    if not made.rake and made.population:
        return _("Svaren vägs inte: befolkningsfilens grupper är inte enkätens. «medlofte check» säger varför.")
    if not made.rake:
        return _("Svaren vägs inte: lägg till befolkningen (population i round.toml) när den finns.")
    labels = (codebook.question(name).label for name in made.rake)
    return _("Svaren vägs mot befolkningen efter: {rake}.").format(rake=quoted(labels))


def _ranked(made: Round, codebook: Codebook) -> list[str]:
    """Return which question ranks the topics, and which of its answers still lack one."""
    if not made.priority_question:
        return [_("Ingen fråga rangordnar ämnena ännu: välj ämne vid svarsalternativen i en fråga med flera val (topic "
                  "i codebook.yaml), och skriv frågans namn i round.toml (priority_question).")]  # fmt: skip
    question = codebook.question(made.priority_question)
    without = [choice.label for choice in question.valid if not choice.topic and choice.name != "annat"]
    told = [_("Ämnena rangordnas efter frågan {question}: {n} av {all} svarsalternativ hör till ett ämne.").format(
        question=quoted([question.label]), n=len(question.valid) - len(without), all=len(question.valid))]  # fmt: skip
    if without:
        words = _("Utan ämne: {labels}. Välj ämne i codebook.yaml (topic), annars räknas de inte till något.")
        told.append(words.format(labels=quoted(without)))
    return told


def _confirmed(ask: Ask, guess: guessing.Survey) -> guessing.Survey:
    """Show what was guessed of a file; what is not agreed to is asked for."""
    from medlofte import guesses

    words = _("  {file}: enkätsvar från år {year}, från {mode}. Stämmer det? [ja] ").format(
        file=guess.file.name, year=guess.year, mode=guesses.MODES[guess.mode]
    )
    if ask(words).strip().casefold() in _YES:
        return guess
    year = _until(
        ask,
        _("  Vilket år svarade man? [{year}] ").format(year=guess.year),
        lambda text: _year(text or str(guess.year)),
        _("  Skriv ett årtal, till exempel 2026."),
    )
    options = ", ".join(f"{mode} ({words})" for mode, words in guesses.MODES.items())
    mode = _until(
        ask,
        _("  Hur svarade man? {options} [{mode}] ").format(options=options, mode=guess.mode),
        lambda text: (text or guess.mode) if (text or guess.mode) in guesses.MODES else None,
        _("  Skriv ett av orden {words}.").format(words=", ".join(guesses.MODES)),
    )
    return guesses.Survey(guess.file, year, mode)


def _file(ask: Ask, words: str) -> Path | None:
    """Ask until there is such a file, or nothing is typed."""
    from medlofte import guesses

    while typed := ask(words).strip():
        path = guesses.path(typed)
        if path.is_file():
            return path
        what = _("är en mapp, inte en fil") if path.is_dir() else _("finns inte")
        print(_("  {path} {what}. Dra filen hit, eller skriv hela sökvägen.").format(path=path, what=what))
    return None


def _until(ask: Ask, words: str, understood: Callable[[str], Any], advice: str) -> Any:
    while (found := understood(ask(words).strip())) is None:
        print(advice)
    return found


def _year(text: str) -> int | None:
    return int(text) if text.isdigit() and 2000 <= int(text) <= 2100 else None
