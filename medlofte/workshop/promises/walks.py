"""What safety walks noted becomes causes, measures and activities: from a dark tunnel to something followed up."""

from __future__ import annotations

import pandas as pd

from medlofte.edition import Edition
from medlofte.language import _
from medlofte.workshop.store import Store

PREFIX = "vandring_"
DONE, TURNED_DOWN = "klar", "avford"


def proposals(edition: Edition, store: Store, problem: str) -> pd.DataFrame:
    """Return what walks proposed about a problem and the plan does not hold yet (``OBSERVATIONS``).

    What was turned down proposes nothing. An internal note is for a person to write anew: a measure may become public.
    One that a person has struck from the plan is not proposed again.
    """
    noted = edition.table("observations")
    kept = noted[(noted["topic"] == problem) & (noted["action"] != "") & (noted["status"] != TURNED_DOWN)
                 & (noted["secrecy"] == "oppen")]  # fmt: skip
    if kept.empty:
        return kept
    taken = set(store.plan.measures(history=True)["measure"])
    return kept[~(PREFIX + kept["observation"]).isin(taken)]


def take(edition: Edition, store: Store, problem: str, *, by: str) -> int:
    """Write a problem's proposals into the plan and return how many.

    Each is a cause (what was noted, with its walk as evidence) and a measure against it, to be done once. One that is
    put right already is an activity too, on its walk's day: the first day it could have been.
    """
    walks = edition.table("walks").set_index("walk")
    known = set(store.plan.causes(history=True)["cause"])
    found = proposals(edition, store, problem)
    for row in found.to_dict("records"):
        name, walk = PREFIX + row["observation"], row["walk"]
        label, day = walks.loc[walk, ["label", "date"]] if walk in walks.index else (walk, "")
        source = _("Trygghetsvandring: {walk}").format(walk=", ".join(part for part in (label, day) if part))
        if row["text"] and name not in known:
            cause = {"problem": problem, "branch": "plats", "text": row["text"], "topic": problem, "reference": source}
            store.plan.save("cause", name, content=cause, by=by)
        if row["status"] == DONE and day:
            store.plan.log_activity(name, date=day, amount=1, place=row["place"], source=source, by=by,
                                    receipt=f"{name}_klar")  # fmt: skip
        # Last, since it is what says that the proposal is taken.
        measure = {"title": row["action"], "causes": [name] if row["text"] else [], "problem": problem,
                   "kind": "situationell", "term": "kort", "owner": row["owner"], "planned": "1",
                   "unit": _("gång")}  # fmt: skip
        store.plan.save("measure", name, content=measure, by=by)
    return len(found)
