"""The codebook's questions, topics and actors as entries to change: checked, shown as a difference, saved, taken back.

Everything here is pure but :func:`save`, which writes the codebook's own files whole and keeps copies. It takes a
change back when it is given the books the other way round.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from medlofte import durable
from medlofte.analysis.coding import additions
from medlofte.analysis.coding.patterns import Coder
from medlofte.analysis.workbench.rewrite import loaded, rewritten
from medlofte.codebook import Actor, Codebook, Question, Theme, Topic
from medlofte.errors import CodebookError
from medlofte.explained import LOADER, explained
from medlofte.language import _

Entry = dict[str, Any]
COPIES = "kopior"
MODELS: dict[str, type[Question] | type[Topic] | type[Actor] | type[Theme]] = {
    "questions": Question, "topics": Topic, "actors": Actor, "themes": Theme}  # fmt: skip
KEYS = {"questions": "name", "topics": "id", "actors": "id", "themes": "label"}  # what names an entry


@dataclass(frozen=True)
class Note:
    """What is wrong with an entry: its name, the field ('' for the entry as a whole) and a sentence in Swedish."""

    entry: str
    field: str
    text: str


@dataclass(frozen=True)
class Book:
    """A codebook's files as they were read; ``topics`` is ``codebook`` itself where the topics stand in it."""

    codebook: Path
    topics: Path
    texts: dict[Path, str]

    @classmethod
    def open(cls, codebook: str | Path) -> Book:
        """Read a codebook's files.

        Raises
        ------
        CodebookError
            If they are no codebook.
        """
        path = Path(codebook)
        Codebook.read(path)
        topics = additions.topics_file(path)
        return cls(path, topics, {file: file.read_bytes().decode("utf-8-sig") for file in {path, topics}})

    def file(self, kind: str) -> Path:
        """Return the file that holds the entries of a kind."""
        if kind == "themes":
            return next((file for file in self.texts if "themes" in (loaded(self.texts[file]) or {})), self.topics)
        return self.topics if kind == "topics" else self.codebook

    def entries(self, kind: str) -> list[Entry]:
        """Return the entries of a kind as they are written."""
        found = (loaded(self.texts[self.file(kind)]) or {}).get(kind)
        return list(found) if isinstance(found, list) else []

    def changed(self, kind: str, entries: list[Entry]) -> Book:
        """Return the book with other entries of a kind; the files are as they were.

        Raises
        ------
        CodebookError
            If the file is laid out so that it cannot be changed piecewise.
        """
        file = self.file(kind)
        content = dict(loaded(self.texts[file]))
        content[kind] = entries
        if not entries:
            del content[kind]
        return replace(self, texts=self.texts | {file: rewritten(self.texts[file], content)})

    def content(self) -> Entry:
        """Return the whole codebook as one mapping, as :meth:`Codebook.read` makes it."""
        whole = dict(loaded(self.texts[self.codebook]))
        if self.topics != self.codebook:
            shared = loaded(self.texts[self.topics]) or {}
            whole |= {"topics": (), "lists": {}} | {
                name: shared[name] for name in ("topics", "themes", "lists") if name in shared
            }
        return whole


def edited(kind: str, entry: Entry, field: str, value: Any) -> Entry:
    """Return an entry with another value in a field, in the order that it is best read; what is empty is left out."""
    order = [*(name for name in MODELS[kind].model_fields if name != "choices"), "choices"]
    made = {name: one for name, one in (entry | {field: value}).items() if name != field or not blank(one)}
    return dict(sorted(made.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))


def blank(value: Any) -> bool:
    """Return whether a value is the same as none; zero is a value."""
    return value is None or value is False or value in ("", [], (), {})


def checked(book: Book, *, before: Book | None = None) -> list[Note]:
    """Return what is wrong in a book, each at its entry and field; empty when it may be saved.

    Parameters
    ----------
    before
        The book that it was made from: topics that are as they were there are not tried again.
    """
    content = book.content()
    try:
        codebook = Codebook.model_validate(content)
    except ValidationError as error:
        return [_note(problem, content) for problem in error.errors()]
    same = [] if before is None else before.entries("topics")
    written = zip(codebook.topics, content.get("topics", ()), strict=True)
    tried = [topic for topic, entry in written if entry not in same]
    return [*_blank(content), *_sentences(codebook, tried)]


