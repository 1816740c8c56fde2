"""The page for residents, its fragment, frame and statement, made from the sample edition and a small workshop."""

from __future__ import annotations

import base64
import hashlib
import itertools
import math
import re

import bleach
import pandas as pd
import pytest
from lxml import etree

from medlofte import style, tables
from medlofte.edition import Edition
from medlofte.errors import ExportError
from medlofte.export import public
from medlofte.export.public import page as pages
from medlofte.export.public.account import account
from medlofte.export.public.charts import COLOURS
from medlofte.export.public.map import readable, shade, town_map
from medlofte.export.public.said import Answers
from medlofte.workshop.store import Store
from tests.sample import TOPICS, frames, layers, sample_edition
from tests.test_language_pages import WORD, swedish_words

NASTY = '=HYPERLINK("x") & <b>få</b>'
PUBLICATION = {"responsible": "Strömstads kommun", "contact": "Säkerhetssamordnaren", "email": "trygghet@example.org",
               "phone": "0526-190 00", "next_survey": "2027-10-01", "assessed": "2026-11-01",
               "assessed_by": "Kommunen har granskat sidan själv.", "published": "2026-11-20",
               "page": "https://example.org/loften.html"}  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"
GROUPS = {"by1": "", "group1": "", "by2": "", "group2": ""}


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return sample_edition(tmp_path_factory.mktemp("edition") / "e", profile="public", publication=PUBLICATION)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("store") / "w.sqlite") as opened:
        opened.decide("narkotika", decision="fokus", reason="Alla ser det.", by="Anna")
        number = opened.decide("inbrott", decision="bortprioriterat", reason=NASTY, by="Anna")
        opened.settings.publish(number, may=True, by="Anna")
        opened.decide("belysning", decision="senare", reason="Grannen vet mer.", by="Anna")
        opened.plan.save("promise", "ny", content={"title": "Hemligt utkast", "text": NASTY}, by="Anna")
        ready = {"title": NASTY, "text": "Minst 10 kontroller.", "topics": ["hastighet"]}
        opened.plan.save("promise", "klar", content=ready, by="Anna", state="overenskommet")
        set_ = {
            "status": "delvis_uppfyllt",
            "name": "Kommunpolis",
            "date": "2018-01-10",
            "reason": "En vandring ställdes in.",
        }
        opened.plan.save("assessment", "vandringar", content=set_, by="Anna")
        yield opened


@pytest.fixture(scope="module")
def folder(edition, store, tmp_path_factory):
    return public.write(edition, tmp_path_factory.mktemp("ut"), store=store)


@pytest.fixture(scope="module")
def html(folder):
    return (folder / "medborgarloften.html").read_text("utf-8")


@pytest.fixture(scope="module")
def fragment(folder):
    return (folder / "klistra-in.html").read_text("utf-8")


def tree(text):
    """Return a text as XML: stricter than any browser."""
    return etree.fromstring(text.removeprefix("<!DOCTYPE html>\n"))


def words(text):
    found = tree(text)
    etree.strip_elements(found, "style", "script", with_tail=False)
    return " ".join("".join(found.itertext()).split())


def test_the_folder_holds_every_form(folder):
    assert {file.name for file in folder.iterdir()} == {
        "medborgarloften.html", "klistra-in.html", "ram.txt", "tillganglighet.html", "LÄSMIG.txt",
        "medborgarloften-en.html", "klistra-in-en.html", "ram-en.txt", "tillganglighet-en.html"}  # fmt: skip
    assert "saknas i round.toml" in (folder / "LÄSMIG.txt").read_text("utf-8")


