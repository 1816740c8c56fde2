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
from medlofte.errors import RoundError
from medlofte.language import _, quoted

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


def _new(arguments: argparse.Namespace) -> int:
    from medlofte import guesses

    year = arguments.year or dt.datetime.now(dt.UTC).year + 1
    surveys = [guesses.survey(file, otherwise=year - 1) for file in arguments.survey]
    wanted = {"kommun": arguments.kommun, "year": year, "surveys": surveys,
              "population": arguments.population, "places": arguments.places}  # fmt: skip
    folder = arguments.folder
    if folder is None:
        if not sys.stdin.isatty():
            raise RoundError(_("Ange mappen som ska skapas."), advice=_("medlofte new MAPP --kommun NAMN --survey FIL"))
        folder, wanted = asked(input, year=year, given=wanted)
    made = import_module("medlofte.new").create(folder, **wanted)
    print("\n".join(told(made, surveys=wanted["surveys"])))
    return 0


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
    surveys = list(given["surveys"])
    print(
        _("\nEnkätens filer: dra filen hit, eller skriv var den ligger. En fil i taget; Enter när det inte finns fler.")
    )
    while not given["surveys"]:
        file = _file(ask, _("Enkätfil {number} (CSV, Excel, SPSS …): ").format(number=len(surveys) + 1))
        if file is None:
            break
        surveys.append(_confirmed(ask, guesses.survey(file, otherwise=year - 1)))
    found = {"kommun": kommun, "year": year, "surveys": surveys}
    for name, words in (("population", _("Befolkningen, att väga svaren mot (Enter om den saknas): ")),
                        ("places", _("Lista över platser (Enter om den saknas): "))):  # fmt: skip
        found[name] = given[name] or _file(ask, words)
    proposal = guesses.folder(kommun, year)
    return Path(ask(_("Mapp för rundan [{folder}] ").format(folder=proposal)).strip() or proposal), found


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
            _("Så är de {n} frågorna gissade:").format(n=len(codebook.questions)),
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
        _("Nästa steg: medlofte check {folder}").format(folder=folder),
        _("Eller i JupyterLab: medlofte lab {folder}").format(folder=folder),
    ]


def _weighed(made: Round, codebook: Codebook) -> str:
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
    without = [choice.label for choice in question.valid if not choice.topic]
    told = [_("Ämnena rangordnas efter frågan {question}: {n} av {all} svarsalternativ hör till ett ämne.").format(
        question=quoted([question.label]), n=len(question.valid) - len(without), all=len(question.valid))]  # fmt: skip
    if without:
        words = _("Utan ämne: {labels}. Välj ämne i codebook.yaml (topic), annars räknas de inte till något.")
        told.append(words.format(labels=quoted(without)))
    return told


def _confirmed(ask: Ask, guess: guessing.Survey) -> guessing.Survey:
    """Show what was guessed of a file; what is not agreed to is asked for."""
    from medlofte import guesses

    words = _("  {file}: svar från år {year}, från {mode}. Stämmer det? [ja] ").format(
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
