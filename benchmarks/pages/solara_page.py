"""The page in Solara: ``solara run solara_page.py``."""

import plotly.graph_objects as go
import solara
from same import CONTROLS, FIGURES, HTML, residents

OTHERS = [go.Figure(figure) for figure in FIGURES]
TEXTS = {name: dict(options) for name, _, options in CONTROLS}


@solara.component
def Page() -> None:  # noqa: N802 - Solara's name
    """Show the page."""
    solara.Title("Lägesbild")
    solara.HTML("h1", "Lägesbild")
    chosen = {}
    for name, label, options in CONTROLS:
        value, choose = solara.use_state(options[0][0])
        solara.Select(label, values=[text for text, _ in options], value=value, on_value=choose)
        chosen[name] = TEXTS[name][value]
    question = chosen.pop(CONTROLS[0][0])
    solara.FigurePlotly(go.Figure(residents(question, chosen)), dependencies=[question, *chosen.values()])
    for figure in OTHERS:
        solara.FigurePlotly(figure, dependencies=[])
    solara.HTML("div", unsafe_innerHTML=HTML)
