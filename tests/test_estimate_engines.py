"""The same counts from memory, Parquet, CSV, split files, any order of rows, and databases through ibis."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medlofte.analysis import estimate
from medlofte.analysis.estimate import packed
from medlofte.analysis.estimate.cells import Cells
from medlofte.codebook import Choice, Question
from medlofte.errors import EstimateError
from tests import postgres


def question(name: str, *names: str, **more: object) -> Question:
    choices = tuple(Choice(name=f"val_{one}", label=f"Svar {one}", also=(one,)) for one in names)
    return Question.model_validate(
        {"name": name, "label": name.title(), "type": "select_one", "choices": choices} | more
    )


SEX = question("kon", "1", "2", role="group")
AREA = question("omrade", "0", "1", "2", "3", role="group")
FEAR = question("otrygg", "1", "2", "3", missing={"9": "dont_know"})
HELP = question("hjalp", "0", "1", missing={"8": "not_asked"})
PICK = question("val", "a", "b", "c", type="select_multiple", max=2, separator=",", columns=("Välj högst två",))
ASKED, BY = [FEAR, HELP, PICK], [SEX, AREA]


def raw(n: int, seed: int) -> pd.DataFrame:
    """Return invented coded answers with missing ones and two that the codebook does not know."""
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame({
        "kon": draw.choice([1, 2], n), "omrade": draw.choice([0, 1, 2, 3], n), "hjalp": draw.choice([0, 1, 8], n),
        "otrygg": pd.array(draw.choice([1, 2, 3, 9, 7], n, p=[0.3, 0.3, 0.2, 0.15, 0.05]), dtype="Int64"),
        "Välj högst två": draw.choice(["a", "a,b", "c", "", "a,b,c", "x"], n), "vikt": draw.lognormal(0, 0.5, n),
    })  # fmt: skip
    frame.loc[draw.random(n) < 0.1, "otrygg"] = pd.NA
    return frame


def write(frame: pd.DataFrame, path: Path) -> Path:
    """Write a frame as Parquet or CSV, by the path's name."""
    with duckdb.connect() as engine:
        engine.register("frame", frame)
        engine.execute(f"COPY frame TO '{path}' ({'FORMAT parquet' if path.suffix == '.parquet' else 'HEADER'})")
    return path


def answers(cells: Cells) -> dict[tuple, tuple[float, float, float]]:
    """Return every count under its group, question, answer and state."""
    groups = list(cells.frame[list(cells.by)].astype(str).itertuples(index=False, name=None))
    return {(*groups[cell], name, one.patterns[code], one.states[code]): (n, w, w2)
            for name, one in cells.answers.items()
            for cell, code, n, w, w2 in zip(one.cell, one.code, one.n, one.w, one.w2, strict=True)}  # fmt: skip


def same(first: Cells, second: Cells, *, rtol: float = 1e-12) -> None:
    """Assert that two countings agree, cell by cell, in the same order."""
    one, other = answers(first), answers(second)
    assert list(one) == list(other)
    np.testing.assert_allclose(list(one.values()), list(other.values()), rtol=rtol)


def by_hand(frame: pd.DataFrame) -> dict[tuple, float]:
    """Return the numbers of respondents, decoded one by one and counted by pandas."""
    pick = {"a": "val_a", "a,b": "val_a|val_b", "c": "val_c"}
    said = pd.DataFrame({
        "kon": "val_" + frame["kon"].astype(str), "omrade": "val_" + frame["omrade"].astype(str),
        "otrygg": [("", "no_answer") if pd.isna(x) else ("", "dont_know") if x == 9 else ("", "invalid") if x == 7
                   else (f"val_{x}", "answered") for x in frame["otrygg"]],
        "hjalp": [("", "not_asked") if x == 8 else (f"val_{x}", "answered") for x in frame["hjalp"]],
        "val": [("", "no_answer") if not x else (pick[x], "answered") if x in pick else ("", "invalid")
                for x in frame["Välj högst två"]],
    })  # fmt: skip
    return {(sex, area, name, *answer): n for name in ("otrygg", "hjalp", "val")
            for (sex, area, answer), n in said.groupby(["kon", "omrade", name]).size().items()}  # fmt: skip


