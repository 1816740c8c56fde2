"""Proposed questions as a commented codebook in YAML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import yaml

from medlofte.analysis.draft.sketch import Option, Sketch
from medlofte.codebook import Codebook, normal
from medlofte.language import N_, _

_HEAD = N_("""\
# UTKAST till kodbok, gjort av medlofte från {source}.
# Det är ett förslag: gå igenom fråga för fråga, rätta, och ta bort det som inte ska med.
#   type     select_one (ett val), select_multiple (flera val), scale (skala), integer, decimal, text, place, date, id
#   columns  rubriker som frågan står under i filerna (namnet och frågetexten räknas alltid)
#   also     andra sätt som ett svar är skrivet på
#   missing  skäl till att svar saknas: dont_know (vet ej), no_answer (inget svar), not_asked (ej ställd)
#   problem  sätt problem: true på de svar som räknas som otrygghet eller oro
#   topic    knyt svarsalternativet till ett ämne
#   series   bara frågor med samma serie jämförs mellan år; byt serie när frågan eller svaren ändras
""")


def text(sketches: Sequence[Sketch], *, source: str, skipped: Sequence[str] = (), before: str = "") -> str:
    """Return the codebook.

    Parameters
    ----------
    source
        The file it was made from, for the heading.
    skipped
        Columns that were left out, with why.
    before
        YAML to put before the questions, such as topics and actors.

    Raises
    ------
    CodebookError
        Never for what the drafts make; the text is read back before it is handed over.
    """
    lines = [_(_HEAD).format(source=source).rstrip()]
    lines += [_("# Kolumner som inte är med:"), *(f"#   {_comment(words)}" for words in skipped)] if skipped else []
    lines += [before.rstrip() or 'version: "1"\ntitle: "Enkät"\nlanguage: sv', "", "questions:"]
    lines += [line for sketch in sketches for line in _question(sketch)]
    written = "\n".join(lines) + "\n"
    _check(written)
    return written


def _check(written: str) -> None:
    """Read the text back without its topics, which may stand in a file of their own."""
    content = yaml.safe_load(written)
    Codebook.model_validate({key: value for key, value in content.items() if key != "topics"})


def _comment(words: str) -> str:
    return " ".join(words.split())


def _quoted(value: Any) -> str:
    # JSON's strings are YAML's double-quoted ones.
    return json.dumps(value, ensure_ascii=False)


def _question(sketch: Sketch) -> list[str]:
    lines = [f"# {_comment(sketch.remark)}"] if sketch.remark else []
    lines += [f"- name: {_quoted(sketch.name)}", f"  type: {sketch.type}"]
    lines += [f"  {key}: {value}" for key, value in (("role", sketch.role), ("concept", sketch.concept)) if value]
    lines.append(f"  label: {_quoted(sketch.label)}")
    columns = [c for c in sketch.columns if normal(c) not in (normal(sketch.name), normal(sketch.label))]
    lines += [f"  columns: [{', '.join(map(_quoted, columns))}]"] if columns else []
    lines += [f"  separator: {_quoted(sketch.separator)}"] if sketch.separator else []
    lines += [f"  max: {sketch.max}"] if sketch.max else []
    if sketch.missing:
        reasons = ", ".join(f"{_quoted(code)}: {reason}" for code, reason in sketch.missing.items())
        lines.append(f"  missing: {{{reasons}}}")
    if sketch.type in ("scale", "select_one", "select_multiple") and not sketch.role:
        lines.append(f"  series: {_quoted(sketch.name + '_1')}")
    return lines + (["  choices:", *map(_option, sketch.options)] if sketch.options else [])


def _option(option: Option) -> str:
    parts = [f"name: {_quoted(option.name)}", f"label: {_quoted(option.label)}"]
    parts += [f"also: [{', '.join(map(_quoted, option.also))}]"] if option.also else []
    parts += [f"columns: [{', '.join(map(_quoted, option.columns))}]"] if option.columns else []
    parts += [f"{key}: {value:g}" for key, value in (("low", option.low), ("high", option.high)) if value is not None]
    parts += ["problem: true"] if option.problem else []
    parts += [f"missing: {option.missing}"] if option.missing else []
    return "  - {" + ", ".join(parts) + "}"
