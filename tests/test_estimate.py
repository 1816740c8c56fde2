"""Estimates from cells equal the same estimates computed respondent by respondent, written out here independently."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from medlofte.analysis import estimate
from medlofte.analysis.estimate import intervals, small_areas, weights
from medlofte.analysis.estimate.compare import false_discovery
from medlofte.analysis.estimate.composition import composition
from medlofte.codebook import Choice, Codebook, Question
from medlofte.errors import EstimateError
from medlofte.tables import Responses

SHARED = Path(os.environ.get("MEDLOFTE_SHARED") or Path(__file__).parents[2] / "shared" / "data")
BCS = SHARED / "bcs_2007_8_half.tab"


def question(name: str, *names: str, kind: str = "select_one", **more: object) -> Question:
    choices = tuple(Choice(name=choice, label=choice.title()) for choice in names)
    return Question(name=name, label=name, type=kind, choices=choices, **more)


SEX = question("kon", "k", "m", role="group")
AGE = question("alder", "ung", "mellan", "gammal", role="group")
AFRAID = question("otrygg", "nej", "ja", "ibland", series="s1", concept="otrygg")
PICKS = Question(
    name="prio", label="prio", type="select_multiple", max=3,
    choices=tuple(Choice(name=n, label=n, topic=t) for n, t in zip("abcd", ("t1", "t1", "t2", "t3"), strict=True)),
)  # fmt: skip
BOOK = Codebook.model_validate(
    {"questions": [q.model_dump() for q in (SEX, AGE, AFRAID, PICKS)],
     "topics": [{"id": t, "label": t} for t in ("t1", "t2", "t3")]}
)  # fmt: skip
MARGINS = pd.DataFrame(
    [("kon", "k", 5000), ("kon", "m", 5200), ("alder", "ung", 1500), ("alder", "mellan", 5000),
     ("alder", "gammal", 3600)],
    columns=["question", "choice", "population"],
)  # fmt: skip


def answers(n: int = 400, *, seed: int = 1, weighted: bool = False, year: int = 2016) -> Responses:
    """Return invented answers with non-response, unknown groups and (if asked for) unequal base weights."""
    draw = np.random.default_rng(seed)
    pick = lambda names, p: draw.choice(names, size=n, p=p)  # noqa: E731
    frame = pd.DataFrame({
        "respondent": [f"r{i}" for i in range(n)], "file": "f", "row": range(n), "year": year,
        "mode": pick(["web", "event"], [0.7, 0.3]),
        "weight": draw.lognormal(0, 0.5, n) if weighted else np.ones(n),
        "kon": pick(["k", "m", ""], [0.6, 0.36, 0.04]), "alder": pick(["ung", "mellan", "gammal"], [0.3, 0.5, 0.2]),
        "otrygg": pick(["nej", "ja", "ibland", "", "?"], [0.4, 0.2, 0.25, 0.1, 0.05]),
        "prio": pick(["a", "a|b", "b|c", "c|d", "d", ""], [0.3, 0.2, 0.2, 0.1, 0.1, 0.1]),
    })  # fmt: skip
    states = pd.DataFrame({name: np.where(frame[name] == "", "no_answer", "answered")
                           for name in ("kon", "alder", "otrygg", "prio")})  # fmt: skip
    states.loc[frame["otrygg"] == "?", "otrygg"] = "dont_know"
    return Responses(frame, states)


def counted(responses: Responses) -> estimate.cells.Cells:
    return estimate.count(responses, questions=[AFRAID, PICKS], by=["kon", "alder", "mode"])


def by_hand(frame: pd.DataFrame, weight: np.ndarray, inside: np.ndarray, hit: np.ndarray, design: np.ndarray | None):
    """Return share and standard error by Taylor linearisation over respondents (with replacement)."""
    total = (weight * inside).sum()
    share = (weight * inside * hit).sum() / total
    u = inside * (hit - share) / total
    if design is not None:
        base = frame["weight"].to_numpy()
        root = np.sqrt(base)[:, None]
        u = u - design @ np.linalg.lstsq(root * design, root[:, 0] * u, rcond=None)[0]
    z, n = weight * u, len(frame)
    return share, np.sqrt(n / (n - 1) * ((z - z.mean()) ** 2).sum())


def raked_by_hand(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return respondents' weights after iterative proportional fitting, and the indicator matrix."""
    weight, columns = frame["weight"].to_numpy().copy(), []
    for _ in range(300):
        columns = []
        for name in ("kon", "alder"):
            known = MARGINS[MARGINS["question"] == name].set_index("choice")["population"]
            base = frame["weight"].to_numpy()
            outside = base[~frame[name].isin(known.index)].sum() / base.sum()
            targets = dict(known / known.sum() * (1 - outside)) | ({"": outside} if outside else {})
            for group, target in targets.items():
                member = (frame[name] == group).to_numpy()
                columns.append(member.astype(float))
                weight[member] *= target * base.sum() / weight[member].sum()
    return weight, np.column_stack(columns)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("raked", [False, True])
