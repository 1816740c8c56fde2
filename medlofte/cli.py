"""The command line: check, publish, serve, export and new.

Every import that takes time stands inside its command, so that ``medlofte --help`` answers at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from medlofte import __version__
from medlofte.errors import EditionError, MedlofteError

if TYPE_CHECKING:
    import pandas as pd

EXPORTS = ("excel", "word", "slides", "webpage", "opendata")
SHOWN_FINDINGS = 40
STATUS_ERROR = 2
STATUS_INTERRUPTED = 130
_SEVERITIES = (("fel", "fel"), ("varning", "varningar"), ("upplysning", "upplysningar"))
_SWEDISH = {
    "the following arguments are required:": "det här måste anges:",
    "unrecognized arguments:": "okända ord:",
    "invalid choice:": "okänt val:",
    "choose from": "välj bland",
    "expected one argument": "ett värde saknas",
    "invalid int value:": "inte ett heltal:",
    "argument": "argumentet",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0 done, 2 a problem the user can mend, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except MedlofteError as error:
        print(f"medlofte: {error}", file=sys.stderr)
        return STATUS_ERROR
    except OSError as error:
        print(f"medlofte: {error.filename or 'En fil'} går inte att använda ({error.strerror}).", file=sys.stderr)
        return STATUS_ERROR
    except KeyboardInterrupt:
        print("medlofte: avbrutet.", file=sys.stderr)
        return STATUS_INTERRUPTED


def parser() -> argparse.ArgumentParser:
    """Return the parser with all its commands."""
    top = _Parser(prog="medlofte", description="Från invånarnas svar till löften som följs upp.", add_help=False)
    top.add_argument("--version", action="version", version=f"medlofte {__version__}", help="visa versionen")
    _help(top)
    commands = top.add_subparsers(title="kommandon", metavar="KOMMANDO", required=True, parser_class=_Parser)

    check = _command(commands, "check", _check, "läs rundans filer och visa allt som är konstigt")
    check.add_argument("folder", type=Path, metavar="RUNDA", help="rundans mapp, med round.toml")
    check.add_argument("--out", type=Path, metavar="FIL", help="var fynden sparas (annars fynd-RUNDA.xlsx här)")
    check.add_argument("--accept", action="store_true",
                       help="godkänn allt som väntar på beslut; det skrivs i rundans accepted.csv")  # fmt: skip

    publish = _command(commands, "publish", _publish, "räkna, skydda och skriv en utgåva")
    publish.add_argument("folder", type=Path, metavar="RUNDA", help="rundans mapp, med round.toml")
    publish.add_argument("--out", type=Path, metavar="MAPP", help="utgåvans mapp (annars editions/RUNDA)")
    publish.add_argument("--profile", choices=("internal", "public"), default="internal", metavar="PROFIL",
                         help="röjandekontroll: internal (slutet möte, förval) eller public (strängare)")  # fmt: skip

    serve = _command(commands, "serve", _serve, "visa en utgåva och håll workshop")
    serve.add_argument("edition", type=Path, nargs="?", metavar="UTGÅVA", help="utgåvans mapp (annars den nyaste)")
    serve.add_argument("--port", type=int, default=8866, metavar="PORT", help="förval 8866")
    serve.add_argument("--host", default="127.0.0.1", metavar="ADRESS", help="adress att lyssna på")
    serve.add_argument("--lan", action="store_true", help="låt andra i samma nätverk ansluta")
    serve.add_argument("--store", metavar="URL", help="workshoppens databas (annars en fil bredvid utgåvan)")
    serve.add_argument("--no-browser", action="store_true", help="öppna ingen webbläsare")

    export = _command(commands, "export", _export, "skriv Word, PowerPoint, Excel, webbsida och öppna data")
    export.add_argument("edition", type=Path, nargs="?", metavar="UTGÅVA", help="utgåvans mapp (annars den nyaste)")
    export.add_argument("--to", type=Path, default=Path("ut"), metavar="MAPP", help="var filerna skrivs, förval ut")
    export.add_argument("--only", choices=EXPORTS, action="append", metavar="TYP",
                        help=f"bara denna typ ({', '.join(EXPORTS)}); får anges flera gånger")  # fmt: skip
    export.add_argument("--store", metavar="URL", help="workshoppens databas (annars filen bredvid utgåvan)")

    new = _command(commands, "new", _new, "skapa en runda med kommenterade mallar")
    new.add_argument("folder", type=Path, metavar="MAPP", help="mappen som ska skapas")
    new.add_argument("--kommun", metavar="NAMN", help="kommunens namn")

    import_module("medlofte.analysis.coding.commands").add(lambda *words: _command(commands, *words))
    return top


class _Parser(argparse.ArgumentParser):
    """argparse speaks English; its headings and the errors a user meets are put into Swedish."""

    def format_help(self) -> str:
        usual = super().format_help()
        return _usage(usual).replace("\noptions:", "\nval:").replace("positional arguments:", "anges:")

    def format_usage(self) -> str:
        return _usage(super().format_usage())

    def error(self, message: str) -> NoReturn:
        for english, swedish in _SWEDISH.items():
            message = message.replace(english, swedish)
        self.exit(STATUS_ERROR, f"{self.format_usage()}{self.prog}: {message}. Visa hjälpen med --help.\n")


def _usage(text: str) -> str:
    return text.replace("usage:", "användning:", 1)


def _help(command: argparse.ArgumentParser) -> None:
    command.add_argument("-h", "--help", action="help", help="visa den här hjälpen")


def _command(commands: Any, name: str, run: Callable[[Any], int], help_: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=help_, description=help_.capitalize() + ".", add_help=False
    )
    _help(command)
    command.set_defaults(run=run)
    return command


def _check(arguments: argparse.Namespace) -> int:
    from medlofte.codebook import Codebook
    from medlofte.rounds import Round

    round_ = Round.read(arguments.folder)
    codebook = Codebook.read(round_.path(round_.codebook))
    check = import_module("medlofte.analysis.check")
    with _Progress("Läser") as progress:
        checked = check.check_round(round_, codebook=codebook, progress=progress)
    out = arguments.out or Path(f"fynd-{arguments.folder.resolve().name}.xlsx")
    check.write_findings(checked.findings, out)
    print(summary(checked.provenance, findings=checked.findings))
    print(f"\nAlla fynd är sparade i {out}.")
    accepted = import_module("medlofte.analysis.accepted")
    if arguments.accept:
        print(f"Godkända: {accepted.accept(checked.findings, folder=round_.folder)} fynd.")
    left = len(accepted.stopping(checked.findings, folder=round_.folder))
    if left:
        print(f"{left} fynd hindrar publicering. Rätta källan eller kodboken. Varningar som ska få stå godkänns med "
              f"«medlofte check {arguments.folder} --accept».")  # fmt: skip
    return STATUS_ERROR if left else 0


def _publish(arguments: argparse.Namespace) -> int:
    from medlofte.analysis.publish import publish

    with _Progress("Publicerar") as progress:
        edition = publish(arguments.folder, out=arguments.out, profile=arguments.profile, progress=progress,
                          strict=True)  # fmt: skip
    print(f"Utgåvan är klar: {edition.path}")
    print(f"Visa den med: medlofte serve {edition.path}")
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    path = _edition(arguments.edition)
    serve = import_module("medlofte.server.app").serve
    serve(path, store_url=arguments.store, host=arguments.host, port=arguments.port,
          browser=not arguments.no_browser, lan=arguments.lan)  # fmt: skip
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from medlofte.edition import Edition

    edition = Edition.open(_edition(arguments.edition))
    arguments.to.mkdir(parents=True, exist_ok=True)
    with _store(arguments, edition.path) as store:
        for kind in arguments.only or EXPORTS:
            print(import_module(f"medlofte.export.{kind}").write(edition, arguments.to, store=store))
    return 0


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


def _new(arguments: argparse.Namespace) -> int:
    create = import_module("medlofte.new").create
    folder = create(arguments.folder, kommun=arguments.kommun)
    print(f"Rundan är skapad: {folder}")
    print(f"Fyll i round.toml och codebook.yaml, lägg dit filerna och kör: medlofte check {folder}")
    return 0


def _edition(path: Path | None) -> Path:
    from medlofte.edition import MANIFEST, default_path

    path = path or default_path()
    if not (path / MANIFEST).is_file():
        raise EditionError("Mappen är ingen utgåva (datapackage.json saknas).", file=path,
                           advice="Kör «medlofte publish RUNDA» först.")  # fmt: skip
    return path


def summary(provenance: pd.DataFrame, *, findings: pd.DataFrame) -> str:
    """Return what check prints: the files with their rows, the number of findings, and the first of them.

    ``provenance`` and ``findings`` follow ``tables.PROVENANCE`` and ``tables.FINDINGS``.
    """
    headings = ["Fil", "Lästa rader", "Godkända", "Karantän"]
    files = [list(row) for row in provenance[["file", "read", "accepted", "quarantined"]].astype(str).to_numpy()]
    counts = findings["severity"].value_counts()
    said = ", ".join(f"{counts.get(name, 0)} {plural}" for name, plural in _SEVERITIES)
    lines = [*_aligned([headings, *files]), "", f"Fynd: {said}."]
    if len(findings):
        order = findings["severity"].map({name: i for i, (name, _) in enumerate(_SEVERITIES)})
        first = findings.iloc[order.argsort(kind="stable")].head(SHOWN_FINDINGS)
        lines += ["", *_aligned([_finding(row) for row in first.to_dict("records")])]
    more = len(findings) - SHOWN_FINDINGS
    return "\n".join(lines + ([f"… och {more} fynd till."] if more > 0 else []))


def _finding(row: dict[Any, Any]) -> list[str]:
    import pandas as pd

    place = row["file"] + (f" [{row['sheet']}]" if row["sheet"] else "")
    place += "" if pd.isna(row["row"]) else f" rad {row['row']}"
    value = f" «{row['value']}»" if row["value"] else ""
    return [row["severity"], place, row["column"], f"{row['message']}{value} {row['action']}".strip()]


def _aligned(rows: list[list[str]]) -> list[str]:
    """Return the rows as text with the columns under each other; the last column runs free."""
    widths = [min(max(len(row[i]) for row in rows), 48) for i in range(len(rows[0]) - 1)]
    return ["  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[-1]]) for row in rows]


class _Progress:
    """Called with (done, total, what); a bar on a terminal, else one line per step, on stderr."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.bar: Any = None

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()

    def __call__(self, done: int, total: int, what: str) -> None:
        if not sys.stderr.isatty():
            print(f"{self.title} {done}/{total}: {what}", file=sys.stderr)
            return
        if self.bar is None:
            from tqdm import tqdm

            layout = "{desc}: {percentage:3.0f} % |{bar}| {n_fmt}/{total_fmt} {postfix}"
            self.bar = tqdm(total=total, desc=self.title, file=sys.stderr, bar_format=layout)
        self.bar.total, self.bar.n = total, done
        self.bar.set_postfix_str(what)


def _speak_utf8(stream: Any) -> None:
    """Let a console that lacks a letter show a question mark instead of stopping (Windows, cp1252)."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
