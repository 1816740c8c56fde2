"""Commands for the rest of the year: activities from Excel, reminders, and the next round from this one."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medlofte.cli.swedish import STATUS_ERROR, command
from medlofte.errors import MedlofteError, RoundError
from medlofte.language import _

if TYPE_CHECKING:
    from medlofte.edition import Edition
    from medlofte.workshop.store import Store


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    activities = command(
        commands, "activities", _activities, _("gör ett Excelformulär för aktiviteter, eller läs in ett")
    )
    activities.add_argument("what", choices=("template", "read"), metavar="template|read", help=_("gör eller läs in"))
    activities.add_argument("file", type=Path, metavar=_("FIL"), help=_("formuläret (Excel; CSV går också att läsa)"))
    activities.add_argument(
        "--by", default="Inläst från Excel", metavar=_("VEM"), help=_("vem loggen säger har skrivit")
    )

    reminders = command(commands, "reminders", _reminders, _("visa vad som förfaller, och spara det som kalenderfil"))
    reminders.add_argument(
        "--ics", type=Path, metavar=_("FIL"), help=_("spara årshjulet och alla slutdatum (iCalendar)")
    )
    reminders.add_argument("--today", type=_day, metavar=_("ÅÅÅÅ-MM-DD"), help=_("räkna från en annan dag än i dag"))
    for made in (activities, reminders):
        made.add_argument(
            "edition", type=Path, nargs="?", metavar=_("UTGÅVA"), help=_("utgåvans mapp (annars den nyaste)")
        )
        made.add_argument("--store", metavar="URL", help=_("workshoppens databas (annars filen bredvid utgåvan)"))

    following = command(commands, "next", _next, _("gör nästa rundas mapp av den här rundan"))
    following.add_argument("folder", type=Path, metavar=_("RUNDA"), help=_("rundan som är slut"))
    following.add_argument("new", type=Path, metavar=_("NY_MAPP"), help=_("mappen som ska skapas"))
    following.add_argument(
        "--edition", type=Path, metavar=_("UTGÅVA"), help=_("rundans utgåva (annars editions/RUNDA)")
    )
    following.add_argument("--store", metavar="URL", help=_("workshoppens databas (annars filen bredvid utgåvan)"))
    following.add_argument(
        "--answers",
        action="store_true",
        help=_("kopiera också senaste årets svar, för att jämföra med (personuppgifter)"),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("datumet ska skrivas ÅÅÅÅ-MM-DD: {text}").format(text=text)) from None


def _activities(arguments: argparse.Namespace) -> int:
    if arguments.what == "template":
        with _opened(arguments) as (edition, store):
            print(import_module("medlofte.export.activity_form").write(edition, arguments.file, store=store))
        return 0
    with _opened(arguments, create=True) as (edition, store):
        told = import_module("medlofte.activities").read_into(arguments.file, edition=edition, store=store,
                                                              by=arguments.by)  # fmt: skip
    print(told.text())
    return STATUS_ERROR if told.quarantined else 0


def _reminders(arguments: argparse.Namespace) -> int:
    from medlofte.workshop.promises.chain import gather
    from medlofte.workshop.promises.reminders import calendar, due, year

    with _opened(arguments) as (edition, store):
        chain, about = gather(edition, store), edition.about
    today, end = arguments.today or date.today(), str(about.get("end") or "")
    listed = due(chain, today=today, end=end)
    for one in listed:
        print(f"{one.day}  {_('FÖRSENAT') + '  ' if one.late else ''}{one.title}. {one.text}")
    if not listed:
        print(_("Inget är försenat, och inget förfaller den närmaste månaden."))
    if arguments.ics:
        text = calendar(
            year(chain, start=today.year, today=today, end=end), name=str(about.get("title") or _("Löften"))
        )
        arguments.ics.write_text(text, "utf-8", newline="")
        print(_("Kalendern är sparad i {file}. Öppna den i kalenderprogrammet.").format(file=arguments.ics))
    return 0


def _next(arguments: argparse.Namespace) -> int:
    from medlofte.edition import MANIFEST, Edition
    from medlofte.rounds import Round

    Round.read(arguments.folder)
    found = arguments.edition or next((path for parent in (Path("editions"), Path("data/editions"))
                                       if ((path := parent / arguments.folder.resolve().name) / MANIFEST).is_file()),
                                      None)  # fmt: skip
    if found is None:
        raise RoundError(
            _("Rundans utgåva hittades inte."),
            file=arguments.folder,
            advice=_("Ange den med --edition, eller kör «medlofte publish» först."),
        )
    edition = Edition.open(found)
    with _workshop(arguments.store, edition.path) as store:
        made = import_module("medlofte.next_round").create(
            arguments.folder, arguments.new, edition=edition, store=store, answers=arguments.answers)  # fmt: skip
    print(made.text())
    return 0


@contextmanager
def _opened(arguments: argparse.Namespace, *, create: bool = False) -> Iterator[tuple[Edition, Any]]:
    from medlofte.edition import Edition, default_path

    edition = Edition.open(arguments.edition or default_path())
    with _workshop(arguments.store, edition.path, create=create) as store:
        yield edition, store


@contextmanager
def _workshop(url: str | None, edition: Path, *, create: bool = False) -> Iterator[Store | None]:
    """Give the edition's workshop; None where none was held."""
    from medlofte.workshop.store import Store, default_url

    try:
        store = Store.open(url or default_url(edition), create=create)
    except MedlofteError:
        if url or create:
            raise
        yield None
        return
    try:
        yield store
    finally:
        store.close()
