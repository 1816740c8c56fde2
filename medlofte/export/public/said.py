"""«Ni sa»: what residents answered, as rows and sentences. Pure functions over a public edition's tables.

A sentence that says that something is more, less, higher or lower stands only where the edition holds a test of it
whose adjusted p-value is under five per cent; otherwise the page says that no difference is certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from medlofte import style
from medlofte.differences import LEVEL
from medlofte.edition import Edition
from medlofte.export.public.charts import Bar, Line
from medlofte.language import _
from medlofte.tables import GROUPING

_FIRST = 5  # topics in the table of groups
_CERTAIN = 0.95


@dataclass(frozen=True)
class Share:
    """One answer's share in the latest survey, and in the one before where the two may be compared."""

    label: str
    topic: str
    now: dict[str, Any]
    before: dict[str, Any] | None

    @property
    def figure(self) -> str:
        """Return ``46 % (41–51)``."""
        return figure(self.now)

    @property
    def earlier(self) -> str:
        """Return the earlier figure, or that none may be compared."""
        return figure(self.before) if self.before else "–"

    def bar(self, years: tuple[int, int]) -> Bar:
        """Return it as a bar; only where its share is shown."""
        shown = self.before is not None and not style.missing(self.before["share"])
        told = f"{self.label} {self.figure}" + (f", {years[0]} {self.earlier}" if shown else "")
        return Bar(
            label=self.label, value=float(self.now["share"]), text=style.percent(self.now["share"]), told=told,
            low=_known(self.now["low"]), high=_known(self.now["high"]),
            before=float(self.before["share"]) if shown and self.before else None,
            before_text=style.percent(self.before["share"]) if shown and self.before else "",
        )  # fmt: skip


