"""What YAML and pydantic find wrong with a codebook or a set-up, in the reader's words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from medlofte.errors import MedlofteError
from medlofte.language import N_, _

# Written in C where it is at hand: ten times faster. It marks what is never ended on the row after the last.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SAID = {"missing": N_("uppgiften saknas"), "extra_forbidden": N_("okänt ord, är det felstavat?")}
_NUMBER, _OTHER = N_("«{value}» ska vara ett tal"), N_("«{value}» har fel form (typ {kind})")
# The pattern itself would tell most readers nothing.
_FORM = {"string_pattern_mismatch": N_("«{value}» har fel form")}


def parsed(text: str, *, file: str | Path, wrong: type[MedlofteError]) -> Any:
    """Return what a YAML text says; an error of the class ``wrong``, with the row, where it is no YAML."""
    try:
        return yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = min(mark.line + 1, len(text.splitlines()) or 1) if mark else None
        raise wrong(_("Filen är inte giltig YAML."), file=file, row=row,
                    advice=_("Kontrollera indrag, kolon och citattecken på raden.")) from error  # fmt: skip


def told(error: ValidationError, content: dict[str, Any]) -> str:
    """Return every problem with where it is: the names of the entries on the way there, as ``content`` has them."""
    lines = []
    for problem in error.errors():
        place, entry = [], content
        for step in problem["loc"]:
            entry = _step(entry, step)
            name = entry.get("name") or entry.get("id") if isinstance(entry, dict) else None
            place.append(str(name or step))
        lines.append(f"{' → '.join(place) or _('kodboken')}: {explained(problem)}")
    return "; ".join(lines) + "."


def explained(problem: Any) -> str:
    """Return one of pydantic's errors in words."""
    kind, context, value = problem["type"], problem.get("ctx", {}), problem.get("input")
    if kind in _SAID:
        return _(_SAID[kind])
    if kind == "too_long":
        return _("högst {most} får anges tillsammans").format(most=context.get("max_length"))
    if kind == "literal_error":
        words = context.get("expected", _("de tillåtna orden")).replace("'", "").replace(" or ", _(" eller "))
        return _("«{value}» ska vara något av {words}").format(value=value, words=words)
    if kind == "value_error":
        return str(context.get("error", problem["msg"]))
    words = _NUMBER if kind in ("int_parsing", "float_parsing", "int_type") else _FORM.get(kind, _OTHER)
    return _(words).format(value=value, kind=kind)


def _step(entry: Any, step: Any) -> Any:
    try:
        return entry[step]
    except (KeyError, IndexError, TypeError):
        return None
