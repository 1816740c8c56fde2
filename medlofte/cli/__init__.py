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
from medlofte.errors import MedlofteError
from medlofte.language import _

__all__ = ["STATUS_ERROR", "Progress", "main", "parser", "summary"]

STATUS_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0 done, 2 a problem the user can mend, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        speak_utf8(stream)
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except MedlofteError as error:
        print(f"medlofte: {error}", file=sys.stderr)
        return STATUS_ERROR
    except OSError as error:
        print(
            _("medlofte: {filename} går inte att använda ({reason}).").format(
                filename=error.filename or _("En fil"), reason=error.strerror
            ),
            file=sys.stderr,
        )
        return STATUS_ERROR
    except KeyboardInterrupt:
        print(_("medlofte: avbrutet."), file=sys.stderr)
        return STATUS_INTERRUPTED


def parser() -> argparse.ArgumentParser:
    """Return the parser with all its commands, in the order of the work."""
    top = Parser(prog="medlofte", description=_("Från invånarnas svar till löften som följs upp."), add_help=False)
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
