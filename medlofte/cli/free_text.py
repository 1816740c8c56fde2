"""Commands for free text: code, mask, and the codebook's own tests."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from medlofte.cli.swedish import STATUS_ERROR, command
from medlofte.cli.terminal import found
from medlofte.language import _


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    code = command(commands, "code", _code, _("koda fria svar i en fil (kolumnerna id och text) till ämnen"))
    code.add_argument("file", type=Path, metavar=_("FIL"), help=_("CSV- eller Excelfil med svaren"))
    code.add_argument("--out", type=Path, required=True, metavar=_("FIL"), help=_("var ämnena skrivs (CSV)"))
    code.add_argument(
        "--codebook", type=Path, metavar=_("FIL"), help=_("kodbok eller ämnesfil (annars den medföljande)")
    )

    mask = command(commands, "mask", _mask, _("dölj det som kan peka ut någon i fria svar"))
    mask.add_argument("file", type=Path, metavar=_("FIL"), help=_("CSV- eller Excelfil med svaren"))
    mask.add_argument("--out", type=Path, required=True, metavar=_("FIL"), help=_("var de maskade svaren skrivs (CSV)"))
    mask.add_argument(
        "--codebook", type=Path, metavar=_("FIL"), help=_("kodbok vars ord får visas (annars den medföljande)")
    )
    mask.add_argument("--places", type=Path, metavar=_("FIL"), help=_("textfil med platser som får visas, en per rad"))

    forget = command(
        commands, "forget", _forget, _("radera en persons fria svar ur köer, räkningar, citat och utgåvor")
    )
    forget.add_argument("round", type=Path, metavar=_("RUNDA"), help=_("rundans mapp"))
    forget.add_argument("id", metavar=_("SVARSNUMMER"), help=_("svarets nummer, som det står i enkätens fil"))
    forget.add_argument("--by", required=True, metavar=_("NAMN"), help=_("vem som raderar (står i liggaren)"))


def _code(arguments: argparse.Namespace) -> int:
    done = _work().code(arguments.file, out=arguments.out, codebook=arguments.codebook)
    print(_("{n} svar är {n|kodat|kodade}: {file}").format(n=len(done.rows), file=arguments.out))
    _tell(done)
    return 0


def _mask(arguments: argparse.Namespace) -> int:
    done = _work().mask(arguments.file, out=arguments.out, codebook=arguments.codebook,
                        places=arguments.places)  # fmt: skip
    print(_("{n} svar är {n|maskat|maskade}: {file}").format(n=len(done.rows), file=arguments.out))
    _tell(done)
    print(_("Maskningen är ett första utkast. Läs varje svar innan du visar det för någon."))
    return 0


def _tell(done: Any) -> None:
    """Print what is odd about the ids, and on stderr what is odd about the file."""
    print(*done.remarks, sep="\n", end="\n" if done.remarks else "")
    print(*found(done.findings), sep="\n", end="\n" if len(done.findings) else "", file=sys.stderr)


def _forget(arguments: argparse.Namespace) -> int:
    found = _work().forget(arguments.round, arguments.id, by=arguments.by)
    done = found.deleted
    if done.before:
        print(_("Svaret är redan raderat, av {names}.").format(names=done.before))
    else:
        print(
            _("Raderat: {answers} {answers|fritt|fria} svar och {quotes} {quotes|rad|rader} om citat.").format(
                answers=len(done.questions), quotes=done.quote_lines
            )
        )
    traces = found.traces
    for told, files in (
        (_("Borttaget, för svaret stod där (gör om det vid behov):"), traces.removed),
        (_("Tömt på utdata, för svaret syntes där:"), traces.cleared),
        (_("Svaret, ord ur det eller dess nummer står också här. Läs och ta bort:"), traces.left),
    ):
        if files:
            print(told, *files, sep="\n    ")
    if found.stands:
        print(_("Texten står kvar i enkätens fil. Ta bort den där också:"), *found.stands, sep="\n    ")
    print(_("Stäng arbetsböcker som är öppna, och publicera rundan på nytt: tidigare utgåvor räknar svaret."))
    return 0


def try_codebook(arguments: argparse.Namespace) -> int:
    """Try the sentences that a codebook says its topics must and must not match."""
    tried = _work().try_codebook(arguments.file)
    for text in tried.doubtful:
        print(_("varning"), text)
    for line in tried.wrong:
        print(line)
    print(
        _("{tried} {tried|mening prövad|meningar prövade}, {wrong} fel.").format(
            tried=tried.sentences, wrong=len(tried.wrong)
        )
    )
    return STATUS_ERROR if tried.wrong else 0


def _work() -> Any:
    # The imports take a second.
    return import_module("medlofte.analysis.free_text")
