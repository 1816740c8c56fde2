"""A codebook proposed from what a statistical file says of itself: titles, value labels, declared missing values, sets.

Where the file says nothing of a column, it is guessed from its values.
"""

from __future__ import annotations

import pandas as pd

from medlofte.analysis.draft import guess
from medlofte.analysis.draft.person import background
from medlofte.analysis.draft.sketch import Option, Sketch, graded, option, slug, troubled
from medlofte.analysis.read.headings import options as parted
from medlofte.analysis.read.table import Several, Tabular
from medlofte.language import _


def sketches(table: Tabular, *, year: int) -> tuple[list[Sketch], list[str]]:
    """Return the proposed questions of a statistical file, and the columns left out."""
    found: list[Sketch] = []
    taken = {heading for several in table.dictionary.several for heading in several.columns}
    found += [_several(several, table) for several in table.dictionary.several]
    plain = []
    for heading in table.headings:
        if heading in taken:
            continue
        sketch = _labelled(heading, table)
        if sketch is None:
            plain.append(heading)
        else:
            found.append(sketch)
    guessed, skipped = guess.sketches(table, year=year, headings=plain)
    return sorted([*found, *guessed], key=lambda sketch: _place(sketch, table)), skipped


def _place(sketch: Sketch, table: Tabular) -> int:
    """Return where the question stands in the file."""
    own = [*sketch.columns, *(column for choice in sketch.options for column in choice.columns)]
    return min(
        (table.headings.index(column) for column in own if column in table.headings), default=len(table.headings)
    )


def _several(several: Several, table: Tabular) -> Sketch:
    if several.counted:
        options = [_member(heading, table) for heading in several.columns]
        own: tuple[str, ...] = ()
    else:
        labels = table.dictionary.labels.get(several.columns[0], {}) if several.columns else {}
        options = [option(label, code=code) for code, label in labels.items()]
        own = several.columns
    return Sketch(slug(several.name), several.label or several.name, "select_multiple", (several.name, *own),
                  tuple(options), remark=_("Flera svar: filen har en kolumn per alternativ."))  # fmt: skip


def _member(heading: str, table: Tabular) -> Option:
    title = table.dictionary.titles.get(heading, heading)
    words = next((part for _, part in parted(title)), title) if title != heading else heading
    return option(words.strip(), columns=(heading,))


def _labelled(heading: str, table: Tabular) -> Sketch | None:
    """Return a question whose codes the file explains; None when they are too few to explain the values."""
    labels = dict(table.dictionary.labels.get(heading, {}))
    values = [str(value) for value in pd.unique(table.frame[heading].astype("str")) if value]
    unlabelled = [value for value in values if value not in labels]
    if not labels or len(unlabelled) > len(labels):
        return None
    title = table.dictionary.titles.get(heading, heading)
    options = []
    for code, label in labels.items():
        made = option(label, code=code)
        declared = table.dictionary.declared_missing(heading, code) and not made.missing
        options.append(option(label, code=code, missing="no_answer") if declared else made)
    options += [option(value) for value in unlabelled]
    about = background(heading, title)
    remark = _("Koder utan förklaring i filen: {codes}.").format(codes=", ".join(unlabelled)) if unlabelled else ""
    return Sketch(slug(heading), title, graded(options, about.role), (heading,), troubled(options, title=title),
                  role=about.role, concept=about.concept, remark=remark)  # fmt: skip
