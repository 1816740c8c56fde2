"""The fishbone and the year's wheel as SVG: one picture each, with a title and a text that says the same.

Colours and sizes are attributes, not style sheets: what is pasted into another page or a document looks the same there.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from html import escape

from medlofte import style
from medlofte.language import SWEDISH, Own, _, foreign
from medlofte.tokens import FONT

BONES = ("offer", "garningsperson", "plats")
WIDTH, LINE, CHARS = 720, 16, 24
_HEAD_X, _SPINE_X = 540, 20


def fishbone(problem: str, causes: Mapping[str, Sequence[str]], *, labels: Mapping[str, str], name: str) -> str:
    """Return a fishbone: the problem as its head, three bones with their causes.

    Parameters
    ----------
    problem
        The problem as it is shown.
    causes
        Branch (one of ``BONES``) → the causes' texts.
    labels
        Branch → its heading.
    name
        Makes the ids of this drawing its own on a page that has several.
    """
    blocks = {
        bone: [[Own(line) for line in textwrap.wrap(text, CHARS) or [""]] for text in causes.get(bone, ())]
        for bone in BONES
    }
    heights = {bone: 40 + sum(LINE * len(lines) + 10 for lines in blocks[bone]) for bone in BONES}
    head = textwrap.wrap(problem, 16)
    top = max(heights["offer"], heights["garningsperson"], LINE * len(head) / 2 + 30, 70)
    below = max(heights["plats"], LINE * len(head) / 2 + 30, 70)
    parts = [
        _line(_SPINE_X, top, _HEAD_X, top, width=4),
        *_bone(190, 0, top, labels["offer"], blocks["offer"]),
        *_bone(440, 0, top, labels["garningsperson"], blocks["garningsperson"]),
        *_bone(315, top + below, top, labels["plats"], blocks["plats"]),
        f'<rect x="{_HEAD_X}" y="{top - LINE * len(head) / 2 - 14}" width="{WIDTH - _HEAD_X - 4}" rx="6" '
        f'height="{LINE * len(head) + 28}" fill="{style.BLUE}"/>',
        *(_text(line, (_HEAD_X + WIDTH) / 2 - 2, top - LINE * (len(head) / 2 - i - 0.75), anchor="middle",
                fill=style.BACKGROUND, bold=True) for i, line in enumerate(head)),
    ]  # fmt: skip
    told = " ".join(f"{labels[bone]}: {'; '.join(causes.get(bone, ())) or _('inget ännu')}." for bone in BONES)
    return _svg(
        parts, WIDTH, top + below, title=_("Fiskbensdiagram: {problem}").format(problem=problem), text=told, name=name
    )


def wheel(months: Mapping[int, str], *, now: int, name: str) -> str:
    """Return the year as a wheel of twelve parts: months with something to do are filled, the current one outlined.

    ``months`` is month (1–12) → what there is to do.
    """
    centre, outer, inner = 150, 140, 78
    parts = []
    for month in range(1, 13):
        here = month in months
        start, stop = (math.radians(30 * (month - 1 + edge) - 90) for edge in (0, 1))
        corners = [(centre + r * math.cos(a), centre + r * math.sin(a))
                   for r, a in ((outer, start), (outer, stop), (inner, stop), (inner, start))]  # fmt: skip
        (a, b), (c, d), (e, f), (g, h) = [(round(x, 1), round(y, 1)) for x, y in corners]
        look = f'fill="{style.BLUE if here else style.PANEL}" stroke="{style.BACKGROUND}" stroke-width="2"'
        parts.append(
            f'<path d="M{a} {b}A{outer} {outer} 0 0 1 {c} {d}L{e} {f}A{inner} {inner} 0 0 0 {g} {h}Z" {look}/>'
        )
        middle = (start + stop) / 2
        x, y = centre + 110 * math.cos(middle), centre + 110 * math.sin(middle) + 5
        short = style.month(month)[:3]
        parts.append(_text(short, x, y, anchor="middle", bold=here,
                           fill=style.BACKGROUND if here else style.TEXT))  # fmt: skip
        if month == now:
            # Drawn as a dot inside the wheel: an outline would be hidden by the next part.
            x, y = centre + 66 * math.cos(middle), centre + 66 * math.sin(middle)
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{style.PINK}"/>')
    parts += [_text(_("Nu:"), centre, centre - 4, anchor="middle"),
              _text(style.month(now), centre, centre + 16, anchor="middle", bold=True)]  # fmt: skip
    told = " ".join(f"{style.month(month).capitalize()}: {what}." for month, what in months.items())
    return _svg(
        parts,
        300,
        300,
        title=_("Årshjulet"),
        text=_("{told} Nu är det {now}.").format(told=told, now=style.month(now)),
        name=name,
    )


def _bone(x: float, y: float, spine: float, label: str, blocks: Sequence[Sequence[str]]) -> list[str]:
    """Return one bone from (x, y) to the spine, its label at the outer end and each cause on a twig of its own."""
    up = y < spine
    start = y + 22 if up else y - 22

    def edge(height: float) -> float:
        return x + 80 * abs(height - start) / abs(spine - start)

    parts = [_line(x, start, x + 80, spine, width=3),
             _text(label, x - 60, y + 14 if up else y - 6, anchor="middle", bold=True, fill=style.LINK)]  # fmt: skip
    at = y + 40 if up else spine + 22
    for lines in blocks:
        # The bone leans: what stands on several lines keeps clear of it where it comes nearest.
        clear = min(edge(at - 10), edge(at + LINE * (len(lines) - 1)))
        parts += [_text(line, clear - 14, at + LINE * i, anchor="end") for i, line in enumerate(lines)]
        parts.append(_line(clear - 10, at - 4, edge(at - 4), at - 4, width=2))
        at += LINE * len(lines) + 10
    return parts


def _line(x1: float, y1: float, x2: float, y2: float, *, width: int) -> str:
    where = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {where} stroke="{style.LINE}" stroke-width="{width}" stroke-linecap="round"/>'


def _text(text: str, x: float, y: float, *, anchor: str, fill: str = style.TEXT, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    lang = f' lang="{SWEDISH}"' if foreign(text) else ""
    return (f'<text{lang} x="{x:.1f}" y="{y:.1f}" font-size="13" text-anchor="{anchor}" fill="{fill}"{weight} '
            f'font-family="{escape(FONT)}">{escape(text)}</text>')  # fmt: skip


def _svg(parts: Sequence[str], width: float, height: float, *, title: str, text: str, name: str) -> str:
    ids = f"{name}-title", f"{name}-desc"
    return (
        f'<svg role="img" aria-labelledby="{ids[0]} {ids[1]}" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" xmlns="http://www.w3.org/2000/svg"><title id="{ids[0]}">{escape(title)}</title>'
        f'<desc id="{ids[1]}">{escape(text)}</desc>{"".join(parts)}</svg>'
    )
