"""Planned against outcome: a status suggested from the figures, with its reason, and what people have decided."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from medlofte import tables
from medlofte.language import _
from medlofte.style import date as long_date
from medlofte.style import number

_COLUMNS = ["promise", "measure", "title", "owner", "planned", "done", "unit", "latest", "status", "reason"]


def follow_up(
    promises: pd.DataFrame,
    measures: pd.DataFrame,
    activities: pd.DataFrame,
    *,
    today: date | None = None,
    end: str = "",
) -> pd.DataFrame:
    """Return what was planned and what was done, one row per measure.

    Parameters
    ----------
    promises, measures, activities
        As ``tables.PROMISES``, ``MEASURES`` and ``ACTIVITIES``; see ``merge`` for the workshop's own log.
    today
        The day of the follow-up; the current day when None.
    end
        The last day (ÅÅÅÅ-MM-DD) of promises that have no deadline of their own; empty when unknown.

    Returns
    -------
    DataFrame
        ``promise, measure, title, owner, planned`` (missing when no number was promised), ``done`` (the sum of the
        amounts), ``unit, latest`` (ÅÅÅÅ-MM-DD or empty), ``status`` (a suggestion: ej_paborjat, pagar, uppfyllt,
        delvis_uppfyllt, ej_uppfyllt or gar_inte_att_bedoma) and ``reason`` (Swedish), in the measures' order.
    """
    deadlines = dict(zip(promises["promise"], promises["deadline"], strict=True))
    known = activities.assign(amount=pd.to_numeric(activities["amount"]))
    rows = []
    for measure in measures.to_dict("records"):
        own = known[known["measure"] == measure["measure"]]
        last = deadlines.get(measure["promise"], "") or end
        over = bool(last) and (today or date.today()).isoformat() > last
        done = float(own["amount"].sum())
        blank = int(own["amount"].isna().sum())
        status, reason = _status(measure["planned"], done, over=over, last=last, uncounted=blank)
        reason += _(" Aktiviteter utan antal, ej medräknade: {blank}.").format(blank=blank) if blank else ""
        figures = {"done": done, "latest": own["date"].max() if len(own) else "", "status": status, "reason": reason}
        rows.append({str(name): value for name, value in measure.items()} | figures)
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"planned": float, "done": float})


def merge(published: pd.DataFrame, logged: pd.DataFrame) -> pd.DataFrame:
    """Return the edition's activities and those logged in the workshop as one frame (``tables.ACTIVITIES``)."""
    frames = [frame[tables.ACTIVITIES.names] for frame in (published, logged) if len(frame)]
    if not frames:
        return tables.ACTIVITIES.empty()
    return tables.ACTIVITIES.check(pd.concat(frames).sort_values("date", kind="stable"))


def _status(planned: Any, done: float, *, over: bool, last: str, uncounted: int = 0) -> tuple[str, str]:
    until = f"{long_date(last)}" if last else ""
    if not done and uncounted:
        return "gar_inte_att_bedoma", _("Aktiviteter är rapporterade, men utan antal.")
    if not done:
        late = _("Slutdatumet {until} har passerat, och ingen aktivitet är rapporterad.").format(until=until)
        return ("ej_uppfyllt", late) if over else ("ej_paborjat", _("Ingen aktivitet är rapporterad ännu."))
    if pd.isna(planned) or planned <= 0:
        return (
            "gar_inte_att_bedoma",
            _("Inget antal lovades, så det går inte att säga om {done} är tillräckligt.").format(done=_count(done)),
        )
    figures = _("Planerat {planned}, genomfört {done}").format(planned=_count(float(planned)), done=_count(done))
    if done >= planned:
        return "uppfyllt", f"{figures}."
    if over:
        return "delvis_uppfyllt", _("{figures} när slutdatumet {until} hade passerat.").format(
            figures=figures, until=until
        )
    when = _("slutdatumet är {until}").format(until=until) if last else _("löftet saknar slutdatum")
    return "pagar", f"{figures}; {when}."


def _count(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)
