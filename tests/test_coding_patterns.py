"""The pattern language, its negation, and the starter codebook on sentences written for this test."""

from pathlib import Path

import pandas as pd
import pytest

from medlofte import tables
from medlofte.analysis.coding import patterns
from medlofte.analysis.coding.language import brief
from medlofte.codebook import Codebook
from medlofte.errors import CodebookError

TOPICS = [
    {"id": "fart", "label": "Fart", "patterns": ["kör* .. fort", "fartkontroll*", "håller + 50", "!barn .. fort"]},
    {"id": "stold", "label": "Stöld", "patterns": ["*stöld*", "snott"]},
    {"id": "droger", "label": "Droger", "patterns": ["@droger"]},
    {"id": "unga", "label": "Unga", "patterns": ["ungdom* + @droger", '"banken"', "mc-*"]},
    {"id": "ljus", "label": "Ljus", "kind": "lack", "patterns": ["*belysning*", "ser .. polis*"]},
    {"id": "trygg", "label": "Trygg", "kind": "rest_strong", "patterns": ["känner .. trygg", "inga problem"],
     "whole_answer": ["nej", "-"]},
]  # fmt: skip


def codebook(topics: list[dict] = TOPICS) -> Codebook:
    questions = [
        {"name": "forslag", "label": "Förslag", "type": "text"},
        {"name": "plats", "label": "Plats", "type": "place"},
        {"name": "kon", "label": "Kön", "type": "select_one", "choices": [{"name": "k", "label": "Kvinna"}]},
    ]
    return Codebook.model_validate({"questions": questions, "topics": topics, "lists": {"droger": ["knark*", "hasch"]}})


def coded(text: str) -> set[str]:
    return {match.topic for match in patterns.Coder(codebook()).code(text)}


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("De kör alldeles för fort", {"fart"}),
        ("De KÖR\u00a0FORT", {"fart"}),
        ("De kör ett två tre fyra fort", {"fart"}),
        ("De kör ett två tre fyra fem fort", set()),
        ("De kör. Går fort", set()),
        ("Fort de kör", set()),
        ("Barn kör fort", set()),
        ("Barn går fort, kör fort", {"fart"}),
        ("Barn åker fort och kör fort", set()),
        ("Ingen håller 50", set()),
        ("50 är gränsen, håller ingen", set()),
        ("50 håller de aldrig", {"fart"}),
        ("Cykelstölder och motorstöld", {"stold"}),
        ("snottar", set()),
        ("knarket", {"droger"}),
        ("haschet", set()),
        ("ungdomar med hasch", {"droger", "unga"}),
        ("ungdomar. Hasch.", {"droger"}),
        ("det kom från ”banken”", {"unga"}),
        ("mc-gäng", {"unga"}),
        ("inga problem med knark", {"trygg"}),
        ("inte knark men stölder", {"stold"}),
        ("inte bara knark", {"droger"}),
        ("varken knark eller stölder", set()),
        ("Aldrig har det varit stölder så ofta", {"stold"}),
        ("Sluta prata om knark och ta itu med stölder", {"stold"}),
        ("Mer rädd för älgar än för stölder", set()),
        ("Knark är inte problemet", set()),
        ("Alla säger att det finns knark, men jag har aldrig sett det", set()),
        ("Knark i Göteborg, inte här", set()),
        ("Belysningen i parken är jättebra", set()),
        ("Mer belysning är jättebra", {"ljus"}),
        ("Belysning är bra mot stölder", {"ljus", "stold"}),
        ("Det har blivit bättre med belysningen", set()),
        ("Det har inte blivit bättre med belysningen", {"ljus"}),
        ("Vi har en bra belysning", set()),
        ("Ingen belysning behövs", set()),
        ("Tack för belysningen", {"ljus"}),
        ("Tack till belysningen", set()),
        ("vågar inte gå ut eftersom det finns knark", {"droger"}),
        ("de kör inte fort", set()),
        ("ingen belysning", {"ljus"}),
        ("ser aldrig någon polis", {"ljus"}),
        ("känner mig trygg", {"trygg"}),
        ("känner mig inte trygg", set()),
        ("Nej!", {"trygg"}),
        ("-", {"trygg"}),
        ("nej du", set()),
        ("", set()),
    ],
)
def test_the_pattern_language(text: str, topics: set[str]) -> None:
    assert coded(text) == topics


LONG = "Jag bor i ett hus vid ån och går varje dag med min hund till affären, förbi {place}, och hem igen"


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("korsningen", {"vag"}),
        (LONG.format(place="korsningen"), set()),
        (LONG.format(place="den farliga korsningen"), {"vag"}),
        (LONG.format(place="korsningen") + ". Övergångsstället är borta", {"vag"}),
        (LONG.format(place="torget där det är lugnt"), {"trygg"}),
        (LONG.format(place="torget där det är lugnt") + ". Det finns knark", {"droger"}),
        ("slagen av min man på stan", {"vald"}),
        ("slagen. Jag bor på kvinnojouren", set()),
    ],
)
def test_weak_words_need_a_complaint_in_an_answer_that_tells_something(text: str, topics: set[str]) -> None:
    assert {match.topic for match in patterns.Coder(weighing()).code(text)} == topics


