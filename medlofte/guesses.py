"""What can be guessed of a kommun's own files before anybody has described them; every guess is shown."""

from __future__ import annotations

import re
import shlex
import urllib.parse
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from medlofte.codebook import Codebook, Question, normal
from medlofte.language import N_, Words, _

MODES = Words(
    {"web": N_("webben"), "event": N_("ett evenemang"), "paper": N_("papper"), "sample": N_("ett slumpmässigt urval")}
)
_MODE_WORDS = {
    "event": ("event", "evenemang", "torg", "torget", "mote", "möte", "dialog", "marknad"),
    "paper": ("papper", "pappers", "paper", "post"),
    "sample": ("urval", "sample", "trygghetsmatning", "trygghetsmätning"),
}
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_KINDS = Words({"select_one": N_("ett val"), "scale": N_("skala"), "select_multiple": N_("flera val"),
                "integer": N_("tal"), "decimal": N_("tal"), "text": N_("fritext"), "place": N_("plats i fritext"),
                "date": N_("datum"), "id": N_("svarsnummer")})  # fmt: skip
SOURCES = Words({
    "survey": N_("enkät"), "population": N_("befolkningen, att väga svaren mot"), "places": N_("platslista"),
    "mapping": N_("aktörernas kartläggning"), "bra": N_("Brås anmälda brott"), "accidents": N_("olyckor"),
    "incidents": N_("lägesrapporter (EST)"), "observations": N_("protokoll från trygghetsvandring"),
    "layer": N_("kartlager med områden"), "walk": N_("trygghetsvandringens rutt"),
})  # fmt: skip
_SHOWN, _LETTERS = 30, 70


@dataclass(frozen=True)
class Survey:
    """A file of answers with what is believed of it: the survey's year and how it was answered (``rounds.Mode``)."""

    file: Path
    year: int
    mode: str = "web"


def survey(file: Path, *, otherwise: int) -> Survey:
    """Return when a file was answered, by its own times or else its name, and by its name how."""
    from medlofte.analysis.draft.recognise import answered

    found = _YEAR.search(file.stem)
    words = set(re.split(r"[\W_\d]+", normal(file.stem)))
    mode = next((mode for mode, said in _MODE_WORDS.items() if words & set(said)), "web")
    return Survey(file, answered(file) or (int(found[1]) if found else otherwise), mode)


def path(typed: str) -> Path:
    """Return the file that was typed or dragged into the window: quoted, escaped or as an address, as systems do it."""
    text = typed.strip().removeprefix("& ").strip()
    if text.startswith("file://"):
        text = urllib.request.url2pathname(urllib.parse.urlsplit(text).path)
    elif text[:1] in "'\"" and text[-1:] == text[:1]:
        text = text[1:-1]
    elif "\\ " in text:
        # Terminals on Linux and macOS put a backslash before a space; on Windows a backslash parts folders.
        text = " ".join(shlex.split(text))
    # «~$Enkät.xlsx» is no one's home.
    return Path(text).expanduser() if re.match(r"~[/\\]", text) else Path(text)


def folder(kommun: str, year: int) -> Path:
    """Return where the round may stand: a folder that holds nothing yet."""
    plain = normal(kommun).translate(str.maketrans("åäöéü", "aaoeu"))
    first = Path("data") / f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'runda'}-{year}"
    return first if is_free(first) else next(path for i in count(2) if is_free(path := Path(f"{first}-{i}")))


def is_free(folder: Path) -> bool:
    """Return whether a round can be made in a folder: it is not there, or is empty."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def raked(codebook: Codebook, margins: Iterable[tuple[str, str]]) -> list[str]:
    """Return the background questions whose population is known (pairs of question and choice).

    One answer may lack it, since registers know no third sex; more than that are other groups than the population's.
    """
    known = set(margins)
    found = {question.name: [(question.name, choice.name) in known for choice in question.valid]
             for question in codebook.groups}  # fmt: skip
    return [name for name, there in found.items() if sum(there) >= max(2, len(there) - 1)]


def told(codebook: Codebook) -> list[str]:
    """Return what was guessed of the questions, a line each, the background questions first."""
    ordered = sorted(codebook.questions, key=lambda question: question.role != "group")
    lines = [f"  {_kind(question):<24} {_shortened(question.label)}" for question in ordered]
    more = len(lines) - _SHOWN
    return lines[:_SHOWN] + (
        [_("  … och {more} {more|fråga|frågor} till, i codebook.yaml.").format(more=more)] if more > 0 else []
    )


def _kind(question: Question) -> str:
    if question.role == "group":
        return _("bakgrund, {n} {n|grupp|grupper}").format(n=len(question.valid))
    if question.role == "weight":
        return _("vikt")
    kind = _KINDS[question.type]
    return _("{kind}, {n} svar").format(kind=kind, n=len(question.valid)) if question.valid else kind


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LETTERS else plain[: _LETTERS - 1] + "…"
