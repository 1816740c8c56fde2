"""The workbooks in a round of one's own, and JupyterLab opened on them for real."""

import json
import re
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from medlofte import lab
from medlofte.errors import RoundError
from medlofte.new import create


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return create(tmp_path / "runda", kommun="Provby", year=2027)


def test_a_round_gets_its_own_workbooks_which_are_never_overwritten(own: Path) -> None:
    books = lab.workbooks(own)
    names = sorted(path.name for path in books.iterdir())
    assert names == sorted(path.name for path in lab.SOURCE.glob("0*.ipynb"))
    for path in books.iterdir():
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


def test_what_is_no_round_and_missing_workbooks_are_told(own: Path, tmp_path: Path) -> None:
    with pytest.raises(RoundError, match="ingen runda"):
        lab.workbooks(tmp_path)
    with pytest.raises(RoundError, match="Arbetsböckerna"):
        lab.workbooks(own, source=tmp_path / "ingenting")


def test_jupyterlab_opens_on_the_first_workbook(own: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = lab.command(lab.workbooks(own), browser=False, port=port)
    options = ["--IdentityProvider.token=prov", "--allow-root"]
    server = subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True)
    try:
        page, until = "", time.monotonic() + 120
        while not page and time.monotonic() < until:
            try:
                address = f"http://127.0.0.1:{port}/lab?token=prov"
                page = urllib.request.urlopen(address, timeout=5).read().decode()
            except OSError:
                time.sleep(0.3)
    finally:
        server.terminate()
        server.communicate(timeout=30)
    settings = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert settings["news"] == {"disabled": True}
    assert settings["extensionManager"]["can_install"] is False
