"""The command line: from files to a published edition, the workshop server and what is exported from it.

Every import that takes time stands inside its command, so that ``medlofte --help`` answers at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from medlofte import __version__
from medlofte.cli import drafts, following, free_text, making, preparing, publishing, walk, workshop
from medlofte.cli.swedish import STATUS_ERROR, Parser, add_help
from medlofte.cli.terminal import Progress, speak_utf8, summary
from medlofte.errors import MedlofteError, reason
from medlofte.language import _

__all__ = ["STATUS_ERROR", "Progress", "main", "parser", "summary"]

STATUS_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0 done, 2 a problem the user can mend, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        speak_utf8(stream)
    top = parser()
    words = sys.argv[1:] if argv is None else argv
    if not words:
        top.print_help()
        return 0
    arguments = top.parse_args(words)
    try:
        return int(arguments.run(arguments))
    except MedlofteError as error:
        print(f"medlofte: {error}", file=sys.stderr)
        return STATUS_ERROR
    except OSError as error:
        print(
            _("medlofte: {filename} går inte att använda ({reason}).").format(
                filename=error.filename or _("En fil"), reason=reason(error)
            ),
            file=sys.stderr,
        )
        return STATUS_ERROR
    except ModuleNotFoundError as error:
        return _lacking(error)
    except (KeyboardInterrupt, EOFError):
        print(_("\nmedlofte: avbrutet."), file=sys.stderr)
        return STATUS_INTERRUPTED


def _lacking(error: ModuleNotFoundError) -> int:
    """Say that the environment is not the project's; a module of our own that is lacking is a fault of ours."""
    if (error.name or "medlofte").startswith("medlofte"):
        raise error
    message = _(
        "medlofte: {package} saknas i den Python som kör ({python}). Aktivera projektets miljö: "
        "source .venv/bin/activate (Windows: .venv\\Scripts\\activate). Finns den inte: python3 dev.py demo"
    )
    print(message.format(package=error.name, python=sys.executable), file=sys.stderr)
    return STATUS_ERROR


def parser() -> argparse.ArgumentParser:
    """Return the parser with all its commands, in the order of the work."""
    top = Parser(
        prog="medlofte",
        description=_("Från invånarnas svar till löften som följs upp."),
        add_help=False,
        epilog=_("Börja med «medlofte new». Sedan check, publish och serve. Mer: docs/anvandarguide.md"),
    )
    top.add_argument("--version", action="version", version=f"medlofte {__version__}", help=_("visa versionen"))
    add_help(top)
    commands = top.add_subparsers(title=_("kommandon"), metavar=_("KOMMANDO"), required=True, parser_class=Parser)
    making.add(commands)
    preparing.add(commands)
    free_text.add(commands)
    publishing.add(commands)
    drafts.add(commands)
    walk.add(commands)
    workshop.add(commands)
    following.add(commands)
    return top
