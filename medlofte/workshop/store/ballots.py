"""A ballot: what may stand on it, and the key that ties it to a browser and to nothing else."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from medlofte.errors import StoreError
from medlofte.language import _
from medlofte.workshop.store import values
from medlofte.workshop.words import ANSWERS, KINDS

ROOM = "omrostning"  # whose steps these are
OPENED, CLOSED, REOPENED = "oppnad", "stangd", "oppnad_igen"
SEPARATOR = "|"
MOST = 100


@dataclass(frozen=True)
class Round:
    """One round of voting.

    Parameters
    ----------
    kind
        ``bedomning`` (an answer per problem and criterion), ``prickar`` (``dots`` to spread) or ``rangordning``.
    state
        ``oppen`` or ``stangd``.
    opened, closed
        ISO 8601 in UTC; ``closed`` is '' while the round is open. To be shown, never to order by.
    reopened
        When it was opened again after it had been closed: those who voted then may have seen the result.
    """

    number: int
    kind: str
    title: str
    problems: tuple[str, ...]
    criteria: tuple[str, ...]
    dots: int
    state: str
    opened: str
    closed: str
    by: str
    reopened: tuple[str, ...] = ()


def key(token: str, number: int) -> str:
    """Return the key of a browser's ballot in a round: HMAC-SHA-256 of the round, keyed with the secret token.

    The browser can always find its ballot again. The database holds only the token's plain SHA-256, and one cannot be
    worked out from the other without the token (256 random bits), so that a copy of the database does not tell whose a
    ballot is. Keys of two rounds cannot be joined either.
    """
    return hmac.new(token.encode(), f"medlofte ballot {number}".encode(), "sha256").hexdigest()


def checked(round_: Round, content: Mapping[str, Any] | None) -> str:
    """Return the content of a ballot as JSON, '' for a blank one; StoreError if it does not fit the round.

    Parameters
    ----------
    content
        ``bedomning``: ``"problem|criterion"`` → answer. ``prickar``: problem → dots. ``rangordning``: ``"order"`` →
        problems, the most important first; those left out are not ranked.
    """
    if content is not None and not isinstance(content, Mapping):
        raise StoreError(_("Rösten går inte att läsa."), advice=_("Ladda om sidan och rösta igen."))
    check = {"bedomning": _ratings, "prickar": _dots, "rangordning": _order}[round_.kind]
    kept = check(round_, content or {})
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""


def setup(kind: str, *, problems: Sequence[str], criteria: Sequence[str], dots: int) -> dict[str, Any]:
    """Return what a round is about as its row in the database; StoreError if there would be nothing to vote on."""
    values.one_of(kind, KINDS, _("slag av omgång"))
    kept = {"problems": _names(problems, "problem"), "criteria": _names(criteria, "kriterium")}
    if not kept["problems"] or (kind == "bedomning" and not kept["criteria"]):
        raise StoreError(_("Omgången har inget att rösta om."), advice=_("Välj minst ett problem (och ett kriterium)."))
    if kind == "prickar" and (type(dots) is not int or not 1 <= dots <= MOST):
        raise StoreError(_("Antalet prickar ska vara 1–{most}.").format(most=MOST), value=dots)
    texts = {name: json.dumps(found, ensure_ascii=False) for name, found in kept.items()}
    return {"kind": kind, "dots": dots if kind == "prickar" else 0, **texts}


def _names(given: Sequence[str], what: str) -> list[str]:
    """Return the ids of a round's problems or criteria: unlike each other, without the mark that parts them."""
    kept = [values.identifier(name, what) for name in given]
    if len(set(kept)) < len(kept) or len(kept) > MOST or any(SEPARATOR in name for name in kept):
        raise StoreError(
            _("Varje {what} får stå en gång, utan «{separator}», och de får vara högst {most}.").format(
                what=what, separator=SEPARATOR, most=MOST
            )
        )
    return kept


def _ratings(round_: Round, content: Mapping[str, Any]) -> dict[str, str]:
    cells = {f"{problem}{SEPARATOR}{criterion}" for problem in round_.problems for criterion in round_.criteria}
    _known(content, cells)
    return {cell: values.one_of(answer, ANSWERS, "svar") for cell, answer in content.items()}


def _dots(round_: Round, content: Mapping[str, Any]) -> dict[str, int]:
    _known(content, round_.problems)
    if any(type(dots) is not int or dots < 0 for dots in content.values()):
        raise StoreError(_("Antalet prickar ska vara ett heltal, noll eller mer."))
    if sum(content.values()) > round_.dots:
        raise StoreError(
            _("Du har {dots} prickar men har satt {values}.").format(dots=round_.dots, values=sum(content.values())),
            advice=_("Ta bort några."),
        )
    return {problem: dots for problem, dots in content.items() if dots}


def _order(round_: Round, content: Mapping[str, Any]) -> dict[str, list[str]]:
    _known(content, ("order",))
    order = content.get("order", [])
    if not isinstance(order, list | tuple) or not all(isinstance(problem, str) for problem in order):
        raise StoreError(_("Rangordningen ska vara en lista med problem."))
    _known(order, round_.problems)
    if len(set(order)) < len(order):
        raise StoreError(_("Samma problem står två gånger i rangordningen."), advice=_("Ge varje problem en plats."))
    return {"order": list(order)} if order else {}


def _known(given: Sequence[str] | Mapping[str, Any], allowed: Sequence[str] | set[str]) -> None:
    for name in given:
        if name not in allowed:
            raise StoreError(_("Rösten gäller något som inte finns i omgången."), value=name,
                             advice=_("Ladda om sidan och rösta igen."))  # fmt: skip
