"""The pages, without a browser: controls are set and the shown text is read."""

import subprocess
import sys

import plotly.graph_objects as go
import pytest

from medlofte.views.pages.prioritering import Board
from medlofte.views.session import Viewer, connect
from medlofte.workshop.store import Store
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


# prioritering


def test_two_participants_see_each_others_votes(edition, store):
    pages = [Board(edition, viewer(store, role)) for role in ("polis", "kommun", "annan")]
    for page in pages:
        page.problem.value = "narkotika"
        page.ballot.answers = {"vanligt": "ja"}
    pages[0].beat()
    assert "sparat" in pages[0].notice.value
    assert pages[0].figure.rows == [["Narkotika", "100", "..", "..", "..", "3"]]
    assert "1 (100)" in pages[0].ranking.value
    go.Figure(pages[0].figure.spec)


def test_a_change_of_mind_replaces_the_vote(edition, store):
    page = Board(edition, viewer(store, "polis"))
    page.ballot.answers = {"vanligt": "ja"}
    page.ballot.answers = {"vanligt": "nej", "okar": "delvis"}
    assert sorted(store.ratings()["answer"]) == ["delvis", "nej"]


def test_the_ballot_follows_the_problem(edition, store):
    page = Board(edition, viewer(store, "polis"))
    first = page.problem.value
    page.ballot.answers = {"vanligt": "ja"}
    page.problem.value = next(p for p in page.problems if p != first)
    assert page.ballot.answers == {}
    page.problem.value = first
    assert page.ballot.answers == {"vanligt": "ja"}
    assert "46" in page.ballot.questions[0]["help"]


@pytest.mark.parametrize("answers", [{"vanligt": "kanske"}, {"påhittat": "ja"}])
def test_what_the_browser_sends_is_checked(edition, store, answers):
    page = Board(edition, viewer(store, "polis"))
    page.ballot.answers = answers
    assert "ml-error" in page.notice.value
    assert store.ratings().empty
    assert page.ballot.answers == {}


def test_only_the_leader_writes_for_the_group(edition, store):
    other = Board(edition, viewer(store, "polis"))
    other.common.answers = {"vanligt": "ja"}
    other.save.click()
    assert store.answers().empty
    assert store.decisions().empty
    leader = Board(edition, viewer(store, "facilitator"))
    leader.common.answers = {"vanligt": "nej"}
    leader.decision.value = "bortprioriterat"
    leader.save.click()
    assert "motivering" in leader.saved.value
    leader.reason.value = "Inget vi kan påverka."
    leader.save.click()
    other.beat()
    assert "Gruppen: nej" in other.matrix.value
    assert "Inget vi kan påverka." in other.decided.value


def test_the_leader_has_no_vote_and_the_screen_no_forms(edition, store):
    leader = Board(edition, viewer(store, "facilitator"))
    leader.ballot.answers = {"vanligt": "ja"}
    assert "ml-error" in leader.notice.value
    screen = Board(edition, viewer(store, "skarm"))
    assert "Din bedömning" not in text(screen.widget)
    assert "Gruppens svar och beslut" not in text(screen.widget)


def test_a_local_viewer_chooses_a_role_and_joins_when_voting(edition, store, monkeypatch):
    monkeypatch.delenv("HTTP_COOKIE", raising=False)
    page = Board(edition, connect(edition, store))
    assert store.participants() == {}
    page.role.value = "polis"
    page.ballot.answers = {"vanligt": "ja"}
    assert store.participants() == {"polis": 1}
    page.role.value = "facilitator"
    assert "Gruppens svar och beslut" in text(page.widget)


def test_a_lost_store_is_told_not_raised(edition, store):
    page = Board(edition, viewer(store, "polis"))
    store.close()
    page.beat()
    assert "stängd" in page.notice.value


# all


@pytest.mark.parametrize("name", ["lagesbild", "kartlaggning", "prioritering", "loften", "uppfoljning"])
def test_pages_do_not_load_what_they_do_not_need(name):
    heavy = "scipy|duckdb|plotly|pyproj|medlofte.analysis"
    code = (
        f"import sys, medlofte.views.pages.{name}; "
        f"print([m for m in sys.modules if m.startswith(tuple({heavy!r}.split('|')))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
