"""How often one address may guess at a code."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

WRONG_CODES = 20
WINDOW_S = 60.0
ADDRESSES = 1000


class Limiter:
    """Counts wrong codes per address within a window of time; remembers a bounded number of addresses.

    A code has 8 characters of 31 (about 40 bits), so that 20 guesses a minute lead nowhere, while a whole room behind
    one address has plenty of room for typing errors.

    Parameters
    ----------
    wrong
        How many wrong codes an address may give within the window.
    window
        Seconds.
    addresses
        How many addresses are remembered; the one that erred longest ago is forgotten first.
    clock
        Returns seconds, rising.
    """

    def __init__(
        self,
        *,
        wrong: int = WRONG_CODES,
        window: float = WINDOW_S,
        addresses: int = ADDRESSES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wrong, self._window, self._addresses, self._clock = wrong, window, addresses, clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def blocked(self, address: str) -> bool:
        """Return whether the address has used up its guesses for now."""
        times = self._times.get(address)
        if times is None:
            return False
        while times and times[0] <= self._clock() - self._window:
            times.popleft()
        return len(times) >= self._wrong

    def wrong(self, address: str) -> None:
        """Count one wrong code."""
        times = self._times.setdefault(address, deque(maxlen=self._wrong))
        times.append(self._clock())
        self._times.move_to_end(address)
        while len(self._times) > self._addresses:
            self._times.popitem(last=False)
