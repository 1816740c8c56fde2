"""code, mask and codebook test: one row out per row in, whatever the file looks like."""

import csv
from pathlib import Path

import pytest
import xlsxwriter

from medlofte import cli
from medlofte.analysis import free_text
from medlofte.analysis.coding import likeness, slips, starter
from medlofte.analysis.coding.patterns import Coder
from medlofte.codebook import Codebook
from medlofte.errors import CodebookError, MedlofteError, SourceError


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ('id,text,annat\n1,"De kör för fort, och det är mörkt",x\n2,,y\n3,Vet ej,z\n', "utf-8"),
        ("annat;id;text\nx;1;De kör för fort, och det är mörkt\ny;2;\nz;3;Vet ej\n", "cp1252"),
        ("Svar från webben\n\nID\tText\n1\tDe kör för fort, och det är mörkt\n2\t\n3\tVet ej\n", "utf-8-sig"),
        ("id,text\n1,De kör för fort, och det är mörkt\n2,\n3,Vet ej\n", "utf-16"),
        ("id,text\n1,De kör för fort, och det är mörkt\n2,\n3,Vet ej\n", "utf-16-le"),
        ("id,text\n1,De kör för fort, och det är mörkt\n2,\n3,Vet ej\n", "utf-16-be"),
        ("id;Varför är du otrygg?\n1;De kör för fort, och det är mörkt\n2;\n3;Vet ej\n", "utf-8"),
        ("id|SVAR\n1|De kör för fort, och det är mörkt\n2|\n3|Vet\0 ej\x1c\n", "utf-8"),
    ],
)
def test_messy_files_are_coded(tmp_path: Path, content: str, encoding: str) -> None:
    (tmp_path / "svar.csv").write_bytes(content.encode(encoding))
    assert cli.main(["code", str(tmp_path / "svar.csv"), "--out", str(tmp_path / "ut" / "koder.csv")]) == 0
    heading, first, *rest = read(tmp_path / "ut" / "koder.csv")
    assert heading == ["id", "topics", "evidence"]
    assert first[:2] == ["1", "hastighet|belysning"]
    assert "hastighet: kör för fort [" in first[2]
    assert rest == [["2", "", ""], ["3", "", ""]]


def test_rows_of_two_systems_are_coded_and_masked(tmp_path: Path) -> None:
    texts = ("De kör för fort på ön", "Det är mörkt – överallt", "Skräp på gården")
    rows = [f'{n};"{text}"\n'.encode(("utf-8", "cp1252")[n % 2]) for n, text in enumerate(texts)]
    (tmp_path / "svar.csv").write_bytes(b"id;text\n" + b"".join(rows))
    assert [text for _, text in free_text.read_answers(tmp_path / "svar.csv").rows] == list(texts)
    assert len(free_text.code(tmp_path / "svar.csv", out=tmp_path / "koder.csv").rows) == 3
    assert [row[1] for row in read(tmp_path / "koder.csv")[1:]] == ["hastighet", "belysning", "nedskrapning"]
    assert len(free_text.mask(tmp_path / "svar.csv", out=tmp_path / "m.csv").rows) == 3


def test_the_starter_is_read_once_though_long_answers_are_held_against_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starter.rules.cache_clear()
    likeness.carried.cache_clear()
    starter.topics.cache_clear()
    times, read_text = [], Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda path, *a, **k: times.append(path.name) or read_text(path, *a, **k))
    told = "vi bor ute på landet och det är mörkt längs hela vägen till skolan"
    (tmp_path / "svar.csv").write_text(f"id,text\n1,{told}\n", "utf-8")
    free_text.code(tmp_path / "svar.csv", out=tmp_path / "koder.csv")
    assert times.count(starter.FILE.name) == 1


def test_answers_are_masked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "svar.csv").write_text("id;text\na;Kalle säljer knark vid Qvarnåsen\nb;\n", "utf-8")
    (tmp_path / "platser.txt").write_text("Qvarnåsen\n", "cp1252")
    words = ["mask", str(tmp_path / "svar.csv"), "--out", str(tmp_path / "m.csv")]
    assert cli.main([*words, "--places", str(tmp_path / "platser.txt")]) == 0
    assert read(tmp_path / "m.csv") == [["id", "masked"], ["a", "▇▇▇▇▇ säljer knark vid Qvarnåsen"], ["b", ""]]
    assert "första utkast" in capsys.readouterr().out


