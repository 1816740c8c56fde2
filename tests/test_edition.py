"""An edition appears whole or not at all, and a damaged one is refused with the next step."""

import json
import os
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from medlofte import edition, language, tables
from medlofte.errors import EditionError, TableError
from tests import sample


@pytest.fixture
def made(tmp_path: Path) -> edition.Edition:
    return sample.sample_edition(tmp_path / "utgava")


def test_what_is_written_is_what_is_read(made: edition.Edition) -> None:
    again = edition.Edition.open(made.path)
    for table in tables.EDITION:
        pd.testing.assert_frame_equal(again.table(table.name), sample.frames()[table.name])
    assert again.layer("areas") == sample.layers()["areas"]
    assert again.about["kommun"] == "Strömstad"


def test_a_table_given_out_is_a_copy(made: edition.Edition) -> None:
    frame = made.table("topics")
    frame["label"] = "ändrad"
    assert "ändrad" not in set(made.table("topics")["label"])


def test_labels(made: edition.Edition) -> None:
    assert made.labels("actors")["polis"] == "Polis"
    assert list(made.choice_labels("alder")) == ["16_24", "25_44", "45_64", "65_"]
    assert made.layer("finns-inte")["features"] == []


def test_on_an_english_page_labels_are_english_where_the_codebook_has_them(tmp_path: Path, english: None) -> None:
    words = {
        "topics": {"narkotika": {"label": "Drugs", "theme": "Substances"}},
        "choices": {"kon/man": {"label": "Men"}},
    }
    made = sample.sample_edition(tmp_path / "utgava", english=words)
    assert made.labels("topics")["narkotika"] == "Drugs"
    assert made.labels("topics")["inbrott"] == "Inbrott"
    assert made.table("topics").set_index("topic")["theme"][["narkotika", "inbrott"]].tolist() == [
        "Substances",
        "brott",
    ]
    assert made.choice_labels("kon")["man"] == "Men"
    language.choose("sv")
    assert made.labels("topics")["narkotika"] == "Narkotika"
    assert made.choice_labels("kon")["man"] == "Man"


def test_the_manifest_is_a_valid_data_package(made: edition.Edition) -> None:
    manifest = json.loads((made.path / edition.MANIFEST).read_text("utf-8"))
    for resource in manifest["resources"]:
        assert resource["hash"] == f"sha256:{edition.sha256(made.path / resource['path'])}"
    tabular = [r for r in manifest["resources"] if r.get("type") == "table"]
    package = frictionless.Package.from_descriptor({**manifest, "resources": tabular}, basepath=str(made.path))
    report = package.validate()
    assert report.valid, report.flatten(["title", "note", "fieldName", "rowNumber"])[:5]


def half(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def swap(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8", newline="\n")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda path: (path / "topics.csv").unlink(), "halvkopierad"),
        (lambda path: (path / "topics.csv").write_text("topic\n"), "kontrollsumman"),
        (lambda path: (path / "datapackage.json").write_text("{"), "Manifestet"),
        (lambda path: (path / "datapackage.json").write_text("{}"), "Manifestet"),
        (lambda path: (path / "datapackage.json").write_text('{"resources": 3, "medlofte": []}'), "Manifestet"),
        (lambda path: (path / "datapackage.json").unlink(), "ingen utgåva"),
        (lambda path: half(path / "estimates.csv"), "halvkopierad"),
        (lambda path: swap(path / "estimates.csv", "0", "1"), "kontrollsumman"),
        (lambda path: swap(path / "datapackage.json", "Strömstad", "Stromstad"), "Manifestet är ändrat"),
        (lambda path: swap(path / "datapackage.json", '"topics.csv"', '"../topics.csv"'), "Manifestet"),
        (lambda path: swap(path / "datapackage.json", '"format": 2', '"format": 1'), "äldre än"),
    ],
)
def test_a_damaged_edition_is_refused_with_the_next_step(made: edition.Edition, harm, words: str) -> None:
    harm(made.path)
    with pytest.raises(EditionError, match=words) as caught:
        edition.Edition.open(made.path)
    assert "medlofte publish" in str(caught.value)


def test_a_newer_and_an_incomplete_edition_are_refused(made: edition.Edition) -> None:
    file = made.path / edition.MANIFEST
    manifest = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(manifest | {"medlofte": {"format": 99, "about": {}}}))
    with pytest.raises(EditionError, match="Uppdatera medlofte"):
        edition.Edition.open(made.path)
    file.write_text(json.dumps(manifest | {"resources": manifest["resources"][1:]}))
    with pytest.raises(EditionError, match="questions"):
        edition.Edition.open(made.path)


