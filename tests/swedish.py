"""What of an English text is Swedish of ours: words that only our Swedish texts have, not those of the kommun."""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from medlofte.edition import Edition
from tests.test_language_pages import WORD, swedish_words

ROOT = Path(__file__).parents[1]
EDITION = ROOT / "data" / "editions" / "stromstad-2017"
WORKED = ROOT / "data" / "workshops" / "stromstad-2017.zip"
FOREIGN_NUMBER = re.compile("[0-9],[0-9]{1,2}(?![0-9])|[0-9]\u00a0[0-9]{3}")
DATA = {"places": "label", "registers": "label source region", "measured": "label source region", "walks": "label",
        "provenance": "file", "promises": "title owner indicator", "measures": "title cause owner unit",
        "activities": "note source", "hours": "source", "observations": "text action owner photo"}  # fmt: skip


def texts(content: object) -> Iterator[str]:
    """Return every text in JSON, also in what lies packed in it; a word alone may be one of the program's own."""
    if isinstance(content, str) and content[:1] in ("{", "["):
        yield from texts(json.loads(content))
    elif isinstance(content, str) and " " in content:
        yield content
    elif isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from texts(part)


@cache
def names() -> re.Pattern[str]:
    """Return what finds the kommun's own words in a text: its names, and all that was typed in the workshop."""
    edition = Edition.open(EDITION)
    found = {str(edition.about[key]) for key in ("kommun", "title")} | set(edition.about["parties"])
    for table, columns in DATA.items():
        for column in columns.split():
            found |= set(edition.table(table)[column].dropna().astype(str))
    for layer in ("areas", "roads"):
        found |= {str(one["properties"].get("label", "")) for one in edition.layer(layer)["features"]}
    with zipfile.ZipFile(WORKED) as packed:
        for name in packed.namelist():
            found |= set(texts(json.loads(packed.read(name))))
    found |= set(edition.table("measures")["unit"]) | {"lampor", "omgångar"}
    kept = sorted({name.casefold() for name in found if len(name) > 3 and name != "Polisen"}, key=len, reverse=True)
    # Links, words quoted from a promise and what was typed and is shortened in a list are not ours.
    return re.compile("|".join([*map(re.escape, kept), r"https?://\S+", "[«“][^»”]*[»”]", r".*\S…$"]))


@cache
def words() -> set[str]:
    """Return words that only Swedish texts of ours have; the codebook's English has some of them as well."""
    english = Edition.open(EDITION).about["english"]
    return swedish_words() - set(WORD.findall(json.dumps(english).casefold()))


def left(said: Iterable[str]) -> list[str]:
    """Return the texts that hold Swedish of ours, or a number as Swedes write it."""
    ours = {text: names().sub(" ", text.casefold()) for text in said}
    return sorted(text for text, own in ours.items()
                  if words() & set(WORD.findall(own)) or FOREIGN_NUMBER.search(own))  # fmt: skip
