"""Activities from Excel: the form is made, filled in and read; every row is logged once or told of."""

from __future__ import annotations

import zipfile
from datetime import date

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from medlofte.activities import read_into
from medlofte.errors import SourceError
from medlofte.export import activity_form
from medlofte.workshop.store import Store


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "w.sqlite") as opened:
        yield opened


def filled(file, *rows):
    """Write the form as it is when somebody has filled it in."""
    with xlsxwriter.Workbook(str(file), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Aktiviteter")
        for number, row in enumerate([activity_form.HEADINGS, *rows]):
            sheet.write_row(number, 0, row)
        book.add_worksheet("Listor").write_column(0, 0, ["Åtgärder", "Riktade insatser", "Trygghetsvandringar"])
    return file


GOOD = ("Trygghetsvandringar", date(2017, 10, 30), 1, "Stadsparken", "Åtta brister", "Protokoll")


def test_the_form_offers_measures_and_places(edition, tmp_path):
    file = activity_form.write(edition, tmp_path / "form.xlsx")
    sheets = {name: CalamineWorkbook.from_path(file).get_sheet_by_name(name).to_python()
              for name in ("Aktiviteter", "Listor")}  # fmt: skip
    assert sheets["Aktiviteter"] == [list(activity_form.HEADINGS)]
    measures, places = ([cell for cell in column if cell] for column in zip(*sheets["Listor"], strict=True))
    assert measures == ["Åtgärder", "Riktade insatser", "Trygghetsvandringar"]
    assert "Stadsparken" in places
    with zipfile.ZipFile(file) as inside:
        assert inside.read("xl/worksheets/sheet1.xml").count(b"<dataValidation ") == 2


def test_rows_are_logged_once_however_often_the_file_is_read(edition, store, tmp_path):
    file = filled(tmp_path / "form.xlsx", GOOD, GOOD, ("insatser", "2017-11-02", 2.5, None, None, None))
    told = read_into(file, edition=edition, store=store, by="Inläst")
    assert (told.read, told.logged, told.known, told.quarantined) == (3, 3, 0, 0), told.text()
    again = read_into(file, edition=edition, store=store, by="Inläst")
    assert (again.read, again.logged, again.known, again.quarantined) == (3, 0, 3, 0)
    frame = store.plan.activities()
    assert frame[["measure", "date", "amount", "place", "note", "source"]].to_numpy().tolist() == [
        ["vandringar", "2017-10-30", 1.0, "stadsparken", "Åtta brister", "Protokoll"],
        ["vandringar", "2017-10-30", 1.0, "stadsparken", "Åtta brister", "Protokoll"],
        ["insatser", "2017-11-02", 2.5, "", "", ""],
    ]
    more = filled(tmp_path / "form.xlsx", GOOD, GOOD, GOOD)
    assert read_into(more, edition=edition, store=store, by="Inläst").logged == 1


def test_what_cannot_be_logged_is_told_with_its_row(edition, store, tmp_path):
    file = filled(
        tmp_path / "form.xlsx", GOOD, ("Påhitt", date(2017, 10, 1), 1), ("Trygghetsvandringar", "i höst", 1),
        ("Trygghetsvandringar", date(2017, 10, 2), None), ("Trygghetsvandringar", date(2017, 10, 3), 1, "Månen"),
    )  # fmt: skip
    told = read_into(file, edition=edition, store=store, by="Inläst")
    assert told.read == told.logged + told.known + told.quarantined == 5
    assert (told.logged, told.quarantined) == (2, 3)
    said = told.text()
    for part in ("rad 3, measure", "«Påhitt»", "rad 4, date", "1 rad saknar antal", "«Månen»"):
        assert part in said
    assert store.plan.activities()["place"].tolist() == ["stadsparken", ""]


def test_a_file_that_is_no_table_is_refused(edition, store, tmp_path):
    (tmp_path / "bild.xlsx").write_bytes(b"\x89PNG")
    with pytest.raises(SourceError):
        read_into(tmp_path / "bild.xlsx", edition=edition, store=store, by="Inläst")
