"""From cause to outcome: what the workshop makes of the edition's promises, how it went, what is due."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from medlofte.workshop.promises.chain import gather
from medlofte.workshop.promises.drawing import fishbone, wheel
from medlofte.workshop.promises.followup import follow_up
from medlofte.workshop.promises.outcomes import indicators, judged
from medlofte.workshop.promises.reminders import WHEEL, calendar, due, year
from medlofte.workshop.promises.versions import changes, merge_changes, words
from medlofte.workshop.store import Store
from medlofte.workshop.words import LABELS


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "w.sqlite") as opened:
        yield opened


def lamps(store, **content):
    """Save a cause, a measure against it and a promise on it."""
    plan = store.plan
    cause = {"problem": "belysning", "branch": "plats", "text": "Trasiga lampor", "topic": "belysning"}
    plan.save("cause", "trasigt", content=cause, by="A")
    measure = {"title": "Byt lampor", "causes": ["trasigt"], "promise": "ljus", "planned": "40", "unit": "lampor"}
    plan.save("measure", "lampor", content=measure, by="A")
    promise = {"title": "Ljus", "text": "Vi byter 40 lampor.", "topics": ["belysning"], "deadline": "2017-06-30"}
    plan.save("promise", "ljus", content=promise | content, by="A")


def agree(store, promise="ljus", *, state="overenskommet", version=1):
    store.plan.step(promise, state=state, name="Kommunpolis", date="2017-01-10", by="A", expected_version=version)


# chain


def test_the_workshop_changes_what_the_edition_holds_and_a_draft_hides_nothing(edition, store):
    before = gather(edition, None)
    assert before.promises["state"].unique().tolist() == ["publicerat"]
    assert set(before.measures["measure"]) == {"insatser", "vandringar"}
    lamps(store)
    chain = gather(edition, store)
    assert "ljus" in set(chain.promises["promise"])
    assert "ljus" not in set(chain.held["promise"])
    agree(store)
    content = store.plan.promises().iloc[0]["content"]
    store.plan.save("promise", "ljus", content=content | {"text": "Vi byter 50 lampor."}, by="B", expected_version=2)
    chain = gather(edition, store)
    latest, held = (f.set_index("promise").loc["ljus"] for f in (chain.promises, chain.held))
    assert (latest["text"], latest["state"]) == ("Vi byter 50 lampor.", "utkast")
    assert (held["text"], held["state"], held["name"]) == ("Vi byter 40 lampor.", "overenskommet", "Kommunpolis")


def test_everything_about_a_problem_is_found_by_its_ties(edition, store):
    lamps(store)
    chain = gather(edition, store)
    assert chain.of_promise("ljus")["title"].tolist() == ["Byt lampor"]
    assert "lampor" in set(chain.of_problem("belysning")["measure"])
    assert "ljus" in set(chain.promises_on("belysning")["promise"])
    assert chain.promises_on("inget").empty
    assert chain.of_problem("inget").empty


def test_what_is_struck_is_gone_from_the_plan_and_stays_in_the_history(edition, store):
    lamps(store)
    store.plan.save("cause", "trasigt", content=store.plan.causes().iloc[0]["content"], by="A", state="struken",
                    expected_version=1)  # fmt: skip
    agree(store, state="struken")
    store.plan.save("promise", "narkotika", content={"title": "x"}, by="A", state="struken")
    chain = gather(edition, store)
    assert chain.causes.empty
    assert chain.promises_on("belysning")["promise"].tolist() == ["vandring"]
    assert "narkotika" not in set(chain.held["promise"])
    assert len(store.plan.causes(history=True)) == 2


# outcomes: Strängnäs 2019 (strangnas.se, 2020-01-28) from the promise to the status that people set

STRANGNAS = (("grannsamverkan", 8, 20, "uppfyllt"), ("batsamverkan", 2, 3, "uppfyllt"),
             ("trygghetsvandringar", 4, 4, "uppfyllt"), ("trafikkontroller", None, 303, "gar_inte_att_bedoma"),
             ("trafikrad", None, 0, "ej_uppfyllt"))  # fmt: skip


def test_strangnas_2019_from_log_to_the_status_that_people_set(edition, store):
    content = {"title": "Löftet 2019", "promisers": "gemensamt", "deadline": "2019-12-31"}
    store.plan.save("promise", "2019", content=content, by="A")
    agree(store, "2019")
    for measure, planned, done, _ in STRANGNAS:
        store.plan.save("measure", measure, content={"title": measure, "promise": "2019", "planned": planned}, by="A")
        if done:
            store.plan.log_activity(measure, date="2019-11-30", amount=done, by="Polisen", source="Strängnäs kommun")
    for measure, why in (("trafikkontroller", "303 kontroller gjordes."), ("trafikrad", "Rådet arbetar enligt plan.")):
        told = {"status": "uppfyllt", "name": "Säkerhetssamordnare", "date": "2020-01-28", "reason": why}
        store.plan.save("assessment", measure, content=told, by="Kommunen")
    chain = gather(edition, store)
    rows = follow_up(chain.held, chain.of_promise("2019"), chain.activities, today=date(2020, 1, 28))
    frame = judged(rows, chain.assessments).set_index("measure")
    assert {m: (frame.at[m, "done"], frame.at[m, "status"]) for m in frame.index} == {
        m: (done, status) for m, _, done, status in STRANGNAS}  # fmt: skip
    assert frame.at["grannsamverkan", "reason"] == "Planerat 8, genomfört 20."
    assert frame["set_status"].to_dict() == {
        "grannsamverkan": "", "batsamverkan": "", "trygghetsvandringar": "", "trafikkontroller": "uppfyllt",
        "trafikrad": "uppfyllt"}  # fmt: skip
    assert frame.loc["trafikrad", ["set_by", "set_on", "set_why"]].tolist() == [
        "Säkerhetssamordnare", "2020-01-28", "Rådet arbetar enligt plan."]  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "today", "status"),
    [
        ((58, 65, None), "2017-05-01", "ej_paborjat"),
        ((58, 65, None), "2018-01-01", "gar_inte_att_bedoma"),
        ((58, 65, 66), "2018-01-01", "uppfyllt"),
        ((58, 65, 61), "2017-05-01", "pagar"),
        ((58, 65, 61), "2018-01-01", "delvis_uppfyllt"),
        ((58, 65, 57), "2018-01-01", "ej_uppfyllt"),
        ((30, 20, 19.5), "2018-01-01", "uppfyllt"),  # fewer is better
        ((30, 20, 31), "2018-01-01", "ej_uppfyllt"),
        ((30, None, 20), "2018-01-01", "gar_inte_att_bedoma"),
        ((None, 20, 20), "2018-01-01", "uppfyllt"),
        ((None, 20, 25), "2018-01-01", "gar_inte_att_bedoma"),
    ],
)
def test_an_indicator_from_baseline_to_outcome(edition, store, figures, today, status):
    baseline, target, value = figures
    lamps(store, indicator="Andel trygga", baseline=baseline, target=target)
    agree(store)
    if value is not None:
        told = {"value": value, "date": "2017-05-01", "source": "Enkäten", "name": "Analytiker"}
        store.plan.save("outcome", "ljus", content=told, by="A")
    chain = gather(edition, store)
    rows = indicators(chain.held, chain.outcomes, today=date.fromisoformat(today), end="2017-12-31")
    row = rows.set_index("promise").loc["ljus"]
    assert row["status"] == status
    assert row["reason"].endswith(".")
    assert row["source"] == ("" if value is None else "Enkäten")


# versions


def test_a_change_is_what_differs_and_nothing_is_nothing():
    before = {"title": "Ljus", "target": None, "topics": ["a"], "planned": 4.0}
    assert changes(before, {"title": "Mer ljus", "target": "", "topics": "a", "planned": "4"})[0].field == "title"
    assert len(changes(before, {"title": "Mer ljus", "target": "", "topics": "a", "planned": "4"})) == 1
    assert [(c.field, c.after) for c in changes({"a": 1}, {})] == [("a", None)]


def test_two_peoples_changes_are_put_together_and_clashes_are_named():
    base = {"title": "Ljus", "text": "Vi byter lampor.", "owner": ""}
    mine = base | {"text": "Vi byter 40 lampor.", "owner": "Gatuchef"}
    theirs = base | {"title": "Mer ljus", "text": "Vi byter alla lampor."}
    merged = merge_changes(base, mine, theirs)
    assert merged.content == {"title": "Mer ljus", "text": "Vi byter 40 lampor.", "owner": "Gatuchef"}
    assert [c.field for c in merged.theirs] == ["title", "text"]
    assert [(c.field, c.before, c.after) for c in merged.clashes] == [
        ("text", "Vi byter alla lampor.", "Vi byter 40 lampor.")]  # fmt: skip
    assert merge_changes(base, theirs, theirs).clashes == []


def test_a_text_is_compared_word_by_word():
    assert words("Vi byter trasiga lampor nu.", "Vi byter 40 lampor nu.") == [
        ("same", "Vi byter"), ("out", "trasiga"), ("in", "40"), ("same", "lampor nu.")]  # fmt: skip
    assert words("", "Nytt.") == [("in", "Nytt.")]


# reminders


def test_what_is_due_late_and_quiet(edition, store):
    lamps(store, indicator="Antal trasiga lampor", baseline=55, target=15)
    agree(store)
    soon = due(gather(edition, store), today=date(2017, 6, 10), end="2017-12-31")
    assert [(r.day, r.title, r.late) for r in soon] == [
        ("2017-06-10", "Ljus: ska undertecknas", False), ("2017-06-10", "Riktade insatser: tyst i tre månader", False),
        ("2017-06-30", "Byt lampor: slutdatum", False),
        ("2017-06-30", "Ljus: mät utfallet", False)]  # fmt: skip
    late = due(gather(edition, store), today=date(2017, 8, 1), end="2017-12-31")
    assert {r.title: r.late for r in late} == {
        "Byt lampor: slutdatum": True, "Ljus: mät utfallet": True, "Ljus: ska undertecknas": False,
        "Riktade insatser: tyst i tre månader": False}  # fmt: skip
    told = {"status": "ej_uppfyllt", "name": "Gatuchef", "date": "2017-08-01", "reason": "Lamporna kom inte."}
    store.plan.save("assessment", "lampor", content=told, by="A")
    assert "Byt lampor: slutdatum" not in {r.title for r in due(gather(edition, store), today=date(2017, 8, 1))}
    quiet = due(gather(edition, store), today=date(2018, 2, 1))
    assert "Riktade insatser: tyst i tre månader" in {r.title for r in quiet}


def test_the_calendar_is_read_by_any_calendar(edition, store):
    lamps(store)
    agree(store)
    listed = year(gather(edition, store), start=2017, today=date(2017, 3, 1), end="2017-12-31")
    text = calendar(listed, name="Löften, Strömstad", made=datetime(2017, 3, 1, tzinfo=UTC))
    lines = text.split("\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = text.replace("\r\n ", "")
    assert "X-WR-CALNAME:Löften\\, Strömstad" in whole
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == len(listed) > len(WHEEL)
    assert len(set(re.findall(r"UID:(\S+)", whole))) == len(listed)
    assert "SUMMARY:Byt lampor: slutdatum" in whole
    assert "DTSTART;VALUE=DATE:20170630" in whole
    assert "DTEND;VALUE=DATE:20170701" in whole
    assert calendar(listed, name="Löften, Strömstad", made=datetime(2017, 3, 1, tzinfo=UTC)) == text


# drawing


def test_a_drawing_says_in_text_what_it_shows():
    causes = {"plats": ["Lamporna är <trasiga> & ingen vet vem som byter dem"], "offer": []}
    bones = ElementTree.fromstring(fishbone("Belysning", causes, labels=LABELS, name="x"))
    said = bones.find("{*}desc").text
    assert said == ("Den som drabbas: inget ännu. Den som gör det: inget ännu. Objekt och plats: Lamporna är <trasiga> "
                    "& ingen vet vem som byter dem.")  # fmt: skip
    assert bones.get("aria-labelledby") == "x-title x-desc"
    drawn = " ".join(text.text for text in bones.iter() if text.tag.endswith("}text"))
    assert "Lamporna är <trasiga> &" in drawn
    months = ElementTree.fromstring(wheel({1: "Skriv under"}, now=11, name="y"))
    assert months.find("{*}desc").text == "Januari: Skriv under. Nu är det november."
