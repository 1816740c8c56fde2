"""How many people live or are at places (SCB's squares, visitors counted): what the map's scan compares with."""

from __future__ import annotations

import numpy as np
import pandas as pd

from medlofte import tables
from medlofte.analysis.read.columns import opened
from medlofte.analysis.read.common import nothing, provenance
from medlofte.analysis.read.misplaced import Box
from medlofte.analysis.read.positions import NAMES, positions
from medlofte.analysis.written import number
from medlofte.language import _
from medlofte.rounds import Round

_NAMES = {"people": ("antal", "folkmängd", "befolkning", "people", "personer", "pop"), **NAMES}


def read_exposure(round_: Round, *, home: Box | None = None) -> tables.Read:
    """Return the exposure (``EXPOSURE``); a row without a position or a number stands in quarantine.

    Parameters
    ----------
    round_
        ``round_.hotspots.exposure`` names the file.
    home
        Where the kommun lies, metres in SWEREF 99 TM; makes explanations of odd positions surer.

    Raises
    ------
    SourceError, RoundError
        If the file cannot be read or lacks a column.
    """
    file = round_.hotspots.exposure
    if not file:
        return nothing(tables.EXPOSURE.empty())
    path = round_.path(file)
    table, cells = opened(path, _NAMES, file=file, required=("x", "y", "people"))
    located, notes = positions(
        table, cells, action=_("raden är i karantän"), required=True, declared=round_.crs, home=home
    )
    people = [number(text) for text in cells["people"]]
    good = np.array([value is not None and value >= 0 for value in people], dtype=bool)
    message = _("Här ska ett antal stå, noll eller mer.")
    notes += [table.spot.quarantine("inget_tal", message, row=int(row), column="Antal", value=text)
              for row, text, fine in zip(cells["row"], cells["people"], good, strict=True) if not fine]  # fmt: skip
    frame = pd.DataFrame({"file": file, "row": cells["row"], "x": located[:, 0], "y": located[:, 1],
                          "people": pd.to_numeric(pd.Series(people, dtype=object), errors="coerce")})  # fmt: skip
    kept = frame[good & ~np.isnan(located).any(axis=1)]
    source = provenance(path, file=file, kind="exposure", read=table.read, accepted=len(kept))
    return tables.Read(tables.EXPOSURE.check(kept), table.told(notes), source)
