"""English as a second language: the catalogue is whole, and no text a reader meets stands outside it."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from medlofte import language, style
from medlofte.language import N_, Words, _, translated
from medlofte.workshop.words import LABELS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "medlofte"
sys.path.insert(0, str(ROOT / "docs"))
import translate  # noqa: E402 - it lies beside the package, not in it

CATALOGUE = translate.kept()
TEXTS = {str(message.id): str(message.string) for message in CATALOGUE if message.id}
# Forms read back by their Swedish headings, what the store holds, words looked for in Swedish texts, and argparse's own
# words. The open data have titles of their own.
ELSEWHERE = {
    *("analysis/read/forms.py", "analysis/read/walk_form.py", "analysis/contents/vocabulary.py"),
    *("cli/swedish.py", "export/activity_form.py", "export/opendata", "export/templates/make.py", "language.py"),
    *("workshop/promises/plain.py", "workshop/promises/wording.py", "workshop/store/migrate.py"),
}
# Swedish that is compared or stored, not shown.
STORED = {
    "möte",
    "trygghetsmätning",
    "åäöéü",
    "folkmängden",
    "Medborgarlöften i ",
    *("aktörer", "antal per år", "län"),
    *(
        " år",
        "65 år eller äldre",
        'version: "1"\ntitle: "Enkät"\nlanguage: sv',
        "Brå, anmälda brott",
        "därav ",
        "månad",
        "år",
    ),
    *("oläsbar_källa", " län", "Polisens händelser", "Rapporterade händelser", "Aktör", "Ämne", "aktör:"),
    "Inläst från Excel",
    "⟦innehåll⟧",
    "LÄSMIG.txt",
    "åäö",
    "Skärm",
    "Deltagare",
    "Mötesledare",
    "pågår",
    "ej påbörjat",
    "går inte att bedöma",
}
_SWEDISH = re.compile("[åäöÅÄÖ]|(^| )(och|att|inte|är|som|för|med|till|har|den|det|en|ett) |aria-label=.\\w")
_HOLE = re.compile(r"\{[^{}]*\}|%\(\w+\)s")
_MARKS = {"_", "N_"}


def test_the_catalogue_is_that_of_the_program() -> None:
    new = translate.text(translate.updated(CATALOGUE))
    # Whether they are the same, and not what differs: pytest would compare half a megabyte line by line for an hour.
    same = translate.PO.read_bytes() == new
    assert same, "run python docs/translate.py"


def test_the_catalogue_is_read_as_gettexts_own_tools_read_it() -> None:
    """Babel is the independent reader."""
    same = language.catalogue("en") == {message.id: message.string for message in CATALOGUE if message.id}
    assert same, "a text of the catalogue is read wrongly"


def test_a_catalogue_may_break_its_lines_and_leave_texts_unwritten(tmp_path, monkeypatch) -> None:
    po = tmp_path / "en" / "LC_MESSAGES" / "medlofte.po"
    po.parent.mkdir(parents=True)
    po.write_bytes(
        b'msgid ""\r\nmsgstr ""\r\n"Language: en\\n"\r\n\r\n'
        b'#: a.py\r\nmsgid ""\r\n"En \\"rad\\"\\n"\r\n"till\\\\n"\r\nmsgstr "One \\"line\\"\\nmore\\\\n"\r\n\r\n'
        b'msgid "Tom"\r\nmsgstr ""\r\n\r\n'
    )
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    language.catalogue.cache_clear()
    try:
        with language.speaking("en"):
            said = [_('En "rad"\ntill\\n'), _("Tom"), _("Okänd")]
    finally:
        language.catalogue.cache_clear()
    assert said == ['One "line"\nmore\\n', "Tom", "Okänd"]


def test_swedish_reads_no_catalogue() -> None:
    code = "from medlofte.language import _, catalogue; _('Sidan finns inte.'); print(catalogue.cache_info().misses)"
    swedish = os.environ | {"MEDLOFTE_LANGUAGE": "sv"}
    ran = subprocess.run([sys.executable, "-c", code], env=swedish, capture_output=True, text=True, check=True)
    assert ran.stdout == "0\n"


def test_every_text_has_its_english() -> None:
    assert translate.missing(CATALOGUE) == []
    assert not [message.id for message in CATALOGUE if message.fuzzy]
    assert not CATALOGUE.obsolete


# A hole before words for many: a noun in the plural, in Swedish an adjective with it. Limits and such are never one.
_MANY = {
    "sv": re.compile(r"(?:\{|%\()(\w+)(?:\}|\)s) (?:[a-zåäö]{3,}a )?([a-zåäö]+(?:er|ar|or|na|en|ade|da|ta))\b"),
    "en": re.compile(r"\{(\w+)\} (?:(?!and )[a-z]+ )?([a-z]{3,}s|people)\b"),
}
_NEVER_ONE = re.compile(
    "most|limit|longest|size|base|seconds|rounds|ratio|dots|low|length|names|never|implied|people|worth|miss|minutes"
)
_NOT_MANY = {
    "sv": re.compile("anmälda|ansvarar|den|fritextsvar|förlorar|ger|granskade|hade|har|hinner|igen|"
                     "kommer|kommuner|kvar|ligger|men|nämner|okodade|pekar|per|planerade|röstade|"
                     "saknar|skiljer|skriver|startar|svar|svarar|svarsnummer|under|var|väntar|"
                     "webbsvar|ändrade"),
    "en": re.compile("was|has|its|this|less|always|gives|means|occurs|misses|lacks|across|plus|stands|follows|starts|"
                     "writes|catches|points|years|differs|minus"),
}  # fmt: skip


def counted(text: str, language: str) -> list[str]:
    """Return the counts in a text that come before words for many, without words for one."""
    return [f"{{{hole}}} {word}" for hole, word in _MANY[language].findall(text)
            if not _NEVER_ONE.fullmatch(hole) and not _NOT_MANY[language].fullmatch(word)]  # fmt: skip


def test_both_languages_have_words_for_one_wherever_they_count() -> None:
    assert counted("{n} answers of {all} old rows, {n} {n|row is|rows are} odd", "en") == ["{n} answers", "{all} rows"]
    assert counted("{n} svar på {all} gamla frågor, {m} {m|rad|rader}, {k} ämnen", "sv") == [
        "{all} frågor",
        "{k} ämnen",
    ]
    assert [found for text in TEXTS.values() if (found := counted(text, "en"))] == []
    assert [(text, found) for text in TEXTS if (found := counted(text, "sv"))] == []


def test_a_count_chooses_its_words(english: None) -> None:
    said = language.Counted("{n} of {all} {all|row|rows} {n|is|are} odd")
    assert said.format(n=1, all=1) == "1 of 1 row is odd"
    assert said.format(n="2", all=3) == "2 of 3 rows are odd"
    with language.speaking("sv"):
        assert [_("{n} {n|fil|filer} i round.toml.").format(n=n) for n in (1, 2)] == [
            "1 fil i round.toml.",
            "2 filer i round.toml.",
        ]
    assert _("{n} {n|fil|filer} i round.toml.").format(n=1) == "1 file in round.toml."
    assert _("{n} svar har ämnet.").format(n=1) == "1 answer has the topic."
    assert _("{n} svar har ämnet.").format(n=2) == "2 answers have the topic."


def test_nothing_is_put_together_before_its_values_are_in() -> None:
    """``(_("a {n}") + "b").format(n=1)`` would lose the words for one."""
    found = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            joined = isinstance(node, ast.Attribute) and node.attr == "format" and isinstance(node.value, ast.BinOp)
            if joined and any(isinstance(part, ast.Name) and part.id in _MARKS for part in ast.walk(node.value)):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_both_languages_have_the_same_values_to_fill_in() -> None:
    assert [text for text, english in TEXTS.items() if sorted(_holes(text)) != sorted(_holes(english))] == []


def _holes(text: str) -> list[str]:
    return [hole for hole in _HOLE.findall(text) if "|" not in hole]


def test_what_is_filled_in_has_a_plain_name() -> None:
    """Whoever translates sees ``{n} svar``, never a format or a number that tells two of a name apart."""
    plain = re.compile(r"\{(?!\w*_\d)[a-z]\w*\}|%\(\w+\)s")
    odd = {hole for text in TEXTS for hole in _holes(text) if not plain.fullmatch(hole)}
    assert odd <= {"{ titel }", "{ innehall }"}, "a field of Word's templates is told of as it is written"


def modules() -> list[Path]:
    left = [PACKAGE / name for name in ELSEWHERE]
    return [path for path in sorted(PACKAGE.rglob("*.py")) if not any(path.is_relative_to(out) for out in left)]


def unmarked(tree: ast.AST) -> list[tuple[int, str]]:
    """Return line and text of what looks Swedish, is no docstring and is not marked for the catalogue."""
    found = []

    def walk(node: ast.AST, *, marked: bool) -> None:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            marked = name in _MARKS
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if not marked and _SWEDISH.search(text) and not text.startswith(("^", "|(")) and text not in STORED:
            found.append((node.lineno, text))
        if isinstance(node, ast.Call) and marked:
            return
        for child in ast.iter_child_nodes(node):
            walk(child, marked=False)

    walk(tree, marked=False)
    return found


def shown(path: Path) -> ast.Module:
    """Return a module without the constants of the analysis that are no sentences: words looked for in the files."""
    tree = ast.parse(path.read_text("utf-8"))
    if path.is_relative_to(PACKAGE / "analysis"):
        tree.body = [node for node in tree.body if not isinstance(node, (ast.Assign, ast.AnnAssign)) or _sentence(node)]
    return tree


def _sentence(node: ast.AST) -> bool:
    texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any(re.fullmatch(r"[A-ZÅÄÖ][^\\|]*[a-zåäö][.?!]", text) for text in texts)


def test_no_swedish_text_stands_unmarked() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}: {text}" for path in modules() for line, text in unmarked(shown(path))
             # What tables and columns mean is in the catalogue without a mark.
             if path.parent.name != "tables" or not CATALOGUE.get(text)]  # fmt: skip
    assert found == []


def shadowed(tree: ast.AST) -> list[int]:
    """Return the lines that call ``_`` where a loop or an assignment beside them has given the name to something else.

    A comprehension has its names to itself; so the call must be within the one that binds the name.
    """
    own = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    lines = []
    for scope in ast.walk(tree):
        if isinstance(scope, (ast.FunctionDef, ast.Lambda, *own)):
            within = list(_within(scope, own))
            if any(
                isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, ast.Store) for node in within
            ):
                calls = [node for node in ast.walk(scope) if isinstance(node, ast.Call)]
                lines += [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "_"]
    return lines


def _within(scope: ast.AST, own: tuple[type, ...]) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, own):
            yield node
            yield from _within(node, own)


def test_the_name_that_translates_is_never_given_to_something_else() -> None:
    tree = ast.parse("def f(rows):\n    x, _ = rows\n    return _('På gång')\ny = [_('På gång') for _ in 'ab']\n")
    assert sorted(shadowed(tree)) == [3, 4]
    assert shadowed(ast.parse("def f(rows):\n    return _('På gång') + str([x for x, _ in rows])\n")) == []
    found = [f"{path.relative_to(ROOT)}:{line}" for path in sorted(PACKAGE.rglob("*.py"))
             for line in shadowed(ast.parse(path.read_text("utf-8")))]  # fmt: skip
    assert found == []


def test_the_search_finds_what_is_unmarked() -> None:
    tree = ast.parse(
        '"""Är en docstring."""\nx = _("På gång")\ny = "På gång"\nz = f"{y} är kvar"\nn = "aria-label=Sidor"\n'
    )
    assert unmarked(tree) == [(3, "På gång"), (4, " är kvar"), (5, "aria-label=Sidor")]


def test_a_text_is_in_the_language_chosen(english: None) -> None:
    assert _("Sidan finns inte. Kontrollera adressen.") == "There is no such page. Check the address."
    assert _("Kommunens egna ord") == "Kommunens egna ord", "what was typed stays as it was written"
    assert translated({"polis": (N_("Polis"), "Polis")}) == {"polis": ("Police", "Polis")}
    assert Words({"a": N_("Ja")})["a"] == LABELS["ja"] == "Yes"
    assert dict.__getitem__(LABELS, "ja") == "Ja"


def test_numbers_and_dates_follow(english: None) -> None:
    assert style.number(1234.5, 1) == "1,234.5"
    assert style.exact(2.5) == "2.5"
    assert style.interval(0.46, 0.41, 0.51) == "46% (41–51)"
    assert style.date("2026-11-29") == "29 November 2026"
    assert style.separators() == ".,"


# Where numbers are places in a drawing, are written in a file that a program reads, or are counted for their decimals.
DRAWN = {"tokens.py", "style.py", "views/minibars.py", "export/public/map.py", "export/public/charts.py",
         "analysis/draft/write.py", "analysis/draft/guess.py", "workshop/promises/drawing.py",
         "export/public/svg.py", "analysis/consistency/figures.py", "workshop/promises/outcomes.py",
         "analysis/read/measured.py", "analysis/read/misplaced.py", "analysis/workbench/fields.py"}  # fmt: skip


def test_numbers_that_are_read_are_written_by_the_one_who_knows_the_language() -> None:
    """A point or a comma in a number, and what stands before a per cent sign, is the language's; whole numbers pass."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))) if name not in DRAWN else ():
            spec = (
                ast.unparse(node.format_spec)[2:-1] if isinstance(node, ast.FormattedValue) and node.format_spec else ""
            )
            if re.search(r"[1-9]f|%$|g$", spec):
                found.append(f"{name}:{node.lineno}")
    assert found == []


def test_the_language_comes_from_the_environment_else_swedish(monkeypatch: pytest.MonkeyPatch) -> None:
    language.choose("")
    assert language.current() == "sv"
    monkeypatch.setattr(language, "_chosen", language.ContextVar("here", default=""))
    monkeypatch.setenv(language.ENVIRONMENT, "en")
    assert language.current() == "en"
    monkeypatch.setenv(language.ENVIRONMENT, "../../etc")
    assert language.current() == "sv"
