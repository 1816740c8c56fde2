"""Personal data, masking, quotes and the attention list."""

import csv
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from medlofte.analysis.coding import alarm, attention, ledger, starter, words
from medlofte.analysis.coding.ledger import Decision
from medlofte.analysis.coding.masking import MASK, Masker
from medlofte.analysis.coding.patterns import Coder
from medlofte.analysis.coding.personal import count, find
from medlofte.analysis.coding.quotes import QuoteBook, QuoteError
from medlofte.analysis.workbench import coded
from medlofte.errors import SourceError

BOOK = starter.topics()


@pytest.mark.parametrize(
    ("text", "kind", "words_"),
    [
        ("nr 850714-2391 tack", "personnummer", "850714-2391"),
        ("19850714 2391", "personnummer", "19850714 2391"),
        ("850774-2391", "samordningsnummer", "850774-2391"),
        ("ring 070-123 45 67!", "telefon", "070-123 45 67"),
        ("ring +46 (0)70 123 45 67", "telefon", "+46 (0)70 123 45 67"),
        ("a.b@c.se", "epost", "a.b@c.se"),
        ("se www.sida.se/x", "lank", "www.sida.se/x"),
        ("bilen ABC 12D", "bilnummer", "ABC 12D"),
        ("bor på Södra Hamngatan 12 B", "adress", "Södra Hamngatan 12 B"),
        ("bor på storgatan 5", "adress", "storgatan 5"),
        ("på Solhem 3", "adress", "Solhem 3"),
        ("född 14 juli 1985", "datum", "14 juli 1985"),
        ("född 49-11-02", "datum", "49-11-02"),
        ("52O314-12l8", "personnummer", "52O314-12l8"),
        ("520314-xxxx", "personnummer", "520314-xxxx"),
        ("vid 58.9417, 11.1893", "plats", "58.9417, 11.1893"),
        ("vid N 58° 55.214'", "plats", "N 58° 55.214'"),
        ("20° varmt, 15.30 och 1,5 mil", "", ""),
        ("tel noll sju noll ett sju fyra noll", "telefon", "noll sju noll ett sju fyra noll"),
        ("kl 22.00-04.00, 70 000-80 000 kr", "", ""),
        ("Skee Vättland 22", "adress", "Skee Vättland 22"),
        ("Koster 3 gånger och Skee 2019", "", ""),
        ("Storgatan 2, vån 4, 452 30 Strömstad", "adress", "Storgatan 2, vån 4, 452 30 Strömstad"),
        ("anna punkt berg snabela gmail punkt com", "epost", "anna punkt berg snabela gmail punkt com"),
        ("på tiktok.com/@xyz", "lank", "tiktok.com/@xyz"),
        ("med personlig skylt KUNGEN", "bilnummer", "KUNGEN"),
        ("fastigheten Skee 1:48", "adress", "Skee 1:48"),
        ("M.Öhrn sa", "namn", "M.Öhrn"),
        ("han kallas råttan", "namn", "råttan"),
        ("min kompis björn", "namn", "björn"),
        ("Doktor Stad", "namn", "Stad"),
        ("Per dag, Max 30, Juli och augusti", "", ""),
        ("hos Kalle", "namn", "Kalle"),
        ("hos Petterssons", "namn", "Petterssons"),
        ("hos björn", "", ""),
        ("hos Björn", "namn", "Björn"),
        ("E6 och väg 176 vid Storgatan", "", ""),
        ("50 000 kr under 2015-2016", "", ""),
        ("Ring 114 14 eller 112", "", ""),
    ],
)
def test_what_counts_as_personal_data(text: str, kind: str, words_: str) -> None:
    assert [(s.kind, text[s.start : s.end]) for s in find(text)] == ([(kind, words_)] if kind else [])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('Pelle "Plåten" Mårtensson här', "här"),
        ("bara Juan de la Cruz här", "bara här"),
        ("bara Xhevat Frost här", "bara här"),
        ("Gittan Frööjd 0526-77 18 05 ring", "ring"),
        ("bor på Storgatan 6, uppg. C, 3 tr ö g tack", "bor på tack"),
        ("det är särskillt lungt här", "det är särskillt lungt här"),
        ("600 elever och 14-15 åringar", "600 elever och 14-15 åringar"),
    ],
)
def test_the_whole_of_what_is_personal_is_hidden_and_what_is_misspelt_is_shown(text: str, shown: str) -> None:
    masked = Masker(BOOK).mask(text)
    assert [word for word in masked.split() if MASK not in word] == shown.split()