@pytest.mark.parametrize("kind", ["parquet", "csv", "tsv"])
@pytest.mark.parametrize("weight", ["", "vikt"])
def test_a_file_gives_the_counts_that_each_row_gives(tmp_path: Path, kind: str, weight: str) -> None:
    frame = raw(800, 1)
    path = write(frame, tmp_path / f"svar.{kind}")
    made = answers(estimate.count(path, questions=ASKED, by=BY, weight=weight))
    assert {key: n for key, (n, _, _) in made.items()} == by_hand(frame)
    if weight:
        asked = [w for key, (_, w, _) in made.items() if key[2] == "otrygg"]
        assert sum(asked) == pytest.approx(frame["vikt"].sum(), rel=1e-12)


def test_one_scan_of_whole_numbers_gives_what_grouping_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(raw(3000, 2), tmp_path / "svar.parquet")
    asked = [FEAR, HELP]
    scanned = estimate.count(path, questions=asked, by=BY)
    with monkeypatch.context() as patch:
        patch.setattr(packed, "NARROW", 0)  # one question to a part
        patch.setattr(packed, "VECTORS", 1)  # many chunks
        same(scanned, estimate.count(path, questions=asked, by=BY))
    monkeypatch.setattr(packed, "CELLS", 0)  # never packed
    same(scanned, estimate.count(path, questions=asked, by=BY))


def test_more_questions_than_a_word_holds_are_counted_in_several(tmp_path: Path) -> None:
    draw = np.random.default_rng(4)
    frame = pd.DataFrame({f"f{i}": draw.integers(1, 4, 500) for i in range(40)})
    asked = [question(f"f{i}", "1", "2", "3") for i in range(40)]
    made = estimate.count(write(frame, tmp_path / "svar.parquet"), questions=asked, by=[])
    for i, one in enumerate(asked):
        rows = estimate.shares(made, question=one)
        wanted = frame[f"f{i}"].value_counts(normalize=True).sort_index()
        np.testing.assert_allclose(rows["share"], wanted)


