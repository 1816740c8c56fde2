"""Place names that wait for a decision, one at a time: which place was meant, or none; kept in the round's own file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte.analysis.read.naming import DECISIONS, NO_PLACE, candidates, queue
from medlofte.analysis.workbench import shown
from medlofte.errors import SourceError
from medlofte.language import _
from medlofte.rounds import Round

_WIDE = widgets.Layout(width="36em", max_width="100%")
_COLUMNS = ["text", "place"]


def decide(folder: Path, *, text: str, place: str) -> Path:
    """Write down which place a text means (``NO_PLACE`` for none); a later decision on the same text goes before.

    Raises
    ------
    SourceError
        If the file cannot be read or written.
    """
    path = folder / DECISIONS
    try:
        known = pd.read_csv(path, sep=None, engine="python", dtype=str, encoding="utf-8-sig", keep_default_na=False,
                            ) if path.is_file() else pd.DataFrame(columns=_COLUMNS)  # fmt: skip
        kept = known[known["text"] != text]
        made = pd.concat([kept, pd.DataFrame({"text": [text], "place": [place]})], ignore_index=True).fillna("")
        made.to_csv(path, sep=";", index=False, encoding="utf-8-sig", lineterminator="\n")
    except (OSError, KeyError, ValueError) as error:
        raise SourceError(_("Besluten om platser går inte att spara."), file=path,
                          advice=_("Stäng filen om den är öppen, och se att den har kolumnerna text och place."),
                          ) from error  # fmt: skip
    return path


class PlaceDecisions(widgets.VBox):
    """Go through the place names that only resemble one in the list, or may mean several.

    Parameters
    ----------
    round_
        The round; its ``places_decisions.csv`` is written at every decision.
    findings
        ``FINDINGS``, all of the round's.
    places
        The round's places.
    """

    def __init__(self, round_: Round, *, findings: pd.DataFrame, places: pd.DataFrame) -> None:
        self._folder, self._places = round_.folder, places
        self.waiting = queue(findings)
        self.text, self.why, self.said = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.place = widgets.Dropdown(description=_("Plats"), layout=_WIDE,
                                      options=sorted(zip(places["label"], places["place"], strict=True)))  # fmt: skip
        self.keep, self.none, self.later = (
            widgets.Button(description=words, button_style=style, layout=widgets.Layout(width="auto"))
            for words, style in ((_("Den platsen"), "primary"), (_("Ingen plats"), ""), (_("Senare"), ""))
        )
        self.keep.on_click(lambda _button: self._decide(str(self.place.value)))
        self.none.on_click(lambda _button: self._decide(NO_PLACE))
        self.later.on_click(lambda _button: self._next())
        row = widgets.Box([self.keep, self.none, self.later], layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([self.text, self.why, self.place, row, self.said])
        self._show()

    def _show(self) -> None:
        left = len(self.waiting)
        for one in (self.keep, self.none, self.later, self.place):
            one.disabled = not left
        if not left:
            self.text.value, self.why.value = shown.paragraph(_("Inga platsnamn väntar på beslut.")), ""
            return
        first: dict[Any, Any] = self.waiting.iloc[0].to_dict()
        self.text.value = shown.paragraph(_("{n} väntar. Det står: «{text}»").format(n=left, text=first["text"]))
        self.why.value = shown.paragraph(str(first["why"]))
        likely = candidates(str(first["text"]), self._places)
        if likely:
            self.place.value = likely[0][0]

    def _decide(self, place: str) -> None:
        text = str(self.waiting["text"].iloc[0])
        try:
            path = decide(self._folder, text=text, place=place)
        except SourceError as error:
            self.said.value = shown.paragraph(str(error))
            return
        words = dict(zip(self._places["place"], self._places["label"], strict=True)).get(place, _("ingen plats"))
        self.said.value = shown.paragraph(_("«{text}» är {place}; det står i {file}.").format(text=text, place=words,
                                                                                           file=path.name))  # fmt: skip
        self.waiting = self.waiting.iloc[1:]
        self._show()

    def _next(self) -> None:
        self.waiting = pd.concat([self.waiting.iloc[1:], self.waiting.iloc[:1]], ignore_index=True)
        self._show()
