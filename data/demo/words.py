"""Free text in many small variations: a place, a complaint and a wish, put together and sometimes mistyped."""

from __future__ import annotations

from demo.chance import Chance

SPOTS = {
    "Stadsparken": 20,
    "parken": 7,
    "Torget": 9,
    "torget i centrum": 4,
    "Södra hamnen": 12,
    "Norra hamnen": 8,
    "hamnen": 6,
    "stationen": 9,
    "resecentrum": 9,
    "gångtunneln vid stationen": 5,
    "Systembolaget": 4,
    "busstationen": 3,
    "gymnasiet": 5,
    "Strömstiernaskolan": 5,
    "Oslovägen": 7,
    "Uddevallavägen": 5,
    "Ringvägen": 4,
    "Canning": 5,
    "Nordby": 5,
    "gångvägen mot Kebal": 3,
    "E6:an vid Skee": 3,
}
NEAR = {
    "skee": ("Skee", "bussen i Skee", "väg 176 genom Skee"),
    "kosteroarna": ("Sydkoster", "färjeläget på Koster"),
    "ovriga": ("Hogdal", "Svinesund", "Näsinge", "Lommeland", "Tjärnö"),
}
NOWHERE = ("nej", "Nej", "ingenstans", "Nej, ingenstans", "inget särskilt", "nej det gör jag inte", "-")
WHEN = (
    "på kvällarna",
    "på helgerna",
    "sent på kvällen",
    "efter mörkrets inbrott",
    "på sommaren",
    "när krogarna stänger",
    "på fredagskvällarna",
    "under påsken",
    "nattetid",
    "när det är mörkt",
)
ROADS = (
    "Oslovägen",
    "Uddevallavägen",
    "Ringvägen",
    "väg 176",
    "skolvägen",
    "infarten",
    "vägen genom Skee",
    "Strömstadsvägen",
    "vägen mot Kebal",
)
TEXTS = {
    "trafik": (
        "Bilarna kör alldeles för fort på {road}",
        "Fler hastighetskontroller på {road}",
        "Sätt upp en fartkamera vid {road}",
        "Ingen håller 50 på {road} {when}",
        "Hastigheten på {road} måste ner",
        "Farthinder på {road}, tack",
        "De blåser förbi i 80 på {road}",
        "Mer trafikkontroller {when}",
    ),
    "storande_fordon": (
        "Stoppa buskörningen på {spot} {when}",
        "Epatraktorerna kör runt {spot} hela natten",
        "Mopeder utan ljuddämpare {when}",
        "Raggarbilar som burnar vid {spot} {when}",
        "A-traktorer som spelar hög musik",
        "Få bort motorbullret {when}",
    ),
    "skolvagar": (
        "Säkrare övergångsställe vid {road}",
        "Bygg en cykelväg längs {road}",
        "Trottoaren på {road} är livsfarlig för barnen",
        "Skolvägen måste bli tryggare",
        "Parkeringen vid {spot} är kaos när barnen lämnas",
        "Bättre gång- och cykelbanor",
    ),
    "offentliga_platser": (
        "Bättre belysning vid {spot}",
        "Det är kolsvart vid {spot} {when}",
        "Lamporna vid {spot} har varit trasiga hela hösten",
        "Lys upp {spot} så man vågar gå där {when}",
        "Ta bort buskagen vid {spot}",
        "Mer gatlyktor mellan {spot} och {spot2}",
        "Det är för mörkt {when}",
    ),
    "unga_droger": (
        "Ungdomar som dricker vid {spot} {when}",
        "Stoppa langningen av sprit till ungdomar",
        "Prata mer om droger i skolan",
        "Ungdomarna röker på vid {spot}",
        "Mer drogförebyggande arbete i skolan",
        "Folk som köper ut till minderåriga",
        "Barn som är fulla {when}",
        "Ge ungdomarna något att göra {when} så dricker de inte",
    ),
    "narkotika": (
        "Det säljs knark vid {spot}",
        "Ta langarna vid {spot}",
        "Mer insatser mot narkotika",
        "Det luktar hasch vid {spot} {when}",
        "Stoppa knarkhandeln",
        "Öppen droghandel vid {spot} {when}",
    ),
    "vald": (
        "Det är slagsmål vid {spot} {when}",
        "Mindre bråk utanför krogen",
        "Våldet {when} måste stoppas",
        "Bråk vid {spot} {when}",
    ),
    "berusade": (
        "Fulla människor vid {spot} {when}",
        "Mycket fylla {when}",
        "Berusade turister {when}",
        "Se till att krogarna inte serverar så fulla gäster",
    ),
    "synlig_polis": (
        "Fler poliser ute {when}",
        "Mer synlig polis vid {spot}",
        "Ser aldrig en polis här",
        "Polisen måste synas mer {when}",
        "Poliser till fots vid {spot}",
        "Vi behöver en områdespolis",
        "Polispatruller som går runt {when}",
        "Polisen kommer aldrig när man ringer",
    ),
    "inbrott": (
        "Inbrott i sommarstugorna",
        "Starta grannsamverkan i vårt område",
        "Inbrott i garage och förråd {when}",
        "Okända bilar som rekar {when}",
    ),
    "bedrageri": (
        "Informera äldre om bedrägerier",
        "Många äldre blir lurade på telefon",
        "Bluffsamtal om bankid varje vecka",
    ),
    "skadegorelse": (
        "Klottret vid {spot} måste bort",
        "Rutor krossas vid {spot} {when}",
        "Skadegörelse på {spot}",
        "Allt blir sönderslaget vid {spot}",
    ),
}
OTHER = (
    "Fler vuxna ute {when}",
    "En fritidsgård som är öppen {when}",
    "Kameror vid {spot}",
    "Ordningsvakter i centrum {when}",
    "Städa upp vid {spot}, det är skräpigt",
    "Killar som ropar efter tjejer vid {spot}",
    "Cykelstölder vid {spot}",
    "Håll polisstationen öppen",
    "Nattvandrare {when}",
    "Jag känner mig trygg",
    "Allt är bra som det är",
    "Vet inte",
    "Bra att ni frågar!",
    "Mer samarbete mellan skola och socialtjänst",
    "Smällarna före nyår borde förbjudas",
)
OPENINGS = ("", "", "", "", "Jag tycker: ", "Önskar: ", "Viktigast: ", "Som förälder: ")
ENDINGS = ("", "", "", "", ".", ".", "!", ". Tack!", ", det är otryggt.", ", det har blivit värre.", ". Gör något!")
LINKS = (". ", ". ", " och ", ". Och ", ", ")
# Invented for the privacy tests: a number and an address that cannot belong to anyone.
CONTACT = ("Ring mig gärna på 070-000 00 00", "Svara till namn@exempel.invalid", "Mitt nummer är 070-000 00 00",
           "Mejla namn@exempel.invalid om ni vill veta mer")  # fmt: skip