def test_one_scan_is_for_whole_numbers_of_few_values_only(tmp_path: Path) -> None:
    frame = raw(50, 3).assign(nummer=range(50), lopnummer=range(100_000, 150_000, 1000))
    path = write(frame, tmp_path / "svar.parquet")
    with duckdb.connect() as engine:
        engine.execute(f"CREATE VIEW source AS SELECT * FROM '{path}'")
        fit = {name: packed.pack(engine, paths=[str(path)], keys=["kon"], questions=[name]) is not None
               for name in ("otrygg", "nummer", "lopnummer", "vikt", "Välj högst två")}  # fmt: skip
    assert fit == {"otrygg": True, "nummer": True, "lopnummer": False, "vikt": False, "Välj högst två": False}


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_the_splitting_of_files_and_the_chunks_never_show(tmp_path_factory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("svar")
    frame, draw = raw(400, 5), np.random.default_rng(seed)
    whole = estimate.count(write(frame, folder / "alla.parquet"), questions=ASKED, by=BY, weight="vikt")
    mixed = frame.iloc[draw.permutation(len(frame))]
    cuts = sorted(draw.integers(0, len(frame), 2))
    pieces = (mixed.iloc[: cuts[0]], mixed.iloc[cuts[0] : cuts[1]], mixed.iloc[cuts[1] :])
    parts = [write(part, folder / f"del{i}.csv") for i, part in enumerate(pieces) if len(part)]
    split = estimate.count(parts, questions=ASKED, by=BY, weight="vikt")
    same(whole, split)
    for by in ((), ("kon",), ("kon", "omrade")):
        one, other = (estimate.shares(made, question=FEAR, by=by) for made in (whole, split))
        np.testing.assert_allclose(
            one[["share", "se", "low", "high"]], other[["share", "se", "low", "high"]], rtol=1e-12
        )


def test_numbers_fall_in_their_bands_and_text_is_what_the_codebook_says(tmp_path: Path) -> None:
    age = Question.model_validate(
        {
            "name": "alder",
            "label": "Ålder",
            "type": "integer",
            "role": "group",
            "choices": [
                {"name": "ung", "label": "–24", "low": 0, "high": 24},
                {"name": "vuxen", "label": "25–", "low": 25},
            ],
        }
    )
    written = pd.DataFrame(
        {"Ålder": ["17", "24,0", "25", "90", "minus", "-3", ""], "Otrygg": [" SVAR 1", "2", "9", "", "3", "3", "1"]}
    )
    made = estimate.count(write(written, tmp_path / "svar.csv"), questions=[age, FEAR], by=[])
    said = {(name, pattern, state): n for (name, pattern, state), (n, _, _) in answers(made).items()}
    assert said == {
        ("alder", "ung", "answered"): 2,
        ("alder", "vuxen", "answered"): 2,
        ("alder", "", "invalid"): 2,
        ("alder", "", "no_answer"): 1,
        ("otrygg", "val_1", "answered"): 2,
        ("otrygg", "val_2", "answered"): 1,
        ("otrygg", "val_3", "answered"): 2,
        ("otrygg", "", "dont_know"): 1,
        ("otrygg", "", "no_answer"): 1,
    }


def test_weights_with_a_decimal_comma_are_numbers(tmp_path: Path) -> None:
    frame = raw(100, 14)
    comma = frame.assign(vikt=frame["vikt"].map(lambda w: str(w).replace(".", ",")))
    first, second = (estimate.count(write(one, tmp_path / f"{name}.csv"), questions=ASKED, by=BY, weight="vikt")
                     for name, one in (("punkt", frame), ("komma", comma)))  # fmt: skip
    same(first, second)


def test_many_files_by_pattern_and_a_condition(tmp_path: Path) -> None:
    frame = raw(300, 7)
    for year, part in ((2015, frame.iloc[:100]), (2016, frame.iloc[100:])):
        write(part.assign(ar=year), tmp_path / f"svar-{year}.parquet")
    made = estimate.count(tmp_path / "svar-*.parquet", questions=[FEAR, HELP], by=BY, where={"ar": 2016})
    assert made.n == 200
    same(made, estimate.count(write(frame.iloc[100:], tmp_path / "b.parquet"), questions=[FEAR, HELP], by=BY))


def test_collapsing_the_cells_changes_no_estimate(tmp_path: Path) -> None:
    cells = estimate.count(write(raw(900, 8), tmp_path / "a.csv"), questions=ASKED, by=BY, weight="vikt")
    margins = pd.DataFrame({"question": "omrade", "choice": [f"val_{i}" for i in range(4)], "population": [9, 5, 4, 3]})
    cells = estimate.rake(cells, margins, variables=["omrade"])
    few = cells.collapse(["kon"])
    assert len(few.frame) == len(cells.frame), "what the raking used stays apart"
    one, other = (estimate.shares(made, question=PICK, by=["kon"]) for made in (cells, few))
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source": "saknas.parquet"}, "går inte att läsa"),
        ({"source": "svar.sav"}, "Filslaget"),
        ({"questions": [question("annat", "1")]}, "Kolumnen finns inte"),
        ({"by": ["satt"]}, "Kolumnen finns inte"),
        ({"where": {"kon": 5}}, "Inga svar"),
        ({"weight": "kon_utan"}, "kolumnen|Kolumnen"),
        ({"weight": "Välj högst två"}, "20 svar saknar en vikt över noll"),
    ],
)
def test_what_cannot_be_counted_says_what_to_do(tmp_path: Path, change: dict, words: str) -> None:
    given_ = {"source": str(write(raw(20, 9), tmp_path / "svar.parquet")), "questions": ASKED, "by": BY} | change
    with pytest.raises(EstimateError, match=words) as caught:
        estimate.count(given_.pop("source"), **given_)
    assert caught.value.advice


