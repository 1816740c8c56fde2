"""Decisions are appended, read back, and outweigh the patterns."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from medlofte import tables
from medlofte.analysis.coding import ledger, summary
from medlofte.errors import SourceError

CODES = tables.CODES.check(
    pd.DataFrame(
        [
            ("r1", 2016, "forslag", "droger", "@droger"),
            ("r1", 2016, "forslag", "fart", "kör* .. fort"),
            ("r2", 2016, "plats", "droger", "knark*"),
        ],
        columns=tables.CODES.names,
    )
)
ANSWERS = pd.DataFrame(
    [("r1", 2016, "forslag"), ("r2", 2016, "plats"), ("r2", 2016, "forslag"), ("r3", 2015, "forslag")],
    columns=["respondent", "year", "question"],
)


def record(book: ledger.Ledger, respondent: str, topic: str, verdict: str, question: str = "forslag") -> None:
    book.record(respondent, question=question, topic=topic, verdict=verdict, coder="Åsa", version="1")  # type: ignore[arg-type]


def test_a_ledger_that_is_not_there_yet_holds_nothing(tmp_path: Path) -> None:
    assert ledger.Ledger(tmp_path / ledger.FILE).decisions() == ()


def test_what_is_recorded_is_read_back_in_order(tmp_path: Path) -> None:
    book = ledger.Ledger(tmp_path / ledger.FILE)
    first = book.record("r1", question="forslag", topic="fart", verdict="reject", coder="Åsa", version="1", time="t1")
    record(book, "r1", "fart", "accept")
    decisions = book.decisions()
    assert decisions[0] == first
    assert [d.verdict for d in decisions] == ["reject", "accept"]
    assert "T" in decisions[1].time


def test_a_person_outweighs_the_patterns_and_the_latest_word_counts(tmp_path: Path) -> None:
    book = ledger.Ledger(tmp_path / ledger.FILE)
    record(book, "r1", "fart", "accept")
    record(book, "r1", "fart", "reject")
    record(book, "r3", "ljus", "accept")
    record(book, "borta", "ljus", "accept")
    record(book, "r2", "", "accept", "plats")
    codes = ledger.apply(CODES, book.decisions(), answers=ANSWERS)
    assert codes.to_numpy().tolist() == [
        ["r1", 2016, "forslag", "droger", "@droger"],
        ["r2", 2016, "plats", "droger", "knark*"],
        ["r3", 2015, "forslag", "ljus", "person: Åsa"],
    ]
    assert ledger.reviewed(book.decisions()) >= {("r1", "forslag"), ("r2", "plats")}


def test_no_decisions_change_nothing() -> None:
    pd.testing.assert_frame_equal(ledger.apply(CODES, (), answers=ANSWERS), CODES)


@pytest.mark.parametrize("line", ["{}{", "[]", '{"respondent": "r1"}', '{"verdict": 1}'])
def test_a_damaged_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / ledger.FILE
    record(ledger.Ledger(file), "r1", "fart", "accept")
    file.write_text(file.read_text("utf-8") + "\n" + line + "\n", "utf-8")
    with pytest.raises(SourceError, match="rad 3"):
        ledger.Ledger(file).decisions()


def test_an_unknown_verdict_and_a_binary_file_are_refused(tmp_path: Path) -> None:
    file = tmp_path / ledger.FILE
    record(ledger.Ledger(file), "r1", "fart", "kanske")
    with pytest.raises(SourceError, match="rad 1"):
        ledger.Ledger(file).decisions()
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="går inte att läsa"):
        ledger.Ledger(file).decisions()


def test_mentions_count_persons_and_say_how_many_were_reviewed() -> None:
    twice = pd.concat([CODES, CODES.iloc[[2]].assign(question="forslag")], ignore_index=True)
    frame = summary.mentions(twice, reviewed=frozenset({("r1", "forslag")})).set_index("topic")
    assert frame.loc["droger", "n"] == 2
    assert frame.loc["droger", "reviewed"] == pytest.approx(1 / 3)
    assert frame.loc["fart", ["n", "reviewed"]].tolist() == [1, 1.0]
    assert summary.mentions(tables.CODES.empty()).empty


def test_coverage_tells_how_much_is_coded_and_reviewed() -> None:
    frame = summary.coverage(ANSWERS, codes=CODES, reviewed=frozenset({("r2", "forslag")}))
    assert frame.drop(columns="alpha").to_numpy().tolist() == [
        [2015, "forslag", 1, 0.0, 0.0, 1.0, 0.0],
        [2016, "forslag", 2, 0.5, 0.5, 0.5, 0.0],
        [2016, "plats", 1, 1.0, 0.0, 0.0, 0.0],
    ]
    assert frame["alpha"].isna().all()
    assert summary.coverage(ANSWERS.iloc[:0], codes=CODES).empty


def test_coverage_tells_how_much_two_have_coded_and_how_well_they_agree(tmp_path: Path) -> None:
    book = ledger.Ledger(tmp_path / ledger.FILE)
    for coder, topics in (("Åsa", ("fart", "fart")), ("Bo", ("fart", "droger"))):
        for respondent, topic in zip(("r1", "r2"), topics, strict=True):
            book.record(respondent, question="forslag", topic=topic, verdict="accept", coder=coder, version="1")
    frame = summary.coverage(ANSWERS, codes=CODES, decisions=book.decisions()).set_index(["year", "question"])
    assert frame.loc[(2016, "forslag"), "double_coded"] == 1
    assert frame.loc[(2016, "forslag"), "alpha"] == pytest.approx(0)
    assert frame.loc[(2016, "plats"), "double_coded"] == 0


def test_flagged_and_deleted_answers_count_nowhere(tmp_path: Path) -> None:
    book = ledger.Ledger(tmp_path / ledger.FILE)
    record(book, "r1", "", "flag")
    ledger.delete(book, "r2", questions=["plats"], coder="Åsa", version="1")
    decisions = book.decisions()
    assert ledger.apply(CODES, decisions, answers=ANSWERS).empty
    assert ledger.kept(ANSWERS, decisions)["respondent"].tolist() == ["r2", "r3"]
    record(book, "r1", "", "withdraw")
    assert len(ledger.apply(CODES, book.decisions(), answers=ANSWERS)) == 2


def test_a_person_takes_back_their_own_and_nobody_elses(tmp_path: Path) -> None:
    book = ledger.Ledger(tmp_path / ledger.FILE)

    def say(coder: str, topic: str, verdict: str) -> None:
        book.record("r1", question="forslag", topic=topic, verdict=verdict, coder=coder, version="1")  # type: ignore[arg-type]

    say("Åsa", "fart", "accept")
    say("Bo", "fart", "reject")
    say("Bo", "fart", "withdraw")
    assert ledger.latest(book.decisions())["r1", "forslag", "fart"].coder == "Åsa"
    say("Åsa", "", "flag")
    say("Bo", "", "accept")
    say("Bo", "", "withdraw")
    assert ledger.outside(book.decisions()) == {("r1", "forslag")}


def test_nothing_takes_a_deletion_back(tmp_path: Path) -> None:
    book = ledger.Ledger(tmp_path / ledger.FILE)
    ledger.delete(book, "r1", questions=["forslag"], coder="Åsa", version="1")
    record(book, "r1", "", "withdraw")
    assert ledger.outside(book.decisions()) == {("r1", "forslag")}


def test_what_is_deleted_is_gone_and_what_is_flagged_is_there_for_the_officer(tmp_path: Path) -> None:
    book = ledger.Ledger(tmp_path / ledger.FILE)
    record(book, "r1", "", "flag")
    ledger.delete(book, "r2", questions=["plats"], coder="Åsa", version="1")
    assert ledger.undeleted(ANSWERS, book.decisions())["respondent"].tolist() == ["r1", "r2", "r3"]


FULL = """
import resource, signal, sys
from pathlib import Path
from medlofte.analysis.coding import ledger
from medlofte.errors import SourceError
book = ledger.Ledger(Path(sys.argv[1]))
given = dict(question="forslag", topic="fart", verdict="accept", coder="Å", version="1")
book.record("r1", **given)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))
try:
    book.append(3 * [book.decisions()[0]])
