"""Write what the lägesbild shows of an edition, for the contenders to show too; and the floors' pages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from medlofte import style
from medlofte.edition import Edition
from medlofte.views.pages.lagesbild import Situation
from medlofte.views.widget import FigureView, plotly_script

_NOTEBOOK = """{"cells": [{"cell_type": "code", "execution_count": null, "id": "a", "metadata": {}, "outputs": [],
"source": %s}], "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
"nbformat": 4, "nbformat_minor": 5}"""
_STATIC = """<!DOCTYPE html><html lang="sv"><meta charset="utf-8"><title>Lägesbild</title>
<script src="plotly.min.js"></script><h1>Lägesbild</h1><div id="figures"></div><div>{html}</div>
<script>for (const spec of {figures}) {{
  const made = document.getElementById("figures").appendChild(document.createElement("div"));
  Plotly.newPlot(made, spec.data, spec.layout);
}}</script></html>"""


def write(edition: Path, folder: Path) -> None:
    """Write the contenders' data and the floors' pages."""
    page = Situation(Edition.open(edition))
    views = [view for view in _parts(page.widget) if isinstance(view, FigureView)]
    specs = [_tall(view.spec) for view in views if view.spec.get("data")]
    survey, texts = page.survey, [str(part.value) for part in _parts(page.widget) if type(part).__name__ == "HTML"]
    twins = [_table(view) for view in views]
    controls = [("fraga", survey.question), *survey.filters.items()]
    shown = {
        "html": "\n".join([*texts, *twins]), "figures": specs[1:], "template": style.TEMPLATE,
        "controls": [(name, control.description, _first(control)) for name, control in controls],
        "choices": {q: page.edition.choice_labels(q) for q in page.edition.table("questions")["question"]},
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.json").write_text(json.dumps(shown), encoding="utf-8")
    shutil.copy(edition / "estimates.csv", folder / "estimates.csv")
    _floors(folder, shown["html"], specs)


def _floors(folder: Path, html: str, specs: list[dict[str, Any]]) -> None:
    static = folder / "static"
    static.mkdir(exist_ok=True)
    made = _STATIC.format(html=html, figures=json.dumps(specs).replace("</", "<\\/"))
    (static / "index.html").write_text(made, encoding="utf-8")
    shutil.copy(plotly_script(), static / "plotly.min.js")
    pages = {"voila": "import voila_page\nvoila_page.show()",
             "empty": "import ipywidgets\nipywidgets.HTML('<h1>Lägesbild</h1>')"}  # fmt: skip
    for name, code in pages.items():
        (folder / f"{name}.ipynb").write_text(_NOTEBOOK % json.dumps(code), encoding="utf-8")


def _first(control: Any) -> list[Any]:
    """Return a control's options, the chosen one first: that is how the page opens."""
    return sorted(control.options, key=lambda option: option[1] != control.value)


def _parts(widget: Any) -> Iterator[Any]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _parts(child)


def _tall(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the figure with a height of its own; the map's follows the page's width in ours."""
    return {"data": spec["data"], "layout": {"height": 560} | spec["layout"]}


def _table(view: FigureView) -> str:
    rows = [view.columns, *view.rows]
    return f"<table>{''.join('<tr>' + ''.join(f'<td>{cell}</td>' for cell in row) + '</tr>' for row in rows)}</table>"
