"""Commands on a workshop's database: backup, export, import, codes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medlofte.cli.swedish import Parser, command
from medlofte.language import _

if TYPE_CHECKING:
    from medlofte.workshop.store import Store

_ALL = "alla"


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    workshop = command(commands, "workshop", _workshop, _("kopiera eller flytta en workshop, visa och byt dess koder"))
    inner = workshop.add_subparsers(title=_("kommandon"), metavar=_("KOMMANDO"), required=True, parser_class=Parser)

    backup = _command(inner, "backup", _backup, _("kopiera allt, även medan workshoppen pågår"))
    backup.add_argument("--to", type=Path, metavar=_("FIL"), help=_("kopians fil (annars workshop-TID här)"))

    export = _command(inner, "export", _export, _("skriv workshoppen till en fil, utan koder och utan vem som är vem"))
    export.add_argument("--to", type=Path, metavar=_("FIL"), help=_("filen (annars workshop-TID.zip här)"))

    import_ = command(inner, "import", _import, _("läs in en kopia eller en export i en tom workshop"))
    import_.add_argument("file", type=Path, metavar=_("FIL"), help=_("filen från backup eller export"))
    _place(import_)

    codes = _command(inner, "codes", _codes, _("visa koderna, eller byt dem"))
    codes.add_argument(
        "--new",
        metavar=_("ROLL"),
        help=_(
            "byt koden för polis, kommun, annan, facilitator, skarm eller alla: den gamla släpper inte in någon mer"
        ),
    )


def _command(inner: Any, name: str, run: Callable[[Any], int], help_: str) -> argparse.ArgumentParser:
    made = command(inner, name, run, help_)
    _place(made)
    return made


def _place(made: argparse.ArgumentParser) -> None:
    made.add_argument("edition", type=Path, nargs="?", metavar=_("UTGÅVA"), help=_("utgåvans mapp (annars den nyaste)"))
    made.add_argument("--store", metavar="URL", help=_("workshoppens databas (annars filen bredvid utgåvan)"))


def _workshop(_arguments: argparse.Namespace) -> int:
    raise AssertionError("argparse asks for one of the inner commands")


def _backup(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        file = store.archive.backup(arguments.to or _name())
    print(_("Kopian är klar: {file}").format(file=file))
    print(_("Den har koder och sessioner: förvara den som databasen. Läs in den med: medlofte workshop import FIL"))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        print(_("Exporten är klar: {file}").format(file=store.archive.export(arguments.to or _name())))
    return 0


def _import(arguments: argparse.Namespace) -> int:
    with _opened(arguments, create=True) as store:
        store.archive.restore(arguments.file)
    print(_("Workshoppen är inläst."))
    return 0


def _codes(arguments: argparse.Namespace) -> int:
    from medlofte.workshop.store.values import written
    from medlofte.workshop.words import LABELS

    with _opened(arguments) as store:
        for role in store.codes() if arguments.new == _ALL else filter(None, [arguments.new]):
            store.door.rotate(role)
        codes = store.codes()
    for role, code in codes.items():
        print(f"{LABELS[role]:<12} {written(code)}")
    return 0


def _opened(arguments: argparse.Namespace, *, create: bool = False) -> Store:
    from medlofte.edition import default_path
    from medlofte.workshop.store import Store, default_url

    return Store.open(arguments.store or default_url(arguments.edition or default_path()), create=create)


def _name() -> Path:
    from datetime import datetime

    return Path(f"workshop-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}")
