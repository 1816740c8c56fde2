"""Whatever facilitators and participants do, in whatever order: the store agrees with a model of a few lines."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from medlofte.errors import StoreError
from medlofte.workshop.store import Store

PROBLEMS = ["a", "b"]
PEOPLE = 3


class Rounds(RuleBasedStateMachine):
    """The model: round → open or not; (person, round) → ballot; and the facilitator's steps as a stack of pictures."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name) / "w.sqlite")
        self.tokens = [self.store.join("polis").token for _ in range(PEOPLE)]
        self.open: dict[int, bool] = {}
        self.stack: list[tuple[str, int, dict[int, bool]]] = []
        self.ballots: dict[tuple[int, int], dict[str, int]] = {}
        self.steps = 0

    def teardown(self):
        self.store.close()
        self.folder.cleanup()

    def take(self, allowed, do):
        """Do it; it must be refused exactly when the model does not allow it."""
        try:
            found = do()
        except StoreError:
            assert not allowed
            return None
        assert allowed
        self.steps += 1
        return found

    @rule()
    def opens(self):
        before = dict(self.open)
        number = self.take(not any(self.open.values()),
                           lambda: self.store.voting.open("prickar", problems=PROBLEMS, dots=3, by="x"))  # fmt: skip
        if number is not None:
            self.open[number] = True
            self.stack.append(("open", number, before))

    @rule(number=st.integers(1, 4))
    def closes(self, number):
        before, allowed = dict(self.open), self.open.get(number, False)
        self.take(allowed, lambda: self.store.voting.close(number, by="x"))
        if allowed:
            self.open[number] = False
            self.stack.append(("close", number, before))

    @rule(number=st.integers(1, 4))
    def reopens(self, number):
        before, allowed = dict(self.open), number in self.open and not any(self.open.values())
        self.take(allowed, lambda: self.store.voting.reopen(number, by="x"))
        if allowed:
            self.open[number] = True
            self.stack.append(("reopen", number, before))

    @rule()
    def undoes(self):
        step, number, before = self.stack[-1] if self.stack else ("", 0, {})
        has_ballots = any(key[1] == number for key in self.ballots)
        allowed = bool(self.stack) and not (step == "open" and has_ballots)
        self.take(allowed, lambda: self.store.voting.undo(by="x"))
        if allowed:
            self.stack.pop()
            self.open = before

    @rule(
        person=st.integers(0, PEOPLE - 1), number=st.integers(1, 4), first=st.integers(0, 3), second=st.integers(0, 3)
    )
    def casts(self, person, number, first, second):
        content = {"a": first, "b": second}
        allowed = self.open.get(number, False) and first + second <= 3
        self.take(allowed, lambda: self.store.voting.cast(self.tokens[person], number, content=content) or True)
        if allowed:
            kept = {problem: dots for problem, dots in content.items() if dots}
            self.ballots.pop((person, number), None)
            if kept:
                self.ballots[person, number] = kept

    @invariant()
    def agrees(self):
        rounds = self.store.voting.rounds()
        assert dict(zip(rounds["number"], rounds["state"] == "oppen", strict=True)) == self.open
        for number, is_open in self.open.items():
            cast = [ballot for (_, where), ballot in self.ballots.items() if where == number]
            assert self.store.voting.turnout(number)["polis"] == len(cast)
            if not is_open:
                saved = self.store.voting.ballots(number)["content"].tolist()
                assert sorted(map(str, saved)) == sorted(str(dict(sorted(ballot.items()))) for ballot in cast)
        for (person, number), ballot in self.ballots.items():
            assert self.store.voting.own(self.tokens[person], number) == ballot

    @invariant()
    def counts(self):
        assert self.store.revision() == PEOPLE + self.steps


Rounds.TestCase.settings = settings(max_examples=15, stateful_step_count=20, deadline=None,
                                    suppress_health_check=list(HealthCheck))  # fmt: skip
TestRounds = Rounds.TestCase
