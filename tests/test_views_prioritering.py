"""The priority page without a browser: controls are set, what is shown is read."""

import re

import plotly.graph_objects as go
import pytest

from medlofte.criteria import SETS
from medlofte.views.pages.prioritering import Board
from medlofte.views.session import Viewer, connect
from medlofte.workshop.store import Store
from tests.sample import sample_edition
from tests.test_views_pages import text


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return sample_edition(tmp_path_factory.mktemp("board") / "utgava")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "w.sqlite") as opened:
        yield opened


def viewer(store, role):
    session = store.join(role)
    return Viewer(store, session.role, session.participant, local=False, token=session.token)


def board(edition, store, role):
    return Board(edition, viewer(store, role))


def plain(widget):
    return re.sub(r"<[^>]+>", " ", text(widget))


def opened(edition, store, kind="bedomning", **settings):
    """Return the leader's page with an open round."""
    leader = board(edition, store, "facilitator")
    leader.leading.kind.value = kind
    for name, value in settings.items():
        getattr(leader.leading, name).value = value
    leader.leading.open.click()
    assert "är öppen" in leader.leading.notice.value
    return leader


def rate(page, problem, **answers):
    page.beat()
    page.own.problem.value = problem
    page.own.ballot.answers = page.own.ballot.answers | answers


def rated(edition, store, roles=("polis", "kommun", "annan")):
    """Return the leader's page after a closed round where everybody finds drugs common and burglary not."""
    leader = opened(edition, store)
    for role in roles:
        page = board(edition, store, role)
        rate(page, "narkotika", vanligt="ja")
        rate(page, "inbrott", vanligt="nej")
    leader.beat()
    leader.leading.close.click()
    return leader


# The rounds


def test_nothing_is_shown_until_the_round_is_closed(edition, store):
    leader = opened(edition, store)
    pages = [board(edition, store, role) for role in ("polis", "kommun", "annan")]
    for page in pages:
        rate(page, "narkotika", vanligt="ja")
        assert "sparad" in page.own.notice.value
    pages[0].beat()
    assert "3 har röstat: polis 1, kommun 1, annan 1" in pages[0].open_round.value
    assert pages[0].results.outcome is None
    assert "Ordningen" not in plain(pages[0].widget)
    leader.beat()
    leader.leading.close.click()
    pages[0].beat()
    assert pages[0].results.figure.rows == [["Narkotika", "100", "..", "..", "..", "3"]]
    assert "Omgång 1, bedömning: 3 har röstat." in plain(pages[0].results.widget)
    go.Figure(pages[0].results.figure.spec)
    go.Figure(pages[0].results.firmness.spec)


def test_the_page_begins_with_what_the_group_has_come_to(edition, store):
    leader = board(edition, store, "facilitator")
    assert "Inget är röstat eller beslutat ännu." in leader.brief.value
    leader = rated(edition, store)
    told = re.sub("<[^>]+>", "", leader.brief.value)
    assert told.startswith("OmröstningenNarkotika samt Inbrott kommer först.")
    assert "3 har röstat" in told
    store.decide("inbrott", decision="senare", reason="Nästa år.", by="M")
    store.decide("narkotika", decision="fokus", reason="Det ökar.", by="M")
    leader.beat()
    assert "FokusområdenNarkotika.Tas upp senareInbrott." in re.sub("<[^>]+>", "", leader.brief.value)


def test_under_three_ballots_nothing_is_shown(edition, store):
    leader = rated(edition, store, roles=("polis", "kommun"))
    assert "Färre än tre har röstat" in plain(leader.results.widget)
    assert leader.results.outcome.order.empty
    assert "Narkotika" not in plain(leader.results.widget)


def test_a_change_of_mind_replaces_the_vote_and_the_ballot_follows_the_problem(edition, store):
    leader = opened(edition, store)
    page = board(edition, store, "polis")
    rate(page, "narkotika", vanligt="ja")
    rate(page, "narkotika", vanligt="nej", okar="delvis")
    rate(page, "inbrott", vanligt="ja")
    assert page.own.ballot.answers == {"vanligt": "ja"}
    page.own.problem.value = "narkotika"
    assert page.own.ballot.answers == {"vanligt": "nej", "okar": "delvis"}
    assert "38" in page.own.ballot.questions[0]["help"]
    leader.beat()
    leader.leading.close.click()
    frame = store.voting.ratings(1)
    assert sorted(zip(frame["problem"], frame["answer"], strict=True)) == [
        ("inbrott", "ja"), ("narkotika", "delvis"), ("narkotika", "nej")]  # fmt: skip
    page.own.ballot.answers = {"vanligt": "ja"}
    assert "stängd" in page.own.notice.value


