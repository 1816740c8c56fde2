"""What every workbook begins with: a round to try on, errors and stops in plain words, long work that shows itself."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from html import escape
from pathlib import Path

import ipywidgets as widgets
import pandas as pd
from IPython.core.getipython import get_ipython
from IPython.display import HTML, display

from medlofte import edition
from medlofte.analysis import going
from medlofte.analysis import publish as publishing
from medlofte.analysis.check import Checked, check_round
from medlofte.analysis.workbench import shown
from medlofte.codebook import Codebook
from medlofte.edition import Edition
from medlofte.errors import MedlofteError
from medlofte.language import N_, _
from medlofte.rounds import Round

# A table is shown whole: a row or a word that is left out is one that nobody sees.
_WHOLE = {"display.max_rows": 500, "display.max_columns": None, "display.max_colwidth": None}
_LEFT_OUT = shutil.ignore_patterns("arbetsbok", ".ipynb_checkpoints")


def begin() -> None:
    """Let what goes wrong in a cell, and a stop (*Interrupt*), be told in a sentence, and tables be shown whole."""
    for option, value in _WHOLE.items():
        pd.set_option(option, value)
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((KeyboardInterrupt, MedlofteError), _tell)


def told(error: BaseException) -> str:
    """Return what stopped a cell as a paragraph of HTML."""
    if isinstance(error, KeyboardInterrupt):
        return shown.paragraph(_("Stoppat. Cellen hann inte klart; filerna i rundan är som de var. Kör den igen när "
                                 "du vill, och sedan cellerna efter den."))  # fmt: skip
    return "".join(map(shown.paragraph, [*str(error).splitlines(), _("Rätta det, och kör cellen igen.")]))


def _tell(_shell: object, _kind: object, error: BaseException, _traceback: object, **_given: object) -> None:
    display(HTML(told(error)))


def say(*texts: str) -> None:
    """Show texts as paragraphs; printed ones would be broken in the middle of a word."""
    display(HTML("".join(f"<p style='max-width: 60em'>{escape(text)}</p>" for text in texts)))


def practice(folder: str | Path) -> Path:
    """Return a copy of a round to try everything on; it is gone, with its editions, when the kernel ends.

    The workbook of a round of one's own has the round's folder here instead.
    """
    place = Path(tempfile.mkdtemp(prefix="medlofte-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    name = Path(folder).resolve().name
    os.environ[edition.FOLDER] = str(place / "editions")
    return Path(shutil.copytree(folder, place / name, ignore=_LEFT_OUT))


def read(folder: str | Path) -> tuple[Round, Codebook, Checked]:
    """Return a round, its codebook and all its files as read, while a bar tells how far the reading has come.

    Raises
    ------
    RoundError, CodebookError
        If the set-up or the codebook cannot be read.
    """
    round_ = Round.read(folder)
    codebook = Codebook.read(round_.path(round_.codebook))
    return round_, codebook, check_round(round_, codebook=codebook, progress=Progress(N_("Läser")))


def try_out(folder: str | Path) -> Edition:
    """Return the edition that a round would become, made in a folder that is gone when the kernel ends.

    Raises
    ------
    MedlofteError
        As :func:`medlofte.analysis.publish.publish` does.
    """
    place = Path(tempfile.mkdtemp(prefix="medlofte-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    progress = Progress(N_("Provar"))
    with going.heard_by(progress.part):
        return publishing.publish(folder, out=place / "prov", progress=progress)


class Progress(widgets.HBox):
    """Called with (done, total, what): a bar with words, which shows itself at the first call.

    Parameters
    ----------
    title
        What is being done, in Swedish; it is shown in the reader's language.
    """

    def __init__(self, title: str) -> None:
        self.bar = widgets.FloatProgress(min=0, max=1, description=_(title), layout=widgets.Layout(width="24em"),
                                         style={"description_width": "initial"})  # fmt: skip
        self.words = widgets.HTML()
        self._visible, self._what = False, ""
        super().__init__([self.bar, self.words])

    def __call__(self, done: int, total: int, what: str) -> None:
        """Show how far the work has come."""
        if not self._visible:
            self._visible = True
            display(self)
        self.bar.value, self._what = done / total, what
        self.words.value = shown.paragraph(what if done >= total else f"{what} …")

    def part(self, done: int, parts: int) -> None:
        """Show how much of the step is done, where the work counts it."""
        if parts:
            self.words.value = shown.paragraph(f"{shown.part(self._what, done, parts)} …")
