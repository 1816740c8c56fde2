"""The next round from this one: what comes along, what stays, and that the new round can be checked and published."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from medlofte.analysis.check import check_round
from medlofte.analysis.publish import publish
from medlofte.codebook import Codebook
from medlofte.edition import Edition
from medlofte.errors import RoundError
from medlofte.next_round import CHECKLIST, create, setup
from medlofte.rounds import Round
from medlofte.workshop.store import Store
from tests.test_publish import CANARY, tiny


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Edition, Store]:
    """Return a tiny round with its edition and a workshop with three promises: open, fulfilled and reported."""
    folder = tiny(tmp_path_factory.mktemp("rundor") / "prov-2017")
    edition = publish(folder, out=folder.parent / "utgåva")
    store = Store.open(folder.parent / "w.sqlite")
    plan, at = store.plan, {"name": "Kommunpolis", "date": "2017-01-10", "by": "A"}
    plan.save("cause", "trasigt", content={"problem": "belysning", "branch": "plats", "text": "Trasiga lampor"}, by="A")
    plan.save("measure", "lampor", content={"title": "Byt lampor", "causes": ["trasigt"], "planned": 40,
                                            "unit": "lampor", "owner": "Gatuchef"}, by="A")  # fmt: skip
    for name in ("ljus", "fart", "knark"):
        content = {"title": name.capitalize(), "text": f"Vi gör {name}: 40 st.", "topics": ["belysning"],
                   "places": ["torget"], "baseline": 55, "target": 15, "deadline": "2017-10-31",
                   "measures": ["lampor"] if name == "ljus" else []}  # fmt: skip
        plan.save("promise", name, content=content, by="A")
        plan.step(name, state="overenskommet", expected_version=1, **at)
    for version, state in enumerate(("undertecknat", "pagar", "redovisat"), start=2):
        plan.step("knark", state=state, expected_version=version, **at)
    judged = {"status": "uppfyllt", "name": "Kommunpolis", "date": "2017-12-15", "reason": "Alla kontroller gjordes."}
    plan.save("assessment", "fart", content=judged, by="A")
    plan.save("outcome", "ljus", content={"value": 43, "date": "2017-12-15", "source": "Driftens lista"}, by="A")
    return folder, edition, store


def test_questions_places_criteria_and_open_promises_come_along(old, tmp_path: Path) -> None:
    folder, edition, store = old
    made = create(folder, tmp_path / "prov-2018", edition=edition, store=store)
    before, after = Round.read(folder), Round.read(made.folder)
    assert (after.year, after.title, after.kommun) == (2018, "Provrunda 2018", before.kommun)
    assert (after.criteria, after.crossings, after.rake) == (before.criteria, before.crossings, before.rake)
    assert after.priority_question == before.priority_question
    assert after.surveys == ()
    assert (made.folder / after.places).read_bytes() == (folder / before.places).read_bytes()
    series = {q.name: q.series for q in Codebook.read(made.folder / "codebook.yaml").questions}
    assert series == {q.name: q.series for q in Codebook.read(folder / "codebook.yaml").questions}
    assert made.series == ("trygg_1", "prio_1")
    assert (made.open, made.closed) == (("ljus",), ("fart", "knark"))
    [promise] = yaml.safe_load((made.folder / "promises" / "promises.yaml").read_text("utf-8"))["promises"]
    assert (promise["promise"], promise["baseline"], promise["target"]) == ("ljus", 55, 15)
    [measure] = promise["measures"]
    assert measure == {"measure": "lampor", "title": "Byt lampor", "cause": "Trasiga lampor", "kind": "situationell",
                       "owner": "Gatuchef", "planned": 40, "unit": "lampor"}  # fmt: skip
    todo = (made.folder / CHECKLIST).read_text("utf-8")
    for said in ("serien trygg_1", "Ljus: fortsätta, ändra eller avsluta?", "Utfallet 43 (Driftens lista)",
                 "Slutdatumet har passerat", "Avslutat, följer inte med: Fart", "--answers"):  # fmt: skip
        assert said in todo


def test_no_answer_comes_along_unless_asked_for(old, tmp_path: Path) -> None:
    folder, edition, store = old
    made = create(folder, tmp_path / "utan", edition=edition, store=store)
    files = [file for file in made.folder.rglob("*") if file.is_file()]
    assert not any(CANARY.encode() in file.read_bytes() for file in files)
    assert "webb.csv" not in {file.name for file in files}
    assert '# file = "webb.csv"' in (made.folder / "round.toml").read_text("utf-8")


def test_without_answers_the_only_error_is_that_there_are_none(old, tmp_path: Path) -> None:
    folder, edition, store = old
    made = create(folder, tmp_path / "utan", edition=edition, store=store)
    round_ = Round.read(made.folder)
    checked = check_round(round_, codebook=Codebook.read(made.folder / "codebook.yaml"))
    errors = checked.findings[checked.findings["severity"] == "fel"]
    assert errors["message"].tolist() == ["Rundan har ingen enkät ännu. Lägg filen i mappen och skriv den under "
                                          "[[surveys]]."]  # fmt: skip


def test_with_last_years_answers_the_new_round_is_published(old, tmp_path: Path) -> None:
    folder, edition, store = old
    made = create(folder, tmp_path / "med", edition=edition, store=store, answers=True)
    assert {survey.file for survey in Round.read(made.folder).surveys} == {"webb.csv"}
    new = publish(made.folder, out=tmp_path / "ny utgåva")
    assert new.table("promises")["promise"].tolist() == ["ljus"]
    assert new.table("promises")["places"].tolist() == ["torget"]
    assert new.table("measures")["planned"].tolist() == [40]
    assert new.about["year"] == 2018
    assert set(new.table("questions")["series"]) == set(edition.table("questions")["series"])


def test_a_folder_that_holds_something_is_left_alone(old, tmp_path: Path) -> None:
    folder, edition, store = old
    (tmp_path / "viktigt.txt").write_text("x")
    with pytest.raises(RoundError, match="inte tom"):
        create(folder, tmp_path, edition=edition, store=store)
    assert [file.name for file in tmp_path.iterdir()] == ["viktigt.txt"]


def test_nothing_half_made_is_left(old, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, edition, store = old

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("medlofte.next_round.setup", interrupted)
    with pytest.raises(KeyboardInterrupt):
        create(folder, tmp_path / "ny", edition=edition, store=store)
    assert list(tmp_path.iterdir()) == []


def test_a_set_up_is_moved_a_year_and_its_yearly_files_become_comments() -> None:
    made = setup(
        """
