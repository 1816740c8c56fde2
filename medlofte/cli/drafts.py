"""The command for the mapping forms that were filled in in the room: out of the store, into the round's folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from medlofte.cli.swedish import Parser, add_help, command
from medlofte.errors import RoundError, StoreError


def add(commands: Any) -> None:
    """Add the command to the parser."""
    top = commands.add_parser("drafts", help="aktörernas formulär från workshoppen", add_help=False,
                              description="Aktörernas kartläggning, ifylld på sidan Kartläggning.")  # fmt: skip
    add_help(top)
    kinds = top.add_subparsers(title="delar", metavar="DEL", required=True, parser_class=Parser)
    export = command(kinds, "export", _export, "skriv inlämnade formulär som Excelfiler i rundans mapp")
    export.add_argument("store", metavar="DATABAS", help="workshoppens databas: en fil, eller en adress med ://")
    export.add_argument("folder", type=Path, metavar="RUNDA", help="rundans mapp, med round.toml")
    export.add_argument("--replace", action="store_true", help="skriv över formulär som redan finns i mappen")


def _export(arguments: argparse.Namespace) -> int:
    from medlofte.analysis.read.forms import write_form
    from medlofte.codebook import Codebook
    from medlofte.rounds import SETUP, Round
    from medlofte.workshop.store import Store

    round_ = Round.read(arguments.folder)
    codebook = Codebook.read(round_.path(round_.codebook))
    folder = round_.path(round_.mapping) if round_.mapping else None
    if folder is None or not folder.is_dir():
        raise RoundError("Rundan har ingen mapp för aktörernas formulär.", file=arguments.folder / SETUP,
                         advice="Skriv till exempel mapping = \"mapping\" och skapa mappen.")  # fmt: skip
    labels = _labels(round_)
    with Store.open(arguments.store, create=False) as store:
        forms = store.drafts.handed_in()
    if not forms:
        raise StoreError("Ingen aktör har lämnat in sitt formulär.", advice="Be dem trycka på Lämna in på sidan.")
    taken = [form.actor for form in forms if (folder / f"{form.actor}.xlsx").exists()]
    if taken and not arguments.replace:
        raise RoundError(f"Formulär finns redan för {', '.join(taken)}.", file=folder,
                         advice="Flytta dem, eller skriv över med --replace.")  # fmt: skip
    for form in forms:
        path = write_form(folder / f"{form.actor}.xlsx", codebook=codebook, actor=form.actor, rows=form.rows,
                          places=labels)  # fmt: skip
        print(f"{path}: {len(form.rows)} rader, inlämnade {form.time[:16].replace('T', ' ')} (UTC) av {form.by}")
    print(f"Kontrollera med: medlofte check {arguments.folder}")
    return 0


def _labels(round_: Any) -> dict[str, str]:
    """Return place → its name in the round's list."""
    from medlofte.analysis.read.places import read_places

    frame = read_places(round_).frame
    return dict(zip(frame["place"], frame["label"], strict=True))
