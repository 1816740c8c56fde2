"""What the fifth workbook shows of an edition that is only tried: what is hidden, the joint picture, its sources."""

from __future__ import annotations

import pandas as pd

from medlofte import sentences, tables
from medlofte.analysis.workbench.frames import counts, span, titled
from medlofte.analysis.workbench.publishing import PROFILES
from medlofte.edition import Edition
from medlofte.language import N_, _

TOP = 8
_SHOWN = {tables.SHOWN: N_("Visade"), tables.SUPPRESSED: N_("Skyddade")}


def hindering(findings: pd.DataFrame) -> str:
    """Return whether anything stops an edition."""
    return _("Antal fynd som hindrar: {n}.").format(n=len(findings)) if len(findings) else _("Inget hindrar.")


def tried(edition: Edition) -> str:
    """Return that the trial went well, and of what."""
    about = edition.about
    return _("Provet är klart: {title}, svar från {year}.").format(title=about["title"], year=about["survey_year"])


def hidden(edition: Edition) -> pd.DataFrame:
    """Return per table how many figures are shown and how many are hidden."""
    found = {_(one.meaning): edition.table(one.name)["status"].value_counts()
             for one in tables.EDITION if "status" in one.names}  # fmt: skip
    return _sided(pd.DataFrame(found).T, rows=N_("Tabell"))


def breakdowns(edition: Edition) -> pd.DataFrame:
    """Return per breakdown of the survey how many shares are shown and how many are hidden."""
    shares = edition.table("estimates")
    asked = edition.table("questions").set_index("question")["short"].to_dict() | {"": ""}
    pairs = zip(shares["by1"], shares["by2"], strict=True)
    by = [" × ".join(asked.get(one, one) for one in pair if one) or _("alla svarande") for pair in pairs]
    crossed = pd.crosstab(pd.Series(by, index=shares.index), shares["status"])
    return _sided(crossed.reindex(list(dict.fromkeys(by))), rows=N_("Uppdelning"))


def situation(edition: Edition) -> pd.DataFrame:
    """Return the topics that most residents name, with what actors and registers say beside it."""
    found = edition.table("situation").sort_values("rank").head(TOP)
    shown = found.assign(
        topic=found["topic"].map(edition.labels("topics")),
        ends=[span(*ends, decimals=0) for ends in zip(found["low"], found["high"], strict=True)],
        actors=[_("{some} av {all}").format(some=some, all=all_)
                for some, all_ in zip(found["actors"], found["actors_asked"], strict=True)],
    )  # fmt: skip
    headings = {"rank": N_("Placering"), "topic": N_("Ämne"), "share": N_("Andel"), "ends": N_("Osäkerhetsintervall"),
                "n": "n", "actors": N_("Aktörer"), "register_count": N_("Registrerade händelser")}  # fmt: skip
    return titled(shown, headings, shares=("share",), decimals={"share": 0})


def made(edition: Edition) -> list[str]:
    """Return how the edition is protected, and by which method it is made."""
    about = edition.about
    limits = _("Röjandekontroll: {profile}. Minst antal svar: {count}. Minst antal svarande i gruppen: {base}.")
    profile = next(_(words) for words, name in PROFILES if name == about["profile"])
    told = limits.format(profile=profile, count=about["minimum_count"], base=about["minimum_base"])
    return [told, sentences.method(about)]


def _sided(frame: pd.DataFrame, *, rows: str) -> pd.DataFrame:
    whole = frame.reindex(columns=list(_SHOWN), fill_value=0).fillna(0).astype(int)
    return counts(whole.set_axis([_(words) for words in _SHOWN.values()], axis=1), rows=rows)
