"""The look as data: colours by role in a light and a dark scheme, sizes of type, spaces; and the style sheet of them.

Pages, figures, slides, Word and PDF take the same names. Nothing is imported that a page would have to wait for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# The six series are the categorical palette of the UK Government Analysis Function (Crown copyright, Open Government
# Licence v3.0), analysisfunction.civilservice.gov.uk: "Data visualisation: colours in charts". Use one or two; at most
# four, in this order. A colour that is the same in the light scheme is the same in the dark one, so that a drawing's
# colours can be exchanged one by one.
LIGHT = {
    "text": "#1A1A1A",
    "muted": "#4D4D4D",
    "background": "#FFFFFF",
    "panel": "#F3F5F7",
    "line": "#6B7280",
    "grid": "#D5D9DE",
    "link": "#12436D",
    "accent": "#12436D",
    "accent-strong": "#0D3252",
    "focus": "#801650",
    "warning": "#7A2E00",
    "warning-panel": "#FFF1E6",
    "added": "#14432A",
    "added-panel": "#E3EFE8",
    "removed": "#801650",
    "removed-panel": "#FBE9EF",
    "blue": "#12436D",
    "turquoise": "#28A197",
    "pink": "#801650",
    "orange": "#F46A25",
    "grey": "#3D3D3D",
    "purple": "#A285D1",
    "teal": "#1B6B64",
    "land": "#EFEBE4",
    "water": "#DCE8F0",
    "road": "#8C8378",
    # From few to many, each step further from the ground; drawn with an outline, since the first is near the land.
    "ramp-1": "#FBD3B5",
    "ramp-2": "#F5A673",
    "ramp-3": "#D9702F",
    "ramp-4": "#9C3F0C",
}
DARK = {
    "text": "#ECEFF3",
    "muted": "#B9C1CA",
    "background": "#14181D",
    "panel": "#20272F",
    "line": "#8D97A3",
    "grid": "#3B4550",
    "link": "#8FC1F0",
    "accent": "#8FC1F0",
    "accent-strong": "#BBD9F7",
    "focus": "#F59CC2",
    "warning": "#FFB584",
    "warning-panel": "#3B2415",
    "added": "#9EDDB8",
    "added-panel": "#17322A",
    "removed": "#F59CC2",
    "removed-panel": "#3D1C2B",
    "blue": "#8FC1F0",
    "turquoise": "#3DBDB2",
    "pink": "#F59CC2",
    "orange": "#FF9557",
    "grey": "#C6CCD3",
    "purple": "#BFA8EC",
    "teal": "#6CCFC5",
    "land": "#2B2D2C",
    "water": "#1A2B3A",
    "road": "#8B8479",
    "ramp-1": "#4A2813",
    "ramp-2": "#7A3F18",
    "ramp-3": "#A05119",
    "ramp-4": "#FFB27D",
}
# Which text is set on which grounds (4.5:1, WCAG 1.4.3), and which mark or line of a control is drawn on which (3:1,
# 1.4.11); tests compute both, and the gallery shows them.
READ_ON = {
    "text": ("background", "panel", "warning-panel", "land", "water", "ramp-1", "ramp-2", "ramp-3"),
    "muted": ("background", "panel", "warning-panel", "land", "water"),
    "link": ("background", "panel", "warning-panel"),
    "accent": ("background", "panel"),
    "warning": ("background", "warning-panel"),
    "added": ("added-panel",),
    "removed": ("removed-panel",),
    "blue": ("background", "panel"),
    "pink": ("background", "panel"),
    "teal": ("background", "panel"),
    "background": ("accent", "accent-strong", "blue", "warning", "ramp-4"),
}
SEEN_ON = {
    "line": ("background", "panel", "land", "water"),
    "text": ("land", "water", "background", "ramp-1", "ramp-2", "ramp-3"),
    "focus": ("background", "panel", "warning-panel"),
    "accent": ("background", "panel"),
    "warning": ("background", "warning-panel"),
    **dict.fromkeys(("blue", "turquoise", "pink", "orange", "grey", "purple", "teal"), ("background",)),
    "road": ("land",),
}

# One ratio: two steps up are a fifth larger, in the browser (rem), in Word and PDF (of 11 points), on slides (of 14).
RATIO = 1.2
_STEPS = {"tiny": -6, "small": -2, "note": -1, "body": 0, "large": 1, "h3": 2, "h2": 4, "title": 6, "h1": 8}
SIZES = {name: round(RATIO ** (step / 2), 3) for name, step in _STEPS.items()}
GAPS = (2, 4, 6, 8, 12, 16, 24, 32, 48)  # pixels where a letter is 16
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
_OTHERS = {"font": FONT.replace(", ", ","), "round": "4px", "veil": "rgb(0 0 0/45%)"}

# On the wall: nothing is pale or small. Twenty-four pixels of 1280 are some 35 mm on a picture two metres wide.
_PROJECTED = {"muted": "var(--ml-text)", "grid": "var(--ml-line)", "size-tiny": "1rem", "size-small": "1rem",
              "size-note": "1rem"}  # fmt: skip
_PROJECTOR_SIZE = "font-size:max(150%,1.9vw)"
# Where the system forces colours of its own, drawings keep theirs on a white ground.
_SCREEN = "@media screen and (forced-colors:none)"
_USED = re.compile(r"var\(--ml-([a-z0-9-]+)")


def points(step: str, *, body: float = 11) -> float:
    """Return a step of the type scale on paper or a slide, in half points."""
    return round(SIZES[step] * body * 2) / 2


def css(*sheets: str, drawings: Iterable[str] = (), figures: bool = False, buttons: bool = False) -> str:
    """Return style sheets with the tokens they use before them, as custom properties (``--ml-text``).

    The dark values hold where the page's root says ``data-scheme="morkt"``, or ``"auto"`` and the system is dark; on
    paper, and in JupyterLab, everything is light. ``data-projektor`` makes all of it larger.

    Parameters
    ----------
    sheets
        Style sheets that name tokens: ``var(--ml-text)``.
    drawings
        Light colours that SVG elements of the page have in their attributes, to follow the scheme.
    figures
        Whether plotly draws on the page: its script is told which colours to exchange (``--ml-drawn``).
    buttons
        Whether the page has radio buttons, ``#ljust`` and ``#morkt``, that choose the scheme in place of its root.
    """
    rest = _repaint(drawings) + "".join(sheets)
    used = set(_USED.findall(rest)) | {"text", "line"}
    plain = {f"size-{name}": f"{value:g}rem" for name, value in SIZES.items()}
    plain |= {f"gap-{size}": f"{size / 16:g}rem" for size in GAPS} | _OTHERS
    light = _block(LIGHT | plain, used)
    dark = f"{{color-scheme:dark;{_block(DARK, used)}{_drawn() if figures else ''}}}"
    system = f"{_SCREEN} and (prefers-color-scheme:dark){{:root[data-scheme=auto]{dark}}}"
    usual = f":root{{color-scheme:light;{light}}}"
    if buttons:
        # Where :has is unknown the page follows the system.
        again = f":root:has(#ljust:checked){{color-scheme:light;{_block(LIGHT, used)}}}"
        return f"{usual}{system}{_SCREEN}{{{again}:root:has(#morkt:checked){dark}}}{rest}"
    chosen = f"{_SCREEN}{{:root[data-scheme=morkt]{dark}}}@media screen{{:root[data-projektor]{{{_projected(used)}}}}}"
    return f"{usual}{system}{chosen}{rest}"


def _block(values: dict[str, str], used: set[str]) -> str:
    return "".join(f"--ml-{name}:{value};" for name, value in values.items() if name in used)


def _projected(used: set[str]) -> str:
    return _block(_PROJECTED, used) + _PROJECTOR_SIZE


def _drawn() -> str:
    """Return light and dark colours in turns, as one text."""
    return "--ml-drawn:'" + "".join(dict.fromkeys(LIGHT[name] + DARK[name] for name in LIGHT)) + "'"


def _repaint(colours: Iterable[str]) -> str:
    """Return rules by which SVG attributes that name a light colour follow the scheme."""
    names = {colour: name for name, colour in reversed(LIGHT.items())}
    return "".join(f'[{what}="{colour}"]{{{what}:var(--ml-{names[colour]})}}'
                   for colour in sorted({*colours} & {*names}) for what in ("fill", "stroke"))  # fmt: skip
