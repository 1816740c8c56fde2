"""What the open files are, told twice: as a Data Package (version 2) and as CSV on the Web (W3C, 2015). Pure functions.

The files follow RFC 4180: commas, CRLF, UTF-8 without a byte order mark; decimals have a point. Programs open such a
file as it is; Swedish Excel, double-clicked, puts it all in one column, so a workbook of the same tables lies beside.
"""

from __future__ import annotations

import re
from typing import Any

from medlofte import __version__
from medlofte.export.opendata.files import KEYS
from medlofte.export.public.account import Account
from medlofte.tables.contract import Column, Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LINES = "\r\n"
LICENSES = {
    "CC0-1.0": ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0: inga villkor"),
    "CC-BY-4.0": ("http://creativecommons.org/licenses/by/4.0/", "Creative Commons Erkännande 4.0"),
}
_CSVW = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean"}


def resource(table: Table, *, size: int, sha256: str) -> dict[str, Any]:
    """Return one file's entry in the Data Package."""
    schema = table.schema()
    if table.name in KEYS:
        column, parent = KEYS[table.name]
        schema["foreignKeys"] = [{"fields": [column], "reference": {"resource": parent, "fields": [column]}}]
    return {"name": table.name, "type": "table", "title": table.meaning, "path": f"{table.name}.csv", "format": "csv",
            "mediatype": "text/csv", "encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": LINES},
            "bytes": size, "hash": f"sha256:{sha256}", "schema": schema}  # fmt: skip


def package(account: Account, resources: list[dict[str, Any]], *, notes: tuple[str, ...]) -> dict[str, Any]:
    """Return the Data Package."""
    about, chosen = account.about, account.publication.license
    path, title = LICENSES[chosen]
    found = {
        "$schema": PROFILE,
        "name": re.sub(r"[^a-z0-9._-]+", "-", str(about.get("name", "runda")).lower()),
        "title": str(about.get("title", "")),
        "description": "\n".join(notes),
        "version": str(account.edition.number),
        "created": str(about.get("created", "")),
        "licenses": [{"name": chosen, "path": path, "title": title}],
        "contributors": [{"title": account.responsible, "roles": ["publisher"]}],
        "resources": resources,
        "medlofte": {"version": __version__, "demo": bool(about.get("demo"))},
    }
    return found | ({"homepage": account.publication.page} if account.publication.page else {})


def csvw(tables: list[Table], *, account: Account) -> dict[str, Any]:
    """Return the CSVW metadata of all files."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        "dc:title": str(account.about.get("title", "")),
        "dc:license": {"@id": LICENSES[account.publication.license][0]},
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True, "lineTerminators": [LINES]},
        "tables": [_csvw_table(table) for table in tables],
    }


def _csvw_table(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_csvw_column(column) for column in table.columns]}
    # A key of CSVW may not be blank, and the code book's second part is.
    if "tillhor" not in table.key:
        schema["primaryKey"] = list(table.key)
    if table.name in KEYS:
        column, parent = KEYS[table.name]
        reference = {"resource": f"{parent}.csv", "columnReference": column}
        schema["foreignKeys"] = [{"columnReference": column, "reference": reference}]
    return {"url": f"{table.name}.csv", "dc:description": table.meaning, "tableSchema": schema}


def _csvw_column(column: Column) -> dict[str, Any]:
    datatype: dict[str, Any] = {"base": _CSVW[column.kind]}
    if column.low is not None:
        datatype["minimum"] = column.low
    if column.high is not None:
        datatype["maximum"] = column.high
    if column.allowed:
        datatype["format"] = "|".join(map(re.escape, column.allowed))
    return {"name": column.name, "titles": column.name, "dc:description": column.meaning, "datatype": datatype,
            "required": column.required and column.kind != "text"}  # fmt: skip
