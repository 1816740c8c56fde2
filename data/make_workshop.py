"""Make the demo round's worked workshop, all invented: ``python data/make_workshop.py [FILE]``.

An export as ``medlofte workshop export`` writes it, from decision to reported promise; what happens in it stands in
``demo/worked.yaml``. Made anew it holds the same, but for the ballots' keys, which every export draws anew.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from demo.chance import Chance

from medlofte.edition import Edition
from medlofte.views.pages.prioritering.material import Material
from medlofte.workshop.priorities.outcome import EFFORT, outcome
from medlofte.workshop.store import Store, values

HERE = Path(__file__).parent
EDITION, ROUND = HERE / "editions" / "stromstad-2017", HERE / "stromstad-2017"
TARGET = HERE / "workshops" / "stromstad-2017.zip"
LEADER = "Mötesledare"
ROOM = {"polis": 4, "kommun": 7, "annan": 4}
WORDS = {"j": "ja", "d": "delvis", "n": "nej", "v": "vet_ej"}
SCALE = ("nej", "delvis", "ja")
DOTS = 5
ORDER = ("activity", "outcome", "assessment", "promise")  # of one day


class Clock:
    """The invented time: every entry a moment after the one before, from the day that was set last."""

    def __init__(self) -> None:
        self.time = datetime(2016, 12, 8, 12, 0, tzinfo=UTC)

    def __call__(self) -> str:
        """Return the time, as the store writes it."""
        self.time += timedelta(seconds=7)
        return self.time.isoformat(timespec="milliseconds")

    def at(self, day: str, hour: int = 9) -> None:
        """Go on to a day, never back."""
        self.time = max(self.time, datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC))

    def forward(self, minutes: int) -> None:
        """Let some minutes pass."""
        self.time += timedelta(minutes=minutes)


@contextmanager
def running(clock: Clock) -> Iterator[Clock]:
    """Let the store take its times from an invented clock: it has no other way to be told when something happened."""
    real, values.now = values.now, clock
    try:
        yield clock
    finally:
        values.now = real


def make(file: Path) -> None:
    """Write the worked workshop to a file that does not exist yet."""
    told = yaml.safe_load((HERE / "demo" / "worked.yaml").read_text("utf-8"))
    edition = Edition.open(EDITION)
    with (
        running(Clock()) as clock,
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "w.sqlite") as store,
    ):
        meet(store, edition, told, clock)
        plan(store, told, clock)
        follow(store, told, clock)
        store.archive.export(file)


def meet(store: Store, edition: Edition, told: dict[str, Any], clock: Clock) -> None:
    """Hold the meeting of 8 December 2016: the agenda, the board, three rounds of votes, the decisions."""
    criteria = [criterion["id"] for criterion in edition.about["criteria"]]
    store.meeting.start(by=LEADER)
    for item in store.meeting.agenda()[:3]:
        clock.forward(item.minutes)
        store.meeting.next(by=LEADER)
    for problem, row in told["answers"].items():
        for criterion, letter in zip(criteria, row, strict=True):
            store.answer(problem, criterion=criterion, answer=WORDS[letter], by=LEADER)
        store.answer(problem, criterion=EFFORT, answer=str(told["effort"][problem]), by=LEADER)
    for minutes in (40, 15):
        clock.forward(minutes)
        store.meeting.next(by=LEADER)
    chance, problems = Chance(1208), list(told["answers"])
    seats = [(store.join(role).token, role) for role, number in ROOM.items() for _ in range(number)]
    vote(store, "bedomning", seats, chance, told, criteria=criteria, problems=problems)
    vote(store, "rangordning", seats, chance, told, problems=[row[0] for row in told["decisions"][:6]])
    vote(store, "prickar", seats, chance, told, problems=problems)
    clock.forward(25)
    store.meeting.next(by=LEADER)
    shown, material = result(store), Material.of(edition)
    for problem, decision, reason, who, due in told["decisions"]:
        basis = material.basis(problem, answers=store.answers()) | {"votes": shown.votes(problem)}
        store.decide(problem, decision=decision, reason=reason, who=who, due=due, by=LEADER, basis=basis)
    for number in store.decisions()["id"]:
        store.settings.publish(int(number), may=True, by=LEADER)
    for item in store.meeting.agenda()[6:]:
        clock.forward(item.minutes)
        store.meeting.next(by=LEADER)


def vote(
    store: Store, kind: str, seats: list[tuple[str, str]], chance: Chance, told: dict[str, Any],
    *, problems: list[str], criteria: list[str] | None = None,
) -> None:  # fmt: skip
    """Hold one round in which everybody answers near what the room and their group lean to."""
    dots = DOTS if kind == "prickar" else 0
    number = store.voting.open(kind, problems=problems, criteria=criteria or (), dots=dots, by=LEADER)
    for token, role in seats:
        leaning = {
            problem: told["votes"]["alla"][problem] + told["votes"][role].get(problem, 0) for problem in problems
        }
        if kind == "bedomning":
            content: dict[str, Any] = {
                f"{problem}|{criterion}": near(chance, WORDS[letter])
                for problem in problems
                for criterion, letter in zip(criteria or (), told["answers"][problem], strict=True)
            }
        elif kind == "prickar":
            drawn = [chance.weighted(leaning) for _ in range(DOTS)]
            content = {problem: drawn.count(problem) for problem in sorted(set(drawn))}
        else:
            content = {"order": chance.several({p: w**2 for p, w in leaning.items()}, number=len(problems))}
        store.voting.cast(token, number, content=content)
    store.voting.close(number, by=LEADER)


def near(chance: Chance, answer: str) -> str:
    """Return an answer near the group's own: mostly the same, now and then a step away or unsure."""
    drawn = chance.share()
    if answer not in SCALE or drawn < 0.08:
        return "vet_ej" if drawn < 0.6 else "delvis"
    step = 0 if drawn < 0.7 else (-1 if drawn < 0.85 else 1)
    return SCALE[min(max(SCALE.index(answer) + step, 0), 2)]


