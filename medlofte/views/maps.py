"""The map of unsafe places: plain SVG in SWEREF 99 TM, metres; no tiles, no WebGL, nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from medlofte import style, tables
from medlofte.language import _
from medlofte.views import geometry, hotspots, labels
from medlofte.views.drawing import HALO, Figure, each, layout, plain
from medlofte.views.geometry import Layer
from medlofte.views.overlays import Overlay

# Stands for the cells that are shown, where a map of the whole kommun would make them too small to read.
SHOWN = "*"
_SIZES = (12, 17, 22, 27)


def places_map(
    *, layers: dict[str, Layer], cells: pd.DataFrame, places: pd.DataFrame, size: int, where: str, source: str,
    area: str = "", topics: Mapping[str, str] | None = None, kind: str = "hexagons",
    overlays: Sequence[Overlay] = (),
) -> Figure:  # fmt: skip
    """Return the map of pointed-out cells and named places.

    Parameters
    ----------
    layers
        ``coast``, ``built``, ``areas`` and ``roads`` as GeoJSON in SWEREF 99 TM (EPSG:3006); each may be empty.
    cells, places
        The edition's tables. Suppressed rows are drawn hatched and counted, never sized.
    size
        Width of a hexagon between its flat sides, metres.
    area
        Id of one of the ``areas`` to look closer at, or ``SHOWN`` for the cells that are not suppressed; '' shows all
        that is pointed out.
    topics
        Topic id → Swedish label, for the cells where a topic stands out.
    kind
        Whether the cells are ``hexagons`` or the kommun's ``areas``.
    overlays
        What else is drawn, and stands in the table after the cells.
    """
    shapes = geometry.Cells(size, layers.get("areas", {}) if kind == "areas" else None)
    box = _box(layers, cells, places, size=size, area=area)
    # Numbered and named before the drawing is cut, so that a closer look keeps the numbers.
    stands = hotspots.numbered(cells)
    names = shapes.labels() or {cell.cell: hotspots.near(cell, places, size=size) for cell in each(cells)}
    cells, places = geometry.within(cells, box), geometry.within(places, box)
    shown = cells.query("status == @tables.SHOWN")
    named = places.query("status == @tables.SHOWN")
    classes = _classes(shown["persons"])
    data = [*_land(layers), *_cell_traces(cells, classes, shapes), *_stand_traces(cells, stands, shapes),
            *(trace for overlay in overlays for trace in overlay.traces),
            *_place_traces(named, layers.get("areas", {}), box), *_scale_bar(box)]  # fmt: skip
    told = {cell: (n, (topics or {}).get(t, t)) for cell, (n, t) in stands.items()}
    rows = _rows(cells, places, names, told, hexagonal=kind == "hexagons")
    rows += [row for overlay in overlays for row in overlay.rows]
    frame = {"visible": False, "showgrid": False, "zeroline": False, "fixedrange": True}
    aspect = (box[3] - box[1]) / max(box[2] - box[0], 1)
    drawn = layout(
        420, plot_bgcolor=style.WATER, margin={"l": 0, "r": 0, "t": 44, "b": 0}, showlegend=True,
        xaxis=frame | {"range": [box[0], box[2]]},
        yaxis=frame | {"range": [box[1], box[3]], "scaleanchor": "x", "scaleratio": 1},
        annotations=[_scale_text(box), *_numbers(cells, stands, size),
                     *(note for overlay in overlays for note in overlay.annotations)],
        meta={"aspect": min(max(aspect, 0.5), 1.2), "size": size, "marks": [mark for mark, _unused in rows],
              "legend": sum(bool(trace.get("name")) and trace.get("showlegend", True) for trace in data)},
    )  # fmt: skip
    return Figure(
        {"data": data, "layout": drawn},
        title=_title(named, where),
        subtitle=_(
            "Antal personer som pekat ut en plats på kartan, {kind}, och platser som nämnts i svaren. {where}."
        ).format(kind=_per(kind, size), where=where),
        source=f"{_hidden(cells, places)} {source}".strip(),
        alt=_alt(named, shown, cells, places),
        columns=(_("Plats"), _("Invånare"), _("Aktörer"), _("Not")),
        rows=tuple(row for _unused, row in rows),
    )


def _box(layers: dict[str, Layer], cells: pd.DataFrame, places: pd.DataFrame, *, size: int, area: str) -> list[float]:
    if area == SHOWN:
        return geometry.bounds({}, cells.query("status == @tables.SHOWN"), places.iloc[:0], size)
    return geometry.around_area(layers, area, size) if area else geometry.bounds(layers, cells, places, size)


def _land(layers: dict[str, Layer]) -> list[dict[str, Any]]:
    looks = (
        ("coast", "toself", style.LAND, {"color": style.LINE, "width": 0.5}),
        ("built", "toself", style.GRID, {"color": style.MUTED, "width": 0.5}),
        ("areas", "none", style.LAND, {"color": style.MUTED, "width": 1.2, "dash": "dot"}),
        ("roads", "none", style.LAND, {"color": style.ROAD, "width": 2}),
    )
    traces = []
    for name, fill, colour, line in looks:
        found = [ring for _unused, ring in geometry.rings(layers.get(name, {}))]
        if found:
            x, y = geometry.path(found)
            traces.append({"type": "scatter", "mode": "lines", "x": x, "y": y, "fill": fill, "fillcolor": colour,
                           "line": line, "hoverinfo": "skip", "showlegend": False})  # fmt: skip
    return traces


def _area_points(layer: Layer) -> dict[str, tuple[float, float]]:
    """Return each area's label and a point at the northern edge of its largest ring: fewer places lie there."""
    seen: dict[str, list[list[float]]] = {}
    for label, ring in geometry.rings(layer):
        if label and len(ring) > len(seen.get(label, [])):
            seen[label] = ring
    spans = {label: (min(p[0] for p in r), max(p[0] for p in r), min(p[1] for p in r), max(p[1] for p in r))
             for label, r in seen.items()}  # fmt: skip
    return {label: ((west + east) / 2, north - 0.06 * (north - south))
            for label, (west, east, south, north) in spans.items()}  # fmt: skip


