"""Who somebody is by the name they type: "Åsa Ek", "åsa ek " and "Åsa  Ek." are one person, "NN" is nobody."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_NOBODY = frozenset({"", "n", "nn", "namn"})


def key(name: str) -> str:
    """Return what is compared of a name: its letters and digits, composed and in lower case; "" if it names nobody."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKC", name).casefold() if letter.isalnum())
    return "" if letters in _NOBODY or letters.isdigit() else letters


def written(name: str, *, among: Iterable[str] = ()) -> str:
    """Return a name with single spaces, as the same person has written it before in ``among``, if so."""
    own = key(name)
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    return next((other for other in among if own and key(other) == own), tidy)
