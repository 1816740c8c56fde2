"""What is due, the year's round of work, and both as a calendar file (RFC 5545) that any calendar reads, offline."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from medlofte import style
from medlofte.language import N_, _, translated
from medlofte.workshop.promises.chain import PUBLISHED, Chain
from medlofte.workshop.promises.followup import follow_up
from medlofte.workshop.promises.outcomes import indicators

AHEAD_DAYS = 30
QUIET_DAYS = 90
_DONE = ("uppfyllt",)
# The order of work is the handbook's (Brå, Samverkan i lokalt brottsförebyggande arbete); that a kommun surveys in the
# autumn and signs in the winter is how Strömstad did in 2016–2017. Nothing in it is a rule.
WHEEL = {
    1: (N_("Skriv under löftena"), N_("Polisen och kommunen undertecknar. Löftena läggs ut på båda webbplatserna.")),
    2: (N_("Starta åtgärderna"), N_("Varje ansvarig planerar sina aktiviteter. Löftena sätts till «pågår».")),
    3: (N_("Första avstämningen"), N_("Logga det som är gjort. Titta på det som inte har börjat.")),
    5: (N_("Inför sommaren"), N_("Gå igenom platser och tider som brukar bli oroliga.")),
    6: (N_("Halvårsuppföljning"), N_("Planerat mot utfall, löfte för löfte. Berätta för invånarna hur det går.")),
    8: (N_("Efter sommaren"), N_("Vad hände? Skriv in utfall som redan går att mäta.")),
    9: (N_("Aktörernas kartläggning"), N_("Skicka formulären till skola, socialtjänst, räddningstjänst och de andra.")),
    10: (N_("Trygghetsenkät och medborgardialog"), N_("Samma frågor som förra gången, så att svaren går att jämföra.")),
    11: (
        N_("Gemensam lägesbild och workshop"),
        N_("Publicera lägesbilden, prioritera problemen, välj bort och säg varför."),
    ),
    12: (
        N_("Slutuppföljning"),
        N_("Sätt status på varje åtgärd och löfte. Redovisa för invånarna. Skriv nästa års löften."),
    ),
}


@dataclass(frozen=True)
class Reminder:
    """Something to do: its day (ÅÅÅÅ-MM-DD), what it is and what to do; ``late`` when the day has passed.

    ``subject`` is the promise or measure that it is about, as the kommun wrote it.
    """

    day: str
    what: str
    text: str
    late: bool = False
    subject: str = ""

    @property
    def title(self) -> str:
        """Return the heading: the subject, if there is one, and what it is."""
        return f"{self.subject}: {self.what}" if self.subject else self.what


def due(chain: Chain, *, today: date | None = None, end: str = "", ahead: int = AHEAD_DAYS) -> list[Reminder]:
    """Return what is due within ``ahead`` days, what is late, and what has been quiet for three months; by day.

    Parameters
    ----------
    end
        The last day (ÅÅÅÅ-MM-DD) of promises without a deadline of their own.
    """
    now = today or date.today()
    near = (now + timedelta(days=ahead)).isoformat()
    found = [one for one in [*_measures(chain, now, end), *_indicators(chain, now, end)] if one.day <= near]
    return sorted([*found, *_unsigned(chain, now), *_quiet(chain, now, end)], key=lambda one: (one.day, one.title))


def year(chain: Chain, *, start: int, today: date | None = None, end: str = "") -> list[Reminder]:
    """Return the whole year for a calendar: the wheel's months, and every deadline that has not been met."""
    wheel = [Reminder(f"{start}-{month:02}-01", title, text) for month, (title, text) in translated(WHEEL).items()]
    return sorted([*wheel, *due(chain, today=today, end=end, ahead=730)], key=lambda one: one.day)


def _last(promise: str, chain: Chain, end: str) -> str:
    found = chain.held.loc[chain.held["promise"] == promise, "deadline"]
    return (str(found.iloc[0]) if len(found) else "") or end


