"""Whatever a file holds: every row and every answer is accounted for, and reading twice gives the same.

Two thousand files are made up by hypothesis: rows of any text, in several encodings and with several delimiters, with
several answers in one cell or in a column per option.
"""

from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medlofte import tables
from medlofte.analysis.read.common import day, number
from medlofte.analysis.read.survey import read_survey
from tests.readings import HEADINGS, codebook, make_round

BOOK = codebook()
TOGETHER = HEADINGS.split(";")
PER_OPTION = [
    "Svarsnummer",
    "Ålder",
    "Är du trygg?",
    "prio[fart]",
    "prio[knark]",
    "prio/ljus",
    "Favoritfärg",
    "submitdate",
]
WORDS = ["", " ", "Ja", "ja ", "Nej", "Vet ej", "1", "1.0", "2,0", "9", "0", "Y", "20", "60,0", "217", "-3", "Ljus;Knark",
         "Ljus;Fart; trafik", "Ljus, Knark", "Ljus;Fart; trafik;Knark", "Vet ej;Ljus", "2016-10-03", "2016/10/03 10:31 fm",
         "17", "999", "Centrum", "a1", "a2", "=1+1", "x\ny", "A\u0308r", "1\u00a0234,5"]  # fmt: skip
CELL = st.one_of(st.sampled_from(WORDS), st.text(alphabet="abcåäö ;\"'\n,.-|0123456789", max_size=8))
ROWS = st.lists(st.lists(CELL, min_size=1, max_size=9), max_size=6)


def text(headings: list[str], rows: list[list[str]], delimiter: str) -> str:
    """Return a CSV file, every cell quoted."""
    lines = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in [headings, *rows]]
    return "".join(delimiter.join(line) + "\r\n" for line in lines)


@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    headings=st.sampled_from([TOGETHER, PER_OPTION]),
    delimiter=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
def test_nothing_is_dropped_in_silence(
    tmp_path: Path, rows: list[list[str]], headings: list[str], delimiter: str, encoding: str
) -> None:
    content = text(headings, rows, delimiter).encode(encoding, errors="replace")
    round_ = make_round(tmp_path, files={"webb.csv": content})
    found = read_survey(round_, codebook=BOOK)
    findings, states, frame = found.findings, found.responses.states, found.responses.frame
    account = found.provenance.iloc[0]
    # Rows read = accepted + quarantined, and each row in quarantine has its finding.
    assert account["read"] == account["accepted"] + account["quarantined"]
    assert (findings["action"] == "raden är i karantän").sum() == account["quarantined"]
    # A footnote takes the empty rows above it along; nothing else is left out.
    assert account["read"] == len(rows) or (account["read"] < len(rows) and "fotnot" in set(findings["rule"]))
    # Per question the five states add up to the accepted rows.
    assert len(states) == len(frame) == account["accepted"]
    counts = [sum((states[question] == state).sum() for state in tables.ANSWER_STATES) for question in states]
    assert counts == [account["accepted"]] * len(states.columns)
    for question in states:
        assert (frame[question].notna().to_numpy() == (states[question] == "answered").to_numpy()).all()
    assert (states == "invalid").sum().sum() == (findings["action"] == "satt till ogiltigt").sum()
    assert frame["respondent"].is_unique
    assert frame["row"].is_monotonic_increasing
    again = read_survey(round_, codebook=BOOK)
    pd.testing.assert_frame_equal(again.findings, findings)
    pd.testing.assert_frame_equal(again.responses.frame, frame)
    pd.testing.assert_frame_equal(again.responses.states, states)


@given(st.text(max_size=24))
def test_any_text_is_a_number_or_a_date_or_neither(words: str) -> None:
    assert number(words) is None or isinstance(number(words), float)
    assert day(words) is None or pd.Timestamp(day(words)).strftime("%Y-%m-%d") == day(words)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.dates(pd.Timestamp("1900-01-01").date(),
                                                                            pd.Timestamp("2100-12-31").date()))  # fmt: skip
def test_numbers_and_dates_as_swedes_write_them(value: float, when: object) -> None:
    assert number(str(value).replace(".", ",")) == float(str(value))
    assert day(f"{when} 10:31:05") == str(when)
