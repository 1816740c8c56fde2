"""A page as data: every widget of every page is of a kind that our front end draws."""

import json

import ipywidgets as widgets
import pytest

from medlofte.views import parts
from medlofte.views.opening import KINDS, opening
from medlofte.views.pages import kartlaggning, lagesbild, loften, prioritering, uppfoljning
from medlofte.views.script import FOLDER, address, script, versioned
from medlofte.workshop.store import Store
from tests.sample import sample_edition

PAGES = (lagesbild, kartlaggning, prioritering, loften, uppfoljning)


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return sample_edition(tmp_path_factory.mktemp("utgava") / "exempel")


def states(made):
    return json.loads(opening(made))["models"].values()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__.rsplit(".", 1)[-1])
def test_every_widget_of_a_page_is_of_a_kind_that_is_drawn(page, edition, tmp_path, monkeypatch):
    monkeypatch.setenv("MEDLOFTE_EDITION", str(edition.path))
    with Store.open(tmp_path / "w.sqlite") as store:
        made = page.show(edition, store)
        kinds = {state["_view_name"] for state in states(made.widget) if "_view_name" in state}
    assert kinds <= set(KINDS)


def test_the_browser_knows_every_kind():
    text = "".join((FOLDER / name).read_text("utf-8") for name in ("controls.js", "live.js"))
    assert [kind for kind in KINDS if f"{kind}:" not in text] == []


def test_what_is_hidden_is_there_and_hidden_and_text_cannot_leave_its_script():
    hidden = widgets.VBox([parts.text("</script>")], layout={"display": "none"})
    raw = opening(parts.box([hidden], name="ml-row"))
    assert b"<" not in raw
    models = json.loads(raw)["models"]
    inner = models[hidden.model_id]
    assert models[inner["layout"].removeprefix("IPY_MODEL_")] == {"display": "none"}
    assert models[hidden.children[0].model_id]["value"] == "<p>&lt;/script&gt;</p>"


def test_a_widgets_script_is_named_by_its_content(monkeypatch):
    monkeypatch.setenv("MEDLOFTE_SERVED", "1")
    assert address(script("pulse.js")) == versioned("pulse.js")
    assert address("export default {}") == ""
