"""What residents answer: one question in one group, one answer across groups, and two groups side by side."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte import differences, style, tables
from medlofte.edition import Edition
from medlofte.language import N_, _
from medlofte.views import crossings, figures, minibars, parts
from medlofte.views.drawing import each

_SHARED = N_("Dina val följer med i adressfältet: kopiera länken för att dela just den här vyn.")
_COLOURS = (style.BLUE, style.PINK)


class Survey:
    """The section. Controls: ``question``, ``filters`` (per background question), ``answer``, ``by``, ``pair``."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.estimates = edition.table("estimates")
        self.crossings = crossings.published(self.estimates)
        self.labels = {name: edition.labels(name) for name in ("topics", "questions")}
        self.notice = parts.notice()
        self.residents, self.groups = parts.figure_view(), parts.figure_view()
        self.changes, self.compared = parts.html(""), parts.html("")
        self._offering = False
        self._told: dict[str, tuple[str, list[tuple[str, str]]]] = {}
        self._controls()
        self.widget = self._section()
        self._update()
        self._regroup()
        self._offer_pair()

    # Controls

    def _controls(self) -> None:
        questions = self.edition.table("questions")
        asked = questions[questions["role"] == ""]
        have = set(self.estimates["question"])
        options = [(row.short or row.label, row.question) for row in each(asked) if row.question in have]
        first = str(self.edition.about.get("priority_question", ""))
        default = first if first in [q for _unused, q in options] else (options[0][1] if options else None)
        self.question = widgets.Dropdown(options=options, value=default, description=_("Fråga"))
        used = {q for crossing in self.crossings for q in crossing}
        self.filters = {q: self._filter(q) for q in questions["question"] if q in used}
        self.clear = widgets.Button(description=_("Visa alla svarande"))
        self.answer = widgets.Dropdown(description=_("Svar"))
        singles = [(crossings.short(self.edition, q), q) for q in self.filters if frozenset({q}) in self.crossings]
        self.by = widgets.Dropdown(options=singles, description=_("Jämför efter"))
        self.pair = tuple(widgets.Dropdown(description=name) for name in (_("Grupp A"), _("Grupp B")))
        self._offer_answers()
        for control in (self.question, *self.filters.values()):
            control.observe(self._changed, "value")
        self.clear.on_click(self._clear)
        self.answer.observe(self._regroup, "value")
        self.by.observe(self._regroup, "value")
        self.by.observe(self._offer_pair, "value")
        for control in self.pair:
            control.observe(self._compare, "value")

    def _filter(self, question: str) -> widgets.Dropdown:
        have = set(self.estimates.loc[self.estimates["by1"] == question, "group1"])
        have |= set(self.estimates.loc[self.estimates["by2"] == question, "group2"])
        groups = [(label, g) for g, label in self.edition.choice_labels(question).items() if g in have]
        options = [(_("Alla"), ""), *groups]
        return widgets.Dropdown(options=options, value="", description=crossings.short(self.edition, question))

    @property
    def chosen(self) -> dict[str, str]:
        """Return background question → chosen group or ''."""
        return {question: control.value or "" for question, control in self.filters.items()}

    def _clear(self, _button: Any = None) -> None:
        for control in self.filters.values():
            control.value = ""

    def _changed(self, change: Any) -> None:
        if change["owner"] is self.question:
            self._offer_answers()
            self._compare()
        self._update()

    def _offer_answers(self) -> None:
        # The halves of a scale are published for small groups only, not for the groups that are compared here.
        rows = self.estimates[self.estimates["by2"] == ""]
        have = set(rows.loc[rows["question"] == self.question.value, "choice"])
        labels = self.edition.choice_labels(str(self.question.value))
        options = [(label, choice) for choice, label in labels.items() if choice in have]
        self.answer.options = options
        self.answer.value = options[0][1] if options else None

    def _offer_pair(self, _change: Any = None) -> None:
        by = str(self.by.value)
        have = set(self.estimates.loc[(self.estimates["by1"] == by) & (self.estimates["by2"] == ""), "group1"])
        options = [(label, group) for group, label in self.edition.choice_labels(by).items() if group in have]
        self._offering = True
        for place, control in enumerate(self.pair):
            control.options = options
            control.value = options[min(place, len(options) - 1)][1] if options else None
        self._offering = False
        self._compare()

    def rehearse(self) -> None:
        """Choose in each filter and take it back: what is done once already goes quicker the next time."""
        for control in self.filters.values():
            if len(control.options) > 1:
                control.index = 1
                control.index = 0

    # Drawing

    def _section(self) -> widgets.VBox:
        row = parts.box([self.question, *self.filters.values(), self.clear], name="ml-row")
        told = parts.text(f"{crossings.describe(self.edition, self.crossings)} {_(_SHARED)}", name="ml-hint")
        side = parts.box([self.residents, self.changes], name="ml-beside")
        children = [row, told, self.notice, side]
        if self.by.options:
            children += [
                parts.heading(_("Jämför grupper"), level=3), parts.box([self.answer, self.by], name="ml-row"),
                self.groups,
                parts.box([parts.heading(_("Jämför två grupper"), level=3), parts.box(self.pair, name="ml-row"),
                           self.compared], name="ml-choose"),
            ]  # fmt: skip
        return parts.section(_("Vad invånarna svarar"), *children)

    def _update(self) -> None:
        open_to = crossings.allowed(self.crossings, self.chosen)
        for question, control in self.filters.items():
            control.disabled = question not in open_to and not control.value
        rows = crossings.rows(self.estimates, question=str(self.question.value), chosen=self.chosen)
        where = crossings.where(self.edition, self.chosen)
        self.residents.show(figures.residents(
            rows, labels=self.edition.choice_labels(str(self.question.value)), where=where,
            source=self._note_and_origin()[0], ranks=self._ranks(), topics=self.labels["topics"],
        ), trace=self._note_and_origin()[1])  # fmt: skip
        parts.say(self.notice, _say(rows, where))
        self.changes.value = self._changes()

    def _changes(self) -> str:
        """Return the question's changes between years; they are published for everybody only."""
        found = self.edition.table("changes").query("question == @self.question.value")
        if found.empty or any(self.chosen.values()):
            return ""
        labels = self.edition.choice_labels(str(self.question.value))
        rows = [(labels.get(r.choice, r.choice), f"{r.year0}–{r.year1}", figures.change_note(r)) for r in each(found)]
        made = parts.table(_("Förändring mellan åren, alla svarande"), (_("Svar"), _("År"), _("Förändring")), rows)
        sure = int((found["q"] < differences.LEVEL).sum())
        told = _("Förändring mellan åren: {sure} av {n} är {sure|säker|säkra}").format(sure=sure, n=len(found))
        return f'<details class="ml-details"><summary>{told}</summary><div>{made}</div></details>'

    def _ranks(self) -> pd.DataFrame | None:
        if any(self.chosen.values()) or self.question.value != self.edition.about.get("priority_question"):
            return None
        return self.edition.table("ranks").query("question == @self.question.value")

    def _regroup(self, _change: Any = None) -> None:
        question, choice, by = str(self.question.value), self.answer.value, self.by.value
        if not choice or not by:
            return
        found = crossings.by_group(self.estimates, question=question, choice=choice, by=by)
        labels = self.edition.choice_labels(by)
        rows = {row.group1: row for row in each(found)}
        self.groups.show(figures.groups(
            [(label, rows[group]) for group, label in labels.items() if group in rows],
            question=self.labels["questions"].get(question, question),
            answer=self.edition.choice_labels(question).get(choice, choice), by=crossings.short(self.edition, by),
            source=self._note_and_origin()[0],
        ), trace=self._note_and_origin()[1])  # fmt: skip

    def _note_and_origin(self) -> tuple[str, list[tuple[str, str]]]:
        """Return a question's note and where its figures come from: the same for every group, so worked out once."""
        question = str(self.question.value)
        if question not in self._told:
            years = self.estimates.loc[self.estimates["question"] == question, "year"]
            year = int(years.max()) if len(years) else None
            note = parts.design_note(self.edition, question=question)
            self._told[question] = note, parts.origin(self.edition, "estimates", question=question, year=year)
        return self._told[question]

    def _compare(self, _change: Any = None) -> None:
        """Show the two groups' answers side by side, with the test of each difference."""
        if self._offering:
            return
        first, second = (str(control.value or "") for control in self.pair)
        if not first or first == second:
            self.compared.value = _("<p>Välj två olika grupper att jämföra.</p>") if first else ""
            return
        question, by = str(self.question.value), str(self.by.value)
        one, two = (crossings.rows(self.estimates, question=question, chosen={by: group}) for group in (first, second))
        names = [self.edition.choice_labels(by).get(group, group) for group in (first, second)]
        asked = self.labels["questions"].get(question, question)
        self.compared.value = two_groups(one, two, names=names, asked=asked,
                                         labels=self.edition.choice_labels(question))  # fmt: skip


