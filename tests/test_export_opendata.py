"""The open data is read back with the tools that its readers use: frictionless, csvw and rdflib."""

from __future__ import annotations

import json
import zipfile
from urllib.parse import urlsplit

import frictionless
import pandas as pd
import pytest
import python_calamine
import rdflib
from csvw import TableGroup
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from medlofte import language
from medlofte.errors import ExportError
from medlofte.export import opendata
from medlofte.export.opendata.package import EXCEL
from medlofte.workshop.store import Store
from tests.sample import TOPICS, sample_edition

NASTY = '=HYPERLINK("x"), & <b>få</b>\nrad två'
BASE = "https://data.example.org/löften/2017"
PUBLICATION = {"responsible": "Strömstads kommun", "organisation_number": "123456-7890", "data": BASE,
               "contact": "Säkerhetssamordnaren", "email": "trygghet@example.org", "license": "CC-BY-4.0"}  # fmt: skip
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return sample_edition(tmp_path_factory.mktemp("public") / "e", profile="public", publication=PUBLICATION)


@pytest.fixture(scope="module")
def folder(edition, tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("store") / "w.sqlite") as store:
        basis = {"underlag": "hemlig siffra 3"}  # from an internal edition, which shows smaller groups
        store.decide("narkotika", decision="fokus", reason="Alla ser det.", by="Anna", who="Namn Namnsson", basis=basis)
        number = store.decide("inbrott", decision="bortprioriterat", reason=NASTY, by="Anna")
        store.settings.publish(number, may=True, by="Anna")
        store.plan.save("promise", "ny", content={"title": "Hemligt utkast", "text": NASTY}, by="Anna")
        ready = {"title": NASTY, "text": "Minst 10 kontroller.", "topics": ["hastighet"], "target": "10"}
        store.plan.save("promise", "klar", content=ready, by="Anna", state="beslutad")
        store.plan.save("promise", "narkotika", content={}, by="Anna", state="struken")
        store.plan.log_activity("vandringar", date="2017-11-01", amount=2, by="Anna", note="Fri text om Anna")
        return opendata.write(edition, tmp_path_factory.mktemp("ut"), store=store)


@pytest.fixture(scope="module")
def book(folder):
    return python_calamine.CalamineWorkbook.from_path(folder / EXCEL)


def read(folder, name):
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def test_the_folder_holds_what_it_should(folder):
    assert {file.name for file in folder.iterdir()} == {
        "loften.csv", "atgarder.csv", "aktiviteter.csv", "enkat.csv", "platser.csv", "rutor.csv", "prioritering.csv",
        "kodbok.csv", "datapackage.json", "csvw-metadata.json", "dcat.rdf", "LÄSMIG.md",
        "alla-tabeller.xlsx"}  # fmt: skip


def test_the_data_are_the_same_in_whichever_language_they_are_asked_for(tmp_path, english):
    words = {"topics": {"inbrott": {"label": "Burglary"}}, "questions": {"kon": {"label": "Gender"}}}
    made = sample_edition(tmp_path / "e", profile="public", english=words)
    asked_in_english = opendata.write(made, tmp_path / "en")
    language.choose("sv")
    asked_in_swedish = opendata.write(made, tmp_path / "sv")
    for file in sorted(asked_in_swedish.iterdir()):
        assert (asked_in_english / file.name).read_bytes() == file.read_bytes(), file.name


def test_the_data_package_is_valid_with_sizes_hashes_and_keys(folder):
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    made = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert all("hash" in entry and entry["bytes"] > 0 for entry in made["resources"])
    assert made["licenses"][0]["name"] == "CC-BY-4.0"
    assert made["contributors"] == [{"title": "Strömstads kommun", "roles": ["publisher"]}]


def test_frictionless_sees_a_broken_cell(folder, tmp_path):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes().replace(b",skyddad", b",gissad"))
    assert not frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


def test_csvw_reads_every_row_strictly(folder):
    group = TableGroup.from_file(folder / "csvw-metadata.json")
    rows = {table.url.string: list(table.iterdicts(strict=True)) for table in group.tables}
    group.check_referential_integrity(strict=True)
    assert {name: len(found) for name, found in rows.items()} == {
        file.name: len(read(folder, file.stem)) for file in folder.glob("*.csv")}  # fmt: skip
    assert float(rows["prioritering.csv"][0]["andel"]) == TOPICS[0][4]


def test_the_files_follow_rfc_4180(folder):
    for file in folder.glob("*.csv"):
        content = file.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert content.split(b"\r\n")[0].count(b",") > 3
        assert content.endswith(b"\r\n")


def test_a_suppressed_cell_is_empty_and_says_so(folder):
    hidden = read(folder, "enkat").query("status == 'skyddad'")
    assert len(hidden) == 9
    assert (hidden[["andel", "lag", "hog", "antal_svarande"]] == "").all(axis=None)
    [place] = read(folder, "platser").query("status == 'skyddad'").to_dict("records")
    assert (place["namn"], place["antal_invanare"]) == ("Skee skola", "")


def test_what_was_left_out_and_why(folder):
    frame = read(folder, "prioritering").set_index("amne")
    assert list(frame.index) == [topic[0] for topic in TOPICS]
    assert frame.at["inbrott", "beslut"] == "bortprioriterat"
    assert frame.at["inbrott", "motivering"].replace("\r\n", "\n") == NASTY
    assert frame.at["narkotika", "motivering"] == "", "nobody has said that it may be published"
    assert frame.at["belysning", "beslut"] == "inget_beslut"
    assert frame.at["hastighet", "loften"] == "klar"
    assert frame.at["narkotika", "loften"] == "", "the promise was struck"


