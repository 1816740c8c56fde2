"""Codebooks proposed from files: valid when read back, and right where the file says it plainly."""

from pathlib import Path

import duckdb
import pandas as pd
import pyreadstat
import pytest

from medlofte import cli
from medlofte.analysis.check import check_round
from medlofte.analysis.draft import draft
from medlofte.analysis.draft.person import ages
from medlofte.analysis.draft.sketch import slug
from medlofte.codebook import Codebook, Question
from medlofte.errors import SourceError
from medlofte.guesses import Survey
from medlofte.language import ENGLISH, speaking
from medlofte.new import create
from medlofte.rounds import Round
from tests.readings import make_round, workbook

DEMO = Path(__file__).resolve().parents[1] / "data" / "stromstad-2017" / "survey"


def drafted(path: Path, folder: Path) -> dict[str, Question]:
    """Return the drafted questions by name, read as the analyst's own codebook would be."""
    file = folder / "utkast.yaml"
    file.write_text(draft(path), "utf-8")
    return {question.name: question for question in Codebook.read(file).questions}


def csv(folder: Path, *rows: str) -> Path:
    path = folder / "fil.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def column(folder: Path, heading: str, values: list[str]) -> Question:
    """Return the one question drafted from a column beside an id."""
    rows = [f'{i};"{value}"' for i, value in enumerate(values)]
    found = drafted(csv(folder, f"Svarsnummer;{heading}", *rows), folder)
    assert found["svarsnummer"].role == "id"
    return next(question for name, question in found.items() if name != "svarsnummer")


@pytest.mark.parametrize(
    ("heading", "values", "kind"),
    [
        ("Datum", ["2016-10-03", "2016-10-04 10:31", ""], "date"),
        ("Ålder", ["20", "34", "999", "71"], "integer"),
        ("Avstånd (km)", ["1,5", "20", "3,25"], "decimal"),
        ("Antal bilar", ["0", "14", "300", "25"], "integer"),
        ("Hur mår du?", ["1", "2", "5", "5", "1", "9"], "scale"),
        ("Är du trygg?", ["Ja", "Nej", "ja ", "Vet ej"], "select_one"),
        ("Hur ofta?", ["Ofta", "Sällan", "Aldrig", "ofta", "Aldrig", "Ofta"], "scale"),
        ("Viktigast", ["Ljus;Polis", "Polis", "Ljus;Trafik", "Trafik;Polis", "Ljus", "Ljus;Polis"], "select_multiple"),
        ("Vilken plats är otrygg?", ["Torget", "Hamnen", "Vid skolan", "Parken", "Bron"], "place"),
        ("Förslag", ["Mer ljus", "Fler poliser", "Inget", "Städa", "Bygg om"], "text"),
        ("Tom", ["", "", ""], "text"),
        ("Vikt", ["1,2", "0,8", "0,9"], "decimal"),
    ],
)
def test_the_type_is_guessed(tmp_path: Path, heading: str, values: list[str], kind: str) -> None:
    assert column(tmp_path, heading, values).type == kind


def test_what_is_guessed_beside_the_type(tmp_path: Path) -> None:
    age = column(tmp_path, "Hur gammal är du?", ["20", "34", "999", "71"])
    assert (age.role, age.concept, age.missing) == ("group", "alder", {"999": "no_answer"})
    assert [choice.name for choice in age.choices] == ["16_24", "25_44", "45_64", "65_plus"]
    scale = column(tmp_path, "Hur mår du?", ["1", "2", "3", "5", "1", "9"])
    assert (scale.missing, [choice.label for choice in scale.choices]) == ({"9": "no_answer"}, ["1", "2", "3", "5"])
    often = column(tmp_path, "Hur ofta?", ["Aldrig", "Ofta", "Vet ej", "Sällan", "Aldrig", "Ofta", "Vet ej"])
    assert [(choice.name, choice.missing) for choice in often.choices] == [
        ("ofta", None), ("sallan", None), ("aldrig", None), ("vet_ej", "dont_know")]  # fmt: skip
    several = column(tmp_path, "Viktigast (högst två)", ["a b", "b", "a c", "c b", "a", "a b c", "c"])
    assert (several.separator, several.max) == (" ", 2)
    sex = column(tmp_path, "Vilket är ditt kön?", ["Kvinna", "Man", "Man", "Kvinna"])
    assert (sex.role, sex.concept) == ("group", "kon")
    assert column(tmp_path, "Vikt", ["1,2", "0,8"]).role == "weight"


