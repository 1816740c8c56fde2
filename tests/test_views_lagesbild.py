"""The lägesbild page, without a browser: controls are set and the shown text is read."""

import json
import re

import pandas as pd
import plotly.graph_objects as go
import pytest

from medlofte import edition as editions
from medlofte import tables
from medlofte.analysis import disclosure, hotspots
from medlofte.rounds import Profile
from medlofte.views import hotspots as told
from medlofte.views import maps, minibars
from medlofte.views.pages.lagesbild import Situation, brief, overview, survey
from tests import sample
from tests.sample import sample_edition
from tests.test_views_pages import text


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return sample_edition(tmp_path_factory.mktemp("lagesbild") / "utgava")


def test_the_situation_starts_with_everybody(edition):
    page = Situation(edition)
    assert "Visar alla svarande: 480 svar" in page.survey.notice.value
    assert "hör till de tre ämnen som flest valt" in page.survey.residents.title
    assert "Självrekryterat urval" in page.survey.residents.source
    assert "webb 330, evenemang 150" in page.survey.residents.source
    assert set(page.figures) == {"residents", "groups", "trend", "comparison", "map"}
    assert text(page.widget).count("<h1") == 1
    assert "Påhittade svar" in text(page.widget)


def test_every_figure_tells_where_its_numbers_come_from(edition):
    page = Situation(edition)
    told = dict(map(tuple, page.survey.residents.trace))
    assert "SHA-256" in told["Källor"]
    assert told["Utgåva"].startswith("nr 1")
    assert "Wilson" in told["Metod"]


def test_a_filter_redraws_the_same_figure_with_a_neutral_title(edition):
    page = Situation(edition)
    page.survey.filters["omrade"].value = "skee"
    assert page.survey.residents.title == "Så svarade invånarna: Område: Skee"
    assert page.survey.residents.rows[0][3] == "180"
    assert "180 svar" in page.survey.notice.value


def test_only_published_combinations_can_be_chosen(edition):
    page = Situation(edition)
    page.survey.filters["omrade"].value = "centrum"
    assert [q for q, control in page.survey.filters.items() if control.disabled] == ["alder", "mode"]
    page.survey.filters["kon"].value = "kvinna"
    assert page.survey.residents.rows[0][3] == "180"
    page.survey.clear.click()
    assert not any(control.disabled for control in page.survey.filters.values())
    assert "alla svarande" in page.survey.notice.value


def test_an_unpublished_combination_forced_by_the_browser_shows_no_figures(edition):
    page = Situation(edition)
    page.survey.filters["alder"].value, page.survey.filters["mode"].value = "65_", "web"
    assert "inte publicerad" in page.survey.notice.value
    assert page.survey.residents.rows == []


def test_a_suppressed_group_says_so(edition):
    page = Situation(edition)
    page.survey.filters["omrade"].value, page.survey.filters["kon"].value = "skee", "man"
    assert "för få svar för att visas" in page.survey.notice.value
    assert {cell for row in page.survey.residents.rows for cell in row[1:]} == {".."}


def test_changes_are_told_with_care(edition):
    page = Situation(edition)
    assert "Skillnad mellan åren: +8" in page.survey.changes.value
    assert "Ingen säker skillnad: −1" in page.survey.changes.value
    page.survey.filters["kon"].value = "man"
    assert page.survey.changes.value == ""


def test_groups_and_questions(edition):
    page = Situation(edition)
    page.survey.question.value = "trygg_kvall"
    page.survey.answer.value, page.survey.by.value = "mycket_otrygg", "kon"
    assert [row[0] for row in page.survey.groups.rows] == ["Kvinna", "Man"]
    assert "osäkerhetsintervall" in page.survey.groups.subtitle


def test_every_figure_is_valid_plotly_and_has_its_words(edition):
    page = Situation(edition)
    page.topic.topic.value = "narkotika"
    shown = [view for view in page.figures.values() if view.layout.display != "none"]
    assert len(shown) == 4
    for view in shown:
        go.Figure(view.spec)
        assert view.alt
        assert view.rows
        assert all(len(row) == len(view.columns) for row in view.rows)


def test_an_edition_with_only_a_survey_has_a_page_too(tmp_path):
    frames = sample.frames()
    for name in ("situation", "cells", "places", "registers", "composition", "ranks"):
        frames[name] = frames[name].iloc[:0]
    about = {"kommun": "Ort", "year": 2027, "created": "2027-01-01", "crossings": [[]], "design": "sample"}
    made = editions.write(tmp_path / "u", frames=frames, layers={}, about=about)
    page = Situation(made)
    assert page.survey.question.value == "trygg_kvall"
    assert "Slumpmässigt urval" in page.survey.residents.source
    assert "Platser som pekas ut" not in text(page.widget)


# In short


def said(edition):
    return {name: re.sub("<[^>]+>", "", line) for name, line in brief.lines(edition)}