@pytest.mark.parametrize("by", [(), ("kon",), ("kon", "alder"), ("mode",)])
def test_shares_and_standard_errors_equal_those_of_respondents(weighted: bool, raked: bool, by: tuple) -> None:
    responses = answers(weighted=weighted)
    frame, cells = responses.frame, counted(responses)
    weight, design = raked_by_hand(frame) if raked else (frame["weight"].to_numpy(), None)
    if raked:
        cells = estimate.rake(cells, MARGINS, variables=["kon", "alder"], trim=100)
    answered = (responses.states["otrygg"] == "answered").to_numpy()
    for row in estimate.shares(cells, question=AFRAID, by=by).to_dict("records"):
        inside = answered.copy()
        for variable, group in ((row["by1"], row["group1"]), (row["by2"], row["group2"])):
            if variable:
                inside &= (frame[variable] == group).to_numpy()
        hit = (frame["otrygg"] == row["choice"]).to_numpy().astype(float)
        share, se = by_hand(frame, weight, inside.astype(float), hit, design)
        assert row["share"] == pytest.approx(share, rel=1e-9)
        assert row["se"] == pytest.approx(se, rel=1e-8)
        assert row["n"] == inside.sum()
        assert row["count"] == (inside & (hit > 0)).sum()


def test_a_choose_up_to_k_question_counts_every_option_among_those_who_answered() -> None:
    responses = answers()
    rows = estimate.shares(counted(responses), question=PICKS).set_index("choice")
    given_ = responses.frame.loc[responses.frame["prio"] != "", "prio"].str.get_dummies("|")
    assert dict(rows["share"]) == pytest.approx(dict(given_.mean()))
    assert rows["n"].unique().tolist() == [len(given_)]


def test_dont_know_is_its_own_share_of_those_asked() -> None:
    responses = answers()
    rows = estimate.shares(counted(responses), question=AFRAID)
    state = responses.states["otrygg"]
    asked = state.isin(["answered", "dont_know"])
    assert rows["dont_know"].iloc[0] == pytest.approx((state[asked] == "dont_know").mean())


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_the_rows_never_shows(seed: int) -> None:
    responses = answers(120, weighted=True)
    order = np.random.default_rng(seed).permutation(120)
    mixed = Responses(responses.frame.iloc[order].reset_index(drop=True),
                      responses.states.iloc[order].reset_index(drop=True))  # fmt: skip
    first, second = (estimate.shares(counted(r), question=AFRAID, by=("kon",)) for r in (responses, mixed))
    np.testing.assert_allclose(first["se"], second["se"], rtol=1e-12)
    np.testing.assert_allclose(first["share"], second["share"], rtol=1e-12)


def test_raking_meets_the_margins_and_keeps_the_unknown_groups_share() -> None:
    cells = estimate.rake(counted(answers(weighted=True)), MARGINS, variables=["kon", "alder"], trim=100)
    weight = cells.factor * cells.frame["w"]
    share = weight.groupby(cells.frame["kon"]).sum() / weight.sum()
    before = cells.frame["w"].groupby(cells.frame["kon"]).sum() / cells.frame["w"].sum()
    assert share[""] == pytest.approx(before[""], abs=1e-10)
    assert share["k"] / share["m"] == pytest.approx(5000 / 5200, rel=1e-9)


