"""The documents are opened with the reading side of their libraries and checked against the edition."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import frictionless
import pandas as pd
import pytest
import python_calamine

from medlofte import style, tables
from medlofte.errors import ExportError
from medlofte.export import excel, opendata, webpage
from medlofte.workshop.store import Store
from tests.sample import TOPICS, sample_edition

NASTY = '=HYPERLINK("x") & <b>få</b>'


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return sample_edition(tmp_path_factory.mktemp("edition") / "e")


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    return sample_edition(tmp_path_factory.mktemp("public") / "e", profile="public", demo=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("store") / "w.sqlite") as opened:
        for answer in ("ja", "delvis", "ja", "nej"):
            person = opened.join("polis").participant
            opened.rate(person, problem="narkotika", criterion="okar", answer="ja")
            opened.rate(person, problem="inbrott", criterion="okar", answer=answer)
        opened.decide("narkotika", decision="fokus", reason="Alla ser det.", by="Anna")
        opened.decide("inbrott", decision="bortprioriterat", reason=NASTY, by="Anna")
        opened.plan.save_promise("ny", content={"title": "Utkast till löfte", "text": NASTY}, by="Anna")
        ready = {"title": NASTY, "text": "Minst 10 kontroller.", "topics": ["hastighet"]}
        opened.plan.save_promise("klar", content=ready, by="Anna", state="beslutad")
        opened.plan.log_activity("vandringar", date="2017-11-01", amount=2, by="Anna", note=NASTY)
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("ut")


@pytest.mark.parametrize("document", [excel, webpage, opendata])
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


def test_excel_says_that_the_answers_are_invented(book):
    explained = str(book.get_sheet_by_name("Läs mig").to_python())
    assert all(name in explained for name in ("Påhittade svar", *book.sheet_names[1:]))
    assert all("Påhittade svar" in str(book.get_sheet_by_name(name).to_python()[:3]) for name in book.sheet_names)


# The page for residents


class _Page(HTMLParser):
    """Collects tags, the addresses they fetch, and the text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.addresses, self.text, self.language, self._in = [], [], [], None, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action", "data", "srcset")]
        self.language = dict(attrs).get("lang", self.language)

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def html(edition, store, folder):
    return webpage.write(edition, folder, store=store).read_text("utf-8")


def test_the_page_stands_alone(html):
    page = _Page(html)
    assert page.language == "sv"
    assert page.addresses == []
    assert not {"script", "iframe", "link", "img"} & set(page.tags)
    assert "http" not in html
    assert "url(" not in html
    assert "@import" not in html
    assert len(html.encode()) < 60_000


def test_the_drawing_and_its_table_hold_the_same_numbers(html):
    described = re.search(r"<desc id=\"bild-text\">(.*?)</desc>", html).group(1)
    table = html.split("Samma siffror som tabell")[1]
    for topic in TOPICS:
        figure = style.interval(topic[4], topic[4] - 0.04, topic[4] + 0.04)
        assert f"{topic[1]} {figure}" in described
        assert figure in table
    widths = [float(width) for width in re.findall(r"<rect [^>]*width=\"([\d.]+)\"", html)]
    assert [width / widths[0] for width in widths] == pytest.approx([t[4] / TOPICS[0][4] for t in TOPICS], abs=0.001)
    ends = [float(end) for end in re.findall(r"x2=\"([\d.]+)\"", html)]
    assert max(ends) == 230


def test_the_page_says_what_was_promised_and_done(html):
    text = " ".join("".join(_Page(html).text).split())
    assert "Påhittade svar" in text
    assert "Självrekryterat urval" in text
    assert "Narkotika valdes av 38\u00a0% (34–42) av 480 svarande.".replace("\u00a0", " ") in text.replace(
        "\u00a0", " "
    )
    assert "minst en trygghetsvandring" in text
    assert "Planerat 1, genomfört 3." in text
    assert NASTY in text  # escaped in the source, so it is read as text
    assert "<b>" not in html
    assert "Utkast till löfte" not in text
    assert "Anna" not in text


def test_a_public_real_edition_has_no_warnings(public, tmp_path):
    text = webpage.write(public, tmp_path).read_text("utf-8")
    assert "Påhittade" not in text
    assert "Internt underlag" not in text


# Open data


def test_the_open_data_is_a_valid_package_with_the_editions_figures(public, store, tmp_path):
    folder = opendata.write(public, tmp_path, store=store)
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    for name in ("estimates", "situation", "measures"):
        found = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])
        pd.testing.assert_frame_equal(tables.EDITION[_at(name)].check(found), public.table(name), atol=1e-9)
    activities = pd.read_csv(folder / "activities.csv")
    assert activities["amount"].sum() == 4
    assert set(pd.read_csv(folder / "promises.csv")["promise"]) == {"narkotika", "vandring", "klar"}
    assert "Anna" not in "".join(file.read_text("utf-8") for file in folder.iterdir())


def _at(name):
    return [table.name for table in tables.EDITION].index(name)


def test_an_internal_edition_gives_away_no_answers(edition, tmp_path):
    folder = opendata.write(edition, tmp_path)
    assert {file.name for file in folder.iterdir()} == {
        "promises.csv", "measures.csv", "activities.csv", "datapackage.json", "LÄSMIG.md"}  # fmt: skip
    readme = (folder / "LÄSMIG.md").read_text("utf-8")
    assert "den interna profilen" in readme
    assert "Påhittade svar" in readme
    assert "Påhittade svar" in json.loads((folder / "datapackage.json").read_text("utf-8"))["description"]


def test_another_folder_is_not_overwritten(edition, tmp_path):
    (tmp_path / "oppna-data").mkdir()
    (tmp_path / "oppna-data" / "mitt.txt").write_text("viktigt")
    with pytest.raises(ExportError, match="inget datapaket"):
        opendata.write(edition, tmp_path)
