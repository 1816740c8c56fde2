"""Coordinates to SWEREF 99 TM: what they are by their bounds, and what is wrong with them.

GeoJSON with SWEREF coordinates but no ``crs`` member is silently read as longitude and latitude by common software,
and axes are often swapped; so the numbers themselves are always looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from medlofte.language import N_, Words, _

SWEREF, WGS84 = "EPSG:3006", "EPSG:4326"
# Sweden with its sea, (west, south, east, north): metres in SWEREF 99 TM, and degrees.
_BOX = {SWEREF: (180_000, 6_050_000, 960_000, 7_720_000), WGS84: (8.5, 54.5, 25.5, 69.6)}
# The systems that Swedish files come in (Lantmäteriet): the national one, degrees, RT 90 in old files, the local zones.
_ZONES = ("12 00", "13 30", "15 00", "16 30", "18 00", "14 15", "15 45", "17 15", "18 45", "20 15", "21 45", "23 15")
SYSTEMS = Words(
    {SWEREF: "SWEREF 99 TM", WGS84: N_("longitud och latitud (WGS 84)"), "EPSG:3021": "RT 90 2,5 gon V"}
) | {f"EPSG:{code}": f"SWEREF 99 {zone}" for code, zone in enumerate(_ZONES, start=3007)}
# Where any of the other Swedish systems has its numbers; transforming nonsense would only cost time.
_PROJECTED = (-500_000, 6_000_000, 2_000_000, 7_800_000)


@dataclass(frozen=True)
class Located:
    """Points in SWEREF 99 TM.

    Parameters
    ----------
    points
        Array (n, 2): east and north, metres; nan where the point lies outside Sweden.
    remark
        What was unexpected about all of them, in Swedish, or nothing.
    system
        How the numbers were understood, e.g. ``EPSG:3006``.
    """

    points: np.ndarray
    remark: str = ""
    system: str = SWEREF

    @property
    def outside(self) -> np.ndarray:
        """Return which points lie outside Sweden (or are not finite)."""
        return np.isnan(self.points).any(axis=1)


def locate(points: np.ndarray, *, declared: str = "") -> Located:
    """Return points in SWEREF 99 TM.

    Parameters
    ----------
    points
        Array (n, 2), east or longitude first.
    declared
        The coordinate system the file states, as pyproj understands it; nothing if it states none.

    Raises
    ------
    ValueError
        If pyproj does not know the declared system.
    """
    points = np.asarray(points, dtype="float64").reshape(-1, 2)
    best = max(_readings(points, declared), key=lambda reading: reading[0])
    return Located(best[1], best[2] if best[0] > 0 else "", best[3])


def _readings(points: np.ndarray, declared: str) -> list[tuple[float, np.ndarray, str, str]]:
    """Return (share inside Sweden, points, remark, system) for each way to understand them, the stated one first."""
    stated = _name(declared)
    systems = list(dict.fromkeys([stated, SWEREF, WGS84] if stated else [SWEREF, WGS84]))
    found = []
    for swapped in (False, True):
        for system in systems:
            moved = inside(points[:, ::-1] if swapped else points, system)
            share = float(np.mean(~np.isnan(moved).any(axis=1))) if len(moved) else 0.0
            found.append((share, moved, _remark(system, stated, swapped), system))
    return found


def _remark(system: str, stated: str, swapped: bool) -> str:
    parts = []
    if swapped:
        parts.append(_("öst och nord verkar vara omkastade"))
    if stated and system != stated:
        parts.append(
            _("filen anger {stated} men talen är {system}").format(stated=stated, system=SYSTEMS.get(system, system))
        )
    return "; ".join(parts)


def _name(declared: str) -> str:
    if not declared:
        return ""
    try:
        system = CRS.from_user_input(declared)
    except CRSError as error:
        raise ValueError(declared) from error
    code = system.to_epsg()
    # CRS84 is WGS 84 with longitude first, which is how GeoJSON is written anyway.
    return f"EPSG:{code}" if code else WGS84 if "84" in system.name else str(system.to_string())


def inside(points: np.ndarray, system: str) -> np.ndarray:
    """Return points of a coordinate system, array (n, 2), in SWEREF 99 TM; nan for those outside Sweden."""
    ok = np.isfinite(points).all(axis=1)
    box = _BOX.get(system, _PROJECTED if system in SYSTEMS else None)
    if box:
        ok &= (points >= box[:2]).all(axis=1) & (points <= box[2:]).all(axis=1)
    moved = np.full(points.shape, np.nan)
    if ok.any():
        moved[ok] = points[ok] if system == SWEREF else np.column_stack(_transformer(system).transform(*points[ok].T))
    west, south, east, north = _BOX[SWEREF]
    within = (moved[:, 0] > west) & (moved[:, 0] < east) & (moved[:, 1] > south) & (moved[:, 1] < north)
    moved[~within] = np.nan
    return moved


@lru_cache(maxsize=32)
def _transformer(system: str) -> Any:
    return Transformer.from_crs(system, SWEREF, always_xy=True)


def is_degrees(points: np.ndarray) -> bool:
    """Return whether numbers without a stated system are degrees rather than metres."""
    finite = points[np.isfinite(points).all(axis=1)]
    return bool(len(finite)) and bool((np.abs(finite) <= 180).mean() > 0.5)