def test_trimming_bounds_the_weights() -> None:
    cells = estimate.rake(counted(answers()), MARGINS, variables=["kon", "alder"], trim=1.2)
    assert cells.factor.max() / cells.factor.min() <= 1.2**2 + 1e-9


@pytest.mark.parametrize(
    ("margins", "words"),
    [(MARGINS.assign(choice=MARGINS["choice"].replace("ung", "okänd")), "okänd"),
     (MARGINS[MARGINS["question"] == "kon"], "saknas")],
)  # fmt: skip
def test_raking_refuses_what_it_cannot_do_and_says_what_to_do(margins: pd.DataFrame, words: str) -> None:
    with pytest.raises(EstimateError, match=words) as caught:
        estimate.rake(counted(answers()), margins, variables=["kon", "alder"])
    assert "rake" in str(caught.value)


def test_raking_that_cannot_converge_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "_ROUNDS", 0)
    with pytest.raises(EstimateError, match="konvergerar inte"):
        estimate.rake(counted(answers()), MARGINS, variables=["kon", "alder"])


def test_wilson_against_a_published_example_and_at_the_ends() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, score without continuity correction.
    low, high = intervals.wilson(np.array([81 / 263]), np.array([263.0]))
    assert (round(low[0], 4), round(high[0], 4)) == (0.2553, 0.3662)
    low, high = intervals.wilson(np.array([0.0, 1.0]), np.array([20.0, 20.0]))
    assert (low[0], high[1]) == (0, 1)
    assert high[0] == pytest.approx(1 - low[1])


def test_korn_graubard_is_clopper_pearson_on_the_effective_size_and_logit_is_symmetric() -> None:
    low, high = intervals.korn_graubard(np.array([0.3, 0.0, 1.0]), np.array([50.0, 50.0, 50.0]))
    assert low[0] == pytest.approx(stats.beta.ppf(0.025, 15, 36))
    assert high[0] == pytest.approx(stats.beta.ppf(0.975, 16, 35))
    assert (low[1], high[2]) == (0, 1)
    low, high = intervals.log_odds(np.array([0.3]), np.array([0.05]))
    middle = (np.log(low / (1 - low)) + np.log(high / (1 - high))) / 2
    assert middle[0] == pytest.approx(np.log(0.3 / 0.7))


def test_effective_size_is_never_above_n_and_kish_at_the_ends() -> None:
    size = intervals.effective_size(np.array([0.5, 0.0]), np.array([0.01, 0.0]), n=np.array([100.0, 100.0]),
                                    kish=np.array([80.0, 70.0]))  # fmt: skip
    assert size.tolist() == [100.0, 70.0]


def test_false_discovery_control_equals_scipys() -> None:
    p = np.array([0.01, 0.04, 0.03, 0.5, 0.002])
    np.testing.assert_allclose(false_discovery(p), stats.false_discovery_control(p))
    assert np.isnan(false_discovery(np.array([np.nan, 0.2]))[0])


def test_change_adds_the_years_variances_and_refuses_a_broken_series() -> None:
    old = question("otrygg_2015", "nej", "ja", series="s0", concept="otrygg")
    book = BOOK.model_copy(update={"questions": (*BOOK.questions, old)})
    before, after = counted(answers(seed=2, year=2015)), counted(answers(seed=3))
    rows = estimate.changes(before, after, codebook=book, years=(2015, 2016))
    row = rows[(rows["question"] == "otrygg") & (rows["choice"] == "ja")].iloc[0]
    first, second = (estimate.shares(c, question=AFRAID).set_index("choice").loc["ja"] for c in (before, after))
    se = np.hypot(first["se"], second["se"])
    assert row["difference"] == pytest.approx(second["share"] - first["share"])
    assert row["high"] - row["low"] == pytest.approx(2 * 1.959963984540054 * se)
    broken = {name: c for name, c in before.answers.items() if name != "otrygg"} | {
        "otrygg_2015": before.answers["otrygg"]
    }
    import dataclasses

    rows = estimate.changes(dataclasses.replace(before, answers=broken), after, codebook=book, years=(2015, 2016))
    refused = rows[rows["question"] == "otrygg"]
    assert refused["difference"].isna().all()
    assert refused["note"].str.contains("jämförs inte").all()


