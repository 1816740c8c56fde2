"""The whole chain in browsers: decision, cause, measure, a promise checked and signed, logged on a phone, judged."""

import re

import pytest

from medlofte.workshop.store import Store
from tests.browser.driver import Server, Visit, dashboard, enter, join, new_context
from tests.browser.test_pages import violations, wide
from tests.sample import sample_edition


@pytest.fixture
def meeting(tmp_path):
    """Return a server of this test's own and the file of its store."""
    sample_edition(tmp_path / "utgåva")
    server = Server(tmp_path / "utgåva", store=tmp_path / "workshop.sqlite", folder=tmp_path)
    yield server, tmp_path / "workshop.sqlite"
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text("utf-8")


def section(page, title):
    return page.locator(".ml-section", has=page.get_by_role("heading", name=title, exact=True, level=2))


def save(part, said):
    part.get_by_role("button", name="Spara", exact=True).click()
    part.get_by_text(said).wait_for()


def type_in(control, text):
    """Type as a person does; the field must hold it when the kernel has heard of it."""
    control.fill(text)
    control.blur()


def write_measure(part, title, *, cause, planned, unit):
    """Write a measure against a cause and save it."""
    type_in(part.get_by_label("Vad ska göras?"), title)
    part.get_by_label("Orsaker som ska påverkas").select_option(label=cause)
    type_in(part.get_by_label("Planerat antal"), planned)
    type_in(part.get_by_label("Vad som räknas"), unit)
    save(part, "Åtgärden är sparad.")


def test_from_decision_to_status(browser, meeting):
    server, file = meeting
    desk, phone = new_context(browser), new_context(browser, width=390, height=844)
    writing = join(desk, server, "kommun")
    page = writing.open(dashboard(server, "loften"))
    page.get_by_text("Gruppen har inte valt fokusområden ännu.").wait_for()
    with Store.open(file) as store:
        store.decide("belysning", decision="fokus", reason="Många otrygga platser.", by="Mötesledare")
    page.get_by_text("Gruppens fokusområden: Belysning och mörka platser.").wait_for()
    page.get_by_label("Problem", exact=True).select_option(label="Belysning och mörka platser (fokusområde)")

    causes = section(page, "1. Orsaker")
    type_in(causes.get_by_label("Orsak eller händelse"), "Lamporna är trasiga")
    causes.get_by_label("Gren").select_option(label="Objekt och plats")
    save(causes, "Orsaken är sparad.")
    drawn = re.compile(r"Objekt och plats: Lamporna är trasiga\.$")
    causes.locator("svg desc").filter(has_text=drawn).wait_for(state="attached")

    measures = section(page, "2. Åtgärder")
    write_measure(measures, "Byt lampor", cause="Lamporna är trasiga", planned="40", unit="lampor")

    promise = section(page, "3. Löfte")
    type_in(promise.get_by_label("Kort rubrik"), "Ljus i parken")
    text = promise.get_by_label("Löftet: vem gör vad, var, hur mycket och när")
    type_in(text, "Kommunen ska tillse att belysningen förbättras.")
    checked = promise.locator(".ml-beside")
    checked.get_by_text("Skriv «se till» i stället").wait_for()
    type_in(text, "Kommunen byter 40 lampor i Stadsparken senast den 31 oktober. I dag är 55 trasiga.")
    checked.get_by_text("Orden är lätta att förstå.").wait_for()
    promise.get_by_label("Åtgärder som löftet vilar på").select_option(label="Byt lampor")
    type_in(promise.get_by_label("Ansvarig funktion"), "Gatuchef")
    type_in(promise.get_by_label("Mått", exact=True), "Antal trasiga lampor")
    checked.get_by_text("10 av 10 delar finns.").wait_for()
    save(promise, "Löftet är sparat som utkast.")
    for state in ("Överenskommet", "Undertecknat", "Pågår"):
        promise.get_by_label("Nästa steg").select_option(label=state)
        type_in(promise.get_by_label("Funktion som svarar för steget"), "KS ordförande och lokalpolisområdeschef")
        promise.get_by_role("button", name="Ta steget").click()
        promise.get_by_text(f"Löftet är nu {state.lower()}.").wait_for()
    assert violations(page) == []
    assert wide(page) == []
    writing.check()

    logging = Visit(phone.new_page())
    enter(logging.page, server.links["Deltagare"], "kommun")
    logging.page.goto(f"{server.origin}/logga")
    assert violations(logging.page) == []
    assert wide(logging.page) == []
    logging.page.get_by_label("Åtgärd").select_option(label="Byt lampor")
    logging.page.get_by_label("Datum").fill("2017-10-12")
    logging.page.get_by_label("Antal").fill("40")
    logging.page.get_by_label("Anteckning").fill("Alla bytta")
    logging.page.get_by_role("button", name="Spara aktiviteten").click()
    logging.page.get_by_text("Aktiviteten är sparad.").wait_for()
    logging.check()

    follow = Visit(desk.new_page())
    page = follow.open(dashboard(server, "uppfoljning"))
    judging = section(page, "Sätt status")
    judging.get_by_label("Åtgärd eller löfte").select_option(label="Åtgärd: Byt lampor")
    judging.get_by_text("Siffrorna säger: ✔ uppfyllt. Planerat 40, genomfört 40.").wait_for()
    type_in(judging.get_by_label("Funktion som bedömer"), "Säkerhetssamordnare")
    type_in(judging.get_by_label("Varför"), "Alla lampor är bytta.")
    save(judging, "Statusen är satt.")
    row = page.get_by_role("row").filter(has_text="Byt lampor").filter(has_text="Säkerhetssamordnare")
    row.get_by_text("Alla lampor är bytta.").wait_for()
    assert violations(page) == []
    follow.check()
    with Store.open(file) as store:
        assert store.plan.promises()["state"].tolist() == ["pagar"]
        assert store.plan.activities()["note"].tolist() == ["Alla bytta"]
        assert store.plan.assessments()["content"].iloc[0]["suggested"] == "uppfyllt"
    desk.close()
    phone.close()