def test_the_page_is_well_formed_swedish_and_alone(html):
    found = tree(html)
    assert found.get("lang") == "sv"
    assert found.find("body/main").get("lang") == "sv"
    assert len(html.encode()) < pages.BUDGET
    addresses = [value for node in found.iter() for name, value in node.attrib.items()
                 if name in ("src", "href", "action", "data", "srcset")]  # fmt: skip
    beside = ("#", "mailto:", "tillganglighet.html", "medborgarloften-en.html")
    assert all(address.startswith(beside) for address in addresses)
    assert "http" not in html.replace("http-equiv", "")
    assert "url(" not in html
    assert not {"iframe", "link", "img", "form"} & {node.tag for node in found.iter()}
    assert not found.xpath("//*[@style]"), "the policy stops it, and so do publishing systems"
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_page_and_its_statement_are_in_english_too_and_each_links_to_the_other(edition, store, tmp_path):
    data = frames()
    keys = {"questions": ["question"], "choices": ["question", "choice"], "topics": ["topic"], "actors": ["actor"]}
    english = {name: {"/".join(key): {"label": f"About {number}"} | ({"short": "About"} if name == "questions" else {})
                      for number, key in enumerate(data[name][key].itertuples(index=False))}
               for name, key in keys.items()}  # fmt: skip
    made = sample_edition(tmp_path / "e", profile="public", publication=PUBLICATION, english=english)
    folder = public.write(made, tmp_path, store=store)
    typed = {*data["places"]["label"], *data["measures"]["title"], "Strömstads kommun", "Säkerhetssamordnaren"}
    names = {name.lower() for name in typed | {"Exempelrunda", "(antal vandringar)"}}
    for name in ("medborgarloften", "tillganglighet"):
        text, swedish = ((folder / f"{name}{end}.html").read_text("utf-8") for end in ("-en", ""))
        found = tree(text)
        assert found.get("lang") == found.find("body/main").get("lang") == "en"
        assert len(text.encode()) < pages.BUDGET
        assert found.xpath("//a[@hreflang='sv' and @lang='sv']/@href") == [f"{name}.html"]
        assert tree(swedish).xpath("//a[@hreflang='en' and @lang='en']/@href") == [f"{name}-en.html"]
        for own in found.xpath("//*[@lang='sv'] | //style | //script"):
            own.text = ""
        said = " ".join(found.itertext()).lower()
        for known in names:
            said = said.replace(known, "")
        assert swedish_words() & set(WORD.findall(said)) == set()
        assert not re.search(r"\d,\d\d?(?!\d)", said)
    page = tree((folder / "medborgarloften-en.html").read_text("utf-8"))
    assert "Minst 10 kontroller." in page.xpath("//blockquote//*[@lang='sv']/text()")
    assert NASTY in page.xpath("//td//*[@lang='sv']/text()")


def test_the_policy_lets_through_what_the_page_carries_and_nothing_else(html):
    found = tree(html)
    policy = found.xpath("//meta[@http-equiv]/@content")[0]
    for tag in ("style", "script"):
        digest = hashlib.sha256(found.xpath(f"//{tag}")[0].text.encode()).digest()
        assert f"{tag}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none'")


def test_headings_come_in_order(html, fragment):
    for text, first in ((html, 1), (fragment, 2)):
        levels = [int(node.tag[1]) for node in tree(text).iter("h1", "h2", "h3", "h4")]
        assert levels[0] == first
        assert levels.count(first) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_drawing_says_what_it_shows_and_a_table_holds_the_same_numbers(html):
    drawings = tree(html).xpath("//svg[@role]")
    assert len(drawings) >= 5
    for drawing in drawings:
        title, text = drawing[0], drawing[1]
        assert (title.tag, text.tag) == ("title", "desc")
        assert drawing.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
        assert drawing.get("viewBox").startswith("0 0 300 ")
        table = " ".join("".join(drawing.xpath("ancestor::figure//table")[0].itertext()).split())
        shown = set(re.findall(r"\d+(?: %)?", text.text.replace("\u00a0", " ")))
        assert shown
        assert [figure for figure in shown if figure not in table] == []
        assert not drawing.xpath(".//@class | .//@style")


def test_each_topic_stands_with_its_interval_in_one_cell(html):
    cells = [cell.text for cell in tree(html).iter("td")]
    rows = frames()["estimates"].query("question == 'prioritet' and by1 == ''").to_dict("records")
    assert len(rows) == len(TOPICS)
    for row in rows:
        assert style.interval(row["share"], row["low"], row["high"]) in cells


def test_the_page_tells_the_whole_chain(html):
    text = words(html).replace("\u00a0", " ")
    for said in (
        "500 personer svarade på enkäten 2016",
        "Påhittade svar",
        "Kommun och polis genomför gemensamt minst en trygghetsvandring under 2017.",
        "delvis uppfyllt",
        "En vandring ställdes in.",
        "Bortprioriterat",
        NASTY,
        "Nästa enkät öppnar 1 oktober 2027.",
        "trygghet@example.org",
        "Siffrorna för ytterligare 1 ruta är skyddade",
    ):
        assert said in text, said
    assert "<b>" not in html
    assert "Hemligt utkast" not in text
    assert "Anna" not in html
    assert "Tas upp senare" in text
    assert "Grannen vet mer." not in html, "a reason that nobody has said may be published"


def test_status_is_a_sign_and_a_word(html):
    for node in tree(html).xpath("//*[@class='status']"):
        assert node[0].get("aria-hidden") == "true"
        sign, word = "".join(node.itertext()).split(maxsplit=1)
        assert style.STATUSES[word][0] == sign


# Colours