def test_what_does_not_belong_there_is_refused_but_not_what_systems_leave(made: edition.Edition) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "~$topics.csv"):
        (made.path / name).write_text("x")
    edition.Edition.open(made.path)
    (made.path / "svar.csv").write_text("x")
    with pytest.raises(EditionError, match=r"hör dit: svar\.csv.*Flytta ut"):
        edition.Edition.open(made.path)


def test_an_edition_is_never_changed_the_next_gets_a_number(made: edition.Edition) -> None:
    before = {file.name: file.read_bytes() for file in made.path.iterdir()}
    second, third = (sample.sample_edition(made.path) for _ in range(2))
    assert [one.path.name for one in (second, third)] == ["utgava-2", "utgava-3"]
    assert [one.number for one in (made, second, third)] == [1, 2, 3]
    assert third.manifest["version"] == "3"
    assert {file.name: file.read_bytes() for file in made.path.iterdir()} == before


def test_the_newest_edition_of_a_place_is_found(made: edition.Edition) -> None:
    assert edition.newest(made.path) == made.path
    for _ in range(2):
        newest = sample.sample_edition(made.path)
    made.path.with_name("utgava-2017").mkdir()  # another round's
    assert edition.newest(made.path) == newest.path == edition.numbered(made.path, 3)
    assert edition.newest(made.path.with_name("annan")) is None


def test_a_figure_is_traced_to_files_rows_method_and_versions(made: edition.Edition) -> None:
    accounting, sources = made.table("accounting"), made.table("provenance")
    row = accounting[accounting["answered"].notna()].iloc[0]
    found = made.provenance("estimates", question=row["question"], year=int(row["year"]))
    assert found.rows == row["answered"]
    assert set(found.sources["kind"]) <= {"survey", "population"}
    surveys = sources[sources["kind"] == "survey"]
    assert set(surveys["sha256"]) <= set(found.sources["sha256"])
    told = dict(found.lines())
    assert set(told) >= {"Källor", "Svar som använts", "Metod", "Kodbok", "Program", "Utgåva"}
    assert all(file in told["Källor"] for file in surveys["file"])
    assert set(made.provenance("registers").sources["kind"]) <= {"register"}
    assert made.provenance("topics").sources.empty


def test_each_tables_sources_stand_in_the_manifest_with_their_hashes(made: edition.Edition) -> None:
    [resource] = [r for r in made.manifest["resources"] if r["name"] == "estimates"]
    stated = {source["title"]: source["version"] for source in resource["sources"]}
    sources = made.table("provenance").query("kind in ['survey', 'population']")
    assert stated == {row.file: f"sha256:{row.sha256}" for row in sources.itertuples()}


def test_a_failed_writing_leaves_the_old_edition_and_no_litter(made: edition.Edition) -> None:
    before = (made.path / edition.MANIFEST).read_bytes()
    broken = sample.frames() | {"ranks": pd.DataFrame({"fel": [1]})}
    with pytest.raises(TableError):
        edition.write(made.path, frames=broken, layers={}, about=made.about)
    assert (made.path / edition.MANIFEST).read_bytes() == before
    assert [p.name for p in made.path.parent.iterdir()] == ["utgava"]


def test_a_folder_with_other_things_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "viktigt.txt").write_text("x")
    with pytest.raises(EditionError, match="ingen utgåva"):
        sample.sample_edition(tmp_path)
    assert (tmp_path / "viktigt.txt").read_text() == "x"


def test_the_default_is_named_by_the_environment_else_the_newest_nearby(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv(edition.ENVIRONMENT, raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EditionError, match="medlofte publish"):
        edition.default_path()
    sample.sample_edition(tmp_path / "data" / "editions" / "gammal")
    os.utime(tmp_path / "data" / "editions" / "gammal" / edition.MANIFEST, (1, 1))
    sample.sample_edition(tmp_path / "editions" / "ny")
    assert edition.default_path() == tmp_path / "editions" / "ny"
    (tmp_path / "dashboards").mkdir()
    monkeypatch.chdir(tmp_path / "dashboards")
    assert edition.default_path() == tmp_path / "editions" / "ny"
    monkeypatch.setenv(edition.ENVIRONMENT, "annan")
    assert edition.default_path() == Path("annan")
