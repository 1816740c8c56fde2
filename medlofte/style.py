"""The palette by name, Swedish numbers and dates, the plotly template and config; for views and export alike.

Everything here is plain text and dicts: nothing is imported that a page would have to wait for.
"""

from __future__ import annotations

import math
from datetime import date as _date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from medlofte.language import ENGLISH, N_, _, current
from medlofte.tokens import FONT, LIGHT

BLUE, TURQUOISE, PINK, ORANGE, GREY, PURPLE, TEAL = (
    LIGHT[name] for name in ("blue", "turquoise", "pink", "orange", "grey", "purple", "teal")
)
PALETTE = (BLUE, TURQUOISE, PINK, ORANGE, GREY, PURPLE)

TEXT, MUTED, BACKGROUND, PANEL = (LIGHT[name] for name in ("text", "muted", "background", "panel"))
LINE, GRID, LINK = (LIGHT[name] for name in ("line", "grid", "link"))
LAND, WATER, ROAD = (LIGHT[name] for name in ("land", "water", "road"))
WARNING, WARNING_PANEL = LIGHT["warning"], LIGHT["warning-panel"]
RAMP = tuple(LIGHT[f"ramp-{step}"] for step in (1, 2, 3, 4))

PERSPECTIVES = {"residents": BLUE, "actors": TURQUOISE, "registers": PINK}
ROLES = {"alla": GREY, "polis": BLUE, "kommun": TURQUOISE, "annan": PINK}
# Status is never colour alone: the sign and the word stand beside it.
STATUSES = {
    "uppfyllt": ("✔", BLUE),
    "delvis uppfyllt": ("◐", TEAL),
    "pågår": ("▶", TEAL),
    "ej påbörjat": ("○", MUTED),
    "ej uppfyllt": ("✘", PINK),
    "går inte att bedöma": ("?", MUTED),
}

MISSING = ".."
MISSING_NOTE = N_("«..» betyder att siffran är skyddad eller saknas: för få svar för att visa utan att röja någon.")
NBSP = "\u00a0"
SEPARATORS = f",{NBSP}"
MONTHS = (
    N_("januari"),
    N_("februari"),
    N_("mars"),
    N_("april"),
    N_("maj"),
    N_("juni"),
    N_("juli"),
    N_("augusti"),
    N_("september"),
    N_("oktober"),
    N_("november"),
    N_("december"),
)

# No button that sends the chart to a cloud, no logo link, no tool bar: a chart here talks to nobody.
CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "showSendToCloud": False,
    "displaylogo": False,
    "plotlyServerURL": "",
    "responsive": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
}

_AXIS = {
    "gridcolor": GRID, "linecolor": LINE, "zerolinecolor": LINE, "tickcolor": LINE, "automargin": True,
    "title": {"font": {"size": 14, "color": TEXT}}, "tickfont": {"size": 14, "color": TEXT}, "fixedrange": True,
}  # fmt: skip
TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"family": FONT, "size": 14, "color": TEXT},
        "colorway": list(PALETTE),
        "paper_bgcolor": BACKGROUND,
        "plot_bgcolor": BACKGROUND,
        "separators": SEPARATORS,
        "margin": {"l": 8, "r": 16, "t": 16, "b": 40},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": 14}},
        "hoverlabel": {"bgcolor": BACKGROUND, "bordercolor": LINE, "font": {"size": 14, "color": TEXT}},
        "bargap": 0.35,
        "dragmode": False,
        "modebar": {"remove": ["sendDataToCloud", "sendChartToCloud"]},
    }
}


def luminance(colour: str) -> float:
    """Return a colour's relative luminance, 0–1 (WCAG 2.1, definition of relative luminance).

    Parameters
    ----------
    colour
        ``#rrggbb``.
    """
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours, 1–21 (WCAG 2.1, definition of contrast ratio)."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def missing(value: object) -> bool:
    """Return whether a figure is blank: None, NaN or pandas' NA."""
    if value is None:
        return True
    try:
        return math.isnan(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return not isinstance(value, (int, float, Decimal))


def figure(value: Any) -> float:
    """Return a figure as a number, NaN where it is blank."""
    return math.nan if missing(value) else float(value)


def number(value: Any, decimals: int = 0) -> str:
    """Return a number as Swedes write it, ``1 234,5`` with a space that does not break (in English ``1,234.5``).

    ``..`` when it is blank.

    Halves are rounded away from zero, as readers expect, and not to even.
    """
    if missing(value):
        return MISSING
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(exact):,f}"
    text = text if current() == ENGLISH else text.replace(",", NBSP).replace(".", ",")
    return f"−{text}" if exact < 0 else text


def exact(value: float) -> str:
    """Return a number with the decimals that it has, ``2,5`` (in English ``2.5``)."""
    return f"{value:g}".replace(".", separators()[0])


def percent(share: Any, decimals: int = 0) -> str:
    """Return a share, 0–1, as ``46 %`` (in English ``46%``); ``..`` when it is blank."""
    return MISSING if missing(share) else f"{number(Decimal(str(share)) * 100, decimals)}{percent_sign()}"


def percent_sign() -> str:
    """Return what stands after a number of per cent."""
    return "%" if current() == ENGLISH else f"{NBSP}%"


def free_text(n: int, *, reviewed: float, uncoded: float, alpha: float | None = None) -> str:
    """Return how much of the free text is read and coded, in Swedish.

    Parameters
    ----------
    n
        Number of answers.
    reviewed, uncoded
        Shares, 0–1: read by a person; given no topic.
    alpha
        Krippendorff's alpha for the sets of topics; None if nobody coded twice.
    """
    said = _("ej dubbelkodad") if missing(alpha) else _("alfa {alpha}").format(alpha=number(alpha, 2))
    read = {"n": number(n), "reviewed": percent(reviewed), "uncoded": percent(uncoded)}
    return _("{n} svar, {reviewed} granskade av en person, {uncoded} okodade, {said}").format(said=said, **read)


def interval(share: Any, low: Any, high: Any) -> str:
    """Return a share with its interval, ``46 % (41–51)``; the share alone when the interval is blank."""
    if missing(share) or missing(low) or missing(high):
        return percent(share)
    ends = [number(Decimal(str(end)) * 100) for end in (low, high)]
    return f"{percent(share)} ({ends[0]}–{ends[1]})"


def points(share: Any, decimals: int = 0) -> str:
    """Return a difference between two shares in percentage points, ``+8`` (with − below zero); ``..`` when blank."""
    if missing(share):
        return MISSING
    text = number(Decimal(str(share)) * 100, decimals)
    return f"{'+' if share > 0 and text.strip('0,.') else ''}{text}"


def change(share: Any) -> str:
    """Return a difference between two shares as ``+8 procentenheter``."""
    return MISSING if missing(share) else f"{points(share)}{NBSP}{_('procentenheter')}"


def month(number: int) -> str:
    """Return the name of a month, 1–12."""
    return _(MONTHS[number - 1])


def separators() -> str:
    """Return plotly's decimal sign and thousands' separator."""
    return ".," if current() == ENGLISH else SEPARATORS


def date(iso: str) -> str:
    """Return ``2017-11-15`` (or a longer ISO time) as ``15 november 2017``; an empty text stays empty.

    Raises
    ------
    ValueError
        If the text is no ISO date.
    """
    if not iso:
        return ""
    day = _date.fromisoformat(iso[:10])
    return f"{day.day} {month(day.month)} {day.year}"