def test_answers_are_counted_by_kind() -> None:
    assert count(["Kalle och Lasse", "070-123 45 67", "mörkt"]) == {"namn": 1, "telefon": 1}


def test_a_place_of_the_kommun_is_shown_but_not_with_a_number() -> None:
    masker = Masker(BOOK, ("Blåklintsroten", "Kallebergs väg"))
    assert masker.mask("mörkt vid Blåklintsroten") == "mörkt vid Blåklintsroten"
    assert masker.mask("bor i Xyzqvarn") == f"bor i {MASK * 8}"
    assert masker.mask("bor på Ringvägen 22") == f"bor på {MASK * 9} {MASK * 2}"


def test_words_names_and_places() -> None:
    assert all(words.known(word) for word in ("cykelstölderna", "gatubelysningen", "nycklarna", "kvällspromenader"))
    assert not any(words.known(word) for word in ("qwzx", "xyzqvarn"))
    assert words.is_name("kalles")
    assert words.is_place("strömstads")


def test_a_quote_needs_two_people_and_loses_both_when_changed(tmp_path: Path) -> None:
    book = QuoteBook(tmp_path / "citat.jsonl", BOOK)
    quote = book.propose("Kalle säger att det är mörkt", respondent="r1", question="q", topics=["belysning"], by="Åsa")
    assert quote.text == f"{MASK * 5} säger att det är mörkt"
    book.approve(quote.id, by="Åsa Ek")
    with pytest.raises(QuoteError, match="redan godkänt"):
        book.approve(quote.id, by="åsa  ek")
    for same in ("A\u030asa Ek", "ÅSA EK.", "Åsa-Ek", "\u200båsa ek"):
        with pytest.raises(QuoteError, match="redan godkänt"):
            book.approve(quote.id, by=same)
    for nobody in ("NN", "n.n.", "N N", "-", "\u200b", "1"):
        with pytest.raises(QuoteError, match="ange sitt namn"):
            book.approve(quote.id, by=nobody)
    assert book.shown() == ()
    assert book.approve(quote.id, by="Bo Alm").shown
    with pytest.raises(QuoteError, match="ingen text"):
        book.rewrite(1, text=" ", by="Åsa Ek")
    assert [shown.id for shown in book.shown()] == [1]
    book.rewrite(1, text="Det är mörkt vid skolan", by="Åsa Ek")
    assert book.shown() == ()
    with pytest.raises(QuoteError, match="namn"):
        book.rewrite(1, text="Det är mörkt hos Kalle", by="Åsa Ek")
    with pytest.raises(QuoteError, match="ange sitt namn"):
        book.approve(1, by=" ")
    assert [line["what"] for line in book.log()] == ["propose", "approve", "approve", "rewrite"]
    assert "Kalle" not in book.path.read_text("utf-8")
    assert book.withdraw(1, by="Bo").approved == ()
    assert book.forget("r1") == 5
    assert book.quotes() == ()
    assert "mörkt" not in book.path.read_text("utf-8")


@pytest.mark.parametrize("topic", [topic.id for topic in BOOK.topics if topic.quote == "never"])
def test_some_topics_are_never_quoted(tmp_path: Path, topic: str) -> None:
    with pytest.raises(QuoteError, match="aldrig citat"):
        QuoteBook(tmp_path / "c", BOOK).propose("x", respondent="r", question="q", topics=[topic], by="Åsa")
    assert not (tmp_path / "c").exists()


