"""What to read next: answers grouped by their wording, in queues, with a preview of what a new pattern would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from medlofte.analysis.coding import ledger
from medlofte.analysis.coding.agreement import coded_sets
from medlofte.analysis.coding.attention import attention
from medlofte.analysis.coding.clauses import clauses, fold
from medlofte.analysis.coding.language import rule
from medlofte.analysis.coding.patterns import Coder
from medlofte.analysis.coding.weight import Match
from medlofte.codebook import Codebook
from medlofte.language import N_, Words

QUEUES = Words({"uncoded": N_("Okodade"), "disagreement": N_("Oeniga"), "audit": N_("Stickprov"),
                "attention": N_("Flagga?"), "unclear": N_("Oklara"), "all": N_("Alla ogranskade"),
                "done": N_("Klara")})  # fmt: skip
_AUDIT_SHARE, _AUDIT_LEAST = 0.1, 50
Pair = tuple[str, str]


@dataclass(frozen=True)
class Card:
    """Answers written alike: read once, decided for all.

    Parameters
    ----------
    text
        As the first of them wrote it.
    answers
        (respondent, question) of each.
    matches
        The patterns' evidence.
    attention
        Why a responsible officer may need to see it.
    hints
        Evidence too weak to count: topics to look at, not chosen beforehand.
    """

    text: str
    answers: tuple[Pair, ...]
    matches: tuple[Match, ...]
    attention: tuple[str, ...] = ()
    hints: tuple[Match, ...] = ()

    @property
    def suggested(self) -> tuple[str, ...]:
        """Return the topics that the patterns found, in the order of the evidence."""
        return tuple(dict.fromkeys(match.topic for match in self.matches))


@dataclass(frozen=True)
class Preview:
    """What a new pattern would change: how many answers get the topic, how many had it already, and some of the new."""

    gains: int
    had: int
    examples: tuple[str, ...] = field(default=())


def cards(answers: pd.DataFrame, *, coder: Coder) -> tuple[Card, ...]:
    """Return the answers (respondent, question, text) as cards, in the order they first come."""
    grouped: dict[str, list[tuple[str, Pair]]] = {}
    for row in answers.itertuples(index=False):
        text = str(row.text)
        grouped.setdefault(" ".join(fold(text).split()), []).append((text, (str(row.respondent), str(row.question))))
    made = []
    for members in grouped.values():
        text = members[0][0]
        reading = coder.read(text)
        why = attention(text, matches=reading.counted, codebook=coder.codebook)
        made.append(Card(text, tuple(answer for _, answer in members), reading.counted, why, reading.hints))
    return tuple(made)


def queue(name: str, *, cards: Sequence[Card], decisions: Iterable[ledger.Decision], seed: int = 1) -> list[int]:
    """Return the places in ``cards`` that a queue holds, in reading order.

    ``uncoded``: nobody has read it and the patterns found nothing; ``disagreement``: a person decided otherwise than
    the patterns; ``audit``: a random tenth, at least 50, of what the patterns coded; ``attention``: perhaps for the
    responsible officer; ``unclear``: marked so; ``done``: read.
    """
    decisions = tuple(decisions)
    gone, read, last = ledger.outside(decisions), ledger.reviewed(decisions), ledger.latest(decisions)
    open_ = [i for i, card in enumerate(cards) if card.answers[0] not in gone]
    done = [i for i in open_ if cards[i].answers[0] in read]
    doubtful = _unclear(decisions)
    new = [i for i in open_ if cards[i].answers[0] not in read and cards[i].answers[0] not in doubtful]
    if name == "unclear":
        return [i for i in open_ if cards[i].answers[0] in doubtful]
    if name == "uncoded":
        return [i for i in new if not cards[i].matches]
    if name == "disagreement":
        return [i for i in done if _accepted(cards[i], last) != set(cards[i].suggested)]
    if name == "audit":
        coded = [i for i in open_ if cards[i].matches]
        n = min(len(coded), max(_AUDIT_LEAST, round(_AUDIT_SHARE * len(coded))))
        drawn = np.random.default_rng(seed).permutation(len(coded))[:n]
        return [coded[i] for i in drawn if coded[i] in set(new)]
    if name == "attention":
        return [i for i in new if cards[i].attention]
    return done if name == "done" else new


def decided(cards: Sequence[Card], *, decisions: Iterable[ledger.Decision]) -> dict[str, frozenset[str]]:
    """Return text → the topics that it has by people's decisions, for the cards that somebody has read."""
    decisions = tuple(decisions)
    read, last = ledger.reviewed(decisions) - ledger.outside(decisions), ledger.latest(decisions)
    return {card.text: frozenset(_accepted(card, last)) for card in cards if card.answers[0] in read}


def disputed(
    cards: Sequence[Card], *, decisions: Iterable[ledger.Decision], name: str
) -> dict[int, tuple[frozenset[str], ...]]:
    """Return the places in ``cards`` that coders differ on and nobody has settled, with what each of them chose.

    Those that ``name`` has coded are left out: it takes a third look. Who chose what is not told.
    """
    decisions = tuple(decisions)
    sets = coded_sets(decisions)
    settled = {(d.respondent, d.question) for d in ledger.live(decisions) if d.verdict in ledger.SETTLING}
    out = settled | ledger.outside(decisions) | set(sets.get(name, ()))
    given = {i: tuple(one[card.answers[0]] for one in sets.values() if card.answers[0] in one)
             for i, card in enumerate(cards) if card.answers[0] not in out}  # fmt: skip
    return {i: chosen for i, chosen in given.items() if len(set(chosen)) > 1}


def preview(pattern: str, *, topic: str, cards: Sequence[Card], codebook: Codebook) -> Preview:
    """Return what a pattern added to a topic would change, counted in answers.

    Raises
    ------
    CodebookError
        If the pattern is broken; says how.
    """
    made = rule(pattern, lists=codebook.lists, topic=topic)
    negatable = codebook.topic(topic).kind != "lack"
    hit = [c for c in cards if any(made.find(clause, negatable=negatable) for _, clause in clauses(fold(c.text)))]
    fresh = [card for card in hit if topic not in card.suggested]
    had = sum(len(card.answers) for card in hit) - sum(len(card.answers) for card in fresh)
    return Preview(sum(len(card.answers) for card in fresh), had, tuple(card.text for card in fresh[:5]))


def _unclear(decisions: Iterable[ledger.Decision]) -> set[Pair]:
    """Return the answers whose last word on the whole answer is that it is unclear."""
    last = {(d.respondent, d.question): d.verdict for d in ledger.live(decisions) if not d.topic}
    return {answer for answer, verdict in last.items() if verdict == "unclear"}


def _accepted(card: Card, last: dict[tuple[str, str, str], ledger.Decision]) -> set[str]:
    """Return a read card's topics: what was accepted, and what the patterns found and nobody rejected."""
    decided = {
        topic: d for (respondent, question, topic), d in last.items() if (respondent, question) == card.answers[0]
    }
    kept = {topic for topic in card.suggested if topic not in decided}
    return kept | {topic for topic, decision in decided.items() if decision.verdict in ledger.ACCEPTING}
