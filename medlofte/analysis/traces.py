"""What the program has made of an answer that is deleted: taken away where it can be made again, told where it cannot.

Findings workbooks, exported codes and what the workbooks show are made again by a press; the survey's own files and
what a person has written are only named.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medlofte import durable
from medlofte.analysis.coding.clauses import fold

CODES, FINDINGS = "koder", "fynd*.xlsx"
_LOG = "kodbok.jsonl"  # new patterns with a sentence each, which may be words of an answer
_LEAST, _TELLING = 4, 12  # letters of a text that is looked for in what is made again, and in what people wrote
_WORDS = 3  # of a sentence that tells whose it is


@dataclass(frozen=True)
class Traces:
    """Files that are taken away, workbooks whose outputs are, and files that still hold the answer."""

    removed: tuple[Path, ...] = ()
    cleared: tuple[Path, ...] = ()
    left: tuple[Path, ...] = ()


def remove(
    folder: Path, *, respondent: str, texts: Collection[str], known: Collection[Path] = (), beside: Path | None = None
) -> Traces:
    """Take a person's answers out of what has been made of a round.

    Parameters
    ----------
    folder
        The round's folder; everything in it is looked through.
    respondent, texts
        The answer's id, and what was answered.
    known
        Files that are left alone and not told of: the survey's, the ledger.
    beside
        Another folder where ``check`` may have put its workbook; the one that one stands in.
    """
    apart = {path.resolve() for path in known}
    wanted = _Wanted(respondent, tuple(text for text in texts if len(text.strip()) >= _LEAST))
    everything = [*sorted(folder.rglob("*")), *(sorted(beside.glob(FINDINGS)) if beside else ())]
    files = [path for path in dict.fromkeys(one.resolve() for one in everything) if path.is_file()]
    removed, cleared, left = [], [], []
    for path in (one for one in files if one not in apart):
        content = path.read_bytes()
        if path.match(FINDINGS) or path.parent == folder.resolve() / CODES:
            if wanted.named(content) or wanted.told(content):
                path.unlink()
                removed.append(path)
        elif path.suffix == ".ipynb":
            if (wanted.told(content) or wanted.named(content, plain=False)) and _clear(path):
                cleared.append(path)
        elif wanted.left(content) or (path.name == _LOG and _quoted(path, texts)):
            left.append(path)
    return Traces(tuple(removed), tuple(cleared), tuple(left))


@dataclass(frozen=True)
class _Wanted:
    respondent: str
    texts: tuple[str, ...]

    def told(self, content: bytes, *, least: int = _LEAST) -> bool:
        """Return whether a file holds a text, as it stands or as JSON or XML writes it, also inside a zip."""
        forms = {form for text in self.texts if len(text.strip()) >= least for form in _forms(text)}
        return any(form in part for part in _parts(content) for form in forms)

    def left(self, content: bytes) -> bool:
        """Return whether a file that people wrote holds the answer, or the id of who gave it."""
        return self.told(content, least=_TELLING) or self.named(content, plain=False)

    def named(self, content: bytes, *, plain: bool = True) -> bool:
        """Return whether a file holds the id by itself; ``plain``: also one that is only a number."""
        if not plain and self.respondent.isdigit():
            return False
        form = re.compile(rb"(?<![\w-])" + re.escape(self.respondent.encode()) + rb"(?![\w-])")
        return any(form.search(part) for part in _parts(content))


def _forms(text: str) -> Iterator[bytes]:
    told = text.strip()
    for way in (told, json.dumps(told, ensure_ascii=False)[1:-1], html.escape(told), html.escape(told, quote=False)):
        yield way.encode()
    yield json.dumps(told)[1:-1].encode()
    yield told.encode("cp1252", "replace")


def _parts(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from map(archive.read, archive.namelist())


def _clear(path: Path) -> bool:
    """Empty a workbook's outputs and what its widgets held; return whether there was anything."""
    book: dict[str, Any] = json.loads(path.read_text("utf-8"))
    cells = [cell for cell in book["cells"] if cell.get("outputs")]
    state = book["metadata"].pop("widgets", None)
    for cell in cells:
        cell["outputs"], cell["execution_count"] = [], None
    if cells or state:
        durable.write(path, json.dumps(book, ensure_ascii=False, indent=1) + "\n")
    return bool(cells or state)


def _quoted(path: Path, texts: Collection[str]) -> bool:
    """Return whether a new pattern was tried on words of these answers."""
    folded = [fold(text) for text in texts]
    lines = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip().endswith("}"))
    said = (fold(str(line.get("sentence", ""))) for line in lines)
    return any(sentence in text for sentence in said if len(sentence.split()) >= _WORDS for text in folded)
