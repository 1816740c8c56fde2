"""The figures of the workshop's own numbers: how the room rates the problems, and what came of the plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.language import N_, _
from medlofte.views.drawing import Figure, Mark, Series, bars, blank, count_axis, dots, enumerated, highest, share_axis
from medlofte.workshop.promises.outcomes import figure

FIRST, HALF = 3, 0.5
RATED = N_("Medelpoäng 0–100: ja räknas som 100, delvis som 50 och nej som 0; «vet ej» räknas inte.")


def roles(
    scores: Mapping[str, Mapping[str, tuple[float | None, int]]], *, labels: Mapping[str, str], measure: str = RATED
) -> Figure:
    """Return how strongly each part of the room rates each problem.

    Parameters
    ----------
    scores
        Role (``alla``, ``polis``, ``kommun``, ``annan``) → problem id → (mean score 0–1 or None, number of raters), the
        problems in the order they are to be shown.
    labels
        Problem id → Swedish label.
    measure
        What the points 0–100 mean, in Swedish.
    """
    problems = list(next(iter(scores.values()), {}))
    words = {"alla": _("Alla"), "polis": _("Polisen"), "kommun": _("Kommunen"), "annan": _("Andra")}
    series = []
    for role, found in scores.items():
        marks = tuple(
            Mark(labels.get(p, p), blank(found[p][0]), text=style.number(_hundred(found[p][0]))) for p in problems
        )
        series.append(Series(words.get(role, role), style.ROLES[role], marks))
    names = [labels.get(p, p) for p in problems]
    told = [
        f"{name}: " + ", ".join(f"{one.name.lower()} {one.marks[i].text}" for one in series)
        for i, name in enumerate(names)
    ]
    rated = {p: found[p][1] for p in problems for role, found in scores.items() if role == "alla"}
    return Figure(
        dots(names, series, axis=_points(highest(mark for one in series for mark in one.marks))),
        title=_first(problems, scores.get("alla", {}), labels) or _("Så bedömer deltagarna problemen"),
        subtitle=measure,
        source=_("Deltagarnas egna svar i workshoppen. Grupper med färre än tre som svarat visas inte för sig (..)."),
        alt=_("Punktdiagram. ") + "; ".join(told) + ".",
        columns=(_("Problem"), *(one.name for one in series), _("Antal som bedömt")),
        rows=tuple(
            (name, *(one.marks[i].text for one in series), style.number(rated.get(p, 0)))
            for i, (p, name) in enumerate(zip(problems, names, strict=True))
        ),
    )


def firmness(tops: Mapping[str, pd.Series], *, labels: Mapping[str, str], source: str) -> Figure:
    """Return in how large a share of all weightings each problem is among the first three.

    Parameters
    ----------
    tops
        What is weighed, in Swedish → problem id → share 0–1, the problems in the order they are to be shown.
    """
    problems = list(next(iter(tops.values())).index)
    colours = (style.BLUE, style.TURQUOISE, style.PINK)
    series = [
        Series(
            name,
            colour,
            tuple(Mark(labels.get(p, p), blank(found.get(p)), text=style.percent(found.get(p))) for p in problems),
        )
        for (name, found), colour in zip(tops.items(), colours, strict=False)
    ]
    names = [labels.get(p, p) for p in problems]
    told = [
        f"{name}: " + ", ".join(f"{one.name.lower()} {one.marks[i].text}" for one in series)
        for i, name in enumerate(names)
    ]
    return Figure(
        dots(names, series, axis=share_axis(1.0)),
        title=_("Så ofta kommer problemet bland de tre första, hur man än väger"),
        subtitle=_("Andel av 5 000 slumpade vägningar, alla lika troliga."),
        source=source,
        alt=_("Punktdiagram. ") + "; ".join(told) + ".",
        columns=(_("Problem"), *(one.name for one in series)),
        rows=tuple((name, *(one.marks[i].text for one in series)) for i, name in enumerate(names)),
    )


def outcome(rows: Sequence[tuple[str, float | None, float, str, str]], *, source: str) -> Figure:
    """Return planned and done per measure, as per cent of the plan; measures without a number are in the table only.

    Parameters
    ----------
    rows
        (measure, planned or None, done, unit, status).
    """
    counted = [row for row in rows if row[1]]
    done = [
        Mark(name, out / (plan or 1), text=_("{out} av {plan}").format(out=figure(out), plan=figure(plan)))
        for name, plan, out, _unused, _unused in counted
    ]
    drawn = bars(done, axis=share_axis(1.0) if highest(done) <= 1 else _over(highest(done)))
    if done:
        ends = {"type": "line", "x0": 1, "x1": 1, "yref": "paper", "y0": 0, "y1": 1}
        drawn["layout"]["shapes"] = [ends | {"line": {"color": style.PINK, "width": 3, "dash": "dash"}}]
        look = {"showarrow": False, "font": {"size": 14, "color": style.PINK}}
        drawn["layout"]["annotations"] += [look | {"x": 1, "y": 1, "yref": "paper", "xanchor": "right",
                                                   "yanchor": "bottom", "text": _("planen")}]  # fmt: skip
    full = sum(out >= (plan or 0) for _unused, plan, out, _unused, _unused in counted)
    title = (
        _("{full} av {counted} {counted|åtgärd|åtgärder} med ett lovat antal har nått det").format(
            full=style.number(full), counted=style.number(len(counted))
        )
        if counted
        else _("Ingen åtgärd har ett lovat antal")
    )
    return Figure(
        drawn,
        title=title,
        subtitle=_("Utfall i procent av det planerade antalet."),
        source=source,
        alt=_("Stapeldiagram. {title}. ").format(title=title) + "; ".join(f"{m.label}: {m.text}" for m in done) + ".",
        columns=(_("Åtgärd"), _("Planerat"), _("Utfall"), _("Enhet"), _("Status")),
        rows=tuple(
            (name, figure(plan) if plan is not None else _("inget antal lovat"), figure(out), unit, status)
            for name, plan, out, unit, status in rows
        ),
    )


def _first(problems: Sequence[str], found: Mapping[str, tuple[float | None, int]], labels: Mapping[str, str]) -> str:
    """Return which three come first when all are counted; '' when the third and the fourth are level."""
    ranked = sorted((p for p in problems if p in found and found[p][0] is not None), key=lambda p: -(found[p][0] or 0))
    level = len(ranked) <= FIRST or found[ranked[FIRST - 1]][0] == found[ranked[FIRST]][0]
    names = [labels.get(p, p) for p in ranked[:FIRST]]
    return "" if level else _("{names} kommer först").format(names=enumerated(names))


def _hundred(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _points(top: float) -> dict[str, Any]:
    """Return the axis of points 0–100; shares of dots, which never come near 100, have theirs as far as they go."""
    axis = share_axis(top if top < HALF else 1.0)
    return axis | {"ticktext": [style.number(100 * mark) for mark in axis["tickvals"]]}


def _over(top: float) -> dict[str, Any]:
    return count_axis(top) | {"ticktext": [style.percent(mark) for mark in count_axis(top)["tickvals"]]}
