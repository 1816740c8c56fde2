"""Every estimate equals R's ``survey`` 4.1-1, value by value, on the package's own school data.

``tests/reference/make_reference.R`` made the numbers (and wrote the data it used); nothing of them comes from here.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from medlofte.analysis import estimate
from medlofte.analysis.estimate.cells import Cells
from medlofte.analysis.estimate.intervals import adjusted_size, korn_graubard, log_odds, quantile
from medlofte.codebook import Choice, Question

FOLDER = Path(__file__).parent / "reference"
RTOL, ZERO = 1e-9, 1e-15
YES_NO = tuple(Choice(name=name, label=name) for name in ("Yes", "No"))
LEVELS = tuple(Choice(name=name, label=name) for name in ("E", "H", "M"))
ASKED = {name: Question(name=name, label=name, type="select_one", choices=YES_NO)
         for name in ("sch.wide", "wide_part", "awards", "comp.imp")}  # fmt: skip
NUMBERS = {name: Question(name=name, label=name, type="integer") for name in ("api00", "api00_part", "api.stu")}
STYPE = Question(name="stype", label="stype", type="select_one", choices=LEVELS, role="group")
PLANS = {
    "equal": ("apistrat", "", estimate.Plan()),
    "unequal": ("apistrat", "pw", estimate.Plan()),
    "strata": ("apistrat", "pw", estimate.Plan(strata="stype")),
    "strata_fpc": ("apistrat", "pw", estimate.Plan(strata="stype", units="fpc")),
    "cluster": ("apiclus1", "pw", estimate.Plan(clusters="dnum")),
    "cluster_fpc": ("apiclus1", "pw", estimate.Plan(clusters="dnum", units="fpc")),
    "stage1": ("apiclus2", "pw", estimate.Plan(clusters="dnum")),
    "stage2": ("apiclus2", "pw", estimate.Plan(clusters="dnum", units="fpc1", size="fpc2")),
}
# Calibrated design → the design beneath, and whether to rake (r) or post-stratify (p).
CALIBRATED = {
    "raked_equal": "equal", "raked_equal_calibrate": "equal", "raked_unequal": "unequal", "raked_strata": "strata",
    "raked_strata_fpc": "strata_fpc", "raked_cluster": "cluster", "raked_cluster_rake": "cluster",
    "raked_cluster_fpc": "cluster_fpc", "raked_stage1_unequal": "stage1", "post_equal": "equal",
    "post_unequal": "unequal", "post_cluster": "cluster",
}  # fmt: skip
DESIGNS = [*PLANS, *CALIBRATED]
POPULATION = 6194


def frozen() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "reference.csv", dtype={"design": str, "figure": str})


@cache
def cells(design: str, over: str = "") -> Cells:
    """Return the counted, and where it is so calibrated, school data of a design."""
    file, weight, plan = PLANS[CALIBRATED.get(design, design)]
    by = [STYPE, ASKED["comp.imp"], over] if over else [STYPE, *ASKED.values()]
    made = estimate.count(FOLDER / f"{file}.csv", questions=[*ASKED.values(), *NUMBERS.values()], by=by, plan=plan,
                          weight=weight, design="sample")  # fmt: skip
    if design.startswith("raked"):
        margins = pd.read_csv(FOLDER / "margins.csv")
        return estimate.rake(made, margins, variables=["stype", "comp.imp"], trim=1e9, total=POPULATION)
    if design.startswith("post"):
        return estimate.post_stratify(made, pd.read_csv(FOLDER / "joint.csv"), trim=1e9, total=POPULATION)
    return made


def keyed(frame: pd.DataFrame, figure: str, value: str) -> dict[str, float]:
    """Return a frame's figures and standard errors under R's names."""
    found = {}
    for row in frame.to_dict("records"):
        group = f":{row['group1']}" if row["group1"] else ""
        found |= {figure + group: row[value], f"{figure}.se{group}": row["se"]}
    return found


def everything(design: str) -> dict[str, float]:
    """Return every figure of a design, computed from the cells."""
    made, found = cells(design), {}
    for name in ("api00", "api00_part"):
        for by in ([], ["stype"]):
            found |= keyed(estimate.means(made, question=NUMBERS[name], by=by), f"mean.{name}", "mean")
    for by in ([], ["stype"]):
        found |= keyed(estimate.amounts(made, question=NUMBERS["api.stu"], by=by), "total.api.stu", "total")
    [count] = estimate.counts(made, question=ASKED["sch.wide"]).query("choice == 'Yes'").to_dict("records")
    found |= {"count.sch.wide": count["total"], "count.sch.wide.se": count["se"]}
    for name in ("sch.wide", "wide_part", "awards"):
        for by in ([], ["stype"]):
            yes = estimate.shares(made, question=ASKED[name], by=by).query("choice == 'Yes'")
            found |= keyed(yes, f"share.{name}", "share")
        found |= proportion(made, name)
    found |= keyed(estimate.ratio(cells(design, "api99"), question=NUMBERS["api.stu"], over="api99"), "ratio", "ratio")
    for first, second in (("H", "E"), ("M", "H")):
        test = estimate.t_test(made, question=NUMBERS["api00"], by="stype", groups=(second, first))
        found |= {f"difference.{first}-{second}": test.estimate, f"difference.{first}-{second}.se": test.se}
    test = estimate.t_test(made, question=NUMBERS["api00"], by="awards", groups=("No", "Yes"))
    found |= {"t.estimate": test.estimate, "t.t": test.statistic, "t.df": test.ddf, "t.p": test.p}
    for name, by in (("sch.wide", "stype"), ("awards", "sch.wide")):
        test = estimate.chi_square(made, question=ASKED[name], by=by)
        label = f"chisq.{name}.{by}"
        found |= {
            f"{label}.F": test.statistic,
            f"{label}.ndf": test.ndf,
            f"{label}.ddf": test.ddf,
            f"{label}.p": test.p,
        }
    return found


def proportion(made: Cells, name: str) -> dict[str, float]:
    """Return svyciprop's intervals of the share that says yes.

    R's beta does not stop at n where a stratified design is better than a simple sample; ``shares`` does.
    """
    row = estimate.shares(made, question=ASKED[name], method="logit").query("choice == 'Yes'").iloc[0]
    share, se = np.array([row["share"]]), np.array([row["se"]])
    df = np.array([estimate.means(made, question=ASKED[name], values={"Yes": 1, "No": 0})["df"].iloc[0]])
    half = quantile(df) * se
    # nrow(design): a calibrated subset keeps the rows of those who did not answer, another one drops them.
    n = np.array([made.n if made.calibrated else row["n"]])
    size = adjusted_size(share * (1 - share) / se**2, n=n, df=df)
    limits = {"mean": (share - half, share + half), "xlogit": log_odds(share, se, df=df),
              "logit": ([row["low"]], [row["high"]]), "beta": korn_graubard(share, size)}  # fmt: skip
    return {f"ci.{method}.{name}.{end}": float(limit[0]) for method, pair in limits.items()
            for end, limit in zip(("low", "high"), pair, strict=True)}  # fmt: skip


def allowed(figure: str) -> float:
    """Return the relative tolerance: wider only where R's own number is not exact to it.

    ``svyciprop``'s logit stops its model at 1e-8; a p-value of 1e-22 multiplies what ``rake``'s ten rounds leave.
    """
    return 1e-8 if figure.startswith("ci.logit") or figure.endswith(".p") else RTOL


def test_there_are_more_than_three_hundred_reference_values_of_every_design() -> None:
    rows = frozen()
    assert len(rows) >= 1800
    assert sorted(rows["design"].unique()) == sorted(DESIGNS)
    assert not rows.duplicated(["design", "figure"]).any()


@pytest.mark.parametrize("design", DESIGNS)
def test_every_figure_equals_rs(design: str) -> None:
    rows = frozen().query("design == @design")
    ours = everything(design)
    assert set(ours) == set(rows["figure"])
    off = {figure: (ours[figure], value) for figure, value in zip(rows["figure"], rows["value"], strict=True)
           if not abs(ours[figure] - value) <= max(allowed(figure) * abs(value), ZERO)}  # fmt: skip
    assert off == {}


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R med paketet survey saknas")
def test_r_remakes_the_frozen_numbers(tmp_path: Path) -> None:
    asked = subprocess.run(["Rscript", "-e", "library(survey); library(MASS)"], capture_output=True, check=False)
    if asked.returncode:
        pytest.skip("R med paketet survey saknas")
    subprocess.run(["Rscript", FOLDER / "make_reference.R", tmp_path], check=True, capture_output=True)
    for name in ("apistrat", "apiclus1", "apiclus2", "margins", "joint"):
        assert (tmp_path / f"{name}.csv").read_text() == (FOLDER / f"{name}.csv").read_text()
    with (tmp_path / "reference.csv").open() as file:
        again = {(row["design"], row["figure"]): float(row["value"]) for row in csv.DictReader(file)}
    kept = frozen().set_index(["design", "figure"])["value"].to_dict()
    assert again == pytest.approx(kept, rel=1e-9, abs=1e-300)
