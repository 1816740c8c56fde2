"""A second round, of real answers: 5,838 from the British Crime Survey 2007/08, read, checked and published.

Source: UK Data Service SN 6891, Open Government Licence v2. The file is read where it lies and is never part of the
project; without it these tests are skipped. The expected figures are computed here, from the raw file, with pandas.
"""

import os
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from medlofte import tables
from medlofte.analysis.check import check_round
from medlofte.analysis.publish import publish
from medlofte.codebook import Codebook
from medlofte.edition import Edition
from medlofte.rounds import Round

SHARED = Path(os.environ.get("MEDLOFTE_SHARED") or Path(__file__).resolve().parents[2] / "shared" / "data")
SOURCE = SHARED / "bcs_2007_8_half.tab"
pytestmark = pytest.mark.skipif(not SOURCE.is_file(), reason="bcs_2007_8_half.tab saknas; ange MEDLOFTE_SHARED")

SAFE = ("mycket_trygg", "ganska_trygg", "ganska_otrygg", "mycket_otrygg")
WORRIED = ("mycket_orolig", "ganska_orolig", "inte_sarskilt_orolig", "inte_alls_orolig")
FEELINGS = {"walkdark": "Trygg ute efter mörkrets inbrott", "walkday": "Trygg ute på dagen",
            "homealon": "Trygg ensam hemma"}  # fmt: skip
WORRIES = {
    "wburgl": "Inbrott", "wmugged": "Rån", "wcarstol": "Bilstöld", "wfromcar": "Stöld ur bil", "wraped": "Våldtäkt",
    "wattack": "Överfall", "winsult": "Förolämpning", "wraceatt": "Angrepp för hudfärg",
}  # fmt: skip
BANDS = (("16_24", 16, 24), ("25_44", 25, 44), ("45_64", 45, 64), ("65_plus", 65, 120))
QUESTIONS = {**dict.fromkeys(FEELINGS, SAFE), **dict.fromkeys(WORRIES, WORRIED)}
KEY = ["question", "choice", "by1", "group1", "by2", "group2"]
N = 5838
UNWEIGHTED = 8  # rows without tcindwt: no estimate can use them, so they stand in quarantine, each with its finding


def codebook() -> dict:
    missing = {"8": "no_answer", "9": "dont_know"}
    questions: list[dict] = [
        {"name": "rowlabel", "label": "Id", "type": "id", "role": "id"},
        {"name": "tcindwt", "label": "Vikt", "type": "decimal", "role": "weight"},
        {
            "name": "sex", "label": "Kön", "type": "select_one", "role": "group",
            "choices": [{"name": "man", "label": "Man", "also": ["1"]}, {"name": "kvinna", "label": "Kvinna",
                                                                         "also": ["2"]}],
        },
        {
            "name": "age", "label": "Ålder", "type": "integer", "role": "group",
            "choices": [{"name": n, "label": f"{low}–{high} år", "low": low, "high": high} for n, low, high in BANDS],
        },
    ]  # fmt: skip
    for name, words in QUESTIONS.items():
        choices = [
            {"name": word, "label": word.replace("_", " "), "also": [str(i)], "problem": (i > 2) == (words is SAFE)}
            for i, word in enumerate(words, start=1)
        ]
        also = {} if words is SAFE else {"5": "not_asked"}
        label = (FEELINGS | WORRIES)[name]
        questions.append({"name": name, "label": label, "type": "scale", "choices": choices, "missing": missing | also})
    return {"version": "1", "title": "British Crime Survey 2007/08", "questions": questions}


