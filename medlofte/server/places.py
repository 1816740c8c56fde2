"""Where the installed product keeps what the server needs: the dashboards and the Voilà template."""

from __future__ import annotations

import os
from pathlib import Path

from medlofte.errors import ServerError
from medlofte.language import _

ENVIRONMENT = "MEDLOFTE_DASHBOARDS"
TEMPLATE = "medlofte"
PAGES = ("lagesbild", "kartlaggning", "prioritering", "loften", "uppfoljning")
_PACKAGE = Path(__file__).resolve().parents[1]
_REPOSITORY = _PACKAGE.parent


def dashboards() -> Path:
    """Return the folder with the five notebooks; nothing else in it is served.

    ``MEDLOFTE_DASHBOARDS``, else ``dashboards/`` beside the package (a clone, installed editable), else the one in the
    working folder.

    Raises
    ------
    ServerError
        If no such folder holds all five.
    """
    named = os.environ.get(ENVIRONMENT)
    tried = [Path(named)] if named else [_REPOSITORY / "dashboards", Path.cwd() / "dashboards"]
    for folder in tried:
        if all((folder / f"{page}.ipynb").is_file() for page in PAGES):
            return folder.resolve()
    raise ServerError(
        _("Sidorna (mappen dashboards) hittades inte."),
        file=tried[0],
        advice=_("Kör från projektets mapp, eller sätt {environment}.").format(environment=ENVIRONMENT),
    )


def offer_template() -> None:
    """Let Voilà find the template in the clone before an older installed copy (an editable install copies it)."""
    clone = _REPOSITORY / "jupyter" / "share" / "jupyter"
    before = os.environ.get("JUPYTER_PATH", "")
    if clone.is_dir() and str(clone) not in before.split(os.pathsep):
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(clone), before)))
