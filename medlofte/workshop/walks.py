"""What safety walks noted, as measures and activities: the road from a dark tunnel to something that is followed up."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from medlofte.tables import ACTIVITIES, MEASURES

# The walk itself counts as one of these, under whatever measure the kommun has for its walks.
UNIT, WALK_UNIT = "åtgärdade observationer", "vandringar"
PREFIX = "obs_"


def as_measures(observations: pd.DataFrame, *, topics: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return one measure per observation that proposes something (``MEASURES``), not yet tied to a promise.

    What was turned down (``avford``) gives none. Each is to be done once, so the planned number is 1; the cause is
    what was noted, with its topic's name, for a person to sharpen.

    Parameters
    ----------
    observations
        ``OBSERVATIONS``.
    topics
        Topic id → Swedish label.
    """
    kept = observations[(observations["action"] != "") & (observations["status"] != "avford")]
    labels = kept["topic"].map(dict(topics or {})).fillna("")
    causes = [f"{text} ({label})" if label and text else text or label
              for text, label in zip(kept["text"], labels, strict=True)]  # fmt: skip
    made = pd.DataFrame({
        "measure": PREFIX + kept["observation"], "promise": "", "title": kept["action"], "cause": causes,
        "kind": "situationell", "owner": kept["owner"], "planned": 1.0, "unit": UNIT,
    })  # fmt: skip
    return MEASURES.check(made)


def as_activities(
    observations: pd.DataFrame, walks: pd.DataFrame, *, walk_measure: str = "trygghetsvandring"
) -> pd.DataFrame:
    """Return what is done already (``ACTIVITIES``): each dated walk, and each observation that is put right.

    An observation that is put right has no date of its own here; it carries its walk's, the first day it could be.

    Parameters
    ----------
    observations, walks
        ``OBSERVATIONS`` and ``WALKED``.
    walk_measure
        The measure that walks count towards.
    """
    dated = walks[walks["date"] != ""]
    days = dict(zip(dated["walk"], dated["date"], strict=True))
    rows = [(f"vandring_{row['walk']}", walk_measure, row["date"], "", 1.0, row["label"], "Vandringens protokoll")
            for row in dated.to_dict("records")]  # fmt: skip
    done = observations[(observations["status"] == "klar") & (observations["action"] != "")]
    rows += [(f"klar_{row['observation']}", PREFIX + row["observation"], days[row["walk"]], row["place"], 1.0,
              row["action"], "Vandringens protokoll")
             for row in done.to_dict("records") if row["walk"] in days]  # fmt: skip
    return ACTIVITIES.check(pd.DataFrame(rows, columns=ACTIVITIES.names))
