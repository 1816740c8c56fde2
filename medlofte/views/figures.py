"""One pure function per figure: frames of an edition in, a frozen ``Figure`` out.

A title claims only what an interval or a probability in the edition supports; else it is neutral. Every figure carries
the same numbers as a table, and a text alternative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from medlofte import style, tables
from medlofte.language import _
from medlofte.views.boards import firmness, outcome, roles
from medlofte.views.drawing import (
    Figure,
    Mark,
    Series,
    bars,
    blank,
    count_axis,
    dots,
    each,
    enumerated,
    highest,
    lines,
    share_axis,
)

__all__ = [
    "Figure",
    "change_note",
    "compared",
    "composition",
    "firmness",
    "groups",
    "outcome",
    "registers",
    "residents",
    "roles",
]
CERTAIN, FAR = 0.95, 0.05


def residents(
    estimates: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    where: str,
    source: str,
    ranks: pd.DataFrame | None = None,
    topics: Mapping[str, str] | None = None,
) -> Figure:
    """Return the share of residents who chose each answer, with intervals, commonest first.

    Parameters
    ----------
    estimates
        Rows of ``ESTIMATES`` of one question, year and group.
    labels
        Choice id → Swedish label.
    where
        The group in words, ``alla svarande`` or ``Centrum``.
    ranks
        ``RANKS`` when the group is everybody: a title may then name what is among the top three with a probability
        of at least 0.95. Without it the title is neutral.
    topics
        Topic id → Swedish label, for the title.
    """
    rows = estimates.assign(_order=estimates["share"].fillna(-1.0)).sort_values("_order", ascending=False)
    marks = [_estimate(row, labels) for row in each(rows)]
    known = [f"{mark.label} {mark.text}" for mark in marks if mark.value is not None]
    alt = (
        _("Stapeldiagram för {where}. ").format(where=where)
        + ("; ".join(known[:10]) or _("Alla siffror är skyddade"))
        + "."
    )
    return Figure(
        bars(marks, axis=share_axis(highest(marks))),
        title=_top_title(ranks, topics or {}) or _("Så svarade invånarna: {where}").format(where=where),
        subtitle=_("Andel av dem som svarat på frågan, {where}, med 95 % osäkerhetsintervall.").format(where=where),
        source=source,
        alt=alt,
        columns=(_("Svar"), _("Andel"), _("Intervall, %"), _("Antal svar"), _("Vet ej")),
        rows=tuple(
            (
                labels.get(r.choice, r.choice),
                style.percent(r.share),
                _ends(r),
                style.number(r.n),
                style.percent(r.dont_know),
            )
            for r in each(rows)
        ),
    )


def groups(rows: Sequence[tuple[str, Any]], *, question: str, answer: str, by: str, source: str) -> Figure:
    """Return one answer's share in several groups as dots with intervals.

    Parameters
    ----------
    rows
        (group's label, row of ``ESTIMATES``) in the form's order.
    """
    marks = [
        Mark(label, blank(r.share), blank(r.low), blank(r.high), style.interval(r.share, r.low, r.high))
        for label, r in rows
    ]
    known = [mark for mark in marks if mark.value is not None]
    names = [f"{mark.label}: {mark.text}" for mark in marks]
    return Figure(
        dots(names, [Series(answer, style.BLUE, tuple(marks))], axis=share_axis(highest(marks))),
        title=_apart(known, answer) or _("{answer}, efter {group}").format(answer=answer, group=by.lower()),
        subtitle=_("{question} Andel som svarat «{answer}», med 95 % osäkerhetsintervall.").format(
            question=question, answer=answer
        ),
        source=source,
        alt=_("Punktdiagram. Andel «{answer}»: ").format(answer=answer) + "; ".join(names) + ".",
        columns=(by, _("Andel"), _("Intervall, %"), _("Antal svar")),
        rows=tuple((label, style.percent(r.share), _ends(r), style.number(r.n)) for label, r in rows),
    )


def registers(frame: pd.DataFrame, *, region: str, source: str) -> Figure:
    """Return the registers' trend, one line per indicator in one region; levels are never added together.

    Parameters
    ----------
    frame
        Rows of ``REGISTERS``. At most four indicators are drawn, those nearest the top of the source's tree; all are
        in the table.
    """
    own = frame[frame["region"] == region]
    periods = sorted(own["period"].unique())
    order = own.sort_values(["level", "label"])["indicator"].drop_duplicates().tolist()
    drawn = [_line(own, name, periods, style.PALETTE[i]) for i, name in enumerate(order[:4])]
    marks = [mark for one in drawn for mark in one.marks]
    said = ["; ".join([f"{one.name}: "] + [f"{m.label} {m.text}" for m in one.marks]) for one in drawn]
    more = (
        _(" {order} {order|indikator|indikatorer} till står i tabellen.").format(order=len(order) - 4)
        if len(order) > 4
        else ""
    )
    titled = drawn[0].name if len(drawn) == 1 else _("Händelser i registren")
    span = f", {periods[0]}–{periods[-1]}" if len(periods) > 1 else ""
    return Figure(
        lines(drawn, periods=periods, axis=count_axis(highest(marks))),
        title=f"{titled} i {region}{span}",
        subtitle=_("Antal registrerade händelser per år. Ofylld punkt är preliminär siffra."),
        source=_("Källa: {own}. {source}{more}")
        .format(own=", ".join(sorted(own["source"].unique())) or _("saknas"), source=source, more=more)
        .strip(),
        alt=_("Linjediagram. ") + " ".join(said),
        columns=(_("Indikator"), _("År"), _("Antal"), _("Per 100 000 invånare")),
        rows=tuple(
            (
                r.label,
                r.period + (_(" (prel.)") if r.preliminary else ""),
                style.number(r.count),
                style.number(r.per_100k),
            )
            for r in each(own)
        ),
    )


def compared(frame: pd.DataFrame, *, indicator: str, home: str, source: str) -> Figure:
    """Return one indicator per 100 000 inhabitants in every region, for the latest period that all of them have."""
    rows = frame[frame["indicator"] == indicator]
    shared = (
        set.intersection(*(set(part["period"]) for _unused, part in rows.groupby("region"))) if len(rows) else set()
    )
    period = max(shared, default="")
    rows = rows[rows["period"] == period].sort_values("per_100k", ascending=False, na_position="last")
    colours = {True: style.PERSPECTIVES["registers"], False: style.GREY}
    marks = [
        Mark(r.region, blank(r.per_100k), text=style.number(r.per_100k), colour=colours[r.region == home])
        for r in each(rows)
    ]
    label = rows["label"].iloc[0] if len(rows) else indicator
    return Figure(
        bars(marks, axis=count_axis(highest(marks))),
        title=_("{label}: {home} jämfört med andra, {period}").format(label=label, home=home, period=period),
        subtitle=_("Antal per 100 000 invånare."),
        source=source,
        alt=_("Stapeldiagram. {label} per 100 000 invånare {period}: ").format(label=label, period=period)
        + "; ".join(f"{m.label} {m.text}" for m in marks)
        + ".",
        columns=(_("Område"), _("Per 100 000 invånare"), _("Antal")),
        rows=tuple((r.region, style.number(r.per_100k), style.number(r.count)) for r in each(rows)),
    )


def composition(frame: pd.DataFrame, *, label: str, labels: Mapping[str, str], source: str) -> Figure:
    """Return who answered, beside the population, for one background question."""
    rows = list(each(frame))
    names = [labels.get(r.choice, r.choice) for r in rows]
    answered = [Mark(n, blank(r.share), text=style.percent(r.share)) for n, r in zip(names, rows, strict=True)]
    people = [Mark(n, blank(r.population), text=style.percent(r.population)) for n, r in zip(names, rows, strict=True)]
    series = [
        Series(_("Svarande"), style.BLUE, tuple(answered)),
        Series(_("Befolkningen"), style.ORANGE, tuple(people), outlined=True),
    ]
    told = [
        _("{group} {respondents} av de svarande, {population} av befolkningen").format(
            group=a.label, respondents=a.text, population=p.text
        )
        for a, p in zip(answered, people, strict=True)
    ]
    return Figure(
        dots(names, series, axis=share_axis(highest([*answered, *people]))),
        title=_skewed(label, answered, people)
        or _("{label}: de svarande jämfört med befolkningen").format(label=label),
        subtitle=_("Andel av de svarande, ovägt, och andel av befolkningen."),
        source=source,
        alt=_("Punktdiagram. ") + "; ".join(told) + ".",
        columns=(label, _("Antal svarande"), _("Andel av svarande"), _("Andel av befolkningen")),
        rows=tuple(
            (n, style.number(r.n), style.percent(r.share), style.percent(r.population))
            for n, r in zip(names, rows, strict=True)
        ),
    )


def _skewed(label: str, answered: Sequence[Mark], people: Sequence[Mark]) -> str:
    """Return the group that those who answered are furthest from the population in; '' where none is far off."""
    known = [(a, p, abs(a.value - p.value)) for a, p in zip(answered, people, strict=True)
             if a.value is not None and p.value is not None]  # fmt: skip
    group, whole, off = max(known, key=lambda found: found[2], default=(None, None, 0.0))
    if group is None or whole is None or off < FAR:
        return ""
    return _("{label}: «{group}» är {respondents} av de svarande men {population} av befolkningen").format(
        label=label, group=group.label, respondents=group.text, population=whole.text
    )


def change_note(row: Any) -> str:
    """Return one sentence about a row of ``CHANGES``: a claim only where the adjusted p-value is below 0.05."""
    if row.note:
        return _("Jämförs inte: {note}").format(note=row.note)
    if row.status == tables.SUPPRESSED or style.missing(row.difference):
        return _("Jämförelsen är skyddad.")
    moved = _("{difference} ({low} till {high}) sedan {year}").format(
        difference=style.change(row.difference), low=_point(row.low), high=_point(row.high), year=row.year0
    )
    return (
        _("Skillnad mellan åren: {moved}.").format(moved=moved)
        if row.q < 0.05
        else _("Ingen säker skillnad: {moved}.").format(moved=moved)
    )


def _estimate(row: Any, labels: Mapping[str, str]) -> Mark:
    text = style.interval(row.share, row.low, row.high)
    return Mark(labels.get(row.choice, row.choice), blank(row.share), blank(row.low), blank(row.high), text, row.choice)


def _ends(row: Any) -> str:
    hidden = style.missing(row.low) or style.missing(row.high)
    return style.MISSING if hidden else f"{style.number(row.low * 100)}–{style.number(row.high * 100)}"


def _point(value: Any) -> str:
    return style.number(float(value) * 100)


def _top_title(ranks: pd.DataFrame | None, labels: Mapping[str, str]) -> str:
    if ranks is None or ranks.empty:
        return ""
    sure = ranks[ranks["p_top3"].fillna(0.0) >= CERTAIN].sort_values("rank")["topic"].tolist()
    names = [labels.get(topic, topic) for topic in sure]
    if not names:
        return ""
    return _("{joined} hör till de tre ämnen som flest valt").format(joined=enumerated(names))


def _apart(marks: Sequence[Mark], answer: str) -> str:
    """Return a claim when the highest group's interval lies wholly above the lowest group's, which is cautious."""
    if len(marks) < 2:
        return ""
    top, bottom = max(marks, key=lambda m: m.value or 0), min(marks, key=lambda m: m.value or 0)
    if top.low is None or bottom.high is None or top.low <= bottom.high:
        return ""
    return _("«{answer}» är vanligare i gruppen {group} än i gruppen {other}").format(
        answer=answer, group=top.label, other=bottom.label
    )


def _line(own: pd.DataFrame, name: str, periods: Sequence[str], colour: str) -> Series:
    rows = own[own["indicator"] == name].set_index("period")
    marks = []
    for period in periods:
        found = rows.loc[period] if period in rows.index else None
        value = None if found is None else blank(found["count"])
        early = _(" (prel.)") if found is not None and bool(found["preliminary"]) else ""
        marks.append(Mark(period, value, text=style.number(value) + early, id=name))
    return Series(str(rows["label"].iloc[0]), colour, tuple(marks))
