"""A workshop rehearsed by the script in docs: a leader, police at a desk, the kommun on a phone, to the minutes."""

import io

import docx
import pytest

from medlofte.workshop.store import Store
from tests.browser.driver import ROOT, Server, Visit, dashboard, go, join, new_context
from tests.browser.test_chain import save, section, type_in, write_measure
from tests.browser.test_pages import violations, wide
from tests.browser.test_votes import answer, saved

WORKED = ROOT / "data" / "workshops" / "stromstad-2017.zip"
EDITION = ROOT / "data" / "editions" / "stromstad-2017"
DRUGS, SPEED, FRAUD = PROBLEMS = ("Narkotika", "Fortkörning och hastighet", "Bedrägerier")
REASON = "Det syns mest, och vi kan göra något."


@pytest.fixture
def room(browser, tmp_path):
    """Return the worked demo on a server of its own, and browsers for the three who are in the room."""
    with Store.open(tmp_path / "workshop.sqlite") as store:
        store.archive.restore(WORKED)
    server = Server(EDITION, store=tmp_path / "workshop.sqlite", folder=tmp_path)
    contexts = [new_context(browser), new_context(browser), new_context(browser, width=390, height=844)]
    yield server, contexts
    for context in contexts:
        context.close()
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text("utf-8")


def type_code(context, server):
    """Join as police by typing the code as people do."""
    visit, code = Visit(context.new_page()), server.links["Deltagare"].rsplit("/", 1)[1]
    visit.page.goto(f"{server.origin}/anslut")
    visit.page.get_by_label("Kod").fill(f"{code[:4]}-{code[4:]}".lower())
    visit.page.get_by_role("button", name="Anslut").click()
    visit.page.get_by_role("radio", name="Polis").check()
    visit.page.get_by_role("button", name="Anslut").click()
    visit.page.wait_for_url(f"{server.origin}/")
    return visit


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def open_round(page, kind, *, problems=PROBLEMS, questions=()):
    """Open a round from /led about these problems and with these questions."""
    page.get_by_role("radio", name=kind).check()
    for summary, kept in (("valda från början", problems), ("Frågor om", questions)):
        if kept:
            part = page.locator("details", has=page.locator("summary", has_text=summary))
            part.locator("summary").click()
            for label in part.locator("label").all():
                label.locator("input").set_checked(label.inner_text().strip() in kept)
    press(page, "Öppna omgången")
    page.get_by_role("button", name="Stäng omgången").wait_for()


def on_paper(page, server, choose):
    """Type in a ballot on paper and go back to /led."""
    go(page, f"{server.origin}/led/papper")
    choose()
    page.get_by_label("Rösten är från").select_option(label="Annan")
    press(page, "Spara pappersrösten")
    page.get_by_text("Skriv märket P").wait_for()
    go(page, f"{server.origin}/led")


def close_round(page, number):
    press(page, "Stäng omgången")
    page.get_by_role("button", name="Öppna omgången").wait_for()
    page.get_by_text(f"Omgång {number} är stängd").first.wait_for()


def rate(leader, police, phone, server):
    """Hold a rating of three problems by one question; the third ballot is on paper."""
    open_round(leader, "Bedömning", questions=("Kan vi påverka det?",))
    for place, said in enumerate(("Ja", "Ja", "Nej")):
        answer(police, said)
        answered = "besvarade" if place else "besvarat"
        police.get_by_text(f"{place + 1} av 3 problem helt {answered}.").wait_for()
        if place < 2:
            press(police, "Nästa problem →")
            # The next problem's questions are there when none of them is answered.
            police.locator(".ml-ballot:visible input:checked").wait_for(state="detached")
        phone.get_by_text(f"({place + 1} av 3)").wait_for()
        phone.get_by_role("radio", name=said, exact=True).check()
        press(phone, "Spara" if place == 2 else "Spara och gå vidare")
    phone.get_by_text("Alla problem (klara: 3 av 3)").wait_for()
    papers = leader.locator("fieldset.question select")
    on_paper(leader, server, lambda: [papers.nth(at).select_option(label="Delvis") for at in range(3)])
    close_round(leader, 4)
    phone.get_by_text("Så gick det: Bedömning").wait_for()