def test_rows_without_an_id_get_their_number(tmp_path: Path) -> None:
    (tmp_path / "svar.csv").write_text("text\nknark\n\nmörkt\n", "utf-8")
    assert free_text.read_answers(tmp_path / "svar.csv").rows == (("2", "knark"), ("3", ""), ("4", "mörkt"))


def test_a_file_without_text_and_one_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "svar.csv").write_text("id;ålder\n1;3\n", "utf-8")
    with pytest.raises(SourceError, match="ingen kolumn"):
        free_text.read_answers(tmp_path / "svar.csv")
    assert cli.main(["code", str(tmp_path / "borta.csv"), "--out", str(tmp_path / "x.csv")]) == 2
    assert "Filen finns inte" in capsys.readouterr().err


def test_what_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "svar.csv").write_text("id,text\n1,knark\n", "utf-8")
    with pytest.raises(MedlofteError, match="går inte att skriva"):
        free_text.code(tmp_path / "svar.csv", out=tmp_path)


TOPICS = """
topics:
- {id: fart, label: Fart, patterns: ["kör* .. fort"], must_match: [De kör fort], must_not_match: [%s]}
"""


def test_the_codebooks_own_sentences_are_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "amnen.yaml"
    file.write_text(TOPICS % "Han går fort", "utf-8")
    assert cli.main(["codebook", "test", str(file)]) == 0
    assert capsys.readouterr().out == "2 meningar prövade, 0 fel.\n"
    file.write_text(TOPICS % "Han kör fort", "utf-8")
    assert cli.main(["codebook", "test", str(file)]) == 2
    assert "fart: «Han kör fort» träffas av kör* .. fort" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("pattern", "read", "meant"),
    [
        ("kör* - buss|taxi .. sent", "(buss|taxi) .. sent", "- buss - taxi .. sent"),
        ("kör* - buss|bil .. ofta|taxi", "(buss|bil) .. (ofta|taxi)", "- buss - bil .. ofta - taxi"),
        ("?kör* -- buss|spårvagn|taxi .. sent", "(buss|spårvagn|taxi) .. sent", "-- buss|spårvagn -- taxi .. sent"),
    ],
)
def test_a_pattern_that_may_have_been_meant_otherwise_is_told_with_both_readings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pattern: str, read: str, meant: str
) -> None:
    file = tmp_path / "amnen.yaml"
    file.write_text((TOPICS % "Han går fort").replace("]", f', "{pattern}"]', 1), "utf-8")
    assert cli.main(["codebook", "test", str(file)]) == 0
    first, second, last = capsys.readouterr().out.splitlines()
    assert first == f"varning fart: {pattern}"
    assert f"läses som {read}," in second
    assert f"skriv «{meant}»." in second
    assert last == "2 meningar prövade, 0 fel."
    for clear in (meant, meant.replace("..", "+")):
        assert slips.doubtful(_book(f"kör* {clear}"), known=frozenset()) == []


@pytest.mark.parametrize(
    "pattern", ["kör*|åk* .. fort", "kör* - buss|taxi", "kör* - @bussar .. sent", "a|b .. c - d", "a ++ b|c .. d"]
)
def test_a_pattern_that_says_one_thing_only_is_not_told(pattern: str) -> None:
    assert slips.doubtful(_book(pattern), known=frozenset()) == []


def test_what_is_told_of_a_pattern_is_how_it_is_read() -> None:
    slip, meant = Coder(_book("kör* - buss|taxi .. sent")), Coder(_book("kör* - buss - taxi .. sent"))
    assert slip.code("de kör buss")
    assert not meant.code("de kör buss")
    for text, found in (("de kör taxi sent", False), ("de kör taxi", True)):
        assert bool(slip.code(text)) == bool(meant.code(text)) == found


def _book(pattern: str) -> Codebook:
    return Codebook.model_validate(
        {"questions": [], "topics": [{"id": "fart", "label": "Fart", "patterns": [pattern]}]}
    )


