"""Messy files: encodings, delimiters, title rows, footnotes, broken rows; what cannot be read is one clear message."""

import datetime as dt
from pathlib import Path

import pytest

from medlofte.analysis.read.grid import grids
from medlofte.analysis.read.tabular import read_tabular
from medlofte.errors import SourceError
from tests.readings import one, rules, workbook

KNOWN = frozenset({"id", "ålder", "är du trygg?", "ort"})


def write(folder: Path, content: str | bytes, name: str = "fil.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", ",", "|"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = 'Id;Ålder;Ort\r\n1;20;Skee\r\n2;30;"Tjärnö – ”ön”"\r\n'.replace(";", delimiter)
    read = read_tabular(write(tmp_path, text, encoding=encoding), known=KNOWN)
    assert read.frame.to_numpy().tolist() == [[2, "1", "20", "Skee"], [3, "2", "30", "Tjärnö – ”ön”"]]
    assert read.encoding == ("utf-8-sig" if encoding.startswith("utf-8") else encoding)
    assert ("teckenkodning" in rules(read.findings)) == (encoding == "cp1252")


@pytest.mark.parametrize(("encoding", "order"), [("utf-16-le", "låg"), ("utf-16-be", "hög")])
def test_utf_16_that_does_not_say_so_is_read_and_told(tmp_path: Path, encoding: str, order: str) -> None:
    read = read_tabular(write(tmp_path, "Id;Ort\r\n1;Tjärnö – ”ön” 🙂\r\n", encoding=encoding), known=KNOWN)
    assert read.frame.to_numpy().tolist() == [[2, "1", "Tjärnö – ”ön” 🙂"]]
    assert one(read.findings, "teckenkodning")["action"] == f"läst som UTF-16 med {order} byte först"


UTF8, OLD = "utf-8", "cp1252"
PASTED = [("Id;Ålder;Ort", UTF8), ("1;20;Tjärnö – ”ön”", UTF8), ("2;30;på ”SKEE Å”", OLD), ("3;;”SKEE Å”", OLD),
          ("4;1;Skee", UTF8), ("5;2;Höjden", OLD), ("6;3;Łódź 🙂 skärgård", UTF8), ("7;4;Å,", OLD)]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("first", ["", "\ufeff"])
def test_rows_of_two_systems_are_each_read_as_they_are(tmp_path: Path, end: str, first: str) -> None:
    content = first.encode() + b"".join((line + end).encode(encoding) for line, encoding in PASTED)
    read = read_tabular(write(tmp_path, content), known=KNOWN)
    assert [";".join(row) for row in read.frame.iloc[:, 1:].to_numpy()] == [line for line, _ in PASTED[1:]]
    assert read.read == 7
    told = one(read.findings, "blandad_teckenkodning")
    assert (told["row"], told["action"]) == (3, "varje rad är läst som den är skriven")
    assert "rad 3–6, 8 är i Windows-1252" in told["message"]


def test_two_ways_of_writing_in_one_row_and_one_cell(tmp_path: Path) -> None:
    mixed = b"1;" + "Tjärnö;".encode() + "på ".encode(OLD) + "ön – 5 km".encode() + "; Å”".encode(OLD)
    read = read_tabular(write(tmp_path, b"Id;Ort;a;b\n" + mixed), known=KNOWN)
    assert read.frame.iloc[0, 1:].tolist() == ["1", "Tjärnö", "på ön – 5 km", " Å”"]
    assert "rad 2 är" in one(read.findings, "blandad_teckenkodning")["message"]


def test_thousands_of_rows_of_two_systems_lose_nothing(tmp_path: Path) -> None:
    lines = [f"{n};{n % 90};Skärgård {n}" for n in range(30_000)]
    content = b"".join(f"{line}\n".encode(UTF8 if i % 3 else OLD) for i, line in enumerate(lines))
    read = read_tabular(write(tmp_path, "Id;Ålder;Ort\n".encode() + content), known=KNOWN)
    assert [";".join(row) for row in read.frame.iloc[:, 1:].to_numpy()] == lines
    assert "med flera" in one(read.findings, "blandad_teckenkodning")["message"]


def test_windows_1252_alone_is_not_taken_for_two_systems(tmp_path: Path) -> None:
    read = read_tabular(write(tmp_path, "Id;Ort\n1;på ”SKEE Å”\n2;”SKEE Å”\n", encoding=OLD), known=KNOWN)
    assert read.frame["Ort"].tolist() == ["på ”SKEE Å”", "”SKEE Å”"]
    assert read.encoding == OLD
    assert rules(read.findings) == ["teckenkodning"]


def test_a_comma_in_numbers_is_no_delimiter(tmp_path: Path) -> None:
    read = read_tabular(write(tmp_path, "Id;Ålder\n1;20,5\n2;30,5\n3;7,1\n"), known=frozenset())
    assert read.frame["Ålder"].tolist() == ["20,5", "30,5", "7,1"]


def test_title_rows_and_footnotes_are_told_and_left_out(tmp_path: Path) -> None:
    rows = [
        ["Enkät 2016"],
        [],
        ["Id", "Ålder", "Ort"],
        [1, 20.0, "Skee"],
        [2, 30, ""],
        [],
        ["* Ålder i år"],
        ["Klart."],
    ]
    read = read_tabular(workbook(tmp_path / "f.xlsx", {"Svar": rows}), known=KNOWN)
    assert read.frame.to_numpy().tolist() == [[4, "1", "20", "Skee"], [5, "2", "30", ""]]
    assert one(read.findings, "rader_over_rubriken")["row"] == 3
    notes = read.findings[read.findings["rule"] == "fotnot"]
    assert notes[["row", "value"]].to_numpy().tolist() == [[7, "* Ålder i år"], [8, "Klart."]]
    assert read.sheet == "Svar"
    assert read.read == 2


def test_a_last_row_with_only_an_id_is_no_footnote(tmp_path: Path) -> None:
    read = read_tabular(write(tmp_path, "Id;Ålder;Ort\n1;20;Skee\n2;;\n"), known=KNOWN)
    assert read.frame["Id"].tolist() == ["1", "2"]


def test_footnotes_of_a_text_file(tmp_path: Path) -> None:
    read = read_tabular(write(tmp_path, "Id;Ålder;Ort\n1;20;Skee\nKälla: enkäten;;\n\n\n"), known=KNOWN)
    assert len(read.frame) == read.read == 1
    assert one(read.findings, "fotnot")["row"] == 3


def test_cells_of_a_workbook_become_text_as_shown(tmp_path: Path) -> None:
    cells = [3.0, 2.5, True, dt.date(2016, 10, 3), "=SUM(A1)", None, 1e16]
    headings = ["Id", "Ålder", "a", "b", "c", "d", "e"]
    read = read_tabular(workbook(tmp_path / "f.xlsx", {"Blad": [headings, cells]}), known=KNOWN)
    assert read.frame.iloc[0, 1:].tolist() == ["3", "2.5", "SANT", "2016-10-03", "=SUM(A1)", "", "1e+16"]
    assert one(read.findings, "formel")["column"] == "c"


def test_clock_times_stay(tmp_path: Path) -> None:
    read = read_tabular(
        workbook(tmp_path / "f.xlsx", {"B": [["Id", "Ålder"], [1, dt.datetime(2016, 10, 3, 8, 5)]]}, dates=False)
    )
    assert read.frame["Ålder"].tolist()[0][:5] in ("42646", "2016-")


def test_the_sheet_with_the_headings_is_found_and_the_others_told(tmp_path: Path) -> None:
    sheets = {"Läs mig": [["Det här är enkäten"]], "Svar": [["Id", "Ålder"], ["1", 20]]}
    path = workbook(tmp_path / "f.xlsx", sheets)
    read = read_tabular(path, known=KNOWN)
    assert read.sheet == "Svar"
    assert one(read.findings, "andra_blad")["value"] == "Läs mig"
    assert read_tabular(path, known=KNOWN, sheet="svar").sheet == "Svar"
    with pytest.raises(SourceError, match="«Läs mig», «Svar»"):
        read_tabular(path, known=KNOWN, sheet="Data")


def test_empty_rows_and_rows_with_too_many_cells_are_in_quarantine(tmp_path: Path) -> None:
    read = read_tabular(write(tmp_path, "Id;Ålder\n1;20\n;\n\n2;30;extra\n3;40\n"), known=KNOWN)
    assert read.frame["row"].tolist() == [2, 6]
    assert (read.read, read.quarantined) == (5, 3)
    told = read.findings[read.findings["action"] == "raden är i karantän"]
    assert told[["row", "rule"]].to_numpy().tolist() == [[3, "tom_rad"], [4, "tom_rad"], [5, "for_manga_celler"]]


def test_a_short_row_is_kept_and_told(tmp_path: Path) -> None:
    read = read_tabular(write(tmp_path, "Id;Ålder;Ort\n1;20;Skee\n2;30"), known=KNOWN)
    assert read.frame.iloc[1].tolist() == [3, "2", "30", ""]
    assert one(read.findings, "kort_rad")["row"] == 3


def test_line_breaks_in_a_cell_do_not_shift_the_row_numbers(tmp_path: Path) -> None:
    read = read_tabular(write(tmp_path, 'Id;Ort\r\n1;"Skee\r\noch Koster"\r\n2;Centrum\r\n'), known=KNOWN)
    assert read.frame["row"].tolist() == [2, 3]


def test_repeated_and_missing_headings_get_names(tmp_path: Path) -> None:
    read = read_tabular(write(tmp_path, "Id;Ort;Ort;;row;;\n1;a;b;c;d;;\n"), known=KNOWN)
    assert read.headings == ["Id", "Ort", "Ort (3)", "(kolumn 4)", "row (5)"]
    assert one(read.findings, "dubbel_rubrik")["column"] == "Ort"


def test_wrongly_decoded_text_is_told(tmp_path: Path) -> None:
    read = read_tabular(write(tmp_path, "Id;Ort\n1;TjÃ¤rnÃ¶\n"), known=KNOWN)
    assert one(read.findings, "felkodad_text")["column"] == "Ort"


def test_a_stray_quotation_mark_is_told(tmp_path: Path) -> None:
    read = read_tabular(write(tmp_path, 'Id;Ort\n1;"Skee"s torg\n2;Koster\n'), known=KNOWN)
    assert "rad 2" in one(read.findings, "citattecken")["message"]
    assert len(read.frame) == 2


def test_a_nul_character_is_taken_out_and_the_value_kept(tmp_path: Path) -> None:
    rows = "".join(f"{n};Skee\n" for n in range(3, 30))
    read = read_tabular(write(tmp_path, f'I\0d;Ort\n1;Ko\0ster\n2;"Cen\n\0trum"\n{rows}'), known=KNOWN)
    assert read.frame["Ort"].tolist()[:2] == ["Koster", "Cen\ntrum"]
    told = read.findings[read.findings["rule"] == "nolltecken"]
    assert told["row"].tolist() == [1, 2, 3]
    assert read.read == 29


def test_an_unclosed_quotation_mark_stops_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"rad 3: Ett citattecken öppnas men stängs aldrig"):
        read_tabular(write(tmp_path, 'Id;Ort\n1;Skee\n2;"Koster\n3;Centrum\n'), known=KNOWN)