def test_what_is_too_weak_is_kept_as_a_hint() -> None:
    reading = patterns.Coder(weighing()).read(LONG.format(place="korsningen"))
    assert reading.counted == ()
    assert [match.topic for match in reading.hints] == ["vag"]


def weighing() -> Codebook:
    """Return a codebook with weak patterns and the list of complaints."""
    topics = [
        {"id": "vag", "label": "Väg", "kind": "lack", "patterns": ["?korsning*", "?övergångsställe*"]},
        {"id": "droger", "label": "Droger", "patterns": ["knark*"]},
        {"id": "vald", "label": "Våld", "patterns": ["slagen -- kvinnojour*"]},
        {"id": "trygg", "label": "Trygg", "kind": "rest_strong", "patterns": ["?lugnt"]},
    ]
    return Codebook.model_validate({"questions": [], "topics": topics, "lists": {"klagan": ["*farlig*"]}})


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("bilar* ++ förskola*", {"both", "one clause", "misspelt"}),
        ("bilar* ++ förskola* -- kiosk*", {"both", "misspelt"}),
        ("bilar* - stannar ++ förskola*|kiosk*", {"one clause", "no school"}),
        ("bilar* ++ vid .. förskolan", {"both", "one clause", "misspelt"}),
        ("bilar* ++ förskola* ++ kiosk*", {"one clause"}),
        ("bilar* + förskola*", {"one clause"}),
    ],
)
def test_two_words_may_be_asked_to_stand_somewhere_in_the_same_answer(pattern: str, found: set[str]) -> None:
    texts = {
        "both": "Bilarna stannar inte. Vi bor vid förskolan.",
        "one clause": "Bilarna kör vid förskolan. Det finns en kiosk också.",
        "misspelt": "Bilarna stannar inte. Vi bor vid förksolan.",
        "no school": "Bilarna kör vid kiosken.",
        "no cars": "Vi bor vid förskolan.",
        "the first denied": "Inga bilar kör där. Vi bor vid förskolan.",
    }
    coder = patterns.Coder(codebook([{"id": "t", "label": "T", "patterns": [pattern]}]))
    assert {name for name, text in texts.items() if coder.code(text)} == found
    for name in found:
        [match] = coder.code(texts[name])
        assert texts[name][match.start : match.start + 7] == "Bilarna"


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("I Göteborg, där vi bodde, var det knark", set()),
        ("I Göteborg, där vi bodde, var det knark, men här är det stölder", {"stold"}),
        ("Gäng från Göteborg säljer knark", {"droger"}),
        ("Det blir som i Göteborg med knark", {"droger"}),
        ("När jag var ung såldes det knark. Nu är det stölder", {"stold"}),
        ("När jag var ung fanns det belysning", {"ljus"}),
        ("Vi flyttade hit för att slippa knark", set()),
        ("Man läser i tidningen om knark, men här är det lugnt", set()),
        ("Man läser i tidningen om knark på skolan", {"droger"}),
        ("Hemma är det knark men här är det fint", set()),
        ("Knark bryr jag mig inte om", set()),
        ("Knark har vi aldrig sett", set()),
        ("Knark var det mycket av förut. Det verkar ha lugnat ner sig", set()),
        ("Inte märkt av några problem med stölder eller knark", set()),
        ("Tack för att ni satte upp belysning", set()),
        ("Det är lugnt jämfört med knark", set()),
        ("Vi pratar för mycket om belysning", set()),
        ("Vi har en fin belysning", set()),
        ("Vi saknar en fin belysning", {"ljus"}),
    ],
)
def test_what_is_not_the_writers_own_concern_here_and_now_is_no_evidence(text: str, topics: set[str]) -> None:
    book = codebook()
    found = patterns.Coder(book.model_copy(update={"lists": book.lists | {"annanstans": ("göteborg",)}})).code(text)
    assert {match.topic for match in found} - {"trygg"} == topics


def test_processes_that_share_the_work_find_the_same() -> None:
    texts = ["De kör fort", "knark", "", "De kör fort", "Nej", "Ingen belysning 👵"] * 3
    coder = patterns.Coder(codebook())
    assert coder.code_all(texts, processes=2) == coder.code_all(texts, processes=1) == [coder.code(t) for t in texts]


def test_a_word_too_long_to_be_one_costs_no_time() -> None:
    long = "a" * 1_000_000
    assert coded(f"{long} de kör fort {long}") == {"fart"}
    assert coded("knark hos oss och " + "inte kör " * 20_000) == {"droger"}