def test_a_column_per_option_is_one_question(tmp_path: Path) -> None:
    heads = "id;prio[SQ001];prio[SQ002];prio[other];q/ljus;q/polis;submitdate;ipaddr;Fråga [Rad 1];Fråga [Rad 2]"
    path = csv(tmp_path, heads, "1;Y;;Hundar;1;0;2016-10-03;10.0.0.1;Ofta;Sällan", "2;;Y;;0;1;;10.0.0.2;Sällan;Ofta",
               "3;Y;Y;;1;1;2016-10-04;10.0.0.3;Ofta;Ofta")  # fmt: skip
    found = drafted(path, tmp_path)
    assert [choice.columns for choice in found["prio"].choices] == [
        ("prio[SQ001]",),
        ("prio[SQ002]",),
        ("prio[other]",),
    ]
    assert [choice.name for choice in found["q"].choices] == ["ljus", "polis"]
    assert {"fraga_rad_1", "fraga_rad_2"} <= set(found)
    text = draft(path)
    assert "#   ipaddr (kan peka ut den som svarat)" in text
    assert "#   submitdate (kommer från enkätverktyget)" in text
    assert "namn" not in found


def test_spss_says_it_itself(tmp_path: Path) -> None:
    frame = pd.DataFrame({"kon": [1.0, 2, 9], "trygg": [1.0, 4, 8], "alder": [20.0, 998, 40], "t": ["a", "b", "c"]})
    path = tmp_path / "enkat.sav"
    pyreadstat.write_sav(
        frame, str(path), column_labels={"kon": "Vilket är ditt kön?", "trygg": "Är du trygg?"},
        variable_value_labels={"kon": {1: "Man", 2: "Kvinna", 9: "Spår"}, "alder": {998: "Refused"},
                               "trygg": {1: "Mycket trygg", 2: "Ganska trygg", 4: "Otrygg", 8: "Vet ej"}},
        missing_ranges={"kon": [9], "alder": [{"lo": 997, "hi": 999}]})  # fmt: skip
    found = drafted(path, tmp_path)
    assert found["kon"].label == "Vilket är ditt kön?"
    assert [(c.name, c.also, c.missing) for c in found["kon"].choices] == [
        ("man", ("1",), None), ("kvinna", ("2",), None), ("spar", ("9",), "no_answer")]  # fmt: skip
    assert found["trygg"].type == "scale"
    assert found["trygg"].written["8"].missing == "dont_know"
    assert found["alder"].missing == {"998": "no_answer"}


def test_an_xlsform(tmp_path: Path) -> None:
    survey = [
        ["type", "name", "label::English (en)", "label::Svenska (sv)", "constraint"],
        ["start", "start", "", "", ""],
        ["begin_group", "bakgrund", "", "", ""],
        ["select_one kon", "kon", "Sex", "Kön?", ""],
        ["integer", "alder", "Age", "Ålder?", ""],
        ["end_group", "", "", "", ""],
        ["select_multiple prio or_other", "Prio", "Most important", "**Viktigast**", "count-selected(.) <= 3"],
        ["text", "forslag", "Ideas", "", ""],
        ["select_one_from_file a.csv", "ort", "Town", "Ort", ""],
        ["geopoint", "punkt", "Where", "Var", ""],
    ]
    choices = [["list_name", "name", "label::Svenska (sv)"], ["kon", "k", "Kvinna"], ["kon", "m", "Man"],
               ["prio", "ljus", "Ljus"], ["prio", "polis_1", "Polis"], ["prio", "vet_ej", "Vet ej"]]  # fmt: skip
    path = workbook(tmp_path / "form.xlsx", {"survey": survey, "choices": choices})
    found = drafted(path, tmp_path)
    assert list(found) == ["kon", "alder", "prio", "forslag"]
    assert (found["kon"].label, found["kon"].role, found["kon"].written["k"].name) == ("Kön?", "group", "kvinna")
    prio = found["prio"]
    assert (prio.max, prio.separator, prio.label, prio.columns) == (3, " ", "Viktigast", ())
    assert [choice.name for choice in prio.choices] == ["ljus", "polis", "vet_ej", "annat"]
    assert prio.written["other"].name == "annat"
    assert "punkt (geopoint)" in draft(path)