def test_without_known_headings_the_first_full_row_is_the_heading(tmp_path: Path) -> None:
    read = read_tabular(write(tmp_path, "Titel;;\n\nA;B;C\n1;2;3\n"))
    assert read.headings == ["A", "B", "C"]


UNREADABLE = {
    "empty": (b"", "Filen är tom"),
    "blank": (b"\r\n  \r\n", "Filen är tom"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "ser ut att vara en bild"),
    "workbook": (b"PK\x03\x04\x14\x00\x06\x00", "en Excelfil"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
    "pdf": (b"%PDF-1.7 \xe2\xe3", "PDF"),
    "zeros": (b"Id;Ort\n1;\x00\x00\x01\n", "binära tecken"),
    "nothing but NUL": (b"Id;Ort\n1;" + b"\x00" * 20, "binära tecken"),
    "undecodable among UTF-8": ("Id;Ort\n1;Tjärnö ”ön”\n2;".encode() + b"\x81\n", "teckenkodning"),
    "numbers of two bytes": (b"".join(bytes((n % 32, 0)) for n in range(400)), "binära tecken"),
    "undecodable": (b"Id;Ort\n1;\x81\x8d\n", "teckenkodning"),
    "no headings": (b"a;b\n1;2\n", "Ingen rubrikrad känns igen"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_one_swedish_message(tmp_path: Path, case: str) -> None:
    content, words = UNREADABLE[case]
    with pytest.raises(SourceError, match=words) as told:
        read_tabular(write(tmp_path, content), known=KNOWN, file="enkät/fil.csv")
    assert str(told.value).startswith("Fil enkät/fil.csv")
    assert told.value.advice


@pytest.mark.parametrize("content", [b"PK\x03\x04 skadad", b"Id;Ort\n1;Skee\n", b"\xd0\xcf\x11\xe0" + b"\x00" * 600])
def test_a_broken_workbook_is_one_swedish_message(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match="går inte att öppna som Excelbok"):
        read_tabular(write(tmp_path, content, "fil.xlsx"), known=KNOWN)


def test_an_empty_workbook_a_folder_and_a_wrong_path(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Arbetsboken är tom"):
        read_tabular(workbook(tmp_path / "tom.xlsx", {"Blad1": []}), known=KNOWN)
    with pytest.raises(SourceError, match="Filen finns inte"):
        read_tabular(tmp_path / "saknas.csv", known=KNOWN)
    with pytest.raises(SourceError, match="mapp"):
        read_tabular(tmp_path, known=KNOWN)


def test_a_path_through_a_file_is_told(tmp_path: Path) -> None:
    file = write(tmp_path, "Id\n1\n")
    with pytest.raises(SourceError, match="går inte att läsa"):
        grids(file / "under.csv", file="under.csv", score=lambda rows: (0, 0))
