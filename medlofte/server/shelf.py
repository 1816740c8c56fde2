"""Documents made while the server runs.

One is made in a thread, so that the room goes on voting meanwhile, one at a time, and kept for as long as the store's
revision is the same: asked for again it comes at once.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from medlofte import language
from medlofte.edition import Edition
from medlofte.export.catalogue import Item, Source, own_templates
from medlofte.workshop.store import Store

KEPT = 20


@dataclass(frozen=True)
class Made:
    """A finished document: its file name and what it holds."""

    name: str
    content: bytes


@dataclass
class Shelf:
    """The documents made lately, by what they were made from; the one asked for longest ago goes first."""

    made: OrderedDict[tuple[Any, ...], Made] = field(default_factory=OrderedDict)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self, item: Item, *, edition: Edition, store: Store) -> Made:
        """Return a document, made anew when anything has changed since; ExportError if it cannot be made."""
        async with self.turn:
            key = (
                item.name,
                edition.path,
                edition.seal,
                store.revision(),
                date.today(),
                language.current(),
            )
            if key not in self.made:
                self.made[key] = await asyncio.to_thread(_make, item, edition, store)
            self.made.move_to_end(key)
            while len(self.made) > KEPT:
                self.made.popitem(last=False)
            return self.made[key]


def _make(item: Item, edition: Edition, store: Store) -> Made:
    with tempfile.TemporaryDirectory(prefix="medlofte-") as folder:
        file = item.make(Source(edition, store, own_templates()), Path(folder))
        # A header holds ASCII only; a round's name is a folder's name and may hold more.
        name = file.name.encode("ascii", "ignore").decode().replace('"', "").lstrip("-") or item.name
        return Made(name, file.read_bytes())
