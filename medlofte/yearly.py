"""The yearly wheel of one round on paper and in a calendar: what is done when, from the forms to the last follow-up."""

from __future__ import annotations

from medlofte import style
from medlofte.language import _, translated
from medlofte.workshop.promises.reminders import WHEEL, Reminder, calendar

CHECKLIST, CALENDAR = "ATT-GORA.md", "arshjul.ics"
# The survey and the workshop come in the autumn before the year of the promises; the rest of the wheel in that year.
_AUTUMN, _REST = (9, 10, 11, 12), (1, 2, 3, 5, 6, 8, 12)


def wheel(year: int) -> list[Reminder]:
    """Return the months of a round whose promises hold for ``year``, from the autumn before."""
    months = [*((year - 1, month) for month in _AUTUMN), *((year, month) for month in _REST)]
    return [Reminder(f"{when}-{month:02}-01", *translated(WHEEL[month])) for when, month in months]


def checklist(kommun: str, year: int) -> str:
    """Return the wheel as lines to tick off (Markdown), for the screen or to print."""
    lines = [
        _("# Årshjulet: {kommun} {year}").format(kommun=kommun, year=year),
        "",
        _(
            "Ett förslag på ordning. Flytta månaderna så att de passar er. Samma sak finns som "
            "kalender i `{file}`: öppna filen i Outlook eller en annan kalender."
        ).format(file=CALENDAR),
        "",
    ]
    for one in wheel(year):
        month = style.month(int(one.day[5:7]))
        lines += [f"- [ ] **{month} {one.day[:4]}: {one.title}.** {one.text}"]
    return "\n".join(lines) + "\n"


def ics(kommun: str, year: int) -> str:
    """Return the wheel as a calendar file."""
    return calendar(wheel(year), name=_("Medborgarlöften {kommun} {year}").format(kommun=kommun, year=year))