def test_the_same_browser_finds_its_ballot_again(edition, store):
    opened(edition, store)
    who = viewer(store, "polis")
    rate(Board(edition, who), "narkotika", vanligt="ja")
    again = Board(edition, who)
    again.own.problem.value = "narkotika"
    assert again.own.ballot.answers == {"vanligt": "ja"}


@pytest.mark.parametrize("answers", [{"vanligt": "kanske"}, {"påhittat": "ja"}])
def test_what_the_browser_sends_is_checked(edition, store, answers):
    opened(edition, store)
    page = board(edition, store, "polis")
    page.own.ballot.answers = answers
    assert "ml-error" in page.own.notice.value
    assert store.voting.turnout(1)["polis"] == 0
    assert page.own.ballot.answers == {}


def test_dots(edition, store):
    leader = opened(edition, store, kind="prickar", dots=3)
    pages = [board(edition, store, role) for role in ("polis", "kommun", "annan")]
    for page in pages:
        assert (page.own.ballot.kind, page.own.ballot.limit) == ("prickar", 3)
        page.own.ballot.answers = {"narkotika": 2, "inbrott": 1}
    pages[0].own.ballot.answers = {"narkotika": 4}
    assert "3 prickar" in pages[0].own.notice.value
    leader.leading.close.click()
    assert "Narkotika" in leader.results.table.value
    assert leader.results.figure.rows[0][:2] == ["Narkotika", "67"]


def test_an_order_is_counted_in_points_and_in_pairs(edition, store):
    leader = opened(edition, store, kind="rangordning")
    for role in ("polis", "kommun", "annan"):
        board(edition, store, role).own.ballot.answers = {"order": ["inbrott", "narkotika"]}
    leader.leading.close.click()
    assert leader.results.figure.rows[0][:2] == ["Inbrott", "100"]
    assert "1 (slår 4)" in plain(leader.results.widget)


def test_pause_undo_and_reopen(edition, store):
    leader = rated(edition, store)
    leader.leading.undo.click()
    assert "är öppen igen" in leader.leading.notice.value
    assert leader.results.outcome is None
    leader.leading.close.click()
    assert leader.leading.warning.layout.display is None
    assert "kan ha sett resultatet" in leader.results.intro.value
    leader.leading.reopen.click()
    assert leader.leading.warning.layout.display == "none"
    assert store.voting.current().number == 1
    leader.leading.start.click()
    leader.leading.pause.click()
    assert (leader.clock.state, leader.leading.pause.description) == ("paus", "Fortsätt")
    leader.leading.pause.click()
    leader.leading.next.click()
    assert leader.clock.title == "Vad säger invånarna?"
    leader.leading.meeting_undo.click()
    assert leader.clock.title.startswith("Syfte")


def test_the_agenda_is_edited_as_lines(edition, store):
    leader = board(edition, store, "facilitator")
    leader.leading.agenda.value = "5 Hej\n\n10 Rösta"
    leader.leading.save_agenda.click()
    assert [(item.title, item.minutes) for item in store.meeting.agenda()] == [("Hej", 5), ("Rösta", 10)]
    leader.leading.agenda.value = "fem minuter"
    leader.leading.save_agenda.click()
    assert "antal minuter" in leader.leading.notice.value


def test_a_ballot_on_paper(edition, store):
    leader = opened(edition, store, kind="prickar")
    leader.leading.paper.ballot.answers = {"narkotika": 2}
    leader.leading.save_paper.click()
    mark = re.search("märket (P[0-9]+)", leader.leading.notice.value)
    assert leader.leading.paper.ballot.answers == {}
    leader.leading.mark.value = mark[1].lower()
    leader.leading.withdraw.click()
    assert "borttagen" in leader.leading.notice.value
    assert sum(store.voting.turnout(1).values()) == 0


# Who may do what


def test_the_leader_has_no_vote_and_the_screen_no_forms(edition, store):
    leader = opened(edition, store)
    leader.own.ballot.answers = {"vanligt": "ja"}
    assert "ml-error" in leader.own.notice.value
    screen = board(edition, store, "skarm")
    shown = plain(screen.widget)
    assert "Din röst" not in shown
    assert "Mötesledaren" not in shown.replace("Mötesledaren skriver", "")
    assert "Skriv in ett beslut" not in shown
    assert "Skriv in ett beslut" in plain(leader.widget)


