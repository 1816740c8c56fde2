"""The documents are opened with the reading side of their libraries and checked against the edition."""

from __future__ import annotations

import pandas as pd
import pytest
import python_calamine

from medlofte.errors import ExportError
from medlofte.export import excel
from medlofte.workshop.store import Store
from tests.sample import TOPICS, sample_edition

NASTY = '=HYPERLINK("x") & <b>få</b>'


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return sample_edition(tmp_path_factory.mktemp("edition") / "e")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("store") / "w.sqlite") as opened:
        opened.voting.open("bedomning", problems=["narkotika", "inbrott"], criteria=["okar"], by="Anna")
        for answer in ("ja", "delvis", "ja", "nej"):
            cast = {"narkotika|okar": "ja", "inbrott|okar": answer}
            opened.voting.cast(opened.join("polis").token, 1, content=cast)
        opened.voting.close(1, by="Anna")
        opened.decide("narkotika", decision="fokus", reason="Alla ser det.", by="Anna")
        opened.decide("inbrott", decision="bortprioriterat", reason=NASTY, by="Anna")
        opened.plan.save("promise", "ny", content={"title": "Utkast till löfte", "text": NASTY}, by="Anna")
        ready = {"title": NASTY, "text": "Minst 10 kontroller.", "topics": ["hastighet"]}
        opened.plan.save("promise", "klar", content=ready, by="Anna", state="beslutad")
        opened.plan.log_activity("vandringar", date="2017-11-01", amount=2, by="Anna", note=NASTY)
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("ut")


@pytest.mark.parametrize("document", [excel])
def test_every_document_is_written_without_a_workshop_and_twice(edition, document, tmp_path):
    first = document.write(edition, tmp_path / "ny mapp")
    assert first.exists()
    assert document.write(edition, tmp_path / "ny mapp") == first
    assert len(list(first.parent.iterdir())) == 1
    (tmp_path / "fil").write_text("")
    with pytest.raises(ExportError):
        document.write(edition, tmp_path / "fil")


# Excel


def sheet(book, name):
    rows = book.get_sheet_by_name(name).to_python()
    return pd.DataFrame(rows[4:], columns=rows[3])


@pytest.fixture(scope="module")
def book(edition, store, folder):
    return python_calamine.CalamineWorkbook.from_path(excel.write(edition, folder, store=store))


def test_excel_holds_the_editions_figures(book, edition):
    frame = sheet(book, "Lägesbild")
    assert frame["Invånare, andel"].tolist() == [topic[4] for topic in TOPICS]
    assert frame["Ämne"].tolist() == [topic[1] for topic in TOPICS]
    survey, estimates = sheet(book, "Enkät"), edition.table("estimates")
    assert len(survey) == len(estimates)
    shown = pd.to_numeric(survey["Andel"])
    assert shown.sum() == pytest.approx(estimates["share"].sum(), abs=1e-9)
    hidden = survey[survey["Status"] == "skyddad"]
    assert len(hidden) == 9
    assert (hidden[["Andel", "Svarande", "Nedre gräns"]] == "").all(axis=None)
    assert set(survey["Grupp 1"]) >= {"Kvinna", "Centrum", ""}
    assert sheet(book, "Register")["Antal"].sum() == edition.table("registers")["count"].sum()


def test_excel_holds_the_workshop_and_text_stays_text(book):
    assert sheet(book, "Prioritering")[["Plats", "Problem", "Poäng, 0–1"]].to_numpy().tolist() == [
        [1, "Narkotika", 1.0], [2, "Inbrott", 0.625]]  # fmt: skip
    assert NASTY in sheet(book, "Beslut")["Motivering"].tolist()
    assert "Trygghetsvandringar" in sheet(book, "Åtgärder")["Åtgärd"].tolist()
    assert NASTY in sheet(book, "Aktiviteter")["Anteckning"].tolist()
    assert sheet(book, "Uppföljning")["Genomfört"].tolist() == [1, 3]


def test_a_text_longer_than_a_cell_is_cut_and_not_lost(edition, tmp_path):
    with Store.open(tmp_path / "w.sqlite") as opened:
        opened.decide("inbrott", decision="fokus", reason="x" * 40_000, by="Anna")
        file = excel.write(edition, tmp_path, store=opened)
    [reason] = sheet(python_calamine.CalamineWorkbook.from_path(file), "Beslut")["Motivering"]
    assert len(reason) == 32_767
    assert reason.endswith("x…")


def test_excel_says_that_the_answers_are_invented(book):
    explained = str(book.get_sheet_by_name("Läs mig").to_python())
    assert all(name in explained for name in ("Påhittade svar", *book.sheet_names[1:]))
    assert all("Påhittade svar" in str(book.get_sheet_by_name(name).to_python()[:3]) for name in book.sheet_names)
