"""A page written out as HTML: all that is read is there, nothing that needs a kernel."""

import json
import re

import ipywidgets as widgets

from medlofte.views import parts
from medlofte.views.pages.lagesbild import Situation
from medlofte.views.snapshot import snapshot
from medlofte.views.widget import FigureView, Pulse
from tests.sample import sample_edition


def test_text_choices_and_tables_are_written_out_and_buttons_are_not():
    hidden = widgets.VBox([parts.text("dolt")], layout={"display": "none"})
    choice = widgets.Dropdown(options=[("Kvinnor & män", "a")], value="a", description="Vilka")
    page = parts.page([parts.heading("Rubrik"), choice, hidden, widgets.Button(description="Spara")], pulse=Pulse())
    html = snapshot(page)
    assert '<h2 id="ml-rubrik" tabindex="-1">Rubrik</h2>' in html
    assert "<p>Vilka: <strong>Kvinnor &amp; män</strong></p>" in html
    assert "dolt" not in html
    assert "ml-still" not in snapshot(widgets.VBox([FigureView()])), "a figure that shows nothing is left out"
    assert "Spara" not in html


def test_every_figure_of_a_page_comes_with_what_draws_it_and_with_its_table(tmp_path):
    page = Situation(sample_edition(tmp_path / "exempel"))
    html = snapshot(page.widget)
    states = [json.loads(found) for found in re.findall(r'<script type="application/json">(.*?)</script>', html)]
    assert {state["title"] for state in states} >= {view.title for view in page.figures.values() if view.title}
    assert all(state["spec"]["data"] for state in states if state["rows"])
    assert html.count("<noscript>") == len(states)
