"""The result of a closed round: order and spread, groups, what to talk about first, how firm it is, what fits."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte import style
from medlofte.errors import MedlofteError, StoreError
from medlofte.language import N_, _, translated
from medlofte.views import figures, parts
from medlofte.views.drawing import blank, each
from medlofte.views.pages.prioritering import told
from medlofte.views.pages.prioritering.material import Material
from medlofte.views.session import Viewer
from medlofte.workshop.priorities.outcome import GROUPS, Outcome, efforts, outcome
from medlofte.workshop.store import Round
from medlofte.workshop.store.settings import MOST_CAPACITY
from medlofte.workshop.words import LABELS

_FEWER = N_("Färre än tre har röstat. Då visas inget resultat, eftersom det skulle visa enskildas svar.")


class Results:
    """The section; ``which`` chooses among the closed rounds, ``outcome`` is the one that is shown.

    A result is worked out once, when its round has been closed, and never on a beat in between.
    """

    def __init__(self, material: Material, viewer: Viewer) -> None:
        self.material, self.viewer = material, viewer
        self.outcome: Outcome | None = None
        self._rounds: dict[int, Round] = {}
        self._known: dict[tuple[int, str], Outcome] = {}
        self._efforts: dict[str, int] = {}
        self._setting = False
        self.which = widgets.Dropdown(description=_("Omgång"))
        self.capacity = widgets.BoundedIntText(
            value=material.capacity, min=1, max=MOST_CAPACITY, description=_("Kapacitet (för alla)")
        )
        self.notice = parts.notice()
        self.intro, self.table, self.talk, self.firm, self.fits = (parts.html("") for _unused in range(5))
        self.figure, self.firmness = parts.figure_view(), parts.figure_view()
        self.which.observe(self._chosen, "value")
        self.capacity.observe(self._set_capacity, "value")
        self._shown = [
            self.figure, self.table,
            parts.section(_("Tala om detta först"), self.talk, level=3),
            parts.section(_("Hur säker är ordningen?"), self.firmness, self.firm, level=3),
            parts.section(
                _("Urval inom kapaciteten"), parts.box([self.capacity], name="ml-row"), self.notice, self.fits, level=3
            ),
        ]  # fmt: skip
        self._chooser = parts.box([self.which], name="ml-row")
        self.widget = parts.section(_("Resultatet"), self._chooser, self.intro, *self._shown)

    def show(self, rounds: list[Round], *, answers: pd.DataFrame, waiting: str) -> None:
        """Show the latest closed round, or the one chosen; ``waiting`` is said while a round is open.

        On the screen an earlier result steps aside for an open round.
        """
        closed = {round_.number: round_ for round_ in rounds if round_.closed}
        latest = max(closed, default=None)
        fresh = closed != self._rounds
        chosen = (
            latest if latest is not None and (latest not in self._rounds or self.which.value not in closed) else None
        )
        self._rounds, self._waiting = closed, waiting
        if fresh:
            kept = chosen if chosen is not None else self.which.value
            self.which.options = [(told.name(round_), number) for number, round_ in reversed(closed.items())]
            self.which.value = kept if kept in closed else latest
        changed, self._efforts = efforts(answers) != self._efforts, efforts(answers)
        self._draw()
        if self._take_capacity() or changed:
            self._draw_choices()

    def _take_capacity(self) -> bool:
        """Show the capacity that holds for everybody, and to the leader the control; return whether it is new."""
        self.capacity.layout.display = None if self.viewer.leads else "none"
        said = self.viewer.store.settings.capacity() or self.material.capacity
        before, self._setting = self.capacity.value, True
        self.capacity.value, self._setting = said, False
        return bool(said != before)

    def _set_capacity(self, change: Any) -> None:
        if self._setting:
            return
        try:
            if not self.viewer.leads:
                raise StoreError(_("Bara mötesledaren bestämmer kapaciteten."))
            self.viewer.store.settings.set_capacity(int(change["new"]), by=self.viewer.name)
            parts.say(self.notice, _("Kapaciteten är ändrad för alla."))
        except MedlofteError as error:
            parts.complain(self.notice, error)
            self._take_capacity()
        self._draw_choices()

    def _chosen(self, _change: Any) -> None:
        self._draw()

    def _draw(self) -> None:
        hidden = not self._rounds or (bool(self._waiting) and self.viewer.role == "skarm")
        before, self.outcome = self.outcome, None if hidden else self._worked_out()
        self._chooser.layout.display = None if len(self._rounds) > 1 and not hidden else "none"
        self.intro.value = self._intro()
        empty = self.outcome is None or self.outcome.order.empty
        for part in self._shown:
            part.layout.display = "none" if empty else None
        if self.outcome is not None and not empty and self.outcome is not before:
            self._draw_all(self.outcome)

    def _intro(self) -> str:
        said = [self._waiting] if self._waiting else []
        if self.outcome is not None:
            said.append(told.about(self.outcome))
            if self.outcome.order.empty:
                said.append(_(_FEWER))
        elif not self._waiting:
            said.append(_("Ingen omgång är avslutad ännu."))
        return "".join(f"<p>{escape(line)}</p>" for line in said)

    def _worked_out(self) -> Outcome | None:
        asked = self._rounds.get(self.which.value)
        if asked is None:
            return None
        key = (asked.number, asked.closed)
        if key not in self._known:
            voting = self.viewer.store.voting
            try:
                cast, ratings = voting.ballots(asked.number), voting.ratings(asked.number)
            except StoreError:
                return None  # opened again a moment ago: the next beat tells
            self._known[key] = outcome(asked, ballots=cast, ratings=ratings, views=self.material.views)
        return self._known[key]

    def _draw_all(self, found: Outcome) -> None:
        labels, frame = self.material.labels, found.by_role.dropna(subset="alla")
        scores = {g: {r["problem"]: (blank(r[g]), int(r[f"n_{g}"])) for _unused, r in frame.iterrows()} for g in GROUPS}
        self.figure.show(figures.roles(scores, labels=labels, measure=_(told.MEASURES[found.round.kind])))
        self.table.value = _order(found, self.material.label)
        self.talk.value = told.talk(found, self.material.label)
        spread = translated(told.PARTS)
        names = spread if found.round.kind == "bedomning" else {**spread, "criteria": _("Rösterna som de är")}
        tops = {names[part]: weighed.top().loc[list(found.order["problem"])].astype(float)
                for part, weighed in found.weighed.items()}  # fmt: skip
        self.firmness.show(figures.firmness(tops, labels=labels, source=_(told.SMAA)))
        self.firm.value = told.changes(found, self.material) + told.central(found, self.material)
        self._draw_choices()

    def _draw_choices(self) -> None:
        if self.outcome is not None and not self.outcome.order.empty:
            capacity = int(self.capacity.value)
            chosen = self.outcome.choices(efforts=self._efforts, capacity=capacity)
            self.fits.value = told.choices(chosen, self._efforts, capacity, self.material.label)


def _order(found: Outcome, label: Callable[[str], str]) -> str:
    """Return the table: place, points, spread, groups apart and together, agreement."""
    firm = found.firm
    agreed = found.agreement.set_index("problem")["agreement"]
    pairs = found.pairs.set_index("problem")
    apart = found.by_role.set_index("problem")
    rows = []
    for r in each(found.order):
        groups = [style.number(_hundred(apart.at[r.problem, g])) for g in GROUPS[1:]]
        extra = [_paired(pairs.loc[r.problem])] if len(pairs) else []
        agree = [style.number(agreed.get(r.problem), 1)] if found.round.kind == "bedomning" else []
        points = [style.number(100 * r.score), style.number(_hundred(r.spread))]
        rows.append((label(r.problem), str(r.rank), *points, *groups, *agree, *extra,
                     style.percent(firm.get(r.problem)), style.number(r.n)))  # fmt: skip
    columns = (
        _("Problem"),
        _("Plats"),
        _("Poäng"),
        _("Spridning"),
        *(LABELS[g] for g in GROUPS[1:]),
        *([_("Enighet")] if found.round.kind == "bedomning" else []),
        *([_("Parvis (Schulze)")] if len(pairs) else []),
        _("Bland tre första"),
        _("Antal"),
    )
    return parts.table(_("Ordningen, med polis, kommun och andra var för sig"), columns, rows, note=_(told.ORDER_NOTE))


def _paired(row: pd.Series) -> str:
    return _("{rank} (slår {beats})").format(rank=int(row["rank"]), beats=int(row["beats"]))


def _hundred(value: Any) -> float | None:
    return None if style.missing(value) else 100 * float(value)