def test_colours_are_four_at_most_and_stand_out():
    """WCAG 2.1: 3:1 for shapes (1.4.11), 4.5:1 for text (1.4.3)."""
    assert len(COLOURS) <= 4
    assert all(style.contrast(colour, style.BACKGROUND) >= 3 for colour in COLOURS)
    assert all(style.contrast(colour, style.BACKGROUND) >= 4.5 for colour in (style.BLUE, style.LINK, style.MUTED))
    assert style.contrast(style.TEXT, style.PANEL) >= 4.5
    assert style.contrast(style.MUTED, style.BACKGROUND) >= 4.5
    assert style.contrast(style.WARNING, style.WARNING_PANEL) >= 4.5
    assert all(style.contrast(readable(fill), fill) >= 4.5 for fill in style.RAMP)
    assert all(style.contrast(line, ground) >= 3 for line in (style.TEXT, style.LINE)
               for ground in (style.LAND, style.WATER))  # fmt: skip


def test_each_class_of_the_map_holds_twice_the_one_below():
    assert [style.RAMP.index(shade(persons, 5)) for persons in (5, 9, 10, 19, 20, 39, 40, 900)] == [
        0, 0, 1, 1, 2, 2, 3, 3]  # fmt: skip


# What may be said


def changed(edition, **fields):
    """Return the edition with the change in narkotika as given."""
    found = frames()
    rows = found["changes"].to_dict("records")
    rows[0] |= fields
    earlier = found["estimates"].query("by1 == '' and question == 'prioritet'").assign(year=2015)
    both = [*found["estimates"].to_dict("records"), *earlier.to_dict("records")]
    known = {
        "changes": tables.CHANGES.check(pd.DataFrame(rows)),
        "estimates": tables.ESTIMATES.check(pd.DataFrame(both)),
    }
    return Edition(edition.path, edition.manifest, known)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"q": 0.03}, "Fler väljer «Narkotika» än 2015: +8 procentenheter (osäkerhetsintervall 2 till 14)."),
        ({"q": 0.03, "difference": -0.08, "low": -0.14, "high": -0.02}, "Färre väljer «Narkotika» än 2015"),
        ({"q": 0.051}, ""),
        ({"q": None}, ""),
        ({"q": 0.01, "note": "andra svarsalternativ"}, ""),
        ({"q": 0.01, "status": "skyddad"}, ""),
    ],
)
def test_a_change_is_claimed_only_where_its_test_holds(edition, fields, said):
    found = Answers(changed(edition, **fields)).changed()
    assert len(found) == bool(said)
    assert not found or found[0].replace("\u00a0", " ").startswith(said)


def test_the_page_says_that_nothing_is_certain(edition):
    text = words(pages.page(account(changed(edition, q=0.5, note="andra svarsalternativ"))))
    assert "Ingen förändring är statistiskt säkerställd." in text
    assert not re.search(r"(Fler|Färre) (väljer|svarar)", text)
    assert "Streck: åren går inte att jämföra." in text


def test_groups_that_differ_are_named_only_where_the_test_holds(html):
    text = words(html)
    assert "Narkotika: Ämnet väljs oftare i gruppen «Kvinna» än i gruppen «Man»" in text
    assert "Belysning och mörka platser: Gruppen" not in text


# The other forms


def test_the_fragment_holds_the_same_and_survives_a_publishing_system(fragment, html):
    found = tree(fragment)
    assert not {"script", "style", "link", "form", "input", "button"} & {node.tag for node in found.iter()}
    assert not [name for node in found.iter() for name in node.attrib if name.startswith("on") or name == "style"]
    assert all(address.startswith("mailto:") for address in found.xpath("//@href"))
    plain = bleach.clean(fragment, tags={"h2", "h3", "h4", "p", "ul", "li", "table", "tr", "th", "td"}, strip=True)
    for figure in re.findall(r"\d+\u00a0% \(\d+–\d+\)", html):
        assert figure in plain


def test_the_frame_has_a_title_and_the_address(folder):
    [frame] = etree.fromstring(f"<p>{(folder / 'ram.txt').read_text('utf-8')}</p>").iter("iframe")
    assert frame.get("src") == PUBLICATION["page"]
    assert "Ni sa" in frame.get("title")


def test_the_statement_has_what_the_law_asks_for(folder):
    text = (folder / "tillganglighet.html").read_text("utf-8")
    told = words(text)
    for wanted in ("Strömstads kommun står bakom", "2018:1937", "delvis förenlig", "Ingen som använder skärmläsare",
                   "12 §", "Kommunen har granskat sidan själv.", "Senaste bedömning: 1 november 2026",
                   "Redogörelsen uppdaterades: 23 november 2026", "0526-190 00", "EN 301 549"):  # fmt: skip
        assert wanted in told, wanted
    assert "https://www.digg.se/tdosanmalan" in tree(text).xpath("//@href")
    assert "[fyll i" not in told


def test_what_round_toml_does_not_say_stands_out_in_the_statement(tmp_path):
    folder = public.write(sample_edition(tmp_path / "e", profile="public", demo=False), tmp_path)
    marked = tree((folder / "tillganglighet.html").read_text("utf-8")).xpath("//mark")
    assert len(marked) == 5
    assert "Påhittade" not in (folder / "medborgarloften.html").read_text("utf-8")
    assert "SKRIV ADRESSEN" in (folder / "ram.txt").read_text("utf-8")


