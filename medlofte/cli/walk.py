"""The command for the sheet that a safety walk is written down on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from medlofte.cli.swedish import command
from medlofte.language import _


def add(commands: Any) -> None:
    """Add the command to the parser."""
    walk = command(commands, "walk", _walk, _("gör ett protokoll för en trygghetsvandring, att skriva ut"))
    walk.add_argument("folder", type=Path, metavar=_("RUNDA"), help=_("rundans mapp, med round.toml"))
    walk.add_argument(
        "--out",
        type=Path,
        default=Path("trygghetsvandring.html"),
        metavar=_("FIL"),
        help=_("filen som skrivs, förval trygghetsvandring.html"),
    )


def _walk(arguments: argparse.Namespace) -> int:
    from medlofte.analysis.read.places import read_places
    from medlofte.analysis.read.walk_form import write_walk_form
    from medlofte.codebook import Codebook
    from medlofte.rounds import Round

    round_ = Round.read(arguments.folder)
    places = read_places(round_).frame
    path = write_walk_form(arguments.out, codebook=Codebook.read(round_.path(round_.codebook)), kommun=round_.kommun,
                           places=sorted(places["label"]))  # fmt: skip
    print(_("{path}: öppna i en webbläsare och skriv ut").format(path=path))
    return 0
