"""How the letters of a text file are stored; each way is tried strictly, and a file pasted together of two is read too.

Nothing is read whole here: a file of any size takes a megabyte of memory.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from medlofte.analysis.read import files
from medlofte.errors import SourceError
from medlofte.language import _

# Some rows in UTF-8 and some in Windows-1252: what comes of files from two systems pasted together.
MIXED = "utf-8+cp1252"
# Control characters that no text file has; tab, line feed, carriage return and form feed are allowed.
_CONTROL = bytes([*range(1, 9), *range(14, 32)])
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
# Exports from old databases hold a NUL here and there, and pasted text other control characters. More than a few, and
# one letter in so many: it is no text.
_NUL, _FEW = b"\0", 8
# Bytes that Windows-1252 leaves undefined.
_UNDEFINED = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
# In UTF-16 every other byte of most text is zero; how many of them, and how many of the others.
_SNIFFED, _MOST, _HARDLY = 1 << 16, 0.7, 0.05
# Bytes that are no UTF-8, as Python keeps them in text (PEP 383).
_ESCAPED = "surrogateescape"
_STRAY = re.compile("[\udc80-\udcff]")
_STRAY_UNDEFINED = re.compile("[" + "".join(chr(0xDC00 + byte) for byte in _UNDEFINED) + "]")
# What is UTF-8 and nothing else: in Windows-1252 it would read «Ã¥» or «â€”». The rest may be capitals before a
# quotation mark: «Å”» is in UTF-8 the one letter «Ŕ».
_SURE = re.compile("[\x80-\xff\u2000-\u2fff\U00010000-\U0010ffff]")


def encoding(path: Path, *, file: str) -> str:
    """Return how a text file is encoded: ``utf-8-sig``, ``utf-16``, ``utf-16-le``, ``utf-16-be``, ``cp1252``, MIXED.

    Raises
    ------
    SourceError
        If the file is no text, or cannot be decoded without guessing.
    """
    first = files.look(path, file=file)
    files.must_be_text(first, file=file)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        found = "utf-16" if _decodes(path, "utf-16") else ""
    elif wide := _without_mark(path):
        return wide
    elif _controls(path) > _borne(path.stat().st_size):
        raise SourceError(
            _("Filen är ingen textfil; den innehåller binära tecken."), file=file, advice=_(files.SAVE_AS)
        )
    else:
        found = "utf-8-sig" if _decodes(path, "utf-8-sig") else _older(path)
    if not found:
        raise SourceError(_("Filens teckenkodning går inte att tyda."), file=file, advice=_(files.SAVE_AS))
    return found


def opened(path: Path, encoding: str) -> IO[str]:
    """Open a text file whose encoding is known; the rows of a MIXED one are to be ``mended``."""
    if encoding == MIXED:
        return path.open(encoding="utf-8-sig", errors=_ESCAPED, newline="")
    return path.open(encoding=encoding, newline="")


def mended(cells: list[str]) -> list[str]:
    """Return a row with the cells in Windows-1252 read as such; a row that is UTF-8 throughout as it is."""
    return [_mended(cell) for cell in cells] if is_older(cells) else cells


def is_older(cells: Iterable[str]) -> bool:
    """Return whether a row, not yet ``mended``, has letters in Windows-1252."""
    return any(not cell.isascii() and _STRAY.search(cell) for cell in cells)


def older_rows(rows: Iterable[list[str]]) -> tuple[tuple[int, int], ...]:
    """Return the first and last number of each run of rows in Windows-1252, counted from 1.

    Rows without any letter that tells belong to the run they stand in.
    """
    runs: list[tuple[int, int]] = []
    goes_on = False
    for number, cells in enumerate(rows, start=1):
        if is_older(cells):
            first = runs.pop()[0] if goes_on else number
            runs.append((first, number))
            goes_on = True
        elif any(map(_SURE.search, cells)):
            goes_on = False
    return tuple(runs)


def has_nuls(path: Path, *, encoding: str) -> bool:
    """Return whether a text file holds NUL characters, which no cell means; in UTF-16 they are half of each letter."""
    return not encoding.startswith("utf-16") and any(_NUL in chunk for chunk in files.chunks(path))


def _without_mark(path: Path) -> str:
    """Return ``utf-16-le`` or ``utf-16-be`` for a text in UTF-16 that does not begin by saying so, else ''."""
    with path.open("rb") as stream:
        start = stream.read(_SNIFFED)
    halves = start[0::2], start[1::2]
    zeros = [half.count(_NUL) / max(len(half), 1) for half in halves]
    name = "utf-16-le" if zeros[0] < zeros[1] else "utf-16-be"
    likely = max(zeros) > _MOST and min(zeros) < _HARDLY
    return name if likely and _decodes(path, name) and _wide_controls(path, name) <= _FEW else ""


def _wide_controls(path: Path, name: str) -> int:
    return sum(len(_CONTROLS.findall(text)) for text in _texts(path, name))


def _borne(size: int) -> int:
    """Return how many control characters a text of so many bytes may hold."""
    return max(size // 20, min(_FEW, size // 8))


def _controls(path: Path) -> int:
    return sum(len(chunk) - len(chunk.translate(None, _NUL + _CONTROL)) for chunk in files.chunks(path))


def _decodes(path: Path, name: str) -> bool:
    try:
        for _text in _texts(path, name):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _older(path: Path) -> str:
    """Return ``cp1252`` or MIXED for a file that is not all UTF-8, or '' where some bytes are neither."""
    if any(_SURE.search(text) for text in _texts(path, "utf-8-sig", errors=_ESCAPED)):
        broken = any(_STRAY_UNDEFINED.search(text) for text in _texts(path, "utf-8-sig", errors=_ESCAPED))
        return "" if broken else MIXED
    # Python maps the five undefined bytes to nothing and fails; looking for them is quicker than decoding.
    whole = all(len(chunk) == len(chunk.translate(None, _UNDEFINED)) for chunk in files.chunks(path))
    return "cp1252" if whole else ""


def _texts(path: Path, name: str, *, errors: str = "strict") -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(name)(errors)
    for chunk in files.chunks(path):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _mended(cell: str) -> str:
    """Return a cell of a row that has letters in Windows-1252."""
    if cell.isascii():
        return cell
    if not _SURE.search(cell):
        raw = cell.encode("utf-8", _ESCAPED)
        if len(raw) == len(raw.translate(None, _UNDEFINED)):
            return raw.decode("cp1252")
    # What is UTF-8 for sure stays so, in the same cell too.
    return _STRAY.sub(lambda stray: bytes([ord(stray[0]) - 0xDC00]).decode("cp1252"), cell)
