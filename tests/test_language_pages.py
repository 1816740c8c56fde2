"""English in the browser: every text of a script or a template is marked, and reaches the page."""

import re
from pathlib import Path

from medlofte import language
from tests.test_language import CATALOGUE, PACKAGE

TEMPLATES = ("server", "export/public")
WORD = re.compile("[a-zåäö]{3,}", re.IGNORECASE)


def scripts() -> list[Path]:
    folders = ("analysis", "views", "server", "export")
    found = (path for folder in folders for path in sorted((PACKAGE / folder).rglob("*.js")))
    return [path for path in found if "vendor" not in path.parts]


def swedish_words() -> set[str]:
    """Return the words of the Swedish texts that no English text has."""
    both = [(str(message.id), str(message.string)) for message in CATALOGUE if message.id]
    swedish, english_ = (" ".join(texts) for texts in zip(*both, strict=True))
    return set(WORD.findall(swedish.lower())) - set(WORD.findall(english_.lower()))


def unmarked_in_script(source: str, known: set[str]) -> list[str]:
    """Return the strings of a script that hold a Swedish word and are not marked, ``_("…")``; no codes in them."""
    plain = re.sub(r"^\s*//.*$|\s// .*$", "", source, flags=re.MULTILINE)
    plain = re.sub(r'\b_\("(?:[^"\\]|\\.)*"\)|=== "\w+"', "0", plain)
    strings = [re.sub(r"\$\{[^}]*\}", "", found[0]) for found in re.finditer(r'"[^"\n]*"|`[^`]*`', plain)]
    return [text for text in strings if not re.fullmatch(r"[`\"][a-z_-]*[`\"]", text)
            and known & set(WORD.findall(text.lower()))]  # fmt: skip


def test_no_swedish_text_stands_unmarked_in_a_script() -> None:
    known = swedish_words()
    found = [
        f"{path.name}: {text}" for path in scripts() for text in unmarked_in_script(path.read_text("utf-8"), known)
    ]
    assert found == []


def test_the_search_finds_what_is_unmarked_in_a_script() -> None:
    source = '// Kvar: nu\nsay(_("Kvar:"), `Kvar: ${left()}`, "Skickar …", "rangordning", make("ml-left"));\n'
    assert unmarked_in_script(source, swedish_words()) == ["`Kvar: `", '"Skickar …"']


def test_every_script_that_speaks_is_given_its_texts() -> None:
    callers = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*") if path.suffix in (".py", ".html"))
    speaking = [path.name for path in scripts() if language.said(path)]
    assert {"ballot.js", "clock.js", "pages.js", "logga.js", "pulse.js", "widget.js"} <= set(speaking)
    assert [name for name in speaking if not re.search(rf'words\([^)]*"{name}"[^)]*\)', callers)] == []


def test_no_text_stands_unmarked_in_a_template() -> None:
    found = []
    known = swedish_words()
    for path in sorted(path for folder in TEMPLATES for path in (PACKAGE / folder / "templates").glob("*.html")):
        bare = re.sub(
            r"{%-? *trans\b.*?endtrans *-?%}|{#.*?#}|{{.*?}}|{%.*?%}", " ", path.read_text("utf-8"), flags=re.DOTALL
        )
        named = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', bare)
        shown = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>|[\w-]+=(\"[^\"]*\"|'[^']*')", " ", bare, flags=re.DOTALL)
        found += [f"{path.name}: {word}" for text in (*named, shown) for word in WORD.findall(text)]
        marks = re.sub(r"[_\[]\(?(\"[^\"]*\"|'[^']*')", "", path.read_text("utf-8"))
        said = re.findall(r"'([A-ZÅÄÖ][^']*)'|\"([A-ZÅÄÖ][^\"]*)\"", " ".join(re.findall(r"{{.*?}}|{%.*?%}", marks)))
        found += [f"{path.name}: {text}" for pair in said for text in pair if known & set(WORD.findall(text.lower()))]
    assert found == []
