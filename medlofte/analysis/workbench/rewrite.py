"""A YAML text changed only where its content was: comments, order and layout elsewhere stay as somebody wrote them.

PyYAML tells where each value stands; only those that differ are written anew. What a value borrows (``*name``) is left
as long as it is the same as what it borrows from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from medlofte.errors import CodebookError
from medlofte.explained import LOADER
from medlofte.language import _

Edit = tuple[int, int, str]
Keys = dict[Any, tuple[yaml.Node, yaml.Node]]
_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
# Breaks of lines to YAML, but not to JSON.
_BREAKS = re.compile("[\x85\u2028\u2029\ufeff]")
_MERGED = "tag:yaml.org,2002:merge"
# An entry with more than this is written with a line to each value.
_FEW = 4


def rewritten(text: str, wanted: dict[str, Any]) -> str:
    """Return the text changed so that it holds what is wanted.

    Raises
    ------
    CodebookError
        If the text is laid out so that it cannot be changed piecewise.
    """
    # An entry that was moved before the one it borrows from needs a copy of its own.
    for source in (text, _lent_out(text)):
        made = _Writer(source).changed(wanted)
        if _holds(made, wanted):
            return made
    raise CodebookError(_("Ändringen gick inte att föra in i filen."),
                        advice=_("Gör den för hand i en textredigerare."))  # fmt: skip


def loaded(text: str) -> Any:
    """Return what a YAML text holds."""
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe loader


def identity(value: Any) -> Any:
    """Return what an entry is known by when the order changes: its name or id, else itself."""
    return value.get("name", value.get("id", value.get("label"))) if isinstance(value, dict) else json.dumps(value)


def flow(value: Any) -> str:
    """Return a value on one line, as YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, str) and not (_PLAIN.fullmatch(value) and isinstance(loaded(value), str)):
        # JSON's strings are YAML's double-quoted ones.
        return _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _holds(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return bool(loaded(text) == wanted)
    except yaml.YAMLError:
        return False


def _lent_out(text: str) -> str:
    """Return the text with a copy wherever something was borrowed."""
    events: list[Any] = [event for event in yaml.parse(text, Loader=LOADER) if isinstance(event, yaml.AliasEvent)]
    edits = [(event.start_mark.index, event.end_mark.index, event.anchor) for event in events]
    lent = {}
    for node in _all(_root(text)):
        found = re.match(r"&(\S+)", text[node.start_mark.index :])
        if found:
            lent[found[1]] = flow(_value(node))
    return _applied(text, [(start, end, lent.get(name, f"*{name}")) for start, end, name in edits])


def _root(text: str) -> yaml.Node:
    node = yaml.compose(text, Loader=LOADER)
    if node is None:
        raise CodebookError(_("Filen är tom."))
    return node


def _all(node: yaml.Node) -> Iterator[yaml.Node]:
    yield node
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _all(one)
    elif isinstance(node, yaml.MappingNode):
        for _key, one in node.value:
            yield from _all(one)


def _value(node: yaml.Node) -> Any:
    if node.tag == _MERGED:
        return node.value
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _applied(text: str, edits: list[Edit]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


class _Writer:
    """Writes one text; remembers what was made of each value that others borrow."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.made: dict[int, Any] = {}

    def changed(self, wanted: dict[str, Any]) -> str:
        return _applied(self.text, list(self._edits(_root(self.text), loaded(self.text), wanted)))

    def _edits(self, node: yaml.Node, old: Any, new: Any) -> Iterator[Edit]:
        """Give what has to be written where a value stands."""
        self.made[id(node)] = new
        block = isinstance(node, yaml.CollectionNode) and not node.flow_style
        if isinstance(node, yaml.MappingNode) and isinstance(new, dict) and (block or set(new) >= set(old)):
            yield from self._mapping(node, old, new)
        elif isinstance(node, yaml.SequenceNode) and isinstance(new, list) and (block or _alike(old, new)):
            yield from self._sequence(node, old, new)
        elif old != new:
            space = " " if node.start_mark.index == node.end_mark.index else ""
            yield node.start_mark.index, self._end(node), space + flow(new)

    def _mapping(self, node: yaml.MappingNode, old: dict[Any, Any], new: dict[Any, Any]) -> Iterator[Edit]:
        keys = {_value(key): (key, value) for key, value in node.value}
        for name, (key, value) in keys.items():
            if name not in new:
                start = self._line(key.start_mark.index)
                if name in old and not self.text[start : key.start_mark.index].strip():
                    yield start, self._next_line(self._end(value) if _owned(value, key) else key.end_mark.index), ""
                continue
            if _owned(value, key):
                yield from self._edits(value, old.get(name), new[name])
            elif self.made.get(id(value), old.get(name)) != new[name]:
                yield self._borrowed(key.end_mark.index, new[name])
        yield from self._added(node, keys, old, new)

    def _added(self, node: yaml.MappingNode, keys: Keys, old: Any, new: dict[Any, Any]) -> Iterator[Edit]:
        """Give what puts in the values that an entry lacked."""
        added = {name: value for name, value in new.items() if name not in keys and (name, value) not in _pairs(old)}
        if not added:
            return
        if node.flow_style:
            start = node.start_mark.index + 1
            last = max((self._end(value) for key, value in node.value if _owned(value, key)), default=start)
            yield last, last, "".join(f"{', ' if keys else ''}{flow(name)}: {flow(one)}" for name, one in added.items())
            return
        indent = " " * node.value[0][0].start_mark.column
        for name, value in added.items():
            at = self._after(keys, new, name)
            yield at, at, "".join(f"{self.newline}{line}" for line in _lines(name, value, indent))

    def _after(self, keys: Keys, new: dict[Any, Any], name: Any) -> int:
        """Return the end of the line that a new value comes after: that of what stands before it in the entry."""
        before = [one for one in list(new)[: list(new).index(name)] if one in keys]
        key, value = keys[before[-1]] if before else next(iter(keys.values()))
        return self._next_line(self._end(value) if _owned(value, key) else key.end_mark.index, inside=True)

    def _sequence(self, node: yaml.SequenceNode, old: list[Any], new: list[Any]) -> Iterator[Edit]:
        if _alike(old, new):
            for child, before, after in zip(node.value, old, new, strict=True):
                yield from self._edits(child, before, after)
            return
        parts, column = self._parts(node)
        known = {identity(value): place for place, value in enumerate(old)}
        written = []
        for value in new:
            place = known.get(identity(value))
            if place is None:
                written.append(self._item(value, column))
                continue
            start, end = parts[place]
            inner = [(a - start, b - start, said) for a, b, said in self._edits(node.value[place], old[place], value)]
            part = _applied(self.text[start:end], inner)
            written.append(part if part.endswith("\n") else part + self.newline)
        yield parts[0][0], parts[-1][1], "".join(written)

    def _parts(self, node: yaml.SequenceNode) -> tuple[list[tuple[int, int]], int]:
        """Return where each entry of a list with a line to each stands, with the comments above it, and the dash."""
        dash = self.text.rfind("-", 0, node.value[0].start_mark.index)
        start = self._line(dash)
        column = dash - start
        while start and self.text[self._line(start - 1) : start].lstrip().startswith("#"):
            start = self._line(start - 1)
        parts = []
        for child in node.value:
            end = self._next_line(self._end(child))
            parts.append((start, end))
            start = end
        return parts, column

    def _item(self, value: Any, column: int) -> str:
        """Return a new entry of a list."""
        pad = " " * column
        if not isinstance(value, dict) or (len(value) <= _FEW and not any(map(_rows, value.values()))):
            return f"{pad}- {flow(value)}{self.newline}"
        lines = [line for name, one in value.items() for line in _lines(name, one, pad + "  ")]
        return f"{pad}- {lines[0].strip()}{self.newline}" + "".join(line + self.newline for line in lines[1:])

    def _borrowed(self, after: int, value: Any) -> Edit:
        """Return what puts a copy of one's own where something was borrowed."""
        found = re.compile(r"\*\S+").search(self.text, after)
        start, end = found.span() if found else (after, after)
        return start, end, flow(value)

    def _end(self, node: yaml.Node) -> int:
        """Return where a value really ends; PyYAML counts the blank lines and comments after it."""
        end: int = node.end_mark.index
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            pairs = node.value if isinstance(node, yaml.MappingNode) else [(node, one) for one in node.value]
            key, value = pairs[-1]
            return self._end(value) if _owned(value, key) else self._borrowed(key.end_mark.index, "")[1]
        start: int = node.start_mark.index
        return start + len(self.text[start:end].rstrip())

    def _line(self, place: int) -> int:
        return self.text.rfind("\n", 0, place) + 1

    def _next_line(self, place: int, *, inside: bool = False) -> int:
        """Return where the next line starts, or where this one ends (``inside``)."""
        end = self.text.find("\n", place)
        if end < 0:
            return len(self.text)
        return end - (self.text[end - 1] == "\r") if inside else end + 1


def _alike(old: Any, new: list[Any]) -> bool:
    """Return whether two lists hold the same entries in the same order, whatever is in them."""
    listed = [identity(value) for value in new]
    return isinstance(old, list) and [identity(value) for value in old] == listed and len(set(listed)) == len(listed)


def _owned(value: yaml.Node, key: yaml.Node) -> bool:
    """Return whether a value stands after its key, and is not borrowed from above."""
    return bool(value.start_mark.index >= key.start_mark.index)


def _pairs(old: Any) -> list[tuple[Any, Any]]:
    return list(old.items()) if isinstance(old, dict) else []


def _rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _lines(name: Any, value: Any, indent: str) -> list[str]:
    """Return a value with its name, as lines."""
    if _rows(value):
        return [f"{indent}{flow(name)}:", *(f"{indent}- {flow(one)}" for one in value)]
    return [f"{indent}{flow(name)}: {flow(value)}"]
