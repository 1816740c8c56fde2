"""The follow-up on Strängnäs's published figures of 2019."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from medlofte import tables
from medlofte.workshop.promises import follow_up, merge


def strangnas():
    """Strängnäs kommun, medborgarlöften 2019, follow-up published 2020-01-28: planned and outcome."""
    rows = [("grannsamverkan", 8, 20), ("batsamverkan", 2, 3), ("trygghetsvandringar", 4, 4),
            ("trafikkontroller", None, 303)]  # fmt: skip
    promise = pd.DataFrame([["p", "Löfte", "Text", "gemensamt", "", "", "", None, None, "2019-12-31", ""]],
                           columns=tables.PROMISES.names)  # fmt: skip
    measures = pd.DataFrame([[m, "p", m, "", "situationell", "", planned, "st"] for m, planned, _ in rows],
                            columns=tables.MEASURES.names)  # fmt: skip
    activities = pd.DataFrame(
        [(f"{m}-{part}", m, f"2019-0{part}-15", "", done - done // 2 if part == 1 else done // 2, "", "")
         for m, _, done in rows for part in (1, 2)], columns=tables.ACTIVITIES.names)  # fmt: skip
    return tables.PROMISES.check(promise), tables.MEASURES.check(measures), tables.ACTIVITIES.check(activities)


def test_strangnas_2019():
    frame = follow_up(*strangnas(), today=date(2020, 1, 28)).set_index("measure")
    assert frame["done"].to_dict() == {
        "grannsamverkan": 20, "batsamverkan": 3, "trygghetsvandringar": 4, "trafikkontroller": 303}  # fmt: skip
    assert frame["status"].tolist() == ["uppfyllt", "uppfyllt", "uppfyllt", "gar_inte_att_bedoma"]
    assert frame.at["grannsamverkan", "reason"] == "Planerat 8, genomfört 20."
    assert "303" in frame.at["trafikkontroller", "reason"]
    assert frame["latest"].unique().tolist() == ["2019-02-15"]


@pytest.mark.parametrize(
    ("planned", "done", "deadline", "end", "status"),
    [
        (4, 0, "2017-12-31", "", "ej_paborjat"),
        (4, 0, "2017-01-31", "", "ej_uppfyllt"),
        (4, 0, "", "2017-01-31", "ej_uppfyllt"),
        (None, 0, "", "", "ej_paborjat"),
        (4, 1, "2017-12-31", "", "pagar"),
        (4, 1, "2017-06-01", "", "pagar"),  # the last day still counts
        (4, 1, "", "", "pagar"),
        (4, 1, "2017-05-31", "", "delvis_uppfyllt"),
        (4, 4, "", "", "uppfyllt"),
        (0, 2, "", "", "gar_inte_att_bedoma"),
        (1.5, 0.5, "", "", "pagar"),
    ],
)
def test_statuses(planned, done, deadline, end, status):
    promises, measures, activities = strangnas()
    promises = promises.assign(deadline=deadline)
    measures = measures.head(1).assign(planned=planned)
    activities = activities.head(1).assign(amount=float(done)) if done else tables.ACTIVITIES.empty()
    row = follow_up(promises, measures, activities, today=date(2017, 6, 1), end=end).iloc[0]
    assert row["status"] == status
    assert row["reason"].endswith(".")


def test_an_activity_without_an_amount_is_said():
    promises, measures, activities = strangnas()
    activities.loc[0, "amount"] = None
    row = follow_up(promises, measures, activities).iloc[0]
    assert row["done"] == 10
    assert "utan antal, ej medräknade: 1." in row["reason"]


def test_activities_without_any_amount_cannot_be_judged_and_are_not_called_nothing():
    promises, measures, activities = strangnas()
    row = follow_up(promises, measures.head(1), activities.head(1).assign(amount=None)).iloc[0]
    assert (row["status"], row["done"]) == ("gar_inte_att_bedoma", 0)
    assert row["reason"].startswith("Aktiviteter är rapporterade, men utan antal.")


def test_the_workshops_activities_join_the_editions():
    published = strangnas()[2]
    logged = published.head(1).assign(activity="w1", date="2019-01-20", by="Anna", time="")
    frame = merge(published, logged)
    assert list(frame.columns) == tables.ACTIVITIES.names
    assert len(frame) == 9
    assert frame["date"].is_monotonic_increasing
    assert merge(tables.ACTIVITIES.empty(), logged.head(0)).empty
