"""The mapping form in real browsers: a row is saved and handed in, another browser may not read it, all accessible."""

from tests.browser.driver import dashboard
from tests.browser.test_pages import violations


def test_an_actor_fills_in_and_hands_in_and_another_browser_is_kept_out(visit, workshop):
    mine, other = visit("kommun"), visit("kommun")
    page = mine.open(dashboard(workshop, "kartlaggning"))
    page.get_by_label("Aktör", exact=True).select_option("Skola")
    page.get_by_label("Ämne").select_option("Narkotika")
    page.get_by_label("Sekretess för raden").select_option("sekretess: skrivs inte här")
    page.get_by_text("Lämna dem till analytikern i Excelformuläret.").first.wait_for()
    page.get_by_label("Sekretess för raden").select_option("öppen: får visas för alla")
    page.get_by_role("button", name="Spara raden").click()
    page.get_by_text("Raden är sparad.").wait_for()
    page.get_by_role("button", name="Lämna in formuläret").click()
    page.get_by_text("Formuläret är inlämnat. Tack!").wait_for()
    page.get_by_text("Version 2, inlämnat.").wait_for()
    assert violations(page) == []
    mine.check()
    page = other.open(dashboard(workshop, "kartlaggning"))
    page.get_by_label("Aktör", exact=True).select_option("Skola")
    page.get_by_text("fylls i från en annan enhet").wait_for()
    assert page.get_by_text("Version 2").count() == 0
    other.check()
