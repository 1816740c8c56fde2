"""What is known not to be accessible, in one list: the statements of the workshop's pages and of the residents' page.

The law (2018:1937) wants the shortcomings told. Who finds one writes it here; who mends one takes it out.
"""

from __future__ import annotations

from dataclasses import dataclass

from medlofte.language import N_, _

WORKSHOP, RESIDENTS = "workshop", "residents"
# What the browser tests do, in tests/browser/test_accessible.py and test_public_page.py.
_TESTED = {
    WORKSHOP: (
        N_(
            "Varje sida prövas i en webbläsare varje gång programmet ändras: med axe-core i ljust och "
            "mörkt utseende, med bara tangentbordet, vid 200 och 400 procents förstoring, med större textavstånd, "
            "med mindre rörelse och med egna färger från datorn."
        )
    ),
    RESIDENTS: (
        N_(
            "Programmet som gör sidan prövas med axe-core, en maskinell granskning, i ljust och mörkt "
            "utseende och i 320, 390 och 1 280 bildpunkters bredd, och färgernas kontrast räknas ut."
        )
    ),
}

_BY_MACHINE = N_("En maskin finner bara en del av bristerna i standarden EN 301 549 (WCAG 2.1, nivå AA).")


@dataclass(frozen=True)
class Shortcoming:
    """Something that is not accessible, or that nobody has tried: a Swedish sentence, and where it holds."""

    text: str
    where: tuple[str, ...] = (WORKSHOP, RESIDENTS)


KNOWN = (
    Shortcoming(
        N_("Ingen som använder skärmläsare, talstyrning eller skärmförstoring till vardags har prövat."),
    ),
    Shortcoming(
        N_("Språket är inte prövat av läsare. Texter om löften och skäl är de beslutade och kan vara svåra att läsa."),
    ),
    Shortcoming(
        N_(
            "Diagrammen och kartan är bilder med en textbeskrivning. De går inte att utforska "
            "del för del; alla siffror i dem finns i tabellen intill."
        ),
    ),
    Shortcoming(
        N_(
            "På engelska sidor står namn som saknar engelska på svenska. I löpande text är de märkta som "
            "svenska; i diagram, i diagrammens tabeller och i listor att välja ur är de det inte, och en "
            "skärmläsare kan uttala dem som engelska. Diagrammens beskrivning säger när det gäller dem."
        ),
        (WORKSHOP,),
    ),
    Shortcoming(N_("Breda tabeller rullas i sidled i sin egen ram på en smal skärm."), (WORKSHOP,)),
    Shortcoming(
        N_(
            "Lägesbild, Kartläggning, Prioritering, Löften och Uppföljning kräver JavaScript. "
            "Att ansluta, rösta, leda mötet och logga går utan."
        ),
        (WORKSHOP,),
    ),
    Shortcoming(N_("Med egna färger från datorn behåller diagrammen sina färger på vit botten."), (WORKSHOP,)),
    Shortcoming(
        N_(
            "När många tittar samtidigt visas en stillbild av sidan utan filter och formulär, "
            "som hämtas på nytt varje minut."
        ),
        (WORKSHOP,),
    ),
    Shortcoming(
        N_(
            "Dokumenten i PDF är gjorda enligt PDF/UA och prövas maskinellt. Word, PowerPoint "
            "och Excel är inte prövade med hjälpmedel."
        ),
        (WORKSHOP,),
    ),
    Shortcoming(
        N_(
            "När innehållet klistras in på en annan webbplats styr den typsnitt, färger och "
            "avstånd. Då gäller den webbplatsens redogörelse."
        ),
        (RESIDENTS,),
    ),
    Shortcoming(N_("De öppna data som hör till är CSV-filer utan anpassning för hjälpmedel."), (RESIDENTS,)),
)


def tested(where: str) -> str:
    """Return how the pages are tested, and what such tests do not find."""
    return f"{_(_TESTED[where])} {_(_BY_MACHINE)}"


def known(where: str) -> list[str]:
    """Return the shortcomings of the workshop's pages (``WORKSHOP``) or of the residents' page (``RESIDENTS``)."""
    return [_(one.text) for one in KNOWN if where in one.where]
