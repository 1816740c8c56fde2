"""Estimates from cells equal the same estimates computed respondent by respondent, written out here independently."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from medlofte.analysis import estimate
from medlofte.analysis.estimate import intervals, small_areas, weights
from medlofte.analysis.estimate.composition import composition
from medlofte.analysis.estimate.ranks import topic_picks
from medlofte.analysis.estimate.shares import linear
from medlofte.codebook import Choice, Codebook, Question
from medlofte.differences import false_discovery
from medlofte.errors import EstimateError
from medlofte.rounds import Round
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
    for _ in range(60):
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
    np.testing.assert_allclose(false_discovery(p.tolist()), stats.false_discovery_control(p))
    assert np.isnan(false_discovery([np.nan, 0.2])[0])


def yes_of(yes: int, n: int, name: str = "otrygg", year: int = 2016) -> estimate.Cells:
    """Return the cells of n respondents of whom some said yes."""
    frame = pd.DataFrame({"weight": np.ones(n), name: ["ja"] * yes + ["nej"] * (n - yes), "year": year})
    asked = question(name, "nej", "ja")
    return estimate.count(Responses(frame, pd.DataFrame({name: ["answered"] * n})), questions=[asked], by=[])


def test_change_is_newcombes_hybrid_score_interval() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table II, column (a), method 10: 56/70 less 48/80.
    share, n = np.array([48 / 80, 56 / 70]), np.array([80.0, 70.0])
    low, high = intervals.wilson(share, n)
    ends = intervals.difference((share[0], share[1]), (low[0], low[1]), (high[0], high[1]))
    assert (round(ends[0], 4), round(ends[1], 4)) == (0.0524, 0.3339)
    # The linearised variance has n − 1 where the simple one has n, so the effective sizes are 79 and 69.
    book = Codebook(questions=(question("otrygg", "nej", "ja"),))
    rows = estimate.changes(yes_of(48, 80), yes_of(56, 70), codebook=book, years=(2015, 2016)).set_index("choice")
    assert rows.loc["ja", ["low", "high"]].tolist() == pytest.approx([0.0524, 0.3339], abs=0.0011)
    assert rows.loc["ja", "difference"] == pytest.approx(0.2)
    assert rows["n0"].tolist() == [80, 80]
    assert rows["n1"].tolist() == [70, 70]


def test_change_adds_the_years_variances_in_every_group() -> None:
    before, after = counted(answers(seed=2, year=2015)), counted(answers(seed=3))
    for by in ((), ("kon",)):
        rows = estimate.changes(before, after, codebook=BOOK, years=(2015, 2016), by=by)
        rows = rows[rows["question"] == "otrygg"].reset_index(drop=True)
        first, second = (estimate.shares(c, question=AFRAID, by=by) for c in (before, after))
        np.testing.assert_allclose(rows["difference"], second["share"] - first["share"])
        np.testing.assert_allclose(rows["se"], np.hypot(first["se"], second["se"]))
        z = rows["difference"] / rows["se"]
        np.testing.assert_allclose(rows["p"], 2 * stats.norm.sf(np.abs(z)))
        if by:
            assert rows["group1"].tolist() == first["group1"].tolist()
    everything = estimate.changes(before, after, codebook=BOOK, years=(2015, 2016))
    np.testing.assert_allclose(everything["q"], stats.false_discovery_control(everything["p"]))
    assert "2015: 400 svarande" in everything.attrs["caption"]


@pytest.mark.parametrize(
    ("old", "words"),
    [
        (
            question("otrygg_2015", "nej", "ja", series="s0", concept="otrygg"),
            "Frågan eller svarsalternativen ändrades",
        ),
        (question("otrygg_2015", "nej", "ja", series="s1"), "Svarsalternativen ändrades mellan 2015 och 2016 (ibland)"),
    ],
)
def test_a_broken_series_is_refused_with_the_reason(old: Question, words: str) -> None:
    book = BOOK.model_copy(update={"questions": (*BOOK.questions, old)})
    rows = estimate.changes(yes_of(40, 90, old.name), counted(answers(seed=3)), codebook=book, years=(2015, 2016))
    refused = rows[rows["question"] == "otrygg"]
    assert len(refused) == 3
    assert refused[["difference", "low", "high", "p", "q"]].isna().all(axis=None)
    assert refused["note"].str.startswith(words).all()
    assert refused["note"].str.contains("jämförs inte").all()


def test_a_series_goes_on_under_another_name_where_the_choices_are_the_same() -> None:
    old, new = question("otrygg_1", "nej", "ja", series="s"), question("otrygg_2", "nej", "ja", series="s")
    rows = estimate.changes(yes_of(48, 80, old.name), yes_of(56, 70, new.name), years=(2015, 2016),
                            codebook=Codebook(questions=(old, new)))  # fmt: skip
    assert rows["question"].unique().tolist() == ["otrygg_2"]
    assert rows.set_index("choice").loc["ja", "difference"] == pytest.approx(0.2)


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


def test_ranks_of_drawn_clusters_are_less_sure_than_those_of_respondents() -> None:
    responses = answers(600, seed=5)
    home = np.random.default_rng(1).permutation(600) % 12
    # Within a cluster all say the same.
    alike = pd.Series(np.array(["a", "c", "d", "c|d"], dtype=object)[home % 4])
    frame = responses.frame.assign(prio=alike, kvarter=[f"k{i}" for i in home])
    states = responses.states.assign(prio="answered")
    made = [estimate.count(Responses(frame, states), questions=[PICKS], by=["kon"], plan=estimate.Plan(clusters=name))
            for name in ("", "kvarter")]  # fmt: skip
    simple, clustered = (estimate.ranks(one, question=PICKS, draws=400) for one in made)
    np.testing.assert_allclose(simple["share"], clustered["share"])
    wide = [(one["high"] - one["low"]).mean() for one in (simple, clustered)]
    assert wide[1] > 2 * wide[0]
    assert ((clustered["rank_high"] - clustered["rank_low"]) >= (simple["rank_high"] - simple["rank_low"])).all()
    assert (simple["rank_low"] <= simple["rank"]).all()
    with pytest.raises(EstimateError, match="ämnen"):
        estimate.ranks(counted(responses), question=AFRAID)


def test_the_chance_to_be_on_top_agrees_with_the_normal_approximation() -> None:
    # The shares' own covariance, drawn from a multivariate normal: an independent way to the same chance.
    cells = estimate.rake(counted(answers(900, seed=8)), MARGINS, variables=["kon", "alder"])
    rows = estimate.ranks(cells, question=PICKS, top=1, draws=4000, seed=2).set_index("topic")
    few = cells.collapse([], questions=["prio"])
    given_ = few.answers["prio"]
    picks = topic_picks(given_, PICKS, ["t1", "t2", "t3"])
    made = linear(few, given_, chosen=picks, member=np.ones((len(given_.n), 1)))
    drawn = np.random.default_rng(3).multivariate_normal(made.value[0], made.covariance, 40_000)
    for i, topic in enumerate(("t1", "t2", "t3")):
        assert rows.loc[topic, "p_top3"] == pytest.approx((drawn.argmax(axis=1) == i).mean(), abs=0.02)


def test_modes_are_compared_as_they_are_and_with_the_same_composition() -> None:
    # Drawn so that the modes differ only in who answered: the young, who are afraid, answered at the event.
    rows = [("web", "ung", "ja", 10), ("web", "ung", "nej", 10), ("web", "gammal", "ja", 16),
            ("web", "gammal", "nej", 64), ("event", "ung", "ja", 40), ("event", "ung", "nej", 40),
            ("event", "gammal", "ja", 4), ("event", "gammal", "nej", 16), ("event", "mellan", "ja", 20)]  # fmt: skip
    frame = pd.DataFrame([row[:3] for row in rows for _ in range(row[3])], columns=["mode", "alder", "otrygg"])
    states = pd.DataFrame({"alder": "answered", "otrygg": "answered"}, index=frame.index)
    cells = estimate.count(Responses(frame.assign(weight=1.0), states), questions=[AFRAID], by=["alder", "mode"])
    made = estimate.compare_modes(cells, question=AFRAID, groups=("event", "web"), standard=["alder"])
    yes = made.set_index("choice").loc["ja"]
    assert yes["raw"] == pytest.approx(64 / 120 - 26 / 100)
    assert yes["difference"] == pytest.approx(0, abs=1e-12)
    assert yes["covered"] == pytest.approx(200 / 220), "nobody of middle age answered on the web"
    # Each group is half: the variance is the sum of the four shares' (1/2)² p(1 − p)/n, but for n/(n − 1) of the whole.
    variance = sum(0.25 * p * (1 - p) / n for p, n in ((0.5, 20), (0.2, 80), (0.5, 80), (0.2, 20)))
    assert yes["se"] == pytest.approx(np.sqrt(variance * 220 / 219))
    assert (yes["n0"], yes["n1"]) == (100, 120)
    with pytest.raises(EstimateError, match="Ingen har svarat på det sättet"):
        estimate.compare_modes(cells, question=AFRAID, groups=("event", "paper"), standard=["alder"])


def test_differences_between_groups_equal_those_of_respondents() -> None:
    responses = answers(seed=9, weighted=True)
    rows = estimate.differences(counted(responses), question=AFRAID, by="alder", against="ung").set_index(
        ["group1", "choice"])  # fmt: skip
    frame, weight = responses.frame, responses.frame["weight"].to_numpy()
    answered = (responses.states["otrygg"] == "answered").to_numpy()
    influence = {}
    for group in ("ung", "gammal"):
        inside = answered & (frame["alder"] == group).to_numpy()
        hit = (frame["otrygg"] == "ja").to_numpy()
        share = (weight * inside * hit).sum() / (weight * inside).sum()
        influence[group] = share, weight * inside * (hit - share) / (weight * inside).sum()
    z = influence["gammal"][1] - influence["ung"][1]
    se = np.sqrt(len(z) / (len(z) - 1) * ((z - z.mean()) ** 2).sum())
    row = rows.loc[("gammal", "ja")]
    assert row["difference"] == pytest.approx(influence["gammal"][0] - influence["ung"][0])
    assert row["high"] - row["difference"] == pytest.approx(1.959963984540054 * se)
    with pytest.raises(EstimateError, match="Välj bland gammal, mellan, ung"):
        estimate.differences(counted(responses), question=AFRAID, by="alder", against="barn")


def test_means_are_of_those_who_gave_a_number_and_dont_know_stands_beside() -> None:
    grade = Question(name="betyg", label="b", type="scale", choices=(
        *(Choice(name=f"b{i}", label=f"{i} – {word}") for i, word in ((0, "sämst"), (5, "mitt"), (10, "bäst"))),
        Choice(name="vet_ej", label="Vet ej", missing="dont_know")))  # fmt: skip
    said = ["b0", "b10", "b10", "b5", "", ""]
    states = ["answered"] * 4 + ["dont_know", "no_answer"]
    responses = Responses(
        pd.DataFrame({"betyg": said, "weight": [1.0, 1, 2, 1, 3, 1]}), pd.DataFrame({"betyg": states})
    )
    cells = estimate.count(responses, questions=[grade], by=[])
    [row] = estimate.means(cells, question=grade).to_dict("records")
    assert row["mean"] == pytest.approx((0 + 10 + 20 + 5) / 5)
    assert (row["n"], row["dont_know"]) == (4, pytest.approx(3 / 8))
    [mine] = estimate.means(cells, question=grade, values={"b0": 0, "b10": 1}).to_dict("records")
    assert (mine["mean"], mine["n"]) == (pytest.approx(3 / 4), 3)
    with pytest.raises(EstimateError, match="inga tal"):
        estimate.means(counted(answers()), question=AFRAID)


def test_trimming_spreads_what_is_cut_and_tells_how_near_the_margins_are() -> None:
    cells = counted(answers())
    mild, hard = (estimate.rake(cells, MARGINS, variables=["kon", "alder"], trim=trim) for trim in (2, 1.1))
    base = cells.frame["w"].to_numpy()
    assert mild.factor.max() <= 2 + 1e-6
    assert mild.notes == (), "what was cut off was spread over the others, and the margins hold"
    for margin in mild.margins:
        np.testing.assert_allclose((base * mild.factor) @ margin.member / base.sum(), margin.target, atol=5e-3)
    assert "kapade" in hard.notes[0]
    assert "kapade" in estimate.shares(hard, question=AFRAID).attrs["caption"]


def test_post_stratification_meets_every_combination_and_an_empty_one_is_refused() -> None:
    cells = counted(answers(weighted=True))
    joint = pd.DataFrame({"kon": list("kkkmmm"), "alder": ["ung", "mellan", "gammal"] * 2,
                          "population": [3, 9, 7, 4, 8, 5]})  # fmt: skip
    made = estimate.post_stratify(cells, joint, trim=100)
    weight = pd.Series(made.factor * cells.frame["w"]).groupby(
        [cells.frame["kon"].astype(str), cells.frame["alder"].astype(str)]).sum()  # fmt: skip
    for row in joint.itertuples():
        assert weight[row.kon, row.alder] / weight.loc[["k", "m"]].sum() == pytest.approx(row.population / 36)
    extra = pd.concat([joint, pd.DataFrame({"kon": ["x"], "alder": ["ung"], "population": [1]})])
    with pytest.raises(EstimateError, match="x och ung"):
        estimate.post_stratify(cells, extra)


def test_totals_count_the_population_that_the_weights_stand_for() -> None:
    cells = estimate.rake(counted(answers()), MARGINS, variables=["kon"], total=10_200)
    rows = estimate.counts(cells, question=AFRAID)
    share = estimate.shares(cells, question=AFRAID)["share"]
    answered = rows["total"].sum()
    np.testing.assert_allclose(rows["total"] / answered, share)
    assert answered < 10_200, "those who did not answer are not spread over those who did"


def test_the_design_and_the_caption_go_with_every_result() -> None:
    cells = estimate.rake(counted(answers()), MARGINS, variables=["kon", "alder"])
    made = [estimate.shares(cells, question=AFRAID), estimate.counts(cells, question=AFRAID),
            estimate.differences(cells, question=AFRAID, by="kon", against="k"),
            estimate.ranks(cells, question=PICKS, draws=10)]  # fmt: skip
    for frame in made:
        assert frame.attrs["design"] == "self-selected"
        assert frame.attrs["caption"].startswith("400 svarande. Viktat mot befolkningen efter kon och alder. Självrekr")
        assert "felmarginal" not in frame.attrs["caption"]
    assert "Slumpmässigt urval" in estimate.shares(replace(cells, design="sample"), question=AFRAID).attrs["caption"]
    unweighted = estimate.shares(counted(answers(weighted=True)), question=AFRAID)
    assert "Vägt med urvalets vikter." in unweighted.attrs["caption"]


def test_a_stratum_with_one_unit_says_what_to_do() -> None:
    responses = answers(30)
    frame = responses.frame.assign(stratum=["a"] * 29 + ["b"])
    cells = estimate.count(Responses(frame, responses.states), questions=[AFRAID], by=[],
                           plan=estimate.Plan(strata="stratum"))  # fmt: skip
    with pytest.raises(EstimateError, match="Slå ihop stratumet"):
        estimate.shares(cells, question=AFRAID)


def test_a_respondent_without_a_cluster_is_refused() -> None:
    responses = answers(30)
    frame = responses.frame.assign(kvarter=["a"] * 15 + ["b"] * 14 + [""])
    with pytest.raises(EstimateError, match="saknar stratum eller kluster") as caught:
        estimate.count(Responses(frame, responses.states), questions=[AFRAID], by=[],
                       plan=estimate.Plan(clusters="kvarter"))  # fmt: skip
    assert caught.value.column == "kvarter"


def test_what_was_not_counted_says_so() -> None:
    cells = counted(answers(50))
    with pytest.raises(EstimateError, match="Lägg till den i by"):
        estimate.shares(cells, question=AFRAID, by=["omrade"])
    with pytest.raises(EstimateError, match="Lägg till den i questions"):
        estimate.shares(cells, question=SEX)
    with pytest.raises(EstimateError, match="wilson"):
        estimate.shares(cells, question=AFRAID, method="wald")


def test_the_round_takes_the_design_from_the_codebooks_roles() -> None:
    responses = answers(200)
    book = Codebook(questions=(SEX, AFRAID, Question(name="omr", label="o", type="integer", role="stratum"),
                               Question(name="kv", label="k", type="integer", role="cluster")))  # fmt: skip
    frame = responses.frame.assign(omr=np.arange(200) % 2, kv=np.arange(200) % 20)
    states = responses.states.assign(omr="answered", kv="answered")
    round_ = Round(folder=Path("."), kommun="K", year=2016, title="T", crossings=((), ("kon",)), design="sample")
    made = estimate.estimate_round(Responses(frame, states), codebook=book, round_=round_, margins=MARGINS)
    plan = estimate.Plan(strata="omr", clusters="kv")
    cells = estimate.count(Responses(frame, states), questions=[AFRAID], by=["kon"], plan=plan)
    wanted = estimate.shares(cells, question=AFRAID)
    np.testing.assert_allclose(made.estimates.query("by1 == ''")["se"], wanted["se"])
    assert cells.sampling.clustered
    assert len(cells.sampling.first) == 20


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


def test_small_areas_equal_the_mixed_models_own_matrices() -> None:
    # Fay & Herriot by generalised least squares, and Prasad & Rao's MSE, written out with matrices (Rao 2003, ch. 7).
    n = np.array([12.0, 40, 25, 90, 60, 33])
    share = np.array([0.55, 0.30, 0.42, 0.35, 0.20, 0.61])
    se = np.sqrt(share * (1 - share) / n)
    made = small_areas.shrink(pd.DataFrame({"share": share, "se": se, "n": n}))
    pooled = (share * n).sum() / n.sum()
    psi = pooled * (1 - pooled) / n
    m, x = len(n), np.ones((len(n), 1))
    sigma = (((share - share.mean()) ** 2).sum() - (psi * (1 - 1 / m)).sum()) / (m - 1)
    v = np.diag(sigma + psi)
    inverse = np.linalg.inv(v)
    beta = np.linalg.solve(x.T @ inverse @ x, x.T @ inverse @ share)
    blup = x @ beta + sigma * inverse @ (share - x @ beta)
    np.testing.assert_allclose(made["eb_share"], blup)
    gamma = sigma / (sigma + psi)
    g2 = (1 - gamma) ** 2 * np.linalg.inv(x.T @ inverse @ x)[0, 0]
    g3 = psi**2 / (sigma + psi) ** 3 * 2 / m**2 * ((sigma + psi) ** 2).sum()
    np.testing.assert_allclose(made["eb_se"] ** 2, gamma * psi + g2 + 2 * g3)
    assert "bredvid de direkta" in made.attrs["caption"]
    with pytest.raises(EstimateError, match="saknar svar"):
        small_areas.shrink(pd.DataFrame({"share": share, "se": se, "n": n * (n > 30)}))


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