def test_every_pattern_that_cannot_be_read_is_told_at_once_with_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text('topics: [{id: a, label: A, patterns: ["@borta", "kör* +", "bil"]}]\n', "utf-8")
    (tmp_path / "svar.csv").write_text("id,text\n1,bil\n", "utf-8")
    code = ["code", str(tmp_path / "svar.csv"), "--out", str(tmp_path / "ut.csv"), "--codebook"]
    for command in (["codebook", "test", str(tmp_path / "a.yaml")], [*code, str(tmp_path / "a.yaml")]):
        assert cli.main(command) == 2
        told = capsys.readouterr().err
        assert all(words in told for words in ("a.yaml", "a, «@borta»", "a, «kör* +»"))
        assert "«bil»" not in told
    assert cli.main([*code, str(tmp_path / "saknas.yaml")]) == 2
    assert "kommandoraden" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["topics: []\n", "topics: [{id: a}]\n", "topics: [{id: a, label: A}]\n"])
def test_a_codebook_without_topics_or_sentences(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.yaml").write_text(content, "utf-8")
    with pytest.raises(CodebookError):
        free_text.try_codebook(tmp_path / "a.yaml")


def test_topics_in_a_file_of_their_own_are_found() -> None:
    demo = Path(__file__).parents[1] / "data" / "stromstad-2017" / "codebook.yaml"
    assert free_text.try_codebook(demo).wrong == []


@pytest.mark.parametrize("verb", ["code", "mask"])
def test_one_row_per_row_whatever_one_of_them_holds(tmp_path: Path, verb: str) -> None:
    texts = ["skräp " * 30_000, "a" * 200_000, "knark\nvid torget\r\n\r\noch skräp", 'han sa "hej"', "", "skräp"]
    with (tmp_path / "svar.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([("id", "text"), *(("7", text) for text in texts)])
    assert cli.main([verb, str(tmp_path / "svar.csv"), "--out", str(tmp_path / "ut.csv")]) == 0
    csv.field_size_limit(1_000_000)
    _, *rows = read(tmp_path / "ut.csv")
    assert [row[0] for row in rows] == ["7"] * len(texts), "an id that comes twice is two rows"
    wanted = ["nedskrapning", "", "narkotika|nedskrapning", "", "", "nedskrapning"]
    assert verb == "mask" or [row[1] for row in rows] == wanted


def test_a_quotation_mark_that_is_never_closed_swallows_no_answers(tmp_path: Path) -> None:
    (tmp_path / "svar.csv").write_text('id,text\n1,"a" och b\n2,"han sa knark\n3,klotter\n', "utf-8")
    with pytest.raises(SourceError, match="rad 3: Ett citattecken öppnas men stängs aldrig"):
        free_text.read_answers(tmp_path / "svar.csv")
    for rest in ('2,mörkt" och\n', '2,mörkt\n3,"bus\n'):
        (tmp_path / "svar.csv").write_text(f'id,text\n1,"knark\n{rest}9,x\n', "utf-8")
        with pytest.raises(SourceError, match="rad 2 kan ha tagit med sig nästa svar"):
            free_text.read_answers(tmp_path / "svar.csv")
    said = 'hon gick, sedan\nsa hon "hej", och kom'
    (tmp_path / "svar.csv").write_text(f'id,text\n1,"{said}"\n2,bus\n', "utf-8")
    assert [name for name, _ in free_text.read_answers(tmp_path / "svar.csv").rows] == ["1", "2"]


ODD = {
    "mixed": ("id;text\n1;mörkt\n".encode() + "2;gångväg\n".encode("cp1252"), 2, ", rad 3", "rad 3 är i Windows-1252"),
    "older": ("id;text\n1;mörkt\n".encode("cp1252"), 1, "svar.csv", "läst som Windows-1252"),
    "nul": (b"id\ttext\n1\tkna\0rk\n2\tbus och lite till\n", 2, ", rad 2", "tecknen är borttagna"),
    "marks": ('id,text\n1,knark\n2,"mör"kt"\n', 2, ", rad 3", "på fel ställe på rad 3"),
    "long": ("id,text\n1,knark\n2," + "a" * 140_000 + "\n", 2, ", rad 3", "längre än Excel tillåter"),
    "empty": ("id,text\n1,knark\n\n,\n3,x\n", 4, ", rad 3", "Rad 3–4 är helt tom"),
    "short": ("id,plats,text\n1,x,knark\n2,y\n3,z,bus\n4\n", 4, ", rad 3", "Rad 3, 5 har färre celler"),
    "cut": ("id,text,plats\n1,mörkt, och kallt,x\n", 1, ", rad 2", "kan vara avklippt"),
    "put back": ("id;text\n1;mörkt; och kallt\n", 1, ", rad 2", "hopfogad igen"),
    "two": ("id,svar,kommentar\n1,,mörkt\n", 1, ", rad 1", "bara «svar» är läst"),
    "garbled": ("id,text\n1,mÃ¶rkt\n", 1, "svar.csv", "ser felkodade ut"),
    "title": ("Svar\n\nid,text\n1,knark\n", 1, ", rad 3", "Rubrikerna står på rad 3"),
}


@pytest.mark.parametrize("verb", ["code", "mask"])
@pytest.mark.parametrize("odd", ODD)
def test_what_is_odd_about_the_file_is_told_and_every_row_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], odd: str, verb: str
) -> None:
    content, rows, where, told = ODD[odd]
    (tmp_path / "svar.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert cli.main([verb, str(tmp_path / "svar.csv"), "--out", str(tmp_path / "ut.csv")]) == 0
    csv.field_size_limit(1_000_000)
    assert len(read(tmp_path / "ut.csv")) == rows + 1
    place, said, *_more = capsys.readouterr().err.splitlines()
    assert where in place
    assert told in said


def test_a_text_that_a_delimiter_has_cut_is_put_together_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "svar.csv").write_text("id;text;;\n1;mörkt; och kallt, va;;\n", "utf-8")
    assert free_text.read_answers(tmp_path / "svar.csv").rows == (("1", "mörkt; och kallt, va"),)


