"""The promises page without a browser: from a chosen problem to a signed promise, and two who write at once."""

import pytest

from medlofte import edition as editions
from medlofte.views.pages.loften import Promises
from medlofte.views.session import Viewer, connect
from medlofte.views.snapshot import snapshot
from medlofte.workshop.store import Store
from tests import sample
from tests.test_views_pages import text


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "w.sqlite") as opened:
        yield opened


def page(edition, store, role="polis"):
    session = store.join(role)
    return Promises(edition, Viewer(store, session.role, session.participant, local=False))


def fill(form, **fields):
    for name, value in fields.items():
        form.fields[name].value = value
    form.save.click()
    return form.name


def lamps(made):
    """Write a cause, a measure against it and a promise on it, about street lighting."""
    made.problem.value = "belysning"
    cause = fill(
        made.causes.form, branch="plats", text="Lamporna är trasiga", topic="belysning", reference="Felanmälan"
    )
    measure = fill(made.measures.form, title="Byt lampor", causes=(cause,), planned="40", unit="lampor")
    return fill(made.editor.form, title="Ljus", text="Vi byter 40 lampor i Stadsparken.", measures=(measure,))


def test_the_page_begins_with_every_promise_and_links_to_its_facts(edition, store):
    made = page(edition, store, "annan")
    shown = text(made.widget)
    assert shown.index("Löftena i korthet") < shown.index("Arbeta med ett problem</h2>")
    assert "Polisen och kommunen gemensamt</td>" in made.all.value
    for name in ("narkotika", "vandring"):
        assert f'href="#ml-lofte-{name}"' in made.all.value
        assert shown.count(f'id="ml-lofte-{name}"') == 1


def test_promises_show_their_thread_and_their_checks(edition, store):
    shown = text(page(edition, store, "annan").widget)
    assert "riktade insatser mot narkotika" in shown
    assert "Narkotika (38\u00a0% av de svarande)" in shown
    assert "Löftet säger inte hur mycket." in shown
    assert "Beslutat, står i utgåvan" in shown


def test_the_groups_choice_comes_first(edition, store):
    store.decide("belysning", decision="fokus", by="Mötesledare")
    made = page(edition, store)
    assert made.problem.value == "belysning"
    assert made.problem.options[0][0] == "Belysning och mörka platser (fokusområde)"
    assert "Gruppens fokusområden: Belysning och mörka platser." in made.focus.value
    store.decide("inbrott", decision="fokus", by="Mötesledare")
    made.beat()
    assert made.problem.value == "belysning", "nobody is moved from what they are writing"


def test_from_cause_to_signed_promise(edition, store):
    made, other = page(edition, store), page(edition, store, "annan")
    name = lamps(made)
    assert "sparat som utkast" in made.editor.form.notice.value
    other.problem.value = "belysning"
    other.beat()
    shown = text(other.widget)
    for said in ("<svg", "Fiskbensdiagram: Belysning", "Lamporna är trasiga", "Felanmälan", "Byt lampor", "40 lampor",
                 "Vi byter 40 lampor i Stadsparken.", "Utkast · version 1"):  # fmt: skip
        assert said in shown
    steps = made.editor.steps
    for wanted in ("overenskommet", "undertecknat", "pagar"):
        steps.state.value, steps.name.value, steps.day.value = wanted, "Kommunpolis", "2027-01-15"
        steps.take.click()
    assert "ml-error" not in steps.notice.value
    found = store.plan.promises().set_index("promise").loc[name]
    assert (found["state"], found["name"], found["date"], found["version"]) == ("pagar", "Kommunpolis", "2027-01-15", 4)
    other.beat()
    assert "Pågår · Kommunpolis 15 januari 2027 · version 4" in text(other.widget)
    assert "Inget skiljer" in made.editor.history.compared.value, "a step changes no word"
    assert made.editor.history.versions.value.count("Kommunpolis") == 3


