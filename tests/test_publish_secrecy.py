"""Secrecy levels hold to the byte: what a report may not show changes nothing in an edition, whatever stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest

from medlofte.analysis.publish import publish
from medlofte.edition import Edition
from tests.readings import workbook
from tests.test_publish import CREATED, tiny
from tests.test_read_mapping import HEADS

CANARY = "Kanariefågelsång"
pytestmark = pytest.mark.no_cover
OPEN = ["Hastighet", "Torget", "Ibland", "Oförändrat", 2, CANARY, CANARY, CANARY, 3, "öppen", CANARY]
# Two ways to fill in a report that say as different things as can be.
ONE = ["Narkotika", "Torget", "Mycket ofta", "Ökar", 5, f"{CANARY}1", f"{CANARY}1", f"{CANARY}1", 5]
OTHER = ["Belysning", "Parken", "Sällan", "Minskar", 1, f"{CANARY}2", f"{CANARY}2", f"{CANARY}2", 1]


def edition(tmp_path: Path, level: str, report: list[Any], profile: Literal["internal", "public"]) -> Edition:
    """Publish a tiny round where the police report openly and the school reports at a level."""
    folder = tiny(tmp_path / f"prov-{report[4]}" / "prov")
    setup = (folder / "round.toml").read_text("utf-8")
    (folder / "round.toml").write_text(f'mapping = "kart"\n{setup}', "utf-8")
    for actor, row in (("polis", OPEN), ("skola", [*report, level, CANARY])):
        content = [["Kartläggning inför 2017"], [f"Aktör: {actor}"], [], HEADS, row]
        workbook(folder / "kart" / f"{actor}.xlsx", {"Kartläggning": content})
    return publish(folder, out=tmp_path / f"utgåva-{report[4]}", profile=profile, created=CREATED)


def content(made: Edition) -> dict[str, bytes]:
    """Return every file but those that hold the sources' checksums."""
    return {file.name: file.read_bytes() for file in made.path.iterdir()
            if file.name not in {"provenance.csv", "datapackage.json"}}  # fmt: skip


@pytest.mark.parametrize(
    ("level", "profile"), [("sekretess", "internal"), ("sekretess", "public"), ("intern", "public")]
)
def test_a_report_that_may_not_be_shown_leaves_no_trace(
    tmp_path: Path, level: str, profile: Literal["internal", "public"]
) -> None:
    one, other = (edition(tmp_path, level, report, profile) for report in (ONE, OTHER))
    assert content(one) == content(other)
    assert set(one.table("reports")["actor"]) == {"polis"}
    for made in (one, other):
        assert all(CANARY.encode() not in file.read_bytes() for file in made.path.iterdir())


def test_an_internal_report_is_in_the_internal_edition_without_its_texts(tmp_path: Path) -> None:
    made = edition(tmp_path, "intern", ONE, "internal")
    reports = made.table("reports").set_index("actor")
    assert reports.loc["skola", ["topic", "place", "secrecy"]].tolist() == ["narkotika", "torget", "intern"]
    assert made.table("situation").set_index("topic").loc["narkotika", "actors"] == 1
    assert all(CANARY.encode() not in file.read_bytes() for file in made.path.iterdir())