def _measures(chain: Chain, now: date, end: str) -> list[Reminder]:
    held = chain.measures[chain.measures["promise"].isin(chain.held["promise"])]
    rows = follow_up(chain.held, held, chain.activities, today=now, end=end)
    closed = set(chain.assessments["subject"])
    found = []
    for row in rows.to_dict("records"):
        last = _last(row["promise"], chain, end)
        if not last or row["status"] in _DONE or row["measure"] in closed:
            continue
        late = now.isoformat() > last
        what = _("Sätt status och skriv varför.") if late else _("Logga det som är gjort, eller ändra planen.")
        owner = _(" Ansvarig: {owner}.").format(owner=row["owner"]) if row["owner"] else ""
        found.append(
            Reminder(
                last,
                _("slutdatum"),
                f"{row['reason']} {what}{owner}",
                late,
                subject=row["title"],
            )
        )
    return found


def _indicators(chain: Chain, now: date, end: str) -> list[Reminder]:
    rows = indicators(chain.held, chain.outcomes, today=now, end=end)
    return [
        Reminder(
            _last(row["promise"], chain, end),
            _("mät utfallet"),
            _("Måttet är: {value}. Skriv in värdet med källa.").format(value=row["indicator"] or _("inte angivet")),
            now.isoformat() > _last(row["promise"], chain, end),
            subject=row["title"],
        )
        for row in rows.to_dict("records")
        if not row["measured"] and _last(row["promise"], chain, end)
    ]


def _unsigned(chain: Chain, now: date) -> list[Reminder]:
    waiting = chain.promises[chain.promises["state"] == "overenskommet"]
    text = _("Löftet är överenskommet men inte undertecknat.")
    return [Reminder(now.isoformat(), _("ska undertecknas"), text, subject=title or promise)
            for promise, title in zip(waiting["promise"], waiting["title"], strict=True)]  # fmt: skip


def _quiet(chain: Chain, now: date, end: str) -> list[Reminder]:
    """Return the measures that began and then went silent, of promises that are running and have time left."""
    running = chain.held[chain.held["state"].isin(("pagar", PUBLISHED))]
    over = [bool(last) and now.isoformat() > last for last in running["deadline"].where(running["deadline"] != "", end)]
    running = running[~pd.Series(over, running.index, dtype=bool)]
    latest = chain.activities.groupby("measure")["date"].max() if len(chain.activities) else pd.Series(dtype=str)
    closed, before = set(chain.assessments["subject"]), (now - timedelta(days=QUIET_DAYS)).isoformat()
    found = []
    for row in chain.measures[chain.measures["promise"].isin(running["promise"])].to_dict("records"):
        last = latest.get(row["measure"], "")
        if last and last < before and row["measure"] not in closed:
            text = _("Senast loggat {last}. Har något gjorts sedan dess?").format(last=style.date(last))
            found.append(Reminder(now.isoformat(), _("tyst i tre månader"), text, subject=row["title"]))
    return found


def calendar(reminders: Sequence[Reminder], *, name: str, made: datetime | None = None) -> str:
    """Return the reminders as an iCalendar file: whole days, a week's warning, the same ids each time it is made."""
    stamp = (made or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//medlofte//medlofte//SV", f"X-WR-CALNAME:{_escaped(name)}"]
    for one in reminders:
        mark = hashlib.sha256(f"{name}|{one.title}|{one.day}".encode()).hexdigest()[:24]
        after = (date.fromisoformat(one.day) + timedelta(days=1)).isoformat()
        lines += [
            "BEGIN:VEVENT", f"UID:{mark}@medlofte", f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{one.day.replace('-', '')}", f"DTEND;VALUE=DATE:{after.replace('-', '')}",
            f"SUMMARY:{_escaped(one.title)}", f"DESCRIPTION:{_escaped(one.text)}", "TRANSP:TRANSPARENT",
            "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P7D", f"DESCRIPTION:{_escaped(one.title)}", "END:VALARM",
            "END:VEVENT",
        ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, no letter cut in two (RFC 5545, section 3.1)."""
    pieces: list[str] = []
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > 75 - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