def dots(leader, police, phone, server):
    """Hold a round of dots on two problems."""
    open_round(leader, "Prickar", problems=(DRUGS, SPEED))
    press(police, f"En prick till: {DRUGS}")
    # What says so of the round before may still be there.
    police.get_by_text("Du har 4 av 5 prickar kvar.").wait_for()
    saved(police)
    phone.get_by_role("heading", name="Prickar").wait_for()
    phone.get_by_label(DRUGS).select_option("3")
    phone.get_by_text("Prickar kvar: 2").wait_for()
    press(phone, "Spara")
    phone.get_by_text("Ditt svar är sparat").wait_for()
    on_paper(leader, server, lambda: leader.get_by_label(SPEED).select_option("2"))
    close_round(leader, 5)


def rank(leader, police, phone, server):
    """Hold a ranking of two problems, opened again by mistake and closed."""
    open_round(leader, "Rangordning", problems=(DRUGS, SPEED))
    press(police, f"Lägg sist i ordningen: {DRUGS}")
    police.get_by_text(f"1. {DRUGS}").wait_for()
    phone.get_by_role("heading", name="Rangordning").wait_for()
    phone.get_by_label(SPEED).select_option("1")
    press(phone, "Spara")
    phone.get_by_text("Ditt svar är sparat").wait_for()
    on_paper(leader, server, lambda: leader.get_by_label(DRUGS).select_option("1"))
    close_round(leader, 6)
    leader.locator("summary", has_text="Öppna den igen eller ångra").click()
    leader.get_by_text("Alla har kunnat se resultatet.").wait_for()
    press(leader, "Öppna omgång 6 igen")
    close_round(leader, 6)


def decide(leader, police):
    """Set what there is room for, decide on a problem and let its reason be published."""
    capacity = leader.get_by_label("Kapacitet (för alla)")
    capacity.fill("4")
    capacity.blur()
    police.get_by_text("av 4.").first.wait_for()
    form = leader.get_by_label("Varför", exact=True)
    assert form.bounding_box()["y"] < 1400, "within reach of the other controls"
    leader.get_by_label("Problem", exact=True).first.select_option(label=DRUGS)
    type_in(form, REASON)
    press(leader, "Spara beslutet")
    police.get_by_text(REASON).first.wait_for()
    may = leader.get_by_role("checkbox", name=f"{DRUGS}: {REASON}")
    assert not may.is_checked()
    may.check()
    leader.get_by_text("Motiveringen får publiceras.").wait_for()


def promise(page):
    """Write a cause, a measure and a promise with its check, and take the promise to where it is under way."""
    page.get_by_label("Problem", exact=True).first.select_option(label=f"{DRUGS} (fokusområde)")
    causes = section(page, "1. Orsaker")
    type_in(causes.get_by_label("Orsak eller händelse"), "Ingen vuxen i hamnen på kvällen")
    save(causes, "Orsaken är sparad.")
    write_measure(section(page, "2. Åtgärder"), "Vuxna ute i hamnen", cause="Ingen vuxen i hamnen på kvällen",
                  planned="10", unit="kvällar")  # fmt: skip
    part = section(page, "3. Löfte")
    type_in(part.get_by_label("Kort rubrik"), "Vuxna ute")
    text = part.get_by_label("Löftet: vem gör vad, var, hur mycket och när")
    type_in(text, "Polisen går tio kvällar i hamnen före den 31 oktober.")
    part.get_by_text("Löftet vilar inte på någon åtgärd").wait_for()
    part.get_by_label("Åtgärder som löftet vilar på").select_option(label="Vuxna ute i hamnen")
    part.get_by_text("Löftet vilar inte på någon åtgärd").wait_for(state="hidden")
    save(part, "Löftet är sparat som utkast.")
    for state in ("Överenskommet", "Undertecknat", "Pågår"):
        part.get_by_label("Nästa steg").select_option(label=state)
        type_in(part.get_by_label("Funktion som svarar för steget"), "Kommunpolis")
        press(part, "Ta steget")
        part.get_by_text(f"Löftet är nu {state.lower()}.").wait_for()