kommun = "Alvesta 2000-talet"     # står kvar
year = 2023
title = "Löften 2023–2024"
start = 2024-02-29
walks = [
    "a.kml",
]
mapping = "kart"
surveys = [{file = "web.csv", year = 2016, mode = "web"}]
crossings = [
    [], ["kon"],
]

[[layers]]
file = "omraden.geojson"
role = "areas"

[[registers]]     # brott
file = "bra.csv"
kind = "bra"

[disclosure.public]
minimum_base = 20
"""
    )
    for line in ('kommun = "Alvesta 2000-talet"     # står kvar', "year = 2024", 'title = "Löften 2024–2025"',
                 "start = 2025-02-28", "# walks = [", '#     "a.kml",', "# ]", 'mapping = "mapping"',
                 '# surveys = [{file = "web.csv", year = 2016, mode = "web"}]', '    [], ["kon"],', "[[layers]]",
                 "# [[registers]]     # brott", '# kind = "bra"', "[disclosure.public]",
                 "minimum_base = 20"):  # fmt: skip
        assert line in made.splitlines()
    assert 'mapping = "kart"' not in made


def test_what_was_said_of_one_years_page_becomes_comments() -> None:
    before = '[publication]\nemail = "a@example.org"\nassessed = 2024-01-10\nnext_survey = 2024-10-01\n'
    made = setup(before)
    assert 'email = "a@example.org"\n# assessed = 2024-01-10\n# next_survey = 2024-10-01' in made
