"""The codebook changed from the notebook: only what was meant to change changes, and what does not hold is refused."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from jupyter_client.manager import run_kernel

from medlofte.analysis.accepted import FILE
from medlofte.analysis.check import check_round
from medlofte.analysis.read.naming import DECISIONS
from medlofte.analysis.workbench.decisions import Decisions
from medlofte.analysis.workbench.editing import Book, checked, difference, edited, save
from medlofte.analysis.workbench.editor import CodebookEditor
from medlofte.analysis.workbench.fields import FIELDS, band, ends, meant, typed
from medlofte.analysis.workbench.places import PlaceDecisions
from medlofte.analysis.workbench.rewrite import rewritten
from medlofte.analysis.workbench.workbook import Progress, told
from medlofte.codebook import Actor, Codebook, Question, Theme, Topic
from medlofte.errors import CodebookError, RoundError
from medlofte.rounds import Round
from tests.readings import codebook, make_round, table

DEMO = Path(__file__).parents[1] / "data" / "stromstad-2017"
SMALL = """\
# överst
questions:   # frågorna
- name: kon
  type: select_one   # ett val
  label: "Kön"
  choices: &kon
  # de vanligaste
  - {name: k, label: "Kvinna", also: ["K"]}
  # för få
  - {name: m, label: Man}

- name: partner
  type: select_one
  label: "Partnerns kön"
  choices: *kon
actors:
- {id: skola, label: Skola}   # skolan
# nederst
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    for name in ("codebook.yaml", "topics.yaml"):
        shutil.copyfile(DEMO / name, tmp_path / name)
    return tmp_path / "codebook.yaml"


def changed(change) -> list[str]:
    """Return the lines that a change of the small book takes away and puts in."""
    content = yaml.safe_load(SMALL)
    change(content)
    made = rewritten(SMALL, content)
    assert yaml.safe_load(made) == content
    before, after = SMALL.splitlines(), made.splitlines()
    return [f"-{line}" for line in before if line not in after] + [f"+{line}" for line in after if line not in before]


def test_a_changed_value_changes_its_own_line_only() -> None:
    assert changed(lambda content: content["questions"][0].update(label="Vilket är ditt kön?")) == [
        '-  label: "Kön"', '+  label: "Vilket är ditt kön?"']  # fmt: skip
    assert changed(lambda content: content["questions"][0].update(type="scale")) == [
        "-  type: select_one   # ett val", "+  type: scale   # ett val"]  # fmt: skip


def test_a_value_that_was_not_there_gets_a_line_and_one_that_goes_takes_its_own() -> None:
    assert changed(lambda content: content["questions"][1].update(series="p_1")) == ["+  series: p_1"]
    assert changed(lambda content: content["actors"][0].update(party="polis")) == [
        "-- {id: skola, label: Skola}   # skolan", "+- {id: skola, label: Skola, party: polis}   # skolan"]  # fmt: skip
    assert changed(lambda content: content["questions"].pop(1)) == [
        "-", "-- name: partner", "-  type: select_one", '-  label: "Partnerns kön"', "-  choices: *kon"]  # fmt: skip


def test_options_keep_their_comments_when_they_change_place() -> None:
    def turned(content) -> None:
        content["questions"][0]["choices"] = content["questions"][0]["choices"][::-1]
        content["questions"][1]["choices"] = content["questions"][0]["choices"]

    content = yaml.safe_load(SMALL)
    turned(content)
    lines = rewritten(SMALL, content).splitlines()
    assert lines[6:9] == ["  # för få", "  - {name: m, label: Man}", "  # de vanligaste"]
    assert "  choices: *kon" in lines, "what is the same for both is still shared"


def test_what_was_borrowed_becomes_a_copy_when_it_should_differ() -> None:
    lines = changed(lambda content: content["questions"][1].update(choices=[{"name": "k", "label": "Kvinna?"}]))
    assert lines == ["-  choices: *kon", '+  choices: [{name: k, label: "Kvinna?"}]']
    content = yaml.safe_load(SMALL)
    content["questions"] = content["questions"][::-1]
    assert yaml.safe_load(rewritten(SMALL, content)) == content, "also when it would stand before its origin"