def test_what_is_typed_on_the_phone_survives_a_lost_network_and_a_closed_page(browser, meeting):
    server, file = meeting
    phone = new_context(browser, width=390, height=844)
    page = join(phone, server, "polis").page
    page.goto(f"{server.origin}/logga")
    page.get_by_label("Åtgärd").select_option(label="Trygghetsvandringar")
    page.get_by_label("Anteckning").fill("Skrivet ute i mörkret")
    page.route("**/logga", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    page.get_by_role("button", name="Spara aktiviteten").click()
    page.get_by_text("Inte skickat än.").wait_for()
    page.unroute("**/logga")
    page.reload()
    page.get_by_text("Det du skrev förut är kvar.").wait_for()
    assert page.get_by_label("Anteckning").input_value() == "Skrivet ute i mörkret"
    page.get_by_role("button", name="Spara aktiviteten").click()
    page.get_by_text("Aktiviteten är sparad.").wait_for()
    assert page.get_by_label("Anteckning").input_value() == ""
    # The words are there before the page's script has been run.
    page.wait_for_function("() => sessionStorage.getItem('medlofte-logga') === null")
    page.goto(f"{server.origin}/logga")
    assert page.get_by_label("Anteckning").input_value() == "", "what is saved is no longer kept"
    with Store.open(file) as store:
        assert store.plan.activities()["note"].tolist() == ["Skrivet ute i mörkret"]
    phone.close()


def test_the_form_works_without_any_script(browser, meeting):
    server, file = meeting
    plain = new_context(browser, width=390, height=844, java_script_enabled=False)
    page = plain.new_page()
    enter(page, server.links["Deltagare"])
    page.goto(f"{server.origin}/logga")
    page.get_by_label("Åtgärd").select_option(label="Trygghetsvandringar")
    page.get_by_role("button", name="Spara aktiviteten").click()
    page.get_by_text("Aktiviteten är sparad.").wait_for()
    with Store.open(file) as store:
        assert len(store.plan.activities()) == 1
    plain.close()
