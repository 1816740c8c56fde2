"""What the first workbook shows of a round's files: which were read, and whether every question adds up."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from medlofte import tables
from medlofte.analysis.check import Checked
from medlofte.analysis.workbench.frames import counts, titled
from medlofte.analysis.workbench.wording import Wording
from medlofte.language import N_, Words, _, translated

_WORDS = (N_("Svarat"), N_("Vet ej"), N_("Inget svar"), N_("Ogiltigt"), N_("Ej ställd"))
_STATES = dict(zip(tables.ANSWER_STATES, _WORDS, strict=True))
_KINDS = Words({
    "survey": N_("enkät"), "mapping": N_("kartläggning"), "register": N_("register"), "places": N_("platser"),
    "areas": N_("kartlager"), "points": N_("punkter"), "population": N_("befolkning"), "promises": N_("löften"),
    "walks": N_("vandringar"), "exposure": N_("rörelser"),
})  # fmt: skip


def told(checked: Checked) -> str:
    """Return how much a round holds."""
    book = checked.codebook
    return _(
        "{title}. Kodboken har {questions} {questions|fråga|frågor}, {topics} {topics|ämne|ämnen} och "
        "{actors} {actors|aktör|aktörer}. Antal svarande, alla år: {answers}."
    ).format(title=checked.round_.title, questions=len(book.questions), topics=len(book.topics),
             actors=len(book.actors), answers=len(checked.responses.frame))  # fmt: skip


def files(provenance: pd.DataFrame, *, checksums: bool = False) -> pd.DataFrame:
    """Return a row per file, how many of its rows were read and what became of them.

    Parameters
    ----------
    provenance
        ``PROVENANCE``, a round's or an edition's.
    checksums
        Whether to show how each file's SHA-256 begins.
    """
    shown = provenance.assign(kind=[_KINDS.get(kind, kind) for kind in provenance["kind"]],
                              sha256=provenance["sha256"].str[:12])  # fmt: skip
    headings = {"file": N_("Fil"), "kind": N_("Innehåll"), "read": N_("Lästa rader"), "accepted": N_("Godkända"),
                "quarantined": N_("I karantän")}  # fmt: skip
    return titled(shown, headings | ({"sha256": N_("SHA-256, början")} if checksums else {}))


def states(checked: Checked) -> pd.DataFrame:
    """Return per question how many answered, did not know, and so on; each row adds up to the accepted answers."""
    found = checked.responses.states.apply(lambda one: one.value_counts().reindex(list(_STATES), fill_value=0)).T
    found = found.rename(columns=translated(_STATES), index=Wording.of(checked.codebook).questions)
    return counts(found.assign(**{_("Summa"): found.sum(axis=1)}), rows=N_("Fråga"))


def saved(findings: pd.DataFrame, *, file: Path) -> str:
    """Return how many findings were written in a file, by severity."""
    each = [f"{_(str(severity))} {n}" for severity, n in findings["severity"].value_counts().items()]
    told = _("Sparat i {file}. Antal fynd: {n}.").format(file=file.name, n=len(findings))
    return f"{told} ({', '.join(each)})" if each else told
