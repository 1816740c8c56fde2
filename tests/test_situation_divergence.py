"""Each kind of sentence stands where its test holds and nowhere else, and seldom when nothing differs."""

import math

import numpy as np
import pandas as pd
import pytest

from medlofte import sentences, tables
from medlofte.analysis.situation import divergence, register

TOPICS = ("a", "b", "c", "d", "e")
COLUMNS = [
    "share",
    "low",
    "high",
    "n",
    "p_top3",
    "actors",
    "actors_asked",
    "register_count",
    "register_before",
    "register_rate",
    "register_low",
    "register_high",
    "compared_rate",
    "past_p",
    "compared_p",
]
WORDS = sentences.Labels({("kon", "k"): "Kvinna", ("kon", "m"): "Man", ("alder", "u"): "16–24 år"}, frozenset({"kon"}))


def frame(**changes: dict[str, object]) -> pd.DataFrame:
    """Return one row per topic, five shares from 0.1 to 0.5, with ``topic={column: value}`` changed."""
    rows = []
    for place, topic in enumerate(TOPICS, start=1):
        share = place / 10
        row: dict[str, object] = dict.fromkeys(COLUMNS, math.nan)
        row |= {"topic": topic, "share": share, "low": share - 0.03, "high": share + 0.03, "n": 500.0, "p_top3": 0.5,
                "actors": 3, "actors_asked": 11, "compared_with": "", "register_period": "2016"}  # fmt: skip
        rows.append(row | changes.get(topic, {}))
    return pd.DataFrame(rows)


def reports(named: dict[str, list[str]], *, trend: str = "vet_ej") -> pd.DataFrame:
    """Return REPORTS from actor → topics."""
    rows = [(actor, topic, "", "ofta", trend, 3, 3, "oppen") for actor, topics in named.items() for topic in topics]
    return tables.REPORTS.check(pd.DataFrame(rows, columns=tables.REPORTS.names))


def groups(rows: list[tuple[str, str, str, str, str, float, int]]) -> pd.DataFrame:
    """Return the topic's shares from (topic, by1, group1, by2, group2, share, n)."""
    made = pd.DataFrame(rows, columns=["topic", "by1", "group1", "by2", "group2", "share", "n"])
    return made.assign(n_eff=made["n"] * 0.9)


def examined(given: pd.DataFrame, *, of: pd.DataFrame | None = None, by: list[tuple] | None = None) -> pd.DataFrame:
    of = reports({}) if of is None else of
    return divergence.divergences(given, reports=of, actors=11, groups=groups(by or []), words=WORDS)


def said(table: pd.DataFrame, kind: str) -> list[str]:
    return [text for text in table.loc[table["kind"] == kind, "statement"] if text]


FELL = {"register_count": 20.0, "register_before": 80.0, "past_p": 0.0001}


def test_actors_and_registers_that_point_different_ways() -> None:
    up = reports({"polis": ["a"], "skola": ["a"], "hem": ["b"]}, trend="okar")
    found = examined(frame(a=FELL, b=FELL), of=up)
    assert said(found, "riktning") == [
        "2 av 2 aktörer som bedömt utvecklingen säger att det ökar, men registren visar färre: 20 senaste året mot i "
        "medel 80 per år tidigare.",
        "Den enda aktör som bedömt utvecklingen säger att det ökar, men registren visar färre: 20 senaste året mot i "
        "medel 80 per år tidigare.",
    ]
    assert said(found, "register_tid")[0].startswith("Registren visar färre än tidigare")
    assert said(examined(frame(a=FELL), of=reports({"polis": ["a"]}, trend="minskar")), "riktning") == []
    assert said(examined(frame(a=FELL | {"past_p": 0.2}), of=up), "riktning") == []


RATES = {"register_count": 200.0, "register_rate": 900.0, "register_low": 780.0, "register_high": 1030.0,
         "compared_rate": 500.0, "compared_with": "Riket", "compared_p": 1e-6}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (RATES, "men bara 10\u00a0% (7–13) av de svarande väljer ämnet."),
        (RATES | {"actors": 1}, "men bara 1 av 11 aktörer nämner ämnet."),
        (RATES | {"actors": 1, "share": math.nan, "low": math.nan, "high": math.nan},
         "men bara 1 av 11 aktörer nämner ämnet och enkäten frågade inte om det."),
        (RATES | {"compared_rate": 2000.0, "p_top3": 0.97},
         "Invånarna sätter ämnet bland de tre främsta, men registren ligger under Riket"),
        (RATES | {"compared_p": 0.3}, ""),
        (RATES | {"compared_rate": 2000.0}, ""),
    ],
)  # fmt: skip
def test_registers_above_or_below_and_the_others_elsewhere(changed: dict[str, object], expected: str) -> None:
    found = said(examined(frame(a=changed)), "niva")
    assert bool(found) == bool(expected)
    assert expected in "".join(found)


