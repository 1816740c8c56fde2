"""Files that are whole whatever happens."""

from __future__ import annotations

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
