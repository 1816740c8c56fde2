"""The edition that is served, as published last."""

from __future__ import annotations

import logging
import time

from medlofte import tables
from medlofte.edition import Edition
from medlofte.errors import EditionError
from medlofte.views.session import edition_state

AGAIN_S = 2.0
_log = logging.getLogger("medlofte.server")


class Published:
    """Follows an edition's folder; what cannot be read there (half copied, broken) does not take the last one's place.

    Parameters
    ----------
    state
        ``edition_state`` of the edition that was read last.
    """

    def __init__(self, edition: Edition) -> None:
        self._edition, self.state = edition, edition_state(edition.path)
        self._wait = 0.0

    @property
    def edition(self) -> Edition:
        """Return the edition, opened anew if another has taken its place."""
        state = edition_state(self._edition.path)
        if state in (0, self.state) or time.monotonic() < self._wait:
            return self._edition
        try:
            self._edition, self.state = Edition.open(self._edition.path), state
        except EditionError as error:
            self._wait = time.monotonic() + AGAIN_S
            _log.error("%s", error)
        return self._edition

    def renewed(self) -> bool:
        """Look in the folder; return whether another edition has taken the place of the one that was read last."""
        before = self._edition
        return self.edition is not before

    def load(self) -> None:
        """Read every table, so that nothing is looked for in a folder that another edition has taken since."""
        for table in tables.EDITION:
            self._edition.table(table.name)
