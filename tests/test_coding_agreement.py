"""Alpha against the examples that its author published."""

import numpy as np
import pandas as pd
import pytest

from medlofte.analysis.coding import agreement
from medlofte.analysis.coding.ledger import Decision

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: C, nominal data, four observers, missing values.
FOUR = ["1233214 12...".replace(" ", ""), "123322412 5.3".replace(" ", ""), ".33323422 51.".replace(" ", ""),
        "123324412 51.".replace(" ", "")]  # fmt: skip


def units(*coders: str) -> list[list[str]]:
    return [[value for value in unit if value != "."] for unit in zip(*coders, strict=True)]


def test_binary_data_two_observers() -> None:
    """Krippendorff (2011), example A: alpha = .095."""
    assert agreement.alpha(units("0100000010", "1110010000")) == pytest.approx(0.095, abs=5e-4)


def test_nominal_data_two_observers() -> None:
    """Krippendorff (2011), example B: alpha = .692."""
    assert agreement.alpha(units("aabbdcccedda", "babbbccceddd")) == pytest.approx(0.692, abs=5e-4)


def test_nominal_data_any_number_of_observers_and_missing_values() -> None:
    """Krippendorff (2011), example C: alpha = .743."""
    assert agreement.alpha(units(*FOUR)) == pytest.approx(0.743, abs=5e-4)


@pytest.mark.parametrize(
    ("a", "b", "far"),
    [("ab", "ab", 0), ("", "", 0), ("ab", "cd", 1), ("", "a", 1), ("ab", "abcd", 1 - 1 / 2 * 2 / 3),
     ("abc", "bcd", 1 - 1 / 2 * 1 / 3)],
)  # fmt: skip
def test_masi_as_passonneau_defines_it(a: str, b: str, far: float) -> None:
    assert agreement.masi(frozenset(a), frozenset(b)) == pytest.approx(far)
    assert agreement.masi(frozenset(b), frozenset(a)) == pytest.approx(far)


def test_the_interval_holds_alpha_and_can_be_drawn_again() -> None:
    many = units(*FOUR) * 10
    found = agreement.interval(many, draws=300)
    assert found.low < found.alpha < found.high
    assert found.alpha == pytest.approx(agreement.alpha(many))
    assert found == agreement.interval(many, draws=300)


def decision(answer: str, topic: str, coder: str, verdict: str = "accept") -> Decision:
    return Decision(answer, "forslag", topic, verdict, coder, "t", "1")  # type: ignore[arg-type]


def test_two_coders_are_compared_per_topic_and_as_sets() -> None:
    given = []
    for i in range(20):
        for coder in ("Åsa", "Bo"):
            given += [decision(f"r{i}", "", coder), decision(f"r{i}", "fart" if i % 2 else "ljus", coder)]
    given += [decision("r0", "stold", "Bo"), decision("ensam", "fart", "Åsa"),
              decision("r1", "stold", "Bo"), decision("r1", "stold", "Bo", "withdraw")]  # fmt: skip
    sets = agreement.coded_sets(given)
    frame = agreement.agreement(sets, topics=["fart", "ljus", "stold"]).set_index("topic")
    assert frame.loc["fart", "alpha"] == 1
    assert frame.loc["fart", "judgement"] == "pålitlig"
    assert 0.9 < frame.loc["", "alpha"] < 1
    assert frame.loc["stold", "judgement"] == "för osäker"
    assert frame["n"].tolist() == [20] * 4
    assert agreement.disagreements(sets).to_numpy().tolist() == [["r0", "forslag", "ljus|stold", "ljus"]]


def test_one_coder_only_is_said() -> None:
    frame = agreement.agreement(agreement.coded_sets([decision("r1", "fart", "Åsa")]), topics=["fart"])
    assert set(frame["judgement"]) == {agreement.NOT_DOUBLE_CODED}
    assert np.isnan(frame["alpha"]).all()


def test_all_alike_cannot_be_told() -> None:
    assert agreement.judgement(agreement.interval([["a", "a"]] * 5)) == "går inte att avgöra"


def test_the_sample_is_random_large_enough_and_repeatable() -> None:
    answers = [(f"r{i}", "q") for i in range(1000)]
    drawn = agreement.sample(answers)
    assert len(drawn) == len(set(drawn)) == 200
    assert drawn == agreement.sample(answers) != answers[:200]
    assert len(agreement.sample(answers[:30])) == 30


def test_the_sample_stays_when_an_answer_is_deleted_meanwhile() -> None:
    answers = [(f"r{i}", "q") for i in range(500)]
    drawn = agreement.sample(answers)
    assert agreement.sample([one for one in answers if one != drawn[3]])[:99] == [
        one for one in drawn if one != drawn[3]
    ]
    frame = pd.DataFrame(answers, columns=["respondent", "question"]).assign(text=range(500))
    rows = agreement.drawn(frame)
    assert list(zip(rows["respondent"], rows["question"], strict=True)) == drawn
    assert [f"r{text}" for text in rows["text"]] == rows["respondent"].tolist()