def result(store: Store) -> Any:
    """Return the result of the round of dots, which the decisions rest on."""
    asked: Any = store.voting.latest()
    return outcome(asked, ballots=store.voting.ballots(asked.number), ratings=store.voting.ratings(asked.number))


def plan(store: Store, told: dict[str, Any], clock: Clock) -> None:
    """Write causes, measures and promises in the weeks after the meeting, and take the promises step by step."""
    clock.at("2016-12-15", 8)
    for name, problem, branch, text, order, reference in told["causes"]:
        content = {"problem": problem, "branch": branch, "text": text, "order": order, "topic": "",
                   "reference": reference}  # fmt: skip
        store.plan.save("cause", name, content=content, by="Kommun")
    fields = ("problem", "promise", "title", "causes", "kind", "term", "owner", "resources", "planned", "unit")
    for name, *row in told["measures"]:
        store.plan.save("measure", name, content=dict(zip(fields, row, strict=True)), by="Kommun")
    for name, content in (public(told) | told["promises"]).items():
        store.plan.save("promise", name, content=content, by="Polis")


def public(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the three real promises as they stand in the round, word by word, with the measures they rest on."""
    kept = yaml.safe_load((ROUND / "promises" / "promises.yaml").read_text("utf-8"))["promises"]
    written = {row[0] for row in told["measures"]}
    return {
        row["promise"]: {key: "" if value is None else value for key, value in row.items() if key != "promise"}
        | {"measures": [m["measure"] for m in row["measures"] if m["measure"] in written]}
        for row in kept if row["promise"] in told["public"]
    }  # fmt: skip


def follow(store: Store, told: dict[str, Any], clock: Clock) -> None:
    """Live through 2017 day by day: steps, activities, outcomes, the half-year's statuses and the year's."""
    versions: Counter[tuple[str, str]] = Counter({("promise", name): 1 for name in told["promises"] | public(told)})
    for day, kind, row in sorted(entries(told), key=lambda one: (one[0], ORDER.index(one[1]))):
        clock.at(day)
        if kind == "activity":
            store.plan.log_activity(row.pop("measure"), date=day, **row)
            continue
        name = (kind, row.pop("subject"))
        if kind == "promise":
            versions[name] = store.plan.step(name[1], date=day, by="Kommun", expected_version=versions[name], **row)
        else:
            content = row | {"date": day}
            versions[name] = store.plan.save(*name, content=content, by="Kommun", expected_version=versions[name])


def entries(told: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield what happens during the year: its day, its kind and its fields."""
    for measure, day, place, amount, note, source, by in told["activities"]:
        row = {"measure": measure, "place": place, "amount": amount, "note": note, "source": source, "by": by}
        yield day, "activity", row
    for promise, day, value, source, name in told["outcomes"]:
        yield day, "outcome", {"subject": promise, "value": value, "source": source, "name": name, "note": ""}
    for subject, day, status, reason in told["assessments"]:
        yield day, "assessment", {"subject": subject, "status": status, "name": told["judge"], "reason": reason}
    for state, day, name in told["steps"]:
        for promise in (*told["public"], *told["promises"]):
            if state != "redovisat" or promise not in told["still_going"]:
                yield day, "promise", {"subject": promise, "state": state, "name": name}


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    where.unlink(missing_ok=True)
    make(where)