def test_only_the_leader_writes_for_the_group(edition, store):
    other = board(edition, store, "polis")
    other.common.answers = {"vanligt": "ja"}
    other.deciding.save.click()
    assert other.leading is None
    assert store.answers().empty
    assert store.decisions().empty
    leader = board(edition, store, "facilitator")
    leader.common.answers = {"vanligt": "nej"}
    leader.common.answers = {"vanligt": "nej", "okar": "4"}
    assert "ml-error" in leader.saved.value, "4 is an answer, but not to this question"
    other.beat()
    assert "gruppens svar" in other.matrix.value
    assert store.answers()["answer"].tolist() == ["nej"]


def test_a_local_viewer_chooses_a_role_and_joins_when_voting(edition, store, monkeypatch):
    opened(edition, store)
    monkeypatch.delenv("HTTP_COOKIE", raising=False)
    page = Board(edition, connect(edition, store))
    assert store.participants() == {"facilitator": 1}
    page.role.value = "polis"
    page.own.ballot.answers = {"vanligt": "ja"}
    assert store.voting.turnout(1)["polis"] == 1
    page.role.value = "facilitator"
    assert "Mötesledaren" in plain(page.widget)


def test_a_lost_store_is_told_not_raised(edition, store):
    page = board(edition, store, "polis")
    store.close()
    page.beat()
    assert "stängd" in page.notice.value


# Evidence, results, decisions


def test_each_cell_opens_its_evidence_and_source(edition, store):
    page = board(edition, store, "skarm")
    targets = re.findall(r'popovertarget="([^"]+)"', page.matrix.value)
    shown = text(page.widget)
    assert len(targets) == 5 * 10
    assert all(shown.count(f'id="{target}" popover') == 1 for target in targets)
    assert "svarande har valt ämnet" in shown
    assert "Källa: " in shown


def test_what_to_talk_about_what_would_change_it_and_what_fits(edition, store):
    leader = opened(edition, store)
    for i, role in enumerate(["polis"] * 3 + ["kommun"] * 3):
        page = board(edition, store, role)
        rate(page, "narkotika", vanligt="ja", okar="ja" if role == "polis" else "nej")
        rate(page, "inbrott", vanligt="nej", okar="ja")
        for other in ("hastighet", "belysning"):
            rate(page, other, vanligt="delvis", okar="delvis" if i else "ja")
    leader.beat()
    leader.leading.close.click()
    shown = plain(leader.results.widget)
    assert "svaren är delade" in shown
    assert "grupperna skiljer sig åt med 50 poäng" in shown
    assert re.search(r"Inbrott\s+hinner ifatt|Inbrott och \w+.* ligger redan lika|Inbrott hinner ifatt", shown)
    assert "Tar 6 av 6" in shown
    leader.problem.value = "narkotika"
    leader.common.answers = {"insats": "1"}
    assert "(insats 1)" in leader.results.fits.value
    leader.results.capacity.value = 3
    assert "Tar 3 av 3" in plain(leader.results.widget)


def test_the_capacity_is_the_leaders_to_set_and_the_same_for_everybody(edition, store):
    leader = rated(edition, store)
    other = board(edition, store, "kommun")
    assert other.results.capacity.layout.display == "none"
    leader.results.capacity.value = 2
    assert "ändrad för alla" in leader.results.notice.value
    other.beat()
    assert "av 2." in plain(other.results.widget)
    assert other.results.capacity.value == board(edition, store, "skarm").results.capacity.value == 2
    other.results.capacity.value = 9
    assert "Bara mötesledaren" in other.results.notice.value
    assert (store.settings.capacity(), other.results.capacity.value) == (2, 2)


def test_a_reason_may_be_published_when_the_leader_has_ticked_it(edition, store):
    leader = board(edition, store, "facilitator")
    number = store.decide("narkotika", decision="fokus", reason="Alla ser det.", by="x")
    leader.beat()
    tick = leader.deciding.may["narkotika"]
    assert (tick.description, tick.value) == ("Narkotika: Alla ser det.", False)
    tick.value = True
    assert store.settings.publishable() == {number}
    store.decide("narkotika", decision="fokus", reason="Annat.", by="x")
    leader.beat()
    assert not tick.value, "a new reason has not been read"
    other = board(edition, store, "polis")
    assert other.deciding.review.layout.display == "none"
    other.deciding.may["narkotika"].value = True
    assert "Bara mötesledaren" in other.deciding.marked.value
    assert store.settings.publishable() == {number}


