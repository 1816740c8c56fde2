"""Measure how long the patterns take on 100,000 answers, compile and read-through included.

The answers are put together from ``heldout.csv`` and the short ones of the carried answers (some 13 words in all, as in
real surveys), each with an invented word pushed in somewhere, so that hardly two clauses are alike: real answers repeat
themselves more, and would go faster.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import time
from importlib import resources
from pathlib import Path

from medlofte.analysis.coding.patterns import Coder
from medlofte.codebook import Codebook

ROOT = Path(__file__).parents[1]
_LONG = 11  # words; one to three are put together here
STARTER = Path(str(resources.files("medlofte") / "starter" / "topics.yaml"))


def answers(n: int, *, seed: int = 1) -> list[str]:
    """Return ``n`` invented answers of one to three clauses."""
    files = (ROOT / "tests" / "coding" / "heldout.csv", ROOT / "medlofte" / "starter" / "answers.csv")
    written = [row["text"] for file in files for row in csv.DictReader(file.open(encoding="utf-8"))]
    clauses = [text for text in written if len(text.split()) < _LONG]
    chance = random.Random(seed)
    return [". ".join(_other(clause, chance) for clause in chance.choices(clauses, k=chance.choice((1, 2, 2, 3))))
            for _ in range(n)]  # fmt: skip


def _other(clause: str, chance: random.Random) -> str:
    """Return the clause with one of 10,000 invented words in it."""
    words = clause.split()
    words.insert(chance.randrange(len(words) + 1), f"qx{chance.randrange(10_000)}ord")
    return " ".join(words)


def _processor() -> float:
    """Return the processor seconds of this process and of those that have shared its work."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--answers", type=int, default=100_000)
    arguments.add_argument("--json", type=Path)
    chosen = arguments.parse_args()
    texts = answers(chosen.answers)
    start, busy = time.perf_counter(), _processor()
    coder = Coder(Codebook.read_topics(STARTER))
    coder.code("värm upp")
    compiled = time.perf_counter() - start
    found = coder.code_all(texts)
    seconds = time.perf_counter() - start
    said = {
        "answers": len(texts), "different": len(set(texts)), "topics": sum(len({m.topic for m in f}) for f in found),
        "compile_s": round(compiled, 2), "seconds": round(seconds, 2),
        "processor_s": round(_processor() - busy, 2),
        "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }  # fmt: skip
    print(json.dumps(said))
    if chosen.json:
        chosen.json.write_text(json.dumps(said), "utf-8")


if __name__ == "__main__":
    main()