def test_windows_line_ends_and_odd_characters_survive() -> None:
    text = SMALL.replace("\n", "\r\n")
    content = yaml.safe_load(text)
    content["questions"][0] |= {"label": 'Rad ett\nrad "två" 👵\u2028: #', "short": "Å"}
    made = rewritten(text, content)
    assert yaml.safe_load(made) == content
    assert made.count("\n") == made.count("\r\n")


def test_every_finding_stands_at_its_field(book: Path) -> None:
    read = Book.open(book)
    questions = read.entries("questions")
    questions[2] = edited("questions", questions[2], "type", "fråga")
    [note] = checked(read.changed("questions", questions))
    assert (note.entry, note.field) == ("kon", "type")
    assert note.text.startswith("«fråga» ska vara")
    questions = read.entries("questions")
    questions[2] = edited("questions", questions[2], "choices", [{"name": "a", "label": ""}])
    [note] = checked(read.changed("questions", questions))
    assert (note.entry, note.field, note.text) == ("kon", "choices", "Ett svarsalternativ saknar text.")
    questions[2] = edited(
        "questions", questions[2], "choices", [{"name": "a", "label": "A"}, {"name": "a", "label": "B"}]
    )
    [note] = checked(read.changed("questions", questions))
    assert (note.entry, note.field) == ("kon", "")
    topics = read.entries("topics")
    topics[0] = edited("topics", topics[0], "must_match", ["Blommorna är fina"])
    [note] = checked(read.changed("topics", topics), before=read)
    assert (note.entry, note.field) == (topics[0]["id"], "must_match")


def test_saving_keeps_a_copy_and_somebody_elses_change_is_not_written_over(book: Path) -> None:
    before = Book.open(book)
    questions = before.entries("questions")
    questions[0] = edited("questions", questions[0], "label", "Nummer")
    after = before.changed("questions", questions)
    assert [line for line in difference(before, after) if line[:1] in "+-"] == [
        '-  label: "Svarsnummer"', "+  label: \"Nummer\""]  # fmt: skip
    [copy] = save(before, after)
    assert copy.read_bytes() == (DEMO / "codebook.yaml").read_bytes()
    assert Codebook.read(book).question("svarsid").label == "Nummer"
    save(after, before)
    assert book.read_bytes() == (DEMO / "codebook.yaml").read_bytes()
    book.write_text(book.read_text("utf-8") + "# någon annan\n", "utf-8")
    with pytest.raises(CodebookError, match="någon annan"):
        save(before, after)
    assert book.read_text("utf-8").endswith("# någon annan\n")


def test_the_form_changes_saves_and_takes_back(book: Path) -> None:
    editor = CodebookEditor(book)
    editor.entry.value = "kon"
    editor.fields["label"].value = ""
    assert editor.save.disabled
    assert "saknas" in editor._notes["label"].value
    editor.fields["label"].value = "Ditt kön?"
    assert "Ditt kön?" in editor.preview.value
    assert book.read_bytes() == (DEMO / "codebook.yaml").read_bytes(), "nothing is written before it is saved"
    editor.save.click()
    assert Codebook.read(book).question("kon").label == "Ditt kön?"
    editor.undo.click()
    assert book.read_bytes() == (DEMO / "codebook.yaml").read_bytes()
    assert editor.undo.disabled


def test_a_changed_question_is_tried_on_the_answers_before_it_is_saved(book: Path) -> None:
    round_ = Round.read(DEMO)
    editor = CodebookEditor(book, round_=round_)
    editor.entry.value = "kon"
    editor.try_.click()
    assert re.search("<td[^>]*>Kvinan</td><td[^>]*>passar inte</td>", editor.tried.value)
    editor.fields["choices"].rows[0].children[2].value = "K; Kvinan"
    editor.try_.click()
    assert "passar inte" not in editor.tried.value
    editor.kind.value = "actors"
    editor.try_.click()
    assert "Välj en fråga" in editor.tried.value
    assert book.read_bytes() == (DEMO / "codebook.yaml").read_bytes()