LIME = """id\tclass\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tother
\tS\t\tsid\t\t123\t\t\t
1\tG\tG0\tBakgrund\t1\t\t\tsv\t
1\tQ\tG\tkon\t1\t<p>Vilket är ditt k&ouml;n?</p>\t\tsv\tN
2\tQ\tL\ttrygg\t1\tÄr du trygg?\t\tsv\tY
2\tA\t0\tA1\t0\tMycket trygg\t\tsv\t
2\tA\t0\tA2\t0\tGanska otrygg\t\tsv\t
2\tA\t0\tA3\t0\tVet ej\t\tsv\t
3\tQ\tM\tprio\t1\tViktigast\t\tsv\tY
3\tSQ\t0\tSQ001\t1\tLjus\t\tsv\t
3\tSQ\t0\tSQ002\t1\tPolis\t\tsv\t
4\tQ\tF\toro\t1\tOro för\t\tsv\tN
4\tSQ\t0\tSQ001\t1\tInbrott\t\tsv\t
4\tA\t0\tA1\t0\tOfta\t\tsv\t
4\tA\t0\tA2\t0\tIbland\t\tsv\t
4\tA\t0\tA3\t0\tAldrig\t\tsv\t
5\tQ\tN\talder\t1\tÅlder?\t\tsv\tN
6\tQ\tX\tinfo\t1\tTack!\t\tsv\tN
7\tQ\tR\trang\t1\tOrdna\t\tsv\tN
7\tA\t0\tA1\t0\tLjus\t\tsv\t
7\tA\t0\tA2\t0\tPolis\t\tsv\t
8\tQ\tK\tantal\t1\tHur många\t\tsv\tN
8\tSQ\t0\tSQ001\t1\tbilar\t\tsv\t
1\tQ\tG\tkon\t1\tWhat is your gender?\t\ten\tN
"""


def test_a_limesurvey_structure_and_its_answers(tmp_path: Path) -> None:
    path = tmp_path / "limesurvey_survey_1.txt"
    path.write_text(LIME, "utf-8-sig")
    found = drafted(path, tmp_path)
    assert list(found) == ["kon", "trygg", "prio", "oro_sq001", "alder", "rang", "antal_sq001"]
    assert found["kon"].label == "Vilket är ditt kön?"
    assert [c.also for c in found["trygg"].choices] == [("A1",), ("A2",), ("A3",), ("-oth-", "other")]
    assert "info (LimeSurveys frågetyp X)" in draft(path)
    answers = "id,kon,trygg,prio[SQ001],prio[SQ002],prio[other],oro[SQ001],alder,rang[1],rang[2],antal[SQ001]\n"
    answers += "1,F,A1,Y,,Hundar,A1,20,A2,A1,3\n2,M,-oth-,,Y,,A3,40.0,A1,,0\n3,,A3,,,,,,,,\n"
    book = Codebook.read(tmp_path / "utkast.yaml")
    checked = check_round(make_round(tmp_path, files={"webb.csv": answers}), codebook=book)
    frame, states = checked.responses.frame, checked.responses.states
    assert frame["prio"].tolist()[:2] == ["ljus|annat", "polis"]
    assert frame["oro_sq001"].tolist()[:2] == ["ofta", "aldrig"]
    assert frame["rang"].tolist()[:2] == ["ljus|polis", "ljus"]
    assert frame["trygg"].tolist()[:2] == ["mycket_trygg", "annat"]
    assert states["trygg"].tolist()[2] == "dont_know"
    assert not (states == "invalid").any(axis=None)


