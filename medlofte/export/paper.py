"""For the table in the room: one sheet of evidence per problem, and ballots to fill in by hand.

Typed-in ballots are ``store.voting.paper``: it answers with a mark, and the ballot has a box to write it in, so that a
ballot typed in wrong is found again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from medlofte import style
from medlofte.criteria import UNSURE, answers
from medlofte.edition import Edition
from medlofte.export import pdf
from medlofte.export.content import Content, saving
from medlofte.export.sheet import sheet
from medlofte.language import N_, _
from medlofte.workshop.priorities import problems
from medlofte.workshop.store import Store

_FILES = {"sheets": "underlag", "ballots": "rostsedlar"}
_TITLES = {"sheets": N_("Underlag per problem"), "ballots": N_("Röstsedlar")}
_DOTS = 5
_LETTERS = {"ja": "J", "delvis": "D", "nej": "N", UNSURE: "?"}
_NAMES = {"bedomning": N_("Bedömning"), "prickar": N_("Prickar"), "rangordning": N_("Rangordning")}


def write(kind: str, *, edition: Edition, content: Content, store: Store | None, folder: Path) -> Path:
    """Write ``sheets`` or ``ballots`` as PDF and return the file; ExportError if that cannot be done."""
    pages = sheets(edition, content) if kind == "sheets" else ballots(edition, content, store)
    created = str(edition.about.get("created") or "")[:10] or "1970-01-01"
    head = {
        "title": _(_TITLES[kind]),
        "subtitle": content.title,
        "banner": content.banner,
        "author": content.kommun,
        "created": created,
        "day": style.date(created),
    }
    made = pdf.compiled(f"{kind}.typ", {"report": head | {"pages": pages}}, created=created)
    file = folder / f"{content.name}-{_FILES[kind]}.pdf"
    with saving(file) as draft:
        draft.write_bytes(made)
    return file


def sheets(edition: Edition, content: Content) -> list[dict[str, Any]]:
    """Return the board's problems and those decided on, one sheet each."""
    named = list(dict.fromkeys([*problems(edition), *content.decisions["problem"]]))
    known = set(content.situation["topic"])
    return [sheet(edition, content, topic) for topic in named if topic in known]


def ballots(edition: Edition, content: Content, store: Store | None) -> list[dict[str, Any]]:
    """Return the ballot of the open round; without one a ballot per kind, whose number is written by hand."""
    current = None if store is None else store.voting.current()
    if current is not None:
        return [_ballot(edition, content, current.kind, number=str(current.number), title=current.title,
                        topics=current.problems, criteria=current.criteria, dots=current.dots)]  # fmt: skip
    return [_ballot(edition, content, kind, number="", title="", topics=problems(edition),
                    criteria=tuple(content.criteria), dots=_DOTS) for kind in _NAMES]  # fmt: skip


def _ballot(edition: Edition, content: Content, kind: str, *, number: str, title: str, topics: Sequence[str],
            criteria: Sequence[str], dots: int) -> dict[str, Any]:  # fmt: skip
    known = {criterion["id"]: criterion for criterion in edition.about.get("criteria", ())}
    return {
        "kind": kind,
        "number": number,
        "title": title or _(_NAMES[kind]),
        "problems": [content.topics.get(name, name) for name in topics],
        "criteria": [_criterion(known.get(name, {"label": name})) for name in criteria],
        "dots": dots,
    }


def _criterion(criterion: Mapping[str, Any]) -> dict[str, Any]:
    ends = f" ({_(criterion['ends'])})" if criterion.get("ends") else ""
    return {"label": f"{_(criterion['label'])}{ends}",
            "options": [_LETTERS.get(answer, answer) for answer in answers(criterion)]}  # fmt: skip
