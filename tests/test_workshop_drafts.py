"""The mapping forms filled in in the room: versions, whose they are, what is refused, and the road back to Excel."""

from pathlib import Path

import pytest
import yaml

from medlofte import cli
from medlofte.analysis.read.mapping import read_mapping
from medlofte.analysis.read.places import read_places
from medlofte.codebook import Codebook
from medlofte.errors import ConflictError, StoreError
from medlofte.rounds import Round
from medlofte.views.pages.kartlaggning import Mapping
from medlofte.views.session import Viewer
from medlofte.workshop.store import Store
from medlofte.workshop.store.drafts import GRADES
from tests.sample import sample_edition

CODEBOOK = {
    "questions": [],
    "topics": [{"id": "narkotika", "label": "Narkotika"}, {"id": "belysning", "label": "Belysning"}],
    "actors": [{"id": "skola", "label": "Skola"}, {"id": "polis", "label": "Polis", "party": "polis"}],
}
ROWS = [
    {"topic": "narkotika", "place": "stadsparken", "frequency": "mycket_ofta", "trend": "okar", "consequences": 4,
     "confidence": 3, "affected": "unga", "times": "helgkvällar", "source": "elevhälsan", "secrecy": "oppen",
     "comment": "= tätare i höst"},
    {"topic": "belysning", "place": "", "frequency": "vet_ej", "trend": "oforandrat", "consequences": None,
     "confidence": None, "affected": "", "times": "", "source": "", "secrecy": "intern", "comment": ""},
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "w.sqlite") as opened:
        yield opened


@pytest.fixture
def round_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "runda"
    (folder / "mapping").mkdir(parents=True)
    (folder / "codebook.yaml").write_text(yaml.safe_dump(CODEBOOK, allow_unicode=True), "utf-8")
    (folder / "places.csv").write_text("place;label\nstadsparken;Stadsparken\n", "utf-8")
    setup = 'kommun = "Strömstad"\nyear = 2017\ntitle = "T"\nmapping = "mapping"\nplaces = "places.csv"\n'
    (folder / "round.toml").write_text(setup, "utf-8")
    return folder


def test_every_version_is_kept_and_who_is_late_is_told(store: Store) -> None:
    assert store.drafts.save("skola", rows=ROWS[:1], owner="a", by="Kommunen") == 1
    assert store.drafts.save("skola", rows=ROWS, owner="a", by="Kommunen", expected_version=1) == 2
    with pytest.raises(ConflictError, match="Någon annan har sparat formuläret"):
        store.drafts.save("skola", rows=[], owner="a", by="Kommunen", expected_version=1)
    mine = store.drafts.mine("skola", owner="a")
    assert mine is not None
    assert (mine.version, mine.state, list(mine.rows)) == (2, "utkast", ROWS)
    assert store.drafts.mine("polis", owner="a") is None


def test_a_draft_is_read_and_changed_only_where_it_was_begun_until_it_is_handed_over(store: Store) -> None:
    store.drafts.save("skola", rows=ROWS, owner="a", by="Kommunen")
    for attempt in (lambda: store.drafts.mine("skola", owner="b"),
                    lambda: store.drafts.save("skola", rows=[], owner="b", by="x", expected_version=1)):  # fmt: skip
        with pytest.raises(StoreError, match="från en annan enhet"):
            attempt()
    status = store.drafts.status()
    assert status[["actor", "rows", "state"]].to_numpy().tolist() == [["skola", 2, "utkast"]]
    assert "content" not in status
    store.drafts.release("skola", by="Mötesledare")
    mine = store.drafts.mine("skola", owner="b")
    assert mine is not None
    assert len(mine.rows) == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"secrecy": "sekretess"}, "sekretess skrivs inte här"),
        ({"topic": ""}, "saknar ämne"),
        ({"frequency": "jämt"}, "Okänt värde"),
        ({"consequences": 6}, "1–5"),
        ({"comment": "ring 070-123 45 67"}, "telefonnummer"),
        ({"comment": "a@b.se"}, "e-postadress"),
        ({"affected": "19800101-1234"}, "personnummer"),
        ({"source": "x" * 501}, "för lång"),
    ],
)
def test_what_may_not_lie_in_the_store_is_refused_and_nothing_is_saved(store: Store, change: dict, told: str) -> None:
    with pytest.raises(StoreError, match=told):
        store.drafts.save("skola", rows=[ROWS[0], ROWS[0] | change], owner="a", by="Kommunen")
    assert store.drafts.status().empty