def _classes(persons: pd.Series) -> list[tuple[int, int]]:
    """Return up to four classes of counts, equal steps between the lowest and highest shown."""
    values = sorted({int(value) for value in persons.dropna()})
    if not values:
        return []
    low, high = values[0], values[-1]
    steps = min(len(style.RAMP), len(values))
    edges = [low + round((high + 1 - low) * i / steps) for i in range(steps + 1)]
    return [(a, b - 1) for a, b in pairwise(edges) if b > a]


def _cell_traces(cells: pd.DataFrame, classes: list[tuple[int, int]], shapes: geometry.Cells) -> list[dict[str, Any]]:
    traces = []
    for (low, high), colour in zip(classes, style.RAMP[len(style.RAMP) - len(classes) :], strict=True):
        rows = cells[cells["persons"].between(low, high).fillna(False)]
        name = (
            _("{low} {low|person|personer}").format(low=low)
            if low == high
            else _("{low}–{high} {high|person|personer}").format(low=low, high=high)
        )
        # A class that no cell here falls in stands in the legend too, so that the scale has no hole.
        traces += [_swatch(name, "hexagon2", colour), _filled(rows, shapes, name=name, fill={"fillcolor": colour})]
    hidden = cells.query("status == @tables.SUPPRESSED")
    hatch = {"fillcolor": style.BACKGROUND, "fillpattern": {"shape": "/", "fgcolor": style.MUTED, "size": 7}}
    if len(hidden):
        traces += [_swatch(_("skyddad ruta (skrafferad)"), "square-x-open", style.MUTED),
                   _filled(hidden, shapes, name=_("skyddad ruta"), fill=hatch)]  # fmt: skip
    return traces


def _swatch(name: str, symbol: str, colour: str) -> dict[str, Any]:
    """Return a class's sign in the legend: a filled shape, where plotly would draw a thin line."""
    mark = {"symbol": symbol, "size": 15, "color": colour, "line": {"color": style.TEXT, "width": 1}}
    return {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "name": name, "hoverinfo": "skip",
            "marker": mark}  # fmt: skip


