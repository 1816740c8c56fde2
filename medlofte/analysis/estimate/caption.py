"""What must be said beside every figure: how the answers came in, how many, and what the interval assumes.

A self-selected sample has no margin of error (AAPOR 2016, Guidance on Reporting Precision for Nonprobability Samples):
its intervals hold under a stated assumption, and the words say so.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from medlofte.analysis.estimate.cells import Cells
from medlofte.language import N_, _

SELF_SELECTED = N_(
    "Självrekryterat urval: vem som helst har kunnat svara. Intervallet är ett "
    "osäkerhetsintervall under antagandet att de som svarat liknar övriga i samma grupp; det "
    "visar inte snedvridning i vilka som svarat."
)
SAMPLED = N_(
    "Slumpmässigt urval. Intervallet är ett osäkerhetsintervall under antagandet att bortfallet liknar dem som svarat."
)
SHRUNK = N_("Utjämnade tal lånar styrka av de andra områdena och visas alltid bredvid de direkta.")


def captioned(frame: pd.DataFrame, cells: Cells, *extra: str) -> pd.DataFrame:
    """Return the frame with ``attrs``: ``design``, ``respondents``, ``weighted_by`` and the Swedish ``caption``."""
    frame.attrs = {"design": cells.design, "respondents": int(cells.n), "weighted_by": list(cells.calibrated),
                   "caption": caption(cells, *extra)}  # fmt: skip
    return frame


def caption(cells: Cells, *extra: str, labels: Mapping[str, str] | None = None) -> str:
    """Return the text that belongs under every table and figure made of these cells; ``labels`` names the questions."""
    names = tuple((labels or {}).get(name, name) for name in cells.calibrated)
    weighted = (
        _("Viktat mot befolkningen efter {names}.").format(names=_listed(names)) if cells.calibrated else _("Ovägt.")
    )
    if not cells.calibrated and (cells.frame["w"] != cells.frame["n"]).any():
        weighted = _("Vägt med urvalets vikter.")
    words = _(SAMPLED if cells.design == "sample" else SELF_SELECTED)
    return " ".join([_("{n} svarande.").format(n=int(cells.n)), weighted, words, *cells.notes, *extra])


def _listed(names: tuple[str, ...]) -> str:
    return _(" och ").join(part for part in (", ".join(names[:-1]), names[-1]) if part)
