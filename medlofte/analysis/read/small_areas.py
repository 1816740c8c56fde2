"""SCB's small areas DeSO and RegSO: which year's division a file follows; two divisions must never be mixed.

Codes of both divisions look alike (``1486A0010``, ``1486R001``), but the areas do not: DeSO has 5,984 areas in 2018 and
6,160 in 2025. What tells them apart is SCB's own marks: the ending ``_DeSO2025`` in the statistical database, the
attributes ``version`` (``2025_v2``) and ``referensdatum`` of the map layers, and the layers' names (``DeSO_2018``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from medlofte.analysis.read.common import NOTE, WARNING, Notes, Spot
from medlofte.language import _

RULE = "deso_version"
_CODE = re.compile(r"(?P<kommun>\d{4})(?P<kind>[ABC]|R)\d{3,4}(?:_(?:DeSO|RegSO)(?P<year>\d{4}))?")
_NAMED = re.compile(r"(?:deso|regso)\D{0,3}(20\d{2})", re.IGNORECASE)
_MARKS = ("version", "referensdatum")
# RegSO was drawn up in 2018 and adjusted in 2020; the next division of both is that of 2025.
_DIVISIONS = (2018, 2025)


def bare(code: str) -> str:
    """Return a code without the year that SCB's database adds: ``1486A0010_DeSO2025`` → ``1486A0010``."""
    return re.sub(r"_(DeSO|RegSO)\d{4}$", "", code)


def code(*texts: str) -> str:
    """Return the first text that is a code of DeSO or RegSO, or nothing."""
    return next((text for text in texts if _CODE.fullmatch(text)), "")


def about(
    codes: Iterable[str], *, spot: Spot, properties: Iterable[Mapping[str, Any]] = (), names: Iterable[str] = ()
) -> Notes:
    """Return a finding of rule ``deso_version`` whose value is the division (``DeSO 2025``), or that it is unknown.

    Parameters
    ----------
    codes
        The areas' codes; nothing is said when fewer than half are of DeSO or RegSO.
    spot
        The file.
    properties
        The features' attributes, for a map layer.
    names
        Names of the file and its layers.
    """
    listed = list(codes)
    found = [match for code in listed if (match := _CODE.fullmatch(code))]
    if not found or len(found) * 2 < len(listed):
        return []
    kind = "RegSO" if found[0]["kind"] == "R" else "DeSO"
    years = _years(found, properties, names)
    if not years:
        message = _("Koderna är {kind}, men filen säger inte om det är indelningen från 2018 eller 2025.").format(
            kind=kind
        )
        return [spot.note("deso_okand_version", message, severity=NOTE, value=found[0][0], action=_("läst som den är"))]
    if len(years) > 1:
        message = _("Filen blandar områden ur flera indelningar ({years}).").format(
            years=", ".join(map(str, sorted(years)))
        )
        return [spot.note("deso_blandad", message, value=found[0][0], action=_("läst som den är"))]
    message = _("Områdena följer {kind} {year}.").format(kind=kind, year=years[0])
    return [spot.note(RULE, message, severity=NOTE, value=f"{kind} {years[0]}", action=_("läst"))]


def _years(found: list[re.Match[str]], properties: Iterable[Mapping[str, Any]], names: Iterable[str]) -> list[int]:
    """Return the divisions that the codes say; if they say none, the attributes; if not they either, the names."""
    written = [match["year"] for match in found if match["year"]]
    if not written:
        written = [match[0] for entry in properties for mark in _MARKS
                   if (match := re.match(r"20\d{2}", str(entry.get(mark) or "")))]  # fmt: skip
    if not written:
        written = [match[1] for name in names if (match := _NAMED.search(name))]
    return [year for year, _ in Counter(_division(int(year)) for year in written).most_common()]


def _division(year: int) -> int:
    return max((division for division in _DIVISIONS if division <= year), default=_DIVISIONS[0])


def mixed(findings: Any) -> Notes:
    """Return a warning when the files of a round follow different divisions.

    Parameters
    ----------
    findings
        ``FINDINGS`` of all readers; those of rule ``deso_version`` say which division each file follows.
    """
    stated = findings[findings["rule"] == RULE]
    years = {value.split()[-1] for value in stated["value"]}
    if len(years) < 2:
        return []
    listed = "; ".join(f"{file}: {value}" for file, value in zip(stated["file"], stated["value"], strict=True))
    message = _(
        "Rundan blandar indelningarna från 2018 och 2025. Samma kod kan vara olika områden, så "
        "siffrorna går inte att lägga ihop. Byt till filer med samma indelning."
    )
    return [Spot(str(stated["file"].iloc[0])).note("deso_olika", message, severity=WARNING, value=listed)]
