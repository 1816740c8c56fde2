"""The edition that is served, as published last."""

from __future__ import annotations

import logging
import time

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
        self._wait, self._told = 0.0, ""

    @property
    def edition(self) -> Edition:
        """Return the edition, opened anew if another has taken its place."""
        state = edition_state(self._edition.path)
        if state in (0, self.state) or time.monotonic() < self._wait:
            return self._edition
        try:
            # Read whole at once: what is looked for later may be gone from the folder by then.
            self._edition, self.state = Edition.open(self._edition.path).load(), state
        except EditionError as error:
            self._wait = time.monotonic() + AGAIN_S
            if self._told != str(error):
                self._told = str(error)
                _log.error("%s", error)
        return self._edition

    def renewed(self) -> bool:
        """Look in the folder; return whether another edition has taken the place of the one that was read last."""
        before = self._edition
        return self.edition is not before

    def load(self) -> None:
        """Read every table and layer of the first edition."""
        self._edition.load()