def test_ranks_count_a_person_once_per_topic_and_are_reproducible() -> None:
    cells = estimate.rake(counted(answers(1500)), MARGINS, variables=["kon", "alder"])
    rows = estimate.ranks(cells, question=PICKS, draws=300, seed=4)
    assert rows["topic"].tolist() == ["t1", "t2", "t3"]
    assert rows["rank"].tolist() == [1, 2, 3]
    assert rows["p_top3"].tolist() == [1, 1, 1]
    plain = estimate.ranks(counted(answers(1500)), question=PICKS, draws=50)
    given_ = answers(1500).frame["prio"]
    given_ = given_[given_ != ""]
    assert plain.set_index("topic").loc["t1", "share"] == pytest.approx(given_.str.contains("a|b").mean())
    again = estimate.ranks(cells, question=PICKS, draws=300, seed=4)
    pd.testing.assert_frame_equal(rows, again)


def test_composition_sets_the_respondents_beside_the_population() -> None:
    responses = answers()
    rows = composition(responses, codebook=BOOK, margins=MARGINS).set_index(["question", "choice"])
    known = responses.frame.loc[responses.frame["kon"] != "", "kon"]
    assert rows.loc[("kon", "k"), "n"] == (known == "k").sum()
    assert rows.loc[("kon", "k"), "population"] == pytest.approx(5000 / 10200)
    assert pd.isna(rows.loc[("mode", "web"), "population"])


def test_small_areas_are_drawn_to_the_mean_and_the_smallest_the_most() -> None:
    n = np.array([8, 40, 100, 300, 60])
    share = np.array([0.75, 0.30, 0.42, 0.35, 0.20])
    frame = pd.DataFrame({"share": share, "se": np.sqrt(share * (1 - share) / n), "n": n})
    made = small_areas.shrink(frame)
    assert made["shrinkage"].idxmax() == 0
    assert made["eb_share"].between(share.min(), share.max()).all()
    assert (made["share"] == share).all(), "the direct estimate stays beside it"
    # Areas that do not differ more than chance are drawn all the way to the mean.
    same = small_areas.shrink(frame.assign(share=0.4, se=np.sqrt(0.24 / n)))
    assert same["eb_share"].tolist() == pytest.approx([0.4] * 5)
    with pytest.raises(EstimateError, match="tre områden"):
        small_areas.shrink(frame.head(2))


@pytest.mark.skipif(not BCS.is_file(), reason="bcs_2007_8_half.tab saknas; ange MEDLOFTE_SHARED")
def test_real_weighted_answers_equal_a_direct_computation() -> None:
    raw = pd.read_csv(BCS, sep="\t", na_values=[" "])
    raw = raw[raw["tcindwt"] > 0]
    sex = raw["sex"].map({1: "m", 2: "k"}).fillna("")
    frame = pd.DataFrame({"mode": "sample", "weight": raw["tcindwt"], "kon": sex,
                          "dark": raw["walkdark"].map({1: "a", 2: "b", 3: "c", 4: "d"}).fillna("")})  # fmt: skip
    frame = frame.reset_index(drop=True)
    states = frame[["kon", "dark"]].where(frame[["kon", "dark"]] == "", "answered").replace("", "no_answer")
    dark = question("dark", "a", "b", "c", "d")
    cells = estimate.count(Responses(frame, states), questions=[dark], by=["kon"])
    rows = estimate.shares(cells, question=dark, by=("kon",)).set_index(["group1", "choice"])["share"]
    known = frame[(frame["dark"] != "") & (frame["kon"] != "")]
    total = known.groupby("kon")["weight"].sum()
    direct = known.groupby(["kon", "dark"])["weight"].sum() / total
    for key, share in direct.items():
        assert rows[key] == pytest.approx(share, rel=1e-9)