def test_the_latest_form_handed_in_is_what_counts(store: Store) -> None:
    with pytest.raises(StoreError, match="tomt"):
        store.drafts.save("skola", rows=[], owner="a", by="Kommunen", hand_in=True)
    store.drafts.save("skola", rows=ROWS, owner="a", by="Kommunen", hand_in=True)
    store.drafts.save("skola", rows=ROWS[:1], owner="a", by="Kommunen", expected_version=1)
    assert [(form.version, len(form.rows)) for form in store.drafts.handed_in()] == [(1, 2)]


def test_form_store_excel_and_reader_agree_row_by_row(store: Store, round_folder: Path, tmp_path: Path, capsys) -> None:
    edition = sample_edition(tmp_path / "utgava")
    page = Mapping(edition, Viewer(store, "kommun", "p1", local=False))
    assert [value for _, value in page.actor.options] == ["", "skola"]
    page.actor.value = "skola"
    for row in ROWS:
        for name, field in page.fields.items():
            field.value = (row[name] or 0) if name in GRADES else row[name]
        page.save.click()
    page.hand_in.click()
    assert "inlämnat" in page.notice.value
    assert cli.main(["drafts", "export", str(tmp_path / "w.sqlite"), str(round_folder)]) == 0
    assert "2 rader" in capsys.readouterr().out
    round_ = Round.read(round_folder)
    codebook = Codebook.read(round_folder / "codebook.yaml")
    read = read_mapping(round_, codebook=codebook, places=read_places(round_).frame)
    assert read.findings["action"].tolist() == ["behålls som text och räknas aldrig ut"]
    assert set(read.frame["actor"]) == {"skola"}
    got = read.frame[list(ROWS[0])].astype(object).where(lambda frame: frame.notna(), None).to_dict("records")
    assert got == ROWS
    assert cli.main(["drafts", "export", str(tmp_path / "w.sqlite"), str(round_folder)]) == 2
    assert "--replace" in capsys.readouterr().err


def test_the_page_changes_removes_and_refuses(store: Store, tmp_path: Path) -> None:
    page = Mapping(sample_edition(tmp_path / "utgava"), Viewer(store, "kommun", "p1", local=False))
    page.save.click()
    assert "Välj först" in page.notice.value
    page.actor.value = "skola"
    page.fields["topic"].value = "narkotika"
    page.fields["secrecy"].value = "sekretess"
    assert "begäras ut" in page.notice.value
    page.save.click()
    assert store.drafts.status().empty
    page.fields["secrecy"].value = "intern"
    page.save.click()
    page.row.value = 0
    page.fields["trend"].value = "okar"
    page.save.click()
    mine = store.drafts.mine("skola", owner="p1")
    assert mine is not None
    assert [row["trend"] for row in mine.rows] == ["okar"]
    page.row.value = 0
    page.remove.click()
    assert "Skola" in page.progress.value
    assert "Formuläret hittills" in page.told.value
    other = Mapping(page.edition, Viewer(store, "kommun", "p2", local=False))
    other.actor.value = "skola"
    assert "från en annan enhet" in other.notice.value


def test_the_meeting_leader_hands_a_form_over_but_reads_none(store: Store, tmp_path: Path) -> None:
    store.drafts.save("skola", rows=ROWS, owner="p1", by="Kommunen")
    page = Mapping(sample_edition(tmp_path / "utgava"), Viewer(store, "facilitator", "f", local=False))
    page.actor.value = "skola"
    assert page.told.value == ""
    page.release.click()
    assert store.drafts.mine("skola", owner="p2") is not None
    assert page.draft is None