def test_the_page_begins_with_the_situation_in_five_lines(edition):
    assert said(edition) == {
        "Invånarna": "Flest har valt Fortkörning och hastighet (46\u00a0%), Narkotika (38\u00a0%) samt Belysning och "
        "mörka platser (31\u00a0%). 480 svar, självrekryterat urval.",
        "Aktörerna": "Av 2 aktörer nämner flest Narkotika (2) samt Fortkörning och hastighet (1). De säger oftast att "
        "det ökar: Narkotika.",
        "Registren": "Över Riket: Narkotika. Fler än tidigare år: Narkotika.",
        "Där bilderna går isär": "Belysning och mörka platser.",
        "Platserna": "Flest invånare nämner Stadsparken (34) samt Resecentrum (21). Se kartan",
    }  # fmt: skip
    shown = text(Situation(edition).widget)
    assert shown.index("Läget i korthet") < shown.index("Ämnena ur tre håll</h2>")
    assert 'href="#amne=narkotika"' in dict(brief.lines(edition))["Aktörerna"]


def test_in_short_claims_nothing_that_is_not_tested(tmp_path):
    frames = sample.frames()
    frames["situation"] = frames["situation"].assign(compared_q=0.5, register_q=0.5, statement="", actors=1)
    about = {"kommun": "Ort", "year": 2027, "created": "2027-01-01", "crossings": [[]], "design": "sample"}
    lines = said(editions.write(tmp_path / "u", frames=frames, layers={}, about=about))
    assert lines["Registren"] == "Inget har säkert ökat eller minskat mot tidigare år."
    assert "Där bilderna går isär" not in lines
    assert "slumpmässigt urval" in lines["Invånarna"]


def test_a_long_tie_names_nobody_by_chance():
    frame = pd.DataFrame({"topic": list("abcdefg"), "actors": [3, 2, 1, 1, 1, 1, 1]})
    assert brief.leading(frame, "actors")["topic"].tolist() == ["a", "b"]
    assert brief.leading(frame.head(4), "actors")["topic"].tolist() == ["a", "b", "c", "d"]
    assert brief.leading(frame.tail(5), "actors")["topic"].tolist() == list("cdefg")
    assert brief.leading(frame.tail(5).assign(actors=1).sample(7, replace=True), "actors").empty


def test_the_long_page_has_links_to_its_parts(edition):
    shown = text(Situation(edition).widget)
    for anchor in re.findall(r'href="#(ml-[^"]+)"', shown):
        assert f'id="{anchor}"' in shown
    assert 'href="#ml-platser-som-pekas-ut"' in shown


# The overview


def test_the_overview_says_what_is_tested_and_what_is_missing(edition):
    shown = overview.overview(edition)
    assert "46\u00a0% (42–50)" in shown
    assert "plats 1" in shown
    assert "2 av 2" in shown
    assert "↑ fler än tidigare år" in shown
    assert "▲ över Riket (500)" in shown
    assert "Prövade jämförelser: 3. Säkra skillnader: 2" in shown
    assert "Aktörer som inte har lämnat kartläggning:</strong> Brottsofferjour." in shown
    assert "Ämnen som inget register täcker:</strong> Belysning och mörka platser, Synlig polis" in shown
    assert 'href="#amne=narkotika"' in shown


def test_an_arrow_needs_a_tested_difference(edition):
    frame = edition.table("situation").set_index("topic")
    sure, unsure = (next(frame.loc[["narkotika"]].assign(register_q=q, change_q=q).itertuples()) for q in (0.02, 0.5))
    assert (overview.past(sure), overview.change(sure)) == ("↑ fler än tidigare år", "↑ +2\u00a0procentenheter")
    assert {overview.past(unsure), overview.change(unsure)} == {"→ ingen säker förändring"}


def test_bars_are_never_the_only_carrier(edition):
    assert minibars.bar(None, top=1) == ""
    drawn = minibars.bar(0.4, top=0.5, low=0.3, high=0.5)
    assert "aria-hidden" in drawn
    assert 'width="80.0"' in drawn
    table = minibars.cards("Tabell", ("A", "B & C"), [("<b>x</b>", minibars.cell("1 < 2", drawing=drawn))])
    assert "1 &lt; 2" in table
    assert 'data-label="B &amp; C"' in table


# One topic at a time


def test_a_topic_shows_every_side_of_it(edition):
    page = Situation(edition)
    page.topic.topic.value = "narkotika"
    shown = page.topic.told.value
    assert "Ämnet väljs oftare i gruppen «Kvinna» än i gruppen «Man»" in shown
    assert "Metod: Chitvåtest; justerat p-värde 0,010." in shown
    assert "▲ oftare (32\u00a0% bland övriga)" in shown
    assert "Skola" in shown
    assert "Stadsparken" in shown
    assert "rutan vid Stadsparken" in shown
    page.topic.topic.value = "belysning"
    assert "Inget register täcker ämnet." in page.topic.told.value
    assert page.topic.views.layout.display == "none"


# Two groups


