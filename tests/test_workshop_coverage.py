"""The sentence beside everything that rests on free text."""

from pathlib import Path

import pandas as pd
import pytest

from medlofte import edition as editions
from medlofte import tables
from medlofte.edition import Edition
from medlofte.export import content
from medlofte.export.public import account, sections
from medlofte.export.sheet import sheet
from medlofte.views import parts
from medlofte.workshop import coverage
from tests.sample import frames, sample_edition


def edition(tmp_path: Path, rows: list[tuple]) -> Edition:
    made = frames() | {"coverage": tables.COVERAGE.check(pd.DataFrame(rows, columns=tables.COVERAGE.names))}
    about = sample_edition(tmp_path / "mall").about
    return editions.write(tmp_path / "utgava", frames=made, layers={}, about=about)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(2016, "forslag", 240, 0.82, 0.5, 0.18, 0.25, 0.714)],
         "Fritext: 240 svar, 50 % granskade av en person, 18 % okodade, alfa 0,71."),
        ([(2016, "a", 100, 1.0, 0.0, 0.0, 0.0, None), (2016, "b", 300, 0.6, 0.0, 0.4, 0.0, None)],
         "Fritext: 400 svar, 0 % granskade av en person, 30 % okodade, ej dubbelkodad."),
        ([(2015, "a", 100, 1.0, 1.0, 0.0, 0.0, 0.9), (2016, "a", 10, 0.5, 0.0, 0.5, 0.0, None)],
         "Fritext: 10 svar, 0 % granskade av en person, 50 % okodade, ej dubbelkodad."),
        ([(2016, "a", 10, 0.5, 0.5, 0.5, 1.0, 0.9), (2016, "b", 10, 0.5, 0.5, 0.5, 1.0, 0.66)],
         "Fritext: 20 svar, 50 % granskade av en person, 50 % okodade, alfa 0,66."),
        ([(2016, "a", None, None, None, None, None, None)], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_the_last_years_answers_are_told_with_how_well_they_are_read(
    tmp_path: Path, rows: list[tuple], said: str
) -> None:
    made = edition(tmp_path, rows)
    assert coverage.line(made).replace("\u00a0", " ") == said
    assert (coverage.line(made) in content.notes(made)) is bool(said)
    assert coverage.line(made) in parts.coverage_note(made).value


def test_a_sheet_of_evidence_that_counts_free_text_says_so(tmp_path: Path) -> None:
    made = edition(tmp_path, [(2016, "forslag", 240, 0.82, 0.5, 0.18, 0.25, 0.714)])
    about = content.gather(made)
    told = {row.topic: not pd.isna(row.text_mentions) for row in about.situation.itertuples()}
    assert any(told.values())
    for topic, counts in told.items():
        lines = [line for box in sheet(made, about, topic)["boxes"] for line in box["lines"]]
        assert (coverage.line(made) in lines) is counts


def test_an_edition_from_before_the_columns_is_told_too() -> None:
    older = pd.DataFrame([(2016, "forslag", 240, 0.82, 0.0)], columns=tables.COVERAGE.names[:5])
    assert tables.COVERAGE.check(older)["alpha"].isna().all()


def test_the_residents_page_tells_it_beside_the_places_that_were_named(tmp_path: Path) -> None:
    made = edition(tmp_path, [(2016, "forslag", 240, 0.82, 0.5, 0.18, 0.25, 0.714)])
    own = made.manifest["medlofte"]
    public = Edition(made.path, made.manifest | {"medlofte": own | {"about": own["about"] | {"profile": "public"}}})
    _shown, places = sections.where(account.account(public))
    assert places is not None
    assert places.note == coverage.line(made)
