"""The pages, without a browser: controls are set and the shown text is read."""

import subprocess
import sys
from datetime import date

import plotly.graph_objects as go
import pytest

from medlofte import edition as editions
from medlofte.views.pages.loften import Promises
from medlofte.views.pages.uppfoljning import FollowUp
from medlofte.views.session import Viewer
from medlofte.workshop.store import Store
from tests import sample
from tests.sample import sample_edition


@pytest.fixture
def edition(tmp_path):
    return sample_edition(tmp_path / "utgava")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "w.sqlite") as opened:
        yield opened


def viewer(store, role):
    session = store.join(role)
    return Viewer(store, session.role, session.participant, local=False)


def text(widget):
    """Return every HTML of a page joined, in order, where it is shown."""
    if getattr(widget.layout, "display", None) == "none":
        return ""
    own = getattr(widget, "value", "") if type(widget).__name__ == "HTML" else ""
    return own + "".join(text(child) for child in getattr(widget, "children", ()))


# loften


def test_promises_show_their_thread_and_their_checks(edition, store):
    page = Promises(edition, store)
    shown = text(page.widget)
    assert "riktade insatser mot narkotika" in shown
    assert "Narkotika (38\u00a0% av de svarande)" in shown
    assert "Löftet säger inte hur mycket." in shown
    assert "Utkast från workshoppen" not in shown


def test_drafts_appear_and_are_escaped(edition, store):
    page = Promises(edition, store)
    store.plan.save_promise("ny", content={"title": "<b>Ny</b>", "text": "Vi lovar.", "topics": "narkotika"}, by="x")
    page.beat()
    assert "&lt;b&gt;Ny&lt;/b&gt;" in text(page.widget)


def test_promises_stay_when_the_store_is_lost(edition, store):
    page = Promises(edition, store)
    store.close()
    page.beat()
    assert "stängd" in page.notice.value


def test_an_edition_without_promises_says_so(tmp_path, store):
    frames = sample.frames()
    frames["promises"] = frames["promises"].iloc[:0]
    made = editions.write(tmp_path / "u", frames=frames, layers={}, about={"created": "2027-01-01"})
    assert "inga löften" in text(Promises(made, store).widget)


# uppfoljning


def test_planned_and_outcome(edition, store):
    page = FollowUp(edition, viewer(store, "polis"), today=date(2018, 1, 15))
    assert page.figure.title == "1 av 1 åtgärder med ett lovat antal har nått det"
    assert "✔ uppfyllt" in page.plan.value
    assert "inget antal lovat" in page.plan.value
    assert "12 oktober 2017" in page.log.value
    go.Figure(page.figure.spec)


def test_logging_an_activity_shows_it_to_all(edition, store):
    first, second = (FollowUp(edition, viewer(store, role), today=date(2017, 11, 1)) for role in ("polis", "annan"))
    first.measure.value, first.day.value, first.amount.value = "insatser", "2017-10-30", 4
    first.note.value = "Påhittad <i>insats</i>"
    first.save.click()
    assert "loggad" in first.notice.value
    second.beat()
    assert "&lt;i&gt;insats" in second.log.value
    assert "Logga en aktivitet" not in text(second.widget)


@pytest.mark.parametrize(("day", "note"), [("i går", ""), ("2017-10-30", "x" * 201)])
def test_a_wrong_entry_is_refused(edition, store, day, note):
    page = FollowUp(edition, viewer(store, "kommun"))
    page.day.value, page.note.value = day, note
    page.save.click()
    assert "ml-error" in page.notice.value
    assert store.plan.activities().empty


def test_others_may_not_log(edition, store):
    page = FollowUp(edition, viewer(store, "annan"))
    page.save.click()
    assert store.plan.activities().empty


# all


@pytest.mark.parametrize("name", ["lagesbild", "prioritering", "loften", "uppfoljning"])
def test_pages_do_not_load_what_they_do_not_need(name):
    heavy = "scipy|duckdb|plotly|pyproj|medlofte.analysis"
    code = (
        f"import sys, medlofte.views.pages.{name}; "
        f"print([m for m in sys.modules if m.startswith(tuple({heavy!r}.split('|')))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
