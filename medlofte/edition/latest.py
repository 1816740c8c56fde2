"""An edition's folder as it is followed: the last whole edition that stood there, and whether another has come."""

from __future__ import annotations

import time
from pathlib import Path

from medlofte.edition.manifest import MANIFEST
from medlofte.edition.reading import Edition
from medlofte.errors import EditionError

AGAIN_S = 2.0  # how often it is looked whether a new edition is whole


def edition_state(folder: Path) -> int:
    """Return what changes when the edition is published anew; 0 while there is none."""
    try:
        return (folder / MANIFEST).stat().st_mtime_ns
    except OSError:
        return 0


class Latest:
    """Follows an edition's folder; what cannot be read there (half copied, broken) does not take the last one's place.

    Parameters
    ----------
    state
        ``edition_state`` of the edition that was read last; 0 before any was.
    trouble
        What was wrong with the folder when it was last looked at, "" when nothing was.
    """

    def __init__(self, path: Path, *, edition: Edition | None = None) -> None:
        self.path, self.state, self.trouble = path, edition_state(path) if edition else 0, ""
        self._edition, self._whole, self._wait = edition, 0, 0.0

    @property
    def edition(self) -> Edition:
        """Return the edition that was read last; the folder is not looked at unless none was."""
        return self._edition or self.opened()

    def opened(self) -> Edition:
        """Return the edition, read whole anew if another has taken its place.

        Raises
        ------
        EditionError
            If there is none to read, and none was read before.
        """
        state = edition_state(self.path)
        if self._edition is not None and state == self.state:
            return self._edition
        try:
            # Read whole at once: what is looked for later may be gone from the folder by then.
            read = Edition.open(self.path).load()
        except EditionError as error:
            self._whole, self._wait, self.trouble = 0, time.monotonic() + AGAIN_S, str(error)
            if self._edition is None:
                raise
            return self._edition
        self._edition, self.state, self.trouble = read, state, ""
        return read

    def renewed(self) -> bool:
        """Return whether another edition has taken the place of the one read, and is whole; looked for now and then."""
        state = edition_state(self.path)
        if state in (0, self.state):
            return False
        if state != self._whole and time.monotonic() > self._wait:
            self._wait = time.monotonic() + AGAIN_S
            try:
                Edition.open(self.path)
                self._whole = state
            except EditionError as error:
                self.trouble = str(error)
        return state == self._whole

    def follow(self) -> None:
        """Read the edition that has taken the place of the one read, if there is one and it is whole."""
        if self.renewed():
            self.opened()