def test_progress_is_told_and_cancelling_leaves_nothing(tmp_path: Path) -> None:
    path, told = write(raw(50, 10), tmp_path / "svar.parquet"), []
    estimate.count(path, questions=ASKED, by=BY, progress=told.append)
    assert told == ["otrygg", "hjalp", "val"]

    def stop(name: str) -> None:
        if name == "hjalp":
            raise KeyboardInterrupt

    before = sorted(tmp_path.iterdir())
    with pytest.raises(KeyboardInterrupt):
        estimate.count(path, questions=ASKED, by=BY, progress=stop)
    assert sorted(tmp_path.iterdir()) == before
    assert estimate.count(path, questions=ASKED, by=BY).n == 50


def ibis_or_skip() -> None:
    pytest.importorskip("ibis", reason="ibis är inte installerat")


def test_without_ibis_a_url_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(EstimateError, match=r"medlofte\[engines\]"):
        estimate.count("postgres://nobody@localhost/db#svar", questions=ASKED, by=BY)


@pytest.mark.parametrize("weight", ["", "vikt"])
def test_ibis_on_duckdb_gives_the_same_counts(tmp_path: Path, weight: str) -> None:
    ibis_or_skip()
    frame = raw(600, 11)
    with duckdb.connect(str(tmp_path / "svar.duckdb")) as engine:
        engine.register("frame", frame)
        engine.execute("CREATE TABLE svar AS SELECT * FROM frame")
    url = f"duckdb://{tmp_path / 'svar.duckdb'}#svar"
    same(estimate.count(write(frame, tmp_path / "a.parquet"), questions=ASKED, by=BY, weight=weight),
         estimate.count(url, questions=ASKED, by=BY, weight=weight))  # fmt: skip
    assert estimate.count(url, questions=ASKED, by=[], where={"kon": 1}).n == (frame["kon"] == 1).sum()


@pytest.mark.postgres
def test_ibis_on_postgresql_gives_the_same_counts(tmp_path: Path) -> None:
    ibis_or_skip()
    frame = raw(400, 12)
    with postgres.server(tmp_path) as (url, why):
        if url is None:
            pytest.skip(f"PostgreSQL går inte att starta: {why}")
        import psycopg

        with psycopg.connect(url) as store:
            store.execute(
                'CREATE TABLE svar (kon int, omrade int, hjalp int, otrygg int, "Välj högst två" text, vikt float8)'
            )
            rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False)
            with store.cursor() as cursor:
                columns = '(kon, omrade, hjalp, otrygg, "Välj högst två", vikt)'
                cursor.executemany(f"INSERT INTO svar {columns} VALUES (%s, %s, %s, %s, %s, %s)", list(rows))
        made = estimate.count(f"{url}#svar", questions=ASKED, by=BY, weight="vikt")
        same(estimate.count(write(frame, tmp_path / "a.parquet"), questions=ASKED, by=BY, weight="vikt"), made)


def test_ibis_on_spark_gives_the_same_counts(tmp_path: Path) -> None:
    ibis_or_skip()
    spark_sql = pytest.importorskip("pyspark.sql", reason="PySpark är inte installerat")
    frame = raw(300, 13)
    path = write(frame, tmp_path / "a.parquet")
    spark = spark_sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        spark.read.parquet(str(path)).createOrReplaceTempView("svar")
        made = estimate.count("pyspark://#svar", questions=ASKED, by=BY, weight="vikt")
        same(estimate.count(path, questions=ASKED, by=BY, weight="vikt"), made)
    finally:
        spark.stop()