def test_a_cause_refers_to_what_the_edition_says(edition, store):
    made = page(edition, store)
    made.problem.value = "belysning"
    form = made.causes.form
    form.fields["topic"].value = "narkotika"
    assert "Lägesbilden: 38\u00a0% av de svarande väljer ämnet" in made.causes.hint.value
    made.causes.refer.click()
    fill(form, text="Öppen handel")
    assert store.plan.causes().iloc[0]["content"]["reference"].startswith("Lägesbilden: 38\u00a0%")
    assert "Underlag: Narkotika: Lägesbilden" in made.analysis.value


def test_the_check_follows_what_is_typed(edition, store):
    made = page(edition, store)
    made.problem.value = "belysning"
    fields = made.editor.form.fields
    assert "1 av 10" in made.editor.summary.value, "the problem is tied from the start"
    fields["text"].value = "Kommunen ska tillse att belysningen förbättras."
    assert "skriv «se till» i stället" in made.editor.checks.value.lower()
    fields["text"].value = "Kommunen byter minst 40 lampor i Stadsparken senast den 31 oktober."
    for said in ("«byter»", "«40»", "«senast»", "«Stadsparken»", "Orden är lätta att förstå."):
        assert said in made.editor.checks.value
    fields["owner"].value, fields["indicator"].value, fields["baseline"].value = "Gatuchef", "Bytta lampor", "0"
    assert "9 av 10" in made.editor.summary.value
    assert store.plan.promises().empty, "checking saves nothing"


def test_two_who_write_at_once_are_both_kept(edition, store):
    one, two = page(edition, store), page(edition, store, "kommun")
    name = lamps(one)
    two.problem.value = "belysning"
    two.beat()
    form = two.editor.form
    form.chooser.value = name
    form.fields["owner"].value, form.fields["text"].value = "Gatuchef", "Vi byter alla lampor i Stadsparken."
    fill(one.editor.form, text="Vi byter 50 lampor i Stadsparken.", indicator="Bytta lampor")
    two.beat()
    assert "Någon annan har sparat löftet medan du skriver" in form.notice.value
    assert form.fields["text"].value == "Vi byter alla lampor i Stadsparken."
    form.save.click()
    assert "Inget är sparat ännu" in form.notice.value
    assert "Polisen har sparat under tiden" in form.clash.value
    assert "</span>50</del>" in form.clash.value
    assert form.fields["indicator"].value == "Bytta lampor", "what only the other changed comes along"
    assert store.plan.promises().iloc[0]["content"]["text"] == "Vi byter 50 lampor i Stadsparken."
    form.save.click()
    content = store.plan.promises().iloc[0]["content"]
    assert (content["text"], content["owner"], content["indicator"]) == (
        "Vi byter alla lampor i Stadsparken.", "Gatuchef", "Bytta lampor")  # fmt: skip
    form.undo.click()
    assert store.plan.promises().iloc[0]["content"]["text"] == "Vi byter 50 lampor i Stadsparken."
    assert form.fields["text"].value == "Vi byter 50 lampor i Stadsparken."


def test_the_others_version_can_be_taken_whole(edition, store):
    one, two = page(edition, store), page(edition, store, "kommun")
    name = lamps(one)
    two.problem.value = "belysning"
    two.beat()
    form = two.editor.form
    form.chooser.value = name
    form.fields["text"].value = "Mitt."
    fill(one.editor.form, text="Den andras.")
    form.save.click()
    form.theirs.click()
    assert form.fields["text"].value == "Den andras."
    form.save.click()
    assert store.plan.promises().iloc[0]["content"]["text"] == "Den andras."


def test_what_is_half_written_stays_when_one_looks_at_something_else(edition, store):
    made = page(edition, store)
    name = lamps(made)
    form = made.editor.form
    form.fields["text"].value = "Halvskrivet"
    form.chooser.value = ""
    assert form.fields["text"].value == ""
    form.chooser.value = name
    assert form.fields["text"].value == "Halvskrivet"
    assert "är kvar" in form.notice.value
    made.editor.steps.name.value = "Kommunpolis"
    made.editor.steps.take.click()
    assert "Spara först" in made.editor.steps.notice.value


