"""The file that holds a whole workshop: a zip with one JSON file per table and a manifest with their checksums.

::

    manifest.json    {"format": "medlofte-workshop", "version": 1, "schema": 2, "complete": false, "made": "2026-…",
                      "files": {"tables/rounds.json": {"sha256": "…", "rows": 3}, …}}
    tables/….json    {"columns": ["id", "kind", …], "rows": [[1, "prickar", …], …]}
"""

from __future__ import annotations

import json
import zipfile
import zlib
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from medlofte.errors import StoreError
from medlofte.language import N_, _
from medlofte.workshop.store import values
from medlofte.workshop.store.schema import METADATA, SCHEMA

FORMAT = "medlofte-workshop"
VERSION = 1
MANIFEST = "manifest.json"
LARGEST = 200_000_000  # bytes unpacked: a workshop has some hundred kilobytes, and a zip may hide anything
_DAMAGED = N_("Hämta filen på nytt, eller ta en tidigare kopia.")


def write(file: Path, tables: dict[str, list[dict[str, Any]]], *, complete: bool) -> None:
    """Write the tables' rows; ``complete`` says whether codes and sessions are among them."""
    texts = {f"tables/{name}.json": _text(name, rows) for name, rows in tables.items()}
    files = {f"tables/{name}.json": {"sha256": sha256(texts[f"tables/{name}.json"]).hexdigest(), "rows": len(rows)}
             for name, rows in tables.items()}  # fmt: skip
    about = {"format": FORMAT, "version": VERSION, "schema": SCHEMA, "complete": complete, "made": values.now()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(MANIFEST, json.dumps(about | {"files": files}, ensure_ascii=False, indent=1))
        for name, text in texts.items():
            packed.writestr(name, text)


def read(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Return table → rows, everything checked before anything is used.

    Raises
    ------
    StoreError
        If the file is no workshop, damaged, too large, made by a newer version or holds what the tables cannot.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST:
                raise StoreError(_("Filen är för stor för en workshop."), file=file)
            parts = {entry.filename: packed.read(entry) for entry in packed.infolist()}
        about = json.loads(parts.pop(MANIFEST))
        if about.get("format") != FORMAT:
            raise KeyError(FORMAT)
    except (zipfile.BadZipFile, zlib.error, KeyError, AttributeError, ValueError, EOFError) as error:
        raise StoreError(_("Filen är ingen workshop från medlofte, eller är skadad."), file=file,
                         advice=_(_DAMAGED)) from error  # fmt: skip
    _check(file, about, parts)
    return {name: _rows(file, name, text) for name, text in _tables(parts).items()}


def _check(file: Path, about: dict[str, Any], parts: dict[str, bytes]) -> None:
    version, schema = about.get("version"), about.get("schema")
    if not isinstance(version, int) or not isinstance(schema, int) or version > VERSION or schema > SCHEMA:
        raise StoreError(_("Filen är gjord av en nyare version."), file=file, advice=_("Uppdatera medlofte."))
    sums = {name: sha256(text).hexdigest() for name, text in parts.items()}
    if sums != {name: entry.get("sha256") for name, entry in about.get("files", {}).items()}:
        raise StoreError(_("Filens innehåll stämmer inte med dess kontrollsummor."), file=file, advice=_(_DAMAGED))


def _tables(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {name.removeprefix("tables/").removesuffix(".json"): text for name, text in parts.items()}


def _text(name: str, rows: list[dict[str, Any]]) -> bytes:
    columns = [column.name for column in METADATA.tables[name].columns]
    content = {"columns": columns, "rows": [[row[column] for column in columns] for row in rows]}
    return json.dumps(content, ensure_ascii=False).encode()


def _rows(file: Path, name: str, text: bytes) -> list[dict[str, Any]]:
    try:
        table, content = METADATA.tables[name], json.loads(text)
        columns = [table.columns[column] for column in content["columns"]]
        rows = [dict(zip(content["columns"], row, strict=True)) for row in content["rows"]]
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(_("Filen har något som databasen inte kan ta emot."), file=file, value=name,
                         advice=_("Uppdatera medlofte.")) from error  # fmt: skip
    for row in rows:
        for column in columns:
            if not _fits(row[column.name], column):
                raise StoreError(_("Filen har ett värde av fel slag."), file=file, column=f"{name}.{column.name}",
                                 value=row[column.name], advice=_(_DAMAGED))  # fmt: skip
    return rows


def _fits(value: object, column: sa.Column[Any]) -> bool:
    """Return whether the value is of the column's kind; a whole number is a number too."""
    if value is None:
        return bool(column.nullable)
    kind = column.type.python_type
    return isinstance(value, (int, float) if kind is float else kind) and (kind is bool or not isinstance(value, bool))
