"""Rules on published tables: what arithmetic says cannot be true, whoever printed it.

A share among all lies between the women's and the men's, and where the numbers of answers are known it is their
weighted mean: a published 74 % (86 women) and 81 % (58 men) cannot give 80 % together, but 76.8 %.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from medlofte import style
from medlofte.analysis.read.common import NOTE, WARNING, Notes, Spot
from medlofte.language import _
from medlofte.rounds import SETUP, Round

# Counties of today, and the three merged in 1997–98 that old tables still have (SCB).
_COUNTIES = frozenset(f"{code:02d}" for code in range(1, 26)) - {"02"}
_KEYS = ["file", "indicator", "region", "period"]
# Smaller counts give a rate that rounding alone can move this much.
_COMPARED, _OFF = 50, 0.1


def figures(registers: pd.DataFrame, *, round_: Round) -> Notes:
    """Return what arithmetic says against a round's register figures (``REGISTER``)."""
    return [*codes(round_.kommun_code, spot=Spot(SETUP)), *sexes(registers), *sums(registers), *rates(registers)]


def mixture(
    women: float, men: float, total: float, *, answered: tuple[float, float] | None = None, step: float = 1.0
) -> float | None:
    """Return what the total should be when it cannot be what is printed; None when the three agree.

    Parameters
    ----------
    women, men, total
        Shares or means, in the same unit.
    answered
        How many women and men; without them the total must only lie between the two.
    step
        The unit of the last printed digit (1 for whole per cent), so each figure may be off by half of it.

    Returns
    -------
    float or None
        The weighted mean; without ``answered`` the nearer of the two bounds.
    """
    if answered is None or not sum(answered):
        low, high = sorted((women, men))
        outside = total < low - step or total > high + step
        return (low if total < low else high) if outside else None
    mean = (women * answered[0] + men * answered[1]) / sum(answered)
    return mean if abs(mean - total) > step else None


def sexes(frame: pd.DataFrame) -> Notes:
    """Return figures for all that the women's and the men's cannot give.

    Parameters
    ----------
    frame
        ``REGISTER``; the sexes' indicators are the total's with ``_k`` and ``_m``. Values and rates are compared, with
        the numbers of answers (``base``) where the source has them; those who gave another sex are few.
    """
    rows = {tuple(row[name] for name in _KEYS): row for row in frame.to_dict("records")}
    notes = []
    for (file, indicator, region, period), total in rows.items():
        women, men = (rows.get((file, f"{indicator}_{sex}", region, period)) for sex in ("k", "m"))
        if women is not None and men is not None:
            notes += _against(total, women, men)
    return notes


def _against(total: dict[Any, Any], women: dict[Any, Any], men: dict[Any, Any]) -> Notes:
    """Return a finding when one row's figure cannot be that of the women's and the men's rows together."""
    bases = (women["base"], men["base"])
    answered = None if any(pd.isna(base) for base in bases) else (float(bases[0]), float(bases[1]))
    for name in ("value", "per_100k"):
        printed = [part[name] for part in (women, men, total)]
        if any(pd.isna(part) for part in printed):
            continue
        expected = mixture(*printed, answered=answered if name == "value" else None, step=_step(printed))
        if expected is not None:
            said = _("kvinnor {women} och män {men} kan inte ge {together}").format(
                women=style.exact(printed[0]), men=style.exact(printed[1]), together=style.exact(printed[2])
            )
            weighed = (
                _("; med antalet svar blir det {expected}").format(expected=style.exact(round(expected, 1)))
                if answered
                else ""
            )
            message = f"{total['label']}: {said} tillsammans{weighed}."
            place = f"{total['region']} / {total['period']}"
            return [Spot(total["file"]).note("kon_och_total", message, value=place, action=_("behålls"))]
    return []


def _step(printed: list[float]) -> float:
    """Return the unit of the last digit that any of the figures is printed with."""
    return float(10 ** -max(len(f"{value:.6g}".partition(".")[2]) for value in printed))


def sums(frame: pd.DataFrame) -> Notes:
    """Return wholes whose parts together are larger than they are.

    Brå's "därav" rows lie inside others; parts may be fewer than the whole, because not all are printed, but never
    more. One part larger than its whole has been told of by its row; SCB's noise is let through.
    """
    counted = frame[frame["count"].notna()]
    below = counted[counted["parent"] != ""]
    keys = ["file", "parent", "region", "period"]
    parts = below.groupby(keys, as_index=False)["count"].agg(["sum", "size"])
    both = parts.merge(counted[[*_KEYS, "count"]].rename(columns={"indicator": "parent"}), on=keys)
    broken = both[(both["size"] > 1) & (both["sum"] > both["count"] + 3 * both["size"] ** 0.5)]
    why = _("delarna överlappar varandra eller är fel.")
    message, action = _("Delarna blir {sum} men helheten är {count}; {why}"), _("behålls; delarna summeras aldrig")
    return [
        Spot(row["file"]).note(
            "delar_storre_an_helhet",
            message.format(sum=style.number(row["sum"]), count=style.number(row["count"]), why=why),
            severity=NOTE, value=f"{row['parent']} / {row['region']} / {row['period']}", action=action,
        )
        for row in broken.to_dict("records")
    ]  # fmt: skip


def rates(frame: pd.DataFrame) -> Notes:
    """Return figures whose number per 100 000 fits another population than the other rows of their region and period.

    Only counts of 50 and more are compared, and a difference of more than a tenth is told.
    """
    rows = frame[(frame["count"] >= _COMPARED) & (frame["per_100k"] > 0)]
    implied = rows["count"] / rows["per_100k"] * 100_000
    usual = implied.groupby([rows["file"], rows["region"], rows["period"]]).transform("median")
    odd = rows.assign(implied=implied, usual=usual)[(implied / usual - 1).abs() > _OFF]
    message = _("{label}: antalet och talet per 100 000 ger {implied} invånare, men de andra raderna {usual}.")
    return [
        Spot(row["file"]).note(
            "per_100k",
            message.format(label=row["label"], implied=style.number(row["implied"]), usual=style.number(row["usual"])),
            severity=WARNING, value=f"{row['indicator']} / {row['region']} / {row['period']}", action=_("behålls"),
        )
        for row in odd.to_dict("records")
    ]  # fmt: skip


def codes(kommun_code: str, *, spot: Spot) -> Notes:
    """Return a finding when the kommun's code cannot be one: four digits, of which the first two are a county's."""
    if not kommun_code or (kommun_code.isdigit() and len(kommun_code) == 4 and kommun_code[:2] in _COUNTIES):
        return []
    message = _(
        "Kommunkoden ska vara fyra siffror och börja med länets två, till exempel 1486. Inledande nolla behövs."
    )
    return [spot.note("omojlig_kod", message, column="kommun_code", value=kommun_code)]
