"""Commands that make an edition and use it: publish, audit, diff, serve, export."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from medlofte.cli.swedish import STATUS_ERROR, command
from medlofte.cli.terminal import Progress
from medlofte.errors import ExportError
from medlofte.language import _
from medlofte.whereabouts import no_edition, typed

# As medlofte.export.catalogue has them; a test holds them together. Importing it takes a second.
EXPORTS = ("situation", "minutes", "agreement", "causes", "plan", "promises", "word", "pdf", "slides", "excel",
           "sheets", "ballots", "paper", "public", "opendata")  # fmt: skip


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    publish = command(commands, "publish", _publish, _("räkna, skydda och skriv en utgåva"))
    publish.add_argument("folder", type=Path, metavar=_("RUNDA"), help=_("rundans mapp, med round.toml"))
    publish.add_argument("--out", type=Path, metavar=_("MAPP"), help=_("utgåvans mapp (annars editions/RUNDA)"))
    publish.add_argument(
        "--profile",
        choices=("internal", "public"),
        default="internal",
        metavar=_("PROFIL"),
        help=_("röjandekontroll: internal (slutet möte, förval) eller public (strängare)"),
    )

    audit = command(commands, "audit", _audit, _("angrip en utgåva: går skyddade siffror att räkna ut?"))
    audit.add_argument(
        "edition", type=Path, nargs="?", metavar=_("UTGÅVA"), help=_("utgåvans mapp (annars den nyaste)")
    )

    diff = command(commands, "diff", _diff, _("jämför två utgåvor: vad ändrades, och röjer de något tillsammans?"))
    diff.add_argument("old", type=Path, metavar=_("GAMMAL"), help=_("den äldre utgåvans mapp"))
    diff.add_argument("new", type=Path, metavar=_("NY"), help=_("den nyare utgåvans mapp"))

    serve = command(commands, "serve", _serve, _("visa en utgåva och håll workshop"))
    serve.add_argument(
        "edition", type=Path, nargs="?", metavar=_("UTGÅVA"), help=_("utgåvans mapp (annars den nyaste)")
    )
    serve.add_argument("--port", type=int, default=8866, metavar="PORT", help=_("förval 8866"))
    serve.add_argument("--host", default="127.0.0.1", metavar=_("ADRESS"), help=_("adress att lyssna på"))
    serve.add_argument("--lan", action="store_true", help=_("låt andra i samma nätverk ansluta"))
    serve.add_argument("--store", metavar="URL", help=_("workshoppens databas (annars en fil bredvid utgåvan)"))
    serve.add_argument(
        "--viewers", type=int, metavar=_("ANTAL"), help=_("högst så många egna sidor samtidigt (annars efter minnet)")
    )
    serve.add_argument(
        "--address", metavar="URL", help=_("webbadressen utifrån, när en webbserver på samma dator står framför")
    )
    serve.add_argument("--hub", action="store_true", help=_("servern startas av ett JupyterHub, som säger hur den nås"))
    serve.add_argument("--cert", type=Path, metavar=_("FIL"), help=_("certifikat (PEM): krypterad anslutning, https"))
    serve.add_argument("--key", type=Path, metavar=_("FIL"), help=_("certifikatets nyckel, om den inte står i --cert"))
    serve.add_argument("--no-browser", action="store_true", help=_("öppna ingen webbläsare"))

    export = command(commands, "export", _export, _("skriv Word, PowerPoint, Excel, webbsida och öppna data"))
    export.add_argument(
        "edition", type=Path, nargs="?", metavar=_("UTGÅVA"), help=_("utgåvans mapp (annars den nyaste)")
    )
    export.add_argument(
        "--to", type=Path, default=Path("ut"), metavar=_("MAPP"), help=_("var filerna skrivs, förval ut")
    )
    export.add_argument(
        "--only",
        action="append",
        default=[],
        metavar=_("TYP"),
        help=_("bara dessa, med komma emellan: {types}").format(types=", ".join(EXPORTS)),
    )
    export.add_argument(
        "--template", type=Path, metavar=_("MAPP"), help=_("mapp med kommunens egna mallar (.docx, .pptx)")
    )
    export.add_argument(
        "--save-templates", type=Path, metavar=_("MAPP"), help=_("spara våra mallar där, att utgå ifrån")
    )
    export.add_argument(
        "--reviewed", action="store_true", help=_("motiveringarna är lästa och får bli offentliga (annars frågas det)")
    )
    export.add_argument("--store", metavar="URL", help=_("workshoppens databas (annars filen bredvid utgåvan)"))


def _publish(arguments: argparse.Namespace) -> int:
    from medlofte.analysis.publish import publish
    from medlofte.rounds import Round

    with Progress(_("Publicerar")) as progress:
        edition = publish(arguments.folder, out=arguments.out, profile=arguments.profile, progress=progress,
                          strict=True)  # fmt: skip
    print(_("Utgåvan är klar: {folder}").format(folder=edition.path))
    if import_module("medlofte.start_page").is_draft(Round.read(arguments.folder)):
        print(_("Kodboken är ett utkast som ingen har gått igenom: ta bort raden med ordet UTKAST när den stämmer."))
    print(_("Visa den med: medlofte serve {folder}").format(folder=typed(edition.path)))
    if edition.number > 1:
        print(
            _("Den är nummer {number}; de tidigare finns kvar. Jämför med: medlofte diff GAMMAL NY").format(
                number=edition.number
            )
        )
    return 0


def _audit(arguments: argparse.Namespace) -> int:
    from medlofte.analysis.audit import audit_edition
    from medlofte.edition import Edition

    verdict = audit_edition(Edition.open(_edition(arguments.edition)))
    print(verdict.text())
    return 0 if verdict.safe else STATUS_ERROR


def _diff(arguments: argparse.Namespace) -> int:
    from medlofte.analysis.diff import compare
    from medlofte.edition import Edition

    found = compare(Edition.open(_edition(arguments.old)), Edition.open(_edition(arguments.new)))
    print(found.text())
    return 0 if found.safe else STATUS_ERROR


def _serve(arguments: argparse.Namespace) -> int:
    path = _edition(arguments.edition)
    serve = import_module("medlofte.server.app").serve
    serve(path, store_url=arguments.store, host=arguments.host, port=arguments.port,
          browser=not arguments.no_browser, lan=arguments.lan, viewers=arguments.viewers,
          address=arguments.address, hubbed=arguments.hub, certificate=arguments.cert, key=arguments.key)  # fmt: skip
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from medlofte.edition import Edition
    from medlofte.export import catalogue

    if arguments.save_templates:
        import_module("medlofte.export.templates.save").save(arguments.save_templates)
        print(
            _("Mallarna är sparade i {folder}. Anpassa dem och kör: medlofte export --template MAPP").format(
                folder=arguments.save_templates
            )
        )
        return 0
    edition = Edition.open(_edition(arguments.edition))
    open_to_all = edition.about.get("profile") == "public"
    items = catalogue.chosen(arguments.only, public=open_to_all)
    with _store(arguments, edition.path) as store:
        if open_to_all and store is not None:
            _tell_unmarked(store)
            if not arguments.reviewed:
                _review(store)
        with Progress(_("Skriver")) as progress:
            source = catalogue.Source(edition, store, arguments.template or catalogue.own_templates())
            made = catalogue.make(source, items, to=arguments.to, progress=progress)
    print("\n".join(map(str, made)))
    if not arguments.only and not open_to_all:
        print(
            _(
                "Webbsidan och öppna data görs bara av en publik utgåva. Gör en med: medlofte publish "
                "RUNDA --profile public --out MAPP\nExportera den sedan med workshoppens databas, som "
                "ligger bredvid den här utgåvan: medlofte export MAPP --store FIL"
            )
        )
    return 0


def _tell_unmarked(store: Any) -> None:
    """Say how many reasons are left out since nobody has said that they may be published."""
    may, rows = store.settings.publishable(), store.decisions().to_dict("records")
    if left := sum(bool(row["reason"]) and row["id"] not in may for row in rows):
        said = _(
            "{n} {n|motivering är inte ikryssad|motiveringar är inte ikryssade} under Prioritering och skrivs inte ut."
        )
        print(said.format(n=left))


def _review(store: Any) -> None:
    """Show what was typed in the room and becomes public, and let the user say that it may."""
    may = store.settings.publishable()
    decided = [(row["problem"], row["reason"]) for row in store.decisions().to_dict("records") if row["id"] in may]
    judged = [(row["subject"], row["content"]["reason"]) for row in store.plan.assessments().to_dict("records")]
    typed = [f"  {name}: {text}" for name, text in (*decided, *judged) if text]
    if not typed:
        return
    print(_("Det här skrevs under mötet och blir offentligt ordagrant:"), *typed, sep="\n")
    answer = input(_("Är texterna lästa, och får de läggas ut? Skriv ja: ")) if sys.stdin.isatty() else ""
    if answer.strip().lower() not in ("ja", "yes"):
        advice = _("Rätta med ett nytt beslut, eller exportera med --reviewed när de är lästa.")
        raise ExportError(_("Inget är skrivet: motiveringarna ska läsas innan de blir offentliga."), advice=advice)


@contextmanager
def _store(arguments: argparse.Namespace, edition: Path) -> Iterator[Any]:
    """Give the edition's workshop, whose decisions and promises go into the documents; None where none was held."""
    from medlofte.workshop.store import Store, default_url

    url = arguments.store or default_url(edition)
    if "://" not in url and not Path(url).is_file():
        yield None
        return
    store = Store.open(url, create=False)
    try:
        yield store
    finally:
        store.close()


def _edition(path: Path | None) -> Path:
    from medlofte.edition import MANIFEST, default_path, place

    path = path or default_path()
    if not (path / MANIFEST).is_file():
        raise no_edition(path, published=place(path))
    return path
