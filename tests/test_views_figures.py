"""Each figure: valid plotly, the same numbers in drawing and table, and titles that claim no more than is known."""

import json
from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go
import pytest

from medlofte import style
from medlofte.views import crossings, figures, geometry, maps
from medlofte.views.drawing import Mark, Series, bars, count_axis, enumerated, lines, plain, share_axis
from tests import sample

FRAMES = sample.frames()
TOPICS = dict(zip(FRAMES["topics"]["topic"], FRAMES["topics"]["label"], strict=True))
LAYERS = sample.layers()


def estimate(share, low, high, n=100):
    return SimpleNamespace(share=share, low=low, high=high, n=n, dont_know=0.0)


def everybody():
    return crossings.rows(FRAMES["estimates"], question="prioritet", chosen={})


def draw_map(**changes):
    given = {"layers": LAYERS, "cells": FRAMES["cells"], "places": FRAMES["places"]} | changes
    return maps.places_map(**given, size=500, where="Strömstad", source="")


MADE = {
    "residents": lambda: figures.residents(everybody(), labels=TOPICS, where="alla svarande", source="n"),
    "groups": lambda: figures.groups(
        [("Kvinna", estimate(0.5, 0.4, 0.6)), ("Man", estimate(None, None, None))],
        question="Fråga?", answer="Ja", by="Kön", source="n",
    ),
    "registers": lambda: figures.registers(FRAMES["registers"], region="Strömstad", source="n"),
    "compared": lambda: figures.compared(FRAMES["registers"], indicator="bra_1", home="Strömstad", source="n"),
    "composition": lambda: figures.composition(FRAMES["composition"], label="Kön", labels={}, source="n"),
    "roles": lambda: figures.roles({"alla": {"inbrott": (0.75, 4)}, "polis": {"inbrott": (None, 1)}}, labels=TOPICS),
    "outcome": lambda: figures.outcome([("Vandringar", 4.0, 6.0, "st", "uppfyllt")], source="n"),
    "map": draw_map,
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_every_figure_is_valid_and_complete(name):
    made = MADE[name]()
    go.Figure(made.spec)
    json.dumps(made.spec, allow_nan=False)
    assert made.title
    assert made.alt
    assert made.source
    assert made.rows
    assert all(len(row) == len(made.columns) for row in made.rows)


@pytest.mark.parametrize("name", MADE)
def test_no_figure_needs_webgl_or_the_net(name):
    spec = MADE[name]().spec
    assert {trace["type"] for trace in spec["data"]} <= {"bar", "scatter"}
    assert "http" not in json.dumps(spec)


def test_drawing_and_table_have_the_same_numbers():
    made = MADE["residents"]()
    assert [style.percent(x) for x in made.spec["data"][0]["x"]] == [row[1] for row in made.rows]
    assert "Narkotika 38" in made.alt


def test_a_title_claims_the_top_three_only_when_it_is_probable():
    ranks = FRAMES["ranks"]
    sure = figures.residents(everybody(), labels=TOPICS, where="alla", source="", ranks=ranks, topics=TOPICS)
    assert sure.title == "Fortkörning och hastighet samt Narkotika hör till de tre ämnen som flest valt"
    unsure = figures.residents(everybody(), labels=TOPICS, where="alla", source="", ranks=ranks.assign(p_top3=0.94))
    assert unsure.title == "Så svarade invånarna: alla"


@pytest.mark.parametrize(
    ("low", "claims"),
    [(0.41, True), (0.40, False), (0.35, False)],
)
def test_groups_differ_in_the_title_only_when_intervals_are_apart(low, claims):
    rows = [("Kvinna", estimate(0.5, low, 0.6)), ("Man", estimate(0.3, 0.2, 0.4))]
    made = figures.groups(rows, question="?", answer="Otrygg", by="Kön", source="")
    assert ("vanligare" in made.title) is claims


def test_a_suppressed_figure_is_two_dots_and_no_bar():
    rows = crossings.rows(FRAMES["estimates"], question="prioritet", chosen={"omrade": "skee", "kon": "man"})
    made = figures.residents(rows, labels=TOPICS, where="Skee, män", source="")
    assert set(made.spec["data"][0]["x"]) == {0}
    assert {cell for row in made.rows for cell in row[1:]} == {".."}
    assert "skyddade" in made.alt


def test_preliminary_figures_are_marked():
    made = MADE["registers"]()
    assert ("Narkotikabrott", "2016 (prel.)", "90", "688") in made.rows
    assert any("open" in str(trace["marker"]["symbol"]) for trace in made.spec["data"])


def test_more_than_four_indicators_stay_in_the_table():
    own = FRAMES["registers"].query("indicator == 'bra_1'")
    many = pd.concat([own.assign(indicator=f"i{i}", label=f"I{i}") for i in range(6)])
    made = figures.registers(many, region="Strömstad", source="")
    assert len(made.spec["data"]) == 4
    assert "2 indikatorer till" in made.source


def test_outcome_without_numbers_or_over_the_plan():
    none = figures.outcome([("Insatser", None, 3.0, "st", "pågår")], source="")
    assert none.title == "Ingen åtgärd har ett lovat antal"
    assert none.rows[0][1] == "inget antal lovat"
    over = MADE["outcome"]()
    assert over.spec["layout"]["xaxis"]["range"][1] > 1.5
    half = figures.outcome([("Vandringar", 4.0, 2.5, "st", "pågår")], source="")
    assert half.rows == (("Vandringar", "4", "2,5", "st", "pågår"),)
    assert "Vandringar: 2,5 av 4" in half.alt


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"q": 0.03}, "Skillnad mellan åren: +8"), ({"q": 0.7}, "Ingen säker skillnad"),
     ({"note": "Frågan ändrades."}, "Jämförs inte: Frågan"), ({"status": "skyddad"}, "skyddad")],
)  # fmt: skip
def test_change_note(fields, said):
    base = {"note": "", "status": "visad", "difference": 0.08, "low": 0.02, "high": 0.14, "q": 0.03, "year0": 2015}
    assert said in figures.change_note(SimpleNamespace(**base | fields))