def log(page):
    """Log what was done, on the phone."""
    page.get_by_label("Åtgärd").select_option(label="Vuxna ute i hamnen")
    page.get_by_label("Datum").fill("2017-10-12")
    page.get_by_label("Antal").fill("3")
    press(page, "Spara aktiviteten")
    page.get_by_text("Aktiviteten är sparad.").wait_for()


def follow(page):
    """Set a status beside what the figures say."""
    part = section(page, "Sätt status")
    part.get_by_label("Åtgärd eller löfte").select_option(label="Åtgärd: Vuxna ute i hamnen")
    part.get_by_text("Planerat 10, genomfört 3").wait_for()
    type_in(part.get_by_label("Funktion som bedömer"), "Säkerhetssamordnare")
    type_in(part.get_by_label("Varför"), "Tre kvällar av tio är gångna.")
    save(part, "Statusen är satt.")


def minutes(context, page, server):
    """Set the registry number and return the minutes' text."""
    go(page, f"{server.origin}/led")
    page.get_by_label("Diarienummer (står i dokumenten)").fill("KS 2026/17")
    press(page, "Spara diarienumret")
    page.get_by_text("Diarienumret är sparat.").wait_for()
    page.get_by_role("link", name="Alla dokument").click()
    answer_ = context.request.get(f"{server.origin}/dokument/minutes.docx")
    body = docx.Document(io.BytesIO(answer_.body())).element.body
    return " ".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


def test_a_workshop_from_the_door_to_the_minutes(room):
    server, contexts = room
    leading, police = join(contexts[0], server, "facilitator"), type_code(contexts[1], server)
    phone, leader = join(contexts[2], server, "kommun"), leading.page

    # The door: who is in is seen, nobody more comes in, and who is in comes back
    leader.goto(f"{server.origin}/led")
    press(leader, "Starta mötet")
    leader.get_by_text("Mötet har börjat.").wait_for()
    leader.get_by_role("link", name="Visa var och en").click()
    leader.wait_for_url(f"{server.origin}/led/deltagare")
    assert leader.locator("main li strong").all_inner_texts() == ["Polis 1", "Kommun 1"]
    go(leader, f"{server.origin}/led")
    press(leader, "Släpp inte in fler")
    leader.get_by_text("Inga nya deltagare släpps in.").first.wait_for()
    go(phone.page, server.links["Deltagare"])
    assert "/anslut" not in phone.page.url

    # Three rounds, the kommun on the light ballot
    phone.page.goto(f"{server.origin}/rost")
    police.open(dashboard(server, "prioritering"))
    rate(leader, police.page, phone.page, server)
    dots(leader, police.page, phone.page, server)
    rank(leader, police.page, phone.page, server)

    # The result and the decisions
    leading.open(dashboard(server, "prioritering"))
    leader.get_by_text("kan ha sett resultatet").first.wait_for()
    decide(leader, police.page)
    assert violations(leader) == []
    phone.open(dashboard(server, "prioritering"))
    assert wide(phone.page) == []

    # The promise and its follow-up
    promise(police.open(dashboard(server, "loften")))
    phone.page.goto(f"{server.origin}/logga")
    log(phone.page)
    follow(police.open(dashboard(server, "uppfoljning")))

    told = minutes(contexts[0], leader, server)
    assert [said for said in ("KS 2026/17", REASON, "Öppnades igen efter stängningen") if said not in told] == []
    for visit in (leading, police, phone):
        visit.check()