class Answers:
    """The tables of a survey that the page needs; ``year`` is the latest, ``before`` the one it is compared with."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self.question = str(edition.about.get("priority_question") or "")
        estimates = edition.table("estimates")
        self._estimates = estimates
        self.year = int(edition.about.get("survey_year") or (estimates["year"].max() if len(estimates) else 0))
        changes = edition.table("changes")
        self._changes = changes[changes["year1"] == self.year]
        self.before = int(self._changes["year0"].max()) if len(self._changes) else 0

    @cached_property
    def whole(self) -> dict[tuple[int, str, str], dict[str, Any]]:
        """Return (year, question, choice) → the figures of everyone who answered."""
        rows = self._estimates[(self._estimates[GROUPING] == "").all(axis=1)]
        return {(row["year"], row["question"], row["choice"]): {str(name): value for name, value in row.items()}
                for row in rows.to_dict("records")}  # fmt: skip

    @cached_property
    def comparable(self) -> set[tuple[str, str]]:
        """Return (question, choice) that may be compared with the survey before."""
        rows = self._changes[(self._changes["note"] == "") & (self._changes["year0"] == self.before)]
        return set(zip(rows["question"], rows["choice"], strict=True))

    def shares(self, question: str) -> list[Share]:
        """Return a question's answers in the form's order, those that were asked for."""
        choices = self._edition.table("choices")
        rows = choices[choices["question"] == question].sort_values("order")
        found = []
        for row in rows.to_dict("records"):
            now = self.whole.get((self.year, question, row["choice"]))
            if now is None:
                continue
            earlier = self.whole.get((self.before, question, row["choice"]))
            fits = (question, row["choice"]) in self.comparable
            found.append(Share(row["label"], row["topic"], now, earlier if fits else None))
        return found

    def topics(self) -> list[Share]:
        """Return the topics that residents could choose, the commonest first; suppressed ones last."""
        return sorted(self.shares(self.question), key=lambda share: -(_known(share.now["share"]) or -1.0))

    def text_of(self, question: str) -> str:
        """Return a question as it was asked."""
        return self._edition.labels("questions").get(question, question)

    def asked(self, question: str) -> list[tuple[int, int]]:
        """Return (year, how many answered it), the latest last."""
        found = {(year, int(row["n"])) for (year, name, _unused), row in self.whole.items()
                 if name == question and not style.missing(row["n"])}  # fmt: skip
        most: dict[int, int] = {}
        for year, n in sorted(found):
            most[year] = max(n, most.get(year, 0))
        return [(year, n) for year, n in most.items() if year in (self.before, self.year)]

    def changed(self) -> list[str]:
        """Return a sentence for each change that is certain, none where nothing is."""
        return [self._sentence(row) for row in self._tested().to_dict("records") if certain(row)]

    def compared(self) -> list[tuple[str, list[str]]]:
        """Return every change that was tested: the answer; before, now, whether it is certain."""
        rows = []
        for row in self._tested().to_dict("records"):
            key = row["question"], row["choice"]
            ends = [figure(self.whole.get((row[year], *key))) for year in ("year0", "year1")]
            rows.append((self._answer(row), [*ends, _("ja") if certain(row) else _("nej")]))
        return rows

    def lines(self, topics: list[str]) -> list[Line]:
        """Return the topics' shares over the years that may be compared, four at most; none before a second year."""
        found = []
        for share in self.topics():
            if share.topic not in topics or not share.before:
                continue
            points = tuple((year, float(row["share"]), style.percent(row["share"]))
                           for year, row in ((self.before, share.before), (self.year, share.now))
                           if not style.missing(row["share"]))  # fmt: skip
            if len(points) > 1:
                found.append(Line(share.label, points))
        return found[:4]

    def groups(self) -> list[tuple[str, list[tuple[str, list[tuple[str, str]]]]]]:
        """Return background question → group → (topic, figure) of the commonest topics."""
        common = [share for share in self.topics() if not style.missing(share.now["share"])][:_FIRST]
        rows = self._estimates.query("year == @self.year and question == @self.question and by2 == ''")
        known = {(row["by1"], row["group1"], row["choice"]): row for row in rows.to_dict("records")}
        short = self._edition.table("questions").set_index("question")["short"].to_dict()
        found = []
        for by in dict.fromkeys(rows.loc[~rows["by1"].isin(("", "mode")), "by1"]):
            groups = [(label, [(share.label, figure(known.get((by, group, share.now["choice"])))) for share in common])
                      for group, label in self._edition.choice_labels(by).items()]  # fmt: skip
            found.append((str(short.get(by) or by), groups))
        return found

    def apart(self) -> list[str]:
        """Return the sentences of groups that differ with certainty."""
        rows = self._edition.table("divergences")
        rows = rows[(rows["kind"] == "grupp") & (rows["q"] < LEVEL) & (rows["statement"] != "")]
        labels = self._edition.labels("topics")
        return [f"{labels.get(row['topic'], row['topic'])}: {row['statement']}" for row in rows.to_dict("records")]

    def _tested(self) -> pd.DataFrame:
        rows = self._changes[self._changes["q"].notna() & (self._changes["note"] == "")]
        return rows[rows["year0"] == self.before]

    def _answer(self, row: dict[Any, Any]) -> str:
        choice = self._edition.choice_labels(row["question"]).get(row["choice"], row["choice"])
        if row["question"] == self.question:
            return choice
        short = self._edition.table("questions").set_index("question")["short"].to_dict()
        return f"{short.get(row['question']) or row['question']}: {choice.lower()}"

    def _sentence(self, row: dict[Any, Any]) -> str:
        more = _("Fler") if row["difference"] > 0 else _("Färre")
        verb = _("väljer") if row["question"] == self.question else _("svarar")
        ends = _("{low} till {high}").format(low=style.number(row["low"] * 100), high=style.number(row["high"] * 100))
        return _("{more} {verb} «{row}» än {year}: {difference} (osäkerhetsintervall {ends}).").format(
            more=more,
            verb=verb,
            row=self._answer(row),
            year=row["year0"],
            difference=style.change(row["difference"]),
            ends=ends,
        )


def certain(row: dict[Any, Any]) -> bool:
    """Return whether a change in ``tables.CHANGES`` holds: tested, shown, and its adjusted p-value under the level."""
    return row["status"] == "visad" and row["note"] == "" and not style.missing(row["q"]) and row["q"] < LEVEL


def headline(topics: list[Share], ranks: pd.DataFrame) -> list[str]:
    """Return what may be said of the commonest topics: which is first in the answers, and which are surely on top."""
    shown = [share for share in topics if not style.missing(share.now["share"])]
    if not shown:
        return [_("För få har svarat på frågan för att siffrorna ska kunna visas.")]
    sentences = [
        _("Flest valde «{label}»: {figure} av dem som svarade.").format(label=shown[0].label, figure=shown[0].figure)
    ]
    chance = ranks.set_index("topic")["p_top3"].to_dict()
    sure = [share.label for share in shown if (chance.get(share.topic) or 0) >= _CERTAIN]
    if len(sure) > 1:
        named = ", ".join(f"«{label}»" for label in sure[:-1]) + _(" och «{sure}»").format(sure=sure[-1])
        sentences.append(_("{named} hör till de tre vanligaste också när osäkerheten räknas med.").format(named=named))
    return sentences


def figure(row: dict[Any, Any] | None) -> str:
    """Return a share with its interval in one cell, ``46 % (41–51)``, or ``..``."""
    return style.MISSING if row is None else style.interval(row["share"], row["low"], row["high"])


def _known(value: Any) -> float | None:
    return None if style.missing(value) else float(value)