def test_labels_are_not_read_as_markup():
    spec = bars([Mark("<a href='x'>&", 0.5)], axis=share_axis(0.5))
    assert "<a" not in json.dumps(spec)
    assert plain("a & b") == "a &amp; b"


@pytest.mark.parametrize("top", [0, 0.004, 0.08, 0.46, 0.97, 1.0])
def test_share_axes_have_few_round_marks(top):
    axis = share_axis(top)
    assert 2 <= len(axis["tickvals"]) <= 6
    assert axis["range"][1] >= top
    assert len(set(axis["ticktext"])) == len(axis["ticktext"])


@pytest.mark.parametrize("top", [0, 1, 7, 11, 23, 90, 688, 123456])
def test_count_axes_have_whole_marks(top):
    axis = count_axis(top)
    assert len(axis["tickvals"]) <= 7
    assert all(float(mark).is_integer() for mark in axis["tickvals"])
    assert axis["range"][1] >= top


def test_nothing_to_draw_is_still_a_figure():
    go.Figure(bars([], axis=share_axis(0)))
    go.Figure(lines([], periods=[], axis=count_axis(0)))
    empty = figures.residents(everybody().iloc[:0], labels={}, where="x", source="")
    assert empty.rows == ()


# The map


def test_the_map_states_what_is_hidden():
    made = draw_map()
    assert "1 av 3 rutor (skrafferade) och 1 av 3 platser" in made.source
    assert ("Skee skola", "..", "..", "skyddad: för få personer") in made.rows
    assert made.spec["layout"]["yaxis"]["scaleanchor"] == "x"
    hatched = [t for t in made.spec["data"] if "fillpattern" in t]
    assert [t["name"] for t in hatched] == ["skyddad ruta"]


def test_a_hidden_place_is_not_drawn():
    names = [t for t in draw_map().spec["data"] if "customdata" in t]
    assert names[0]["customdata"] == ["stadsparken", "resecentrum"]


def test_the_map_of_one_area_holds_what_lies_there_and_no_more():
    area = LAYERS["areas"]["features"][0]["properties"]["id"]
    box = draw_map(area=area).spec["layout"]
    drawn = draw_map(area=area)
    west, east = box["xaxis"]["range"]
    marks = [t for t in drawn.spec["data"] if "customdata" in t]
    assert all(west <= x <= east for trace in marks for x in trace["x"])
    assert east - west < 60_000
    with pytest.raises(ValueError, match="no area"):
        draw_map(area="finns_inte")


