"""The figure widget and the pulse, without a browser."""

import dataclasses
import subprocess
import sys

import plotly.offline

from medlofte import style
from medlofte.language import SWEDISH, Own, speaking
from medlofte.views.figures import Figure
from medlofte.views.widget import FigureView, Pulse, plotly_script

FIGURE = Figure(
    spec={"data": [{"type": "bar", "x": [1], "y": ["a"]}], "layout": {"height": 200}},
    title="Rubrik", subtitle="Underrubrik", source="480 svar", alt="En stapel.", columns=("Ämne", "Andel"),
    rows=(("Narkotika", "38 %"),),
)  # fmt: skip


class Sent:
    """Keeps what a widget sends to the browser."""

    def __init__(self, widget):
        self.messages = []
        widget.send = lambda content, buffers=None: self.messages.append((content, buffers))


def test_showing_a_figure_sets_every_trait():
    view = FigureView(FIGURE)
    assert view.spec["data"][0]["type"] == "bar"
    assert (view.title, view.subtitle, view.source, view.alt) == ("Rubrik", "Underrubrik", "480 svar", "En stapel.")
    assert view.columns == ["Ämne", "Andel"]
    assert view.rows == [["Narkotika", "38 %"]]
    assert view.trace == []
    view.show(FIGURE, trace=[("Källor", "web.csv")])
    assert view.trace == [["Källor", "web.csv"]]
    assert view.config == style.CONFIG


def test_the_kernel_gives_the_script_only_when_asked():
    view = FigureView(FIGURE)
    sent = Sent(view)
    view._handle_custom_msg({"want": "tea"}, [])
    assert sent.messages == []
    view._handle_custom_msg({"want": "plotly"}, [])
    [(content, buffers)] = sent.messages
    assert content == {"give": "plotly"}
    assert b"plotly.js" in buffers[0][:200]


def test_the_script_is_the_basic_bundle_of_the_installed_packages_version():
    head = plotly_script().read_text("utf-8")[:200]
    assert f"plotly.js (basic - minified) v{plotly.offline.get_plotlyjs_version()}" in head


def test_no_widget_source_asks_outside():
    for text in (FigureView._esm, FigureView._css, Pulse._esm, Pulse._css):
        assert "http:" not in str(text)
        assert "https:" not in str(text)


def test_the_pulse_answers_before_it_beats():
    order = []
    pulse = Pulse(lambda: order.append("beat"))
    pulse.send = lambda content, buffers=None: order.append(content)
    pulse._handle_custom_msg({"tick": 7}, [])
    pulse._handle_custom_msg({"other": 1}, [])
    assert order == [{"tock": 7, "renewed": False}, "beat"]


def test_plotly_is_not_imported():
    code = "import sys, medlofte.views.widget, medlofte.views.figures; print([m for m in sys.modules if 'plotly' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_style_sheet_cannot_show_what_a_page_hides():
    screen = str(Pulse._css).split("@media print")[0:2]
    shown = [line for line in "".join(screen).splitlines() if "display:" in line and "none" not in line]
    assert not [line for line in shown if "display: flex !important" in line or "display: grid !important" in line]


def test_a_drawing_with_swedish_names_says_so_in_english_and_only_then(english):
    named = dataclasses.replace(FIGURE, rows=((Own("Skee"), *FIGURE.rows[0][1:]),))
    assert FigureView(named).alt.endswith("Names that have no English are in Swedish.")
    assert FigureView(FIGURE).alt == FIGURE.alt
    with speaking(SWEDISH):
        assert FigureView(named).alt == FIGURE.alt
