"""A codebook proposed from an XLSForm, the workbook that KoboToolbox, ODK and Survey123 make their forms from.

Source: XLSForm specification (xlsform.org): the sheets ``survey`` (type, name, label, constraint) and ``choices``
(list_name, name, label); several languages as ``label::Svenska (sv)``; ``or_other`` after the list's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from medlofte.analysis.draft.person import background
from medlofte.analysis.draft.sketch import Option, Sketch, graded, option, slug
from medlofte.analysis.read.grid import WORKBOOKS, Rows, grids
from medlofte.codebook import normal
from medlofte.language import _

Entry = Mapping[str, str]
_KINDS = {"integer": "integer", "int": "integer", "range": "integer", "decimal": "decimal", "date": "date",
          "datetime": "date", "text": "text", "string": "text"}  # fmt: skip
_SELECTS = {"select_one": "select_one", "select one": "select_one", "select_multiple": "select_multiple",
            "select multiple": "select_multiple", "rank": "select_multiple", "select1": "select_one"}  # fmt: skip
_AT_MOST = re.compile(r"count-selected\(\.\)\s*(<=|<)\s*(\d+)")


def sheets(path: Path) -> dict[str, list[Entry]] | None:
    """Return the entries of the sheets ``survey`` and ``choices``, or None if the workbook is no XLSForm.

    Raises
    ------
    SourceError
        If the workbook cannot be read.
    """
    if path.suffix.lower() not in WORKBOOKS:
        return None
    found = {normal(grid.sheet): _entries([row for block, _ in grid.blocks(False) for row in block])
             for grid in grids(path, file=path.name, score=lambda rows: (0, 0))}  # fmt: skip
    survey = found.get("survey", [])
    return found if survey and {"type", "name"} <= set(survey[0]) else None


def _entries(rows: Rows) -> list[Entry]:
    if not rows:
        return []
    heads = [normal(cell) for cell in rows[0]]
    return [dict(zip(heads, (cell.strip() for cell in row), strict=False)) for row in rows[1:] if any(row)]


def sketches(found: Mapping[str, Sequence[Entry]]) -> tuple[list[Sketch], list[str]]:
    """Return the proposed questions of an XLSForm, and the rows left out."""
    lists: dict[str, list[Option]] = {}
    for entry in found.get("choices", ()):
        name = entry.get("list_name") or entry.get("list name", "")
        made = option(_label(entry) or entry.get("name", ""), code=entry.get("name", ""))
        lists.setdefault(name, []).append(made)
    made_, skipped = [], []
    for entry in found["survey"]:
        sketch = _sketch(entry, lists)
        if sketch is not None:
            made_.append(sketch)
        elif entry.get("name") and not entry["type"].startswith(("begin", "end", "note", "calculate")):
            skipped.append(f"{entry['name']} ({entry['type']})")
    return made_, skipped


def _label(entry: Entry) -> str:
    """Return the label in Swedish if there is one, else the first."""
    labels = {key: words for key, words in entry.items() if key.split("::")[0] == "label" and words}
    swedish = next((words for key, words in labels.items() if "sv" in key.split("::")[-1]), "")
    return re.sub(r"<[^>]+>|\*\*", "", swedish or next(iter(labels.values()), "")).strip()


def _sketch(entry: Entry, lists: Mapping[str, list[Option]]) -> Sketch | None:
    kind, name = entry["type"].casefold(), entry.get("name", "")
    label = _label(entry) or name
    made = Sketch(slug(name), label, "text", (name,))
    if kind in _KINDS:
        about = background(name, label)
        remark = (
            _("Åldern kan delas i grupper: lägg till choices med low och high.") if about.concept == "alder" else ""
        )
        return replace(made, type=_KINDS[kind], remark=remark)
    select = next((word for word in _SELECTS if kind.startswith(word + " ")), None)
    if select is None:
        return None
    words = entry["type"][len(select) :].split()
    options = list(lists.get(words[0], ())) if words else []
    if "or_other" in words:
        options.append(option("Annat", code="other"))
    if not options:
        return replace(made, remark=_("Svarsalternativen ligger utanför formuläret."))
    return _select(made, _SELECTS[select], options, entry)


def _select(made: Sketch, kind: str, options: list[Option], entry: Entry) -> Sketch:
    about = background(made.columns[0], made.label)
    most = _AT_MOST.search(entry.get("constraint", ""))
    made = replace(made, options=tuple(options), role=about.role, concept=about.concept)
    if kind == "select_one":
        return replace(made, type=graded(options, about.role))
    limit = int(most[2]) - (most[1] == "<") if most else None
    return replace(made, type=kind, max=limit, separator=" ")