def test_two_groups_are_compared_by_test(edition):
    page = Situation(edition)
    assert "Kvinna jämfört med Man" in page.survey.compared.value
    page.survey.pair[1].value = "kvinna"
    assert "Välj två olika grupper" in page.survey.compared.value


def test_the_groups_differences_are_claimed_only_where_they_hold():
    rows = {"year": 2016, "question": "q", "by1": "kon", "by2": "", "group2": "", "dont_know": 0.0, "status": "visad"}
    one = pd.DataFrame([rows | {"choice": c, "group1": "k", "share": s, "low": s - 0.05, "high": s + 0.05, "n": 300,
                                "n_eff": 280.0} for c, s in (("a", 0.5), ("b", 0.3))])  # fmt: skip
    two = one.assign(group1="m", share=[0.3, 0.29])
    shown = survey.two_groups(one, two, names=["K", "M"], asked="Fråga?", labels={"a": "Ja", "b": "Nej"})
    assert "▲ +20\u00a0procentenheter (12 till 28)" in shown
    assert "ingen säker skillnad: +1\u00a0procentenheter" in shown


# The address


def test_the_choices_stand_in_the_address_and_come_back(edition):
    page = Situation(edition)
    assert page.address.hash == ""
    page.survey.filters["omrade"].value = "skee"
    page.topic.topic.value = "belysning"
    assert page.address.hash == "f-omrade=skee&amne=belysning"
    other = Situation(edition)
    other.address.hash = page.address.hash
    assert other.survey.filters["omrade"].value == "skee"
    assert other.topic.topic.value == "belysning"
    assert "180 svar" in other.survey.notice.value


def test_a_link_to_a_topic_leaves_the_other_choices(edition):
    page = Situation(edition)
    page.survey.filters["omrade"].value = "skee"
    page.address.hash = "amne=inbrott"
    assert page.address.hash == "f-omrade=skee&amne=inbrott"


@pytest.mark.parametrize("hash_", ["amne=finns_inte", "x=1", "&&=", "f-omrade=<script>", "rendered_cells"])
def test_what_anyone_may_have_written_in_a_link_is_passed_over(edition, hash_):
    page = Situation(edition)
    page.address.hash = hash_
    assert page.address.hash == ""
    assert "alla svarande" in page.survey.notice.value


def test_a_dependent_choice_follows_its_question(edition):
    page = Situation(edition)
    page.address.hash = "fraga=trygg_kvall&svar=mycket_otrygg&efter=omrade&a=skee&b=centrum"
    assert page.survey.answer.value == "mycket_otrygg"
    assert [control.value for control in page.survey.pair] == ["skee", "centrum"]


# The map


def test_the_map_tells_what_stands_out_in_words(edition, tmp_path):
    lines = told.sentences(edition)
    assert lines[0] == "Pekas ut oftare här än i andra rutor: 1) Narkotika, rutan vid Stadsparken."
    about = {"hotspots": {"inbrott": hotspots.TOO_FEW}, "hotspots_tested": ["belysning"]}
    assert told.methods(edition)[0].startswith("Prövat med slumpmärkning")
    few = sample_edition(tmp_path / "u", **about)
    assert "För få svar för att avgöra: Inbrott." in told.sentences(few)
    assert "Prövade, utan särskilda platser: Belysning och mörka platser." in told.sentences(few)


def test_rows_and_shapes_know_each_other(edition):
    view = Situation(edition).places.view
    marks = view.spec["layout"]["meta"]["marks"]
    assert view.linked
    assert len(marks) == len(view.rows)
    assert marks[view.rows.index(next(row for row in view.rows if row[0] == "Stadsparken"))] == [283500, 6540500, False]
    assert any("sticker ut" in str(trace.get("name")) for trace in view.spec["data"])


def points(hidden: int) -> pd.DataFrame:
    """Return POINTS: nine persons in one cell, and ``hidden`` persons in a cell of their own."""
    rows = [(f"a{i}", "narkotika", 283500.0, 6540433.0) for i in range(9)]
    rows += [(f"b{i}", "", 288500.0, 6538701.0) for i in range(hidden)]
    frame = pd.DataFrame(rows, columns=["respondent", "topic", "x", "y"])
    return tables.POINTS.check(frame.assign(file="p.csv", row=range(2, len(rows) + 2)))


def test_a_lone_hidden_cell_leaves_no_trace_of_its_number():
    """The whole figure (drawing, hover, table, text) is the same whether the hidden cell holds one person or four."""
    made = []
    for hidden in (1, 2, 3, 4):
        cells = hotspots.cells(points(hidden), size=500)
        shown = disclosure.protect_rows(cells, count="persons", profile=Profile(), figures=["persons"])
        figure = maps.places_map(layers={}, cells=shown, places=tables.PLACES.empty(), size=500, where="S", source="")
        made.append(figure)
    assert len({json.dumps([f.spec, f.title, f.subtitle, f.source, f.alt, f.rows]) for f in made}) == 1
    assert [row[1] for row in made[0].rows] == ["9", ".."]