except SourceError as error:
    print(error)
print(len(book.decisions()))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
book.record("r2", **given)
print([decision.respondent for decision in book.decisions()])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file size")
def test_a_full_disk_is_told_and_what_was_decided_before_is_there(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL, str(tmp_path / ledger.FILE)]
    told = subprocess.check_output(command, text=True).splitlines()
    assert "Det går inte att spara: " in told[0]
    assert "gör om det" in told[0]
    assert told[1:] == ["1", "['r1', 'r2']"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Only Linux has a device that is always full")
def test_a_device_without_room_is_told_as_a_full_disk() -> None:
    with pytest.raises(SourceError, match="går inte att spara: disken är full"):
        record(ledger.Ledger(Path("/dev/full")), "r1", "fart", "accept")


def test_bytes_that_nobody_wrote_at_the_end_lose_nothing(tmp_path: Path) -> None:
    book = ledger.Ledger(tmp_path / ledger.FILE)
    book.record("r1", question="q", topic="", verdict="accept", coder="Å", version="1")
    with book.path.open("ab") as file:
        file.write(b"\0" * 40)
    assert len(book.decisions()) == 1
    book.record("r2", question="q", topic="", verdict="accept", coder="Å", version="1")
    assert [decision.respondent for decision in book.decisions()] == ["r1", "r2"]
