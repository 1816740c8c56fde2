"""Whatever a file holds: every row and every answer is accounted for, and reading twice gives the same.

Two thousand files are made up by hypothesis: rows of any text, in several encodings and with several delimiters, with
several answers in one cell or in a column per option.
"""

import datetime as dt
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medlofte import tables
from medlofte.analysis.read.survey import read_survey
from medlofte.analysis.written import day, number
from tests.readings import QUESTIONS, codebook, make_round

BOOK = codebook(*(question for question in QUESTIONS if question["name"] in ("svarsid", "alder", "trygg", "prio")))
TOGETHER = ["Svarsnummer", "Ålder", "Är du trygg?", "Viktigast"]
PER_OPTION = ["Svarsnummer", "Är du trygg?", "prio[fart]", "prio[knark]", "prio/ljus", "Favoritfärg"]
WORDS = ["", " ", "Ja", "ja ", "Nej", "Vet ej", "1", "1.0", "2,0", "9", "0", "Y", "20", "60,0", "217", "-3",
         "Ljus;Knark", "Ljus;Fart; trafik", "Ljus, Knark", "Ljus;Fart; trafik;Knark", "Vet ej;Ljus", "17", "999", "a1",
         "a2", "=1+1", "x\ny", "A\u0308r", "Källa: x"]  # fmt: skip
CELL = st.one_of(st.sampled_from(WORDS), st.text(alphabet="abcåäö ;\"'\n,.-|0123456789", max_size=6))
FILE = st.tuples(
    st.sampled_from([TOGETHER, PER_OPTION]),
    st.lists(st.lists(CELL, min_size=1, max_size=7), max_size=5),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
FILES, ROUNDS = 25, 80


def text(headings: list[str], rows: list[list[str]], delimiter: str) -> str:
    """Return a CSV file, every cell quoted."""
    lines = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in [headings, *rows]]
    return "".join(delimiter.join(line) + "\r\n" for line in lines)


@settings(max_examples=ROUNDS, deadline=None, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.large_base_example,
                                 HealthCheck.data_too_large, HealthCheck.too_slow])  # fmt: skip
@given(made=st.lists(FILE, min_size=FILES, max_size=FILES), twice=st.sampled_from([False] * 5 + [True]))
def test_nothing_is_dropped_in_silence(
    tmp_path: Path, made: list[tuple[list[str], list[list[str]], str, str]], twice: bool
) -> None:
    files: dict[str, str | bytes] = {
        f"{i}.csv": text(headings, rows, delimiter).encode(encoding, errors="replace")
        for i, (headings, rows, delimiter, encoding) in enumerate(made)
    }
    round_ = make_round(tmp_path, files=files, surveys=[{"file": file, "year": 2016, "mode": "web"} for file in files])
    found = read_survey(round_, codebook=BOOK)
    findings, states, frame = found.findings, found.responses.states, found.responses.frame
    # Rows read = accepted + quarantined, and each row in quarantine has its finding.
    accounts = found.provenance.set_index("file")
    assert (accounts["read"] == accounts["accepted"] + accounts["quarantined"]).all()
    assert list(accounts.index) == list(files)
    refused = findings.loc[findings["action"] == "raden är i karantän", "file"].value_counts()
    assert refused.to_dict() == accounts.loc[accounts["quarantined"] > 0, "quarantined"].to_dict()
    # A footnote takes the empty rows above it along; nothing else is left out.
    noted = set(findings.loc[findings["rule"] == "fotnot", "file"])
    for (_, rows, _, _), file, read in zip(made, files, accounts["read"], strict=True):
        assert read == len(rows) or (read < len(rows) and file in noted)
    # Per question the five states add up to the accepted rows, in each file.
    assert (frame["file"].value_counts().reindex(list(files), fill_value=0) == accounts["accepted"]).all()
    assert len(states) == len(frame)
    for question in states:
        assert states[question].isin(tables.ANSWER_STATES).all()
        assert (frame[question].notna().to_numpy() == (states[question] == "answered").to_numpy()).all()
    assert (states == "invalid").sum().sum() == (findings["action"] == "satt till ogiltigt").sum()
    assert frame["respondent"].is_unique
    if not twice:
        return
    again = read_survey(round_, codebook=BOOK)
    pd.testing.assert_frame_equal(again.findings, findings)
    pd.testing.assert_frame_equal(again.responses.frame, frame)
    pd.testing.assert_frame_equal(again.responses.states, states)


@given(st.text(max_size=24))
def test_any_text_is_a_number_or_a_date_or_neither(words: str) -> None:
    assert number(words) is None or isinstance(number(words), float)
    assert day(words) is None or pd.Timestamp(day(words)).strftime("%Y-%m-%d") == day(words)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_numbers_and_dates_as_swedes_write_them(value: float, when: object) -> None:
    assert number(str(value).replace(".", ",")) == float(str(value))
    assert day(f"{when} 10:31:05") == str(when)
