"""Quotes: an answer is chosen, masked and written over, and shown when two people have approved it by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

import ipywidgets as widgets
import pandas as pd

from medlofte.analysis.coding.attention import attention
from medlofte.analysis.coding.ledger import Decision
from medlofte.analysis.coding.patterns import Coder
from medlofte.analysis.coding.quotes import Quote, QuoteBook
from medlofte.analysis.coding.standing import Standing
from medlofte.analysis.workbench import shown
from medlofte.errors import MedlofteError
from medlofte.language import _

_WIDE = widgets.Layout(width="42em", max_width="100%")
_MOST, _LETTERS = 100, 110  # answers in the list, and letters of each


class QuoteDesk(widgets.VBox):
    """Choose an answer of a topic, make a quote of it, change its words, approve it by name, or take it back.

    Parameters
    ----------
    book
        The round's quotes and their log.
    answers, codes
        respondent, question and text of every answer; the topics that each has.
    coder
        The codebook's patterns, which tell what may be an accusation or a cry for help.
    decisions
        People's; what is flagged or deleted is never quoted.
    name
        Who makes quotes, for the log; who approves types a name.
    places
        The kommun's names of places, which a quote may show.
    """

    def __init__(
        self, book: QuoteBook, *, answers: pd.DataFrame, codes: pd.DataFrame, coder: Coder,
        decisions: Sequence[Decision], name: str, places: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._book, self._name, self._places = book, name, tuple(places)
        self._coder, self._gone = coder, Standing(tuple(decisions)).gone
        self._answers = {(str(r.respondent), str(r.question)): str(r.text) for r in answers.itertuples(index=False)}
        self._topics: dict[tuple[str, str], tuple[str, ...]] = {}
        for row in codes.itertuples(index=False):
            pair = (str(row.respondent), str(row.question))
            self._topics[pair] = (*self._topics.get(pair, ()), str(row.topic))
        may = [(topic.said, topic.id) for topic in coder.codebook.topics if topic.quote != "never"]
        self.topic = widgets.Dropdown(description=_("Ämne"), options=may, layout=_WIDE)
        self.search = widgets.Text(description=_("Sök ord"), continuous_update=False, layout=_WIDE)
        self.answer = widgets.Select(description=_("Svar"), options=[], rows=6, layout=_WIDE)
        self.make = widgets.Button(description=_("Gör citat"), button_style="primary")
        self.quote = widgets.Dropdown(description=_("Citat"), options=[], layout=_WIDE)
        self.text = widgets.Textarea(description=_("Text"), rows=3, layout=_WIDE)
        self.rewrite = widgets.Button(description=_("Spara texten"))
        self.by = widgets.Text(description=_("Namn"), placeholder=_("den som godkänner"), layout=_WIDE)
        self.approve, self.withdraw = (widgets.Button(description=words) for words in (_("Godkänn"), _("Dra tillbaka")))
        self.said = widgets.HTML()
        for one in (self.topic, self.search):
            one.observe(lambda _change: self._list(), names="value")
        self.quote.observe(lambda _change: self._show(), names="value")
        for button, act in ((self.make, self._make), (self.rewrite, self._rewrite), (self.approve, self._approve),
                            (self.withdraw, self._withdraw)):  # fmt: skip
            button.on_click(lambda _button, act=act: self._do(act))
        row = widgets.Box([self.rewrite, self.approve, self.withdraw], layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([self.topic, self.search, self.answer, self.make, self.quote, self.text, self.by, row,
                          self.said])  # fmt: skip
        self._list()
        self._do(self._quotes)

    def _do(self, act: Callable[[], str]) -> None:
        """Do something and say what came of it, or what went wrong."""
        try:
            self.said.value = shown.paragraph(act())
        except MedlofteError as error:
            self.said.value = shown.paragraph(str(error))

    def _list(self) -> None:
        """List the topic's answers that may be quoted; what nobody may quote is not shown."""
        sought = self.search.value.strip().lower()
        about = (pair for pair, topics in self._topics.items() if self.topic.value in topics and pair in self._answers)
        may = (pair for pair in about if sought in self._answers[pair].lower() and self._may(pair))
        # As many as are shown: thousands take seconds to look through.
        found = [(self._answers[pair], pair) for pair in islice(may, _MOST)]
        options = [(text if len(text) <= _LETTERS else text[:_LETTERS] + "…", pair) for text, pair in found]
        self.answer.options = options
        self.make.disabled = not options

    def _may(self, pair: tuple[str, str]) -> bool:
        """Return whether an answer may be quoted: not flagged, nor likely to be, nor of a topic that never is."""
        book = self._coder.codebook
        never = any(book.topic(topic).quote == "never" for topic in self._topics.get(pair, ()))
        if never or pair in self._gone:
            return False
        text = self._answers[pair]
        known = frozenset(word for name in self._places for word in (name.lower(), *name.lower().split()))
        return not attention(text, matches=self._coder.code(text), codebook=book, places=known)

    def _quotes(self, id_: int | None = None) -> str:
        """List the quotes, the chosen one first shown, and return how many may be shown."""
        quotes = self._book.quotes()
        self.quote.options = [(_listed(quote), quote.id) for quote in quotes]
        if quotes:
            self.quote.value = id_ or quotes[-1].id
        for one in (self.text, self.by, self.rewrite, self.approve, self.withdraw):
            one.disabled = not quotes
        self._show()
        return _("Citat: {n}. Godkända av två, och med i nästa utgåva: {ready}.").format(
            n=len(quotes), ready=sum(quote.shown for quote in quotes)
        )

    def _show(self) -> None:
        self.text.value = self._book.quote(self.quote.value).text if self.quote.value else ""

    def _make(self) -> str:
        pair = self.answer.value
        if pair is None:
            return _("Välj ett svar först.")
        made = self._book.propose(self._answers[pair], respondent=pair[0], question=pair[1], by=self._name,
                                  topics=self._topics.get(pair, ()), places=self._places)  # fmt: skip
        return _("Utkastet är maskat. Läs det, skriv om det vid behov, och låt två personer godkänna. ") + self._quotes(
            made.id
        )

    def _rewrite(self) -> str:
        made = self._book.rewrite(int(self.quote.value), text=self.text.value.strip(), by=self._name)
        return _("Texten är sparad. Två personer ska godkänna den, också de som godkände den förra. ") + self._quotes(
            made.id
        )

    def _approve(self) -> str:
        quote = self._book.quote(int(self.quote.value))
        if self.text.value.strip() != quote.text.strip():
            return _("Texten är ändrad men inte sparad. Spara den först.")
        made = self._book.approve(quote.id, by=self.by.value)
        self.by.value = ""
        told = _("Godkänt. ") if made.shown else _("Godkänt av en. En person till ska läsa och godkänna. ")
        return told + self._quotes(made.id)

    def _withdraw(self) -> str:
        made = self._book.withdraw(int(self.quote.value), by=self._name)
        return _("Citatet visas inte mer. ") + self._quotes(made.id)


def _listed(quote: Quote) -> str:
    text = quote.text if len(quote.text) <= _LETTERS else quote.text[:_LETTERS] + "…"
    by = _("godkänt av {names}").format(names=", ".join(quote.approved)) if quote.approved else _("inte godkänt")
    return f"{quote.id}. {text} ({by})"
