"""The demo round: made the same every time, believable, full of known faults, and never passed off as real."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import yaml

from medlofte.analysis.read.figures import slug
from medlofte.codebook import Codebook, normal
from medlofte.rounds import Round

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "data" / "stromstad-2017"
BY_HAND = {
    "round.toml",
    "codebook.yaml",
    "promises/promises.yaml",
    "README.md",
    "accepted.csv",
    "citat.jsonl",
    ".gitattributes",
}
FORM = ["Problem", "Plats", "Hur vanligt", "Utveckling", "Konsekvenser (1–5)", "Vilka drabbas", "När", "Källa",
        "Säkerhet (1–5)", "Sekretess (öppen/intern/sekretess)", "Kommentar"]  # fmt: skip
# The public page "Medborgarlöften i Strömstad", polisen.se, 2017.
PROMISES = (
    "Polisen ska utifrån lokal problem- och lägesbild genomföra riktade insatser mot narkotika. Kommunen bedriver ett "
    "löpande förebyggande ANDT arbete.",
    "Polisen ska HotSpot-patrullera platser som utifrån lokal problem- och lägesbild upplevs som otrygga samt "
    "förebygga våld i offentlig miljö. Kommunen bistår löpande med information om otrygga platser och områden. Kommun "
    "och polis genomför gemensamt minst en trygghetsvandring under 2017.",
    "Polis ska genomföra kontroller av störande eller olaglig trafik samt allmänt trafikbeteende med fokus på de "
    "platser i kommunen som i medborgardialogerna särskilt utpekats som otrygga ur trafiksäkerhetssynpunkt.",
)


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return Codebook.read(DEMO / "codebook.yaml")


@pytest.fixture(scope="module")
def web(codebook: Codebook) -> pd.DataFrame:
    return _named(pd.read_csv(DEMO / "survey/web.csv", sep=";", encoding="cp1252", dtype=str), codebook)


@pytest.fixture(scope="module")
def event(codebook: Codebook) -> pd.DataFrame:
    frame = pd.read_excel(DEMO / "survey/event.xlsx", sheet_name="Svar", engine="calamine", header=3)
    return _named(frame[frame["Löpnummer"].astype(str).str.startswith("DEMO-E")], codebook)


def _named(frame: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    names = {heading: question.name for question in codebook.questions for heading in question.headings}
    return frame.rename(columns=lambda heading: names[normal(heading)])


def _csv(name: str) -> pd.DataFrame:
    return pd.read_csv(DEMO / name, sep=";")


def _form(file: Path) -> pd.DataFrame:
    return pd.read_excel(file, sheet_name="Kartläggning", engine="calamine", header=4)


def test_the_generator_makes_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "data/make_demo.py", tmp_path], check=True, cwd=tmp_path)
    made = {file.relative_to(tmp_path).as_posix(): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    kept = {file.relative_to(DEMO).as_posix(): file.read_bytes() for file in DEMO.rglob("*") if file.is_file()}
    assert made.keys() == kept.keys() - BY_HAND
    stale = [name for name in made if made[name] != kept[name]]
    assert stale == [], "run python data/make_demo.py --edition"


def test_round_and_codebook_load_with_every_file_in_place(codebook: Codebook) -> None:
    round_ = Round.read(DEMO)
    assert round_.demo
    assert round_.years == (2015, 2016)
    assert round_.priority_question in {question.name for question in codebook.questions}
    assert set(round_.rake) <= {question.name for question in codebook.groups}
    assert len(codebook.topics) == 27
    assert len(codebook.actors) == 11
    assert len({topic.theme for topic in codebook.topics} - {""}) == 9


def test_the_question_whose_options_changed_has_two_series_and_one_concept(codebook: Codebook) -> None:
    new, old = codebook.question("fortroende_polis"), codebook.question("fortroende_polis_2015")
    assert new.concept == old.concept
    assert new.series != old.series
    assert (new.years, old.years) == ((2016,), (2015,))
    assert len(old.valid) == len(new.valid) + 1


def test_counts_of_answers(web: pd.DataFrame, event: pd.DataFrame) -> None:
    assert len(web) == 330
    assert web.isna().all(axis=1).sum() == 1, "an empty row"
    assert len(event) == 152
    assert web.svarsid.dropna().duplicated().sum() == 1
    assert len(pd.read_csv(DEMO / "survey/2015-web.csv", sep=";", encoding="utf-8-sig")) == 300


def test_the_web_file_has_the_habits_of_its_tool() -> None:
    raw = (DEMO / "survey/web.csv").read_bytes()
    assert b"\r\n" in raw
    assert b"\r\n;;;;" in raw, "an empty row"
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    text = raw.decode("cp1252")
    assert "Trafik; " in text
    assert re.search(r";\d+,\d;", text), "decimal comma"
    assert (DEMO / "survey/2015-web.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_deliberate_faults_are_few_and_known(web: pd.DataFrame, codebook: Codebook) -> None:
    unknown = {
        (question.name, value)
        for question in codebook.questions
        if question.type in ("select_one", "scale") and question.name in web
        for value in web[question.name].dropna().unique()
        if normal(value) not in question.written
    }
    assert unknown == {("trygg_kvall", "Ganska otryg"), ("omrade", "Centrumm")}
    ages = pd.to_numeric(web.alder, errors="coerce")
    assert web.alder[ages.isna()].dropna().tolist() == ["före detta"]
    assert ages[ages > 110].tolist() == [217]
    assert (web.prioritet.str.count(";") > 2).sum() == 1
    options = set(web.prioritet.dropna().str.split("; ").explode())
    assert {normal(option) for option in options} <= codebook.question("prioritet").written.keys()


def test_shares_are_believable(web: pd.DataFrame, event: pd.DataFrame) -> None:
    both = pd.concat([web.drop_duplicates("svarsid"), event])
    assert 0.55 < (both.kon == "Kvinna").mean() < 0.66
    chosen = both.prioritet.dropna().str.split("; ").explode()
    assert set(chosen.value_counts().index[:3]) == {
        "Trafik", "Mörka och otrygga platser ute", "Ungas alkohol och narkotika",
    }  # fmt: skip
    unsafe = web.trygg_kvall.isin(["Ganska otrygg", "Mycket otrygg", "Går inte ut på grund av otrygghet"])
    age = pd.to_numeric(web.alder, errors="coerce")
    young_women = unsafe[(age < 25) & (web.kon == "Kvinna")].mean()
    assert young_women > unsafe.mean() + 0.1
    assert unsafe[web.omrade == "Centrum"].mean() > unsafe[web.omrade == "Kosteröarna"].mean()


def test_free_text_varies_and_holds_no_contact_but_the_invented(web: pd.DataFrame, event: pd.DataFrame) -> None:
    texts = pd.concat([web.forslag, web.otrygg_plats, event.forslag, event.otrygg_plats]).dropna().astype(str)
    proposals = pd.concat([web.forslag, event.forslag]).dropna()
    assert proposals.nunique() > 0.9 * len(proposals)
    everything = "\n".join(texts)
    assert set(re.findall(r"\d{2,4}-[\d ]{5,}\d", everything)) == {"070-000 00 00"}
    assert set(re.findall(r"\S+@[\w.]+\w", everything)) == {"namn@exempel.invalid"}


def test_every_actor_hands_in_a_form_that_the_codebook_knows(codebook: Codebook) -> None:
    files = {file.stem: file for file in (DEMO / "mapping").glob("*.xlsx")}
    assert files.keys() == {actor.id for actor in codebook.actors}
    forms = {actor: _form(file) for actor, file in files.items()}
    assert all(list(form.columns) == FORM and 3 <= len(form) <= 7 for form in forms.values())
    rows = pd.concat(forms.values())
    known = {normal(word) for topic in codebook.topics for word in topic.problems}
    assert {normal(problem) for problem in rows.Problem} <= known
    assert set(rows["Sekretess (öppen/intern/sekretess)"]) == {"öppen", "intern", "sekretess"}
    assert rows["Konsekvenser (1–5)"].between(1, 5).all()


def test_crimes_add_up_between_levels_and_stay_inside_their_parents(codebook: Codebook) -> None:
    crimes = pd.read_csv(DEMO / "registers/bra.csv")
    assert set(crimes.Kommun) == {"Strömstad", "Riket"}
    assert set(crimes.År) == set(range(2012, 2017))
    assert set(crimes.Brottsnivå) == {1, 2, 3, 4}
    assert (crimes.Preliminär == (crimes.År == 2016)).all()
    for _, year in crimes.groupby(["Kommun", "År"]):
        count = year.set_index("Brott_ID").Antal
        assert count[13192] == count[13193] + count[13231]
        below = year.dropna(subset="Förälder_ID").groupby("Förälder_ID").Antal.sum()
        assert (below <= count.loc[below.index.astype(int)].to_numpy()).all()
    known = {f"bra_{number}" for number in crimes.Brott_ID} | {"olyckor"}
    known |= {f"rapporter_{slug(what)}" for what in _csv("registers/est.csv").Händelse}
    known |= {slug(name) for name in _csv("registers/trygghetsmatning.csv").Indikator}
    known |= {slug(name) for name in _csv("registers/can.csv").Fråga}
    assert {indicator for topic in codebook.topics for indicator in topic.indicators} <= known


def test_positions_lie_in_the_kommun_and_points_belong_to_respondents(web: pd.DataFrame) -> None:
    places, accidents = _csv("places/places.csv"), _csv("registers/accidents.csv")
    points = pd.read_csv(DEMO / "places/points.csv", sep=";", decimal=",")
    assert list(places.columns) == ["place", "label", "aliases", "kind", "x", "y"]
    assert 240 <= len(points) <= 290
    assert set(points.svarsid) <= set(web.svarsid)
    for frame in (places, accidents, points):
        assert frame.x.between(267_000, 297_000).all()
        assert frame.y.between(6_527_000, 6_558_000).all()
    names = places.assign(name=(places.label + "|" + places.aliases.fillna("")).str.split("|")).explode("name")
    names = names.assign(name=names.name.map(normal)).query("name != ''").drop_duplicates(["place", "name"])
    assert names.name.is_unique, "no name may mean two places"


def test_layers_say_their_coordinates_or_are_longitude_and_latitude(codebook: Codebook) -> None:
    areas, coast = (json.loads((DEMO / f"places/{name}.geojson").read_text("utf-8")) for name in ("areas", "coast"))
    assert areas["crs"]["properties"]["name"].endswith("3006")
    assert "crs" not in coast
    assert {f["properties"]["id"] for f in areas["features"]} == {c.name for c in codebook.question("omrade").choices}
    corners = [corner for feature in coast["features"] for corner in feature["geometry"]["coordinates"][0]]
    assert all(10.9 < longitude < 11.5 and 58.8 < latitude < 59.2 for longitude, latitude in corners)
    assert "ritade för demon" in areas["name"]


def test_population_covers_the_groups_and_its_sums_differ_a_little(codebook: Codebook) -> None:
    population = _csv("population.csv")
    sums = population.groupby("question").population.sum()
    assert set(sums.index) == {"alder", "kon", "omrade"}
    assert 1 <= sums.max() - sums.min() <= 20
    for question, choices in population.groupby("question").choice:
        assert set(choices) <= {choice.name for choice in codebook.question(str(question)).choices}


def test_the_promises_are_the_public_ones_and_only_one_number_was_promised(codebook: Codebook) -> None:
    promises = yaml.safe_load((DEMO / "promises/promises.yaml").read_text("utf-8"))["promises"]
    assert tuple(promise["text"] for promise in promises) == PROMISES
    assert all(promise[key] is None for promise in promises for key in ("baseline", "target", "deadline"))
    measures = {measure["measure"]: measure for promise in promises for measure in promise["measures"]}
    assert [name for name, measure in measures.items() if measure["planned"]] == ["trygghetsvandring"]
    assert {topic for promise in promises for topic in promise["topics"]} <= {topic.id for topic in codebook.topics}
    done = _csv("promises/activities.csv")
    assert 30 <= len(done) <= 50
    assert set(done.measure) == measures.keys()
    assert set(done.place.dropna()) <= set(_csv("places/places.csv").place)
    assert done.date.str.startswith("2017-").all()
    assert done.activity.is_unique


def test_every_invented_file_says_so() -> None:
    for file in DEMO.rglob("*.xlsx"):
        with zipfile.ZipFile(file) as book:
            assert "PÅHITTADE" in book.read("xl/sharedStrings.xml").decode("utf-8"), file.name
    assert _csv("promises/activities.csv").source.str.contains("påhittad").all()
    assert _csv("registers/accidents.csv").comment.str.contains("påhittad").all()
    assert _csv("registers/est.csv").Kommentar.eq("påhittad").all()
    for name in ("registers/trygghetsmatning.csv", "registers/can.csv", "walks/protokoll.csv"):
        assert _csv(name).Anmärkning.eq("påhittad").all()
    readme = (DEMO / "README.md").read_text("utf-8")
    groups = {".xlsx": "mapping/*.xlsx", ".geojson": "places/*.geojson"}
    files = [file for file in DEMO.rglob("*") if file.is_file() and file.name not in ("README.md", ".gitattributes")]
    assert [file.name for file in files if file.name not in readme and groups.get(file.suffix, "?") not in readme] == []
    assert "är påhittad" in readme
