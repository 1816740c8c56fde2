"""One ballot in the open round: the viewer's own, saved at each answer, or one on paper that is typed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from medlofte.errors import MedlofteError, StoreError
from medlofte.language import N_, _
from medlofte.views import parts
from medlofte.views.pages.prioritering.material import Material
from medlofte.views.widget import Ballot
from medlofte.workshop.store import Round

SEPARATOR = "|"
_HELP = {
    "bedomning": N_(
        "Svara på frågorna, ett problem i taget. Svaren sparas genast och kan ändras tills omgången stängs."
    ),
    "prickar": N_("Fördela prickarna på de problem som du tycker att ni ska arbeta med. Flera på samma går bra."),
    "rangordning": N_("Ordna problemen, viktigast först. De som du inte ger någon plats delar de sista platserna."),
}


class BallotBox:
    """A form for one ballot; ``content`` is the ballot as it is on the page.

    Parameters
    ----------
    save
        Called with the whole ballot at each answer; may raise ``MedlofteError``, which is shown.
    said
        What to tell when it is saved.
    """

    def __init__(self, material: Material, *, save: Callable[[dict[str, Any]], None], said: str) -> None:
        self.material, self._save, self._said = material, save, said
        self.round: Round | None = None
        self.content: dict[str, Any] = {}
        self._loading = False
        self.problem = widgets.Dropdown(description=_("Problem"))
        self.back = widgets.Button(description=_("← Föregående"))
        self.forward = widgets.Button(description=_("Nästa problem →"), button_style="primary")
        self.help, self.progress, self.notice = parts.html(""), parts.html(""), parts.notice()
        self.ballot = Ballot()
        self.chooser = parts.box([self.problem, self.progress], name="ml-row")
        self.steps = parts.box([self.back, self.forward], name="ml-row")
        self.problem.observe(self._draw, "value")
        self.back.on_click(lambda _button: self._step(-1))
        self.forward.on_click(lambda _button: self._step(1))
        self.ballot.observe(self._answered, "answers")
        self._open(None)
        self.widget = widgets.VBox([self.help, self.chooser, self.notice, self.ballot, self.steps])

    def show(self, round_: Round | None, content: dict[str, Any]) -> None:
        """Show a ballot in a round; cheap when nothing has changed."""
        if round_ != self.round:
            self.round = round_
            parts.say(self.notice, "")
            self._open(round_)
        self.content = content
        self._draw()

    def _open(self, round_: Round | None) -> None:
        rating = round_ is not None and round_.kind == "bedomning"
        self.chooser.layout.display = self.steps.layout.display = None if rating else "none"
        self.ballot.disabled = round_ is None
        if round_ is None:
            return
        self.help.value = f"<p>{_(_HELP[round_.kind])}</p>"
        self._loading = True
        self.problem.options = [(self.material.label(p), p) for p in round_.problems]
        self.problem.value = round_.problems[0]
        self._loading = False

    def _draw(self, _change: Any = None) -> None:
        if self.round is None or self._loading:
            return
        rating = self.round.kind == "bedomning"
        questions = self._questions(self.round, rating=rating)
        answers = self._here() if rating else dict(self.content)
        self._loading = True
        try:
            with self.ballot.hold_sync():
                self.ballot.kind, self.ballot.limit = self.round.kind, self.round.dots
                if self.ballot.questions != questions:
                    self.ballot.questions = questions
                if self.ballot.answers != answers:
                    self.ballot.answers = answers
        finally:
            self._loading = False
        if rating:
            self._tell_progress(self.round)

    def _questions(self, round_: Round, *, rating: bool) -> list[dict[str, Any]]:
        if rating:
            return self.material.questions(str(self.problem.value), names=list(round_.criteria))
        return [{"id": p, "label": self.material.label(p), "help": "", "options": []} for p in round_.problems]

    def _here(self) -> dict[str, str]:
        """Return the answers about the problem shown."""
        start = f"{self.problem.value}{SEPARATOR}"
        return {key.removeprefix(start): a for key, a in self.content.items() if key.startswith(start)}

    def _tell_progress(self, round_: Round) -> None:
        done = sum(all(f"{p}{SEPARATOR}{c}" in self.content for c in round_.criteria) for p in round_.problems)
        self.progress.value = _("<p>{done} av {problems} problem helt {done|besvarat|besvarade}.</p>").format(
            done=done, problems=len(round_.problems)
        )
        place = round_.problems.index(str(self.problem.value))
        self.back.disabled, self.forward.disabled = place == 0, place == len(round_.problems) - 1

    def _step(self, by: int) -> None:
        if self.round is not None and self.problem.value in self.round.problems:
            place = self.round.problems.index(str(self.problem.value)) + by
            self.problem.value = self.round.problems[min(max(place, 0), len(self.round.problems) - 1)]

    def _answered(self, change: Any) -> None:
        """Save what the browser sent; everything in it is checked by the store."""
        if self._loading:
            return
        try:
            if self.round is None:
                raise StoreError(_("Ingen omgång är öppen."), advice=_("Vänta tills mötesledaren öppnar nästa."))
            content = self._merged(dict(change["new"]))
            self._save(content)
            self.content = content
            parts.say(self.notice, self._said)
        except MedlofteError as error:
            parts.complain(self.notice, error)
        self._draw()

    def _merged(self, answers: dict[str, Any]) -> dict[str, Any]:
        if self.round is None or self.round.kind != "bedomning":
            return answers
        start = f"{self.problem.value}{SEPARATOR}"
        others = {key: answer for key, answer in self.content.items() if not key.startswith(start)}
        return others | {f"{start}{criterion}": answer for criterion, answer in answers.items()}
