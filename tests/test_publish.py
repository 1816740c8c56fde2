"""The whole run: a tiny round drawn here, and the demo round when it is there."""

import random
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import yaml

from medlofte import language, tables
from medlofte.analysis.check import check_round
from medlofte.analysis.coding import ledger
from medlofte.analysis.coding.quotes import FILE as QUOTES
from medlofte.analysis.coding.quotes import QuoteBook
from medlofte.analysis.publish import publish
from medlofte.cli import main
from medlofte.codebook import Codebook
from medlofte.edition import Edition, sha256
from medlofte.errors import EditionError, MedlofteError
from medlofte.rounds import Round
from medlofte.workshop import coverage

CREATED = "2026-11-23T12:00:00+00:00"
DEMO = Path(__file__).resolve().parents[1] / "data" / "stromstad-2017"
CANARY = "Kanariefågelmeningen"
CODEBOOK = {
    "version": "1",
    "questions": [
        {"name": "svarsid", "label": "Svarsid", "type": "id", "role": "id"},
        {"name": "kon", "label": "Kön", "type": "select_one", "role": "group",
         "choices": [{"name": "kvinna", "label": "Kvinna"}, {"name": "man", "label": "Man"}]},
        {"name": "trygg", "label": "Trygg?", "type": "scale", "series": "trygg_1",
         "choices": [{"name": "ja", "label": "Ja"}, {"name": "nej", "label": "Nej", "problem": True},
                     {"name": "vet_ej", "label": "Vet ej", "missing": "dont_know"}]},
        {"name": "prio", "label": "Viktigast", "type": "select_multiple", "max": 2, "separator": "|",
         "series": "prio_1",
         "choices": [{"name": "fart", "label": "Fart", "topic": "hastighet"},
                     {"name": "knark", "label": "Knark", "topic": "narkotika"},
                     {"name": "ljus", "label": "Ljus", "topic": "belysning"}]},
        {"name": "plats", "label": "Otrygg plats", "type": "place"},
        {"name": "forslag", "label": "Förslag", "type": "text"},
    ],
    "topics": [
        {"id": "hastighet", "label": "Hastighet", "patterns": ["kör* .. fort"], "ansvar": "polis"},
        {"id": "narkotika", "label": "Narkotika", "patterns": ["knark*"]},
        {"id": "belysning", "label": "Belysning", "kind": "lack", "patterns": ["*belysning*"], "ansvar": "kommun"},
    ],
    "actors": [{"id": "polis", "label": "Polis", "party": "polis"}, {"id": "skola", "label": "Skola"}],
}  # fmt: skip
ROUND = """
kommun = "Provköping"
year = 2017
title = "Provrunda 2017"
rake = ["kon"]
population = "population.csv"
places = "places.csv"
points = "points.csv"
priority_question = "prio"
crossings = [[], ["kon"], ["mode"]]

[[surveys]]
file = "webb.csv"
year = 2016
mode = "web"

[[surveys]]
file = "tidigare.csv"
year = 2015
mode = "event"

[disclosure.internal]
decimals = 12
"""


