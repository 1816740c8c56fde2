"""The codebook's fields as an analyst sees them: what each is called, how it is typed, and what the text means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from medlofte.language import N_, _

REASONS = {"dont_know": N_("vet ej"), "no_answer": N_("inget svar"), "not_asked": N_("ej ställd")}
_TYPES = {
    "select_one": N_("ett val"), "scale": N_("skala"), "select_multiple": N_("flera val"), "integer": N_("heltal"),
    "decimal": N_("tal"), "text": N_("fritext"), "place": N_("plats i fritext"), "date": N_("datum"),
    "id": N_("svarsnummer"),
}  # fmt: skip
_ROLES = {
    "": N_("vanlig fråga"), "group": N_("bakgrund: resultaten bryts ner på den"), "weight": N_("svarets vikt"),
    "id": N_("den svarandes nummer"), "stratum": N_("stratum i urvalet"), "cluster": N_("kluster i urvalet"),
    "stratum_size": N_("stratumets storlek"), "cluster_size": N_("klustrets storlek"),
}  # fmt: skip
_KINDS = {
    "harm": N_("problem: «inget bråk» räknas inte"), "lack": N_("brist: «ingen belysning» räknas"),
    "rest_strong": N_("svaret att inget är ett problem"),
}  # fmt: skip
_RESPONSIBLE = {"polis": N_("polisen"), "kommun": N_("kommunen"), "gemensamt": N_("båda"), "ingen": N_("ingen av dem")}
_QUOTES = {"review": N_("citat får visas när två har godkänt det"), "never": N_("inga citat, bara antal")}
_PARTIES = {"polis": N_("polisen"), "kommun": N_("kommunen"), "annan": N_("annan")}


@dataclass(frozen=True)
class Field:
    """One field of an entry.

    Parameters
    ----------
    name
        As in the codebook's model.
    label, hint
        What the analyst reads.
    control
        ``line``, ``text``, ``lines`` (one a row), ``number``, ``years``, ``reasons``, ``one`` (of ``words``) or
        ``options``.
    words
        For ``one``: value → words; the first is what it is when nothing is said.
    """

    name: str
    label: str
    control: str = "line"
    hint: str = ""
    words: dict[str, N_] | None = None


_IF_READ = N_("om någon läser på engelska; annars visas det svenska")
FIELDS: dict[str, tuple[Field, ...]] = {
    "questions": (
        Field("label", N_("Frågan"), "text"),
        Field("label_en", N_("Frågan på engelska"), hint=_IF_READ),
        Field("short", N_("Kort namn"), hint=N_("i tabeller och figurer")),
        Field("short_en", N_("Kort namn på engelska"), hint=_IF_READ),
        Field("type", N_("Slag"), "one", words=_TYPES),
        Field("role", N_("Roll"), "one", words=_ROLES),
        Field("columns", N_("Rubriker i filerna"), "lines", N_("en per rad; namnet och frågan räknas alltid")),
        Field("choices", N_("Svarsalternativ"), "options"),
        Field("missing", N_("Betyder inget svar"), "reasons", N_("en per rad, till exempel: 999 = vet ej")),
        Field("max", N_("Högst antal val"), "number"),
        Field("series", N_("Serie"), hint=N_("byt när frågan eller svaren ändras: bara samma serie jämförs mellan år")),
        Field("years", N_("Ställdes åren"), "years", N_("till exempel: 2025, 2026; tomt för alla")),
    ),
    "topics": (
        Field("label", N_("Ämnet"), "line"),
        Field("label_en", N_("Ämnet på engelska"), hint=_IF_READ),
        Field("theme", N_("Tema"), hint=N_("tomt: visas inte som tema")),
        Field("definition", N_("Vad som räknas hit, och vad som inte gör det"), "text"),
        Field("definition_en", N_("Detsamma på engelska"), "text", _IF_READ),
        Field("examples", N_("Exempel"), "lines", N_("påhittade meningar, en per rad")),
        Field("kind", N_("Slag"), "one", words=_KINDS),
        Field("ansvar", N_("Vem kan främst agera"), "one", words={key: _RESPONSIBLE[key] for key in
                                                             ("gemensamt", "polis", "kommun", "ingen")}),
        Field("quote", N_("Citat"), "one", words=_QUOTES),
        Field("patterns", N_("Mönster"), "lines", N_("ett per rad; pröva dem i bok 2")),
        Field("must_match", N_("Ska träffas"), "lines", N_("meningar som mönstren ska koda hit")),
        Field("must_not_match", N_("Ska inte träffas"), "lines", N_("meningar som mönstren inte ska koda hit")),
        Field("problems", N_("Ord i aktörernas formulär"), "lines"),
        Field("indicators", N_("Registeruppgifter"), "lines", N_("till exempel bra_ och Brott_ID, eller olyckor")),
    ),
    "actors": (
        Field("label", N_("Aktören")),
        Field("label_en", N_("Aktören på engelska"), hint=_IF_READ),
        Field("party", N_("Part"), "one", words={key: _PARTIES[key] for key in ("kommun", "polis", "annan")}),
    ),
    "themes": (Field("label_en", N_("Temat på engelska"), hint=_IF_READ),),
}  # fmt: skip
_PAIR = re.compile(r"(.+?)\s*[=:]\s*(\S.*)")


def typed(value: Any, control: str) -> str:
    """Return a value as it is typed in a field."""
    if value is None:
        return ""
    if control == "reasons":
        return "\n".join(f"{code} = {_(REASONS.get(reason, reason))}" for code, reason in value.items())
    if control in ("lines", "years"):
        return ("\n" if control == "lines" else ", ").join(map(str, value))
    return str(value)


def meant(text: str, control: str) -> Any:
    """Return what was meant by what was typed; what cannot be understood stays as it is, and is found by the check."""
    text = text.strip()
    if control == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if control == "reasons":
        return dict(_reason(line) for line in text.splitlines() if line.strip())
    if control == "years":
        return [_number(part) for part in re.split(r"[\s,;]+", text) if part]
    return _number(text) if control == "number" and text else text


def _reason(line: str) -> tuple[str, str]:
    found = _PAIR.fullmatch(line.strip())
    code, said = (found[1], found[2].strip()) if found else (line.strip(), "")
    return code, next((key for key, words in REASONS.items() if said.casefold() in (_(words).casefold(), key)), said)


def _number(text: str) -> int | str:
    return int(text) if text.lstrip("-").isdecimal() else text


def band(option: dict[str, Any]) -> str:
    """Return an option's band of a number as it is typed, ``16–24``."""
    low, high = (f"{option[end]:g}" if isinstance(option.get(end), int | float) else "" for end in ("low", "high"))
    return f"{low}–{high}" if low or high else ""


def ends(text: str) -> dict[str, Any]:
    """Return the ends of a band that was typed; with one number both are the same."""
    parts = [part.strip() for part in re.split(r"\s*[–—]\s*|(?<=\d)\s*-\s*", text.strip())]
    if not any(parts):
        return {"low": None, "high": None}
    low, high = (parts[0], parts[-1])
    return {"low": _decimal(low), "high": _decimal(high)}


def _decimal(text: str) -> float | str | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text or None
    return int(number) if number.is_integer() else number
