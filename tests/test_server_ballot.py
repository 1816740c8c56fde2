"""The light ballot's fields and ballots, without a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlofte.errors import StoreError
from medlofte.server import ballot
from medlofte.server.ballot import Material
from medlofte.workshop.store import Round
from medlofte.workshop.store.ballots import checked
from tests.sample import sample_edition

PROBLEMS, CRITERIA = ("hastighet", "narkotika", "belysning"), ("vanligt", "okar")


def a_round(kind, *, dots=0):
    criteria = CRITERIA if kind == "bedomning" else ()
    return Round(1, kind, "", PROBLEMS, criteria, dots, "oppen", "2026-11-28T10:00:00+00:00", "", "Mötesledare")


def test_answers_about_one_problem_leave_the_others_as_they_were():
    own = {"hastighet|vanligt": "ja", "narkotika|vanligt": "nej", "narkotika|okar": "ja"}
    made = ballot.content(a_round("bedomning"), own, {"f1": "delvis"}, at=1)
    assert made == {"hastighet|vanligt": "ja", "narkotika|okar": "delvis"}


def test_dots_that_are_none_are_left_out():
    assert ballot.content(a_round("prickar", dots=5), {}, {"f0": "3", "f1": "", "f2": "0"}, at=0) == {"hastighet": 3}


def test_places_become_an_order_and_gaps_close():
    made = ballot.content(a_round("rangordning"), {}, {"f0": "3", "f2": "1"}, at=0)
    assert made == {"order": ["belysning", "hastighet"]}
    assert ballot.filled(a_round("rangordning"), made, at=0) == {"f2": "1", "f0": "2"}


def test_two_problems_in_one_place_are_refused_with_what_to_do():
    with pytest.raises(StoreError, match=r"Två problem har fått plats 1\. Ge varje problem en egen plats\."):
        ballot.content(a_round("rangordning"), {}, {"f0": "1", "f1": "1"}, at=0)


@pytest.mark.parametrize("text", ["-1", "1.5", "ett", "²", "99999", "1e3", " 1"])
def test_what_is_no_number_of_the_list_is_refused(text):
    with pytest.raises(StoreError, match="Välj ett av talen"):
        ballot.content(a_round("prickar", dots=5), {}, {"f0": text}, at=0)


def test_unknown_fields_are_not_looked_at():
    assert ballot.content(a_round("prickar", dots=5), {}, {"f9": "3", "fx": "1"}, at=0) == {}


ANSWERS = st.sampled_from(["ja", "delvis", "nej", "vet_ej"])
CELLS = st.sampled_from([f"{p}|{c}" for p in PROBLEMS for c in CRITERIA])
KINDS = st.one_of(
    st.tuples(st.just("bedomning"), st.dictionaries(CELLS, ANSWERS)),
    st.tuples(st.just("prickar"), st.dictionaries(st.sampled_from(PROBLEMS), st.integers(1, 2))),
    st.tuples(st.just("rangordning"), st.permutations(PROBLEMS).map(lambda order: {"order": list(order)})),
)


@given(KINDS, st.integers(0, 2))
def test_a_saved_ballot_sent_in_as_it_was_shown_is_the_same_ballot(drawn, at):
    kind, own = drawn
    round_ = a_round(kind, dots=6 if kind == "prickar" else 0)
    again = ballot.content(round_, own, ballot.filled(round_, own, at=at), at=at)
    assert again == own
    checked(round_, again)  # and the store takes it


def test_progress_is_counted_per_problem():
    own = {"hastighet|vanligt": "ja", "hastighet|okar": "nej", "belysning|okar": "ja"}
    assert ballot.progress(a_round("bedomning"), own) == [(2, 2), (0, 2), (1, 2)]


def test_a_question_comes_with_the_evidences_sentence_and_the_answers_of_its_scale(tmp_path):
    graded = {"id": "skada", "label": "Hur stor är skadan?", "scale": "1_4", "ends": "1 liten, 4 stor",
              "evidence": "consequences"}  # fmt: skip
    plain = {"id": "vanligt", "label": "Är problemet vanligt?", "evidence": "residents"}
    material = Material.of(sample_edition(tmp_path / "e", criteria=[plain, graded]))
    round_ = Round(1, "bedomning", "", ("narkotika",), ("vanligt", "skada", "borttagen"), 0, "oppen", "", "", "x")
    common, harm, unknown = ballot.questions(round_, {"f1": "4"}, at=0, material=material)
    assert (
        common.help.replace("\u00a0", " ")
        == "Underlaget: ja. 38 % (34–42) av 480 svarande har valt ämnet: plats 2 av 5."
    )
    assert [value for value, _ in common.options] == ["ja", "delvis", "nej", "vet_ej"]
    assert harm.label == "Hur stor är skadan? (1 liten, 4 stor)"
    assert [label for _, label in harm.options] == ["1", "2", "3", "4", "Vet ej"]
    assert harm.chosen == "4"
    assert (unknown.label, unknown.help) == ("borttagen", "")
