"""Headers, tables and notes are escaped and Swedish; filters offer what is published; sessions come from the cookie."""

import pytest

from medlofte import language
from medlofte.errors import EditionError, StoreError
from medlofte.language import Own
from medlofte.views import crossings, parts
from medlofte.views.pages import kartlaggning, lagesbild, loften, prioritering, uppfoljning
from medlofte.views.pages.lagesbild import overview
from medlofte.views.session import Viewer, connect, open_edition, role_control
from medlofte.workshop.store import Store
from tests.sample import sample_edition


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "w.sqlite") as opened:
        yield opened


def test_tables_are_escaped_and_have_headings():
    made = parts.table("A & B", ["<x>"], [["<script>", "46\u00a0% (41–51)", "ord"]], note="n < 5")
    assert "<script>" not in made
    assert "<caption>A &amp; B</caption>" in made
    assert '<th scope="col">&lt;x&gt;</th>' in made
    assert '<th scope="row">&lt;script&gt;</th>' in made
    assert '<td class="ml-n">46' in made
    assert "<td>ord</td>" in made
    assert "n &lt; 5" in made


def test_a_column_of_figures_stands_to_the_right_under_its_heading():
    rows = [["a", "1\u00a0204", "9\u00a0%", "46\u00a0% (41–51)"], ["b", "..", "−10,5", "sju"]]
    made = parts.table("A", ["Namn", "Antal", "Andel", "Annat"], rows)
    assert '<th scope="col" class="ml-right">Antal</th><th scope="col" class="ml-right">Andel</th>' in made
    assert '<th scope="col">Annat</th>' in made
    assert '<td class="ml-right">..</td>' in made
    assert '<td class="ml-n">46' in made


def test_a_real_round_has_no_demo_banner(tmp_path):
    made = sample_edition(tmp_path / "u", demo=False, kommun="<Ort>")
    shown = parts.header(made, page="loften").value
    assert "Påhittade" not in shown
    assert "&lt;Ort&gt; 2017" in shown
    assert shown.count('aria-current="page"') == 1


def test_notices_are_live_regions_and_errors_stand_out():
    line = parts.notice("Klart.")
    assert 'role="status"' in line.value
    parts.complain(line, StoreError("Fel <här>.", advice="Gör om."))
    assert "ml-error" in line.value
    assert "Fel &lt;här&gt;. Gör om." in line.value


def test_the_method_box_states_the_rules(edition):
    said = parts.method(edition).value
    assert "Antal under 5 och grupper under 10" in said
    assert "vägda efter ålder, kön" in said
    assert "23 november 2026" in said


def test_the_method_box_says_when_nothing_is_weighed(tmp_path):
    assert "Svaren är inte vägda. Intervallen" in parts.method(sample_edition(tmp_path / "u", rake=[])).value


def test_a_question_without_estimates_has_a_design_note(edition):
    assert parts.design_note(edition, question="finns_inte").startswith("Självrekryterat urval")


def test_crossings(edition):
    found = crossings.published(edition.table("estimates"))
    assert frozenset({"omrade", "kon"}) in found
    assert frozenset() in found
    assert crossings.allowed(found, {"omrade": "centrum"}) == {"omrade", "kon"}
    assert crossings.allowed(found, {"omrade": "centrum", "kon": "man"}) == {"omrade", "kon"}
    assert "kön × område" in crossings.describe(edition, found)
    assert "Ett filter i taget" in crossings.describe(edition, frozenset({frozenset({"kon"})}))
    assert crossings.short(edition, "okänd") == "okänd"


def test_the_order_of_two_filters_does_not_matter(edition):
    estimates = edition.table("estimates")
    one = crossings.rows(estimates, question="prioritet", chosen={"kon": "man", "omrade": "centrum"})
    two = crossings.rows(estimates, question="prioritet", chosen={"omrade": "centrum", "kon": "man"})
    assert one.equals(two)
    assert len(one) == 5


# Sessions


