"""The steps that a promise takes, each with a function and a date, and its versions side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte import style
from medlofte.errors import MedlofteError, StoreError
from medlofte.language import N_, _
from medlofte.views import parts
from medlofte.views.drawing import each
from medlofte.views.fields import difference
from medlofte.views.forms import Form
from medlofte.views.pages.loften.told import STATES
from medlofte.views.session import Viewer
from medlofte.workshop.promises.versions import changes
from medlofte.workshop.words import DECIDED
from medlofte.workshop.words import STATES as ORDER

_REWRITTEN = N_("Sparar du en ändring blir den ett utkast; det som gällde finns kvar tills ni är överens om utkastet.")


class Steps:
    """One step at a time: draft, agreed, signed, running, reported; or struck."""

    def __init__(self, viewer: Viewer, form: Form, *, refresh: Callable[[], None]) -> None:
        self.viewer, self.form, self._refresh = viewer, form, refresh
        self.state = widgets.Dropdown(options=[], description=_("Nästa steg"))
        self.name = widgets.Text(description=_("Funktion som svarar för steget"))
        self.day = widgets.Text(description=_("Datum (ÅÅÅÅ-MM-DD)"), value=date.today().isoformat())
        self.take = widgets.Button(description=_("Ta steget"))
        self.notice, self.warning = parts.notice(), parts.html("", name="ml-hint")
        self.take.on_click(self._take)
        row = parts.box([self.state, self.name, self.day, self.take], name="ml-row")
        self.widget = parts.box(
            [parts.heading(_("Löftets läge"), level=3), self.warning, row, self.notice], name="ml-form"
        )

    def show(self, state: str, *, version: int) -> None:
        """Offer the steps from a state; nothing for what has not been saved here."""
        self.widget.layout.display = None if version else "none"
        told = (
            _("Löftet är {state}. {note}").format(state=STATES[state].lower(), note=_(_REWRITTEN))
            if version and state in DECIDED
            else ""
        )
        self.warning.value = f"<p>{told}</p>" if told else ""
        options = [(STATES[one], one) for one in following(state)] if version else []
        if list(self.state.options) != options:
            self.state.options = options
            self.state.value = options[0][1] if options else None

    def _take(self, _button: Any = None) -> None:
        try:
            if not self.viewer.writes:
                raise StoreError(_("Bara polisen, kommunen och mötesledaren ändrar här."))
            if self.form.dirty:
                raise StoreError(_("Du har ändrat löftet utan att spara."), advice=_("Spara först."))
            taken = str(self.state.value)
            self.viewer.store.plan.step(self.form.name, state=taken, name=self.name.value, by=self.viewer.name,
                                        date=self.day.value.strip(), expected_version=self.form.version)  # fmt: skip
            parts.say(self.notice, _("Löftet är nu {state}.").format(state=STATES[taken].lower()))
        except MedlofteError as error:
            parts.complain(self.notice, error)
        self._refresh()


class History:
    """A promise's versions, and any two of them compared."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.labels = labels
        self.contents: dict[int, dict[str, Any]] = {}
        self.before = widgets.Dropdown(options=[], description=_("Jämför version"))
        self.after = widgets.Dropdown(options=[], description=_("med version"))
        self.versions, self.compared = parts.html(""), parts.html("")
        for control in (self.before, self.after):
            control.observe(self._compare, "value")
        pair = parts.box([self.before, self.after], name="ml-row")
        heading = parts.heading(_("Versioner"), level=3)
        self.widget = parts.box([heading, self.versions, pair, self.compared], name="ml-form")

    def show(self, saved: pd.DataFrame) -> None:
        """Show the versions of one promise, the last two compared."""
        self.widget.layout.display = None if len(saved) else "none"
        contents = {int(r.version): r.content for r in each(saved)}
        if contents == self.contents:
            return
        self.contents, numbers = contents, list(contents)
        rows = [(str(r.version), STATES[r.state], r.name or "–", style.date(r.date) or "–", _(r.by), style.date(r.time))
                for r in each(saved)]  # fmt: skip
        columns = (_("Version"), _("Läge"), _("Funktion"), _("Den"), _("Sparad av"), _("Sparad"))
        self.versions.value = parts.table(_("Löftets versioner"), columns, rows)
        self.before.options = self.after.options = numbers
        if numbers:
            self.before.value, self.after.value = numbers[max(0, len(numbers) - 2)], numbers[-1]
        self._compare()

    def _compare(self, _change: Any = None) -> None:
        before, after = self.before.value, self.after.value
        if before not in self.contents or after not in self.contents:
            self.compared.value = ""
            return
        found = changes(self.contents[before], self.contents[after])
        self.compared.value = difference(
            found, self.labels, caption=_("Från version {before} till {after}").format(before=before, after=after)
        )


def following(state: str) -> list[str]:
    """Return the states that a promise may go to: one on, one back, or struck; a struck one becomes a draft."""
    *order, struck = ORDER
    if state == struck:
        return [order[0]]
    if state not in order:
        return []
    at = order.index(state)
    return [*order[at + 1 : at + 2], *order[max(at - 1, 0) : at], struck]
