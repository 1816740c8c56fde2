"""Each picture is counted right, and a sentence is written only where they part by a tested rule."""

import math

import pandas as pd
import pytest

from medlofte import tables
from medlofte.analysis.situation import Pictures, register, situation
from medlofte.codebook import Codebook

CHOICES = [
    {"name": "fart", "label": "Fortkörning", "topic": "hastighet"},
    {"name": "moped", "label": "Buskörning", "topic": "hastighet"},
    {"name": "knark", "label": "Narkotika", "topic": "narkotika"},
    {"name": "ljus", "label": "Belysning", "topic": "belysning"},
    {"name": "annat", "label": "Annat"},
]
BOOK = Codebook.model_validate(
    {
        "questions": [
            {"name": "prio", "label": "Viktigast", "type": "select_multiple", "choices": CHOICES},
            {
                "name": "kon", "label": "Kön", "type": "select_one", "role": "group",
                "choices": [{"name": "k", "label": "Kvinna"}, {"name": "m", "label": "Man"}],
            },
        ],
        "topics": [
            {"id": "hastighet", "label": "Hastighet"}, {"id": "narkotika", "label": "Narkotika"},
            {"id": "belysning", "label": "Belysning"}, {"id": "vald", "label": "Våld"},
            {"id": "inget", "label": "Inget", "kind": "rest_strong"},
        ],
    }
)  # fmt: skip
SHARES = {"fart": 0.5, "moped": 0.2, "knark": 0.3, "ljus": 0.05, "annat": 0.1}
COUNTY = "Västra Götalands län"
GAPS = {"ljus": (0.09, 0.01), "knark": (0.31, 0.29)}


def estimates() -> pd.DataFrame:
    rows = []
    for choice, share in SHARES.items():
        women, men = GAPS.get(choice, (share, share))
        rows.append((2016, "prio", choice, "", "", "", "", share, share - 0.02, share + 0.02, 480, 450, 0, "visad"))
        rows.append((2016, "prio", choice, "kon", "k", "", "", women, 0, 1, 240, 225, 0, "visad"))
        rows.append((2016, "prio", choice, "kon", "m", "", "", men, 0, 1, 240, 225, 0, "visad"))
    return tables.ESTIMATES.check(pd.DataFrame(rows, columns=tables.ESTIMATES.names))


def ranks() -> pd.DataFrame:
    rows = [
        ("hastighet", "prio", 0.5, 0.48, 0.52, 1, 1.0, "visad"),
        ("narkotika", "prio", 0.3, 0.28, 0.32, 2, 0.99, "visad"),
        ("belysning", "prio", 0.05, 0.03, 0.07, 3, 0.2, "visad"),
    ]
    return tables.RANKS.check(pd.DataFrame(rows, columns=tables.RANKS.names))


def changes() -> pd.DataFrame:
    rows = [
        ("prio", "knark", 2014, 2016, 0.01, 0, 0.1, 0.5, "", "visad"),
        ("prio", "knark", 2015, 2016, 0.08, 0, 0.1, 0.5, "", "visad"),
        ("prio", "fart", 2015, 2016, math.nan, math.nan, math.nan, math.nan, "ny serie", "visad"),
    ]
    return tables.CHANGES.check(pd.DataFrame(rows, columns=tables.CHANGES.names))


def mentions() -> pd.DataFrame:
    rows = [(2016, "narkotika", 40, 0.0, "visad"), (2015, "narkotika", 99, 0.0, "visad")]
    return tables.MENTIONS.check(pd.DataFrame(rows, columns=tables.MENTIONS.names))