def test_an_internal_edition_is_refused(tmp_path):
    with pytest.raises(ExportError, match="medlofte publish RUNDA --profile public"):
        public.write(sample_edition(tmp_path / "e"), tmp_path)
    assert not (tmp_path / "webb").exists()


def test_on_paper_every_page_says_that_answers_are_invented_whose_it_is_and_its_number(html, tmp_path):
    said = re.search(r"@page\{(.*?\})\}", html)[1]
    assert 'content:"Påhittade svar"' in said
    assert "Exempelrunda 2017. 23 november 2026" in said
    assert "counter(page)" in said
    made = public.write(sample_edition(tmp_path / "e", profile="public", demo=False, title='A"}</style><b>'), tmp_path)
    real = (made / "medborgarloften.html").read_text("utf-8")
    assert 'content:""' in re.search(r"@page\{(.*?\})\}", real)[1]
    assert "</style><b>" not in real


def test_a_round_with_nothing_in_it_still_makes_a_page(edition):
    bare = Edition(edition.path, edition.manifest, {table.name: table.empty() for table in tables.EDITION})
    text = words(pages.page(account(bare)))
    assert "Inga löften är beslutade ännu." in text
    assert "Ingen enkät ingår i underlaget." in text


def test_a_file_that_cannot_be_written_is_told(edition, tmp_path):
    (tmp_path / "fil").write_text("")
    with pytest.raises(ExportError):
        public.write(edition, tmp_path / "fil")


def test_a_large_round_keeps_the_budget(edition):
    """The folded table of groups is left out, and all else stays."""
    found = frames()
    rows = found["estimates"].to_dict("records")
    groups = [f"g{number}" for number in range(120)]
    whole = [row for row in rows if row["by1"] == "" and row["question"] == "prioritet"]
    rows += [row | {"by1": "omrade", "group1": group, "year": 2016} for row in whole for group in groups]
    found["estimates"] = tables.ESTIMATES.check(pd.DataFrame(rows))
    choices = found["choices"].to_dict("records")
    choices += [{"question": "omrade", "choice": group, "label": f"Område nummer {group}", "order": 10, "topic": "",
                 "problem": False} for group in groups]  # fmt: skip
    found["choices"] = tables.CHOICES.check(pd.DataFrame(choices))
    made = Edition(edition.path, edition.manifest, found)
    assert len(pages.body(account(made), level=1).encode()) > pages.BUDGET
    text = pages.page(account(made))
    assert len(text.encode()) <= pages.BUDGET
    assert "Område nummer g7" not in text
    assert "Alla jämförelser" in text


def test_a_detailed_coast_is_drawn_no_finer_than_a_screen_shows():
    turns = [2 * math.pi * step / 20_000 for step in range(20_000)]
    ring = [[283_500 + (900 + 20 * math.sin(40 * t)) * math.cos(t), 6_540_400 + 900 * math.sin(t)] for t in turns]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    coast = {"features": [{"type": "Feature", "properties": {}, "geometry": shape}]}
    drawn = town_map(frames()["cells"], layers() | {"coast": coast}, size=500, minimum=5, name="k")
    assert len(drawn) < 6_000


def test_planned_against_outcome_as_in_strangnas(edition):
    """The follow-up that Strängnäs published in January 2020: planned, done, and what may be said of it."""
    planned = [
        ("grannsamverkan", 8, 20),
        ("båtsamverkan", 2, 3),
        ("trygghetsvandringar", 4, 4),
        ("kontroller", None, 303),
    ]
    shared = {"promise": "vandring", "cause": "", "kind": "situationell", "owner": "", "unit": ""}
    measures = [
        shared | {"measure": unit, "title": unit.capitalize(), "planned": number} for unit, number, _ in planned
    ]
    day = {"date": "2017-06-01", "place": "", "note": "", "source": ""}
    done = [day | {"activity": unit, "measure": unit, "amount": amount} for unit, _, amount in planned]
    known = {"measures": tables.MEASURES.check(pd.DataFrame(measures)),
             "activities": tables.ACTIVITIES.check(pd.DataFrame(done))}  # fmt: skip
    text = words(pages.page(account(Edition(edition.path, edition.manifest, known))))
    for row in ("Grannsamverkan 8 20 ✔ uppfyllt", "Båtsamverkan 2 3 ✔ uppfyllt", "Trygghetsvandringar 4 4 ✔ uppfyllt",
                "Kontroller inget antal lovat 303 ? går inte att bedöma"):  # fmt: skip
        assert row.replace(" ", "") in text.replace(" ", ""), row
    assert "Av fyra åtgärder: tre uppfylldes, en går inte att bedöma." in text
