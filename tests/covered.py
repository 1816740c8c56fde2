"""Counts which lines of medlofte the tests run, where Python has no cheap way of its own (before 3.12).

There a trace function makes all code two to three times as slow, the libraries' too. Here each statement of medlofte
notes its line as it runs, and nothing else is slower. coverage.py does the rest: what a statement is, the report and
the limit, as pyproject.toml says. Used by ``dev.py test`` as ``pytest -p tests.covered``.
"""

from __future__ import annotations

import ast
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import coverage
import pytest

PACKAGE, NOTED = "medlofte", "__covered__"
# File → its lines, by number: 1 for those that have been run.
_files: dict[str, list[int]] = {}


def noting(node: ast.AST) -> None:
    """Put a note of its line before each statement of a tree, but for docstrings and what must stand first."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, [])
        for statement in block:
            noting(statement)
        first = int(name == "body" and _documented(node))
        head = _heads(node) if name == "body" else []
        block[first:] = [*map(_note, head), *(part for statement in block[first:] for part in _noted(statement))]
    for branch in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        noting(branch)


def _documented(node: ast.AST) -> bool:
    can = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    return can and ast.get_docstring(node, clean=False) is not None


def _heads(node: ast.AST) -> list[int]:
    """Return the line of a branch of except or case, which is run when its block is."""
    if isinstance(node, ast.ExceptHandler):
        return [node.lineno]
    return [node.pattern.lineno] if isinstance(node, ast.match_case) else []


def _noted(statement: ast.stmt) -> list[ast.stmt]:
    if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
        return [statement, _note(statement.lineno)]  # nothing may stand before it
    lines = [statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))]
    return [*map(_note, lines), statement]


def _note(line: int) -> ast.stmt:
    at = {"lineno": line, "end_lineno": line, "col_offset": 0, "end_col_offset": 0}
    place = ast.Subscript(ast.Name(NOTED, ast.Load(), **at), ast.Constant(line, **at), ast.Store(), **at)
    return ast.Assign([place], ast.Constant(1, **at), **at)


class Loader(SourceFileLoader):
    """Reads a module's source, never a compiled file, and leaves none."""

    def get_code(self, fullname: str) -> CodeType:
        """Return the module's code with its notes."""
        source = self.get_data(self.path)
        _files.setdefault(self.path, [0] * (source.count(b"\n") + 2))
        tree = ast.parse(source)
        noting(tree)
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, which keeps its notes in a name of its own."""
        code = self.get_code(module.__name__)
        setattr(module, NOTED, _files[self.path])
        exec(code, module.__dict__)


class Finder(MetaPathFinder):
    """Finds medlofte's modules where they are."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return where a module is and how it is read; None for all that is not medlofte's."""
        spec = PathFinder.find_spec(name, path) if name.partition(".")[0] == PACKAGE else None
        if spec and type(spec.loader) is SourceFileLoader:
            spec.loader = Loader(spec.loader.name, spec.loader.path)
        return spec


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Begin before anything of medlofte's is imported."""
    begin()


def begin() -> None:
    """Count the lines of all that is imported from now on."""
    assert PACKAGE not in sys.modules, "what has been imported is not counted"
    sys.meta_path.insert(0, Finder())


def save(root: Path | None = None) -> None:
    """Write what this process has run as coverage.py does; with a folder, what nobody has imported there too."""
    data = coverage.CoverageData(suffix=True)
    data.add_lines({file: [line for line, run in enumerate(lines) if run] for file, lines in _files.items()})
    if root is not None:
        data.touch_files([str(file) for file in (root / PACKAGE).rglob("*.py")])
    data.write()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin from nothing: what an earlier run has left is not this one's."""
    if not hasattr(session.config, "workerinput"):
        coverage.Coverage().erase()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Save what has been run; where the tests began, put all together and hold it to the limit."""
    if hasattr(session.config, "workerinput"):
        return save()
    save(session.config.rootpath)
    whole = coverage.Coverage()
    whole.combine()
    whole.save()
    reached, least = whole.report(), float(whole.get_option("report:fail_under"))
    if reached < least:
        print(f"FAIL Required test coverage of {least}% not reached. Total coverage: {reached:.2f}%")
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
    return None
