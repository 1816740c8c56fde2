"""The workbooks in a round of one's own, and JupyterLab opened on them for real."""

import json
import re
import shutil
import subprocess
import time
import urllib.request
from datetime import date
from pathlib import Path

import pytest

from medlofte import lab
from medlofte.errors import RoundError
from medlofte.language import _
from medlofte.new import create
from medlofte.rounds import Round
from medlofte.start_page import page
from tests.trial import free

DEMO = Path(__file__).parents[1] / "data" / "stromstad-2017"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return create(tmp_path / "runda", kommun="Provby", year=2027)


def test_a_round_gets_its_own_workbooks_which_are_never_overwritten(own: Path) -> None:
    books = lab.workbooks(own)
    names = sorted(path.name for path in books.iterdir())
    assert names == sorted(path.name for path in lab.SOURCE.glob("*.ipynb"))
    for path in books.glob("0*.ipynb"):
        text = "".join("".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"])
        assert lab.ROUND_BEFORE not in text
        assert lab.ROUND_AFTER in text
        assert lab.INVENTED not in text
        assert lab.OWN in text
    (books / names[0]).write_text("mitt", "utf-8")
    (books / names[1]).unlink()
    assert lab.workbooks(own) == books
    assert (books / names[0]).read_text("utf-8") == "mitt"
    assert (books / names[1]).is_file()


def prose(book: Path) -> list[str]:
    cells = json.loads(book.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def test_in_english_the_books_have_no_swedish_text(own: Path, english: None) -> None:
    (own / lab.FOLDER).mkdir()
    (own / lab.FOLDER / "05_publicera.ipynb").write_text("mitt", "utf-8")
    for book in sorted(lab.workbooks(own).glob("0[1-4]*.ipynb")):
        texts = prose(book)
        assert not set(texts) & set(prose(lab.SOURCE / book.name))
        assert not re.search(r"\b(och|att|inte|som)\b", " ".join(texts))
        assert _(lab.OWN) in texts[0]
        assert "example round" not in texts[0]
        assert lab.ROUND_AFTER in book.read_text("utf-8").replace('\\"', '"')
    assert (own / lab.FOLDER / "05_publicera.ipynb").read_text("utf-8") == "mitt"


def test_in_english_the_invented_round_still_says_that_it_is(tmp_path: Path, english: None) -> None:
    shutil.copytree(DEMO, tmp_path / "demo")
    for book in lab.workbooks(tmp_path / "demo").glob("0*.ipynb"):
        assert f"{_(lab.INVENTED)} {_(lab.OWN)}" in prose(book)[0]


def test_what_is_no_round_and_missing_workbooks_are_told(own: Path, tmp_path: Path) -> None:
    with pytest.raises(RoundError, match="ingen runda"):
        lab.workbooks(tmp_path)
    with pytest.raises(RoundError, match="Arbetsböckerna"):
        lab.workbooks(own, source=tmp_path / "ingenting")


def test_the_start_page_says_what_is_done_and_what_is_next(own: Path) -> None:
    books = lab.prepared(own)
    text = (books / lab.START).read_text("utf-8")
    assert "**Nästa steg:** enkätens svar." in text
    assert all(f"({book.name})" in text for book in books.glob("*.ipynb"))
    assert "| Aktörernas formulär | ✓ klart" in text
    autumn = page(Round.read(own), books=books, today=date(2026, 10, 20))
    assert "oktober 2026: Trygghetsenkät och medborgardialog ← **här är vi**" in autumn
    assert "här är vi" not in page(Round.read(own), books=books, today=date(2028, 1, 2))


def test_a_round_with_everything_is_sent_on_to_the_next(own: Path, tmp_path: Path) -> None:
    shutil.copytree(DEMO, tmp_path / "data" / "demo")
    (tmp_path / "data" / "demo" / "kodning.jsonl").touch()
    (tmp_path / "editions" / "demo").mkdir(parents=True)
    (tmp_path / "editions" / "demo" / "datapackage.json").touch()
    text = page(Round.read(tmp_path / "data" / "demo"), books=own)
    assert "Allt är gjort till och med utgåvan." in text
    assert "återstår" not in text
    assert "Svaren vägs efter ålder, kön." in text, "in the codebook's words"


def test_the_start_page_names_the_newest_edition(own: Path, tmp_path: Path) -> None:
    shutil.copytree(DEMO, tmp_path / "data" / "demo")
    for name in ("demo", "demo-2"):
        (tmp_path / "editions" / name).mkdir(parents=True)
        (tmp_path / "editions" / name / "datapackage.json").touch()
    assert "editions/demo-2. Visa den med: medlofte serve" in page(Round.read(tmp_path / "data" / "demo"), books=own)


def test_jupyterlab_opens_on_the_start_page(own: Path) -> None:
    [port] = free(1)
    command = lab.command(lab.prepared(own), browser=False, port=port)
    options = ["--IdentityProvider.token=prov", "--allow-root"]
    server = subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True, env=lab.environment())
    try:
        page, until = "", time.monotonic() + 120
        while not page and time.monotonic() < until:
            try:
                address = f"http://127.0.0.1:{port}/lab?token=prov"
                page = urllib.request.urlopen(address, timeout=5).read().decode()
                told = [json.loads(urllib.request.urlopen(
                    f"http://127.0.0.1:{port}/lab/api/settings/@jupyterlab/{name}?token=prov", timeout=5).read())
                    for name in ("apputils-extension:notification", "docmanager-extension:plugin")]  # fmt: skip
            except OSError:
                time.sleep(0.3)
    finally:
        server.terminate()
        server.communicate(timeout=120)
    assert lab.START in " ".join(command)
    settings = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert settings["news"] == {"disabled": True}
    news, viewers = (one["schema"]["properties"] for one in told)
    assert (news["fetchNews"]["default"], news["checkForUpdates"]["default"]) == ("false", False)
    assert viewers["defaultViewers"]["default"] == {"markdown": "Markdown Preview"}
    assert settings["extensionManager"]["can_install"] is False
