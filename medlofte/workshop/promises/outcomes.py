"""How it went: the status that a person has set beside the suggested one, and indicators from baseline to outcome."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.language import _

_JUDGED = ["set_status", "set_by", "set_on", "set_why"]
_INDICATORS = ["promise", "title", "indicator", "baseline", "target", "value", "measured", "source", "status", "reason"]


def judged(rows: pd.DataFrame, assessments: pd.DataFrame) -> pd.DataFrame:
    """Return ``follow_up``'s rows with what people have set.

    Parameters
    ----------
    assessments
        As ``store.plan.assessments()``, about measures.

    Returns
    -------
    DataFrame
        With ``set_status`` ('' where nobody has set one), ``set_by`` (a function), ``set_on`` (ÅÅÅÅ-MM-DD) and
        ``set_why``. The suggestion stays in ``status`` and ``reason``: the two may differ, and both are shown.
    """
    found = dict(zip(assessments["subject"], assessments["content"], strict=True))
    fields = dict(zip(_JUDGED, ("status", "name", "date", "reason"), strict=True))
    return rows.assign(**{
        column: [found.get(measure, {}).get(field, "") for measure in rows["measure"]]
        for column, field in fields.items()
    })  # fmt: skip


def indicators(
    promises: pd.DataFrame, outcomes: pd.DataFrame, *, today: date | None = None, end: str = ""
) -> pd.DataFrame:
    """Return each promise's indicator with the value last measured, and a suggested status with its reason.

    Parameters
    ----------
    promises, outcomes
        As ``tables.PROMISES`` and ``store.plan.outcomes()``.
    end
        The last day (ÅÅÅÅ-MM-DD) of promises that have no deadline of their own.

    Returns
    -------
    DataFrame
        ``promise, title, indicator, baseline, target, value, measured`` (ÅÅÅÅ-MM-DD or ''), ``source, status,
        reason``; only promises that have an indicator, a baseline, a target or a value.
    """
    found = dict(zip(outcomes["promise"], outcomes["content"], strict=True))
    rows = []
    for row in promises.to_dict("records"):
        measured = found.get(row["promise"])
        figures = (row["baseline"], row["target"])
        if not (row["indicator"] or measured) and all(map(style.missing, figures)):
            continue
        value = float(measured["value"]) if measured else None
        last = row["deadline"] or end
        over = bool(last) and (today or date.today()).isoformat() > last
        status, reason = _reached(*figures, value, over=over)
        told = {"value": value, "measured": measured["date"] if measured else "", "status": status, "reason": reason}
        told |= {"source": measured["source"] if measured else ""}
        rows.append({str(name): one for name, one in row.items()} | told)
    return pd.DataFrame(rows, columns=_INDICATORS).astype(dict.fromkeys(("baseline", "target", "value"), float))


def _reached(baseline: Any, target: Any, value: float | None, *, over: bool) -> tuple[str, str]:
    if value is None and over:
        return "gar_inte_att_bedoma", _("Slutdatumet har passerat, och inget utfall är inskrivet.")
    if value is None:
        return "ej_paborjat", _("Inget utfall är inskrivet ännu.")
    if style.missing(target):
        return "gar_inte_att_bedoma", _(
            "Inget mål är satt, så det går inte att säga om {value} är tillräckligt."
        ).format(value=figure(value))
    if style.missing(baseline):
        # Nobody has said which way is better: only a target that is met exactly is certain.
        figures = _("Mål {target}, utfall {value}").format(target=figure(target), value=figure(value))
        unknown = _("{figures}, men utan utgångsläge syns inte åt vilket håll det skulle gå.").format(figures=figures)
        return ("uppfyllt", f"{figures}.") if value == target else ("gar_inte_att_bedoma", unknown)
    way = 1 if target >= baseline else -1
    figures = _("Från {baseline}; mål {target}, utfall {value}").format(
        baseline=figure(baseline), target=figure(target), value=figure(value)
    )
    return _on_the_way(way * (value - baseline), way * (target - baseline), figures, over=over)


def _on_the_way(come: float, wanted: float, figures: str, *, over: bool) -> tuple[str, str]:
    if come >= wanted:
        return "uppfyllt", f"{figures}."
    if not over:
        return "pagar", f"{figures}."
    return (
        ("delvis_uppfyllt", _("{figures}: en bit på väg.").format(figures=figures))
        if come > 0
        else ("ej_uppfyllt", f"{figures}.")
    )


def figure(value: Any) -> str:
    """Return a figure with the decimals it has, at most two."""
    text = f"{float(value):.2f}".rstrip("0")
    return style.number(value, len(text.split(".")[1]))
