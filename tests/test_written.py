"""Numbers and dates as people write them, and what only looks like one."""

import time

import pytest

from medlofte.analysis.written import day, number, whole, why_no_date


@pytest.mark.parametrize(("text", "value"), [
    ("3", 3), (" 3 ", 3), ("3.0", 3), ("3,0", 3), ("1 234,5", 1234.5), ("1\u00a0000", 1000), ("1\u202f000", 1000),
    ("-.389", -0.389), ("−5", -5), ("+5", 5), ("1e3", 1000), (3, 3), (2.5, 2.5),
    ("", None), ("tre", None), ("3 st", None), ("1,2,3", None), ("0x10", None), ("1_000", None), ("nan", None),
    ("inf", None), ("1e999", None), ("9" * 400, None), ("9" * 100_000, None), ("1e" + "9" * 100_000, None),
    (None, None),
])  # fmt: skip
def test_a_number(text, value):
    assert number(text) == value


@pytest.mark.parametrize(("text", "value"), [("3", 3), ("3,0", 3), ("3,5", None), ("-3", -3), ("9" * 5000, None)])
def test_a_whole_number(text, value):
    assert whole(text) == value


@pytest.mark.parametrize(("text", "date"), [
    ("2016-10-03", "2016-10-03"), ("20161003", "2016-10-03"), ("3/10/2016", "2016-10-03"), ("3.10.2016", "2016-10-03"),
    ("2016/10/03 10:31:05 fm CEST", "2016-10-03"), ("12 sept 2026", "2026-09-12"), ("5/9-26", "2026-09-05"),
    ("2016-13-03", None), ("2016-02-30", None), ("0001-01-01", None), ("42646", None), ("9" * 5000, None),
    ("2016-10-03" + "9" * 5000, None), ("1 " + "m" * 5000 + " 2016", None), ("", None),
])  # fmt: skip
def test_a_date(text, date):
    assert day(text) == date


def test_endless_text_takes_no_time():
    start = time.process_time()
    for text in ("9" * 1_000_000, "1 " * 500_000, "2016-10-03 10:31" + ":31" * 300_000, "1.5e" + "1" * 1_000_000):
        assert number(text) is None
        assert day(text) is None
        assert why_no_date(text)
    assert time.process_time() - start < 5


def test_excels_number_of_a_day_is_told_as_the_day_it_would_be():
    assert "2016-10-03" in why_no_date("42646")
    assert "ÅÅÅÅ-MM-DD" in why_no_date("igår")
    assert "dagnummer" not in why_no_date("17")
