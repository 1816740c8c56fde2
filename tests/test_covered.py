"""Our own count of covered lines, held to what coverage.py's trace function counts."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import coverage
import pytest

# Each kind of statement: run, not run, and run in part.
SOURCE = '''
"""A module's words."""

from __future__ import annotations

import functools
import math as m


def kept(function):
    """Words."""
    return function


@functools.cache
@kept
def twice(value: int = 2) -> int:
    """Words
    in two lines."""
    if value > 2:
        return value
    elif value == 2:
        later = [
            one
            for one in range(value)
        ]
    else:
        return 0
    return len(later) + sum(
        (1, 2)
    )


class Kind:
    """Words."""

    first = 1

    @property
    def second(self):
        return self.first

    async def never(self):
        async with self as one:
            return one


def tried(value):
    try:
        return m.sqrt(value)
    except TypeError:
        return "no number"
    except ValueError as error:
        return str(error)
    finally:
        value = None


def matched(value):
    match value:
        case 1:
            return "one"
        case {"a": found}:
            return found
        case _:
            pass
    for one in ():
        raise ValueError(one)
    else:
        nothing = 0
    while nothing:
        break
    global TOLD
    TOLD = nothing


twice()
Kind().second
tried(-1)
matched({"a": 1})
matched(3)
assert not hasattr(Kind, "third"), (
    "words"
)
'''


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a folder with a package of our name: one module that is run, and one that nobody imports."""
    folder = tmp_path / "medlofte"
    folder.mkdir()
    (folder / "__init__.py").write_text("", "utf-8")
    (folder / "run.py").write_text(SOURCE, "utf-8")
    (folder / "left.py").write_text("x = 1\n", "utf-8")
    return tmp_path


def counted(folder: Path, *words: str) -> dict[str, set[int]]:
    """Run the module there so that its lines are counted, and return which lines of each file were not run."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([sys.executable, *words], cwd=folder, env=environment, check=True)
    found = coverage.Coverage(data_file=str(folder / ".coverage"), config_file=False)
    found.combine([str(folder)])
    return {Path(file).name: set(found.analysis2(file)[3]) for file in found.get_data().measured_files()}


def test_the_same_lines_are_counted_as_by_a_trace_function(package: Path) -> None:
    traced = counted(package, "-m", "coverage", "run", "-p", "--source=medlofte", "-m", "medlofte.run")
    code = f"""
        import pathlib, sys
        sys.path.insert(0, {str(Path(__file__).parents[1])!r})
        from tests import covered
        del sys.path[0]
        covered.begin()
        import medlofte.run
        covered.save(pathlib.Path.cwd())
    """
    noted = counted(package, "-c", textwrap.dedent(code))
    # A branch that was looked at and not taken: its line is run, says the trace function; not taken, say we.
    lines = ["", *SOURCE.splitlines()]
    assert {lines[line].strip() for line in noted["run.py"] - traced["run.py"]} == {"except TypeError:", "case 1:"}
    assert traced["run.py"] <= noted["run.py"]
    assert noted.keys() == traced.keys()
    assert noted["left.py"] == traced["left.py"] == {1}