def test_a_decision_is_kept_with_its_evidence_and_votes_and_corrected_by_a_new_one(edition, store):
    leader = rated(edition, store)
    form = leader.deciding
    form.problem.value, form.decision.value = "narkotika", "bortprioriterat"
    form.save.click()
    assert "motivering" in form.notice.value
    form.reason.value, form.who.value, form.due.value = "Inget vi kan <påverka>.", "Kommunpolisen", "2017-06-01"
    form.save.click()
    [row] = store.decisions().to_dict("records")
    assert row["basis"]["votes"] == {"round": 1, "kind": "bedomning", "closed": row["basis"]["votes"]["closed"],
                                     "ballots": 3, "rank": 1, "n": 3, "scores": {"alla": 1.0}, "top3": 1.0}  # fmt: skip
    assert row["basis"]["evidence"][0]["sentence"].endswith("plats 2 av 5.")
    assert "✘ Bortprioriterat" in leader.matrix.value
    assert "&lt;påverka&gt;" in form.table.value
    assert "plats 1, 100 poäng</span>" in form.table.value
    form.decision.value, form.corrects.value, form.reason.value = "fokus", row["id"], "Vi ändrade oss."
    form.save.click()
    assert store.decisions()["decision"].tolist() == ["fokus"]
    assert "beslut 1" in form.log.value
    assert "Inget vi kan" in form.log.value


def test_a_result_is_worked_out_once(edition, store):
    leader = rated(edition, store)
    found = leader.results.outcome
    store.answer("narkotika", criterion="okar", answer="ja", by="x")
    leader.beat()
    assert leader.results.outcome is found


def test_an_earlier_round_can_be_looked_at_and_steps_aside_on_the_screen(edition, store):
    leader = rated(edition, store)
    screen = board(edition, store, "skarm")
    assert screen.results.outcome is not None
    leader.leading.kind.value = "prickar"
    leader.leading.open.click()
    screen.beat()
    assert screen.results.outcome is None
    assert leader.results.outcome.round.number == 1
    leader.leading.close.click()
    assert leader.results.which.value == 2
    leader.results.which.value = 1
    leader.beat()
    assert leader.results.outcome.round.number == 1


def test_two_leaders_who_take_back_at_once_take_back_one_step(edition, store):
    leader = rated(edition, store)
    other = board(edition, store, "facilitator")
    leader.leading.undo.click()
    other.leading.undo.click()
    assert "Någon annan hann före." in other.leading.notice.value
    assert store.voting.current().number == 1


def test_the_leader_chooses_which_questions_a_rating_has(edition, store):
    leader = board(edition, store, "facilitator")
    names = list(leader.leading.criteria)
    for name in names[2:]:
        leader.leading.criteria[name].value = False
    for problem in list(leader.leading.problems)[3:]:
        leader.leading.problems[problem].value = False
    assert "Det blir 6 svar för var och en." in leader.leading.load.value
    leader.leading.open.click()
    assert store.voting.current().criteria == tuple(names[:2])


def test_questions_are_asked_for_only_where_there_is_a_rating(edition, store):
    leader = board(edition, store, "facilitator")
    assert leader.leading.questions.layout.display is None
    leader.leading.kind.value = "prickar"
    assert leader.leading.questions.layout.display == leader.leading.load.layout.display == "none"
    leader.leading.open.click()
    assert store.voting.current().criteria == ()


# Criteria sets


@pytest.mark.parametrize("name", ["morile", "4x4"])
def test_a_criteria_set_with_grades(tmp_path, store, name):
    edition = sample_edition(tmp_path / name, criteria=[c.model_dump() for c in SETS[name]])
    leader = opened(edition, store)
    harm = "skada" if name == "morile" else "paverkan"
    for role in ("polis", "kommun", "annan"):
        page = board(edition, store, role)
        assert [value for value, _ in page.own.ballot.questions[0]["options"]] == ["1", "2", "3", "4", "vet_ej"]
        rate(page, "narkotika", **{harm: "4", "sannolikhet": "1"})
        rate(page, "inbrott", **{harm: "2", "sannolikhet": "2"})
    leader.beat()
    leader.leading.close.click()
    assert [row[1] for row in leader.results.figure.rows] == ["50", "50"], "4 × 1 = 2 × 2"
    assert "4" in leader.matrix.value
