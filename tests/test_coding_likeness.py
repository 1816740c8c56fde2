"""A telling answer that is like none of its topic is shown to the coder and not counted."""

from medlofte.analysis.coding import likeness, starter
from medlofte.analysis.coding.patterns import Coder

BOOK = starter.topics()
CODER = Coder(BOOK)
ODD = "Vi tände ljus på graven i söndags och sen var det kaffe och kaka i församlingshemmet"


def own_pattern(topic: str, pattern: str) -> Coder:
    changed = tuple(one.model_copy(update={"patterns": (*one.patterns, pattern)}) if one.id == topic else one
                    for one in BOOK.topics)  # fmt: skip
    return Coder(BOOK.model_copy(update={"topics": changed}))


def test_what_is_doubted_is_a_hint_where_it_was_written_and_never_lost() -> None:
    text = "Min bror jobbar på en bar i Norge och hälsar på oss varje jul med sina tre hundar och sin båt"
    reading = CODER.read(text)
    plain = CODER._read(text)[0]
    assert {*reading.counted, *reading.hints} == {*plain.counted, *plain.hints}


def test_a_pattern_of_the_kommuns_own_is_never_doubted() -> None:
    coder = own_pattern("belysning", "församlingshemmet")
    assert "belysning" in {match.topic for match in coder.code(ODD)}
    assert "belysning" not in {match.topic for match in CODER.code(ODD)}


def test_a_long_word_speaks_for_itself() -> None:
    text = "Jag tycker att det skulle vara mer trafikkontroller under påsken när vi är där"
    assert "hastighet" in {match.topic for match in CODER.code(text)}


def test_a_weak_word_without_a_complaint_counts_where_its_topic_is_likely_and_else_not() -> None:
    likely = "Övergångsstället vid Coop, alltså det är livsfarligt, jag har sett tre tillbud sen jag började där"
    passed = "Vi träffades vid korsningen, gick hem till henne och drack kaffe och åt bullar hela förmiddagen"
    for text, counts in ((likely, True), (passed, False)):
        assert "trafikmiljo" in {match.topic for match in CODER._read(text)[0].hints}
        assert ("trafikmiljo" in {match.topic for match in CODER.code(text)}) == counts


def test_a_short_answer_is_taken_at_its_word() -> None:
    for topic in BOOK.topics:
        for sentence in topic.must_match:
            if len(sentence.split()) < likeness.LIKENED_FROM:
                assert topic.id in {match.topic for match in CODER.code(sentence)}, sentence


def test_many_at_once_are_read_as_one_by_one() -> None:
    texts = [ODD, "", "Mörkt", *(sentence for topic in BOOK.topics for sentence in topic.must_not_match)]
    assert CODER.read_all(texts) == [CODER.read(text) for text in texts]