def registers(rows: list[tuple] | None = None) -> pd.DataFrame:
    """Return REGISTERS from (indicator, topic, region, period, parent, count)."""
    rows = rows or [
        ("alla", "narkotika", "Strömstads kommun", "2014", "", 60),
        ("alla", "narkotika", "Strömstads kommun", "2015", "", 70),
        ("alla", "narkotika", "Strömstads kommun", "2016", "", 91),
        ("bruk", "narkotika", "Strömstads kommun", "2016", "alla", 50),
        ("alla", "narkotika", COUNTY, "2016", "", 8000),
    ]
    full = [("Brå", i, i, t, r, p, 1, parent, False, n, n / (0.13 if r != COUNTY else 12), "visad")
            for i, t, r, p, parent, n in rows]  # fmt: skip
    return tables.REGISTERS.check(pd.DataFrame(full, columns=tables.REGISTERS.names))


def reports(rows: list[tuple]) -> pd.DataFrame:
    """Return REPORTS from (actor, topic, frequency, trend, consequences)."""
    full = [(a, t, "", f, trend, c, 3, "oppen") for a, t, f, trend, c in rows]
    return tables.REPORTS.check(pd.DataFrame(full, columns=tables.REPORTS.names))


REPORTS = reports(
    [
        ("polis", "narkotika", "ofta", "okar", 4),
        ("polis", "narkotika", "sallan", "okar", 2),
        ("skola", "narkotika", "mycket_ofta", "vet_ej", 5),
        ("fritid", "narkotika", "vet_ej", "vet_ej", None),
        ("polis", "belysning", "ofta", "minskar", 3),
        ("skola", "belysning", "ofta", "okar", 3),
        ("fritid", "belysning", "ofta", "minskar", 3),
        ("hem", "belysning", "ofta", "okar", 3),
        ("raddning", "vald", "ofta", "vet_ej", 3),
    ]
)


def made(*, asked: int = 8, question: str = "prio") -> pd.DataFrame:
    """Return the topics' pictures."""
    return pictures(asked=asked, question=question).topics.set_index("topic")


def pictures(*, asked: int = 8, question: str = "prio") -> Pictures:
    frames = {"estimates": estimates(), "ranks": ranks(), "changes": changes(), "mentions": mentions(),
              "registers": registers()}  # fmt: skip
    return situation(
        BOOK, question=question, year=2016, frames=frames, reports=REPORTS, actors_asked=asked, kommun="Strömstad"
    )


def test_one_row_per_topic_but_none_for_no_problem() -> None:
    assert list(made().index) == ["hastighet", "narkotika", "belysning", "vald"]


def test_the_residents_picture() -> None:
    row = made().loc["narkotika"]
    assert row[["share", "low", "high", "n", "rank", "p_top3"]].tolist() == [0.3, 0.28, 0.32, 480, 2, 0.99]
    assert row["change"] == pytest.approx(0.08)
    assert row["text_mentions"] == 40
    assert made().loc["hastighet", "text_mentions"] == 0
    assert math.isnan(made().loc["hastighet", "change"])
    assert made().loc["vald", "share"] is pd.NA or math.isnan(made().loc["vald", "share"])


def test_the_actors_picture_counts_each_actor_once() -> None:
    row = made().loc["narkotika"]
    assert (row["actors"], row["actors_asked"]) == (3, 8)
    assert row["frequency"] == pytest.approx((2 + 4) / 2)
    assert row["consequences"] == pytest.approx((3 + 5) / 2)
    assert row["trend"] == "okar"
    assert made().loc["belysning", "trend"] == ""
    assert made().loc["vald", "trend"] == "vet_ej"
    assert made().loc["hastighet", ["actors", "trend"]].tolist() == [0, ""]


def test_the_registers_picture_never_adds_a_part_to_its_whole() -> None:
    row = made().loc["narkotika"]
    assert row["indicators"] == "alla"
    assert row["register_count"] == 91
    assert row["register_per_100k"] == pytest.approx(91 / 0.13)
    assert row["register_change"] == pytest.approx(91 / 65 - 1)