ROUND = """
kommun = "England och Wales"
year = 2008
title = "British Crime Survey 2007/08"
design = "sample"
crossings = [[], ["sex"], ["age"], ["sex", "age"]]

[[surveys]]
file = "bcs_2007_8_half.tab"
year = 2008
mode = "sample"

[disclosure.internal]  # shares in full, so that they can be compared; rounding is tested with the disclosure control
decimals = 12
round_n = 1
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rundor") / "bcs-2008"
    folder.mkdir()
    shutil.copyfile(SOURCE, folder / SOURCE.name)
    (folder / "codebook.yaml").write_text(yaml.safe_dump(codebook(), allow_unicode=True), "utf-8")
    (folder / "round.toml").write_text(ROUND, "utf-8")
    return folder


@pytest.fixture(scope="module")
def edition(folder: Path) -> Edition:
    return publish(folder, out=folder.parent / "utgåva", created="2026-11-23T12:00:00+00:00")


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """Return the raw answers as numbers, read without any of our code."""
    text = pd.read_csv(SOURCE, sep="\t", dtype=str, keep_default_na=False)
    return text.drop(columns="rowlabel").apply(lambda column: pd.to_numeric(column.str.strip(), errors="coerce"))


def expected(raw: pd.DataFrame, question: str) -> pd.DataFrame:
    """Return the weighted shares of one question by all crossings, computed with pandas alone."""
    words = dict(enumerate(QUESTIONS[question], start=1))
    frame = pd.DataFrame(
        {
            "choice": raw[question].map(words),
            "weight": raw["tcindwt"],
            "sex": raw["sex"].map({1: "man", 2: "kvinna"}),
            "age": pd.cut(raw["age"], [15, 24, 44, 64, 120], labels=[band[0] for band in BANDS]).astype(object),
        }
    )
    answered = frame[frame["choice"].notna() & frame["weight"].notna()]
    found = []
    for by in ([], ["sex"], ["age"], ["sex", "age"]):
        groups = answered.dropna(subset=by).groupby(by) if by else [((), answered)]
        for key, rows in groups:
            shares = rows.groupby("choice")["weight"].sum() / rows["weight"].sum()
            names = [*zip(by, key, strict=True), ("", ""), ("", "")][:2]
            found += [
                (question, choice, *names[0], *names[1], shares.get(choice, 0.0), len(rows))
                for choice in words.values()
            ]
    return pd.DataFrame(found, columns=[*KEY, "share", "n"]).set_index(KEY)


@pytest.mark.parametrize("question", QUESTIONS)
def test_published_shares_equal_an_independent_computation(edition: Edition, raw: pd.DataFrame, question: str) -> None:
    published = edition.table("estimates").query("question == @question")
    keyed = published.set_index(KEY)
    right = expected(raw, question)
    assert set(keyed.index) == set(right.index)
    shown = keyed[keyed["status"] == tables.SHOWN]
    assert (shown.reset_index()["by1"] == "").sum() == len(QUESTIONS[question])
    both = shown.join(right.add_suffix("_right"))
    np.testing.assert_allclose(both["share"], both["share_right"], rtol=0, atol=1e-9)
    assert both["n"].tolist() == both["n_right"].tolist()
    assert (both["low"] <= both["share"]).all()
    assert (both["share"] <= both["high"]).all()


def test_the_default_profile_shows_nearly_all_of_so_large_a_survey(folder: Path, raw: pd.DataFrame) -> None:
    plain = folder.parent / "forval"
    shutil.copytree(folder, plain, dirs_exist_ok=True)
    (plain / "round.toml").write_text(ROUND.partition("[disclosure")[0], "utf-8")
    rows = publish(plain, out=folder.parent / "forvald-utgåva").table("estimates")
    shown = rows[rows["status"] == tables.SHOWN]
    assert len(shown) >= 0.9 * len(rows)
    for question in QUESTIONS:
        keyed = shown.query("question == @question").set_index(KEY)
        both = keyed.join(expected(raw, question).add_suffix("_right"))
        assert (both["share"] - both["share_right"]).abs().max() <= 0.005 + 1e-9


def test_every_row_is_accounted_for(edition: Edition, raw: pd.DataFrame) -> None:
    source = edition.table("provenance").set_index("file").loc[SOURCE.name]
    assert source[["read", "accepted", "quarantined"]].tolist() == [N, N - UNWEIGHTED, UNWEIGHTED]
    weighted = raw[raw["tcindwt"].notna()]
    accounting = edition.table("accounting").set_index("question")
    states = ["answered", "dont_know", "no_answer", "invalid", "not_asked"]
    for question in QUESTIONS:
        row = accounting.loc[question]
        assert row["accepted"] == len(weighted)
        if row["status"] == tables.SHOWN:
            assert row[states].sum() + source["quarantined"] == N
            assert row["answered"] == weighted[question].notna().sum()


def test_answers_are_accounted_for_row_by_row(folder: Path, raw: pd.DataFrame) -> None:
    checked = check_round(Round.read(folder), codebook=Codebook.read(folder / "codebook.yaml"))
    responses, states = checked.responses, checked.responses.states
    refused = raw[raw["tcindwt"].isna()]
    told = checked.findings.query("rule == 'ogiltig_vikt'")
    assert sorted(told["row"]) == sorted(refused.index + 2)
    assert sorted([*responses.frame["row"], *told["row"]]) == list(range(2, N + 2))
    kept = raw.loc[responses.frame["row"] - 2].reset_index(drop=True)
    for question in QUESTIONS:
        assert states[question].isin(tables.ANSWER_STATES).all()
        assert ((states[question] == "answered") == kept[question].notna()).all()
    assert not (checked.findings["severity"] == "fel").any()


def test_the_design_travels_with_the_edition(edition: Edition) -> None:
    assert edition.about["design"] == "sample"
    assert "felmarginal" not in str(edition.about).lower()


def test_no_respondent_id_is_published(edition: Edition) -> None:
    ids = pd.read_csv(SOURCE, sep="\t", dtype=str)["rowlabel"]
    words = {word for file in edition.path.iterdir() for word in re.findall(r"\w+", file.read_text("utf-8"))}
    assert not words & set(ids)