def test_the_cookie_names_the_viewer(edition, store, monkeypatch):
    session = store.join("polis")
    monkeypatch.setenv("HTTP_COOKIE", f"a=b; medlofte-session={session.token}")
    found = connect(edition, store)
    assert (found.role, found.participant, found.local) == ("polis", session.participant, False)
    found.choose("facilitator")
    assert found.role == "polis"


@pytest.mark.parametrize("cookie", ["", "medlofte-session=fel", "medlofte-session=", "=;;\x00"])
def test_without_a_session_the_viewer_is_local(edition, store, monkeypatch, cookie):
    monkeypatch.setattr("os.environ", {"HTTP_COOKIE": cookie})
    found = connect(edition, store)
    assert found.local
    found.choose("skarm")
    assert found.role == "annan"


def test_a_served_page_without_a_session_may_only_look(edition, store, monkeypatch):
    monkeypatch.setenv("MEDLOFTE_SERVED", "1")
    monkeypatch.delenv("HTTP_COOKIE", raising=False)
    found = connect(edition, store)
    assert (found.role, found.local, found.rates, found.leads, found.writes) == ("skarm", False, False, False, False)
    assert role_control(found).value


def test_the_store_lies_beside_the_edition(edition, monkeypatch):
    monkeypatch.delenv("MEDLOFTE_STORE", raising=False)
    found = connect(edition)
    assert (edition.path.parent / "utgava.workshop.sqlite").is_file()
    found.store.close()


def test_a_local_viewer_takes_one_seat(store):
    local = Viewer(store, "kommun", "", local=True)
    number = store.voting.open("prickar", problems=["a"], dots=2, by="M")
    local.vote(number, content={"a": 1})
    local.vote(number, content={"a": 2})
    assert local.ballot(number) == {"a": 2}
    assert store.participants() == {"kommun": 1}


def test_editions_open_by_path_and_by_environment(edition, monkeypatch):
    assert open_edition(edition) is edition
    assert open_edition(edition.path).path == edition.path
    monkeypatch.setenv("MEDLOFTE_EDITION", str(edition.path))
    assert open_edition().path == edition.path


@pytest.mark.parametrize("page", [lagesbild, kartlaggning, prioritering, loften, uppfoljning])
def test_show_displays_a_page(edition, store, page, capsys):
    assert page.show(edition, store) is not None


@pytest.mark.parametrize("page", [lagesbild, kartlaggning, prioritering, loften, uppfoljning])
def test_show_tells_a_problem_in_swedish(tmp_path, page, capsys):
    assert page.show(tmp_path) is None
    with pytest.raises(EditionError):
        open_edition(tmp_path)


def test_cards_name_their_cells_and_set_what_follows_a_break_smaller():
    made = parts.cards("Rubrik", ("Åtgärd", "Status"), [("Byt <lampor>\nAnsvarig: gatuchef", "pågår\n")])
    assert (
        '<th scope="row"><span>Byt &lt;lampor&gt;</span><span class="ml-small">Ansvarig: gatuchef</span></th>' in made
    )
    assert '<td data-label="Status"><span>pågår</span></td>' in made


def test_on_an_english_page_what_the_kommun_wrote_says_that_it_is_swedish(english):
    rows = [(Own("Trygg <park>"), (Own("Tänd lamporna"), "by the kommun"))]
    shown = parts.cards("Promises", ["Promise", "What"], rows)
    assert '<span lang="sv">Trygg &lt;park&gt;</span>' in shown
    assert '<span class="ml-small">by the kommun</span>' in shown
    assert '<th scope="row"><span lang="sv">Trygg &lt;park&gt;</span></th>' in parts.table(
        "P", ["a", "b"], [rows[0][:1] * 2]
    )
    language.choose("sv")
    assert "lang" not in parts.cards("Löften", ["Löfte", "Vad"], rows)


def test_a_topic_that_has_no_english_says_that_it_is_swedish(tmp_path, english):
    made = sample_edition(tmp_path / "e", english={"topics": {"inbrott": {"label": "Burglary"}}})
    shown = overview.overview(made)
    assert '<a href="#amne=inbrott">Burglary</a>' in shown
    assert '<a href="#amne=narkotika"><span lang="sv">Narkotika</span></a>' in shown
