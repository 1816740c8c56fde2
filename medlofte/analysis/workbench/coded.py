"""What the second workbook shows of the free text: how much is coded, the topics, and why an answer got its topic."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sized
from pathlib import Path

import pandas as pd

from medlofte import style
from medlofte.analysis.coding.patterns import Coder
from medlofte.analysis.workbench.frames import titled
from medlofte.analysis.workbench.wording import Wording
from medlofte.codebook import Codebook
from medlofte.language import N_, _

LEAST = 5  # topics that fewer mention are not shown


def told(answers: pd.DataFrame, *, suggested: Sized, reviewed: Sized) -> str:
    """Return how many free answers there are, what the patterns suggest and what people have read."""
    return _(
        "Fria svar: {answers}. Koder som mönstren föreslår: {suggested}. Svar som en person har granskat: {reviewed}."
    ).format(answers=style.number(len(answers)), suggested=style.number(len(suggested)),
             reviewed=style.number(len(reviewed)))  # fmt: skip


def waits(waiting: Sized) -> list[str]:
    """Return how many answers may need the responsible officer and count only when they are read; [] if none."""
    told = _(
        "{n} svar kan vara en anklagelse eller ett rop på hjälp och räknas inte. Läs dem i kodningsrummet, kön "
        "Flagga?: flagga för den ansvariga, eller spara ämnen så räknas de."
    ).format(n=style.number(len(waiting)))
    return [told] if waiting else []


def coverage(found: pd.DataFrame, *, codebook: Codebook) -> pd.DataFrame:
    """Return how much is coded, per year and question (``COVERAGE``)."""
    headings = {"year": N_("År"), "question": N_("Fråga"), "n": N_("Antal svar"), "coded": N_("Kodade"),
                "reviewed": N_("Granskade"), "uncoded": N_("Okodade"), "double_coded": N_("Dubbelkodade"),
                "alpha": N_("Alfa")}  # fmt: skip
    shown = found.assign(question=found["question"].map(Wording.of(codebook).questions))
    return titled(shown, headings, index=2, shares=("coded", "reviewed", "uncoded", "double_coded"),
                  decimals={"alpha": 2})  # fmt: skip


def mentioned(mentions: pd.DataFrame, *, codebook: Codebook, year: int) -> pd.DataFrame:
    """Return the topics of a year by how many mention them (``MENTIONS``)."""
    found = mentions[(mentions["year"] == year) & (mentions["n"] >= LEAST)].sort_values("n", ascending=False)
    shown = found.assign(topic=found["topic"].map(Wording.of(codebook).topics))
    return titled(shown, {"topic": N_("Ämne"), "n": N_("Antal svarande")})


def why(coder: Coder, sentences: Iterable[str]) -> pd.DataFrame:
    """Return which topic each sentence gets, by which words and which pattern."""
    topics, rows = Wording.of(coder.codebook).topics, []
    for sentence in sentences:
        text = unicodedata.normalize("NFC", sentence)
        hits = [(sentence, topics[hit.topic], text[hit.start : hit.end], hit.rule) for hit in coder.code(sentence)]
        rows += hits or [(sentence, _("inget ämne"), "", "")]
    headings = {"sentence": N_("Mening"), "topic": N_("Ämne"), "words": N_("Orden som träffade"), "rule": N_("Mönster")}
    return titled(pd.DataFrame(rows, columns=list(headings)), headings)


def agreed(
    found: pd.DataFrame, *, answers: pd.DataFrame, codes: pd.DataFrame, reviewed: Sized, sample: Sized
) -> list[str]:
    """Return how alike two people code, how many answers a second one should read, and how much is read at all.

    Parameters
    ----------
    found
        As :func:`medlofte.analysis.coding.agreement.agreement` returns it.
    sample
        The answers drawn for a second coder.
    """
    n = max(len(answers), 1)
    coded = len(codes.drop_duplicates(["respondent", "question"])) / n
    return [
        _("Hela ämnesmängden: {judgement}. Så många svar ska en andra person koda: {sample}.").format(
            judgement=found["judgement"].iloc[0], sample=len(sample)
        ),
        style.free_text(len(answers), reviewed=len(reviewed) / n, uncoded=1 - coded, alpha=found["alpha"].iloc[0]),
    ]


def written(files: Iterable[Path]) -> str:
    """Return which files were written, and in which folder."""
    files = list(files)
    return _("I mappen {folder}: {files}").format(
        folder=files[0].parent.name if files else "", files=", ".join(file.name for file in files)
    )
