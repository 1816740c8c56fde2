"""``medlofte diff``: what changed between two editions, and whether the two together tell what one of them hides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from medlofte import style, tables
from medlofte.edition import Edition
from medlofte.errors import EditionError
from medlofte.language import _

MOST = 20
_COUNTED = ("composition", "mentions", "places", "cells")


@dataclass(frozen=True)
class Change:
    """What changed in one table: rows that came and went, rows with other figures, and rows newly shown or hidden."""

    table: str
    came: int
    went: int
    figures: int
    newly_shown: int
    newly_hidden: int

    @property
    def any(self) -> bool:
        """Return whether anything changed."""
        return any((self.came, self.went, self.figures, self.newly_shown, self.newly_hidden))

    def text(self) -> str:
        """Return the change as a Swedish line."""
        parts = (
            (self.came, _("{n} {n|rad|rader} tillkom")),
            (self.went, _("{n} {n|rad|rader} försvann")),
            (self.figures, _("{n} {n|rad|rader} har andra värden")),
            (self.newly_shown, _("{n} {n|siffra visas som var skyddad|siffror visas som var skyddade}")),
            (self.newly_hidden, _("{n} {n|siffra är skyddad som visades|siffror är skyddade som visades}")),
        )
        return f"{self.table}: " + ", ".join(words.format(n=n) for n, words in parts if n)


@dataclass(frozen=True)
class Difference:
    """What two editions tell together; ``disclosed`` lists, in Swedish, what one hides and the other gives away."""

    changes: tuple[Change, ...]
    disclosed: tuple[str, ...]

    @property
    def safe(self) -> bool:
        """Return whether the two together tell no more than each alone."""
        return not self.disclosed

    def text(self) -> str:
        """Return everything that changed, and what that may disclose."""
        lines = [change.text() for change in self.changes] or [_("Utgåvorna visar samma sak.")]
        if self.safe:
            return "\n".join([*lines, _("Tillsammans röjer de inget som en av dem skyddar.")])
        more = len(self.disclosed) - MOST
        lines += [_("Tillsammans kan de röja {n} {n|uppgift|uppgifter}:").format(n=len(self.disclosed))]
        lines += [f"  {line}" for line in self.disclosed[:MOST]] + (
            [_("  … och {more} till.").format(more=more)] if more > 0 else []
        )
        return "\n".join([*lines, _("Sprid inte den nya utgåvan där den gamla är känd, eller skydda mer i den.")])


def compare(old: Edition, new: Edition) -> Difference:
    """Return what changed between two editions of the same kommun, and why it might disclose.

    Three things disclose: a figure that one edition hides and the other shows; a base that differs by less than the
    minimum count, so that what changed in the shares is what those few answered; a count that does.

    Raises
    ------
    EditionError
        If the two are about different kommuner: then no figure of one stands for a figure of the other.
    """
    if old.about.get("kommun") != new.about.get("kommun"):
        raise EditionError(
            _("Utgåvorna gäller olika kommuner och går inte att jämföra."),
            file=new.path,
            advice=_("Jämför två utgåvor av samma runda."),
        )
    changes, disclosed = [], list[str]()
    for table in tables.EDITION:
        pair = _aligned(old.table(table.name), new.table(table.name), table)
        change = _change(table, pair)
        changes += [change] if change.any else []
        if tables.STATUS in table.columns:
            disclosed += _laid_bare(table, pair, _turns(old, new))
    few = max(int(edition.about.get("minimum_count", 5)) for edition in (old, new))
    disclosed += _few_between(old.table("estimates"), new.table("estimates"), few)
    disclosed += [line for name in _COUNTED for line in _counts_between(old.table(name), new.table(name), name, few)]
    return Difference(tuple(changes), tuple(disclosed))


def _aligned(old: pd.DataFrame, new: pd.DataFrame, table: tables.Table) -> pd.DataFrame:
    """Return both editions' rows side by side (suffixes ``_old`` and ``_new``), with where each row is found."""
    key = list(table.key or table.names)
    if not table.key:
        # Reports have no key: equal ones are told apart by their order.
        key = [*key, "_nth"]
        old, new = (frame.assign(_nth=frame.groupby(table.names, dropna=False).cumcount()) for frame in (old, new))
    return old.merge(new, on=key, how="outer", suffixes=("_old", "_new"), indicator="_where")


