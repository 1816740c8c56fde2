"""The follow-up in words: each suggested status beside the one that was set, what is due, and the year."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.language import Own, _, translated
from medlofte.views import parts
from medlofte.views.drawing import each
from medlofte.views.pages.loften.told import STATES
from medlofte.workshop.promises.drawing import wheel
from medlofte.workshop.promises.outcomes import figure
from medlofte.workshop.promises.reminders import WHEEL, Reminder
from medlofte.workshop.words import signed

ORDER = ("uppfyllt", "delvis_uppfyllt", "pagar", "ej_paborjat", "ej_uppfyllt", "gar_inte_att_bedoma")


def brief(rows: pd.DataFrame, held: pd.DataFrame, found: pd.DataFrame, assessments: pd.DataFrame,
          reminders: Sequence[Reminder]) -> str:  # fmt: skip
    """Return how it goes in three lines: promises and measures by status, and how much waits to be done.

    Parameters
    ----------
    rows
        The measures, as ``outcomes.judged``.
    held, found, assessments
        As ``promises``.
    """
    if held.empty:
        return _("<p>Inga löften är beslutade ännu.</p>")
    judged = {r.subject: r.content["status"] for r in each(assessments)}
    suggested = dict(zip(found["promise"], found["status"], strict=True)) | judged
    kept = [suggested.get(promise, "gar_inte_att_bedoma") for promise in held["promise"]]
    done = rows["set_status"].where(rows["set_status"] != "", rows["status"]).tolist()
    late = sum(one.late for one in reminders)
    waits = _("{late} {late|försenad|försenade}, {near} inom en månad.").format(late=late, near=len(reminders) - late)
    lines = [
        (_("{n} {n|löfte|löften}").format(n=len(kept)), _tally(kept)),
        (_("{n} {n|åtgärd|åtgärder}").format(n=len(done)), _tally(done)),
        (_("Att göra nu"), f"{waits} {parts.jump(_('Att göra nu'), _('Se vad'))}"),
    ]
    note = _("Den status som en person har satt gäller, annars det som siffrorna säger.")
    return parts.brief(lines) + f'<p class="ml-source">{escape(note)}</p>'


def _tally(statuses: Sequence[str]) -> str:
    """Return how many have each status, each with its sign and word."""
    counts = {status: statuses.count(status) for status in ORDER}
    return "".join(f'<span class="ml-tally"><strong>{count}</strong> {escape(signed(status))}</span>'
                   for status, count in counts.items() if count) or "–"  # fmt: skip


def measures(rows: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Return planned against outcome, measure by measure, as a table.

    Parameters
    ----------
    rows
        As ``outcomes.judged``.
    titles
        Promise → its title.
    """
    if rows.empty:
        return _("<p>Det finns inga åtgärder att följa upp.</p>")
    lines = [
        (
            (
                Own(r.title),
                _("Löfte: {title}").format(title=titles.get(r.promise, r.promise)),
                r.owner and _("Ansvarig: {owner}").format(owner=r.owner),
            ),
            amount(r.planned, r.unit),
            f"{amount(r.done, r.unit)}\n{r.latest and _('senast {day}').format(day=style.date(r.latest))}",
            f"{signed(r.status)}\n{r.reason}",
            decided(r.set_status, r.set_by, r.set_on, r.set_why),
        )
        for r in each(rows)
    ]
    columns = (_("Åtgärd"), _("Planerat"), _("Utfall"), _("Siffrorna säger"), _("Satt status"))
    return parts.cards(_("Planerat mot utfall, åtgärd för åtgärd"), columns, lines)


def promises(held: pd.DataFrame, found: pd.DataFrame, assessments: pd.DataFrame) -> str:
    """Return the promises with state, indicator from baseline to outcome, and status, as a table.

    Parameters
    ----------
    held, found, assessments
        The promises agreed on, ``outcomes.indicators`` of them, and the statuses that people have set.
    """
    if held.empty:
        return _("<p>Inga löften är beslutade ännu.</p>")
    measured = {r.promise: r for r in each(found)}
    judged = dict(zip(assessments["subject"], assessments["content"], strict=True))
    lines = []
    for row in each(held):
        own, told = measured.get(row.promise), judged.get(row.promise, {})
        lines.append((
            (Own(row.title or row.promise), _(STATES[row.state])), *_indicator(own),
            f"{signed(own.status)}\n{own.reason}" if own is not None else _("Inget mått är satt."),
            decided(told.get("status", ""), told.get("name", ""), told.get("date", ""), told.get("reason", "")),
        ))  # fmt: skip
    columns = (_("Löfte"), _("Mått"), _("Från och till"), _("Utfall"), _("Siffrorna säger"), _("Satt status"))
    return parts.cards(_("Löftena och deras mått"), columns, lines)


def _indicator(row: Any) -> tuple[str, str, str]:
    if row is None:
        return "–", "–", "–"
    baseline, target = ("–" if style.missing(v) else figure(v) for v in (row.baseline, row.target))
    value = "–" if style.missing(row.value) else f"{figure(row.value)}\n{style.date(row.measured)}, {row.source}"
    return row.indicator or "–", _("från {baseline} till {target}").format(baseline=baseline, target=target), value


def decided(name: str, by: str, on: str, why: str) -> tuple[str, ...]:
    """Return a status that a person has set, with who, when and why; that nobody has, where that is so."""
    return (signed(name), Own(why), f"{by}, {style.date(on)}") if name else (_("inte satt"),)


def amount(value: Any, unit: str) -> str:
    """Return an amount with its unit, or that no number was promised."""
    if style.missing(value):
        return _("inget antal lovat")
    return f"{style.number(value, 0 if float(value).is_integer() else 1)} {unit}".strip()


def due(reminders: Sequence[Reminder]) -> str:
    """Return what is due as a table, the oldest first, what is late marked with a word."""
    if not reminders:
        return _("<p>Inget är försenat, och inget förfaller den närmaste månaden.</p>")
    lines = [
        (
            (Own(one.subject), one.what) if one.subject else one.what,
            f"{parts.day(one.day)}\n{_('Försenat') if one.late else ''}",
            one.text,
        )
        for one in reminders
    ]
    return parts.cards(_("Det äldsta först"), (_("Vad"), _("Senast"), _("Vad som behövs")), lines)


def year(today: date) -> str:
    """Return the year's round of work: drawn as a wheel, and listed."""
    months, now = translated(WHEEL), _(" (nu)")
    drawn = wheel({month: title for month, (title, _unused) in months.items()}, now=today.month, name="arshjul")
    lines = "".join(
        f"<dt>{style.month(month).capitalize()}{now if month == today.month else ''}</dt>"
        f"<dd><strong>{escape(title)}.</strong> {escape(text)}</dd>" for month, (title, text) in months.items()
    )  # fmt: skip
    return f'<div class="ml-year">{drawn}<dl>{lines}</dl></div>'


def calendar_link(calendar: str) -> str:
    """Return a link that saves a calendar file; the file is in the link, so that it works without a server too."""
    packed = base64.b64encode(calendar.encode()).decode()
    return _(
        '<p><a download="loften.ics" '
        'href="data:text/calendar;charset=utf-8;base64,{packed}">Spara årshjulet och '
        "slutdatumen i din kalender (.ics)</a></p>"
    ).format(packed=packed)
