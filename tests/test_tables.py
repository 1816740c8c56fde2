"""A frame's contract is stated once and checked once."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlofte import language, tables
from medlofte.errors import TableError


def margins(**changes: object) -> pd.DataFrame:
    return pd.DataFrame({"question": ["kon", "kon"], "choice": ["kvinna", "man"], "population": [6500, 6579]} | changes)


def test_a_frame_that_keeps_the_contract_comes_back_typed_and_in_order() -> None:
    frame = margins()[["population", "choice", "question"]].assign(extra=1)
    checked = tables.MARGINS.check(frame)
    assert list(checked.columns) == ["question", "choice", "population"]
    assert checked["population"].dtype == "Int64"
    assert list(frame.columns) == ["population", "choice", "question", "extra"], "the frame given is never changed"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"population": [1, -2]}, ["rad 3", "population", "«-2»"]),
        ({"population": [None, 2]}, ["rad 2", "population"]),
        ({"population": ["många", 2]}, ["population", "passar inte"]),
        ({"choice": ["kvinna", "kvinna"]}, ["Samma nyckel", "rad 3", "kon / kvinna"]),
    ],
)
def test_a_breach_names_row_column_and_value(changes: dict[str, object], words: list[str]) -> None:
    with pytest.raises(TableError) as caught:
        tables.MARGINS.check(margins(**changes))
    for word in words:
        assert word in str(caught.value)


def test_a_lacking_column_is_named() -> None:
    with pytest.raises(TableError, match="population"):
        tables.MARGINS.check(margins().drop(columns="population"))


def test_words_outside_the_list_are_refused() -> None:
    row = {c.name: [""] if c.kind == "text" else [None] for c in tables.FINDINGS.columns}
    with pytest.raises(TableError, match="severity"):
        tables.FINDINGS.check(pd.DataFrame(row | {"severity": ["katastrof"]}))


@pytest.mark.parametrize("table", tables.EDITION, ids=lambda table: table.name)
def test_every_table_of_the_edition_has_an_empty_frame_and_a_schema(table: tables.Table) -> None:
    assert len(table.check(table.empty())) == 0
    fields = table.schema()["fields"]
    assert [field["name"] for field in fields] == table.names
    assert all(field["description"] for field in fields)


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_booleans_survive_text(values: list[bool]) -> None:
    column = tables.Table("t", "t", (tables.boolean("ja", "ja eller nej"),))
    assert list(column.check(pd.DataFrame({"ja": [str(v) for v in values]}))["ja"]) == values


def test_a_broken_rule_is_told_in_the_readers_language() -> None:
    frame = tables.POINTS.empty().reindex(range(1))
    with language.speaking("en"), pytest.raises(TableError, match="table’s rule \\(row in the file\\)"):
        tables.POINTS.check(frame.assign(file="a.csv", respondent="1", topic="", x=1.0, y=1.0))
