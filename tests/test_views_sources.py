"""The staff's reports, the hours, other surveys, quotes and walks on the lägesbild, from small tables drawn here."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from medlofte import edition, tables
from medlofte.edition import Edition
from medlofte.views import maps, overlays
from medlofte.views.hotspots import methods, scanned
from medlofte.views.pages.lagesbild import Situation, sources, staff
from tests import sample

S, H = tables.SHOWN, tables.SUPPRESSED


def hours() -> list[tuple]:
    inner = [("EST", day, part, 10 * day if part == "kvall" else 5, S) for day in range(1, 8) for part in tables.PARTS]
    inner[0] = ("EST", 1, "natt", None, H)
    whole = [("EST", day, "", 50, S) for day in range(8)]
    return [*inner, *whole, *(("EST", 0, part, 35, S) for part in tables.PARTS)]


def frames() -> dict[str, pd.DataFrame]:
    made = sample.frames()
    years = [("ar", f"{year}-K4", topic, n, S)
             for year, n in ((2015, 40), (2016, 80)) for topic in ("", "narkotika")]  # fmt: skip
    quarters = [("kvartal", f"2016-K{q}", "narkotika", None if q == 1 else 10 * q, H if q == 1 else S)
                for q in range(1, 5)]  # fmt: skip
    rows = {
        "hours": hours(),
        "incidents": [*years, *quarters, ("manad", "2016-11", "", 30, S), ("manad", "2016-12", "", 22, S),
                      ("plats", "stadsparken", "narkotika", 25, S), ("plats", "stadsparken", "", 40, S),
                      ("allt", "", "narkotika", 120, S), ("allt", "", "", 120, S)],
        "measured": [("CAN", "n", "Har använt narkotika", "narkotika", "Strömstad", str(y), 1, "", v, "%", 120,
                      "samre", S) for y, v in ((2014, 6.0), (2016, 8.0))],
        "quotes": [("narkotika", "det säljs <saker> vid parken")],
        "walks": [("v1", "Hösten", "2016-10-20", 609)],
        "observations": [("v1_1", "v1", "stadsparken", 283500, 6540500, "narkotika", "Undanskymd bänk", "Flytta den",
                          "a.jpg", "Gatukontoret", "pagar", "oppen")],
        "clusters": [(1, "", 283500, 6540433, 750, 30, 4.1, 0.001)],
    }  # fmt: skip
    test = ("narkotika", "rapporter_tid", "", "", "", "", 80, 40, 23, 60, "antal per år", 80, 40, 0.0003, 0.001,
            "Exakt Poissontest", "Personalens lägesrapporter är fler: 80 mot 40.")  # fmt: skip
    for name, own in rows.items():
        table = next(one for one in tables.EDITION if one.name == name)
        made[name] = table.check(pd.DataFrame(own, columns=table.names))
    tests = pd.concat([made["divergences"], pd.DataFrame([test], columns=tables.DIVERGENCES.names)])
    made["divergences"] = tables.DIVERGENCES.check(tests)
    return made


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    about = dict(sample.sample_edition(tmp_path_factory.mktemp("a") / "a").about)
    about["scan"] = {"exposed": "folkmängden", "tested": [""], "notes": {}}
    line = {"type": "LineString", "coordinates": [[283400, 6540400], [283900, 6540900]]}
    routes = edition.collection([{"type": "Feature", "properties": {"id": "v1", "label": "H"}, "geometry": line}])
    folder = tmp_path_factory.mktemp("u") / "u"
    return edition.write(folder, frames=frames(), layers=sample.layers() | {"walks": routes}, about=about)


def test_a_topic_tells_what_every_other_source_says(full: Edition) -> None:
    told = sources.all_of(full, "narkotika")
    assert "Ur fritextsvar, maskerat" in told
    assert "det säljs &lt;saker&gt; vid parken" in told
    assert "4:e kvartalet 2016" in told
    assert "fler: 80 mot 40" in told
    assert "Stadsparken (25)" in told
    assert "2014: 6\u00a0%; 2016: 8\u00a0%" in told or "2014: 6 %; 2016: 8 %" in told
    assert "Högre värde är sämre." in told
    assert "Undanskymd bänk" in told
    assert sources.all_of(full, "inbrott") == ""


def test_the_heat_table_is_read_without_its_shades(full: Edition) -> None:
    told = staff.heat(full.table("hours"), "EST")
    assert "Flest av dem som visas: sön, kväll 18–24 (70)." in told
    assert told.count('scope="row"') == 5
    assert "<td>..</td>" in told, "what is hidden has no shade"
    assert 'class="ml-heat3">70<' in told


def test_the_page_has_a_section_for_each_source_and_none_where_it_is_lacking(full: Edition, tmp_path: Path) -> None:
    page = Situation(full)
    assert page.figures["reports"].rows == [["2016-11", "30"], ["2016-12", "22"]]
    assert "narkotika" not in page.staff.trend.title
    bare = Situation(sample.sample_edition(tmp_path / "b"))
    assert bare.staff is None
    assert staff.when(bare.edition) is None
    assert staff.walks(bare.edition) is None


def test_the_topics_of_two_years_stand_beside_each_other_with_the_test(full: Edition) -> None:
    told = staff.topics_table(full, full.table("incidents"))
    assert "säker skillnad" in told
    assert told.index("40") < told.index("80")


def test_circles_routes_and_observations_lie_on_the_map_and_in_its_table(full: Edition) -> None:
    topics = full.labels("topics")
    over = [overlays.circles(full.table("clusters"), topics=topics),
            overlays.walked(full.layer("walks"), full.table("observations"), topics=topics)]  # fmt: skip
    figure = maps.places_map(layers={}, cells=full.table("cells"), places=full.table("places"), size=500,
                             where="S", source="", overlays=over)  # fmt: skip
    names = [trace.get("name") for trace in figure.spec["data"]]
    assert {"ansamling (bokstaven: se texten)", "trygghetsvandring", "noterat på vandring"} <= set(names)
    assert any(row[0] == "Ansamling A" for row in figure.rows)
    assert any(row[0] == "Vandring: Undanskymd bänk" and "pågår" in row[3] for row in figure.rows)
    assert len(figure.spec["layout"]["meta"]["marks"]) == len(figure.rows)


def test_the_scan_says_what_it_is_compared_with(full: Edition) -> None:
    said = " ".join(scanned(full))
    assert "A) kring Stadsparken" in said
    assert "4,1 gånger det väntade" in said
    assert "Kulldorff 1997" in methods(full)[-1]
    assert "folkmängden" in said


def test_every_class_of_the_scale_stands_in_the_legend() -> None:
    cells = pd.DataFrame([("a", 0, 0, 5, "", S), ("b", 500, 0, 40, "", S), ("c", 1000, 0, 41, "", S)],
                         columns=tables.CELLS.names)  # fmt: skip
    figure = maps.places_map(layers={}, cells=tables.CELLS.check(cells), places=tables.PLACES.empty(), size=500,
                             where="S", source="")  # fmt: skip
    legend = [trace["name"] for trace in figure.spec["data"] if trace.get("showlegend", True)]
    assert legend == ["5–16 personer", "17–29 personer", "30–41 personer"]


def test_cells_that_are_areas_are_drawn_and_named_as_areas() -> None:
    layers = sample.layers()
    cells = pd.DataFrame([("centrum", 284000, 6541000, 30, "", S), ("skee", 289000, 6539000, None, "", H)],
                         columns=tables.CELLS.names)  # fmt: skip
    figure = maps.places_map(layers=layers, cells=tables.CELLS.check(cells), places=tables.PLACES.empty(), size=500,
                             where="S", source="", kind="areas")  # fmt: skip
    assert [row[0] for row in figure.rows] == ["Centrum", "Skee"]
    assert "per område" in figure.subtitle
    [drawn] = [t for t in figure.spec["data"] if t.get("text") == "30 personer"]
    assert drawn["x"][:5] == [283000, 285000, 285000, 283000, 283000]