def _note(problem: Any, content: Entry) -> Note:
    """Return a finding of pydantic's at the field that it is about."""
    found: tuple[Any, ...] = (*problem["loc"], "", "", "", "")
    kind, place, field, option = found[:4]
    entries = content.get(kind)
    said = explained(problem)
    if not isinstance(entries, list) or not isinstance(place, int):
        names = [named(entry) for kind in MODELS for entry in content.get(kind, ())]
        # A rule of the whole book names the entry in its words.
        about = max((name for name in names if f" {name} " in f"{said} "), key=len, default="")
        return Note(about, "", _sentence(said))
    entry = entries[place]
    if field == "choices" and isinstance(option, int):
        said = f"«{entry['choices'][option].get('label') or option + 1}»: {said}"
    return Note(named(entry), str(field), _sentence(said))


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:].rstrip(".") + "."


def named(entry: Entry) -> str:
    """Return what an entry is called by the others: its name or id, a theme's label."""
    return str(entry.get("name", entry.get("id", entry.get("label", ""))))


def _blank(content: Entry) -> list[Note]:
    notes = [Note(named(entry), "label", _("Texten saknas.")) for kind in MODELS for entry in content.get(kind, ())
             if not str(entry.get("label", "")).strip()]  # fmt: skip
    options = [(named(question), option) for question in content["questions"] for option in question.get("choices", ())]
    return notes + [Note(name, "choices", _("Ett svarsalternativ saknar text.")) for name, option in options
                    if not str(option.get("label", "")).strip()]  # fmt: skip


def _sentences(codebook: Codebook, topics: Iterable[Topic]) -> list[Note]:
    """Return the topics' own sentences that their patterns do not hold for."""
    notes = []
    for topic in topics:
        try:
            coder = Coder(codebook.model_copy(update={"topics": (topic,)}))
        except CodebookError as error:
            notes.append(Note(topic.id, "patterns", str(error)))
            continue
        notes += [Note(topic.id, "must_match", _("Mönstren träffar inte «{text}».").format(text=text))
                  for text in topic.must_match if not coder.code(text)]  # fmt: skip
        notes += [Note(topic.id, "must_not_match", _("Mönstren träffar «{text}».").format(text=text))
                  for text in topic.must_not_match if coder.code(text)]  # fmt: skip
    return notes


def difference(before: Book, after: Book) -> list[str]:
    """Return what a change does to the files, as the lines taken away (−) and put in (+) with one around them."""
    lines: list[str] = []
    for file in dict.fromkeys((before.codebook, before.topics)):
        old, new = (one.texts[file].splitlines() for one in (before, after))
        found = list(difflib.unified_diff(old, new, n=1, lineterm=""))[2:]
        lines += [file.name, *(line for line in found if not line.startswith("@@"))] if found else []
    return lines


def borrowers(before: Book, kind: str, entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Return field → the names of all entries that share its value through an anchor in the file, where some do."""
    shared: dict[int, list[tuple[str, str]]] = {}
    root: Any = yaml.compose(before.texts[before.file(kind)], Loader=LOADER)
    listed: list[Any] = next((value.value for key, value in root.value if key.value == kind), [])
    for node, entry in zip(listed, entries, strict=False):
        for key, value in node.value:
            shared.setdefault(id(value), []).append((named(entry), key.value))
    return {f"{names[0][1]}|{name}": [one for one, _field in names]
            for names in shared.values() if len(names) > 1 for name, _field in names}  # fmt: skip


def save(before: Book, after: Book) -> list[Path]:
    """Write the files that changed, whole, and keep copies of what stood there; return the copies.

    Raises
    ------
    CodebookError
        If somebody has changed a file since it was read, or it cannot be written; nothing is written then.
    """
    touched = [file for file in before.texts if before.texts[file] != after.texts[file]]
    for file in touched:
        if file.read_bytes().decode("utf-8-sig") != before.texts[file]:
            raise CodebookError(_("Filen har ändrats av någon annan sedan den lästes."), file=file,
                                advice=_("Kör cellen igen, så läses den om, och gör ändringen på nytt."))  # fmt: skip
    try:
        copies = [_copied(file) for file in touched]
        for file in touched:
            durable.write(file, after.texts[file])
    except OSError as error:
        raise CodebookError(_("Kodboken går inte att spara ({why}).").format(why=error.strerror),
                            file=before.codebook) from error  # fmt: skip
    return copies


def _copied(file: Path) -> Path:
    folder = file.parent / COPIES
    folder.mkdir(exist_ok=True)
    target = folder / f"{file.stem}-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}{file.suffix}"
    target.write_bytes(file.read_bytes())
    return target
