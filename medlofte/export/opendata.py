"""The open data: CSV files that anyone may use, described by a Data Package (datapackage.org, version 2)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte import __version__, tables
from medlofte.edition import MANIFEST, Edition, sha256
from medlofte.errors import ExportError
from medlofte.export.content import Content, gather, told
from medlofte.workshop.store import Store
from medlofte.workshop.words import LABELS

FOLDER = "oppna-data"
_DEEDS = (tables.PROMISES, tables.MEASURES, tables.ACTIVITIES)
# Only from an edition that was protected for the public: an internal one shows smaller groups.
_ANSWERS = (tables.QUESTIONS, tables.CHOICES, tables.TOPICS, tables.ESTIMATES, tables.SITUATION)
_KEYS = {"measures": ("promise", "promises"), "activities": ("measure", "measures")}
_README = "LÄSMIG.md"


def write(edition: Edition, folder: str | Path, *, store: Store | None = None) -> Path:
    """Write the folder ``oppna-data`` and return its path; ExportError if it cannot be written.

    From an edition with the internal profile only promises, measures and activities are written, and the read-me says
    why. Drafts are left out, and so are names of those who logged something.
    """
    content = gather(edition, store=store)
    target = Path(folder) / FOLDER
    if target.exists() and not (target / MANIFEST).is_file():
        raise ExportError("Mappen finns redan och är inget datapaket.", file=target, advice="Välj en annan mapp.")
    draft = target.with_name(f".{FOLDER}.tmp")
    with told(target):
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        try:
            _fill(draft, edition=edition, content=content)
            shutil.rmtree(target, ignore_errors=True)
            draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target


def _fill(folder: Path, *, edition: Edition, content: Content) -> None:
    frames = _frames(edition, content)
    resources = [_write_table(folder, table, frame) for table, frame in frames]
    text = _read_me(content, resources)
    (folder / _README).write_text(text, "utf-8", newline="\n")
    manifest = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": content.name,
        "title": content.title,
        "description": "\n".join(content.notes),
        "created": edition.about.get("created", ""),
        "resources": resources,
        "medlofte": {"version": __version__, "demo": content.demo},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", "utf-8", newline="\n")


def _frames(edition: Edition, content: Content) -> list[tuple[tables.Table, pd.DataFrame]]:
    """Return the tables to publish; each row's parent is there too, so that the package's foreign keys hold."""
    promises = content.promises[content.promises["state"] == LABELS["beslutad"]]
    measures = edition.table("measures")
    measures = measures[measures["promise"].isin(promises["promise"])]
    activities = content.activities[content.activities["measure"].isin(measures["measure"])]
    found = list(zip(_DEEDS, (promises, measures, activities), strict=True))
    if edition.about.get("profile") == "public":
        found += [(table, edition.table(table.name)) for table in _ANSWERS]
    return found


def _write_table(folder: Path, table: tables.Table, frame: pd.DataFrame) -> dict[str, Any]:
    """Write one CSV and return its entry in the manifest."""
    file = folder / f"{table.name}.csv"
    table.check(frame).to_csv(file, index=False, float_format="%.12g", lineterminator="\n", encoding="utf-8")
    schema = table.schema()
    if table.name in _KEYS:
        column, parent = _KEYS[table.name]
        schema["foreignKeys"] = [{"fields": [column], "reference": {"resource": parent, "fields": [column]}}]
    return {"name": table.name, "type": "table", "title": table.meaning, "path": file.name, "format": "csv",
            "mediatype": "text/csv", "encoding": "utf-8", "bytes": file.stat().st_size,
            "hash": f"sha256:{sha256(file)}", "schema": schema}  # fmt: skip


def _read_me(content: Content, resources: list[dict[str, Any]]) -> str:
    lines = [f"# {content.title}", "", *(f"- {note}" for note in content.notes), "", "## Filer", ""]
    lines += [f"- `{resource['path']}`: {resource['title']}" for resource in resources]
    if len(resources) == len(_DEEDS):
        lines += ["", "Enkätens siffror ingår inte: utgåvan är gjord med den interna profilen. Publicera rundan med "
                      "profilen public för att ta med dem."]  # fmt: skip
    lines += ["", "Filerna är kommaseparerade i UTF-8 med decimalpunkt. En tom cell betyder att värdet är skyddat "
                  "eller saknas. Kolumnerna beskrivs i `datapackage.json`. Kommunen anger licensen."]  # fmt: skip
    return "\n".join(lines) + "\n"
