"""Commands before there is an edition: codebook, fetch, lab, check."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

from medlofte.cli.free_text import try_codebook
from medlofte.cli.swedish import STATUS_ERROR, command
from medlofte.cli.terminal import Progress, summary
from medlofte.errors import CodebookError
from medlofte.language import _
from medlofte.whereabouts import typed

FETCHED = ("polisen", "kolada", "scb")


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    codebook = command(
        commands,
        "codebook",
        _codebook,
        _("föreslå en kodbok från en fil (draft), eller pröva dess exempelmeningar (test)"),
    )
    codebook.add_argument("what", choices=("draft", "test"), metavar="draft|test", help=_("föreslå eller pröva"))
    codebook.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar=_("FIL"),
        help=_("CSV, Excel, SPSS, Stata, SAS, Parquet, XLSForm eller LimeSurveys .txt"),
    )
    codebook.add_argument("--sheet", default="", metavar=_("BLAD"), help=_("arbetsbokens blad"))
    codebook.add_argument("--out", type=Path, metavar=_("FIL"), help=_("var kodboken sparas (annars skrivs den ut)"))

    fetch = command(commands, "fetch", _fetch, _("hämta en öppen källa till rundan (använder internet)"))
    fetch.add_argument("source", choices=FETCHED, metavar=_("KÄLLA"), help=", ".join(FETCHED))
    fetch.add_argument("folder", type=Path, metavar=_("RUNDA"), help=_("rundans mapp, med round.toml"))
    fetch.add_argument("--kpi", action="append", default=[], metavar="ID", help=_("kolada: nyckeltal; får upprepas"))
    fetch.add_argument(
        "--year", action="append", default=[], type=int, metavar=_("ÅR"), help=_("kolada: år (annars alla)")
    )
    fetch.add_argument("--table", default="", metavar=_("TABELL"), help=_("scb: tabell (annars folkmängd)"))
    fetch.add_argument(
        "--select", action="append", default=[], metavar=_("VARIABEL=KODER"), help=_("scb: urval i tabellen")
    )
    fetch.add_argument("--out", default="", metavar=_("FIL"), help=_("var i rundans mapp filen skrivs"))
    fetch.add_argument("--base", default="", metavar="URL", help=_("annan adress till tjänsten"))

    lab = command(commands, "lab", _lab, _("öppna arbetsböckerna för en runda i JupyterLab"))
    lab.add_argument("folder", type=Path, metavar=_("RUNDA"), help=_("rundans mapp, med round.toml"))
    lab.add_argument("--no-browser", action="store_true", help=_("öppna ingen webbläsare"))
    lab.add_argument("--port", type=int, metavar="PORT", help=_("serverns port"))

    check = command(commands, "check", _check, _("läs rundans filer och visa allt som är konstigt"))
    check.add_argument("folder", type=Path, metavar=_("RUNDA"), help=_("rundans mapp, med round.toml"))
    check.add_argument(
        "--out", type=Path, metavar=_("FIL"), help=_("var fynden sparas (annars fynd-RUNDA.xlsx i den mapp du står i)")
    )
    check.add_argument("--places", type=Path, metavar=_("FIL"), help=_("spara platsnamn att besluta om (CSV)"))
    check.add_argument(
        "--accept",
        action="store_true",
        help=_("godkänn allt som väntar på beslut: svaren räknas som ogiltiga (står i accepted.csv)"),
    )


def _codebook(arguments: argparse.Namespace) -> int:
    if arguments.what == "test":
        return try_codebook(arguments)
    if arguments.file is None:
        raise CodebookError(_("Ange filen som kodboken ska föreslås från."), advice=_("medlofte codebook draft FIL"))
    written = import_module("medlofte.analysis.draft").draft(arguments.file, sheet=arguments.sheet)
    if arguments.out is None:
        print(written, end="")
        return 0
    if arguments.out.exists():
        # A codebook that somebody has corrected is worth more than a new draft.
        raise CodebookError(
            _("Filen finns redan och skrivs inte över."), file=arguments.out, advice=_("Ange ett annat namn med --out.")
        )
    arguments.out.write_text(written, "utf-8", newline="\n")
    print(_("Utkastet är sparat i {file}. Gå igenom det fråga för fråga.").format(file=arguments.out))
    return 0


def _fetch(arguments: argparse.Namespace) -> int:
    from medlofte.fetch import Wanted, fetch, setup
    from medlofte.rounds import Round

    selection = dict(part.partition("=")[::2] for part in arguments.select)
    wanted = Wanted(tuple(arguments.kpi), tuple(arguments.year), arguments.table, selection)
    round_ = Round.read(arguments.folder)
    path = fetch(arguments.source, round_=round_, wanted=wanted, out=arguments.out, base=arguments.base)
    name = path.relative_to(round_.folder.resolve()).as_posix()
    print(
        _("Hämtat: {path}\nSkriv i round.toml:\n{setup}").format(
            path=path, setup=setup(arguments.source, file=name, table=arguments.table)
        )
    )
    return 0


def _lab(arguments: argparse.Namespace) -> int:
    run = import_module("medlofte.lab").run
    return int(run(arguments.folder, browser=not arguments.no_browser, port=arguments.port))


def _check(arguments: argparse.Namespace) -> int:
    from medlofte.codebook import Codebook
    from medlofte.rounds import Round

    round_ = Round.read(arguments.folder)
    codebook = Codebook.read(round_.path(round_.codebook))
    check = import_module("medlofte.analysis.check")
    with Progress(_("Läser")) as progress:
        checked = check.check_round(round_, codebook=codebook, progress=progress)
    out = arguments.out or Path(f"fynd-{arguments.folder.resolve().name}.xlsx")
    import_module("medlofte.analysis.findings").write_findings(checked.findings, out, folder=arguments.folder)
    print(summary(checked.provenance, findings=checked.findings))
    print(_("\nAlla fynd är sparade i {out}.").format(out=out))
    if arguments.places:
        waiting = import_module("medlofte.analysis.read.naming").queue(checked.findings)
        waiting.to_csv(arguments.places, sep=";", index=False, encoding="utf-8-sig")
        print(
            _("{n} platsnamn att besluta om är {n|sparat|sparade} i {file}.").format(
                n=len(waiting), file=arguments.places
            )
        )
    accepted = import_module("medlofte.analysis.accepted")
    if arguments.accept:
        print(_("Godkända: {n} fynd.").format(n=accepted.accept(checked.findings, folder=round_.folder)))
    folder = typed(arguments.folder)
    left = len(accepted.stopping(checked.findings, folder=round_.folder))
    if import_module("medlofte.start_page").is_draft(round_):
        print(_("Kodboken är ett utkast som ingen har gått igenom: ta bort raden med ordet UTKAST när den stämmer."))
    if left:
        print(
            _(
                "{left} fynd hindrar publicering. Rätta filen eller kodboken, i en textredigerare eller i bok 1:\n"
                "    medlofte lab {folder}\nVarningarna (inte felen) kan i stället godkännas, alla på en gång. "
                "Svaren räknas då som ogiltiga:\n    medlofte check {folder} --accept"
            ).format(left=left, folder=folder)
        )
    else:
        print(_("Inget hindrar publicering. Nästa steg: medlofte publish {folder}").format(folder=folder))
    return STATUS_ERROR if left else 0
