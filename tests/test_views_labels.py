"""Names on a map: those that are shown stand clear of each other and of every mark."""

from hypothesis import given
from hypothesis import strategies as st

from medlofte.views import labels
from medlofte.views.labels import Name

BOX = [0.0, 0.0, 9000.0, 5600.0]  # ten metres a pixel


def test_a_lone_name_stands_above_its_mark():
    assert labels.place([Name("Torget", 2400, 1500, mark=12)], box=BOX) == ["top center"]


def test_the_second_of_two_close_names_moves_and_the_third_gives_way():
    crowd = [Name(text, 2400, 1500, mark=12) for text in ("Resecentrum", "Stadsparken", "Torget")]
    assert labels.place(crowd, box=BOX) == ["top center", "bottom center", ""]


def test_a_name_at_the_edge_turns_inwards_and_an_area_outside_is_not_named():
    assert labels.place([Name("Kosterhavet", 8990, 1500, mark=12)], box=BOX) == ["middle left"]
    assert labels.place([Name("Norge", 2400, 6000)], box=BOX) == [""]


@given(st.lists(st.builds(Name, st.text("abc", min_size=1, max_size=9), st.integers(0, 9000), st.integers(0, 5600),
                          mark=st.sampled_from([0, 12, 27])), max_size=25))  # fmt: skip
def test_no_two_names_shown_overlap(names):
    placed = labels.place(names, box=BOX)
    spots = [dict(labels._spots(name, 10))[spot] for name, spot in zip(names, placed, strict=True) if spot]
    assert not any(labels._overlap(a, b) for i, a in enumerate(spots) for b in spots[:i])
