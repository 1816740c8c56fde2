"""Writing an edition: whole or not at all, beside those that are there already."""

from __future__ import annotations

import json
import shutil
import tempfile
from itertools import count, takewhile
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte import __version__, tables
from medlofte.edition.manifest import FORMAT, MANIFEST, sealed, sha256
from medlofte.edition.reading import Edition
from medlofte.edition.trace import SOURCES
from medlofte.errors import EditionError, reason
from medlofte.language import _


def write(
    path: str | Path,
    *,
    frames: dict[str, pd.DataFrame],
    layers: dict[str, dict[str, Any]],
    about: dict[str, Any],
) -> Edition:
    """Write an edition, whole or not at all, and return it opened.

    The folder is built beside its place and renamed when it is complete. An edition is never changed: where one is
    already, the new one gets the next number and a folder of its own, ``path-2``, ``path-3`` and so on.

    Parameters
    ----------
    frames
        Table name → frame, for every table in ``tables.EDITION``; one of ``tables.LATER`` may be left out.
    layers
        Layer name → GeoJSON FeatureCollection in SWEREF 99 TM.
    about
        What the round says of itself; must be JSON. ``created`` is set by the caller.

    Raises
    ------
    EditionError
        If the place holds something else than an edition, or cannot be written.
    TableError
        If a frame breaks its table's contract.
    """
    path = Path(path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())) and not (path / MANIFEST).is_file():
        raise EditionError(
            _("Mappen finns redan och är ingen utgåva."), file=path, advice=_("Välj en annan med --out.")
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    except OSError as error:
        raise EditionError(
            _("Mappen går inte att skriva i ({reason}).").format(reason=reason(error)), file=path.parent
        ) from error
    try:
        files = _sources(frames["provenance"])
        resources = [_write_table(draft, table, _frame(frames, table), files) for table in tables.EDITION]
        resources += [_write_layer(draft, name, layer) for name, layer in sorted(layers.items())]
        draft.chmod(0o755)
        written = _place(draft, path, resources=resources, about=about)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Edition.open(written)


def numbered(path: Path, number: int) -> Path:
    """Return where the edition with this number stands, when the first of them stands at a path."""
    return path if number == 1 else path.with_name(f"{path.name}-{number}")


def newest(path: Path) -> Path | None:
    """Return the newest of the editions that have been written for a path; None where there is none."""
    written = takewhile(lambda place: (place / MANIFEST).is_file(), (numbered(path, number) for number in count(1)))
    return next(reversed([*written]), None)


def _sources(provenance: pd.DataFrame) -> dict[str, list[dict[str, str]]]:
    """Return kind of source → its files as the Data Package states sources, each with the version that was read."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in provenance.to_dict("records"):
        found.setdefault(str(row["kind"]), []).append({"title": str(row["file"]), "version": f"sha256:{row['sha256']}"})
    return found


def _frame(frames: dict[str, pd.DataFrame], table: tables.Table) -> pd.DataFrame:
    return frames.get(table.name, table.empty()) if table.name in tables.LATER else frames[table.name]


def _write_table(
    folder: Path, table: tables.Table, frame: pd.DataFrame, files: dict[str, list[dict[str, str]]]
) -> dict[str, Any]:
    file = folder / f"{table.name}.csv"
    table.check(frame).to_csv(file, index=False, float_format="%.12g", lineterminator="\n", encoding="utf-8")
    about = {"name": table.name, "type": "table", "title": table.meaning, "schema": table.schema()}
    sources = [file for kind in SOURCES.get(table.name, ()) for file in files.get(kind, ())]
    return about | ({"sources": sources} if sources else {}) | _file(file, "csv", "text/csv")


def _write_layer(folder: Path, name: str, layer: dict[str, Any]) -> dict[str, Any]:
    file = folder / f"{name}.geojson"
    file.write_text(json.dumps(layer, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8", newline="\n")
    return {"name": f"layer-{name}", "title": f"Kartlager: {name}"} | _file(file, "geojson", "application/geo+json")


def _file(file: Path, kind: str, mediatype: str) -> dict[str, Any]:
    return {"path": file.name, "format": kind, "mediatype": mediatype, "encoding": "utf-8",
            "bytes": file.stat().st_size, "hash": f"sha256:{sha256(file)}"}  # fmt: skip


def _manifest(resources: list[dict[str, Any]], about: dict[str, Any], number: int) -> dict[str, Any]:
    return sealed({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about.get("name", "utgava"),
        "title": about.get("title", ""),
        "version": str(number),
        "created": about["created"],
        "resources": resources,
        "medlofte": {"format": FORMAT, "version": __version__, "number": number, "about": about},
    })  # fmt: skip


def _place(draft: Path, path: Path, *, resources: list[dict[str, Any]], about: dict[str, Any]) -> Path:
    """Give the finished draft the first free number and its place; another writer may take a number meanwhile."""
    for number in count(1):
        target = numbered(path, number)
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            continue
        text = json.dumps(_manifest(resources, about, number), ensure_ascii=False, indent=1)
        (draft / MANIFEST).write_text(text + "\n", "utf-8", newline="\n")
        try:
            if target.exists():
                target.rmdir()
            draft.rename(target)
        except OSError as error:
            if target.exists():
                continue
            raise EditionError(
                _("Utgåvan går inte att skriva ({reason}).").format(reason=reason(error)),
                file=target,
                advice=_("Stäng program som har mappen öppen och försök igen."),
            ) from error
        return target
    raise AssertionError("count never ends")
