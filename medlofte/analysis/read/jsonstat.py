"""JSON-stat 2 (what SCB's statistical database, PxWeb, answers): a cube of values with codes and labels.

Source: the JSON-stat format, version 2.0 (json-stat.org/format). Values are listed in row-major order, or by their
place in it when many are missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from medlofte.analysis.read.figures import load_json
from medlofte.codebook import normal
from medlofte.errors import SourceError
from medlofte.language import _

_MOST = 5_000_000
# How totals are coded and called in SCB's tables; a sum over a dimension must leave them out.
_TOTAL_CODES = ("tot", "totalt", "total", "1+2", "totsa", "sa")
_TOTAL_LABELS = ("totalt", "total", "samtliga", "båda könen", "totalt, samtliga åldrar", "samtliga åldrar",
                 "totalt ålder", "män och kvinnor", "kvinnor och män")  # fmt: skip


@dataclass(frozen=True)
class Dimension:
    """One dimension: its id, name, role (``time``, ``geo``, ``metric`` or nothing), and its categories in order."""

    id: str
    label: str
    role: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    units: tuple[str, ...] = ()

    @property
    def totals(self) -> frozenset[int]:
        """Return the places of the categories that are totals of the others."""
        if self.role in ("time", "geo", "metric"):
            return frozenset()
        return frozenset(
            place for place, (code, label) in enumerate(zip(self.codes, self.labels, strict=True))
            if normal(code) in _TOTAL_CODES or normal(label) in _TOTAL_LABELS
        )  # fmt: skip


@dataclass(frozen=True)
class Cube:
    """A table: its dimensions, and one value (None where missing) and status per cell, the last dimension fastest."""

    title: str
    source: str
    dimensions: tuple[Dimension, ...]
    values: tuple[float | None, ...]
    status: dict[int, str]

    def places(self, cell: int) -> tuple[int, ...]:
        """Return the category's place in each dimension for a cell."""
        found = []
        for dimension in reversed(self.dimensions):
            cell, place = divmod(cell, len(dimension.codes))
            found.append(place)
        return tuple(reversed(found))

    def of(self, role: str) -> int | None:
        """Return which dimension has a role, or None."""
        return next((place for place, dim in enumerate(self.dimensions) if dim.role == role), None)


def read_cube(path: Path, *, file: str) -> Cube:
    """Return the cube in a JSON-stat 2 file.

    Raises
    ------
    SourceError
        If the file is not JSON-stat 2 or its parts do not fit each other.
    """
    content = load_json(path, file=file)
    if isinstance(content, dict) and "columns" in content and "data" in content:
        raise SourceError(
            _("Filen är PxWebs äldre JSON-format."), file=file, advice=_("Välj json-stat2 när du hämtar den.")
        )
    try:
        return _cube(content)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        advice = _("Hämta den med «medlofte fetch scb», eller välj json-stat2 hos SCB.")
        raise SourceError(_("Filen är inte giltig json-stat2."), file=file, advice=advice) from error


def _cube(content: dict[str, Any]) -> Cube:
    if content["class"] != "dataset":
        raise ValueError(content["class"])
    roles = {name: role for role, names in (content.get("role") or {}).items() for name in names}
    dimensions = tuple(_dimension(name, content["dimension"][name], roles) for name in content["id"])
    sizes = [int(size) for size in content["size"]]
    if sizes != [len(dimension.codes) for dimension in dimensions] or not 0 < prod(sizes) <= _MOST:
        raise ValueError(sizes)
    values = _listed(content["value"], prod(sizes))
    numbers = tuple(float(value) if isinstance(value, int | float) else None for value in values)
    status = {place: str(word) for place, word in enumerate(_listed(content.get("status") or {}, prod(sizes))) if word}
    return Cube(str(content.get("label") or ""), str(content.get("source") or "SCB"), dimensions, numbers, status)


def _listed(given: Any, size: int) -> list[Any]:
    """Return one entry per cell; the format allows a list, or only the cells that hold something."""
    if isinstance(given, dict):
        listed: list[Any] = [None] * size
        for place, value in given.items():
            listed[int(place)] = value
        return listed
    if len(given) != size:
        raise ValueError(len(given))
    return list(given)


def _dimension(name: str, given: dict[str, Any], roles: dict[str, str]) -> Dimension:
    category = given["category"]
    labels = category.get("label") or {}
    index = category.get("index", list(labels))
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else list(index)
    units = category.get("unit") or {}
    return Dimension(
        name, str(given.get("label") or name), roles.get(name, ""), tuple(map(str, codes)),
        tuple(str(labels.get(code, code)) for code in codes),
        tuple(str((units.get(code) or {}).get("base") or "") for code in codes),
    )  # fmt: skip
