"""A question's answer options, a row each: words in both languages, other spellings, what it counts as, topic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets

from medlofte.analysis.draft.sketch import slug
from medlofte.analysis.workbench.editing import Entry, blank
from medlofte.analysis.workbench.fields import REASONS, band, ends
from medlofte.language import N_, _

_COUNTS = {"": N_("svar"), "problem": N_("svar: otrygghet eller oro"), **REASONS}


class Options(widgets.VBox):
    """The options of one question.

    Parameters
    ----------
    options
        As the codebook writes them.
    numeric
        Whether they are bands of a number.
    topics
        Topic id → label, to tie an option to.
    changed
        Called with all the options after each change.
    """

    def __init__(self, options: list[Entry], *, numeric: bool, topics: Mapping[str, str],
                 changed: Callable[[list[Entry]], None]) -> None:  # fmt: skip
        self.options = [dict(option) for option in options]
        self._numeric, self._changed = numeric, changed
        self._topics = [("–", ""), *((label, topic) for topic, label in topics.items())]
        self.new = widgets.Text(placeholder=_("nytt svarsalternativ"), continuous_update=False)
        self.add = widgets.Button(description=_("Lägg till"))
        self.add.on_click(self._add)
        super().__init__()
        self._draw()

    def _draw(self) -> None:
        self.rows = [self._row(place) for place in range(len(self.options))]
        self.children = (*self.rows, widgets.HBox([self.new, self.add]))

    def _row(self, place: int) -> widgets.Box:
        option = self.options[place]
        label = widgets.Text(value=option.get("label", ""), description=_("Svar"), continuous_update=False)
        english = widgets.Text(value=option.get("label_en", ""), description=_("På engelska"), continuous_update=False)
        also = widgets.Text(value="; ".join(map(str, option.get("also", ()))), description=_("Skrivs också"),
                            placeholder=_("andra skrivsätt; med semikolon"), continuous_update=False)  # fmt: skip
        counts = widgets.Dropdown(value="problem" if option.get("problem") else option.get("missing") or "",
                                  options=[(_(words), key) for key, words in _COUNTS.items()],
                                  description=_("Räknas som"))  # fmt: skip
        topic = widgets.Dropdown(value=_known(option.get("topic", ""), self._topics), options=self._topics,
                                 description=_("Ämne"))  # fmt: skip
        number = widgets.Text(value=band(option), description=_("Från–till"), continuous_update=False)
        label.observe(lambda change: self._set(place, label=change["new"]), names="value")
        english.observe(lambda change: self._set(place, label_en=change["new"].strip()), names="value")
        also.observe(lambda change: self._set(place, also=_parted(change["new"])), names="value")
        counts.observe(lambda change: self._set(place, **_counted(change["new"])), names="value")
        topic.observe(lambda change: self._set(place, topic=change["new"]), names="value")
        number.observe(lambda change: self._set(place, **ends(change["new"])), names="value")
        buttons = [self._button(_("Upp"), place, lambda: self._move(place, place - 1)),
                   self._button(_("Ner"), place, lambda: self._move(place, place + 1)),
                   self._button(_("Ta bort"), place, lambda: self._remove(place))]  # fmt: skip
        last = number if self._numeric else topic
        return widgets.Box([label, english, also, counts, last, *buttons], layout=widgets.Layout(flex_flow="row wrap"))

    def _button(self, words: str, place: int, act: Callable[[], None]) -> widgets.Button:
        said = f"{words}: {self.options[place].get('label', '')}"
        button = widgets.Button(description=words, tooltip=said, layout=widgets.Layout(width="auto"))
        button.on_click(lambda _button: act())
        return button

    def _set(self, place: int, **values: Any) -> None:
        made = self.options[place] | values
        self.options[place] = {key: one for key, one in made.items() if key in ("name", "label") or not blank(one)}
        self._changed(self.options)

    def _move(self, place: int, to: int) -> None:
        if 0 <= to < len(self.options):
            self.options.insert(to, self.options.pop(place))
            self._draw()
            self._changed(self.options)

    def _remove(self, place: int) -> None:
        self.options.pop(place)
        self._draw()
        self._changed(self.options)

    def _add(self, _button: object = None) -> None:
        words = self.new.value.strip()
        if words:
            self.options.append({"name": free(words, {str(one["name"]) for one in self.options}), "label": words})
            self.new.value = ""
            self._draw()
            self._changed(self.options)


def free(words: str, taken: set[str]) -> str:
    """Return a name made of the words that nothing else has."""
    name = slug(words)
    return next(one for one in (name, *(f"{name}_{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def _known(value: str, options: list[tuple[str, str]]) -> str:
    return value if value in {key for _label, key in options} else ""


def _parted(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _counted(word: str) -> dict[str, Any]:
    return {"problem": word == "problem", "missing": word if word in REASONS else None}