@pytest.mark.parametrize(
    ("rows", "indicators", "count"),
    [
        ([("a", "t", "S", "2016", "", 1), ("b", "t", "S", "2016", "", 2)], "a|b", 3),
        ([("a", "t", "S", "2016", "", 1), ("b", "t", "S", "2015", "", 2)], "a|b", None),
        ([("a", "t", "S", "2016", "x", 1), ("b", "t", "S", "2016", "x", 2)], "a|b", 3),
        ([("a", "t", "S", "2016", "b", 1), ("b", "t", "S", "2016", "c", 2), ("c", "t", "S", "2016", "", 9)], "c", 9),
        ([("a", "t", "S", "2016", "", None)], "a", None),
    ],
)
def test_register_totals(rows: list[tuple], indicators: str, count: float | None) -> None:
    full = registers([(i, t, r, p, parent, math.nan if n is None else n) for i, t, r, p, parent, n in rows])
    total = register.figures(full, region="S", minimum=5)
    assert total["indicators"] == indicators
    assert total.get("register_count") == count


def test_a_loop_in_the_register_ends() -> None:
    rows = registers([("a", "t", "S", "2016", "x", 1), ("b", "t", "S", "2016", "b", 1)])
    assert register.figures(rows, region="S", minimum=5)["indicators"] == "a|b"


def test_sentences_stand_only_where_the_pictures_part() -> None:
    said = made()["statement"]
    assert said["hastighet"] == "Bland invånarna hör ämnet till de tre vanligaste, men ingen av 8 aktörer nämner det."
    assert said["narkotika"] == ""
    assert said["belysning"] == (
        "4 av 8 aktörer nämner ämnet, men bara 5\u00a0% (3–7) av de svarande väljer det. "
        "Ämnet väljs oftare i gruppen «Kvinna» än i gruppen «Man»: 9\u00a0% mot 1\u00a0% (240 och 240 svar)."
    )


def test_what_is_missing_is_said_per_topic() -> None:
    missing = made()["missing"]
    assert missing["narkotika"] == ""
    assert missing["hastighet"] == "Ingen aktör nämner ämnet. Inget register täcker ämnet."
    assert missing["vald"].startswith("Enkätens fråga har inget svarsalternativ för ämnet.")


def test_the_rate_has_an_exact_interval_and_is_compared_with_the_county() -> None:
    row = made().loc["narkotika"]
    assert (row["register_period"], row["compared_with"]) == ("2016", COUNTY)
    # 91 cases: exact 95 % interval 73.3 to 111.7 (chi-squared quantiles of 182 and 184 degrees of freedom, halved).
    assert [row["register_low"] * 0.13, row["register_high"] * 0.13] == pytest.approx([73.27, 111.73], abs=0.01)
    assert row["compared_rate"] == pytest.approx(8000 / 12)
    assert math.isnan(row["register_q"]), "two earlier years are too few"


def test_every_comparison_is_there_with_its_method_and_q() -> None:
    tested = pictures().divergences
    assert (tested["method"] != "").all()
    assert (tested.loc[tested["q"] >= 0.05, "statement"] == "").all()
    assert set(tested["kind"]) == {"grupp", "register_niva", "namnd"}


def test_few_actors_give_no_sentence_about_actors() -> None:
    assert made(asked=4)["statement"]["hastighet"] == ""


def test_a_round_without_a_priority_question_still_shows_the_other_pictures() -> None:
    frame = made(question="")
    assert frame["share"].isna().all()
    assert frame.loc["narkotika", "actors"] == 3


def test_a_suppressed_share_is_marked() -> None:
    hidden = ranks()
    hidden.loc[0, ["share", "low", "high", "p_top3"]] = math.nan
    hidden.loc[0, "rank"] = pd.NA
    hidden.loc[0, "status"] = tables.SUPPRESSED
    frames = {"estimates": estimates(), "ranks": hidden, "changes": changes(), "mentions": mentions(),
              "registers": registers()}  # fmt: skip
    frame = situation(
        BOOK, question="prio", year=2016, frames=frames, reports=REPORTS, actors_asked=8, kommun="S"
    ).topics
    assert frame["status"].tolist() == ["skyddad", "visad", "visad", "visad"]
