"""Place names in text: exact names count, likely ones are proposed, and a person decides.

A near match is never used: it stands in the finding with its score, and the analyst's answer is read from
``places_decisions.csv`` in the round's folder (columns ``text`` and ``place``) or is an alias in the place list.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import pandas as pd

from medlofte.analysis.read.columns import opened
from medlofte.analysis.read.common import NOTE, WARNING, provenance
from medlofte.codebook import normal
from medlofte.language import _
from medlofte.rounds import Round
from medlofte.tables import Read

DECISIONS = "places_decisions.csv"
NO_PLACE = "-"
RULES = ("tvetydig_plats", "liknande_plats", "okand_plats")
# What it wrongly proposes a person turns down; what it leaves out stands as unknown.
LIKELY = 82
_WORD, _SURE = 5, 99
_SHOWN = 3
_NAMES = {"text": ("text", "namn", "skrivet"), "place": ("place", "plats", "id", "beslut")}
# Words before a name that do not change which place it is.
_BEFORE = re.compile(
    r"^(ute |nere |uppe |borta )?(vid|runt|kring|omkring|bakom|framför|i|på|nära|utanför|under|intill|hos|mot|till)\s+"
)


def match_place(text: str, places: pd.DataFrame) -> str:
    """Return the id of the place a text names, or nothing.

    Only the whole text counts (a name or alias, with or without "vid", "bakom" …); a name inside a sentence, or one
    that stands for several places, is left to a person.

    Parameters
    ----------
    places
        The frame of ``read_places``.
    """
    words = normal(text).strip(".,;!? ")
    for tried in (words, _BEFORE.sub("", words)):
        found = _named(places).get(tried, set()) if tried else set()
        if len(found) == 1:
            return next(iter(found))
    return ""


def candidates(text: str, places: pd.DataFrame) -> list[tuple[str, int]]:
    """Return (place, score 0–100) of the likeliest places, the best first; at most three.

    The score is rapidfuzz's ratio between sets of words, without å, ä and ö; a word that ends a longer one (``parken``,
    ``Stadsparken``) is likely too.
    """
    from rapidfuzz import fuzz, process

    words = _plain(_BEFORE.sub("", normal(text).strip(".,;!? ")))
    named = _plain_names(*_key(places))
    if not words or not named:
        return []
    names = [name for name, _ in named]
    scored = process.extract(words, names, scorer=fuzz.token_set_ratio, score_cutoff=LIKELY, limit=None)
    ends = tuple(word for word in words.split() if len(word) >= _WORD)
    found = [(round(score), at) for _, score, at in scored]
    found += [(LIKELY, at) for at, name in enumerate(names) if ends and name.endswith(ends)]
    best: dict[str, int] = {}
    for score, at in found:
        for place in named[at][1]:
            # What is wholly the same has been matched already; a name among other words is not the same.
            best[place] = min(max(best.get(place, 0), score), _SURE)
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]


def unmatched(text: str, places: pd.DataFrame) -> tuple[str, str]:
    """Return the rule and the Swedish sentence for a text that names no place for certain."""
    likely = candidates(text, places)
    labels = dict(zip(places["place"], places["label"], strict=True))
    listed = ", ".join(f"{labels[place]} ({place}, {score} %)" for place, score in likely)
    advice = _("Skriv beslutet i {file} (text;place), eller namnet som alias i platslistan.").format(file=DECISIONS)
    if len(likely) > 1:
        return "tvetydig_plats", _("Namnet kan avse flera platser: {listed}. {advice}").format(
            listed=listed, advice=advice
        )
    if likely:
        return "liknande_plats", _("Namnet liknar {listed} men är inte detsamma. {advice}").format(
            listed=listed, advice=advice
        )
    return "okand_plats", _("Platsen finns inte i platslistan. {advice}").format(advice=advice)


def queue(found: pd.DataFrame) -> pd.DataFrame:
    """Return the place names that wait for a decision: ``text``, ``place`` (empty, to fill in) and ``why``.

    With ``place`` filled in it can be saved as ``places_decisions.csv`` in the round's folder.

    Parameters
    ----------
    found
        ``FINDINGS`` of a whole round.
    """
    waiting = found[found["rule"].isin(RULES)].drop_duplicates("value")
    # What a stranger wrote must not become a formula in Excel; the apostrophe is taken away again when it is read.
    texts = waiting["value"].str.replace(r"^(?=[=+\-@])", "'", regex=True)
    return pd.DataFrame({"text": texts, "place": "", "why": waiting["message"]}).reset_index(drop=True)


def decided(round_: Round, places: pd.DataFrame) -> Read | None:
    """Return the place list with the analyst's decisions as aliases; None when the round has no such file.

    A decision ``-`` says that the text names no place; such texts stand in ``frame.attrs["no_place"]``.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    path = round_.folder / DECISIONS
    if not path.is_file():
        return None
    table, cells = opened(round_.path(DECISIONS), _NAMES, file=DECISIONS, required=("text", "place"))
    labels = zip(places["place"], places["label"], strict=True)
    known = {normal(word): place for place, label in labels for word in (label, place)} | {NO_PLACE: NO_PLACE}
    cells = cells.assign(text=cells["text"].str.replace(r"^'(?=[=+\-@])", "", regex=True))
    chosen = cells["place"].map(lambda word: known.get(normal(word), ""))
    usable = (chosen != "") & (cells["text"] != "")
    wrong = _("Beslutet ska ha en text och en plats ur platslistan, eller - för ingen plats.")
    notes = []
    for row, _text, place in cells[~usable].itertuples(index=False):
        message, severity = (wrong, WARNING) if place else (_("Beslutet är inte fattat än."), NOTE)
        notes.append(table.spot.quarantine("platsbeslut", message, severity=severity, row=int(row), value=place))
    frame = _with(places, cells[usable].assign(place=chosen[usable]))
    source = provenance(path, file=DECISIONS, kind="places", read=table.read, accepted=int(usable.sum()))
    return Read(frame, table.told(notes), source)