def place_answer(chance: Chance, *, area: str) -> str:
    """Return what someone writes about an unsafe place: a name, a name with words around it, or no place."""
    if chance.happens(0.17):
        return chance.one(NOWHERE)
    spot = chance.one(NEAR[area]) if area in NEAR and chance.happens(0.45) else chance.weighted(SPOTS)
    shape = chance.one(("{}", "{}", "{}", "{}", "vid {}", "runt {}", "{} " + chance.one(WHEN), "bakom {}"))
    return _mistyped(chance, shape.format(spot), often=0.04)


def proposal(chance: Chance, *, chosen: list[str]) -> str:
    """Return a free-text answer of one to three sentences, mostly about what the person has chosen."""
    number = 1 if chance.happens(0.62) else chance.whole(2, 3)
    parts = list(dict.fromkeys(_sentence(chance, chosen) for _ in range(number)))
    text = chance.one(OPENINGS) + parts[0]
    for part in parts[1:]:
        link = chance.one(LINKS)
        text += link + (part if link.startswith(".") and link != ". Och " else part[0].lower() + part[1:])
    text = text.rstrip(".!") + chance.one(ENDINGS)
    return _mistyped(chance, text.lower() if chance.happens(0.15) else text, often=0.18)


def _sentence(chance: Chance, chosen: list[str]) -> str:
    choice = chance.one(chosen)
    form = chance.one(OTHER) if chance.happens(0.2) else chance.one(TEXTS[choice])
    first, second = chance.several(SPOTS, number=2)
    return form.format(spot=first, spot2=second, road=chance.one(ROADS), when=chance.one(WHEN))


def _mistyped(chance: Chance, text: str, *, often: float) -> str:
    """Return the text, now and then with two letters swapped or one lost in a longer word."""
    words = text.split(" ")
    long = [index for index, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if not long or not chance.happens(often):
        return text
    at = chance.one(long)
    cut = chance.whole(2, len(words[at]) - 3)
    word = words[at]
    swapped = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    words[at] = swapped if chance.happens(0.5) else word[:cut] + word[cut + 1 :]
    return " ".join(words)
