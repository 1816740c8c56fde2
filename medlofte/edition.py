"""The border: a folder of CSV, GeoJSON and a manifest; written once and whole, read by everything below it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte import __version__, tables
from medlofte.errors import EditionError

FORMAT = 1
MANIFEST = "datapackage.json"
ENVIRONMENT = "MEDLOFTE_EDITION"
_TABLES = {table.name: table for table in tables.EDITION}
_REBUILD = "Publicera rundan igen med «medlofte publish»."


@dataclass(frozen=True)
class Edition:
    """One published edition.

    Parameters
    ----------
    path
        The edition folder.
    manifest
        The parsed ``datapackage.json`` (Data Package, version 2, datapackage.org).
    """

    path: Path
    manifest: dict[str, Any]
    _cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(cls, path: str | Path) -> Edition:
        """Return the edition in a folder after checking its format, its files and their SHA-256.

        Raises
        ------
        EditionError
            If the folder is no edition, is damaged, half copied or made by a newer version.
        """
        path = Path(path)
        manifest = _read_manifest(path)
        for resource in manifest["resources"]:
            file = path / resource["path"]
            if not file.is_file():
                raise EditionError("Filen saknas i utgåvan; den är kanske halvkopierad.", file=file, advice=_REBUILD)
            if f"sha256:{sha256(file)}" != resource["hash"]:
                raise EditionError("Filen är ändrad eller skadad (kontrollsumman stämmer inte).", file=file,
                                   advice=_REBUILD)  # fmt: skip
        return cls(path, manifest)

    @cached_property
    def about(self) -> dict[str, Any]:
        """Return what the round says of itself: kommun, year, title, demo, profile, design, period, criteria …."""
        return dict(self.manifest["medlofte"]["about"])

    def table(self, name: str) -> pd.DataFrame:
        """Return a copy of one table; ``name`` is a table in ``tables.EDITION``."""
        if name not in self._cache:
            frame = pd.read_csv(self.path / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])
            self._cache[name] = _TABLES[name].check(frame)
        return self._cache[name].copy()

    def layer(self, name: str) -> dict[str, Any]:
        """Return a map layer as GeoJSON in SWEREF 99 TM (metres); an empty collection where there is none."""
        key = f"layer:{name}"
        if key not in self._cache:
            file = self.path / f"{name}.geojson"
            found = file.is_file()
            self._cache[key] = json.loads(file.read_text("utf-8")) if found else collection([])
        return dict(self._cache[key])

    def labels(self, kind: str) -> dict[str, str]:
        """Return id → Swedish label of ``topics``, ``actors``, ``places`` or ``questions``."""
        frame = self.table(kind)
        return dict(zip(frame.iloc[:, 0], frame["label"], strict=True))

    def choice_labels(self, question: str) -> dict[str, str]:
        """Return id → label of one question's choices, in the form's order."""
        key = f"choices:{question}"
        if key not in self._cache:
            choices = self.table("choices")
            rows = choices[choices["question"] == question].sort_values("order")
            self._cache[key] = dict(zip(rows["choice"], rows["label"], strict=True))
        return dict(self._cache[key])


def write(
    path: str | Path,
    *,
    frames: dict[str, pd.DataFrame],
    layers: dict[str, dict[str, Any]],
    about: dict[str, Any],
) -> Edition:
    """Write an edition, whole or not at all, and return it opened.

    The folder is built beside its place and renamed when it is complete; an older edition there is replaced.

    Parameters
    ----------
    frames
        Table name → frame, for every table in ``tables.EDITION``.
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
    if path.exists() and any(path.iterdir()) and not (path / MANIFEST).is_file():
        raise EditionError("Mappen finns redan och är ingen utgåva.", file=path, advice="Välj en annan med --out.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    except OSError as error:
        raise EditionError(f"Mappen går inte att skriva i ({error.strerror}).", file=path.parent) from error
    try:
        resources = [_write_table(draft, table, frames[table.name]) for table in tables.EDITION]
        resources += [_write_layer(draft, name, layer) for name, layer in sorted(layers.items())]
        manifest = _manifest(resources, about)
        (draft / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
        draft.chmod(0o755)
        _swap(draft, path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Edition.open(path)


def default_path() -> Path:
    """Return the edition that a dashboard shows when nobody says which.

    The environment variable ``MEDLOFTE_EDITION``; else ``editions/`` or ``data/editions/`` near the working folder,
    the newest one.
    """
    if os.environ.get(ENVIRONMENT):
        return Path(os.environ[ENVIRONMENT])
    for base in (Path.cwd(), *Path.cwd().parents):
        found = [m.parent for folder in ("editions", "data/editions") for m in base.glob(f"{folder}/*/{MANIFEST}")]
        if found:
            return max(found, key=lambda edition: (edition / MANIFEST).stat().st_mtime)
    raise EditionError("Ingen utgåva hittades.", advice="Kör «medlofte publish RUNDA» först.")


def sha256(file: str | Path) -> str:
    """Return a file's SHA-256 as hexadecimal digits."""
    with Path(file).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection that says that its coordinates are SWEREF 99 TM."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
    return {"type": "FeatureCollection", "crs": crs, "features": features}


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
        version = manifest["medlofte"]["format"]
        present = {resource["name"] for resource in manifest["resources"]}
    except FileNotFoundError as error:
        raise EditionError("Mappen är ingen utgåva (datapackage.json saknas).", file=path, advice=_REBUILD) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EditionError("Manifestet går inte att läsa.", file=path / MANIFEST, advice=_REBUILD) from error
    if version > FORMAT:
        raise EditionError(f"Utgåvan har format {version}, nyare än detta program ({FORMAT}).", file=path,
                           advice="Uppdatera medlofte.")  # fmt: skip
    if not set(_TABLES) <= present:
        lacking = ", ".join(sorted(set(_TABLES) - present))
        raise EditionError(f"Utgåvan saknar tabellerna {lacking}.", file=path, advice=_REBUILD)
    return dict(manifest)


def _write_table(folder: Path, table: tables.Table, frame: pd.DataFrame) -> dict[str, Any]:
    file = folder / f"{table.name}.csv"
    table.check(frame).to_csv(file, index=False, float_format="%.12g", lineterminator="\n", encoding="utf-8")
    about = {"name": table.name, "type": "table", "title": table.meaning, "schema": table.schema()}
    return about | _file(file, "csv", "text/csv")


def _write_layer(folder: Path, name: str, layer: dict[str, Any]) -> dict[str, Any]:
    file = folder / f"{name}.geojson"
    file.write_text(json.dumps(layer, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8", newline="\n")
    return {"name": f"layer-{name}", "title": f"Kartlager: {name}"} | _file(file, "geojson", "application/geo+json")


def _file(file: Path, kind: str, mediatype: str) -> dict[str, Any]:
    return {"path": file.name, "format": kind, "mediatype": mediatype, "encoding": "utf-8",
            "bytes": file.stat().st_size, "hash": f"sha256:{sha256(file)}"}  # fmt: skip


def _manifest(resources: list[dict[str, Any]], about: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about.get("name", "utgava"),
        "title": about.get("title", ""),
        "created": about["created"],
        "resources": resources,
        "medlofte": {"format": FORMAT, "version": __version__, "about": about},
    }


def _swap(draft: Path, path: Path) -> None:
    """Put the finished draft in its place; an older edition steps aside first, and back again if that fails."""
    old = draft.with_name(draft.name + "-old")
    replaced = path.exists()
    try:
        if replaced:
            path.rename(old)
        draft.rename(path)
    except OSError as error:
        if replaced and old.exists() and not path.exists():
            old.rename(path)
        raise EditionError(f"Utgåvan går inte att skriva ({error.strerror}).", file=path,
                           advice="Stäng program som har mappen öppen och försök igen.") from error  # fmt: skip
    shutil.rmtree(old, ignore_errors=True)