def test_residents_high_and_actors_low_or_the_other_way_round() -> None:
    found = said(examined(frame(e={"p_top3": 0.99, "actors": 0}, a={"actors": 6})), "namnd")
    assert found == [
        "6 av 11 aktörer nämner ämnet, men bara 10\u00a0% (7–13) av de svarande väljer det.",
        "Bland invånarna hör ämnet till de tre vanligaste, men ingen av 11 aktörer nämner det.",
    ]


def test_actors_that_weigh_the_topics_differently() -> None:
    of = reports({f"aktor{i}": ["a"] for i in range(11)})
    found = examined(frame(a={"actors": 11}), of=of)
    assert said(found, "betoning")[0].startswith("11 av 11 aktörer nämner ämnet, fler än de omkring 1 som väntas")
    assert len(said(examined(frame(), of=reports({"polis": ["a"]})), "betoning")) == 0, "too few actors"
    assert sentences.statements(found)["a"].count("aktörer nämner ämnet") == 1, "said once, with the stronger test"


def test_groups_of_one_question_and_of_two() -> None:
    pair = [("a", "kon", "k", "", "", 0.40, 300), ("a", "kon", "m", "", "", 0.15, 300)]
    four = [("b", "alder", "u", "kon", "k", 0.60, 120), ("b", "alder", "v", "kon", "k", 0.2, 200),
            ("b", "alder", "u", "kon", "m", 0.2, 120), ("b", "alder", "v", "kon", "m", 0.2, 200)]  # fmt: skip
    found = examined(frame(), by=[*pair, *four])
    own = found[found["kind"] == "grupp"]
    assert len(own) == 1 + 4
    assert (
        "Ämnet väljs oftare i gruppen «Kvinna» än i gruppen «Man»: 40\u00a0% mot 15\u00a0% (300 och 300 svar)."
        in set(own["statement"])
    )
    assert any(
        text.startswith("Ämnet väljs oftare i gruppen «16–24 år, Kvinna» än bland övriga: 60")
        for text in own["statement"]
    )
    assert (own.loc[own["statement"] == "", "q"] >= 0.05).all()


def test_false_sentences_are_rare_when_no_group_differs() -> None:
    generator = np.random.default_rng(7)
    false = 0
    for _ in range(60):
        drawn = [(t, "omrade", str(g), "", "", generator.binomial(90, 0.3) / 90, 100) for t in TOPICS for g in range(5)]
        false += bool(said(examined(frame(), by=drawn), "grupp"))
    assert false <= 6


def regions(rows: list[tuple[str, str, float, float]]) -> pd.DataFrame:
    """Return REGISTERS of one indicator from (region, period, count, per 100 000)."""
    full = [("Brå", "i", "I", "t", region, period, 1, "", False, count, per, "visad")
            for region, period, count, per in rows]  # fmt: skip
    return tables.REGISTERS.check(pd.DataFrame(full, columns=tables.REGISTERS.names))


def test_small_numbers_take_two_years_and_too_small_give_no_rate() -> None:
    rows = [("Orten", "2014", 4, 40.0), ("Orten", "2015", 6, 60.0), ("Orten", "2016", 3, 30.0)]
    found = register.figures(regions(rows), region="Orten", minimum=5)
    assert (found["register_period"], found["register_rate"]) == ("2015–2016", 45.0)
    # 9 cases in 0.2 person-years (100 000): exact interval 4.12 to 17.08 cases (Garwood 1936).
    assert [found["register_low"], found["register_high"]] == pytest.approx([4.115 / 0.2, 17.085 / 0.2], rel=1e-3)
    assert math.isnan(found["register_per_100k"]), "three cases give no rate of their own"
    few = register.figures(regions([("Orten", "2015", 2, 20.0), ("Orten", "2016", 2, 20.0)]), region="Orten", minimum=5)
    assert "register_rate" not in few
    gap = register.figures(regions([("Orten", "2013", 9, 90.0), ("Orten", "2016", 8, 80.0)]), region="Orten", minimum=5)
    assert gap["register_period"] == "2016", "years that do not follow one another are not put together"


def test_comparable_kommuner_come_before_county_and_country() -> None:
    own, years = [("Orten", "2016", 50, 500.0)], "2016"
    wide = [("Riket", years, 50_000, 500.0), ("Hallands län", years, 900, 300.0)]
    near = [("Byköping", years, 30, 300.0), ("Sjöstad", years, 40, 400.0), ("Åby", years, 36, 360.0)]
    found = register.figures(regions([*own, *wide, *near]), region="Orten", minimum=5)
    assert found["compared_with"] == "3 jämförbara kommuner"
    assert found["compared_rate"] == pytest.approx(106 / 0.3)
    assert found["compared_p"] > 0.05, "the kommuner's own spread counts, not only chance"
    assert register.figures(regions([*own, *wide]), region="Orten", minimum=5)["compared_with"] == "Hallands län"
    assert register.figures(regions([*own, wide[0]]), region="Orten", minimum=5)["compared_with"] == "Riket"