def test_an_option_and_a_theme_get_their_english(book: Path) -> None:
    editor = CodebookEditor(book)
    editor.entry.value = "trygg_kvall"
    editor.fields["choices"].rows[0].children[1].value = "Quite safe"
    editor.kind.value = "themes"
    editor.entry.value = "Trafik"
    editor.fields["label_en"].value = "Road traffic"
    editor.new.value = "Djur"
    editor.add.click()
    assert editor.entry.value == "Djur"
    editor.fields["label_en"].value = "Animals"
    editor.save.click()
    read = Codebook.read(book)
    assert read.question("trygg_kvall").choices[0].label_en == "Quite safe"
    assert {"Trafik": "Road traffic", "Djur": "Animals"}.items() <= {
        one.label: one.label_en for one in read.themes
    }.items()
    editor.undo.click()
    assert "Djur" not in {one.label for one in Codebook.read(book).themes}


def test_options_are_added_ordered_and_shared(book: Path) -> None:
    editor = CodebookEditor(book)
    editor.entry.value = "trygg_kvall"
    options = editor.fields["choices"]
    options.new.value = "Ingen uppfattning"
    options.add.click()
    options.rows[-1].children[3].value = "dont_know"
    options._move(len(options.options) - 1, 0)
    editor.save.click()
    read = Codebook.read(book)
    assert read.question("trygg_kvall").choices[0].missing == "dont_know"
    assert read.question("trygg_dag").choices == read.question("trygg_kvall").choices, "they share them in the file"
    assert "choices: *trygg" in book.read_text("utf-8")


def test_topics_and_actors_are_edited_and_added(book: Path) -> None:
    editor = CodebookEditor(book)
    editor.kind.value = "topics"
    topic = editor.entry.value
    editor.fields["quote"].value = "never"
    editor.kind.value = "actors"
    editor.new.value = "Fältgruppen"
    editor.add.click()
    editor.up.click()
    editor.save.click()
    read = Codebook.read(book)
    assert read.topic(topic).quote == "never"
    assert [actor.id for actor in read.actors][-2] == "faltgruppen"
    assert "# " in (book.parent / "topics.yaml").read_text("utf-8")
    editor.remove.click()
    editor.drop.click()
    assert "faltgruppen" in [entry["id"] for entry in editor.entries]


def test_the_form_has_the_models_fields() -> None:
    models = {"questions": Question, "topics": Topic, "actors": Actor, "themes": Theme}
    left_out = {"questions": {"name", "concept", "separator"}, "topics": {"id", "whole_answer"}, "actors": {"id"},
                "themes": {"label"}}  # fmt: skip
    for kind, fields in FIELDS.items():
        assert {field.name for field in fields} == set(models[kind].model_fields) - left_out[kind]
        for field in fields:
            if field.words is not None:
                assert next(iter(field.words)) == (models[kind].model_fields[field.name].default or "") or (
                    models[kind].model_fields[field.name].is_required())  # fmt: skip


@pytest.mark.parametrize(
    ("control", "value", "text"),
    [
        ("lines", ["a", "b: c"], "a\nb: c"),
        ("years", [2025, 2026], "2025, 2026"),
        ("reasons", {"999": "dont_know", "-": "no_answer"}, "999 = vet ej\n- = inget svar"),
        ("number", 3, "3"),
        ("line", "Kön", "Kön"),
    ],
)
def test_what_is_typed_is_what_was_meant(control: str, value: object, text: str) -> None:
    assert typed(value, control) == text
    assert meant(text, control) == value


def test_a_band_of_a_number() -> None:
    assert band({"low": 16, "high": 24}) == "16–24"
    assert ends("16-24") == {"low": 16, "high": 24}
    assert ends("0 – 2,5") == {"low": 0, "high": 2.5}
    assert ends("") == {"low": None, "high": None}


