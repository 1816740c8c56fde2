"""What the group decides: each entry with its reason, who and when, and the evidence and votes as they stood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

_PUBLIC = N_("Motiveringen blir offentlig: den står på sidan för invånarna. Skriv inget om personer.")
_NONE = (N_("Nej, ett nytt beslut"), 0)


class Deciding:
    """The form, the decisions that stand, and the whole log.

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
        self.form = parts.box(fields, name="ml-form")
        self.widget = parts.section(_("Beslut"), self.notice, self.form, self.table, self.log)

    def show(self, decisions: pd.DataFrame, history: pd.DataFrame) -> None:
        """Show the decisions and the log."""
        self.form.layout.display = None if self.viewer.leads else "none"
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

    def _decided(self, decisions: pd.DataFrame) -> str:
        if decisions.empty:
            return _("<p>Inga beslut ännu.</p>")
        order = {decision: place for place, decision in enumerate(DECISIONS)}
        frame = decisions.assign(_order=decisions["decision"].map(order)).sort_values(["_order", "id"])
        rows = [(self.material.label(r.problem), LABELS[r.decision], Own(r.reason or "–"), Own(r.who or "–"),
                 style.date(r.due) or "–", _votes(r.basis)) for r in each(frame)]  # fmt: skip
        columns = (_("Problem"), _("Beslut"), _("Varför"), _("Vem"), _("Senast"), _("Rösterna då"))
        return parts.table(_("Gruppens beslut"), columns, rows)

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
    return _("plats {rank}{points} (omgång {round}, {n} svar)").format(
        rank=votes["rank"], points=escape(points), round=votes["round"], n=votes["n"]
    )
