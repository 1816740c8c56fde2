"""How the answers weigh: the spread of the weights, what it costs, and the margins before and after."""

from __future__ import annotations

from dataclasses import dataclass

import ipywidgets as widgets
import numpy as np
import pandas as pd

from medlofte import style
from medlofte.analysis.estimate.cells import Array, Cells
from medlofte.analysis.workbench import shown
from medlofte.analysis.workbench.wording import Wording
from medlofte.codebook import Codebook
from medlofte.language import N_, _, translated

# The limits of the words are rules of thumb, not tests.
_COSTLY, _DEAR = 1.5, 2.5
_BANDS = (0.0, 0.25, 0.5, 0.8, 1.25, 2.0, 3.0, np.inf)
_NAMES = (N_("under 0,25"), N_("0,25–0,5"), N_("0,5–0,8"), N_("0,8–1,25 (nästan som de är)"), "1,25–2", "2–3",
          N_("3 eller mer"))  # fmt: skip


@dataclass(frozen=True)
class Weighting:
    """What weighing did.

    Parameters
    ----------
    n, n_eff
        Respondents, and how many unweighted ones they are worth (Kish 1965, Survey Sampling: n/(1 + CV²)).
    deff
        Kish's design effect of the weights, 1 + CV².
    low, high
        The smallest and the largest weight; the mean is 1.
    spread
        One row per band of weights: ``band, n``.
    margins
        One row per category: ``variable, group, before, after, population``; shares, 0–1.
    """

    n: int
    n_eff: float
    deff: float
    low: float
    high: float
    spread: pd.DataFrame
    margins: pd.DataFrame

    def text(self) -> str:
        """Return what it means, in plain words."""
        cost = _("lite") if self.deff < _COSTLY else _("en hel del") if self.deff < _DEAR else _("mycket")
        advice = (
            _(" Få får tala för många: slå ihop grupper, eller väg efter färre frågor.") if self.deff >= _DEAR else ""
        )
        worth, deff, low, high = (style.number(one, digits) for one, digits in
                                  ((self.n_eff, 0), (self.deff, 2), (self.low, 2), (self.high, 2)))  # fmt: skip
        return _(
            "{n} svarande är {n|värd|värda} {worth} ovägda (designeffekt {deff}): vikterna kostar "
            "{cost}.{advice} Den minsta vikten är {low} och den största {high}."
        ).format(n=self.n, worth=worth, deff=deff, cost=cost, advice=advice, low=low, high=high)


def weighting(cells: Cells) -> Weighting:
    """Return what weighing did to the cells; without it every weight is 1."""
    people = cells.frame["n"].to_numpy(dtype=float)
    base = cells.frame["w"].to_numpy(dtype=float)
    each = np.divide(base * cells.factor, people, out=np.zeros_like(base), where=people > 0)
    total = people.sum()
    each = each / ((each * people).sum() / total)
    deff = float((people * each**2).sum() / total)
    band = np.digitize(each, _BANDS[1:-1], right=False)
    spread = pd.DataFrame({"band": translated(_NAMES), "n": [int(people[band == i].sum()) for i in range(len(_NAMES))]})
    return Weighting(int(total), total / deff, deff, float(each.min()), float(each.max()), spread,
                     _margins(cells, base, base * cells.factor))  # fmt: skip


def _margins(cells: Cells, before: Array, after: Array) -> pd.DataFrame:
    rows = []
    for margin in cells.margins:
        names = cells.frame[margin.name].astype(object).to_numpy()
        for place, target in enumerate(margin.target):
            inside = margin.member[:, place]
            members = sorted({str(name) for name in names[inside > 0]})
            group = members[0] if len(members) == 1 and members[0] else _("okänd eller utan befolkning")
            rows.append((margin.name, group, inside @ before / before.sum(), inside @ after / after.sum(), target))
    return pd.DataFrame(rows, columns=["variable", "group", "before", "after", "population"])


class WeightingView(widgets.VBox):
    """The diagnosis as a sentence and two tables.

    Parameters
    ----------
    cells
        Weighted cells, as :func:`medlofte.analysis.estimate.rake` returns them.
    codebook
        The round's, for the words.
    """

    def __init__(self, cells: Cells, *, codebook: Codebook) -> None:
        self.found = weighting(cells)
        words = Wording.of(codebook)
        widest = max(int(self.found.spread["n"].max()), 1)
        spread = shown.table(
            [_("Vikt"), _("Svarande"), ""],
            [(band, n, shown.Bar((n / widest, 0, n / widest))) for band, n in self.found.spread.to_numpy()],
            caption=_("Vikternas fördelning"),
        )
        rows = [
            (words.questions.get(row["variable"], row["variable"]),
             words.choices.get((row["variable"], row["group"]), row["group"]),
             *(style.percent(row[name]) for name in ("before", "after", "population")))
            for row in self.found.margins.to_dict("records")
        ]  # fmt: skip
        margins = shown.table(
            [_("Fråga"), _("Grupp"), _("Svarande"), _("Efter viktning"), _("Befolkningen")],
            rows,
            caption=_("Före och efter"),
        )
        parts = [shown.paragraph(self.found.text()), spread, margins if rows else ""]
        super().__init__([widgets.HTML(part) for part in parts])
