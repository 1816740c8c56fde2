"""Gather every text of the program in the English catalogue: ``python docs/translate.py``.

New texts come in empty; write their English in ``medlofte/locale/en/LC_MESSAGES/medlofte.po`` and run it again.
"""

from __future__ import annotations

import ast
import io
import json
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from medlofte.language import said

PACKAGE = Path(__file__).parents[1] / "medlofte"
PO = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "medlofte.po"
BOOKS = PACKAGE.parent / "notebooks"  # which ``medlofte lab`` copies into a round
METHODS = [("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"encoding": "utf-8", "trimmed": "true"}}
KEYWORDS = {"_": None, "N_": None, "gettext": None}
# In medlofte/tables the second argument says what a table or a column means.
MEANINGS = {"Table", "boolean", "integer", "number", "share", "text"}


def extracted() -> Catalog:
    """Return every text marked in the program, and the workbooks' own."""
    catalogue = Catalog(fuzzy=False)
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text("utf-8")
        for text in (*marked(source), *(meanings(source) if path.parent.name == "tables" else ())):
            catalogue.add(text, locations=[(path.relative_to(PACKAGE).as_posix(), 0)])
    for path in sorted(PACKAGE.rglob("*.js")):
        if "vendor" not in path.parts:
            for text in said(path):
                catalogue.add(text, locations=[(path.relative_to(PACKAGE).as_posix(), 0)])
    templates = extract_from_dir(PACKAGE, METHODS, OPTIONS, KEYWORDS)
    for name, text in (*((found[0], found[2]) for found in templates), *prose()):
        if text:
            catalogue.add(text, locations=[(name, 0)])
    return catalogue


def prose() -> Iterator[tuple[str, str]]:
    """Return what the workbooks say between their cells of code, each text after the name of its file."""
    for path in sorted(BOOKS.glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                yield f"notebooks/{path.name}", "".join(cell["source"])


def marked(source: str) -> Iterator[str]:
    """Return the texts marked in a module, also those within f-strings, which Babel does not see in every Python."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if isinstance(node.func, ast.Name) and node.func.id in KEYWORDS and node.args:
            said = node.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str) and said.value:
                yield said.value


def meanings(source: str) -> Iterator[str]:
    """Return what the tables and columns of a module mean."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MEANINGS:
            said = node.args[1] if len(node.args) > 1 else None
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said.value


def kept() -> Catalog:
    """Return the catalogue as it is."""
    return read_po(io.BytesIO(PO.read_bytes() if PO.exists() else b""), locale="en")


def updated(catalogue: Catalog) -> Catalog:
    """Return the catalogue with what is new, without what is gone; nothing is guessed."""
    made = Catalog(locale="en", project="medlofte", fuzzy=False)
    for message in extracted():
        if message.id:
            before = catalogue.get(message.id)
            files = sorted({name for name, _ in message.locations})
            made.add(message.id, before.string if before else None, locations=[(name, 0) for name in files[:1]])
    return made


def text(catalogue: Catalog) -> bytes:
    """Return a catalogue as its file, in the order of the texts and without dates, so that changes are small."""
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=True, sort_by_file=True, width=0, include_lineno=False)
    head = b'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    return head + b'"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n' + out.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Return the texts that have no English yet."""
    return [str(message.id) for message in catalogue if message.id and not message.string]


if __name__ == "__main__":
    new = updated(kept())
    PO.write_bytes(text(new))
    print(f"{len(new)} texts, {len(missing(new))} without English")