def test_a_hexagon_has_its_width_and_is_closed():
    x, y = geometry.hexagon(0, 0, size=500)
    assert max(x) - min(x) == pytest.approx(500)
    assert (x[0], y[0]) == pytest.approx((x[-1], y[-1]))


def test_holes_islands_and_empty_geometries():
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    features = [
        {"properties": {"label": "A"}, "geometry": {"type": "MultiPolygon", "coordinates": [[ring, ring], [ring]]}},
        {"properties": None, "geometry": None},
        {"properties": {}, "geometry": {"type": "Point", "coordinates": [0, 0]}},
        {"properties": {}, "geometry": {"type": "LineString", "coordinates": ring}},
    ]
    found = list(geometry.rings({"features": features}))
    assert [label for label, _ in found] == ["A", "A", "A", ""]
    assert found[-1][1] == ring


def test_a_map_with_nothing_on_it():
    made = draw_map(layers={}, cells=FRAMES["cells"].iloc[:0], places=FRAMES["places"].iloc[:0])
    go.Figure(made.spec)
    assert made.title == "Utpekade platser i Strömstad"
    assert "Inga rutor" in made.source


def test_a_map_where_every_cell_is_hidden():
    made = draw_map(cells=FRAMES["cells"].assign(persons=None, status="skyddad"))
    go.Figure(made.spec)
    assert "3 av 3 rutor" in made.source


def test_two_places_named_equally_often_give_a_neutral_title():
    tied = FRAMES["places"].assign(residents=pd.array([20, 20, None], dtype="Int64"))
    assert draw_map(places=tied).title == "Platser som pekas ut som otrygga i Strömstad"


def test_the_built_up_area_is_drawn_above_the_land():
    square = {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}
    layer = {"features": [{"properties": {"label": ""}, "geometry": square}]}
    data = draw_map(layers=LAYERS | {"built": layer}).spec["data"]
    assert [trace.get("fillcolor") for trace in data[:2]] == [style.LAND, style.GRID]


def test_the_rating_figure_says_who_comes_first_unless_the_third_is_level():
    names = {p: f"Problem {p}" for p in "abcd"}
    alone = figures.roles(
        {"alla": {p: (s, 9) for p, s in zip("abcd", (0.2, 0.9, 0.5, 0.4), strict=True)}}, labels=names
    )
    level = figures.roles({"alla": dict.fromkeys("abcd", (0.5, 9))}, labels=names)
    assert alone.title == "Problem b, Problem c samt Problem d kommer först"
    assert level.title == "Så bedömer deltagarna problemen"


def test_names_that_hold_a_comma_are_parted_by_semicolons():
    assert enumerated(["a"]) == "a"
    assert enumerated(["a", "b", "c"]) == "a, b samt c"
    assert enumerated(["våld, rån", "b", "c"]) == "våld, rån; b samt c"


@pytest.mark.parametrize(
    ("share", "title"),
    [(0.604, "Kön: «Kvinna» är 60\u00a0% av de svarande men 50\u00a0% av befolkningen"),
     (0.51, "Kön: de svarande jämfört med befolkningen"), (None, "Kön: de svarande jämfört med befolkningen")],
)  # fmt: skip
def test_who_answered_is_told_by_the_group_that_is_furthest_off(share, title):
    frame = pd.DataFrame({"question": "kon", "choice": ["kvinna"], "n": 290, "share": [share], "population": 0.498})
    assert figures.composition(frame, label="Kön", labels={"kvinna": "Kvinna"}, source="").title == title


def test_a_line_has_its_first_and_last_figure_written_and_alone_no_legend():
    marks = (
        Mark("2014", None, text=".."),
        Mark("2015", 5, text="5"),
        Mark("2016", 7, text="7"),
        Mark("2017", 9, text="9 (prel.)"),
    )
    alone = lines([Series("Rån", "#12436D", marks)], periods=["2014", "2015", "2016", "2017"], axis=count_axis(9))
    assert alone["data"][0]["text"] == ["", "5", "", "9 (prel.)"]
    assert not alone["layout"]["showlegend"]


def test_the_plan_is_named_at_its_line():
    drawn = figures.outcome([("Kontroller", 12, 9, "", "pågår")], source="").spec["layout"]
    assert [note["text"] for note in drawn["annotations"] if note.get("yref") == "paper"] == ["planen"]
