"""Percentiles, and memory as the system counts it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

import psutil


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share (0–1) of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def pss(rollup: str) -> int:
    """Return the bytes of ``Pss`` in the text of ``/proc/PID/smaps_rollup``: shared pages counted in parts."""
    found = re.search(r"^Pss:\s+(\d+) kB$", rollup, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def tree(pid: int) -> list[psutil.Process]:
    """Return a process and all below it."""
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def memory(pid: int) -> int:
    """Return the bytes that a process and all below it hold together."""
    total = 0
    for process in tree(pid):
        try:
            total += pss(Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii"))
        except (OSError, psutil.Error):
            continue  # it ended meanwhile
    return total
