"""What the third workbook shows of the survey: who answered, shares, means, changes and the topics' order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from medlofte import sentences, style
from medlofte.analysis.contents import vocabulary
from medlofte.analysis.estimate.caption import caption as captioned
from medlofte.analysis.estimate.cells import Cells
from medlofte.analysis.estimate.compare import Outcome
from medlofte.analysis.workbench.frames import between, p_value, span, titled
from medlofte.analysis.workbench.wording import Wording
from medlofte.codebook import Codebook, Question
from medlofte.language import N_, _
from medlofte.rounds import Round

_NOTES = (sentences.OPTIONS_CHANGED, sentences.CHANGED)
MOST = 10  # the changes that are shown


def counted(cells: Mapping[int, Cells]) -> list[str]:
    """Return a line per year: how many answered, and in how many cells they were counted."""
    line = _("{year}. Antal svarande: {n}. Antal celler: {cells}.")
    return [line.format(year=year, n=style.number(one.frame["n"].sum()), cells=len(one.frame))
            for year, one in cells.items()]  # fmt: skip


def collected(round_: Round) -> str:
    """Return how the answers came in, and what that means for the intervals."""
    return _(vocabulary.NOTES[round_.design])


def source(round_: Round, *, year: int) -> str:
    """Return the line under a figure made of the survey."""
    made_up = _("Påhittade svar.") if round_.demo else ""
    return " ".join(filter(None, [_("Enkäten {year}.").format(year=year), collected(round_), made_up]))


def everyone() -> str:
    """Return the words for all respondents together."""
    return _("alla svarande")


def caption(cells: Cells, *, codebook: Codebook) -> str:
    """Return what must be said beside a table made of these cells."""
    return captioned(cells, labels=Wording.of(codebook).questions)


def composition(found: pd.DataFrame, *, codebook: Codebook) -> pd.DataFrame:
    """Return those who answered beside the population, per background question (``COMPOSITION``)."""
    words = Wording.of(codebook)
    keys = zip(found["question"], found["choice"], strict=True)
    shown = found.assign(question=found["question"].map(words.questions),
                         choice=[words.choices.get((q, c), c) for q, c in keys])  # fmt: skip
    headings = {"question": N_("Fråga"), "choice": N_("Grupp"), "n": N_("Antal svarande"),
                "share": N_("Andel av svarande"), "population": N_("Andel av befolkningen")}  # fmt: skip
    return titled(shown, headings, index=2, shares=("share", "population"))


def weighed_by(round_: Round, *, codebook: Codebook) -> str:
    """Return what the answers are weighed by, or how to have them weighed."""
    names = Wording.of(codebook).questions
    if not round_.rake:
        return _("Svaren vägs inte: ange population och rake i round.toml.")
    return _("Svaren vägs efter {rake}.").format(rake=", ".join(names.get(name, name) for name in round_.rake))


def shares(
    wilson: pd.DataFrame, careful: pd.DataFrame, *, question: Question, by: Sequence[str], codebook: Codebook,
    minimum_base: int,
) -> pd.DataFrame:  # fmt: skip
    """Return shares with the two intervals side by side, for the groups that have enough respondents.

    Parameters
    ----------
    wilson, careful
        Shares of the same question, with Wilson's and Korn–Graubard's intervals.
    by
        What they are broken down by; nothing for all respondents.
    """
    words = Wording.of(codebook)
    found = wilson.assign(
        careful=[span(*ends) for ends in zip(careful["low"], careful["high"], strict=True)],
        wilson=[span(*ends) for ends in zip(wilson["low"], wilson["high"], strict=True)],
        choice=wilson["choice"].map(words.answers(question.name)), group1=_groups(wilson, by, words),
    )  # fmt: skip
    headings = {"group1": N_("Grupp"), "choice": N_("Svar"), "share": N_("Andel"), "wilson": "Wilson",
                "careful": "Korn–Graubard", "n": "n", "n_eff": "n_eff",
                "dont_know": N_("Vet ej")}  # fmt: skip
    return titled(found[found["n"] >= minimum_base], headings, index=2, shares=("share", "dont_know"))


def association(outcome: Outcome, *, question: Question, by: str, codebook: Codebook) -> str:
    """Return Rao and Scott's test of a question against a background question."""
    names = Wording.of(codebook).questions
    return _("Rao–Scott, {question} mot {by}: F = {statistic}, p: {p}").format(
        question=names[question.name], by=names[by], statistic=style.number(outcome.statistic, 2),
        p=p_value(outcome.p)
    )  # fmt: skip


def means(found: pd.DataFrame, *, by: Sequence[str], codebook: Codebook) -> pd.DataFrame:
    """Return a mean per group with its interval."""
    shown = found.assign(group1=_groups(found, by, Wording.of(codebook)))
    headings = {"group1": N_("Grupp"), "mean": N_("Medelvärde"), "low": N_("Från"), "high": N_("Till"), "n": "n",
                "dont_know": N_("Vet ej")}  # fmt: skip
    return titled(shown, headings, shares=("dont_know",), decimals=dict.fromkeys(("mean", "low", "high"), 2))


