"""Files that are whole whatever happens."""

from __future__ import annotations

import subprocess
import sys

import pytest

from medlofte import durable


def test_a_file_is_replaced_whole_or_stays_as_it_was(tmp_path):
    file = tmp_path / "kodbok.yaml"
    durable.write(file, "gammal å\r\n")
    with pytest.raises(ZeroDivisionError), durable.replacing(file) as draft:
        draft.write_text(f"halv {1 / 0}")
    assert file.read_bytes() == "gammal å\r\n".encode()
    with durable.replacing(file) as draft:
        draft.write_text("ny")
        assert file.read_bytes() == "gammal å\r\n".encode(), "who reads meanwhile finds the old one"
    assert [(found.name, found.read_text()) for found in tmp_path.iterdir()] == [("kodbok.yaml", "ny")]


def test_a_line_that_a_crash_cut_short_spoils_none_after_it(tmp_path):
    file = tmp_path / "logg.jsonl"
    for lines in (["1", "2"], ["3"]):
        with file.open("a+b") as stream:
            durable.append(stream, lines)
    file.write_bytes(file.read_bytes() + b'{"hal')
    with file.open("a+b") as stream:
        durable.append(stream, ["å"])
    assert file.read_text("utf-8").split("\n") == ["1", "2", "3", '{"hal', "å", ""]


FULL = """
import resource, signal, sys
from pathlib import Path
from medlofte import durable
file = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
try:
    with file.open("a+b") as stream:
        durable.append(stream, ["b" * 20] * 10)
except OSError as error:
    print("refused")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with file.open("a+b") as stream:
    durable.append(stream, ["c"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file size")
def test_a_disk_that_has_room_for_some_of_the_lines_holds_none_of_them(tmp_path):
    file = tmp_path / "logg.jsonl"
    file.write_text("a\n", "utf-8")
    assert subprocess.check_output([sys.executable, "-c", FULL, str(file)], text=True) == "refused\n"
    assert file.read_text("utf-8") == "a\nc\n"
