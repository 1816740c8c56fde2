"""Make the invented files of the demo round: ``python data/make_demo.py [FOLDER]``.

The same bytes on every run and machine. round.toml, codebook.yaml, topics.yaml, promises.yaml and README.md are
written by hand and are only read here.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from demo.survey import write_surveys

ROUND = Path(__file__).parent / "stromstad-2017"


def make(folder: Path) -> None:
    """Write every generated file of the round under ``folder``."""
    codebook = yaml.safe_load((ROUND / "codebook.yaml").read_text("utf-8"))
    write_surveys(folder / "survey", codebook=codebook)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else ROUND)