def _with(places: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Return the place list with decided texts among the aliases."""
    texts = decisions.groupby("place")["text"].agg("|".join)
    more = places["place"].map(texts).fillna("")
    found = places.assign(aliases=(places["aliases"] + "|" + more).str.strip("|"))
    found.attrs["no_place"] = frozenset(normal(text) for text in texts.get(NO_PLACE, "").split("|") if text)
    return found


def turned_down(places: pd.DataFrame) -> frozenset[str]:
    """Return the texts (normalised) that a person has said name no place."""
    return frozenset(places.attrs.get("no_place", ()))


def ambiguous(places: pd.DataFrame) -> list[str]:
    """Return names that stand for more than one place."""
    return sorted(word for word, found in _named(places).items() if len(found) > 1)


def _named(places: pd.DataFrame) -> dict[str, set[str]]:
    return _index(*_key(places))


def _key(places: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return tuple(places["place"]), tuple(places["label"]), tuple(places["aliases"])


@lru_cache(maxsize=4)
def _plain_names(
    names: tuple[str, ...], labels: tuple[str, ...], aliases: tuple[str, ...]
) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return each name without accents and the places it may stand for."""
    return tuple((_plain(name), frozenset(found)) for name, found in _index(names, labels, aliases).items())


@lru_cache(maxsize=4)
def _index(names: tuple[str, ...], labels: tuple[str, ...], aliases: tuple[str, ...]) -> dict[str, set[str]]:
    """Return normalised name → the places it may stand for; kept, because free text asks thousands of times."""
    found: dict[str, set[str]] = {}
    for place, label, others in zip(names, labels, aliases, strict=True):
        for word in (place, label, *others.split("|")):
            if normal(word):
                found.setdefault(normal(word), set()).add(place)
    return found


def _plain(text: str) -> str:
    """Return text without accents and å, ä, ö, so that ``Tjarno`` finds ``Tjärnö``."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
