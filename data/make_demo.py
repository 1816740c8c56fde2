"""Make the invented files of the demo round: ``python data/make_demo.py [FOLDER]``.

The same bytes on every run and machine. round.toml, codebook.yaml, topics.yaml, promises.yaml and README.md are
written by hand; the codebook is read here for its words.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from demo.activities import write_activities, write_population
from demo.geography import write_places
from demo.mapping import write_forms
from demo.registers import write_registers
from demo.reports import write_exposure, write_reports, write_walk
from demo.survey import write_surveys

ROUND = Path(__file__).parent / "stromstad-2017"


def make(folder: Path) -> None:
    """Write every generated file of the round under ``folder``."""
    codebook = yaml.safe_load((ROUND / "codebook.yaml").read_text("utf-8"))
    respondents = write_surveys(folder / "survey", codebook=codebook)
    write_forms(folder / "mapping", actors={actor["id"]: actor["label"] for actor in codebook["actors"]})
    write_registers(folder / "registers")
    write_reports(folder / "registers")
    write_walk(folder / "walks")
    write_places(folder / "places", respondents=respondents)
    write_exposure(folder / "places" / "exposure.csv")
    write_population(folder / "population.csv")
    write_activities(folder / "promises" / "activities.csv")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else ROUND)