@pytest.mark.parametrize(
    ("text", "topics"),
    [("De kor for fort", {"fart"}), ("Cykelstolder", {"stold"}), ("Ingen belysning pa gangvagen", {"ljus"})],
)
def test_answers_without_dots_are_read_as_if_they_had_them(text: str, topics: set[str]) -> None:
    assert coded(text) == topics


def test_evidence_points_at_the_words_in_the_answer() -> None:
    text = "Mörkt. De kör alldeles för FORT hos oss, och belysningen är trasig"
    matches = patterns.Coder(codebook()).code(text)
    assert [(m.topic, text[m.start : m.end], m.rule) for m in matches] == [
        ("fart", "kör alldeles för FORT", "kör* .. fort"),
        ("ljus", "belysningen", "*belysning*"),
    ]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("@saknas", "listan saknas"),
        ("a + *", "tom del"),
        ("a .. * .. b", "Del 2 av 3"),
        ("a|", "Del 2 av 2"),
        ("?+ a", "Del 1 av 2"),
        ("a +", "Del 2 av 2"),
        ("a ++ *", "Del 2 av 2"),
        ("a ++ b ++", "Del 3 av 3"),
        ("!a ++ b", "Ett veto gäller i en sats"),
    ],
)
def test_a_broken_pattern_is_named(pattern: str, said: str) -> None:
    broken = codebook([{"id": "t", "label": "T", "patterns": [pattern]}])
    with pytest.raises(CodebookError, match=said) as caught:
        patterns.Coder(broken).code("text")
    assert pattern in str(caught.value)


def responses() -> tables.Responses:
    frame = pd.DataFrame(
        {
            "respondent": ["r1", "r2", "r3"],
            "year": [2016, 2016, 2015],
            "forslag": ["De kör fort och knark", "knark", None],
            "plats": [None, "belysningen vid torget", "knark"],
            "kon": ["k", "k", "k"],
        }
    )
    answered = {name: frame[name].notna().map({True: "answered", False: "no_answer"}) for name in ("forslag", "plats")}
    states = pd.DataFrame(answered | {"kon": "answered"})
    states.loc[2, "plats"] = "invalid"
    return tables.Responses(frame, states)


def test_the_evidence_is_the_longest_that_begins_there() -> None:
    [match] = patterns.Coder(codebook([{"id": "skrap", "label": "Skräp", "patterns": ["glas|glas kvar"]}])).code(
        "Det ligger glas kvar"
    )
    assert (match.start, match.end) == (11, 20)


def test_answers_are_coded_without_their_text() -> None:
    codes = patterns.code_answers(responses(), codebook=codebook())
    assert codes.sort_values(["respondent", "topic"]).to_numpy().tolist() == [
        ["r1", 2016, "forslag", "droger", "@droger"],
        ["r1", 2016, "forslag", "fart", "kör* .. fort"],
        ["r2", 2016, "forslag", "droger", "@droger"],
        ["r2", 2016, "plats", "ljus", "*belysning*"],
    ]


def test_only_given_answers_are_read() -> None:
    free = patterns.free_answers(responses(), codebook=codebook())
    assert free["text"].tolist() == ["De kör fort och knark", "knark", "belysningen vid torget"]


def test_a_survey_without_free_text_gives_no_codes() -> None:
    bare = tables.Responses(responses().frame[["respondent", "year", "kon"]], responses().states[["kon"]])
    assert patterns.code_answers(bare, codebook=codebook()).empty


DEMO = Path(__file__).resolve().parents[1] / "data" / "stromstad-2017" / "codebook.yaml"


@pytest.mark.skipif(not DEMO.is_file(), reason="demorundan saknas")
def test_the_demo_codebook_codes_its_own_examples() -> None:
    book = Codebook.read(DEMO)
    coder = patterns.Coder(book)
    missed = {
        (topic.id, example)
        for topic in book.topics
        for example in topic.examples
        if topic.id not in {match.topic for match in coder.code(example)}
    }
    assert not missed


@pytest.mark.parametrize(
    ("pattern", "told"),
    [("kör* .. fort", "kör* .. fort"), ("?mörk|mörkt - jacka*|hår -- bio", "?mörk|mörkt - …"), ("a-lag*", "a-lag*"),
     ("slagen -- kvinnojour*", "slagen - …"), ("bilar ++ förskola*", "bilar ++ förskola*")],
)  # fmt: skip
def test_a_pattern_beside_what_it_found_is_without_what_must_not_be_there(pattern: str, told: str) -> None:
    assert brief(pattern) == told


def test_a_list_may_stand_in_a_phrase() -> None:
    book = codebook().model_copy(update={"topics": [
        codebook().topics[0].model_copy(update={"patterns": ["efter @droger|efter festen"]}),
    ]})  # fmt: skip
    first = codebook().lists["droger"][0].strip("*")
    coder = patterns.Coder(book)
    assert [match.rule for match in coder.code(f"hem efter {first}")] == ["efter @droger|efter festen"]
    assert [match.rule for match in coder.code("hem efter festen")] == ["efter @droger|efter festen"]
    assert coder.code(first) == ()
