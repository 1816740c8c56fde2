"""Quotes: a new text made from a masked answer, shown only when two people have approved it.

A quote is never made from a topic marked ``quote: never`` nor from an answer on the attention list. Every step is a
line in a log (who, when, what); the log holds the quote's own text, never the answer's, and stays on the analyst's
side. Changing the text takes the approvals away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from medlofte import durable
from medlofte.analysis.coding import lines, signatures
from medlofte.analysis.coding.masking import MASK, Masker
from medlofte.analysis.coding.personal import KINDS, find
from medlofte.codebook import Codebook
from medlofte.errors import SourceError
from medlofte.language import _

FILE = "citat.jsonl"
_NEEDED = 2  # people who approve


class QuoteError(SourceError):
    """A quote breaks a rule: a topic that may not be quoted, personal data, or the same person twice."""


@dataclass(frozen=True)
class Quote:
    """One quote.

    Parameters
    ----------
    id
        The quote's number, from 1.
    respondent, question
        The answer it comes from; never published.
    topics
        The answer's topics.
    text
        The quote as it may be shown.
    approved
        The names of those who have approved this text.
    """

    id: int
    respondent: str
    question: str
    topics: tuple[str, ...]
    text: str
    approved: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Return whether the quote may be shown."""
        return bool(self.text.strip()) and len({signatures.key(name) for name in self.approved} - {""}) >= _NEEDED


@dataclass(frozen=True)
class QuoteBook:
    """The quotes of a round and their log, a JSON Lines file that need not exist yet."""

    path: Path
    codebook: Codebook

    def propose(
        self, answer: str, *, respondent: str, question: str, topics: Iterable[str], by: str,
        places: tuple[str, ...] = (), attention: bool = False,
    ) -> Quote:  # fmt: skip
        """Return a new quote: the answer masked, not yet approved by anybody.

        Raises
        ------
        QuoteError
            If the answer is on the attention list, or a topic may not be quoted.
        """
        topics = tuple(topics)
        never = [t.label for t in self.codebook.topics if t.id in topics and t.quote == "never"]
        if never:
            raise QuoteError(_("Ur ämnet {never} visas aldrig citat, bara antal.").format(never=", ".join(never)))
        if attention:
            raise QuoteError(_("Svaret är flaggat för ansvarig tjänsteman och får inte citeras."))
        text = Masker(self.codebook, places).mask(answer)
        quote = Quote(1 + max((one.id for one in self.quotes()), default=0), respondent, question, topics, text)
        return self._log(quote, "propose", by)

    def rewrite(self, id_: int, *, text: str, by: str) -> Quote:
        """Give a quote another text; it needs both approvals again.

        Raises
        ------
        QuoteError
            If there is no text, or it holds personal data; says of what kind.
        """
        self._refuse(text)
        return self._log(replace(self.quote(id_), text=text, approved=()), "rewrite", by)

    def approve(self, id_: int, *, by: str) -> Quote:
        """Approve a quote's text as it stands.

        Raises
        ------
        QuoteError
            If this person has approved it already (however the name is written), no name is given (NN is none), or the
            text holds personal data.
        """
        quote, name = self.quote(id_), signatures.written(by)
        if not signatures.key(name):
            raise QuoteError(_("Den som godkänner måste ange sitt namn."))
        if signatures.key(name) in map(signatures.key, quote.approved):
            raise QuoteError(
                _("{name} har redan godkänt citatet. En annan person måste också göra det.").format(name=name)
            )
        self._refuse(quote.text)
        return self._log(replace(quote, approved=(*quote.approved, name)), "approve", by)

    def withdraw(self, id_: int, *, by: str) -> Quote:
        """Take the approvals away; the quote is shown no more."""
        return self._log(replace(self.quote(id_), approved=()), "withdraw", by)

    def quote(self, id_: int) -> Quote:
        """Return one quote."""
        for quote in self.quotes():
            if quote.id == id_:
                return quote
        raise QuoteError(_("Citatet finns inte."), value=id_)

    def quotes(self) -> tuple[Quote, ...]:
        """Return every quote as it now is."""
        last = {line["quote"]["id"]: line["quote"] for line in self.log()}
        return tuple(
            Quote(**{**q, "topics": tuple(q["topics"]), "approved": tuple(q["approved"])}) for q in last.values()
        )

    def shown(self) -> tuple[Quote, ...]:
        """Return the quotes that may be shown."""
        return tuple(quote for quote in self.quotes() if quote.shown)

    def log(self) -> list[dict[str, Any]]:
        """Return every step: time, who, what was done, and the quote after it.

        Raises
        ------
        SourceError
            If a line cannot be read; names the row.
        """
        try:
            return [json.loads(line) for _row, line in lines.read(self.path, start='{"time"')]
        except (OSError, ValueError) as error:
            raise SourceError(_("Loggen över citat är skadad."), file=self.path) from error

    def forget(self, respondent: str) -> int:
        """Remove every line about a person's answers, text and all; return the number of lines removed."""
        told = self.log()
        kept = [line for line in told if line["quote"]["respondent"] != respondent]
        if len(kept) < len(told):
            durable.write(self.path, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in kept))
        return len(told) - len(kept)

    def _refuse(self, text: str) -> None:
        if not text.strip():
            raise QuoteError(_("Citatet har ingen text."), advice=_("Skriv något, eller låt bli att godkänna det."))
        kinds = sorted({KINDS[span.kind] for span in find(text.replace(MASK, " "))})
        if kinds:
            raise QuoteError(
                _("Citatet innehåller {kinds}.").format(kinds=", ".join(kinds)),
                advice=_("Skriv om det så att ingen kan kännas igen."),
            )

    def _log(self, quote: Quote, what: str, by: str) -> Quote:
        line = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "by": by, "what": what, "quote": asdict(quote)}
        lines.append(self.path, [line])
        return quote
