"""``medlofte audit``: attack an edition from its own files, and say in Swedish what gives way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from medlofte import style, tables
from medlofte.analysis.contents import reported_when
from medlofte.analysis.disclosure import Leak, Published, audit
from medlofte.codebook import MERGED
from medlofte.edition import Edition
from medlofte.errors import DisclosureError, EditionError
from medlofte.language import _
from medlofte.rounds import Profile

WORST = 10
_LIMITS = ("minimum_count", "minimum_base", "decimals", "round_n")


@dataclass(frozen=True)
class Verdict:
    """What the attack found: ``hidden`` suppressed figures were tried, and ``leaks`` gave way, the worst first."""

    hidden: int
    leaks: tuple[Leak, ...]
    small: tuple[str, ...] = ()

    @property
    def safe(self) -> bool:
        """Return whether nothing gave way."""
        return not self.leaks and not self.small

    def text(self) -> str:
        """Return the verdict in Swedish, with the worst figures."""
        tried = _("{n} {n|skyddad siffra är prövad|skyddade siffror är prövade} mot allt som visas.").format(
            n=self.hidden
        )
        if self.safe:
            return _("{tried} Ingen går att räkna ut.").format(tried=tried)
        lines = [
            _(
                "{tried} {leaks} går att räkna ut, och {small} visas fast {small|den är för liten|de är för små}."
            ).format(tried=tried, leaks=len(self.leaks), small=len(self.small))
        ]
        lines += [f"  {line}" for line in (*self.small[:WORST], *(_told(leak) for leak in self.leaks[:WORST]))]
        return "\n".join(lines)


def audit_edition(edition: Edition) -> Verdict:
    """Return what an attack on an edition finds, using nothing but its files.

    Raises
    ------
    EditionError
        If the edition does not say by which limits it was protected.
    """
    return audit_frames({table.name: edition.table(table.name) for table in tables.EDITION}, about=edition.about)


def audit_frames(frames: Mapping[str, pd.DataFrame], *, about: Mapping[str, Any]) -> Verdict:
    """Return what an attack on an edition's tables finds; ``about`` is what its manifest says of it."""
    published = _published(frames, about)
    estimates = frames["estimates"]
    hidden = int((estimates["status"] == tables.SUPPRESSED).sum())
    small = _too_small(frames, published.profile)
    # What is shown against the rules contradicts them, and the attack takes the rules for granted.
    leaks = [] if small else audit(estimates, published=published)
    small += reported_when.leaks(frames["hours"], frames["incidents"], minimum=published.profile.minimum_count)
    return Verdict(hidden, tuple(leaks), tuple(small))


def refuse(verdict: Verdict) -> None:
    """Raise DisclosureError if something gave way, saying what to do about it."""
    if not verdict.safe:
        raise DisclosureError(
            _("Utgåvan skrivs inte, för skyddade siffror går att räkna ut ur det som visas.\n") + verdict.text() + "\n",
            advice=_(
                "Ta bort en korsning ur crossings i round.toml, eller höj minimum_count, minimum_base "
                "eller round_n, och publicera igen."
            ),
        )


def _published(frames: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Published:
    if lacking := [name for name in _LIMITS if name not in about]:
        raise EditionError(
            _("Utgåvan säger inte hur den är skyddad ({names} saknas).").format(names=", ".join(lacking)),
            advice=_("Publicera rundan igen med «medlofte publish»."),
        )
    questions, accounting = frames["questions"], frames["accounting"]
    known = accounting[accounting["answered"].notna()]
    totals = {(int(r["year"]), str(r["question"])): float(r["answered"]) for r in known.to_dict("records")}
    weights = {
        int(year): {
            (str(b1), str(g1), str(b2), str(g2)): (float(low), float(high)) for b1, g1, b2, g2, low, high in rows
        }
        for year, rows in about.get("weights", {}).items()
    }
    return Published(
        Profile(**{name: about[name] for name in _LIMITS}),
        several=frozenset(questions.loc[questions["type"] == "select_multiple", "question"]),
        merged=_merged(frames["choices"]), weights=weights, totals=totals, unknown=_unknown(known, weights),
    )  # fmt: skip


def _merged(choices: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return question → choice → the half of the scale that holds it."""
    halved = set(choices.loc[choices["choice"].isin(MERGED), "question"])
    plain = choices[choices["question"].isin(halved) & ~choices["choice"].isin(MERGED)]
    found: dict[str, dict[str, str]] = {}
    for row in plain.to_dict("records"):
        found.setdefault(str(row["question"]), {})[str(row["choice"])] = MERGED[not row["problem"]]
    return found


def _unknown(accounting: pd.DataFrame, weights: Mapping[int, Any]) -> dict[int, dict[str, float]]:
    """Return year → grouping question → how many did not tell it; how they answered is always known.

    In a weighted edition only that nobody lacks a group is known for sure: what the others weigh is not told.
    """
    found: dict[int, dict[str, float]] = {}
    for row in accounting.to_dict("records"):
        lacking = float(row["accepted"] - row["answered"])
        told = found.setdefault(int(row["year"]), {"mode": 0.0})
        if lacking == 0 or int(row["year"]) not in weights:
            told[str(row["question"])] = lacking
    return found


def _too_small(frames: Mapping[str, pd.DataFrame], limits: Profile) -> list[str]:
    """Return the figures that are shown although they are under the limits."""
    found: list[str] = []
    shown = frames["estimates"][lambda rows: rows["status"] == tables.SHOWN]
    for row in shown[shown["n"] < limits.minimum_base].to_dict("records"):
        group = (row["by1"], row["group1"], row["by2"], row["group2"])
        found.append(
            _("{place}: bara {n} svar").format(
                place=_place(row["year"], row["question"], row["choice"], group), n=row["n"]
            )
        )
    for name, column in (("composition", "n"), ("mentions", "n"), ("places", "residents"), ("cells", "persons"),
                         ("hours", "n"), ("incidents", "n"), ("clusters", "persons")):  # fmt: skip
        counts = frames[name][column].astype(float)
        found += [
            _("{name}, rad {row}: antalet {count} visas").format(name=name, row=row + 2, count=int(counts.iloc[row]))
            for row, small in enumerate(counts.between(1, limits.minimum_count - 1))
            if small
        ]
    return found


def _told(leak: Leak) -> str:
    between = f"{style.number(leak.low, 1)}–{style.number(leak.high, 1)}"
    return _("{place}: antalet ligger mellan {between}").format(
        place=_place(leak.year, leak.question, leak.choice, leak.group), between=between
    )


def _place(year: Any, question: str, choice: str, group: tuple[str, str, str, str]) -> str:
    by1, group1, by2, group2 = group
    parts = [f"{by}={name}" for by, name in ((by1, group1), (by2, group2)) if by]
    return f"{year}, {question}, {choice}, {_(' och ').join(parts) or _('alla svarande')}"