def _filled(rows: pd.DataFrame, shapes: geometry.Cells, *, name: str, fill: dict[str, Any]) -> dict[str, Any]:
    x, y = geometry.path([ring for cell in each(rows) for ring in shapes.rings(cell)])
    look = {"fill": "toself", "line": {"color": style.TEXT, "width": 1}, "showlegend": False, "hoverinfo": "text"}
    return {"type": "scatter", "mode": "lines", "x": x or [None], "y": y or [None], "name": name,
            "text": name} | look | fill  # fmt: skip


def _stand_traces(
    cells: pd.DataFrame, stands: Mapping[str, tuple[int, str]], shapes: geometry.Cells
) -> list[dict[str, Any]]:
    """Return the heavy outline of the cells where a topic stands out; with its number it needs no colour."""
    rows = cells[cells["cell"].isin(stands)]
    look = {"fill": "none", "line": {"color": style.TEXT, "width": 4}, "showlegend": True}
    return [_filled(rows, shapes, name=_("ett ämne sticker ut (siffran: se texten)"), fill=look)] if len(rows) else []


def _per(kind: str, size: int) -> str:
    return _("per område") if kind == "areas" else _("per ruta ({size} meter bred)").format(size=style.number(size))


def _numbers(cells: pd.DataFrame, stands: Mapping[str, tuple[int, str]], size: int) -> list[dict[str, Any]]:
    """Return the numbers of the cells where a topic stands out, above every mark and name."""
    rows = each(cells[cells["cell"].isin(stands)])
    look = {"showarrow": False, "font": {"size": 15}, "bgcolor": style.BACKGROUND, "bordercolor": style.TEXT}
    return [look | {"x": c.x, "y": c.y + size * 0.4, "text": f"<b>{stands[c.cell][0]}</b>", "borderpad": 2}
            for c in rows]  # fmt: skip


def _marker_sizes(named: pd.DataFrame) -> list[int]:
    counts = named["residents"].fillna(0).astype(int)
    most = max([*counts, 1])
    return [_SIZES[min(int(3.99 * count / most), 3)] for count in counts]


def _place_traces(named: pd.DataFrame, areas: Layer, box: list[float]) -> list[dict[str, Any]]:
    """Return the marks of places, and the names that have room: places first, most mentioned first, then areas."""
    order = named.sort_values("residents", ascending=False, na_position="last")
    sizes = _marker_sizes(order)
    marks = [labels.Name(str(p.label), p.x, p.y, mark=size) for p, size in zip(each(order), sizes, strict=True)]
    regions = [labels.Name(text, x, y) for text, (x, y) in _area_points(areas).items()]
    placed = labels.place([*marks, *regions], box=box)
    traces = [_area_names(regions, placed[len(marks) :])]
    if marks:
        told = [
            _("{label}: {residents} invånare").format(label=plain(p.label), residents=style.number(p.residents))
            for p in each(order)
        ]
        texts = [plain(m.text) if spot else "" for m, spot in zip(marks, placed, strict=False)]
        traces.append({"type": "scatter", "mode": "markers+text", "x": [m.x for m in marks], "y": [m.y for m in marks],
                       "name": _("plats som nämnts"), "hovertext": told, "hoverinfo": "text",
                       "customdata": order["place"].tolist(), "text": texts,
                       "textposition": [spot or "top center" for spot in placed[: len(marks)]],
                       "textfont": {"size": 14, "color": style.TEXT, "shadow": HALO},
                       "marker": {"size": sizes, "opacity": 1, "color": style.BLUE,
                                  "line": {"color": style.BACKGROUND, "width": 2}}})  # fmt: skip
    return [trace for trace in traces if trace]


def _area_names(regions: list[labels.Name], positions: list[str]) -> dict[str, Any]:
    kept = [region for region, position in zip(regions, positions, strict=True) if position]
    if not kept:
        return {}
    font = {"size": 13, "color": style.MUTED, "shadow": HALO}
    return {"type": "scatter", "mode": "text", "x": [r.x for r in kept], "y": [r.y for r in kept],
            "text": [plain(r.text) for r in kept], "textfont": font, "hoverinfo": "skip",
            "showlegend": False}  # fmt: skip


