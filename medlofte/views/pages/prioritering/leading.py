"""The facilitator's controls: the agenda and its clock, the rounds of votes, ballots on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte.errors import MedlofteError, StoreError
from medlofte.language import _
from medlofte.views import parts
from medlofte.views.pages.prioritering.ballot import BallotBox
from medlofte.views.pages.prioritering.material import Material
from medlofte.views.session import Viewer
from medlofte.workshop.store import Item, Round, Status
from medlofte.workshop.words import KINDS, LABELS, PARTICIPANTS, REOPENING

DOTS, RATING = 5, "bedomning"


def button(text: str, act: Callable[[], Any], *, primary: bool = False) -> widgets.Button:
    """Return a button that calls ``act``."""
    made = widgets.Button(description=text, button_style="primary" if primary else "")
    made.on_click(lambda _button: act())
    return made


class Leading:
    """The controls; each does one step in the store, says what was done, and lets the page look at once.

    Parameters
    ----------
    deciding
        The form for what the group decides, which stands beside the other controls.
    beat
        Called after each step.
    """

    def __init__(
        self, material: Material, viewer: Viewer, *, deciding: widgets.Widget, beat: Callable[[], None]
    ) -> None:
        self.material, self.viewer, self._beat = material, viewer, beat
        self.status: Status | None = None
        self.current: Round | None = None
        self.closed: int | None = None
        self.last = 0  # the last step with a round that is on this screen
        self._agenda_read = ""
        self.notice = parts.notice()
        meeting = parts.section(_("Dagordningen"), *self._meeting(), level=3)
        rounds = parts.section(_("Omröstningen"), *self._rounds(), level=3)
        decided = parts.section(_("Skriv in ett beslut"), deciding, level=3)
        columns = [widgets.VBox([meeting, decided]), rounds]
        self.widget = parts.section(_("Mötesledaren"), self.notice, parts.box(columns, name="ml-grid"))
        self.widget.add_class("ml-controls")

    def show(self, status: Status, agenda: list[Item], current: Round | None, rounds: pd.DataFrame) -> None:
        """Show what may be done now."""
        last = self.viewer.store.voting.last()
        self.status, self.current, self.last = status, current, last.id if last else 0
        closed = rounds[rounds["state"] == "stangd"]["number"]
        self.closed = int(closed.iloc[-1]) if len(closed) else None
        going = status.state in ("pagar", "paus")
        self.start.disabled, self.next.disabled = going, not going
        self.pause.disabled, self.pause.description = not going, _("Fortsätt") if status.state == "paus" else _("Paus")
        self.previous.disabled = not (going and status.item) and status.state != "slut"
        text = "\n".join(f"{item.minutes} {item.title}" for item in agenda)
        if text != self._agenda_read:
            self._agenda_read = self.agenda.value = text
        self.open.disabled, self.close.disabled = current is not None, current is None
        self.reopen.disabled = current is not None or self.closed is None
        self.warning.layout.display = "none" if self.reopen.disabled else None
        self.setup.layout.display = "none" if current else None
        self.papers.layout.display = None if current else "none"
        if current != self.paper.round:
            self.paper.show(current, {})

    # The agenda

    def _meeting(self) -> list[widgets.Widget]:
        self.start = button(_("Starta mötet"), lambda: self._step("start"), primary=True)
        self.next = button(_("Nästa punkt"), lambda: self._step("next"))
        self.previous = button(_("Föregående punkt"), lambda: self._step("back"))
        self.pause = button(_("Paus"), self._pause)
        self.meeting_undo = button(_("Ångra"), lambda: self._do(self._undo_meeting))
        self.agenda = widgets.Textarea(description=_("Punkterna: minuter och rubrik, en per rad"), rows=9)
        self.save_agenda = button(_("Spara dagordningen"), lambda: self._do(self._set_agenda))
        edit = parts.box([self.agenda, self.save_agenda], name="ml-form")
        steps = [self.start, self.next, self.previous, self.pause, self.meeting_undo]
        return [parts.box(steps, name="ml-row"), edit]

    def _step(self, name: str) -> None:
        self._do(lambda: self._seen(getattr(self.viewer.store.meeting, name)))

    def _pause(self) -> None:
        self._step("resume" if self.status is not None and self.status.state == "paus" else "pause")

    def _seen(self, act: Any) -> Any:
        return act(by=self.viewer.name, seen=self.status.step if self.status is not None else None)

    def _undo_meeting(self) -> str:
        return str(self._seen(self.viewer.store.meeting.undo))

    def _set_agenda(self) -> str:
        items = [_item(line) for line in self.agenda.value.splitlines() if line.strip()]
        self.viewer.store.meeting.set_agenda(items, by=self.viewer.name)
        return _("Dagordningen är sparad.")

    # The rounds

    def _rounds(self) -> list[widgets.Widget]:
        self.kind = widgets.Dropdown(options=[(LABELS[kind], kind) for kind in KINDS], description=_("Slag"))
        self.title = widgets.Text(description=_("Rubrik (valfri)"))
        self.dots = widgets.BoundedIntText(value=DOTS, min=1, max=50, description=_("Prickar per person"))
        self.problems = {p: widgets.Checkbox(value=True, description=self.material.label(p), indent=False)
                         for p in self.material.problems}  # fmt: skip
        self.criteria = {c: widgets.Checkbox(value=True, description=_(str(found["label"])), indent=False)
                         for c, found in self.material.criteria.items()}  # fmt: skip
        self.open = button(_("Öppna omgången"), lambda: self._do(self._open), primary=True)
        self.close = button(_("Stäng och visa resultatet"), lambda: self._do(self._close), primary=True)
        self.reopen = button(_("Öppna den senaste igen"), lambda: self._do(self._reopen))
        self.undo = button(_("Ångra"), lambda: self._do(self._undo))
        for choice in (self.kind, *self.problems.values(), *self.criteria.values()):
            choice.observe(lambda _change: self._fit(), "value")
        chosen = parts.box([parts.text(_("Problem att rösta om:")), *self.problems.values()], name="ml-checks")
        self.questions = parts.box([parts.text(_("Frågor om varje problem:")), *self.criteria.values()],
                                   name="ml-checks")  # fmt: skip
        self.load = parts.html("", name="ml-hint")
        self.setup = parts.box([self.kind, self.title, self.dots, chosen, self.questions, self.load], name="ml-form")
        self._fit()
        self.paper = BallotBox(self.material, save=lambda _content: None, said=_("Spara rösten när allt är inskrivet."))
        self.paper_role = widgets.Dropdown(
            options=[(LABELS[r], r) for r in PARTICIPANTS], description=_("Rösten är från")
        )
        self.save_paper = button(_("Spara pappersrösten"), lambda: self._do(self._paper))
        self.mark = widgets.Text(description=_("Märke på en pappersröst som blev fel"))
        self.withdraw = button(_("Ta bort den"), lambda: self._do(self._withdraw))
        forms = [self.paper_role, self.paper.widget, self.save_paper, self.mark, self.withdraw]
        self.papers = parts.section(_("Skriv in röster på papper"), *forms, level=4)
        self.papers.add_class("ml-form")
        self.warning = parts.text(_(REOPENING), name="ml-hint")
        steps = parts.box([self.open, self.close, self.reopen, self.undo], name="ml-row")
        return [steps, self.warning, self.setup, self.papers]

    def _fit(self) -> None:
        rating = self.kind.value == RATING
        self.dots.layout.display = None if self.kind.value == "prickar" else "none"
        for part in (self.questions, self.load):
            part.layout.display = None if rating else "none"
        answers = len(_ticked(self.problems)) * len(_ticked(self.criteria))
        said = _("Det blir {answers} svar för var och en. Ta hellre 4–6 problem och 3–4 frågor.").format(
            answers=answers
        )
        self.load.value = f"<p>{escape(said)}</p>"

    def _open(self) -> str:
        rating, dotting = self.kind.value == RATING, self.kind.value == "prickar"
        number = self.viewer.store.voting.open(
            self.kind.value, problems=_ticked(self.problems), criteria=_ticked(self.criteria) if rating else (),
            dots=int(self.dots.value) if dotting else 0, title=self.title.value, by=self.viewer.name,
        )  # fmt: skip
        return _("Omgång {number} är öppen. Resultatet visas när du stänger den.").format(number=number)

    def _close(self) -> str:
        if self.current is None:
            raise StoreError(_("Ingen omgång är öppen."))
        self.viewer.store.voting.close(self.current.number, by=self.viewer.name)
        return _("Omgång {number} är stängd. Resultatet visas nu för alla.").format(number=self.current.number)

    def _reopen(self) -> str:
        if self.closed is None:
            raise StoreError(_("Ingen omgång är stängd."))
        self.viewer.store.voting.reopen(self.closed, by=self.viewer.name)
        return _("Omgång {closed} är öppen igen, med rösterna kvar.").format(closed=self.closed)

    def _undo(self) -> str:
        return self.viewer.store.voting.undo(by=self.viewer.name, seen=self.last)

    def _paper(self) -> str:
        if self.current is None:
            raise StoreError(_("Ingen omgång är öppen."))
        mark = self.viewer.store.voting.paper(self.current.number, role=self.paper_role.value,
                                              content=self.paper.content, by=self.viewer.name)  # fmt: skip
        self.paper.show(self.current, {})
        return _("Pappersrösten är sparad. Skriv märket {mark} på papperet.").format(mark=mark)

    def _withdraw(self) -> str:
        self.viewer.store.voting.withdraw_paper(self.mark.value.strip().upper(), by=self.viewer.name)
        return _("Pappersrösten är borttagen.")

    def _do(self, act: Callable[[], Any]) -> None:
        """Do one step if the viewer leads, and tell how it went."""
        try:
            if not self.viewer.leads:
                raise StoreError(_("Bara mötesledaren styr mötet."))
            parts.say(self.notice, act() or "")
        except MedlofteError as error:
            parts.complain(self.notice, error)
        self._beat()


def _ticked(boxes: Mapping[str, widgets.Checkbox]) -> list[str]:
    return [name for name, box in boxes.items() if box.value]


def _item(line: str) -> Item:
    minutes, _unused, title = line.strip().partition(" ")
    if not minutes.isdigit():
        raise StoreError(
            _("Raden ska börja med ett antal minuter."), value=line[:60], advice=_("Skriv till exempel «10 Syfte».")
        )
    return Item(title.strip(), int(minutes))
