"""The measurements as tables."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from typing import Any

from benchmarks.measuring.counting import percentile

MB = 1e6
MIB = 2**20
_HEADS = ("", "drawn, empty cache", "usable, empty cache", "drawn, warm", "usable, warm", "filter, ms", "lost",
          "30 in a minute", "20 at once", "… sent", "MiB per viewer", "first visit, MB", "again, MB",
          "websocket, MB")  # fmt: skip


def table(found: Mapping[str, Mapping[str, Any]]) -> str:
    """Return one row per contender; seconds as median / 95th percentile, ``–`` for what was not measured."""
    lines = ["| " + " | ".join(_HEADS) + " |", "|---" * len(_HEADS) + "|"]
    lines += ["| " + " | ".join([str(one["version"]), *cells(one)]) + " |" for one in found.values()]
    about = next(iter(found.values()))["machine"]
    return "\n".join([*lines, "", f"{about['system']}, Python {about['python']}, {about['cores']} cores"])


def short(one: Mapping[str, Any]) -> str:
    """Return one contender's figures on a line."""
    return "; ".join(f"{head} {cell}" for head, cell in zip(_HEADS[1:], cells(one), strict=True) if cell != "–")


def cells(one: Mapping[str, Any]) -> list[str]:
    """Return a contender's row without its name."""
    empty, warm = (one.get("alone", {}).get(cache, []) for cache in ("empty", "warm"))
    answers = [second for opening in warm for second in opening["answers"]]
    chosen = empty + warm
    again = statistics.median(o["http"] for o in warm) / MB if warm else None
    return [
        _spread([o["drawn"] for o in empty]), _spread([_usable(o) for o in empty if o["answers"]]),
        _spread([o["drawn"] for o in warm]), _spread([_usable(o) for o in warm if o["answers"]]),
        _spread([1000 * second for second in answers], 0),
        f"{sum(o.get('lost', 0) for o in chosen)}" if answers else "–",
        _spread([o["drawn"] for o in one.get("arrivals", [])]),
        _last([o["drawn"] for o in one.get("at-once", [])]), _last(one.get("light", [])),
        _number(per_viewer(one), 1), _number(statistics.median(o["http"] for o in empty) / MB if empty else None, 2),
        _number(again, 2), _number(statistics.median(o["websocket"] for o in warm) / MB if warm else None, 2),
    ]  # fmt: skip


def per_viewer(one: Mapping[str, Any]) -> float | None:
    """Return by how many MiB the server and all below it grew per viewer who came and stayed."""
    if not one.get("arrivals"):
        return None
    return (one["after"] - one["before"]) / len(one["arrivals"]) / MIB


def _usable(opening: Mapping[str, Any]) -> float:
    return opening["drawn"] + opening["answers"][0]


def _spread(values: list[float], digits: int = 2) -> str:
    came = [value for value in values if value]
    if not came:
        return "–"
    return f"{percentile(came, 0.5):.{digits}f} / {percentile(came, 0.95):.{digits}f}{_absent(values)}"


def _last(values: list[float]) -> str:
    came = [value for value in values if value]
    return f"{percentile(came, 0.5):.1f}, last {max(came):.1f}{_absent(values)}" if came else "–"


def _absent(values: list[float]) -> str:
    """Return how many of them never came, where any did not."""
    return f" ({missing} of {len(values)} never)" if (missing := values.count(0)) else ""


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
