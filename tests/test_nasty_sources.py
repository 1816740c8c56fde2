"""The matrix of nasty files: every case gives exactly the findings it should, and nothing is lost."""

import filecmp
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
import yaml

from medlofte.analysis.check import Checked, check_round
from tests.nasty.sources import make
from tests.readings import codebook, make_round

CASES = sorted(path.parent.name for path in make.HERE.glob("*/case.yaml"))
# What every such round says, since it has no survey and few registers.
ALWAYS = {"inga_svar", "aktor_saknas", "indikator_saknas", "amne_utan_register", "omrade_utan_fraga",
          "omrade_utan_karta", "befolkning_saknas", "punkt_utan_svarande"}  # fmt: skip
# Made by libraries that write other bytes in another version.
BINARY = {".xlsx", ".gpkg", ".shp", ".shx", ".dbf", ".prj", ".cpg"}


def read(name: str) -> tuple[Checked, dict[str, object]]:
    told = yaml.safe_load((make.HERE / name / "case.yaml").read_text("utf-8"))
    return check_round(make_round(make.HERE / name, **told["setup"]), codebook=codebook()), told


@pytest.mark.parametrize("name", CASES)
def test_a_nasty_file(name: str) -> None:
    checked, told = read(name)
    rows = checked.findings[~checked.findings["rule"].isin(ALWAYS)]
    found = [rule if pd.isna(row) else f"{rule} {row}" for rule, row in zip(rows["rule"], rows["row"], strict=True)]
    assert Counter(found) == Counter(told["expect"]), rows[["file", "row", "rule", "value", "message"]].to_string()
    counts = checked.provenance.set_index("file")
    assert {file: counts.loc[file, ["read", "accepted"]].tolist() for file in told["accounts"]} == told["accounts"]
    assert (counts["read"] == counts["accepted"] + counts["quarantined"]).all()
    assert (rows["message"].str.len() > 15).all()


def test_the_matrix_is_what_the_script_makes(tmp_path: Path) -> None:
    make.write(tmp_path)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(make.HERE) for path in make.HERE.glob("*/**/*") if path.is_file()}
    assert made == {path for path in kept if "__pycache__" not in path.parts}
    assert len(CASES) >= 40
    for path in sorted(made):
        if path.suffix not in BINARY:
            assert filecmp.cmp(tmp_path / path, make.HERE / path, shallow=False), path