def _change(table: tables.Table, pair: pd.DataFrame) -> Change:
    both = pair["_where"] == "both"
    figures = pd.Series(False, index=pair.index)
    for name in table.names:
        if name not in table.key and name != "status" and table.key:
            one, other = pair[f"{name}_old"], pair[f"{name}_new"]
            figures |= ((one != other).fillna(True) & ~(one.isna() & other.isna())).astype(bool)
    shown, hidden = _turned(pair, tables.SHOWN), _turned(pair, tables.SUPPRESSED)
    return Change(
        table.name, came=int((pair["_where"] == "right_only").sum()), went=int((pair["_where"] == "left_only").sum()),
        figures=int((both & figures & ~shown & ~hidden).sum()), newly_shown=int(shown.sum()),
        newly_hidden=int(hidden.sum()),
    )  # fmt: skip


def _turned(pair: pd.DataFrame, status: str) -> pd.Series:
    """Return which rows have this status in the new edition and had the other in the old one."""
    if "status_old" not in pair.columns:
        return pd.Series(False, index=pair.index)
    return (pair["_where"] == "both") & (pair["status_new"] == status) & (pair["status_old"] != status)


def _turns(old: Edition, new: Edition) -> tuple[str, ...]:
    """Return the statuses that a figure must not turn to: either, but a public edition hides more than an internal one.

    Of an internal and a public edition only what the internal one hides may not be in the other.
    """
    one, other = old.about.get("profile"), new.about.get("profile")
    if one == other:
        return (tables.SHOWN, tables.SUPPRESSED)
    return (tables.SHOWN,) if one == "internal" else (tables.SUPPRESSED,)


def _laid_bare(table: tables.Table, pair: pd.DataFrame, turns: tuple[str, ...]) -> list[str]:
    words = {
        tables.SHOWN: _("är skyddad i den gamla utgåvan men visas i den nya"),
        tables.SUPPRESSED: _("visades i den gamla utgåvan men är skyddad i den nya"),
    }
    return [f"{table.name}: {_named(row, table.key)} {words[status]}"
            for status in turns for _, row in pair[_turned(pair, status)].iterrows()]  # fmt: skip


def _few_between(old: pd.DataFrame, new: pd.DataFrame, few: int) -> list[str]:
    """Return the groups whose number of answers differs by a few: the others' answers follow from the two shares."""
    key = ["year", "question", *tables.GROUPING]
    bases = [frame[frame["n"].notna()].drop_duplicates(key).set_index(key)["n"].astype(float) for frame in (old, new)]
    both = pd.concat(bases, axis=1, keys=["old", "new"], join="inner")
    gap = both[(both["new"] - both["old"]).abs().between(1, few - 1)]
    return [
        _("estimates: {what} har {new} svar mot {old}: skillnaden är bara {gap} {gap|person|personer}").format(
            what=_named(pd.Series(row), key),
            new=style.number(row["new"]),
            old=style.number(row["old"]),
            gap=style.number(abs(row["new"] - row["old"])),
        )
        for row in gap.reset_index().to_dict("records")
    ]


def _counts_between(old: pd.DataFrame, new: pd.DataFrame, name: str, few: int) -> list[str]:
    table = next(table for table in tables.EDITION if table.name == name)
    column = {"places": "residents", "cells": "persons"}.get(name, "n")
    pair = _aligned(old, new, table)
    gap = (pair[f"{column}_new"].astype("Float64") - pair[f"{column}_old"].astype("Float64")).abs()
    close = gap.between(1, few - 1).fillna(False).to_numpy(dtype=bool)
    return [
        _("{name}: {what} skiljer med {gap} {gap|person|personer}").format(
            name=name, what=_named(row, table.key), gap=style.number(gap.iloc[i])
        )
        for i, (_at, row) in zip(np.flatnonzero(close), pair[close].iterrows(), strict=True)
    ]


def _named(row: pd.Series, key: tuple[str, ...] | list[str]) -> str:
    return " ".join(str(row[name]) for name in key if str(row[name]))