def answers(n: int, seed: int) -> pd.DataFrame:
    draw = random.Random(seed)
    texts = (f"{CANARY} de kör fort", f"mer belysning {CANARY}", f"knark {CANARY}", "", "")
    rows = [
        (f"HEMLIGTID{seed}X{i:03d}", draw.choice(("Kvinna", "Kvinna", "Man")), draw.choice(("Ja", "Nej", "Vet ej", "")),
         "|".join(draw.sample(("Fart", "Knark", "Ljus"), draw.choice((1, 2)))),
         draw.choice(("Torget", f"{CANARY} hos mig", "")), draw.choice(texts))
        for i in range(n)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Svarsid", "Kön", "Trygg?", "Viktigast", "Otrygg plats", "Förslag"])


def tiny(folder: Path) -> Path:
    """Write the tiny round."""
    folder.mkdir(parents=True)
    (folder / "round.toml").write_text(ROUND, "utf-8")
    (folder / "codebook.yaml").write_text(yaml.safe_dump(CODEBOOK, allow_unicode=True), "utf-8")
    for file, n, seed in (("webb.csv", 120, 1), ("tidigare.csv", 90, 2)):
        answers(n, seed).to_csv(folder / file, sep=";", index=False, encoding="utf-8-sig")
    (folder / "population.csv").write_text("question;choice;population\nkon;kvinna;500\nkon;man;500\n", "utf-8")
    (folder / "places.csv").write_text(
        "place;label;aliases;kind;x;y\ntorget;Torget;;torg;280000;6540000\nparken;Parken;;park;281000;6540000\n",
        "utf-8",
    )
    points = "".join(f"HEMLIGTID1X{i:03d};{280000 + i};{6540000 + i};narkotika\n" for i in range(40))
    (folder / "points.csv").write_text("svarsid;x;y;topic\n" + points, "utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny(tmp_path_factory.mktemp("rundor") / "prov-2017")


@pytest.fixture(scope="module")
def edition(folder: Path) -> Edition:
    return publish(folder, out=folder.parent / "utgåva", created=CREATED)


def test_the_published_shares_are_the_raked_ones(edition: Edition) -> None:
    raw = answers(120, 1)
    answered = raw[raw["Trygg?"].isin(["Ja", "Nej"])]
    sizes = raw["Kön"].value_counts()
    weight = answered["Kön"].map(0.5 / (sizes / len(raw)))
    right = weight[answered["Trygg?"] == "Nej"].sum() / weight.sum()
    found = edition.table("estimates").query("year == 2016 and question == 'trygg' and choice == 'nej' and by1 == ''")
    assert found["share"].iloc[0] == pytest.approx(right, abs=1e-9)
    assert found["n"].iloc[0] == len(answered)


def test_every_table_and_what_the_round_says_are_there(edition: Edition) -> None:
    assert all(len(edition.table(table.name).columns) for table in tables.EDITION)
    assert edition.about["kommun"] == "Provköping"
    assert edition.about["created"] == CREATED
    assert edition.about["survey_year"] == 2016
    assert edition.about["profile"] == "internal"
    assert "felmarginal" not in str(edition.about)
    assert edition.choice_labels("mode") == {"web": "Webb", "event": "Evenemang"}
    assert set(edition.table("estimates")["year"]) == {2015, 2016}
    assert len(edition.table("changes")) > 0
    situation = edition.table("situation").set_index("topic")
    assert situation.loc["hastighet", "rank"] in (1, 2, 3)
    assert situation.loc["hastighet", "text_mentions"] > 10
    assert edition.table("mentions")["n"].sum() > 0
    assert edition.table("places").set_index("place").loc["torget", "residents"] > 20
    assert edition.table("cells")["persons"].sum() >= 35
    assert edition.table("coverage").query("question == 'forslag' and year == 2016")["coded"].iloc[0] == 1


def test_the_manifest_names_every_source(edition: Edition, folder: Path) -> None:
    sources = edition.table("provenance").set_index("file")["sha256"]
    for name in ("webb.csv", "tidigare.csv", "points.csv", "population.csv", "places.csv"):
        assert sources[name] == sha256(folder / name)
    assert edition.about["codebook_sha256"] == sha256(folder / "codebook.yaml")


def test_no_free_text_and_no_respondent_is_in_any_byte(edition: Edition) -> None:
    content = b"".join(file.read_bytes() for file in edition.path.iterdir())
    assert CANARY.encode() not in content
    assert b"HEMLIGTID" not in content


def test_the_same_round_gives_the_same_bytes_whoever_publishes(edition: Edition, folder: Path) -> None:
    with language.speaking("en"):
        again = publish(folder, out=folder.parent / "igen", created=CREATED)
    for file in sorted(edition.path.iterdir()):
        assert file.read_bytes() == (again.path / file.name).read_bytes(), file.name


def test_progress_tells_each_step_in_order(folder: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    publish(folder, out=folder.parent / "steg", profile="public", progress=lambda *step: steps.append(step))
    totals = {total for _, total, _ in steps}
    assert len(totals) == 1
    assert [done for done, _, _ in steps] == sorted(done for done, _, _ in steps)
    assert steps[-1][0] == totals.pop()
    assert datetime.fromisoformat(Edition.open(folder.parent / "steg").about["created"]).tzinfo is not None


def test_a_persons_decision_counts_more_than_the_patterns(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "prov")
    book = ledger.Ledger(folder / ledger.FILE)
    raw = answers(120, 1)
    for one in raw.loc[raw["Förslag"].str.contains("knark"), "Svarsid"]:
        book.record(one, question="forslag", topic="narkotika", verdict="reject", coder="Å", version="1")
    edition = publish(folder, out=tmp_path / "ut", created=CREATED)
    mentions = edition.table("mentions").query("year == 2016")
    assert "narkotika" not in set(mentions["topic"])
    assert edition.table("coverage").query("question == 'forslag' and year == 2016")["reviewed"].iloc[0] > 0.1


def test_an_answer_deleted_by_its_id_is_gone_from_the_next_edition_and_from_the_quotes(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "prov")
    gone = str(answers(120, 1)["Svarsid"].iloc[0])
    book = Codebook.read(folder / "codebook.yaml")
    quotes = QuoteBook(folder / QUOTES, book)
    quotes.propose("Det är mörkt", respondent=gone, question="forslag", topics=["belysning"], by="Åsa")
    before = publish(folder, out=tmp_path / "ut", created=CREATED).table("coverage")
    assert main(["forget", str(folder), gone, "--by", "Åsa"]) == 0
    after = publish(folder, out=tmp_path / "ut", created=CREATED).table("coverage")
    [latest_before, latest_after] = [frame.loc[frame["year"] == 2016, "n"].sum() for frame in (before, after)]
    assert latest_before - latest_after == 1
    assert quotes.log() == []
    assert ledger.Ledger(folder / ledger.FILE).decisions()[-1].verdict == "delete"
    assert main(["forget", str(folder), "finns-inte", "--by", "Åsa"]) != 0


def test_a_cry_for_help_counts_nowhere_until_somebody_has_read_it(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "prov")
    raw = answers(120, 1)
    who = str(raw["Svarsid"].iloc[0])
    raw.loc[0, "Förslag"] = "de kör fort men det värsta är att min man slår mig varje kväll"
    raw.to_csv(folder / "webb.csv", sep=";", index=False, encoding="utf-8-sig")
    book = Codebook.read(folder / "codebook.yaml")
    checked = check_round(Round.read(folder), codebook=book)
    (note,) = checked.findings[checked.findings["rule"] == "ansvarig"].to_dict("records")
    assert (note["file"], note["row"], note["column"]) == ("webb.csv", 2, "forslag")
    assert "rop på hjälp" in note["message"]
    assert "slår" not in str(note)

    def counted(place: str) -> tuple[int, int, str]:
        made = publish(folder, out=tmp_path / place, created=CREATED)
        asked = made.table("coverage").query("question == 'forslag' and year == 2016")
        told = made.table("mentions").query("topic == 'hastighet' and year == 2016")
        return int(asked["n"].iloc[0]), int(told["n"].iloc[0]), coverage.line(made)

    held = counted("väntar")
    assert "räknas inte förrän någon har läst dem" in held[2]
    decisions = ledger.Ledger(folder / ledger.FILE)
    decisions.record(who, question="forslag", topic="hastighet", verdict="accept", coder="Åsa", version="1")
    read = counted("läst")
    assert (read[0] - held[0], read[1] - held[1]) == (1, 1)
    assert "räknas inte" not in read[2]
    decisions.record(who, question="forslag", topic="", verdict="flag", coder="Åsa", version="1")
    assert counted("flaggat")[:2] == held[:2]


def break_codebook(folder: Path) -> None:
    (folder / "codebook.yaml").write_text("questions: [", "utf-8")


def binary(folder: Path) -> None:
    (folder / "webb.csv").write_bytes(bytes(range(256)) * 20)


def empty(folder: Path) -> None:
    (folder / "webb.csv").write_text("", "utf-8")


@pytest.mark.parametrize("harm", [break_codebook, binary, empty])
def test_bad_input_is_one_message_and_nothing_is_written(tmp_path: Path, harm) -> None:
    folder = tiny(tmp_path / "prov")
    harm(folder)
    with pytest.raises(MedlofteError) as caught:
        publish(folder, out=tmp_path / "ut" / "utgåva")
    assert str(caught.value)
    assert not (tmp_path / "ut").exists()


def test_a_place_that_holds_something_else_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "fil.txt").write_text("mitt", "utf-8")
    with pytest.raises(EditionError, match="ingen utgåva"):
        publish(folder, out=tmp_path)


@pytest.mark.no_cover
@pytest.mark.skipif(not (DEMO / "round.toml").is_file(), reason="demorundan saknas")
@pytest.mark.parametrize("profile", ["internal", "public"])
def test_the_demo_round_is_published(tmp_path: Path, profile: str) -> None:
    edition = publish(DEMO, out=tmp_path / "demo", profile=profile, created=CREATED)
    assert edition.about["demo"] is True
    assert len(edition.table("estimates")) > 500
    if profile == "internal":
        kept = Edition.open(DEMO.parent / "editions" / DEMO.name)
        stale = "the answers are coded otherwise than when the demo was published: python data/make_demo.py --edition"
        pd.testing.assert_frame_equal(edition.table("mentions"), kept.table("mentions"), obj=stale)
    secrecy = set(edition.table("reports")["secrecy"])
    assert secrecy <= ({"oppen", "intern"} if profile == "internal" else {"oppen"})
    raw = pd.read_csv(DEMO / "survey" / "web.csv", sep=";", encoding="cp1252", dtype=str, keep_default_na=False)
    content = "".join(file.read_text("utf-8") for file in edition.path.iterdir())
    texts = raw["Vad kan polisen och kommunen göra för att du ska känna dig tryggare?"]
    # The only answers whose words may be there are the quotes that two people have approved.
    approved = set(edition.table("quotes")["text"])
    assert approved
    assert not [text for text in texts if len(text) > 12 and text in content and text.strip() not in approved]
    assert not [one for one in raw["Svarsnummer"] if one and one in content]
