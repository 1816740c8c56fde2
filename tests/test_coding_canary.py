"""Canary strings in the answers: nothing that the public half writes or sends holds them."""

import io
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from medlofte.analysis import publish as publishing
from medlofte.analysis.coding import export as coded
from medlofte.analysis.coding import ledger
from medlofte.analysis.coding.patterns import code_answers, free_answers
from medlofte.analysis.coding.summary import coverage
from medlofte.codebook import Codebook
from medlofte.edition import Edition
from medlofte.export import catalogue
from medlofte.rounds import Round
from medlofte.views.pages import lagesbild
from medlofte.workshop.evidence import evidence
from medlofte.workshop.store import Store
from tests.readings import break_down_less

ROUND = Path(__file__).parents[1] / "data" / "stromstad-2017"
WORD = "kanariefågelzqx"
pytestmark = pytest.mark.no_cover


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the demo round with the canary in every free-text answer of the web survey."""
    folder = tmp_path_factory.mktemp("runda") / "kanarie"
    shutil.copytree(ROUND, folder)
    break_down_less(folder)
    file = folder / "survey" / "web.csv"
    encoding = "utf-8-sig" if file.read_bytes().startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        text = file.read_text(encoding)
    except UnicodeDecodeError:
        encoding, text = "cp1252", file.read_text("cp1252")
    frame = pd.read_csv(io.StringIO(text), sep=";", dtype=str, keep_default_na=False)
    wanted = [
        name
        for name in frame.columns
        if name.startswith(("Egna förslag", "Förslag", "Vad kan", "Finns det", "Otrygg plats"))
    ]
    assert wanted, list(frame.columns)
    for name in wanted:
        frame[name] = frame[name].where(frame[name].str.strip() == "", frame[name] + f" {WORD}")
    file.write_text(frame.to_csv(sep=";", index=False, lineterminator="\n"), encoding)
    return folder


@pytest.fixture(scope="module")
def edition(seeded: Path) -> Edition:
    return publishing.publish(seeded, out=seeded.parent / "utgava")


def held(folder: Path) -> list[str]:
    """Return the files that hold the canary, also inside zipped documents."""
    return [str(path) for path in folder.rglob("*") if path.is_file() and seen(path.read_bytes())]


def seen(content: bytes) -> bool:
    parts = [content]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    wanted = [WORD.encode(code) for code in ("utf-8", "cp1252", "utf-16-le")] + [ascii(WORD)[1:-1].encode()]
    return any(word.lower() in part.lower() for part in parts for word in wanted)


def test_the_canary_is_in_the_answers(seeded: Path) -> None:
    assert held(seeded) == [str(seeded / "survey" / "web.csv")]


def test_no_byte_of_the_edition_holds_it(edition: Edition) -> None:
    assert held(edition.path) == []


def test_no_byte_of_the_store_or_of_any_document_holds_it(edition: Edition, tmp_path: Path) -> None:
    # Protected less than the public one, so whatever is not in this is not in that either.
    own = edition.manifest["medlofte"]
    told = Edition(edition.path, edition.manifest | {"medlofte": own | {"about": own["about"] | {"profile": "public"}}})
    found = evidence(edition)
    problem = str(found["problem"].iloc[0])
    with Store.open(tmp_path / "workshop.sqlite") as store:
        basis = {"sentences": found.loc[found["problem"] == problem, "sentence"].tolist()}
        store.decide(problem, decision="fokus", reason="Viktigt", by="Mötesledaren", basis=basis)
        for one in (edition, told):
            source = catalogue.Source(one, store)
            made = catalogue.make(source, catalogue.chosen((), public=one is told), to=tmp_path / "ut")
            assert len(made) >= 5
    assert held(tmp_path) == []


def test_no_byte_of_the_coding_rooms_export_holds_it(seeded: Path, tmp_path: Path) -> None:
    from medlofte.analysis.check import check_round

    round_ = Round.read(seeded)
    book = Codebook.read(round_.path(round_.codebook))
    responses = check_round(round_, codebook=book).responses
    codes, answers = code_answers(responses, codebook=book), free_answers(responses, codebook=book)
    coded.write(tmp_path, codes=codes, answers=answers, codebook=book, coverage=coverage(answers, codes=codes))
    assert held(tmp_path) == []


def test_no_widget_of_a_dashboard_holds_it(edition: Edition) -> None:
    from ipywidgets import Widget

    lagesbild.show(edition)
    from ipywidgets.widgets import widget as registry

    states = [str(one.get_state()) for one in registry._instances.values() if isinstance(one, Widget)]
    assert len(states) > 5
    assert not [state[:80] for state in states if WORD in state.lower()]


def test_a_deleted_answer_is_gone_from_what_the_next_edition_counts(seeded: Path) -> None:
    from medlofte.analysis.check import check_round

    round_ = Round.read(seeded)
    checked = check_round(round_, codebook=Codebook.read(round_.path(round_.codebook)))
    before = publishing._code(checked).answers
    gone = before.iloc[0]
    ledger.delete(
        ledger.Ledger(seeded / ledger.FILE), gone.respondent, questions=[gone.question], coder="Å", version="1"
    )
    after = publishing._code(checked).answers
    assert len(before) - len(after) == 1
    assert not ((after["respondent"] == gone.respondent) & (after["question"] == gone.question)).any()
