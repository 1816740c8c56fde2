"""The page as a plain Voilà notebook shows it: ipywidgets and plotly's own ``FigureWidget``."""

import ipywidgets as widgets
import plotly.graph_objects as go
from IPython.display import display
from same import CONTROLS, FIGURES, HTML, residents


def show() -> None:
    """Display the page."""
    controls = {name: widgets.Dropdown(description=label, options=options) for name, label, options in CONTROLS}
    question, *filters = controls
    figure = go.FigureWidget(residents(controls[question].value, {}))

    def draw(_change: object) -> None:
        made = residents(controls[question].value, {name: controls[name].value for name in filters})
        with figure.batch_update():
            figure.data[0].update(made["data"][0])
            figure.layout.title.text = made["layout"]["title"]["text"]

    for control in controls.values():
        control.observe(draw, "value")
    others = [go.FigureWidget(spec) for spec in FIGURES]
    display(widgets.VBox([widgets.HTML("<h1>Lägesbild</h1>"), *controls.values(), figure, *others, widgets.HTML(HTML)]))
