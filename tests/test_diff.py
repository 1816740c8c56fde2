"""Two editions side by side: what changed, and what one hides that the other gives away."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from medlofte import cli, edition, tables
from medlofte.analysis.diff import compare
from medlofte.edition import Edition
from medlofte.errors import EditionError
from tests import sample

FIGURES = ["share", "low", "high", "n", "n_eff", "dont_know"]


@pytest.fixture
def old(tmp_path: Path) -> Edition:
    return sample.sample_edition(tmp_path / "u")


def changed(old: Edition, **frames: pd.DataFrame) -> Edition:
    whole = {table.name: old.table(table.name) for table in tables.EDITION} | frames
    return edition.write(old.path, frames=whole, layers={}, about=old.about)


def one_more_row(frame: pd.DataFrame, status: str) -> int:
    """Return a row with this status."""
    return int(frame.index[frame["status"] == status][0])


def test_the_same_figures_are_no_difference(old: Edition, capsys: pytest.CaptureFixture[str]) -> None:
    new = changed(old)
    assert new.number == 2
    assert compare(old, new).changes == ()
    assert cli.main(["diff", str(old.path), str(new.path)]) == 0
    assert "visar samma sak" in capsys.readouterr().out


def test_rows_and_figures_that_changed_are_counted(old: Edition) -> None:
    topics = old.table("topics")
    topics.loc[0, "label"] = "Nytt namn"
    reports = old.table("reports")
    new = changed(
        old, topics=topics, reports=pd.concat([reports, reports.iloc[[0]]]), activities=old.table("activities").iloc[1:]
    )
    told = {change.table: change for change in compare(old, new).changes}
    assert (told["topics"].figures, told["reports"].came, told["activities"].went) == (1, 1, 1)
    assert compare(old, new).safe
    assert "topics: 1 rad har andra värden" in compare(old, new).text()


def test_a_figure_that_one_hides_and_the_other_shows_is_disclosed(
    old: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = old.table("estimates")
    at = one_more_row(rows, tables.SHOWN)
    rows.loc[at, FIGURES] = float("nan")
    rows.loc[at, "status"] = tables.SUPPRESSED
    new = changed(old, estimates=rows)
    there = compare(old, new)
    assert not there.safe
    assert "visades i den gamla utgåvan men är skyddad i den nya" in there.disclosed[0]
    back = compare(new, old)
    assert "är skyddad i den gamla utgåvan men visas i den nya" in back.disclosed[0]
    assert [change.newly_shown for change in back.changes] == [1]
    assert cli.main(["diff", str(old.path), str(new.path)]) == 2
    assert "Tillsammans kan de röja" in capsys.readouterr().out


def test_a_public_edition_may_hide_more_than_the_internal_one_but_not_less(old: Edition) -> None:
    rows = old.table("estimates")
    at = one_more_row(rows, tables.SHOWN)
    rows.loc[at, FIGURES] = float("nan")
    rows.loc[at, "status"] = tables.SUPPRESSED
    whole = {table.name: old.table(table.name) for table in tables.EDITION}
    inside, outside = (
        edition.write(old.path, frames=whole | {"estimates": frame}, layers={}, about=old.about | {"profile": profile})
        for frame, profile in ((old.table("estimates"), "internal"), (rows, "public"))
    )
    assert compare(inside, outside).safe
    assert compare(outside, inside).safe
    looser = edition.write(old.path, frames=whole, layers={}, about=old.about | {"profile": "public"})
    stricter = edition.write(old.path, frames=whole | {"estimates": rows}, layers={},
                             about=old.about | {"profile": "internal"})  # fmt: skip
    assert not compare(stricter, looser).safe


@pytest.mark.parametrize(("more", "disclosed"), [(1, True), (4, True), (5, False)])
def test_a_group_that_grew_by_a_few_tells_what_they_answered(old: Edition, more: int, disclosed: bool) -> None:
    rows = old.table("estimates")
    at = one_more_row(rows, tables.SHOWN)
    same = (rows[["year", "question", "by1", "group1", "by2", "group2"]]
            == rows.loc[at, ["year", "question", "by1", "group1", "by2", "group2"]]).all(axis=1)  # fmt: skip
    rows.loc[same, "n"] += more
    found = compare(old, changed(old, estimates=rows))
    assert any(f"skillnaden är bara {more} person" in line for line in found.disclosed) is disclosed


def test_a_count_that_grew_by_a_few_is_told(old: Edition) -> None:
    mentions = old.table("mentions")
    at = one_more_row(mentions, tables.SHOWN)
    mentions.loc[at, "n"] += 2
    [line] = compare(old, changed(old, mentions=mentions)).disclosed
    assert line.startswith("mentions: ")
    assert line.endswith("skiljer med 2 personer")


def test_editions_of_two_kommuner_are_not_compared(old: Edition, tmp_path: Path) -> None:
    other = sample.sample_edition(tmp_path / "v", kommun="Tanum")
    with pytest.raises(EditionError, match="olika kommuner"):
        compare(old, other)
