"""The plan in the store, on SQLite and PostgreSQL: versions, steps, conflicts, and activities logged once."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from medlofte.errors import ConflictError, StoreError
from medlofte.workshop.store import Store
from medlofte.workshop.store.schema import PROMISES

CAUSE = {"problem": "belysning", "branch": "plats", "text": "Lamporna är trasiga", "topic": "belysning"}
MEASURE = {"title": "Byt lamporna", "causes": ["lampor"], "promise": "ljus", "kind": "situationell", "planned": 40}
STATUS = {"status": "uppfyllt", "name": "Kommunpolis", "date": "2028-01-15", "reason": "Alla 40 lampor är bytta."}
OUTCOME = {"value": "12", "date": "2028-01-15", "source": "Driftens lista"}
KINDS = {"cause": CAUSE, "measure": MEASURE, "promise": {"title": "Ljus"}, "assessment": STATUS, "outcome": OUTCOME}


@pytest.mark.parametrize("kind", KINDS)
def test_two_who_change_the_same_thing_are_told_and_nothing_is_lost(store, kind):
    plan, content = store.plan, KINDS[kind]
    assert plan.save(kind, "x", content=content, by="Anna") == 1
    assert plan.save(kind, "x", content=content | {"note": "Bos"}, by="Bo", expected_version=1) == 2
    with pytest.raises(ConflictError, match=r"Någon annan har sparat .*version 2; du ändrade 1") as told:
        plan.save(kind, "x", content=content | {"note": "Annas"}, by="Anna", expected_version=1)
    assert (told.value.version, told.value.content["note"], told.value.by) == (2, "Bos", "Bo")
    with pytest.raises(ConflictError):
        plan.save(kind, "x", content=content, by="Cecilia")  # as if it were new
    history = getattr(plan, f"{kind}s")(history=True)
    assert [c.get("note") for c in history["content"]] == [None, "Bos"]


@pytest.mark.parametrize("kind", KINDS)
def test_undoing_is_a_new_version_and_can_itself_be_undone(store, kind):
    plan, content = store.plan, KINDS[kind]
    plan.save(kind, "x", content=content, by="Anna")
    with pytest.raises(StoreError, match="tidigare version"):
        plan.undo(kind, "x", by="Anna", expected_version=1)
    plan.save(kind, "x", content=content | {"note": "fel"}, by="Anna", expected_version=1)
    assert plan.undo(kind, "x", by="Bo", expected_version=2) == 3
    latest = getattr(plan, f"{kind}s")().iloc[0]
    assert (latest["version"], latest["content"], latest["by"]) == (3, content, "Bo")
    plan.undo(kind, "x", by="Bo", expected_version=3)
    assert getattr(plan, f"{kind}s")().iloc[0]["content"]["note"] == "fel"
    with pytest.raises(ConflictError):
        plan.undo(kind, "x", by="Anna", expected_version=3)


def test_only_one_of_many_threads_saves_each_version(store):
    store.plan.save("cause", "x", content=CAUSE, by="0")
    kept, told = [], []

    def write(who):
        try:
            kept.append(store.plan.save("cause", "x", content=CAUSE | {"text": who}, by=who, expected_version=1))
        except ConflictError as error:
            told.append(error.version)

    threads = [threading.Thread(target=write, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept == [2]
    assert told == [2] * 5


def test_a_promise_goes_step_by_step_with_name_and_date(store):
    plan = store.plan
    plan.save("promise", "ljus", content={"title": "Ljus", "text": "Vi byter 40 lampor."}, by="Kommunen")
    for number, state in enumerate(("overenskommet", "undertecknat", "pagar", "redovisat"), start=1):
        plan.step("ljus", state=state, name=f"Funktion {number}", date=f"2027-0{number}-01", by="Kommunen",
                  expected_version=number)  # fmt: skip
    frame = plan.promises(history=True)
    assert frame["state"].tolist() == ["utkast", "overenskommet", "undertecknat", "pagar", "redovisat"]
    assert frame["name"].tolist() == ["", "Funktion 1", "Funktion 2", "Funktion 3", "Funktion 4"]
    assert frame["date"].tolist() == ["", "2027-01-01", "2027-02-01", "2027-03-01", "2027-04-01"]
    assert {c["text"] for c in frame["content"]} == {"Vi byter 40 lampor."}


def test_a_step_cannot_be_skipped_signed_unseen_or_nameless(store):
    plan = store.plan
    plan.save("promise", "ljus", content={"title": "Ljus"}, by="A")
    step = {"name": "Kommunpolis", "date": "2027-01-01", "by": "A", "expected_version": 1}
    with pytest.raises(StoreError, match="ett steg i taget"):
        plan.step("ljus", state="undertecknat", **step)
    with pytest.raises(StoreError, match="namn"):
        plan.step("ljus", state="overenskommet", **(step | {"name": " "}))
    with pytest.raises(StoreError, match="ÅÅÅÅ-MM-DD"):
        plan.step("ljus", state="overenskommet", **(step | {"date": "i dag"}))
    with pytest.raises(StoreError, match="finns inte"):
        plan.step("mörker", state="overenskommet", **(step | {"expected_version": 0}))
    plan.save("promise", "ljus", content={"title": "Ljusare"}, by="B", expected_version=1)
    with pytest.raises(ConflictError):
        plan.step("ljus", state="overenskommet", **step)
    plan.step("ljus", state="struken", **(step | {"expected_version": 2}))
    assert plan.promises()["state"].tolist() == ["struken"]
    plan.step("ljus", state="utkast", **(step | {"expected_version": 3}))
    plan.step("ljus", state="overenskommet", **(step | {"expected_version": 4}))
    plan.step("ljus", state="utkast", **(step | {"expected_version": 5}))
    assert plan.promises()["state"].tolist() == ["utkast"]


def test_a_promise_that_lists_its_measures_decides_which_they_are(store):
    plan = store.plan
    for name, promise in (("a", ""), ("b", "ljus"), ("c", "annat")):
        plan.save("measure", name, content=MEASURE | {"promise": promise}, by="A")
    served = lambda: {m: c["promise"] for m, c in plan.measures()[["measure", "content"]].to_numpy()}  # noqa: E731
    plan.save("promise", "ljus", content={"title": "Ljus"}, by="A")
    assert served() == {"a": "", "b": "ljus", "c": "annat"}
    plan.save("promise", "ljus", content={"title": "Ljus", "measures": ["a"]}, by="A", expected_version=1)
    assert served() == {"a": "ljus", "b": "", "c": "annat"}
    plan.save(
        "promise", "ljus", content={"title": "Ljus", "measures": ["a"]}, by="A", expected_version=2, state="struken"
    )
    assert served() == {"a": "", "b": "ljus", "c": "annat"}


def test_the_word_of_older_databases_is_read_as_the_one_that_took_its_place(store):
    with store._database.write() as connection:
        connection.execute(PROMISES.insert().values(promise="gammalt", version=1, content="{}", state="beslutad",
                                                    by="A", time="2026-11-01T10:00:00.000+00:00"))  # fmt: skip
    assert store.plan.promises()["state"].tolist() == ["overenskommet"]
    store.plan.step("gammalt", state="undertecknat", name="KS ordförande", date="2027-01-01", by="A",
                    expected_version=1)  # fmt: skip
    assert store.plan.promises()["state"].tolist() == ["undertecknat"]


def test_a_database_from_before_the_plan_had_versions_gets_what_it_lacks(tmp_path):
    file = tmp_path / "äldre.sqlite"
    with Store.open(file) as store:
        store.plan.save("promise", "ljus", content={"title": "Ljus"}, by="A")
        with store._database.write() as connection:
            for table in ("causes", "measures", "assessments", "outcomes", "promise_steps", "activity_receipts"):
                connection.execute(sa.text(f"drop table {table}"))
    with Store.open(file) as store:
        store.plan.step(
            "ljus", state="overenskommet", name="Kommunpolis", date="2027-01-01", by="A", expected_version=1
        )
        store.plan.save("cause", "trasigt", content=CAUSE, by="A")
        assert store.plan.promises()["name"].tolist() == ["Kommunpolis"]


def test_activities_are_logged_and_corrected_but_not_erased(store):
    first = store.plan.log_activity(
        "vandringar", date="2017-10-12", amount=1, by="Anna", place="stadsparken", note="Mörkt"
    )
    second = store.plan.log_activity("vandringar", date="2017-10-13", amount=2, by="Bo", replaces=first)
    frame = store.plan.activities()
    assert frame[["activity", "measure", "date", "amount"]].to_numpy().tolist() == [
        [second, "vandringar", "2017-10-13", 2.0]]  # fmt: skip
    assert store.plan.activities(history=True)["activity"].tolist() == [first, second]


def test_what_is_sent_twice_is_logged_once(store):
    sent = {"date": "2017-10-12", "amount": 1, "by": "Polisen", "receipt": "formulär-1"}
    first = store.plan.log_activity("vandringar", **sent)
    found = []
    threads = [threading.Thread(target=lambda: found.append(store.plan.log_activity("vandringar", **sent)))
               for _ in range(4)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [first] * 4
    assert len(store.plan.activities()) == 1
    store.plan.log_activity("vandringar", **(sent | {"receipt": "formulär-2"}))
    assert len(store.plan.activities()) == 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: p.save("löfte", "a", content={}, by="x"), "slag"),
        (lambda p: p.save("cause", "", content=CAUSE, by="x"), "cause"),
        (lambda p: p.save("cause", "a", content=CAUSE | {"branch": "väder"}, by="x"), "gren"),
        (lambda p: p.save("cause", "a", content=CAUSE | {"text": " "}, by="x"), "tomt"),
        (lambda p: p.save("cause", "a", content=CAUSE | {"text": "x" * 2001}, by="x"), "2000"),
        (lambda p: p.save("cause", "a", content=CAUSE, by="x", state="utkast"), "läge"),
        (lambda p: p.save("cause", "a", content=CAUSE, by="x", expected_version=3), "finns inte"),
        (lambda p: p.save("measure", "a", content=MEASURE | {"title": ""}, by="x"), "vad som ska göras"),
        (lambda p: p.save("measure", "a", content=MEASURE | {"planned": "många"}, by="x"), "ett tal"),
        (lambda p: p.save("measure", "a", content=MEASURE | {"term": "evig"}, by="x"), "sikt"),
        (lambda p: p.save("assessment", "a", content=STATUS | {"status": "klart"}, by="x"), "status"),
        (lambda p: p.save("assessment", "a", content=STATUS | {"reason": ""}, by="x"), "varför"),
        (lambda p: p.save("assessment", "a", content=STATUS | {"name": ""}, by="x"), "funktion"),
        (lambda p: p.save("outcome", "a", content=OUTCOME | {"value": "inf"}, by="x"), "ett tal"),
        (lambda p: p.save("outcome", "a", content=OUTCOME | {"source": ""}, by="x"), "kommer ifrån"),
        (lambda p: p.save("promise", "a", content={"x": float("nan")}, by="x"), "innehåll"),
        (lambda p: p.save("promise", "a", content={"target": "många"}, by="x"), "ett tal"),
        (lambda p: p.save("promise", "a", content={"deadline": "i höst"}, by="x"), "ÅÅÅÅ-MM-DD"),
        (lambda p: p.save("promise", "a", content={"promisers": "alla"}, by="x"), "vem som lovar"),
        (lambda p: p.save("promise", "a", content={}, by="x", state="klar"), "läge"),
        (lambda p: p.undo("promise", "a", by="x", expected_version=1), "finns inte"),
        (lambda p: p.log_activity("m", date="12/10", amount=1, by="x"), "ÅÅÅÅ-MM-DD"),
        (lambda p: p.log_activity("m", date="2017-10-12", amount=-1, by="x"), "noll eller mer"),
        (lambda p: p.log_activity("m", date="2017-10-12", amount="många", by="x"), "ett tal"),
    ],
)
def test_bad_values_are_refused_in_swedish(store, call, message):
    before = store.revision()
    with pytest.raises(StoreError, match=message):
        call(store.plan)
    assert store.revision() == before
