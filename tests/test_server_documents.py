"""``/dokument``: who may fetch documents, what is sent, and that the same document is not made twice."""

import asyncio
import io

import docx
import pikepdf
import pytest

from medlofte.export.catalogue import CATALOGUE
from medlofte.server.shelf import KEPT, Shelf
from tests.served import Browser, served


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as made:
        made.store.decide("narkotika", decision="fokus", reason="Alla <ser> det.", by="Mötesledare")
        yield made


@pytest.fixture
def leader(workshop):
    browser = Browser(workshop)
    browser.join("facilitator")
    return browser


def test_the_leader_fetches_the_minutes_with_one_click(workshop, leader):
    assert '/dokument/minutes.docx"' in leader.fetch("/led").body.decode()
    answer = leader.fetch("/dokument/minutes.docx")
    assert answer.code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="exempel-minnesanteckningar.docx"'
    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
    assert answer.headers["Cache-Control"] == "no-store"
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(answer.body)).paragraphs)
    assert "Alla <ser> det." in text
    workshop.store.decide("inbrott", decision="senare", reason="Nästa år.", by="Mötesledare")
    later = leader.fetch("/dokument/minutes.docx")
    assert "Nästa år." in "\n".join(p.text for p in docx.Document(io.BytesIO(later.body)).paragraphs)


def test_every_document_on_the_list_can_be_fetched(leader):
    page = leader.fetch("/dokument")
    assert page.code == 200
    listed = [item.name for item in CATALOGUE if "." in item.name]
    assert all(f'/dokument/{name}"' in page.body.decode() for name in listed)
    ballots = leader.fetch("/dokument/ballots.pdf")
    assert len(pikepdf.open(io.BytesIO(ballots.body)).pages) == 3
    assert leader.fetch("/dokument/tables.xlsx").body[:2] == b"PK"


def test_nobody_else_gets_any(workshop):
    for role in ("polis", "skarm"):
        browser = Browser(workshop)
        browser.join(role)
        for path in ("/dokument", "/dokument/minutes.docx"):
            assert browser.fetch(path).code == 403, (role, path)
        assert "/dokument" not in browser.fetch("/").body.decode()
    assert Browser(workshop).fetch("/dokument/minutes.docx").code == 302


@pytest.mark.parametrize("name", ["okand.docx", "minutes.exe", "..%2fworkshop.sqlite", "opendata", "word.docx"])
def test_no_other_name_is_answered(leader, name):
    assert leader.fetch(f"/dokument/{name}").code == 404


def test_a_template_that_is_missing_is_told_on_the_page(leader, workshop, monkeypatch, tmp_path):
    monkeypatch.setenv("MEDLOFTE_TEMPLATES", str(tmp_path / "saknas"))
    workshop.store.decide("inbrott", decision="fokus", reason="Nu.", by="Mötesledare")
    answer = leader.fetch("/dokument/minutes.docx")
    assert answer.code == 409
    assert "Mappen med mallar finns inte." in answer.body.decode()


def test_a_document_is_made_once_per_revision_and_few_are_kept(workshop):
    shelf, items = Shelf(), [item for item in CATALOGUE if item.name in ("minutes.docx", "causes.docx")]

    async def ask():
        return await asyncio.gather(*(shelf.get(items[0], edition=workshop.edition, store=workshop.store)
                                      for _ in range(3)))  # fmt: skip

    first, second, third = workshop.run(ask())
    assert first is second is third
    for number in range(KEPT + 5):
        shelf.made[(number,)] = first
    workshop.run(shelf.get(items[1], edition=workshop.edition, store=workshop.store))
    assert len(shelf.made) == KEPT