def test_a_flagged_answer_an_unknown_quote_and_a_broken_log(tmp_path: Path) -> None:
    book = QuoteBook(tmp_path / "c", BOOK)
    with pytest.raises(QuoteError, match="flaggat"):
        book.propose("x", respondent="r", question="q", topics=[], by="Åsa", attention=True)
    with pytest.raises(QuoteError, match="finns inte"):
        book.quote(3)
    assert book.forget("r") == 0
    book.path.write_text("{}{\n", "utf-8")
    with pytest.raises(SourceError, match="skadad"):
        book.log()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Kenneth Sandgren säljer knark", (attention.ACCUSATION,)),
        ("Bilen ABC 123 kör alltid för fort", (attention.ACCUSATION,)),
        ("Min man slår mig", (attention.HELP,)),
        ("Jag orkar inte leva längre", (attention.HELP,)),
        ("Lasse hotar mig varje dag", (attention.ACCUSATION, attention.HELP)),
        ("Det säljs knark i parken", ()),
        ("Hälsningar Kalle", ()),
    ],
)
def test_accusations_and_cries_for_help(text: str, why: tuple[str, ...]) -> None:
    assert attention.attention(text, matches=Coder(BOOK).code(text), codebook=BOOK) == why


@pytest.mark.parametrize("left_out", ["1", "2", "3", "4"])
def test_pleas_in_words_that_nothing_was_learnt_from_are_mostly_found(left_out: str) -> None:
    written = (Path(alarm.__file__).parents[2] / "starter" / "pleas.csv").read_text("utf-8")
    rows = list(csv.DictReader(StringIO(written)))
    learnt = {row["text"]: frozenset({row["kind"]} - {"none"}) for row in rows if row["set"] != left_out}
    cries = [row["text"] for row in rows if row["set"] == left_out and row["kind"] == "help"]
    assert (alarm.learn(learnt).scores(cries)[:, 0] >= alarm.ENOUGH).mean() > 0.6


@pytest.mark.parametrize(
    "text",
    [
        "nej det gör jag inte", "Jag bor inte här så jag vet inte", "jag har inget att säga",
        "jag och min man går ofta där", "jag känner mig trygg överallt", "jag är rädd när jag går ensam",
        "Mamma vågar inte gå till affären",
        "Jag vill att ni gör något åt mopederna", "min bil blev repad i natt",
    ],
)  # fmt: skip
def test_what_people_say_of_themselves_is_no_cry(text: str) -> None:
    assert attention.attention(text, matches=(), codebook=BOOK) == ()


def test_few_ordinary_answers_wait_for_the_officer() -> None:
    for name in ("clean", "blind_plain", "heldout"):
        with (Path(__file__).parent / "coding" / f"{name}.csv").open(encoding="utf-8") as file:
            texts = [row["text"] for row in csv.DictReader(file)]
        evidence = Coder(BOOK).code_all(texts, processes=1)
        found = attention.each(texts, evidence=evidence, codebook=BOOK)
        assert sum(map(bool, found)) / len(texts) < 0.035, name


def test_what_may_need_the_officer_waits_until_somebody_has_read_it() -> None:
    rows = [("r1", "q", "Jag vill inte leva längre"), ("r2", "q", "mörkt"), ("r3", "q", "Lasse på macken säljer knark")]
    answers = pd.DataFrame(rows, columns=["respondent", "question", "text"])
    found = attention.needing(answers, coder=Coder(BOOK))
    assert found == {("r1", "q"): (attention.HELP,), ("r3", "q"): (attention.ACCUSATION,)}
    read = Decision("r1", "q", "", "accept", "Åsa", "2026-01-01", "1")
    assert attention.waiting(found, [read]) == {("r3", "q")}
    assert list(ledger.kept(answers, [read], waiting={("r3", "q")})["respondent"]) == ["r1", "r2"]
    assert coded.waits([]) == []
    assert "1 svar kan vara" in coded.waits({("r3", "q")})[0]