def ways(cells: Cells) -> list[str]:
    """Return the ways of answering that occur, in the order they are told of."""
    return [name for name in vocabulary.MODES if (cells.frame[vocabulary.MODE] == name).any()]


def one_way() -> str:
    """Return why the ways of answering are not compared."""
    return _("Alla har svarat på samma sätt, eller så finns ingen bakgrundsfråga att väga med.")


def modes(found: pd.DataFrame, *, codebook: Codebook) -> pd.DataFrame:
    """Return the difference between two ways of answering, as it is and with the same groups in both."""
    words = Wording.of(codebook)
    labels = words.answers(str(found["question"].iloc[0]))
    ways_ = words.answers(vocabulary.MODE)
    one, other = (ways_[str(found[side].iloc[0])] for side in ("group1", "against"))
    shown = found.assign(
        choice=found["choice"].map(labels), q=found["q"].map(p_value),
        ends=[between(*ends) for ends in zip(found["low"], found["high"], strict=True)],
        **{name: [style.points(value, 1) for value in found[name]] for name in ("raw", "difference")},
    )  # fmt: skip
    table = titled(shown, {"choice": N_("Svar"), "raw": N_("Som det är"), "difference": N_("Med samma grupper"),
                           "ends": N_("Osäkerhetsintervall"), "q": "q"})  # fmt: skip
    said = _("{one} minus {other}, i procentenheter").format(one=one, other=other)
    return table.rename_axis(columns=f"{_('Svar')} ({said})")


def covered(found: pd.DataFrame) -> str:
    """Return how many of the respondents can be compared between two ways of answering."""
    share = style.percent(found["covered"].iloc[0])
    return _("Så många av de svarande finns i grupper som svarat på båda sätten: {share}.").format(share=share)


def changes(found: pd.DataFrame, *, codebook: Codebook) -> pd.DataFrame:
    """Return the surest changes between two years (``CHANGES``)."""
    words = Wording.of(codebook)
    rows = found[found["note"] == ""].sort_values("q").head(MOST)
    shown = rows.assign(
        question=rows["question"].map(words.questions), q=rows["q"].map(p_value),
        choice=[words.choices.get(key, "") for key in zip(rows["question"], rows["choice"], strict=True)],
        difference=[style.points(value, 1) for value in rows["difference"]],
        ends=[between(*ends) for ends in zip(rows["low"], rows["high"], strict=True)],
    )  # fmt: skip
    headings = {"question": N_("Fråga"), "choice": N_("Svar"), "difference": N_("Procentenheter"),
                "ends": N_("Osäkerhetsintervall"), "q": "q"}  # fmt: skip
    return titled(shown, headings, index=2)


def uncompared(found: pd.DataFrame, *, codebook: Codebook) -> list[str]:
    """Return a line per question that is not compared between the years, and why."""
    names = Wording.of(codebook).questions
    rows = found[found["note"] != ""][["question", "note"]].drop_duplicates()
    return [f"{names[name]}: {sentences.anew(note, *_NOTES)}" for name, note in rows.itertuples(index=False)]


def one_year() -> str:
    """Return what to do where there is nothing to compare with."""
    return _("Rundan har svar från ett enda år. Lägg till en tidigare enkät under [[surveys]] i round.toml.")


def order(ranks: pd.DataFrame, *, codebook: Codebook) -> pd.DataFrame:
    """Return the topics' order and how sure it is (``RANKS`` with the places of 95 draws in 100)."""
    ends = zip(ranks["rank_low"], ranks["rank_high"], strict=True)
    shown = ranks.assign(
        topic=ranks["topic"].map(Wording.of(codebook).topics),
        wilson=[span(*pair) for pair in zip(ranks["low"], ranks["high"], strict=True)],
        places=[f"{low:.0f}–{high:.0f}" for low, high in ends],
    )
    headings = {"rank": N_("Placering"), "topic": N_("Ämne"), "share": N_("Andel"), "wilson": N_("Osäkerhetsintervall"),
                "places": N_("Placering från–till"), "p_top3": N_("Sannolikt bland de tre")}  # fmt: skip
    return titled(shown, headings, shares=("share", "p_top3"))


def unranked() -> str:
    """Return what to do where no question ranks the topics."""
    return _("Ingen fråga rangordnar ämnena. Skriv dess namn under priority_question i round.toml.")


def _groups(frame: pd.DataFrame, by: Sequence[str], words: Wording) -> list[str]:
    """Return what each row's group is called."""
    labels = words.answers(by[0]) if by else {}
    return [labels.get(name, name) or _("Alla svarande") for name in frame["group1"]]
