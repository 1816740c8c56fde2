"""Where a person judges: the status of a measure or promise, and the value that an indicator has come to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte.language import _
from medlofte.views import parts
from medlofte.views.drawing import each
from medlofte.views.fields import number_text
from medlofte.views.forms import Called, Form, Item
from medlofte.views.session import Viewer
from medlofte.workshop.promises.chain import Chain
from medlofte.workshop.words import LABELS, STATUSES, signed

Suggestion = tuple[str, str]


class Judge:
    """Sets the status of a measure or a promise, with the suggestion from the figures beside."""

    def __init__(self, viewer: Viewer, *, refresh: Callable[[], None], today: date) -> None:
        self.suggested: dict[str, Suggestion] = {}
        self.hint = parts.html("", name="ml-hint")
        fields = {
            "status": widgets.Dropdown(
                options=[(LABELS[s].capitalize(), s) for s in STATUSES], description=_("Status")
            ),
            "name": widgets.Text(description=_("Funktion som bedömer")),
            "date": widgets.Text(description=_("Datum (ÅÅÅÅ-MM-DD)")),
            "reason": widgets.Textarea(description=_("Varför"), rows=2),
        }
        self._today = today.isoformat()
        self.form = Form(
            viewer, fields, kind="assessment", refresh=refresh, changed=self._tell, stamp=self._stamp,
            called=Called("", _("bedömningen"), _("Statusen är satt."), _("Åtgärd eller löfte")),
        )  # fmt: skip
        self.widget = parts.box([self.form.box, self.hint], name="ml-form")

    def offer(self, rows: pd.DataFrame, found: pd.DataFrame, chain: Chain) -> None:
        """Take the measures (``follow_up``) and the promises' indicators (``outcomes.indicators``) as they are."""
        measured = {r.promise: (r.status, r.reason) for r in each(found)}
        none = ("gar_inte_att_bedoma", _("Inget mått är satt."))
        self.suggested = {r.measure: (r.status, r.reason) for r in each(rows)}
        self.suggested |= {r.promise: measured.get(r.promise, none) for r in each(chain.held)}
        labels = {r.measure: _("Åtgärd: {title}").format(title=r.title) for r in each(rows)}
        labels |= {r.promise: _("Löfte: {promise}").format(promise=r.title or r.promise) for r in each(chain.held)}
        saved = {r.subject: r for r in each(chain.assessments)}
        self.form.offer({
            name: Item(label, saved[name].version, saved[name].content) if name in saved
            else Item(label, 0, {"status": self.suggested[name][0], "name": "", "date": self._today, "reason": ""})
            for name, label in labels.items()
        })  # fmt: skip
        self._tell()

    def _stamp(self, name: str) -> dict[str, Any]:
        suggested, reason = self.suggested.get(name, ("", ""))
        return {"suggested": suggested, "suggested_reason": reason}

    def _tell(self) -> None:
        found = self.suggested.get(self.form.name)
        said = (
            _("Siffrorna säger: {status}. {reason}").format(status=signed(found[0]), reason=found[1]) if found else ""
        )
        self.hint.value = f"<p>{escape(said)}</p>" if said else ""


class Measure:
    """Enters the value that an indicator has come to, with its source."""

    def __init__(self, viewer: Viewer, *, refresh: Callable[[], None], today: date) -> None:
        self._today = today.isoformat()
        fields = {
            "value": number_text(description=_("Utfall")),
            "date": widgets.Text(description=_("Mätt den (ÅÅÅÅ-MM-DD)")),
            "source": widgets.Text(description=_("Källa till siffran")),
            "name": widgets.Text(description=_("Funktion som mätt")),
            "note": widgets.Text(description=_("Anteckning")),
        }
        self.form = Form(
            viewer, fields, kind="outcome", refresh=refresh,
            called=Called("", _("utfallet"), _("Utfallet är sparat."), _("Löfte och mått")),
        )  # fmt: skip
        self.widget = self.form.box

    def offer(self, chain: Chain) -> None:
        """Take the promises that are agreed on, with the values that have been entered."""
        saved = {r.promise: r for r in each(chain.outcomes)}
        blank = {"value": "", "date": self._today, "source": "", "name": "", "note": ""}
        labels = {r.promise: f"{r.title or r.promise}: {r.indicator or _('inget mått')}" for r in each(chain.held)}
        self.form.offer({name: Item(label, *_saved(saved.get(name), blank)) for name, label in labels.items()})


def _saved(row: Any, blank: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return (0, blank) if row is None else (int(row.version), row.content)
