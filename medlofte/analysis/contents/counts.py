"""Plain counts that an edition carries beside its estimates: non-response, places named, register rows."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from medlofte import tables
from medlofte.analysis.read.incidents import SOURCE
from medlofte.codebook import Codebook
from medlofte.rounds import Profile, Round

_HIGHER = {"worse": "samre", "better": "battre", "": ""}
Match = Callable[[str, pd.DataFrame], str]


def accounting(responses: tables.Responses, *, codebook: Codebook) -> pd.DataFrame:
    """Return, per year and question, how many answered and why the others did not (``ACCOUNTING``, unprotected).

    The five states add up to the accepted rows, always. Questions with options only: how much free text there is stands
    in the coverage table.
    """
    years = responses.frame["year"]
    asked = [question.name for question in codebook.with_options if question.name in responses.states]
    rows = []
    for year in sorted(years.unique()):
        states = responses.states[(years == year).to_numpy()]
        for name in asked:
            counts = states[name].value_counts()
            rows.append((year, name, len(states), *(int(counts.get(s, 0)) for s in tables.ANSWER_STATES), tables.SHOWN))
    return tables.ACCOUNTING.check(pd.DataFrame(rows, columns=tables.ACCOUNTING.names))


def places(
    gazetteer: pd.DataFrame, *, answers: pd.DataFrame, reports: pd.DataFrame, codebook: Codebook, match: Match
) -> pd.DataFrame:
    """Return how many residents and actors name each place (``PLACES``, unprotected).

    Parameters
    ----------
    gazetteer
        The round's places: place, label, aliases, kind, x, y.
    answers
        Free-text answers of one year (respondent, question, text); those to questions of type ``place`` are matched.
        A person who names a place twice counts once.
    reports
        ``REPORTS`` that may be shown.
    match
        Text and gazetteer → the place's id, or nothing.
    """
    asked = [question.name for question in codebook.questions if question.type == "place"]
    named = answers[answers["question"].isin(asked)]
    found = {text: match(text, gazetteer) for text in named["text"].unique()}
    residents = named.assign(place=named["text"].map(found)).groupby("place")["respondent"].nunique()
    actors = reports.groupby("place")["actor"].nunique()
    columns = [name for name in tables.PLACES.names if name in gazetteer.columns]
    frame = gazetteer[columns].assign(
        residents=gazetteer["place"].map(residents).fillna(0),
        actors=gazetteer["place"].map(actors).fillna(0),
        status=tables.SHOWN,
    )
    return tables.PLACES.check(frame)


def registers(register: pd.DataFrame, *, minimum: int = 0) -> pd.DataFrame:
    """Return the register rows as published (``REGISTERS``): official statistics, so none are suppressed here.

    A rate per 100 000 of fewer cases than ``minimum`` is left blank: one case more or less would swing it. A figure
    that is neither a count nor per 100 000 (a share, an index) stands in ``measured``; the staff's weekly reports are
    no register and stand in ``incidents``.
    """
    register = register[register["source"] != SOURCE]
    plain = register["value"].isna() & (register["unit"] == "")
    counted = register[plain | register[["count", "per_100k"]].notna().any(axis=1)]
    few = counted["count"] < minimum
    return tables.REGISTERS.check(counted.assign(per_100k=counted["per_100k"].mask(few), status=tables.SHOWN))


def measured(register: pd.DataFrame, *, round_: Round, limits: Profile) -> pd.DataFrame:
    """Return shares and indices of other surveys (``MEASURED``), with their own scale and geography.

    A figure of fewer answers than the minimum base is suppressed, and so is a share that stands for 1 up to the minimum
    count; then the same figure of the other sex goes with it, since the two give each other through the total.
    """
    own = register[register["value"].notna() & register[["count", "per_100k"]].isna().all(axis=1)].reset_index(
        drop=True
    )
    higher = {entry.file: _HIGHER[entry.higher] for entry in round_.registers}
    base = own["base"].astype("float64")
    cases = (own["value"] / 100 * base).where(own["unit"] == "%")
    small = (base < limits.minimum_base) | cases.between(0.5, limits.minimum_count - 0.5)
    family = own["parent"].where(own["parent"] != "", own["indicator"])
    beside = small.groupby([family, own["region"], own["period"]]).transform("any") & (own["level"] > 1)
    gone = (small | beside).to_numpy(dtype=bool)
    return tables.MEASURED.check(own.assign(
        higher=own["file"].map(higher).fillna(""), value=own["value"].mask(gone), base=own["base"].mask(gone),
        status=pd.Series(tables.SHOWN, index=own.index).mask(gone, tables.SUPPRESSED),
    ))  # fmt: skip
