"""Why a position cannot be used: what it most likely was meant to be, told and never put right in silence.

A position that does not fit is tried in the ways that go wrong in real files: swapped axes, a lost decimal sign,
another coordinate system. The answer is a suggestion for the analyst; nothing here moves a point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from medlofte import style
from medlofte.analysis.read.coordinates import SWEREF, SYSTEMS, WGS84, inside
from medlofte.language import _

Box = tuple[float, float, float, float]
_ENOUGH = 0.95
_POWERS = range(1, 9)
_NORTHINGS = (6_000_000, 7_800_000)
_LOCAL_ZONES = tuple(system for system, name in SYSTEMS.items() if name.startswith("SWEREF 99 ") and system != SWEREF)


@dataclass(frozen=True)
class Fault:
    """What is likely wrong with a position: the finding's rule and its Swedish sentence."""

    rule: str
    message: str


def explain(position: np.ndarray, *, system: str = SWEREF, home: Box | None = None) -> Fault | None:
    """Return what is likely wrong with a position that lies outside; None when nothing is likely.

    Parameters
    ----------
    position
        East and north as the file gives them, array (2,).
    system
        How the rest of the file is understood.
    home
        Where the kommun lies (west, south, east, north; metres in SWEREF 99 TM); without it anywhere in Sweden counts.
    """
    if not np.isfinite(position).all():
        return None
    if not position.any():
        return Fault("koordinat", _("Läget 0; 0 betyder oftast att läget saknas."))
    for rule, tried, understood, words in _attempts(position, system, home):
        if _fits(tried, understood, home):
            meant = f"{_written(tried[0])}; {_written(tried[1])}"
            return Fault(
                rule,
                _("{words} Menas {meant} ({system})? Rätta i filen om det stämmer.").format(
                    words=words, meant=meant, system=SYSTEMS[understood]
                ),
            )
    return None


def _attempts(position: np.ndarray, system: str, home: Box | None) -> Iterator[tuple[str, np.ndarray, str, str]]:
    """Give (rule, position, system, Swedish words), the likeliest first."""
    mains = dict.fromkeys((system if system in SYSTEMS else SWEREF, SWEREF, WGS84))
    for main in mains:
        yield "omkastade_axlar", position[::-1], main, _("Öst och nord verkar vara omkastade.")
    for main in mains:
        yield ("annat_koordinatsystem", position, main,
               _("Talen är i {system}, till skillnad från resten.").format(system=SYSTEMS[main]))  # fmt: skip
    metres = _NORTHINGS[0] <= position[1] <= _NORTHINGS[1]
    for other in SYSTEMS if metres else ():
        # Without a kommun to fall in, numbers of a local zone fit all twelve.
        if home is not None or other not in _LOCAL_ZONES:
            yield ("annat_koordinatsystem", position, other,
                   _("Talen passar ett annat koordinatsystem än resten av filen."))  # fmt: skip
    # A whole northing in metres has lost nothing, though a tenth of a thousandth of it would be a latitude.
    for main in (SWEREF,) if metres else mains:
        for tried in _rescaled(position):
            yield "tappat_decimaltecken", tried, main, _("Decimaltecknet verkar ha fallit bort.")


def _rescaled(position: np.ndarray) -> Iterator[np.ndarray]:
    """Give the position with the decimal sign put back in one number or both; the sizes of Sweden allow one way."""
    for power in _POWERS:
        yield position / (1, 10.0**power)
        yield position / (10.0**power, 1)
    for east in _POWERS:
        for north in _POWERS:
            yield position / (10.0**east, 10.0**north)


def _fits(position: np.ndarray, system: str, home: Box | None) -> bool:
    moved = inside(position.reshape(1, 2), system)[0]
    if np.isnan(moved).any():
        return False
    return home is None or bool((moved >= home[:2]).all() and (moved <= home[2:]).all())


def _written(value: float) -> str:
    text = f"{value:.7g}" if abs(value) < 1000 else f"{value:.1f}".removesuffix(".0")
    return text.replace(".", style.separators()[0])


def suspected(points: np.ndarray, *, home: Box | None = None) -> str:
    """Return in Swedish which coordinate system a whole file may be in, when it is neither of the usual two.

    Parameters
    ----------
    points
        Array (n, 2) as the file gives them.
    home
        Where the kommun lies; it alone can tell the twelve local zones apart, since their numbers look the same.
    """
    finite = points[np.isfinite(points).all(axis=1)]
    if not len(finite):
        return ""
    found = [
        (system, swapped)
        for swapped in (False, True)
        for system in SYSTEMS
        if system not in (SWEREF, WGS84) and _share(finite[:, ::-1] if swapped else finite, system, home) >= _ENOUGH
    ]
    if not found:
        return ""
    swapped = _(", med öst och nord omkastade") if found[0][1] else ""
    if len({system for system, _ in found}) == 1:
        system = found[0][0]
        return _('Talen passar {name}{swapped}. Skriv crs = "{system}" i round.toml om det stämmer.').format(
            name=SYSTEMS[system], swapped=swapped, system=system
        )
    named = ", ".join(f"{system} ({SYSTEMS[system]})" for system in dict.fromkeys(system for system, _ in found))
    return _(
        "Talen ser ut som en lokal zon{swapped}, men flera passar: {named}. Skriv rätt zon som crs i round.toml."
    ).format(swapped=swapped, named=named)


def _share(points: np.ndarray, system: str, home: Box | None) -> float:
    moved = inside(points, system)
    ok = ~np.isnan(moved).any(axis=1)
    if home is not None:
        ok[ok] &= (moved[ok] >= home[:2]).all(axis=1) & (moved[ok] <= home[2:]).all(axis=1)
    return float(ok.mean())
