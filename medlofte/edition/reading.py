"""Reading an edition, and finding the one that a dashboard shows."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from medlofte import language, tables
from medlofte.edition import retold
from medlofte.edition.manifest import MANIFEST, read, unchanged
from medlofte.edition.trace import Provenance, trace
from medlofte.errors import EditionError
from medlofte.language import _

ENVIRONMENT, FOLDER = "MEDLOFTE_EDITION", "MEDLOFTE_EDITIONS"
_LAYER = ".geojson"
_TABLES = {table.name: table for table in tables.EDITION}


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
        """Return the edition in a folder after checking its format, its files and their SHA-256, and that it is whole.

        Raises
        ------
        EditionError
            If the folder is no edition, is damaged, half copied, changed by hand or made by another version.
        """
        path = Path(path)
        return cls(path, read(path))

    @cached_property
    def about(self) -> dict[str, Any]:
        """Return what the round says of itself: kommun, year, title, demo, profile, design, period, criteria …."""
        return dict(self.manifest["medlofte"]["about"])

    @property
    def seal(self) -> str:
        """Return the manifest's checksum of itself, which no other edition has."""
        return str(self.manifest["medlofte"]["sha256"])

    @property
    def number(self) -> int:
        """Return the edition's number among those of the same name; the first is 1."""
        return int(self.manifest["medlofte"].get("number", 1))

    def provenance(self, table: str, *, question: str = "", year: int | None = None) -> Provenance:
        """Return where a table's figures come from: files and their hashes, rows, weighting, method, versions.

        Parameters
        ----------
        question, year
            Narrow it to one question of one survey year.
        """
        about = {"software": f"medlofte {self.manifest['medlofte'].get('version', '')}"} | self.about
        return trace(table, about=about, provenance=self.table("provenance"), number=self.number,
                     accounting=self.table("accounting"), question=question, year=year)  # fmt: skip

    def load(self) -> Edition:
        """Read every table and layer and return the edition: whatever becomes of its folder, it can be shown.

        Raises
        ------
        EditionError
            If a file has changed since the edition was opened.
        """
        for table in tables.EDITION:
            self.table(table.name)
        for resource in self.manifest["resources"]:
            if resource["path"].endswith(_LAYER):
                self.layer(resource["path"].removesuffix(_LAYER))
        return self

    def table(self, name: str) -> pd.DataFrame:
        """Return a copy of one table; ``name`` is a table in ``tables.EDITION``.

        On an English page, labels are those that the codebook has in English, and sentences are told anew.
        A table of ``tables.LATER`` is empty where the edition is older than the table.
        """
        if name not in self._cache:
            self._cache[name] = self._read(name)
        if language.current() != language.ENGLISH:
            return self._cache[name].copy()
        return self._retold(name) if name in retold.TABLES else self._in_english(name)

    def _in_english(self, name: str) -> pd.DataFrame:
        """Return a table with the texts that the codebook has in English (``about["english"]``) put in."""
        words = self._english(name)
        frame: pd.DataFrame = self._cache[name].copy()
        keys = ["/".join(key) for key in frame[list(_TABLES[name].key)].itertuples(index=False)] if words else []
        for column in {column for entry in words.values() for column in entry}:
            frame[column] = [words.get(k, {}).get(column, was) for k, was in zip(keys, frame[column], strict=True)]
        return frame

    def _retold(self, name: str) -> pd.DataFrame:
        """Return a table with its sentences told anew in English."""
        key = f"{name}:told"
        if key not in self._cache:
            with language.speaking(language.SWEDISH):
                stored = [self.table(table) for table in retold.TABLES]
            told = retold.retold(*stored, edition=self)
            self._cache.update({f"{table}:told": frame for table, frame in told.items()})
        return pd.DataFrame(self._cache[key]).copy()

    def _read(self, name: str) -> pd.DataFrame:
        file = f"{name}.csv"
        if name in tables.LATER and file not in self._hashes:
            return _TABLES[name].empty()
        frame = pd.read_csv(io.BytesIO(self._content(file)), dtype=str, keep_default_na=False, na_values=[""])
        return _TABLES[name].check(frame)

    def layer(self, name: str) -> dict[str, Any]:
        """Return a map layer as GeoJSON in SWEREF 99 TM (metres); an empty collection where there is none."""
        key = f"layer:{name}"
        if key not in self._cache:
            file = f"{name}{_LAYER}"
            self._cache[key] = json.loads(self._content(file)) if file in self._hashes else collection([])
        return dict(self._cache[key])

    @cached_property
    def _hashes(self) -> dict[str, str]:
        return {resource["path"]: resource["hash"] for resource in self.manifest["resources"]}

    def _content(self, name: str) -> bytes:
        """Return a file as it was when the edition was opened: never some of this edition and some of the next."""
        return unchanged(self.path / name, self._hashes[name])

    def labels(self, kind: str, *, column: str = "label") -> dict[str, str]:
        """Return id → label of ``topics``, ``actors``, ``places`` or ``questions``; what has no English is ``Own``."""
        frame, words = self.table(kind), self._english(kind)
        return {key: text if column in words.get(key, {}) else language.Own(text)
                for key, text in zip(frame.iloc[:, 0], frame[column], strict=True)}  # fmt: skip

    def _english(self, table: str) -> dict[str, dict[str, str]]:
        """Return what the codebook says of a table in English: key → column → text."""
        return dict(self.about.get("english", {}).get(table, {}))

    def choice_labels(self, question: str) -> dict[str, str]:
        """Return id → label of one question's choices, in the form's order."""
        key = f"choices:{question}:{language.current()}"
        if key not in self._cache:
            choices = self.table("choices")
            rows = choices[choices["question"] == question].sort_values("order")
            self._cache[key] = dict(zip(rows["choice"], rows["label"], strict=True))
        return dict(self._cache[key])


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection that says that its coordinates are SWEREF 99 TM."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
    return {"type": "FeatureCollection", "crs": crs, "features": features}


def place(round_folder: str | Path) -> Path:
    """Return where a round's edition is written unless somebody says otherwise.

    Under the environment variable ``MEDLOFTE_EDITIONS``, else in ``editions`` where the program was started.
    """
    return Path(os.environ.get(FOLDER) or "editions") / Path(round_folder).resolve().name


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
    raise EditionError(_("Ingen utgåva hittades."), advice=_("Kör «medlofte publish RUNDA» först."))
