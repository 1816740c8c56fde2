"""The data set's entry for Sveriges dataportal: DCAT-AP-SE 3 as RDF/XML (docs.dataportal.se/dcat). A pure function.

The portal's rules of harvesting: RDF/XML only, absolute IRIs, no blank nodes; the publisher is known by its
organisation number; a contact is not the publisher; a licence is written exactly as the portal writes it.
Titles have no place or year, which are properties of their own; several files of one data set are one distribution
with several download addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote
from xml.etree import ElementTree as Tree

from medlofte.export.opendata.metadata import LICENSES
from medlofte.export.public.account import Account

_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What an address may hold as it is (RFC 3986); all else is written as %XX.
_KEPT = ":/?#[]@!$&'()*+,;=%~"
_DATE = "http://www.w3.org/2001/XMLSchema#date"
_EU = "http://publications.europa.eu/resource/authority"
_ORGANISATION = "http://dataportal.se/organisation/SE"
_TITLE = {"sv": "Medborgarlöften om trygghet med uppföljning",
          "en": "Citizen promises on safety and their follow-up"}  # fmt: skip
_TEXT = {
    "sv": "Vad invånarna svarat i trygghetsenkäten, vad polis och kommun lovat, vad de valt bort och varför, och vad "
          "som gjorts. Små tal är skyddade.",
    "en": "What residents answered in a safety survey, what police and municipality promised, what they left out "
          "and why, and what was done. Small figures are suppressed.",
}  # fmt: skip
_INVENTED = {"sv": " Påhittade uppgifter som visar hur medlofte fungerar.", "en": " Invented data, for demonstration."}
_KEYWORDS = {"sv": ("medborgarlöften", "trygghet", "brottsförebyggande", "trygghetsenkät"),
             "en": ("citizen promises", "safety", "crime prevention", "survey")}  # fmt: skip


def dcat(account: Account, *, base: str, files: Sequence[str]) -> str:
    """Return the catalogue as RDF/XML.

    Parameters
    ----------
    base
        The absolute address of the folder of open data; every identifier begins with it.
    files
        The names of the data files in it.
    """
    for prefix, space in _SPACES.items():
        Tree.register_namespace(prefix, space)
    folder = quote(base.rstrip("/"), safe=_KEPT) + "/"
    root = Tree.Element(_name("rdf:RDF"))
    publisher = _publisher(account, folder)
    _catalog(root, account, folder, publisher)
    _dataset(root, account, folder, publisher)
    _distribution(root, account, folder, files)
    agent = _thing(root, "foaf:Agent", publisher)
    _word(agent, "foaf:name", account.responsible)
    _link(agent, "dcterms:type", "http://purl.org/adms/publishertype/LocalAuthority")
    contact = _thing(root, "vcard:Organization", folder + "#kontakt")
    _word(contact, "vcard:fn", account.publication.contact or account.responsible)
    if account.publication.email:
        _link(contact, "vcard:hasEmail", f"mailto:{quote(account.publication.email, safe='@')}")
    Tree.indent(root)
    return Tree.tostring(root, encoding="unicode", xml_declaration=False)


def _publisher(account: Account, folder: str) -> str:
    digits = account.publication.organisation_number.replace("-", "")
    return f"{_ORGANISATION}{digits}" if digits else folder + "#utgivare"


def _catalog(root: Tree.Element, account: Account, folder: str, publisher: str) -> None:
    catalog = _thing(root, "dcat:Catalog", folder + "#katalog")
    _texts(catalog, "dcterms:title", {"sv": "Öppna data om medborgarlöften", "en": "Open data on citizen promises"})
    _texts(catalog, "dcterms:description", _text(account))
    _link(catalog, "dcterms:publisher", publisher)
    _link(catalog, "dcterms:license", LICENSES[account.publication.license][0])
    _link(catalog, "dcterms:language", f"{_EU}/language/SWE")
    _link(catalog, "dcat:dataset", folder + "#datamangd")
    _day(catalog, "dcterms:modified", str(account.about.get("created", "")))


def _dataset(root: Tree.Element, account: Account, folder: str, publisher: str) -> None:
    dataset, about = _thing(root, "dcat:Dataset", folder + "#datamangd"), account.about
    _texts(dataset, "dcterms:title", _TITLE)
    _texts(dataset, "dcterms:description", _text(account))
    for language, words in _KEYWORDS.items():
        for word in words:
            _word(dataset, "dcat:keyword", word, language)
    _link(dataset, "dcterms:publisher", publisher)
    _link(dataset, "dcat:contactPoint", folder + "#kontakt")
    _link(dataset, "dcat:theme", f"{_EU}/data-theme/JUST")
    _link(dataset, "dcterms:accessRights", f"{_EU}/access-right/PUBLIC")
    _link(dataset, "dcterms:language", f"{_EU}/language/SWE")
    _link(dataset, "dcat:distribution", folder + "#csv")
    _day(dataset, "dcterms:issued", str(account.publication.published or about.get("created", "")))
    if account.publication.page:
        _link(dataset, "dcat:landingPage", account.publication.page)
    if about.get("start") and about.get("end"):
        _link(dataset, "dcterms:temporal", folder + "#period")
        period = _thing(root, "dcterms:PeriodOfTime", folder + "#period")
        _day(period, "dcat:startDate", about["start"])
        _day(period, "dcat:endDate", about["end"])


def _distribution(root: Tree.Element, account: Account, folder: str, files: Sequence[str]) -> None:
    distribution = _thing(root, "dcat:Distribution", folder + "#csv")
    _texts(distribution, "dcterms:title", {"sv": "Tabeller i CSV", "en": "Tables as CSV"})
    _texts(distribution, "dcterms:description", {
        "sv": "Kommaseparerade filer i UTF-8; kolumnerna beskrivs i datapackage.json och csvw-metadata.json.",
        "en": "Comma-separated files in UTF-8; the columns are described in datapackage.json and csvw-metadata.json.",
    })  # fmt: skip
    _link(distribution, "dcat:accessURL", folder)
    for file in files:
        _link(distribution, "dcat:downloadURL", folder + quote(file))
    _word(distribution, "dcterms:format", "text/csv")
    _link(distribution, "dcterms:license", LICENSES[account.publication.license][0])


def _text(account: Account) -> dict[str, str]:
    return {
        language: text + (_INVENTED[language] if account.about.get("demo") else "") for language, text in _TEXT.items()
    }


def _name(short: str) -> str:
    prefix, name = short.split(":")
    return f"{{{_SPACES[prefix]}}}{name}"


def _thing(root: Tree.Element, kind: str, identifier: str) -> Tree.Element:
    return Tree.SubElement(root, _name(kind), {_name("rdf:about"): identifier})


def _link(node: Tree.Element, name: str, address: str) -> None:
    Tree.SubElement(node, _name(name), {_name("rdf:resource"): address})


def _word(node: Tree.Element, name: str, text: str, language: str = "") -> None:
    Tree.SubElement(node, _name(name), {_XML_LANG: language} if language else {}).text = text


def _texts(node: Tree.Element, name: str, texts: dict[str, str]) -> None:
    for language, text in texts.items():
        _word(node, name, text, language)


def _day(node: Tree.Element, name: str, day: str) -> None:
    if day:
        Tree.SubElement(node, _name(name), {_name("rdf:datatype"): _DATE}).text = day[:10]
