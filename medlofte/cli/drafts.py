"""The command for the mapping forms that were filled in in the room: out of the store, into the round's folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from medlofte.cli.swedish import Parser, add_help, command
from medlofte.errors import RoundError, StoreError
from medlofte.language import _


def add(commands: Any) -> None:
    """Add the command to the parser."""
    top = commands.add_parser(
        "drafts",
        help=_("aktörernas formulär från workshoppen"),
        add_help=False,
        description=_("Aktörernas kartläggning, ifylld på sidan Kartläggning."),
    )
    add_help(top)
    kinds = top.add_subparsers(title=_("delar"), metavar=_("DEL"), required=True, parser_class=Parser)
    export = command(kinds, "export", _export, _("skriv inlämnade formulär som Excelfiler i rundans mapp"))
    export.add_argument("store", metavar=_("DATABAS"), help=_("workshoppens databas: en fil, eller en adress med ://"))
    export.add_argument("folder", type=Path, metavar=_("RUNDA"), help=_("rundans mapp, med round.toml"))
    export.add_argument("--replace", action="store_true", help=_("skriv över formulär som redan finns i mappen"))


def _export(arguments: argparse.Namespace) -> int:
    from medlofte.analysis.read.forms import write_form
    from medlofte.codebook import Codebook
    from medlofte.rounds import SETUP, Round
    from medlofte.workshop.store import Store

    round_ = Round.read(arguments.folder)
    codebook = Codebook.read(round_.path(round_.codebook))
    folder = round_.path(round_.mapping) if round_.mapping else None
    if folder is None or not folder.is_dir():
        raise RoundError(
            _("Rundan har ingen mapp för aktörernas formulär."),
            file=arguments.folder / SETUP,
            advice=_('Skriv till exempel mapping = "mapping" och skapa mappen.'),
        )
    labels = _labels(round_)
    with Store.open(arguments.store, create=False) as store:
        forms = store.drafts.handed_in()
    if not forms:
        raise StoreError(_("Ingen aktör har lämnat in sitt formulär."), advice=_("Be dem trycka på Lämna in på sidan."))
    taken = [form.actor for form in forms if (folder / f"{form.actor}.xlsx").exists()]
    if taken and not arguments.replace:
        raise RoundError(
            _("Formulär finns redan för {actors}.").format(actors=", ".join(taken)),
            file=folder,
            advice=_("Flytta dem, eller skriv över med --replace."),
        )
    for form in forms:
        path = write_form(folder / f"{form.actor}.xlsx", codebook=codebook, actor=form.actor, rows=form.rows,
                          places=labels)  # fmt: skip
        print(
            _("{path}: {rows} {rows|rad, inlämnad|rader, inlämnade} {when} (UTC) av {by}").format(
                path=path, rows=len(form.rows), when=form.time[:16].replace("T", " "), by=form.by
            )
        )
    print(_("Kontrollera med: medlofte check {folder}").format(folder=arguments.folder))
    return 0


def _labels(round_: Any) -> dict[str, str]:
    """Return place → its name in the round's list."""
    from medlofte.analysis.read.places import read_places

    frame = read_places(round_).frame
    return dict(zip(frame["place"], frame["label"], strict=True))
