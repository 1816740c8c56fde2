"""The demo's round with as many answers as one likes, published."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def edition_of(answers: int, folder: Path) -> Path:
    """Return an edition of the demo round whose web survey has so many answers: its own, then drawn among them anew."""
    made, out = folder / f"runda-{answers}", folder / f"utgava-{answers}"
    shutil.copytree(ROOT / "data" / "stromstad-2017", made)
    web = made / "survey" / "web.csv"
    head, *rows = web.read_text("cp1252").splitlines()
    rows = [row for row in rows if row.strip(";")]
    chance = random.Random(1)
    drawn = (chance.choice(rows).partition(";")[2] for _ in range(answers - len(rows)))
    more = (f"X{number};{answer}" for number, answer in enumerate(drawn))
    with web.open("w", encoding="cp1252", newline="\r\n") as stream:
        stream.writelines(f"{line}\n" for line in (head, *rows, *more))
    command = [sys.executable, "-m", "medlofte", "publish", str(made), "--out", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return out