def two_groups(one: pd.DataFrame, two: pd.DataFrame, *, names: list[str], asked: str, labels: dict[str, str]) -> str:
    """Return two groups' answers to one question as HTML: a bar each and the tested difference.

    The tests are ``differences.two_shares`` on the effective number of answers, adjusted together over the question's
    answers (``differences.false_discovery``).

    Parameters
    ----------
    one, two
        Each group's rows of ``ESTIMATES``, one question and year.
    names
        The groups' labels.
    """
    pairs = [(row, other) for row in each(one) for other in each(two) if row.choice == other.choice]
    p = [_p(row, other) for row, other in pairs]
    ends = [float(row.high) for pair in pairs for row in pair if not style.missing(row.high)]
    top = max(ends, default=1.0)
    rows = [(escape(labels.get(row.choice, row.choice)), _share(row, top, 0), _share(other, top, 1),
             escape(_told(row, other, q)))
            for (row, other), q in zip(pairs, differences.false_discovery(p), strict=True)]  # fmt: skip
    counts = [style.number(frame["n"].max()) if len(frame) else style.MISSING for frame in (one, two)]
    note = _(
        "{first}: {n_first} svar. {second}: {n_second} svar. Skillnaderna är prövade "
        "tillsammans (chitvåtest på effektivt antal svar, Benjamini–Hochberg). {note}"
    ).format(first=names[0], n_first=counts[0], second=names[1], n_second=counts[1], note=_(style.MISSING_NOTE))
    return minibars.cards(
        _("{asked} {first} jämfört med {second}").format(asked=asked, first=names[0], second=names[1]),
        (_("Svar"), *names, _("Skillnad")),
        rows,
        note=note,
    )