def test_what_is_half_written_stays_when_one_looks_at_another_problem(edition, store):
    made = page(edition, store)
    name = lamps(made)
    form = made.editor.form
    form.fields["text"].value = "Halvskrivet"
    made.problem.value = "inbrott"
    assert (form.name, form.version, form.fields["text"].value) == ("", 0, "")
    assert "finns kvar när du väljer det igen" in form.notice.value
    made.problem.value = "belysning"
    form.chooser.value = name
    assert (form.version, form.fields["text"].value) == (1, "Halvskrivet")
    form.save.click()
    assert store.plan.promises().iloc[0]["content"]["text"] == "Halvskrivet"


def test_the_page_is_whole_as_a_picture_too(edition, store):
    lamps(page(edition, store))
    seen = page(edition, store, "skarm")
    seen.problem.value = "belysning"
    still = snapshot(seen.widget)
    assert "Fiskbensdiagram: Belysning" in still
    assert "Vi byter 40 lampor i Stadsparken." in still
    assert "Spara" not in still


def test_a_published_promise_is_changed_as_a_draft(edition, store):
    made = page(edition, store)
    made.problem.value = "narkotika"
    form = made.editor.form
    form.chooser.value = "narkotika"
    assert form.fields["text"].value.startswith("Polisen ska genomföra riktade insatser")
    assert form.fields["measures"].value == ("insatser",)
    fill(form, text="Polisen gör 40 kontroller.")
    assert store.plan.promises().iloc[0][["promise", "version", "state"]].tolist() == ["narkotika", 1, "utkast"]
    assert "Polisen gör 40 kontroller." in text(made.widget)


def test_wrong_figures_and_roles_are_refused(edition, store):
    made = page(edition, store)
    fill(made.measures.form, title="Byt lampor", planned="många")
    assert "ska vara ett tal" in made.measures.form.notice.value
    assert made.measures.form.fields["planned"].value == "många"
    other = page(edition, store, "annan")
    fill(other.causes.form, text="Påhitt")
    other.editor.steps.take.click()
    assert "Bara polisen, kommunen och mötesledaren" in other.causes.form.notice.value
    assert "ml-error" in other.editor.steps.notice.value
    assert store.plan.causes().empty
    assert "Spara" not in text(other.widget)


def test_what_is_removed_is_gone_from_the_page(edition, store):
    made = page(edition, store)
    lamps(made)
    made.causes.form.strike.click()
    assert "Lamporna är trasiga" not in made.analysis.value
    assert made.causes.form.name == ""


def test_texts_are_escaped(edition, store):
    made = page(edition, store)
    made.problem.value = "belysning"
    fill(made.causes.form, text="<b>Fel</b>")
    fill(made.editor.form, title="<i>Ny</i>", text="<script>")
    fill(made.editor.form, text="<u>")
    shown = text(made.widget)
    for tag in ("<b>", "<i>", "<script>", "<u>"):
        assert tag not in shown


def test_a_local_viewer_chooses_a_role(edition, store, monkeypatch):
    monkeypatch.delenv("HTTP_COOKIE", raising=False)
    made = Promises(edition, connect(edition, store))
    assert "Versioner" not in text(made.widget)
    made.role.value = "kommun"
    fill(made.causes.form, text="Orsak")
    assert store.plan.causes()["by"].tolist() == ["Kommunen"]


def test_promises_stay_when_the_store_is_lost(edition, store):
    made = page(edition, store)
    store.close()
    made.beat()
    assert "stängd" in made.notice.value
    assert "riktade insatser mot narkotika" in text(made.widget)


def test_an_edition_without_promises_says_so(tmp_path, store):
    frames = sample.frames()
    frames["promises"] = frames["promises"].iloc[:0]
    made = editions.write(tmp_path / "u", frames=frames, layers={}, about={"created": "2027-01-01"})
    assert "inga löften" in text(page(made, store).widget)