def _scale_bar(box: list[float]) -> list[dict[str, Any]]:
    x, y = box[0] + 0.04 * (box[2] - box[0]), box[1] + 0.04 * (box[3] - box[1])
    return [{"type": "scatter", "mode": "lines", "x": [x, x + geometry.scale(box)], "y": [y, y], "hoverinfo": "skip",
             "showlegend": False, "line": {"color": style.TEXT, "width": 4}}]  # fmt: skip


def _scale_text(box: list[float]) -> dict[str, Any]:
    length = geometry.scale(box)
    text = f"{style.number(length / 1000)} km" if length >= 1000 else f"{length} m"
    return {"x": box[0] + 0.04 * (box[2] - box[0]), "y": box[1] + 0.05 * (box[3] - box[1]), "xanchor": "left",
            "yanchor": "bottom", "showarrow": False, "text": text, "font": {"size": 14}}  # fmt: skip


def _title(named: pd.DataFrame, where: str) -> str:
    most = named.dropna(subset=["residents"]).sort_values("residents", ascending=False)
    if len(most) > 1 and most["residents"].iloc[0] == most["residents"].iloc[1]:
        return _("Platser som pekas ut som otrygga i {where}").format(where=where)
    # A count of those who answered, not an estimate: it says nothing of other residents.
    return (
        _("{most} nämns oftast av de platser som visas").format(most=most["label"].iloc[0])
        if len(most)
        else _("Utpekade platser i {where}").format(where=where)
    )


def _hidden(cells: pd.DataFrame, places: pd.DataFrame) -> str:
    hidden = [int((frame["status"] == tables.SUPPRESSED).sum()) for frame in (cells, places)]
    if not any(hidden):
        return _("Inga rutor eller platser är skyddade.")
    return _(
        "Skyddade för att för få personer pekat ut dem: {hidden_cells} av {cells} {cells|ruta|rutor} "
        "(skrafferade) och {hidden_places} av {places} {places|plats|platser} (inte utritade)."
    ).format(hidden_cells=hidden[0], cells=len(cells), hidden_places=hidden[1], places=len(places))


def _alt(named: pd.DataFrame, shown: pd.DataFrame, cells: pd.DataFrame, places: pd.DataFrame) -> str:
    top = named.dropna(subset=["residents"]).nlargest(3, "residents")
    listed = ", ".join(f"{row.label} ({style.number(row.residents)})" for row in each(top))
    first = (
        _("Karta. Platser som flest invånare nämnt: {listed}.").format(listed=listed)
        if listed
        else _("Karta utan namngivna platser.")
    )
    most = int(shown["persons"].max()) if len(shown) else 0
    second = (
        _(" {shown} {shown|ruta|rutor} visas; den högsta har {most} {most|person|personer}.").format(
            shown=len(shown), most=most
        )
        if most
        else ""
    )
    return f"{first}{second} {_hidden(cells, places)}"


def _rows(
    cells: pd.DataFrame,
    places: pd.DataFrame,
    names: Mapping[str, str],
    stands: Mapping[str, tuple[int, str]],
    *,
    hexagonal: bool,
) -> list[tuple[list[Any] | None, tuple[str, ...]]]:
    """Return the table's rows, most persons first, each with its mark on the map: x, y and whether it is a cell.

    A suppressed place is not drawn and has no mark.
    """
    found: list[tuple[list[Any] | None, tuple[str, ...]]] = []
    for p in each(places.sort_values("residents", ascending=False, na_position="last")):
        mark = None if p.status == tables.SUPPRESSED else [p.x, p.y, False]
        found.append((mark, (p.label, style.number(p.residents), style.number(p.actors), _note(p.status, ""))))
    for c in each(cells.sort_values("persons", ascending=False, na_position="last")):
        number, topic = stands.get(c.cell, (0, ""))
        told = (
            _("{number}: {topic} pekas ut oftare här än i andra rutor").format(number=number, topic=topic)
            if number
            else _("pekad på kartan")
        )
        name = names[c.cell][0].upper() + names[c.cell][1:]
        found.append(([c.x, c.y, hexagonal], (name, style.number(c.persons), "–", _note(c.status, told))))
    return found


def _note(status: str, told: str) -> str:
    return _("skyddad: för få personer") if status == tables.SUPPRESSED else told
