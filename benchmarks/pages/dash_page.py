"""The page in Dash: ``python dash_page.py PORT``."""

import sys

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html
from same import CONTROLS, FIGURES, HTML, residents

app = Dash(__name__, title="Lägesbild")
controls = [
    html.Label([label, dcc.Dropdown(id=name, value=options[0][1], clearable=False,
                                    options=[{"label": text, "value": value or "-"} for text, value in options]
                                    )]) for name, label, options in CONTROLS
]  # fmt: skip
for label in controls:
    label.children[1].value = label.children[1].value or "-"
app.layout = html.Main([
    html.H1("Lägesbild"), *controls, dcc.Graph(id="residents"),
    *(dcc.Graph(figure=go.Figure(figure)) for figure in FIGURES),
    dcc.Markdown(HTML, dangerously_allow_html=True),
])  # fmt: skip


@app.callback(Output("residents", "figure"), [Input(name, "value") for name, _, _ in CONTROLS])
def draw(question: str, *groups: str) -> go.Figure:
    """Draw the figure that answers to the filters."""
    names = [name for name, _, _ in CONTROLS[1:]]
    return go.Figure(residents(question, {n: "" if g == "-" else g for n, g in zip(names, groups, strict=True)}))


if __name__ == "__main__":
    app.run(port=sys.argv[1], debug=False)
