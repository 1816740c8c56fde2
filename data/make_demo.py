"""Make the invented files of the demo round: ``python data/make_demo.py [FOLDER] [--edition]``.

The same bytes on every run and machine. round.toml, codebook.yaml, promises.yaml and README.md are written by hand; the
codebook is read here for its words. The topics are those that a new round gets (``demo/topics.py``): whoever changes
the starter's makes the demo anew, and with ``--edition`` the round is published in place of the committed edition too.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from demo.activities import write_activities, write_population
from demo.geography import write_places
from demo.mapping import write_forms
from demo.registers import write_registers
from demo.reports import write_exposure, write_reports, write_walk
from demo.survey import write_surveys
from demo.topics import write_topics

ROUND = Path(__file__).parent / "stromstad-2017"
EDITION = Path(__file__).parent / "editions" / ROUND.name


def make(folder: Path) -> None:
    """Write every generated file of the round under ``folder``."""
    codebook = yaml.safe_load((ROUND / "codebook.yaml").read_text("utf-8"))
    respondents = write_surveys(folder / "survey", codebook=codebook)
    write_topics(folder / "topics.yaml")
    write_forms(folder / "mapping", actors={actor["id"]: actor["label"] for actor in codebook["actors"]})
    write_registers(folder / "registers")
    write_reports(folder / "registers")
    write_walk(folder / "walks")
    write_places(folder / "places", respondents=respondents)
    write_exposure(folder / "places" / "exposure.csv")
    write_population(folder / "population.csv")
    write_activities(folder / "promises" / "activities.csv")


def publish() -> None:
    """Publish the committed round in place of the committed edition, as number 1."""
    from medlofte.analysis import publish as run

    with TemporaryDirectory() as folder:
        made = run.publish(ROUND, out=Path(folder) / ROUND.name, strict=True)
        shutil.rmtree(EDITION)
        shutil.copytree(made.path, EDITION)


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("folder", nargs="?", type=Path, default=ROUND)
    words.add_argument("--edition", action="store_true")
    given = words.parse_args()
    make(given.folder)
    if given.edition:
        publish()
