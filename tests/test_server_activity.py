"""``/logga``: from the form to the store, without a browser; who may, what is refused, and what is sent twice."""

import re

import pytest

from medlofte import edition, tables
from medlofte.server.activity import why_none
from medlofte.workshop.promises.chain import gather
from medlofte.workshop.store import Store
from tests.sample import frames, layers, sample_edition
from tests.served import Browser


@pytest.fixture
def member(workshop):
    browser = Browser(workshop)
    browser.join("polis")
    return browser


def filled(browser, **fields):
    """Return a form as filled in: its hidden fields, and those given over what is typed by default."""
    typed = {"measure": "vandringar", "date": "2017-10-12", "amount": "1", "place": "stadsparken", "note": "Mörkt"}
    return browser.fields("/logga") | typed | {"source": "Polisen"} | fields


def logged(workshop):
    return workshop.store.plan.activities()


def test_a_form_is_saved_once_however_often_it_is_sent(workshop, member):
    before = len(logged(workshop))
    form = filled(member, amount="2,5")
    answers = [member.fetch("/logga", form=form) for _ in range(3)]
    assert [answer.code for answer in answers] == [303] * 3
    assert len({answer.headers["Location"] for answer in answers}) == 1
    frame = logged(workshop)
    assert len(frame) == before + 1
    row = frame.iloc[-1]
    assert row[["measure", "date", "place", "amount", "note", "source", "by"]].tolist() == [
        "vandringar", "2017-10-12", "stadsparken", 2.5, "Mörkt", "Polisen", "Polisen"]  # fmt: skip
    page = member.fetch(answers[0].headers["Location"]).body.decode()
    assert "Aktiviteten är sparad." in page
    assert "Trygghetsvandringar" in page
    assert member.fields("/logga")["receipt"] != form["receipt"]


def test_a_form_that_was_saved_and_sent_again_changed_becomes_a_correction(workshop, member):
    before = len(logged(workshop))
    form = filled(member, note="Först")
    member.fetch("/logga", form=form)
    answer = member.fetch("/logga", form=form | {"note": "Sedan"})
    page = answer.body.decode()
    assert answer.code == 422
    assert "Formuläret var redan sparat" in page
    assert 'value="Sedan"' in page
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert hidden["corrects"]
    assert hidden["receipt"] not in ("", form["receipt"])
    assert member.fetch("/logga", form=form | {"note": "Sedan"} | hidden).code == 303
    assert logged(workshop)["note"].tolist()[before:] == ["Sedan"]


def test_a_correction_replaces_and_keeps(workshop, member):
    member.fetch("/logga", form=filled(member, note="Fel dag"))
    wrong = logged(workshop)["activity"].iloc[-1]
    page = member.fetch(f"/logga?ratta={wrong}").body.decode()
    assert 'value="Fel dag"' in page
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert hidden["corrects"] == wrong
    form = filled(member, note="Rätt dag") | hidden
    assert [member.fetch("/logga", form=form).code for _ in range(2)] == [303, 303]
    assert wrong not in set(logged(workshop)["activity"])
    assert wrong in set(workshop.store.plan.activities(history=True)["activity"])
    assert member.fetch("/logga?ratta=w99999").code == 404
    before = len(logged(workshop))
    assert member.fetch("/logga", form=filled(member, corrects="w" * 5000)).code == 404
    assert len(logged(workshop)) == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"measure": "påhittad"}, "Välj en åtgärd."),
        ({"date": "12/10"}, "ÅÅÅÅ-MM-DD"),
        ({"date": "2999-01-01"}, "i framtiden"),
        ({"amount": "många"}, "ett tal"),
        ({"amount": "-1"}, "noll eller mer"),
        ({"amount": "1e999"}, "ska vara ett tal"),
        ({"place": "månen"}, "finns inte i listan"),
        ({"note": "x" * 201}, "högst 200 tecken"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(workshop, member, wrong, said):
    before = len(logged(workshop))
    form = filled(member, **({"note": "<b>Kvar</b>"} | wrong))
    answer = member.fetch("/logga", form=form)
    page = answer.body.decode()
    assert answer.code == 422
    assert said in page
    assert "<b>Kvar" not in page
    assert "note" in wrong or "&lt;b&gt;Kvar&lt;/b&gt;" in page
    assert f'name="receipt" value="{form["receipt"]}"' in page
    assert len(logged(workshop)) == before


def test_only_those_who_do_the_work_log_it(workshop):
    before = len(logged(workshop))
    for role, code in (("annan", 403), ("skarm", 403), ("kommun", 200), ("facilitator", 200)):
        browser = Browser(workshop)
        browser.join(role)
        assert browser.fetch("/logga").code == code
        if code == 403:
            form = browser.fields("/") | {"_xsrf": browser.cookies.get("_xsrf", ""), "measure": "vandringar"}
            assert browser.fetch("/logga", form=form | {"date": "2017-10-12", "amount": "1"}).code == 403
    assert len(logged(workshop)) == before


def test_a_stranger_joins_first_and_comes_back_to_the_form(workshop):
    browser = Browser(workshop)
    answer = browser.fetch("/logga")
    assert answer.code == 302
    door = answer.headers["Location"]
    assert "next=%2Flogga" in door
    code = workshop.codes["annan"]
    form = browser.fields(door) | {"kod": code, "roll": "kommun", "next": "/logga"}
    assert browser.fetch(door, form=form).headers["Location"] == "/logga"


def test_a_form_from_elsewhere_is_refused(workshop, member):
    before = len(logged(workshop))
    assert member.fetch("/logga", form=filled(member) | {"_xsrf": "fel"}).code == 403
    assert member.fetch("/logga", form=filled(member), Origin="http://elak.example").code in (403, 404)
    assert len(logged(workshop)) == before


def test_the_page_runs_its_own_script_and_no_other(workshop, member):
    policy = member.fetch("/logga").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert member.fetch("/medlofte/static/logga.js").code == 200


def without(tmp_path, *names):
    """Return the chain of an edition that lacks some tables' rows, and the store of its workshop."""
    made = frames() | {name: next(table for table in tables.EDITION if table.name == name).empty() for name in names}
    about = sample_edition(tmp_path / "hel").about
    return edition.write(tmp_path / "utan", frames=made, layers=layers(), about=about)


@pytest.mark.parametrize(("lacks", "plan", "why"), [
    (("promises", "measures"), {}, "promises"),
    (("promises", "measures"), {"promise": "utkast"}, "drafts"),
    (("promises", "measures"), {"promise": "struken"}, "struck"),
    (("measures",), {}, "measures"),
    (("promises", "measures"), {"promise": "overenskommet", "measure": ""}, "loose"),
])  # fmt: skip
def test_where_there_is_nothing_to_log_on_it_is_known_why(tmp_path, lacks, plan, why):
    with Store.open(tmp_path / "w.sqlite") as store:
        for kind, state in plan.items():
            content = {"promise": {"text": "Vi vandrar.", "topics": []}, "measure": {"title": "Vandra", "problem": "x"}}
            store.plan.save(kind, "ny", content=content[kind], by="prov", state=state)
        assert why_none(gather(without(tmp_path, *lacks), store)) == why


def test_measures_of_a_promise_that_is_not_agreed_on_are_said_to_be_missing(workshop, member):
    assert "Saknas en åtgärd?" not in member.fetch("/logga").body.decode()
    workshop.store.plan.save("measure", "ny", content={"title": "Ny", "problem": "hastighet"}, by="prov")
    assert "Saknas en åtgärd?" in member.fetch("/logga").body.decode()
