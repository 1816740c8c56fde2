"""A new pattern written into the round's own file of topics: tried first, put in whole, logged, and taken back.

Only the pattern is put in; comments and layout stay as they were. With it goes a sentence that it must match. That one
is read by everybody who reads the codebook, so a sentence with personal data is refused.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from medlofte import durable
from medlofte.analysis.coding import lines
from medlofte.analysis.coding.masking import MASK, Masker
from medlofte.analysis.coding.patterns import Coder
from medlofte.codebook import Codebook
from medlofte.errors import CodebookError
from medlofte.language import _

LOG = "kodbok.jsonl"


@dataclass(frozen=True)
class Addition:
    """A pattern that was added to a topic, with the sentence that it must match ('' if none)."""

    topic: str
    pattern: str
    sentence: str


def topics_file(codebook: str | Path) -> Path:
    """Return the file that holds a codebook's topics: itself, or the one that it names."""
    path = Path(codebook)
    content = yaml.safe_load(path.read_text("utf-8"))
    named = content.get("topics") if isinstance(content, dict) else None
    return path.parent / named if isinstance(named, str) else path


def add(file: Path, *, topic: str, pattern: str, sentence: str, by: str) -> Addition:
    """Put a pattern, and its sentence, first in a topic of a file of topics; logged beside the file.

    Raises
    ------
    CodebookError
        If the pattern is broken or there already, does not match its sentence, breaks a sentence that held before, or
        if the sentence holds personal data; nothing is written then.
    """
    pattern, sentence = pattern.strip(), sentence.strip()
    before = Codebook.read_topics(file)
    old = before.topic(topic)
    if pattern in old.patterns:
        raise CodebookError(_("Mönstret finns redan i ämnet."), file=file, value=pattern)
    _private(sentence, book=before, file=file)
    text = _text(file)
    changed = _put(text, topic, {"patterns": pattern, "must_match": sentence})
    after = _reread(file, changed)
    _tried(before, after, topic=topic, sentence=sentence, file=file)
    if after.topic(topic).patterns != (pattern, *old.patterns):
        raise CodebookError(
            _("Mönstret gick inte att föra in i filen."),
            file=file,
            value=pattern,
            advice=_("Lägg till det för hand under patterns i ämnet {topic}.").format(topic=topic),
        )
    _write(file, changed)
    added = Addition(topic, pattern, sentence)
    _log(file, added, by=by, what="add")
    return added


def remove(file: Path, added: Addition, *, by: str) -> None:
    """Take an addition out of the file again, and nothing else that was changed since.

    Raises
    ------
    CodebookError
        If it is not there any more.
    """
    text = _text(file)
    changed = _take(text, added.topic, {"patterns": added.pattern, "must_match": added.sentence})
    if added.pattern in _reread(file, changed).topic(added.topic).patterns:
        raise CodebookError(_("Mönstret gick inte att ta bort ur filen."), file=file, value=added.pattern,
                            advice=_("Ta bort det för hand."))  # fmt: skip
    _write(file, changed)
    _log(file, added, by=by, what="remove")


def _text(file: Path) -> str:
    """Return the file's text with its line ends as they are."""
    return file.read_bytes().decode("utf-8-sig")


def _private(sentence: str, *, book: Codebook, file: Path) -> None:
    if MASK in Masker(book).mask(sentence):
        raise CodebookError(
            _("Provmeningen kan röja någon: den har ett namn, ett nummer eller ett ord som inte är allmänt."),
            file=file,
            advice=_("Kodboken läses av fler. Skriv om meningen med vanliga ord."),
        )


def _tried(before: Codebook, after: Codebook, *, topic: str, sentence: str, file: Path) -> None:
    """Stop if the pattern misses its sentence, or matches one that the topic must not match."""
    old, new = Coder(before), Coder(after)
    if sentence and topic not in _topics(new, sentence):
        raise CodebookError(_("Mönstret träffar inte provmeningen."), file=file, value=sentence,
                            advice=_("Ändra mönstret eller meningen."))  # fmt: skip
    for wrong in before.topic(topic).must_not_match:
        if topic in _topics(new, wrong) and topic not in _topics(old, wrong):
            raise CodebookError(_("Mönstret träffar en mening som ämnet inte ska träffa."), file=file, value=wrong,
                                advice=_("Gör mönstret snävare, till exempel med « - » och ett ord."))  # fmt: skip


def _topics(coder: Coder, sentence: str) -> set[str]:
    return {match.topic for match in coder.code(sentence)}


def _reread(file: Path, text: str) -> Codebook:
    """Return the codebook as it would be read from the changed text."""
    draft = file.with_name(f".{file.name}.prov")
    try:
        draft.write_bytes(text.encode())
        return Codebook.read_topics(draft)
    finally:
        draft.unlink(missing_ok=True)


def _write(file: Path, text: str) -> None:
    try:
        durable.write(file, text)
    except OSError as error:
        raise CodebookError(
            _("Det går inte att spara: {reason}.").format(reason=error.strerror or error), file=file
        ) from error


def _log(file: Path, added: Addition, *, by: str, what: str) -> None:
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"), "by": by, "what": what, "topic": added.topic,
        "pattern": added.pattern, "sentence": added.sentence, "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }  # fmt: skip
    lines.append(file.parent / LOG, [line])


def _put(text: str, topic: str, values: dict[str, str]) -> str:
    """Return the YAML text with each value first in the topic's list of that name."""
    for name, value in values.items():
        if not value:
            continue
        mapping = _mapping(text, topic)
        found = next((item for key, item in mapping.value if key.value == name), None)
        at, inserted = _where(mapping, name, found, json.dumps(value, ensure_ascii=False))
        text = text[:at] + inserted + text[at:]
    return text


def _where(mapping: yaml.MappingNode, name: str, found: yaml.Node | None, quoted: str) -> tuple[int, str]:
    """Return where to put a value, and what."""
    if isinstance(found, yaml.SequenceNode) and found.flow_style:
        return found.start_mark.index + 1, f"{quoted}, " if found.value else quoted
    if isinstance(found, yaml.SequenceNode):
        return found.start_mark.index, f"- {quoted}\n{' ' * found.start_mark.column}"
    if mapping.flow_style:
        return mapping.start_mark.index + 1, f"{name}: [{quoted}], "
    return mapping.start_mark.index, f"{name}: [{quoted}]\n{' ' * mapping.start_mark.column}"


def _take(text: str, topic: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        quoted = json.dumps(value, ensure_ascii=False)
        lists = (item for key, item in _mapping(text, topic).value if key.value == name)
        nodes: list[yaml.Node] = next((item.value for item in lists if isinstance(item, yaml.SequenceNode)), [])
        node = next((one for one in nodes if one.value == value), None)
        if node is None or not value or text[node.start_mark.index : node.end_mark.index] != quoted:
            continue
        start, end = node.start_mark.index, node.end_mark.index
        if text[end : end + 2] == ", ":
            end += 2
        elif text[:start].endswith("- ") and len(nodes) > 1:
            start, end = start - 2, end + 1 + node.start_mark.column - 2
        text = text[:start] + text[end:]
    return text


def _mapping(text: str, topic: str) -> yaml.MappingNode:
    """Return the topic's place in the YAML text."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    for node in next((item.value for key, item in pairs if key.value == "topics"), []):
        if any(key.value == "id" and item.value == topic for key, item in node.value):
            return node
    raise CodebookError(_("Ämnet finns inte i kodboken."), value=topic)
