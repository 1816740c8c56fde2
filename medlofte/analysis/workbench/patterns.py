"""Try a new pattern on the topic's own sentences and on the round's answers before it is kept, and take it back."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets
import pandas as pd

from medlofte.analysis.coding import additions
from medlofte.analysis.coding.trial import Preview, preview
from medlofte.analysis.workbench import shown
from medlofte.codebook import Codebook
from medlofte.errors import MedlofteError
from medlofte.language import _

_SHOWN, _LETTERS = 5, 120


class PatternBench(widgets.VBox):
    """Choose a topic, type a pattern and a sentence that it must match; see what changes, keep it or take it back.

    Parameters
    ----------
    file
        The round's file of topics; comments and layout in it stay.
    answers
        Free answers with ``text``, to try the pattern on.
    name
        Who changes the codebook, for its log.
    """

    def __init__(self, file: Path, *, answers: pd.DataFrame, name: str) -> None:
        self._file, self._answers, self._name = file, answers, name
        self._added: list[additions.Addition] = []
        wide = widgets.Layout(width="36em", max_width="100%")
        topics = [(topic.said, topic.id) for topic in Codebook.read_topics(file).topics]
        self.topic = widgets.Dropdown(description=_("Ämne"), options=topics, layout=wide)
        self.pattern = widgets.Text(
            description=_("Mönster"), continuous_update=False, layout=wide, placeholder=_("till exempel: hög* + musik")
        )
        self.sentence = widgets.Text(description=_("Provmening"), continuous_update=False, layout=wide,
                                     placeholder=_("en påhittad mening som mönstret ska träffa"))  # fmt: skip
        self.keep = widgets.Button(description=_("Lägg till"), button_style="primary")
        self.undo = widgets.Button(description=_("Ångra"), disabled=True)
        self.said = widgets.HTML()
        for one in (self.topic, self.pattern):
            one.observe(self._try, names="value")
        self.keep.on_click(self._keep)
        self.undo.on_click(self._undo)
        super().__init__([self.topic, self.pattern, self.sentence, widgets.HBox([self.keep, self.undo]), self.said])
        self._try()

    def _try(self, _change: object = None) -> None:
        book = Codebook.read_topics(self._file)
        try:
            found = preview(book, topic=self.topic.value, pattern=self.pattern.value, texts=self._answers["text"])
        except MedlofteError as error:
            self.said.value = shown.paragraph(str(error))
            return
        self.said.value = _told(found, tried=bool(self.pattern.value.strip()))

    def _keep(self, _button: object = None) -> None:
        try:
            self._added.append(additions.add(self._file, topic=self.topic.value, pattern=self.pattern.value,
                                             sentence=self.sentence.value, by=self._name))  # fmt: skip
        except MedlofteError as error:
            self.said.value = shown.paragraph(_("Mönstret är inte tillagt. {error}").format(error=error))
            return
        self.undo.disabled = False
        self.said.value = shown.paragraph(
            _("Tillagt i {file}. Kör om boken, så kodas svaren med det.").format(file=self._file.name)
        )

    def _undo(self, _button: object = None) -> None:
        try:
            additions.remove(self._file, self._added[-1], by=self._name)
        except MedlofteError as error:
            self.said.value = shown.paragraph(str(error))
            return
        self._added.pop()
        self.undo.disabled = not self._added
        self.said.value = shown.paragraph(
            _("Det senaste mönstret är borttaget ur {file}.").format(file=self._file.name)
        )


def _told(found: Preview, *, tried: bool) -> str:
    text = _("{n} svar har ämnet.").format(n=found.before)
    if tried:
        text += _(" Med mönstret får {gained} svar till det, och {lost} förlorar det.").format(
            gained=len(found.gained), lost=found.lost
        )
    rows = [
        (sentence, _("ska träffa") if must else _("ska inte träffa"), _("✓ håller") if holds else _("✗ håller inte"))
        for sentence, must, holds in found.sentences
    ]
    gained = [(answer if len(answer) <= _LETTERS else answer[:_LETTERS] + "…",) for answer in found.gained[:_SHOWN]]
    new = (shown.table([_("Svar som får ämnet")], gained,
                       caption=_("De första {most}. Sprid dem inte.").format(most=_SHOWN)) if gained
           else "")  # fmt: skip
    tests = shown.table([_("Mening"), _("Krav"), _("Utfall")], rows, caption=_("Ämnets egna meningar")) if rows else ""
    return shown.paragraph(text) + new + tests
