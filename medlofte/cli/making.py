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

if TYPE_CHECKING:
    from medlofte import guesses as guessing

Ask = Callable[[str], str]
_YES = ("", "j", "ja", "y", "yes")


def add(commands: Any) -> None:
    """Add the command to the parser."""
    new = command(commands, "new", _new, "skapa en runda: fråga efter det som behövs, eller ta det ur valen nedan")
    new.add_argument("folder", type=Path, nargs="?", metavar="MAPP", help="mappen som ska skapas (annars frågas det)")
    new.add_argument("--kommun", metavar="NAMN", help="kommunens namn")
    new.add_argument("--year", type=int, metavar="ÅR", help="året som löftena gäller, förval nästa år")
    new.add_argument("--survey", type=Path, action="append", default=[], metavar="FIL",
                     help="enkätfil eller formulär; kodboken föreslås från den första; får upprepas")  # fmt: skip
    new.add_argument("--population", type=Path, metavar="FIL", help="befolkningen, att väga svaren mot")
    new.add_argument("--places", type=Path, metavar="FIL", help="platslistan")


def _new(arguments: argparse.Namespace) -> int:
    from medlofte import guesses

    year = arguments.year or dt.datetime.now(dt.UTC).year + 1
    surveys = [guesses.survey(file, otherwise=year - 1) for file in arguments.survey]
    wanted = {"kommun": arguments.kommun, "year": year, "surveys": surveys,
              "population": arguments.population, "places": arguments.places}  # fmt: skip
    folder = arguments.folder
    if folder is None:
        if not sys.stdin.isatty():
            raise RoundError("Ange mappen som ska skapas.", advice="medlofte new MAPP --kommun NAMN --survey FIL")
        folder, wanted = asked(input, year=year, given=wanted)
    made = import_module("medlofte.new").create(folder, **wanted)
    print("\n".join(told(made, surveys=wanted["surveys"])))
    return 0


def asked(ask: Ask, *, year: int, given: dict[str, Any]) -> tuple[Path, dict[str, Any]]:
    """Ask for what was not given, and return the folder and what the round is made of."""
    from medlofte import guesses

    print("Tryck på Enter för att ta förslaget inom hakparentes. Avbryt med Ctrl-C; då skapas ingenting.\n")
    kommun = given["kommun"] or _until(ask, "Kommunens namn: ", lambda text: text or None, "Skriv kommunens namn.")
    year = _until(ask, f"Vilket år ska löftena gälla? [{year}] ", lambda text: _year(text or str(year)),
                  "Skriv ett årtal, till exempel 2027.")  # fmt: skip
    surveys = list(given["surveys"])
    print("\nEnkätens filer: dra filen hit, eller skriv var den ligger. En fil i taget; Enter när det inte finns fler.")
    while not given["surveys"]:
        file = _file(ask, f"Enkätfil {len(surveys) + 1} (CSV, Excel, SPSS …): ")
        if file is None:
            break
        surveys.append(_confirmed(ask, guesses.survey(file, otherwise=year - 1)))
    found = {"kommun": kommun, "year": year, "surveys": surveys}
    for name, words in (("population", "Befolkningen, att väga svaren mot (Enter om den saknas): "),
                        ("places", "Lista över platser (Enter om den saknas): ")):  # fmt: skip
        found[name] = given[name] or _file(ask, words)
    proposal = guesses.folder(kommun, year)
    return Path(ask(f"Mapp för rundan [{proposal}] ").strip() or proposal), found


def told(folder: Path, *, surveys: Sequence[guessing.Survey]) -> list[str]:
    """Return what was made and guessed, and the next step, as lines."""
    from medlofte import guesses
    from medlofte.codebook import Codebook
    from medlofte.rounds import Round

    made = Round.read(folder)
    lines = [f"Rundan är skapad: {folder}"]
    if surveys:
        codebook = Codebook.read(made.path(made.codebook))
        lines += [f"  {one.file.name}: år {one.year}, svar från {guesses.MODES[one.mode]}" for one in surveys]
        lines += ["", f"Så är de {len(codebook.questions)} frågorna gissade:", *guesses.told(codebook), ""]
        lines += [f"Svaren vägs mot befolkningen efter: {', '.join(made.rake)}." if made.rake else
                  "Svaren vägs inte: lägg till befolkningen (population i round.toml) när den finns."]  # fmt: skip
        lines += [f"Ämnena rangordnas efter frågan: {made.priority_question}." if made.priority_question else
                  "Ingen fråga rangordnar ämnena ännu: skriv den i round.toml (priority_question)."]  # fmt: skip
        lines += ["Rätta det som är fel i codebook.yaml och round.toml. Inget är låst."]
    else:
        lines += ["Fyll i round.toml och codebook.yaml och lägg enkätfilerna i mappen."]
    return [*lines, "Årets arbete, att skriva ut och att lägga i kalendern: ATT-GORA.md och arshjul.ics",
            f"Nästa steg: medlofte check {folder}", f"Eller i JupyterLab: medlofte lab {folder}"]  # fmt: skip


def _confirmed(ask: Ask, guess: guessing.Survey) -> guessing.Survey:
    """Show what was guessed of a file; what is not agreed to is asked for."""
    from medlofte import guesses

    words = f"  {guess.file.name}: svar från år {guess.year}, från {guesses.MODES[guess.mode]}. Stämmer det? [ja] "
    if ask(words).strip().casefold() in _YES:
        return guess
    year = _until(ask, f"  Vilket år svarade man? [{guess.year}] ", lambda text: _year(text or str(guess.year)),
                  "  Skriv ett årtal, till exempel 2026.")  # fmt: skip
    options = ", ".join(f"{mode} ({words})" for mode, words in guesses.MODES.items())
    mode = _until(ask, f"  Hur svarade man? {options} [{guess.mode}] ",
                  lambda text: (text or guess.mode) if (text or guess.mode) in guesses.MODES else None,
                  f"  Skriv ett av orden {', '.join(guesses.MODES)}.")  # fmt: skip
    return guesses.Survey(guess.file, year, mode)


def _file(ask: Ask, words: str) -> Path | None:
    """Ask until there is such a file, or nothing is typed."""
    from medlofte import guesses

    while typed := ask(words).strip():
        path = guesses.path(typed)
        if path.is_file():
            return path
        what = "är en mapp, inte en fil" if path.is_dir() else "finns inte"
        print(f"  {path} {what}. Dra filen hit, eller skriv hela sökvägen.")
    return None


def _until(ask: Ask, words: str, understood: Callable[[str], Any], advice: str) -> Any:
    while (found := understood(ask(words).strip())) is None:
        print(advice)
    return found


def _year(text: str) -> int | None:
    return int(text) if text.isdigit() and 2000 <= int(text) <= 2100 else None