def _p(row: Any, other: Any) -> float:
    if any(style.missing(value) for value in (row.share, other.share, row.n_eff, other.n_eff)):
        return float("nan")
    return differences.two_shares(row.share, n1=row.n_eff, share2=other.share, n2=other.n_eff)


def _share(row: Any, top: float, order: int) -> str:
    drawing = minibars.bar(row.share, top=top, low=row.low, high=row.high, colour=_COLOURS[order])
    return minibars.cell(style.interval(row.share, row.low, row.high), drawing=drawing)


def _told(row: Any, other: Any, q: float) -> str:
    if style.missing(row.share) or style.missing(other.share):
        return _("skyddad")
    if style.missing(q):
        return _("för få svar för att avgöra")
    gap, low, high = differences.difference(row.share, n1=row.n_eff, share2=other.share, n2=other.n_eff)
    size = _("{gap} ({low} till {high})").format(
        gap=style.change(gap), low=style.number(low * 100), high=style.number(high * 100)
    )
    return (
        f"{'▲' if gap > 0 else '▼'} {size}"
        if q < differences.LEVEL
        else _("ingen säker skillnad: {size}").format(size=size)
    )


def _say(rows: pd.DataFrame, where: str) -> str:
    if rows.empty:
        return _("{where}: kombinationen är inte publicerad. Välj färre filter.").format(where=where)
    hidden = int((rows["status"] == tables.SUPPRESSED).sum())
    n = style.number(rows["n"].max())
    shown = (
        _("Visar {where}: {n} svar.").format(where=where, n=n)
        if hidden < len(rows)
        else _("{where}: för få svar för att visas.").format(where=where)
    )
    return shown + (
        _(" {hidden} av {rows} {rows|siffra|siffror} är {hidden|skyddad|skyddade}.").format(
            hidden=hidden, rows=len(rows)
        )
        if 0 < hidden < len(rows)
        else ""
    )