def test_excel_has_the_same_rows_as_the_files_and_shares_as_per_cent(folder, book):
    files = list(folder.glob("*.csv"))
    assert set(book.sheet_names[1:]) == {file.stem for file in files}
    for file in files:
        head, *rows = book.get_sheet_by_name(file.stem).to_python()[3:]
        frame = read(folder, file.stem)
        assert head == list(frame.columns)
        assert len(rows) == max(len(frame), 1)
    assert 'formatCode="0.0 %"' in zipfile.ZipFile(folder / EXCEL).read("xl/styles.xml").decode()


def test_promises_that_were_given_and_what_was_done(folder, book):
    assert read(folder, "loften")["lofte"].tolist() == ["vandring", "klar"]
    [measure] = read(folder, "atgarder").to_dict("records")
    assert (measure["planerat"], measure["genomfort"], measure["bedomning"]) == ("1", "3", "uppfyllt")
    everything = "".join(file.read_text("utf-8") for file in folder.iterdir() if file.name != EXCEL)
    everything += "".join(str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    assert not [word for word in ("Anna", "Namnsson", "hemlig siffra") if word in everything]
    assert "Hemligt utkast" not in everything


def test_every_code_is_in_the_code_book(folder):
    book = read(folder, "kodbok")
    assert {"alla", "skyddad", "bortprioriterat"} <= set(book["kod"])
    answers = set(zip(book["tillhor"], book["kod"], strict=True))
    survey = read(folder, "enkat")
    assert set(zip(survey["fraga"], survey["svar"], strict=True)) <= answers
    groups = survey[survey["grupp1"] != "alla"]
    assert set(zip(groups["grupp1_fraga"], groups["grupp1"], strict=True)) <= answers
    assert set(read(folder, "prioritering")["amne"]) <= set(book[book["kolumn"] == "amne"]["kod"])


# DCAT-AP-SE


@pytest.fixture(scope="module")
def graph(folder):
    return rdflib.Graph().parse(folder / "dcat.rdf", format="xml")


def test_every_node_has_an_absolute_address(graph):
    nodes = {node for triple in graph for node in triple}
    assert not [node for node in nodes if isinstance(node, rdflib.BNode)]
    addresses = [urlsplit(node) for node in nodes if isinstance(node, rdflib.URIRef)]
    assert all(part.scheme in {"http", "https", "mailto"} for part in addresses)
    assert all(ord(letter) < 128 for part in addresses for letter in part.geturl())


def test_the_catalogue_has_what_the_portal_demands(graph):
    [catalog] = graph.subjects(RDF.type, DCAT.Catalog)
    [dataset] = graph.objects(catalog, DCAT.dataset)
    [distribution] = graph.objects(dataset, DCAT.distribution)
    publisher = rdflib.URIRef("http://dataportal.se/organisation/SE1234567890")
    licence = rdflib.URIRef("http://creativecommons.org/licenses/by/4.0/")
    for thing in (catalog, dataset):
        assert set(graph.objects(thing, DCTERMS.publisher)) == {publisher}
        for wanted in (DCTERMS.title, DCTERMS.description):
            assert {text.language for text in graph.objects(thing, wanted)} == {"sv", "en"}
    assert all(len(title.split()) <= 10 for title in graph.objects(dataset, DCTERMS.title))
    assert not [title for title in graph.objects(dataset, DCTERMS.title) if "Strömstad" in title or "2017" in title]
    assert graph.value(publisher, FOAF.name) == rdflib.Literal("Strömstads kommun")
    assert graph.value(catalog, DCTERMS.license) == licence == graph.value(distribution, DCTERMS.license)
    contact = graph.value(dataset, DCAT.contactPoint)
    assert contact != publisher
    assert graph.value(contact, VCARD.hasEmail) == rdflib.URIRef("mailto:trygghet@example.org")
    assert graph.value(distribution, DCAT.accessURL)
    names = {str(address).rsplit("/", 1)[1] for address in graph.objects(distribution, DCAT.downloadURL)}
    assert {"loften.csv", "enkat.csv", "kodbok.csv"} <= names


def test_without_an_address_no_entry_is_written_and_the_read_me_says_how(tmp_path):
    folder = opendata.write(sample_edition(tmp_path / "e", profile="public"), tmp_path)
    assert not (folder / "dcat.rdf").exists()
    text = (folder / "LÄSMIG.md").read_text("utf-8")
    assert "`data` under `[publication]`" in text
    assert "Påhittade svar" in text
    assert opendata.write(sample_edition(tmp_path / "e2", profile="public"), tmp_path) == folder


def test_an_internal_edition_is_refused(tmp_path):
    with pytest.raises(ExportError, match="--profile public"):
        opendata.write(sample_edition(tmp_path / "e"), tmp_path)
    assert not (tmp_path / "oppna-data").exists()


def test_another_folder_is_not_overwritten(edition, tmp_path):
    (tmp_path / "oppna-data").mkdir()
    (tmp_path / "oppna-data" / "mitt.txt").write_text("viktigt")
    with pytest.raises(ExportError, match="inget datapaket"):
        opendata.write(edition, tmp_path)
