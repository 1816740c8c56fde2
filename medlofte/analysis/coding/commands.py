"""The commands ``code``, ``mask`` and ``codebook test``; imports that take time stand inside them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

_STATUS_ERROR = 2
Add = Callable[[str, Callable[[Any], int], str], argparse.ArgumentParser]


def add(command: Add) -> None:
    """Add the commands; ``command`` makes one from its name, its function and its help."""
    code = command("code", _code, "koda fria svar i en fil (kolumnerna id och text) till ämnen")
    code.add_argument("file", type=Path, metavar="FIL", help="CSV- eller Excelfil med svaren")
    code.add_argument("--out", type=Path, required=True, metavar="FIL", help="var ämnena skrivs (CSV)")
    code.add_argument("--codebook", type=Path, metavar="FIL", help="kodbok eller ämnesfil (annars den medföljande)")

    mask = command("mask", _mask, "dölj det som kan peka ut någon i fria svar")
    mask.add_argument("file", type=Path, metavar="FIL", help="CSV- eller Excelfil med svaren")
    mask.add_argument("--out", type=Path, required=True, metavar="FIL", help="var de maskade svaren skrivs (CSV)")
    mask.add_argument("--codebook", type=Path, metavar="FIL", help="kodbok vars ord får visas (annars den medföljande)")
    mask.add_argument("--places", type=Path, metavar="FIL", help="textfil med platser som får visas, en per rad")

    codebook = command("codebook", _codebook, "pröva kodbokens egna exempelmeningar")
    codebook.add_argument("what", choices=("test",), metavar="test", help="pröva must_match och must_not_match")
    codebook.add_argument("file", type=Path, nargs="?", metavar="FIL", help="kodbok eller ämnesfil")


def _code(arguments: argparse.Namespace) -> int:
    n = _work().code(arguments.file, out=arguments.out, codebook=arguments.codebook)
    print(f"{n} svar är kodade: {arguments.out}")
    return 0


def _mask(arguments: argparse.Namespace) -> int:
    places = arguments.places.read_text("utf-8-sig").splitlines() if arguments.places else ()
    n = _work().mask(arguments.file, out=arguments.out, codebook=arguments.codebook, places=places)
    print(f"{n} svar är maskade: {arguments.out}")
    print("Maskningen är ett första utkast. Läs varje svar innan du visar det för någon.")
    return 0


def _codebook(arguments: argparse.Namespace) -> int:
    tried, wrong = _work().try_codebook(arguments.file)
    for line in wrong:
        print(line)
    print(f"{tried} meningar prövade, {len(wrong)} fel.")
    return _STATUS_ERROR if wrong else 0


def _work() -> Any:
    # By name: the coding room reads no files itself, and the imports take a second.
    return import_module("medlofte.analysis.free_text")