@pytest.mark.parametrize("rows", [[("id", "text"), (7, "knark"), (None, None), ("x", 12)]])
def test_a_workbook_is_told_from_a_text_file_by_its_name_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: list[tuple[object, ...]]
) -> None:
    with xlsxwriter.Workbook(tmp_path / "svar.xlsx") as book:
        for name in ("Svar", "Annat"):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows if name == "Svar" else [("ålder",)]):
                sheet.write_row(number, 0, row)
    words = ["code", "--out", str(tmp_path / "ut.csv")]
    assert cli.main([*words, str(tmp_path / "svar.xlsx")]) == 0
    assert [row[0] for row in read(tmp_path / "ut.csv")] == ["id", "7", "", "x"]
    assert "Arbetsboken har fler blad" in capsys.readouterr().err
    (tmp_path / "svar.xlsx").rename(tmp_path / "svar.csv")
    assert cli.main([*words, str(tmp_path / "svar.csv")]) == 2
    assert "ser ut att vara en Excelfil" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("id,text\n", ["inga svar under rubrikerna"]),
        ("text\nknark\n", ["radens nummer i filen"]),
        ("id,text\n007,knark\n007,mörkt\n,bus\n", ["1 rad saknar svarsnummer.", "1 svarsnummer står på flera rader"]),
        ("id,text\n1,knark\n2,mörkt\n", []),
    ],
)
def test_what_is_odd_about_the_ids_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, told: list[str]
) -> None:
    (tmp_path / "svar.csv").write_text(content, "utf-8")
    assert cli.main(["code", str(tmp_path / "svar.csv"), "--out", str(tmp_path / "k.csv")]) == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    assert len(lines) == len(told)
    assert all(part in line for part, line in zip(told, lines, strict=True))


@pytest.mark.parametrize("verb", ["code", "mask"])
def test_the_answers_are_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str) -> None:
    file = tmp_path / "svar.csv"
    file.write_text("id,text\n1,knark\n", "utf-8")
    assert cli.main([verb, str(file), "--out", str(tmp_path / "." / "svar.csv")]) == 2
    assert "kan inte skrivas över" in capsys.readouterr().err
    (tmp_path / "samma.csv").hardlink_to(file)
    assert cli.main([verb, str(file), "--out", str(tmp_path / "samma.csv")]) == 2
    assert file.read_text("utf-8") == "id,text\n1,knark\n"
    topics = tmp_path / "amnen.yaml"
    topics.write_text(TOPICS % "Han går fort", "utf-8")
    assert cli.main([verb, str(file), "--codebook", str(topics), "--out", str(topics)]) == 2
    assert topics.read_text("utf-8") == TOPICS % "Han går fort"
    capsys.readouterr()
    assert cli.main([verb, str(file), "--out", str(tmp_path / "k.xlsx")]) == 2
    assert "sluta på .csv" in capsys.readouterr().err
