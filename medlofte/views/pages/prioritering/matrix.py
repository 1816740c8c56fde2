"""Brå's table: problems × criteria. Each answer is a button that opens its evidence; the last column holds decisions.

The browser's own popovers open by click, Enter or space and close by Esc, without a word to the kernel.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd

from medlofte import language
from medlofte.criteria import UNSURE
from medlofte.language import N_, _
from medlofte.views import minibars
from medlofte.views.drawing import each
from medlofte.views.pages.prioritering.material import Evidence, Material
from medlofte.workshop.words import LABELS

_SIGNS = {"ja": "●", "delvis": "◐", "nej": "○", UNSURE: "?", "1": "○", "2": "◔", "3": "◑", "4": "●"}
_NOTE = N_(
    "Tryck på ett svar för att se underlaget. Fet text med ram: gruppens svar. Övriga är "
    "underlagets förslag; ? betyder att underlaget inte räcker och att gruppen bedömer."
)


def table(material: Material, *, answers: pd.DataFrame, decisions: pd.DataFrame) -> str:
    """Return the table with the group's answers where there are any, else the evidence's suggestions."""
    common = {(r.problem, r.criterion): r.answer for r in each(answers)}
    decided = {r.problem: r for r in each(decisions)}
    names = list(material.criteria)
    rows = []
    for i, problem in enumerate(material.problems):
        cells = [_cell(_id(i, j), material.evidence[problem, name], common.get((problem, name)))
                 for j, name in enumerate(names)]  # fmt: skip
        rows.append((language.marked(material.label(problem)), *cells, _decision(decided, problem)))
    columns = (_("Problem"), *(material.short(name) for name in names), _("Beslut"))
    made = minibars.cards(_("Problem och kriterier"), columns, rows, note=_(_NOTE))
    said = _("Tabell: problem och kriterier")
    return f'<div class="ml-matrix ml-scroll" tabindex="0" role="region" aria-label="{said}">{made}</div>'


def popovers(material: Material) -> str:
    """Return the evidence of every cell, closed; they never change while the page is open."""
    names = list(material.criteria)
    return "".join(
        _popover(_id(i, j), material.label(problem), _(str(material.criteria[name]["label"])),
                 material.evidence[problem, name])
        for i, problem in enumerate(material.problems) for j, name in enumerate(names)
    )  # fmt: skip


def _id(row: int, column: int) -> str:
    return f"ml-underlag-{row}-{column}"


def _cell(name: str, found: Evidence, common: str | None) -> str:
    answer = common or found.suggested
    whose = _("gruppens svar") if common else _("underlagets förslag")
    sign = f'<span aria-hidden="true">{_SIGNS[answer]}</span> ' if answer != UNSURE else ""
    text = (
        escape(LABELS[answer]) if answer != UNSURE or common else f'?<span class="ml-hidden"> {LABELS[UNSURE]}</span>'
    )
    kind = "ml-answer ml-ours" if common else "ml-answer"
    return (
        f'<button type="button" class="{kind}" popovertarget="{name}">{sign}{text}'
        f'<span class="ml-hidden">, {whose}</span></button>'
    )


def _popover(name: str, problem: str, question: str, found: Evidence) -> str:
    known = _("<p>Underlagets förslag: <strong>{answer}</strong></p>").format(
        answer=escape(LABELS[found.suggested].lower())
    )
    source = _('<p class="ml-source">Källa: {source}.</p>').format(source=escape(found.source)) if found.source else ""
    return _(
        '<div class="ml-pop" id="{name}" popover role="dialog" tabindex="-1" autofocus '
        'aria-label="{label}" '
        'aria-describedby="{name}-d"><h4>{problem}</h4><p>{question}</p><div '
        'id="{name}-d">{known}<p>{sentence}</p>{source}</div><button type="button" '
        'class="ml-step" popovertarget="{name}" '
        'popovertargetaction="hide">Stäng</button></div>'
    ).format(
        name=name,
        label=escape(f"{problem}: {question}"),
        problem=escape(problem),
        question=escape(question),
        known=known,
        sentence=escape(found.sentence),
        source=source,
    )


def _decision(decided: Mapping[str, object], problem: str) -> str:
    row = decided.get(problem)
    if row is None:
        return "–"
    mark = {"fokus": "★", "bortprioriterat": "✘", "senare": "→"}[row.decision]  # type: ignore[attr-defined]
    return minibars.cell(f"{mark} {LABELS[row.decision]}")  # type: ignore[attr-defined]
