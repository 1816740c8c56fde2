"""The page in Panel: ``panel serve panel_page.py``."""

import panel as pn
import plotly.graph_objects as go
from same import CONTROLS, FIGURES, HTML, residents

pn.extension("plotly")
controls = {name: pn.widgets.Select(name=label, options=dict(options)) for name, label, options in CONTROLS}
question, *filters = controls


def draw(**chosen: str) -> go.Figure:
    """Draw the figure that answers to the filters."""
    return go.Figure(residents(chosen.pop(question), chosen))


pn.Column(
    pn.pane.HTML("<h1>Lägesbild</h1>"), *controls.values(), pn.pane.Plotly(pn.bind(draw, **controls)),
    *(pn.pane.Plotly(go.Figure(figure)) for figure in FIGURES), pn.pane.HTML(HTML),
).servable(title="Lägesbild")  # fmt: skip
