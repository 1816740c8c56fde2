"""The analyst's workbooks beside a round of their own, opened in JupyterLab; nothing in it asks the internet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from medlofte import edition
from medlofte.errors import RoundError, reason
from medlofte.language import N_, _
from medlofte.rounds import Round
from medlofte.start_page import page

FOLDER, START = "arbetsbok", "START.md"
SOURCE = Path(__file__).resolve().parents[1] / "notebooks"
SETTINGS = Path(__file__).resolve().parent / "starter" / "jupyterlab"
# How the workbooks take a copy of the demo round to practise on, and what that becomes beside a round.
ROUND_BEFORE, ROUND_AFTER = 'RUNDA = practice("../data/stromstad-2017")', 'RUNDA = Path("..").resolve()'
INVENTED = N_("**Exempelrundan är påhittad**, allt utom löftena.")
PRACTICE = N_("Boken övar på en kopia av den, som försvinner när kärnan stängs: prova fritt. Kör `medlofte lab MAPP` "
              "för att få böckerna till din egen runda.")  # fmt: skip
OWN = N_("Boken läser rundan i mappen ovanför, och det du sparar sparas där. Boken är din egen kopia: ändra fritt.")
# JupyterLab asks its makers for news, for a newer version and for extensions, unless told not to.
QUIET = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


def workbooks(folder: str | Path, *, source: Path = SOURCE) -> Path:
    """Copy the workbooks that a round lacks into it and return their folder; a copy that is there is never touched.

    Raises
    ------
    RoundError
        If the folder is no round, the workbooks are not installed, or the copies cannot be written.
    """
    round_ = Round.read(folder)
    books = sorted(source.glob("*.ipynb"))
    if not books:
        raise RoundError(
            _("Arbetsböckerna (mappen notebooks) hittades inte."),
            file=source,
            advice=_("Kör medlofte från projektets mapp."),
        )
    target = round_.folder.resolve() / FOLDER
    try:
        target.mkdir(exist_ok=True)
        for book in books:
            if not (target / book.name).exists():
                (target / book.name).write_text(_own(book, demo=round_.demo), "utf-8", newline="\n")
    except OSError as error:
        raise RoundError(
            _("Arbetsböckerna går inte att kopiera ({reason}).").format(reason=reason(error)), file=target
        ) from error
    return target


def prepared(folder: str | Path) -> Path:
    """Return the folder of the round's workbooks, with a start page that says how the round stands now."""
    books = workbooks(folder)
    (books / START).write_text(page(Round.read(folder), books=books), "utf-8", newline="\n")
    return books


def command(books: Path, *, browser: bool = True, port: int | None = None) -> list[str]:
    """Return the command that opens JupyterLab on the round's start page, on this computer only."""
    # A workspace per round: otherwise JupyterLab would open what was open in another.
    start = f"/lab/workspaces/{quote(books.parent.name, safe='')}/tree/{FOLDER}/{START}"
    options = [f"--ServerApp.root_dir={books.parent}", f"--LabApp.default_url={start}", *QUIET]
    options += ["--ServerApp.ip=127.0.0.1", *([f"--ServerApp.port={port}"] if port is not None else [])]
    return [sys.executable, "-m", "jupyterlab", *options, *([] if browser else ["--no-browser"])]


def run(folder: str | Path, *, browser: bool = True, port: int | None = None) -> int:
    """Open JupyterLab on a round until it is closed; return its exit status."""
    words = command(prepared(folder), browser=browser, port=port)
    return subprocess.run(words, check=False, env=environment()).returncode  # noqa: S603


def environment() -> dict[str, str]:
    """Return this process's environment with our settings for JupyterLab, which the analyst's own go before.

    They show the start page as a page instead of as its source, and ask nobody whether to fetch news.
    """
    known = [str(SETTINGS), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    # The workbooks start in another folder; their editions stand where the commands' do.
    editions = str(Path(os.environ.get(edition.FOLDER) or "editions").resolve())
    return dict(os.environ) | {"JUPYTER_CONFIG_PATH": os.pathsep.join(known), edition.FOLDER: editions}


def _own(book: Path, *, demo: bool) -> str:
    """Return a workbook's text in the reader's language, made for the round above its folder."""
    content = json.loads(book.read_text("utf-8"))
    for cell in content["cells"]:
        text = "".join(cell["source"])
        text = _(text) if cell["cell_type"] == "markdown" else text.replace(ROUND_BEFORE, ROUND_AFTER)
        text = text.replace(_(PRACTICE), _(OWN))
        text = text if demo else text.replace(_(INVENTED), "").lstrip()
        cell["source"] = text.splitlines(keepends=True)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