def test_what_the_codebook_does_not_know_is_decided(tmp_path: Path) -> None:
    headings = "Svarsnummer;Är du trygg?;prio[fart];prio[knark];Förslag"
    round_ = make_round(tmp_path, files={"webb.csv": table("1;Ja;x;;", "2;Jodå;;;", "3;Nejj;;;", headings=headings)})
    file = tmp_path / round_.codebook
    plain = codebook().model_dump(mode="json", exclude_defaults=True)
    file.write_text(yaml.safe_dump(plain, allow_unicode=True), "utf-8")
    room = Decisions(round_, findings=check_round(round_, codebook=codebook()).findings)
    assert [one.value for one in room._all] == ["Jodå", "Nejj"]
    assert "Jodå</mark>" in room.source.value, "the source's own row is shown"
    room.accept.click()
    assert (room.left, "Jodå" in (tmp_path / FILE).read_text("utf-8")) == (1, True)
    room.which.value = 1
    room.withdraw.click()
    assert room.left == 2
    room.which.value = next(place for place, one in enumerate(room._all) if one.value == "Nejj")
    proposed, room.meaning.value = room.meaning.value, None
    room.mend.click()
    assert "Välj först" in room.said.value
    room.meaning.value = proposed
    assert {key: words for words, key in room.meaning.options}[room.meaning.value] == "Nej", "the likest is proposed"
    room.mend.click()
    assert "Kör om boken" in room.said.value
    again = check_round(round_, codebook=Codebook.read(file)).findings
    assert again[again["rule"] == "okant_alternativ"]["value"].tolist() == ["Jodå"]


def test_place_names_are_decided_one_at_a_time(tmp_path: Path) -> None:
    round_ = Round.read(DEMO).model_copy(update={"folder": tmp_path})
    places = pd.DataFrame({"place": ["torget", "parken"], "label": ["Torget", "Stadsparken"], "aliases": ["", ""]})
    told_ = pd.DataFrame({"rule": "liknande_plats", "value": ["Torgett", "månen", "parken"], "message": "Liknar."})
    room = PlaceDecisions(round_, findings=told_, places=places)
    assert room.place.value == "torget"
    room.later.click()
    room.none.click()
    room.keep.click()
    room.keep.click()
    assert "Inga platsnamn väntar" in room.text.value
    lines = (tmp_path / DECISIONS).read_text("utf-8-sig").splitlines()
    assert lines == ["text;place", "månen;-", "parken;parken", "Torgett;torget"]


def test_a_stop_and_an_error_are_told_in_a_sentence() -> None:
    assert "Stoppat." in told(KeyboardInterrupt())
    assert "ingen runda" in told(RoundError("Mappen är ingen runda."))
    shown = Progress("Läser")
    shown(1, 4, "platser")
    assert (shown.bar.value, "platser …" in shown.words.value) == (0.25, True)
    shown(4, 4, "klart")
    assert "klart" in shown.words.value


def test_a_stopped_cell_says_so_without_a_traceback() -> None:
    with run_kernel() as client:

        def shown() -> list[dict]:
            """Return what a cell has shown when it has ended."""
            found = []
            while True:
                message = client.get_iopub_msg(timeout=180)
                found.append(message)
                if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle" and (
                    message["parent_header"].get("msg_id") == asked
                ):  # fmt: skip
                    return [one for one in found if one["msg_type"] in ("display_data", "error", "stream")]

        start = "from medlofte.analysis.workbench.workbook import begin; begin()"
        asked = client.execute(start)
        assert shown() == []
        asked = client.execute("import time; print('nu', flush=True); time.sleep(600)")
        while client.get_iopub_msg(timeout=180)["msg_type"] != "stream":
            pass
        message = client.session.msg("interrupt_request", {})
        client.control_channel.send(message)
        [told_] = shown()
        assert "Stoppat." in told_["content"]["data"]["text/html"]
        asked = client.execute("from medlofte.rounds import Round; Round.read('finns-inte')")
        [told_] = shown()
        assert "Rätta det" in told_["content"]["data"]["text/html"]
