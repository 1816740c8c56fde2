"""What the group decides: each entry with its reason, who and when, and the evidence and votes as they stood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte import style
from medlofte.errors import MedlofteError, StoreError
from medlofte.language import N_, Own, _, translated
from medlofte.views import parts
from medlofte.views.drawing import each
from medlofte.views.pages.prioritering.material import Material
from medlofte.views.session import Viewer
from medlofte.workshop.words import DECISIONS, LABELS

_PUBLIC = N_(
    "Motiveringen är allmän handling. På sidan för invånarna står den först när den är läst en gång till och ikryssad "
    "under Beslut. Skriv inget om personer."
)
_MAY = N_("Läs dem en gång till. Bara de ikryssade skrivs ut på sidan för invånarna och i öppna data.")
_NONE = (N_("Nej, ett nytt beslut"), 0)


class Deciding:
    """The decisions that stand, the whole log, and ``form``, which stands with the leader's other controls.

    Parameters
    ----------
    basis
        Returns the evidence and the votes about a problem as they stand.
    beat
        Called when something has been saved.
    """

    def __init__(
        self, material: Material, viewer: Viewer, *, basis: Callable[[str], dict[str, Any]], beat: Callable[[], None]
    ) -> None:
        self.material, self.viewer, self._basis, self._beat = material, viewer, basis, beat
        self.problem = widgets.Dropdown(
            options=[(material.label(p), p) for p in material.problems], description=_("Problem")
        )
        self.decision = widgets.Dropdown(options=[(LABELS[d], d) for d in DECISIONS], description=_("Beslut"))
        self.reason = widgets.Textarea(description=_("Varför"), rows=3)
        self.public = parts.text(_(_PUBLIC), name="ml-hint")
        self.who = widgets.Text(description=_("Vem ser till det (funktion, inte person)"))
        self.due = widgets.Text(description=_("Senast (ÅÅÅÅ-MM-DD)"))
        self.corrects = widgets.Dropdown(options=[translated(_NONE)], description=_("Rättar ett tidigare beslut"))
        self.save = widgets.Button(description=_("Spara beslutet"), button_style="primary")
        self.save.on_click(self._decide)
        self.notice, self.table, self.log = parts.notice(), parts.html(""), parts.html("")
        fields = [self.problem, self.decision, self.reason, self.public, self.who, self.due, self.corrects, self.save]
        self.form = parts.box([*fields, self.notice], name="ml-form")
        self.may = {p: widgets.Checkbox(indent=False) for p in material.problems}
        self._numbers: dict[str, int] = {}
        self._setting = False
        for problem, control in self.may.items():
            control.observe(partial(self._mark, problem), "value")
        checks, self.marked = parts.box([*self.may.values()], name="ml-checks"), parts.notice()
        self.review = parts.section(
            _("Motiveringar som får publiceras"), parts.text(_(_MAY)), checks, self.marked, level=3
        )
        self.widget = parts.section(_("Beslut"), self.table, self.review, self.log)

    def show(self, decisions: pd.DataFrame, history: pd.DataFrame, publishable: frozenset[int]) -> None:
        """Show the decisions, which of their reasons may be published, and the log."""
        self._show_marks(decisions[decisions["reason"] != ""], publishable)
        self.table.value = self._decided(decisions)
        self.log.value = self._history(history)
        options = [
            translated(_NONE),
            *(
                (
                    _("Beslut {number}: {problem}, {choice}").format(
                        number=r.id, problem=self.material.label(r.problem), choice=LABELS[r.decision].lower()
                    ),
                    r.id,
                )
                for r in each(decisions)
            ),
        ]
        if list(self.corrects.options) != options:
            kept = self.corrects.value
            self.corrects.options = options
            self.corrects.value = kept if kept in [value for _unused, value in options] else 0

    def _show_marks(self, reasoned: pd.DataFrame, publishable: frozenset[int]) -> None:
        self.review.layout.display = None if self.viewer.leads and len(reasoned) else "none"
        self._numbers = dict(zip(reasoned["problem"], map(int, reasoned["id"]), strict=True))
        reasons = dict(zip(reasoned["problem"], reasoned["reason"], strict=True))
        self._setting = True
        for problem, control in self.may.items():
            control.layout.display = None if problem in reasons else "none"
            control.description = f"{self.material.label(problem)}: {reasons.get(problem, '')}"
            control.value = self._numbers.get(problem, 0) in publishable
        self._setting = False

    def _mark(self, problem: str, change: Any) -> None:
        """Save whether a reason may be published."""
        if self._setting:
            return
        try:
            if not self.viewer.leads or problem not in self._numbers:
                raise StoreError(_("Bara mötesledaren bestämmer vilka motiveringar som får publiceras."))
            may = bool(change["new"])
            self.viewer.store.settings.publish(self._numbers[problem], may=may, by=self.viewer.name)
            said = _("Motiveringen får publiceras.") if may else _("Motiveringen får inte publiceras.")
            parts.say(self.marked, said)
        except MedlofteError as error:
            parts.complain(self.marked, error)
        self._beat()

    def _decided(self, decisions: pd.DataFrame) -> str:
        if decisions.empty:
            return _("<p>Inga beslut ännu.</p>")
        order = {decision: place for place, decision in enumerate(DECISIONS)}
        frame = decisions.assign(_order=decisions["decision"].map(order)).sort_values(["_order", "id"])
        rows = [(self.material.label(r.problem), LABELS[r.decision], Own(r.reason or "–"), Own(r.who or "–"),
                 style.date(r.due) or "–", _votes(r.basis)) for r in each(frame)]  # fmt: skip
        columns = (_("Problem"), _("Beslut"), _("Varför"), _("Vem"), _("Senast"), _("Rösterna då"))
        return parts.cards(_("Gruppens beslut"), columns, rows)

    def _history(self, history: pd.DataFrame) -> str:
        if history.empty:
            return ""
        rows = [
            (
                str(r.id),
                f"{style.date(r.time)} {r.time[11:16]} UTC",
                self.material.label(r.problem),
                LABELS.get(r.decision, _("Tas tillbaka")),
                Own(r.reason or "–"),
                _(r.by),
                "–" if style.missing(r.corrects) else _("beslut {corrects}").format(corrects=int(r.corrects)),
            )
            for r in each(history)
        ]
        columns = (_("Nr"), _("När"), _("Problem"), _("Beslut"), _("Varför"), _("Av"), _("Rättar"))
        note = _("Ingenting tas bort. Ett fel rättas med ett nytt beslut. Varje beslut sparas med sitt underlag.")
        made = parts.table(_("Hela loggen"), columns, rows, note=note)
        return _('<details class="ml-details"><summary>Loggen: alla beslut i ordning</summary>{made}</details>').format(
            made=made
        )

    def _decide(self, _button: Any = None) -> None:
        problem = str(self.problem.value)
        try:
            if not self.viewer.leads:
                raise StoreError(_("Bara mötesledaren skriver in beslut."))
            number = self.viewer.store.decide(
                problem, decision=self.decision.value, reason=self.reason.value, by=self.viewer.name,
                who=self.who.value, due=self.due.value.strip(), basis=self._basis(problem),
                corrects=self.corrects.value or None,
            )  # fmt: skip
            parts.say(
                self.notice,
                _("Beslut {number} är sparat, med underlaget och rösterna som de är nu.").format(number=number),
            )
            self.reason.value = self.who.value = self.due.value = ""
            self.corrects.value = 0
        except MedlofteError as error:
            parts.complain(self.notice, error)
        self._beat()


def _votes(basis: Mapping[str, Any]) -> str:
    votes = basis.get("votes", {})
    if "rank" not in votes:
        return "–"
    score = votes.get("scores", {}).get("alla")
    points = "" if score is None else _(", {number} poäng").format(number=style.number(100 * score))
    return _("plats {rank}{points}\nomgång {round}, {n} svar").format(
        rank=votes["rank"], points=escape(points), round=votes["round"], n=votes["n"]
    )
