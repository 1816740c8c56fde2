"""What was made of a deleted answer is taken away or told."""

import json
import zipfile
from pathlib import Path

from medlofte.analysis.traces import remove

TEXT = "Grannen Rune på «andra» sidan & hans hund gör mig rädd"


def workbook(path: Path, shown: str) -> None:
    cell = {"cell_type": "code", "execution_count": 3, "source": ["rum"], "metadata": {},
            "outputs": [{"output_type": "display_data", "data": {"text/plain": [shown]}, "metadata": {}}]}  # fmt: skip
    book = {"cells": [cell], "metadata": {"widgets": {"state": shown}, "kernelspec": {}}, "nbformat": 4}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(book), "utf-8")


def packed(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", content)


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_what_can_be_made_again_is_taken_away_and_what_people_wrote_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "runda"
    source = folder / "enkat.csv"
    source.parent.mkdir()
    source.write_text(f"id;text\nW7;{TEXT}\n", "utf-8")
    packed(folder / "fynd.xlsx", f"<t>{TEXT.replace('&', '&amp;')}</t>")
    packed(tmp_path / "fynd-runda.xlsx", "<t>W7</t>")
    packed(tmp_path / "fynd-annan.xlsx", "<t>W70</t>")
    packed(folder / "koder" / "koder-lang.xlsx", "<t>W7</t>")
    (folder / "koder" / "koder-lang.csv").write_text("respondent\nW7\n", "utf-8")
    (folder / "koder" / "kodbok.html").write_text("<h1>Kodbok</h1>", "utf-8")
    workbook(folder / "arbetsbok" / "02.ipynb", TEXT)
    workbook(folder / "arbetsbok" / ".ipynb_checkpoints" / "02-checkpoint.ipynb", f"svar: {TEXT}")
    workbook(folder / "arbetsbok" / "03.ipynb", "andelar")
    (folder / "anteckningar.txt").write_text(f"Obs: {TEXT}!", "cp1252")
    (folder / "punkter.csv").write_text("svarsid;x;y\nW7;1;2\nW70;1;2\n", "utf-8")
    (folder / "andra.csv").write_text("svarsid;x;y\nW70;1;2\n", "utf-8")
    pattern = {"time": "", "what": "add", "sentence": "gör mig rädd"}
    (folder / "kodbok.jsonl").write_text(json.dumps(pattern) + "\n" + '{"time": "', "utf-8")

    found = remove(folder, respondent="W7", texts=[TEXT, "x"], known=[source], beside=tmp_path)
    assert names(found.removed) == ["fynd.xlsx", "koder-lang.csv", "koder-lang.xlsx", "fynd-runda.xlsx"]
    assert names(found.cleared) == ["02-checkpoint.ipynb", "02.ipynb"]
    assert names(found.left) == ["anteckningar.txt", "kodbok.jsonl", "punkter.csv"]
    assert not (folder / "fynd.xlsx").exists()
    assert (tmp_path / "fynd-annan.xlsx").exists()
    assert "Rune" not in (folder / "arbetsbok" / "02.ipynb").read_text("utf-8")
    assert json.loads((folder / "arbetsbok" / "02.ipynb").read_text("utf-8"))["cells"][0]["source"] == ["rum"]
    assert "andelar" in (folder / "arbetsbok" / "03.ipynb").read_text("utf-8")
    assert source.read_text("utf-8").endswith(f"{TEXT}\n")

    again = remove(folder, respondent="W7", texts=[TEXT], known=[source], beside=tmp_path)
    assert (again.removed, again.cleared) == ((), ())


def test_a_number_for_an_id_clears_no_workbook_and_a_short_answer_is_not_looked_for_everywhere(tmp_path: Path) -> None:
    workbook(tmp_path / "02.ipynb", "antal: 12")
    (tmp_path / "platser.csv").write_text("Torget", "utf-8")
    found = remove(tmp_path, respondent="12", texts=["Torget"])
    assert (found.removed, found.cleared, found.left) == ((), (), ())