@pytest.mark.no_cover
@pytest.mark.parametrize("file", sorted(DEMO.glob("*")), ids=lambda path: path.name)
def test_the_demos_files_are_drafted_and_read_without_invalid_answers(tmp_path: Path, file: Path) -> None:
    folder = create(tmp_path / "ny", surveys=[Survey(file, 2016)], year=2017)
    made = Round.read(folder)
    book = Codebook.read(folder / "codebook.yaml")
    assert len(book.topics) == 27
    assert {"group"} <= {question.role for question in book.questions}
    checked = check_round(made, codebook=book)
    assert not (checked.findings["severity"] == "fel").any(), checked.findings.to_string()
    states = checked.responses.states
    # Impossible ages and the like are in the demo on purpose.
    assert (states == "invalid").sum().sum() <= 0.005 * states.size
    assert (states == "answered").sum().sum() > 0.4 * states.size


def test_parquet_and_a_form_in_a_new_round(tmp_path: Path) -> None:
    path = tmp_path / "svar.parquet"
    duckdb.sql(
        f"COPY (SELECT i AS id, CASE WHEN i % 2 = 0 THEN 'Ja' ELSE 'Nej' END AS trygg FROM range(9) t(i)) TO '{path}'"
    )
    assert list(drafted(path, tmp_path)) == ["id", "trygg"]
    form = workbook(tmp_path / "form.xlsx", {"survey": [["type", "name", "label"], ["text", "a", "A?"]]})
    folder = create(tmp_path / "ny", surveys=[Survey(form, 2026)])
    assert not (folder / "survey").exists()
    assert Round.read(folder).surveys == ()


def test_a_file_with_no_question_and_a_name_that_is_taken(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Ingen fråga"):
        draft(csv(tmp_path, "E-post;Starttid", "a@b.se;1"))
    found = drafted(csv(tmp_path, "Year;Year!;åäö;???", "1;a;b;c"), tmp_path)
    assert list(found) == ["year_2", "year_3", "aao", "fraga"]
    assert slug("Är ni – på «Höjden»?") == "ar_ni_pa_hojden"


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = csv(tmp_path, "id;Trygg", "1;Ja", "2;Nej")
    assert cli.main(["codebook", "draft", str(path)]) == 0
    assert "UTKAST" in capsys.readouterr().out
    out = tmp_path / "kodbok.yaml"
    assert cli.main(["codebook", "draft", str(path), "--out", str(out)]) == 0
    assert Codebook.read(out).questions
    assert cli.main(["codebook", "draft", str(path), "--out", str(out)]) == 2
    assert "skrivs inte över" in capsys.readouterr().err
    assert cli.main(["new", str(tmp_path / "ny"), "--survey", str(path)]) == 0
    assert cli.main(["new", str(tmp_path / "ny2"), "--survey", str(tmp_path / "saknas.csv")]) == 2
    assert not (tmp_path / "ny2").exists()


@pytest.mark.parametrize(
    ("values", "left_out"),
    [
        (["Ganska trygg", "Ganska trygg", "Ganska otryg", "Ganska otrygg", "Ganska otrygg"], {"Ganska otryg"}),
        (["Mycket trygg", "Mycket trygg", "Mycket otrygg", "Ja", "Ja"], set()),
        (["3 gånger", "3 gånger", "4 gånger", "Aldrig", "Aldrig"], set()),
        (["Kvinna", "Kvinna", "kvina", "Man", "Man"], {"kvina"}),
    ],
)
def test_a_slip_of_the_pen_is_no_option_but_an_answer_that_means_something_else_is(
    tmp_path: Path, values: list[str], left_out: set[str]
) -> None:
    question = column(tmp_path, "Hur är det?", values)
    assert {value for value in values if value not in {choice.label for choice in question.choices}} == left_out


@pytest.mark.parametrize("heading", ["E-post, om du vill vara med i utlottningen", "Vill du vinna en biobiljett?"])
def test_a_column_of_addresses_is_left_out(tmp_path: Path, heading: str) -> None:
    rows = [f"{i};Ja;nagon{i}@example.org" for i in range(5)]
    path = csv(tmp_path, f"Svarsnummer;Trygg;{heading}", *rows)
    assert set(drafted(path, tmp_path)) == {"svarsnummer", "trygg"}
    assert "example.org" not in (tmp_path / "utkast.yaml").read_text("utf-8")


def test_the_words_of_a_band_of_age_are_the_rounds_own_whoever_drafts() -> None:
    with speaking(ENGLISH):
        assert [option.label for option in ages(year=2026)][::3] == ["16–24 år", "65 år eller äldre"]
