"""Excel files whose bytes are the same every time: fixed dates, and a zip without compression or machine marks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

MARK = "PÅHITTADE UPPGIFTER FÖR MEDLÖFTES DEMO"
_CREATED = datetime(2016, 12, 1, 8, 0, 0)


def write(path: Path, *, fill: Callable[[Any], None]) -> None:
    """Write a workbook that ``fill`` fills (it gets the xlsxwriter workbook)."""
    memory = io.BytesIO()
    workbook = xlsxwriter.Workbook(memory, {"in_memory": True})
    workbook.set_properties({"title": MARK, "comments": MARK, "created": _CREATED})
    fill(workbook)
    workbook.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_plain(memory.getvalue()))


def _plain(packed: bytes) -> bytes:
    """Return the same zip stored: compressed bytes differ between builds of zlib, stored ones do not."""
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            target.writestr(entry, source.read(name))
    return memory.getvalue()
