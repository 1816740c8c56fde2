"""Safety walks as an edition tells of them: the walk, its route, and what those who led it noted."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from medlofte import edition, tables
from medlofte.analysis.check import Checked
from medlofte.analysis.contents.vocabulary import VISIBLE
from medlofte.analysis.private_text import PROTOCOL, kinds_in, place_words
from medlofte.analysis.read.figures import slug

_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def observations(checked: Checked, *, profile: str) -> pd.DataFrame:
    """Return what a profile may show of the walks' protocols (``OBSERVATIONS``).

    A text that seems to hold personal data is left blank; ``check`` has told where it stands.
    """
    known = place_words(checked.places, checked.round_.kommun)
    shown = checked.noted[checked.noted["secrecy"].isin(VISIBLE[profile])]
    clean = {name: ["" if kinds_in(text, places=known) else text for text in shown[name]] for name in PROTOCOL}
    return tables.OBSERVATIONS.check(shown.assign(**clean))


def walks(checked: Checked, *, shown: pd.DataFrame) -> pd.DataFrame:
    """Return the walks (``WALKED``): those with a route, and those that something shown was noted on.

    Parameters
    ----------
    shown
        ``OBSERVATIONS`` of the edition.
    """
    found: dict[str, dict[str, Any]] = {}
    noted = checked.noted[checked.noted["walk"].isin(shown["walk"])]
    for name, rows in noted.groupby("walk"):
        found[str(name)] = {"label": rows["walk_label"].iloc[0], "date": rows["date"].max(), "length": None}
    for name, label, line in _routes(checked):
        told = found.setdefault(name, {"label": label, "date": "", "length": None})
        metres = float(np.hypot(*np.diff(np.array(line), axis=0).T).sum())
        told["length"] = round(metres + (told["length"] or 0.0))
        told["date"] = told["date"] or ("-".join(day.groups()) if (day := _DATE.search(name)) else "")
    made = [{"walk": name, **told} for name, told in sorted(found.items())]
    return tables.WALKED.check(pd.DataFrame(made, columns=tables.WALKED.names))


def routes(checked: Checked) -> dict[str, Any]:
    """Return the routes as GeoJSON in SWEREF 99 TM; the walk's id and name are all that follows."""
    return edition.collection([
        {"type": "Feature", "properties": {"id": name, "label": label},
         "geometry": {"type": "LineString", "coordinates": line}}
        for name, label, line in _routes(checked)
    ])  # fmt: skip


def _routes(checked: Checked) -> list[tuple[str, str, list[list[float]]]]:
    """Return (walk, label, positions) of every route; a walk is named in the protocol, else by its file."""
    labels = dict(zip(checked.noted["walk"], checked.noted["walk_label"], strict=True))
    lines = checked.walks[checked.walks["kind"] == "rutt"]
    found = []
    for (file, _), rows in lines.groupby(["file", "object"], sort=False):
        stem = PurePosixPath(str(file)).stem
        name = slug(stem)
        if len(rows) > 1:
            found.append((name, labels.get(name, stem), rows[["x", "y"]].to_numpy(float).tolist()))
    return found
