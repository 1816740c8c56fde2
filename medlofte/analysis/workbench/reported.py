"""What the fourth workbook shows: the actors' reports, the staff's weeks, the safety walks and the map's cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from medlofte import style
from medlofte.analysis.check import Checked
from medlofte.analysis.read.incidents import SOURCE as STAFF
from medlofte.analysis.workbench.frames import counts, p_value, titled
from medlofte.analysis.workbench.wording import Wording
from medlofte.codebook import Codebook
from medlofte.language import N_, Words, _
from medlofte.rounds import Round

WEEKS = 8
_BEFORE = 4
_STATUS = Words({"ny": N_("ny"), "planerad": N_("planerad"), "pagar": N_("pågår"), "klar": N_("klar"),
                 "avford": N_("avförd")})  # fmt: skip


def told(checked: Checked, *, reports: pd.DataFrame) -> str:
    """Return how many reports the actors have handed in, and how many of them are secret."""
    return _(
        "Rapporter: {n}, från {some} av {all} {all|aktör|aktörer}. "
        "Sekretessbelagda: {secret}; de räknas bara i den första tabellen."
    ).format(n=len(checked.mapping), some=checked.mapping["actor"].nunique(), all=len(checked.codebook.actors),
             secret=len(checked.mapping) - len(reports))  # fmt: skip


def by_actor(checked: Checked) -> pd.DataFrame:
    """Return how many reports each actor has handed in, those with none included."""
    actors = Wording.of(checked.codebook).actors
    found = checked.mapping.groupby("actor").size().reindex(list(actors), fill_value=0)
    made = found.rename(index=actors).sort_values(ascending=False, kind="stable").to_frame(_("Rapporter"))
    return counts(made, rows=N_("Aktör"))


def by_topic(reports: pd.DataFrame, *, codebook: Codebook) -> pd.DataFrame:
    """Return the topics that at least two actors name, and how many reports each of these has on it."""
    words, named = Wording.of(codebook), _crossed(reports)[1]
    rows = []
    for topic, n in named[named >= 2].items():
        each = reports.loc[reports["topic"] == topic, "actor"].value_counts()
        rows.append(
            (words.topics[str(topic)], n, ", ".join(f"{words.actors[str(one)]} {k}" for one, k in each.items()))
        )
    headings = {"topic": N_("Ämne"), "n": N_("Antal aktörer"), "actors": N_("Aktörer och antal rapporter")}
    return titled(pd.DataFrame(rows, columns=list(headings)), headings)


def by_one(reports: pd.DataFrame, *, codebook: Codebook) -> str:
    """Return the topics that only one actor names."""
    topics, named = Wording.of(codebook).topics, _crossed(reports)[1]
    alone = [topics[topic] for topic in named[named == 1].index]
    return _("Nämns av bara en aktör: {topics}").format(topics=", ".join(alone) or _("inget ämne"))


def weeks(checked: Checked) -> pd.DataFrame:
    """Return the staff's reports per topic in the last weeks, and all of them against the four weeks before each."""
    topics = Wording.of(checked.codebook).topics
    found = checked.moments[checked.moments["source"] == STAFF]
    week = pd.to_datetime(found["date"]).dt.strftime("%G v%V")
    crossed = pd.crosstab(found["topic"].map(topics).fillna(_("Inget ämne")), week)
    everything = crossed.sum()
    against = everything - everything.shift(1).rolling(_BEFORE).mean()
    last = crossed.iloc[:, -WEEKS:]
    last = last[last.sum(axis=1) > 0].sort_values(list(last.columns[::-1]), ascending=False).astype(object)
    last.loc[_("Alla")] = everything
    last.loc[_("Alla, mot fyra veckor före")] = [style.number(one, 1) for one in against[last.columns]]
    return counts(last, rows=N_("Ämne"), columns=N_("Vecka"))


def walks(found: pd.DataFrame, *, noted: pd.DataFrame) -> list[str]:
    """Return a line per safety walk: where, when and how much was noted."""
    return [_("{walk}, {date}. Noteringar: {n}.").format(
        walk=walk.label, date=style.date(str(walk.date)) or _("okänt datum"), n=int((noted["walk"] == walk.walk).sum()))
        for walk in found.itertuples()]  # fmt: skip


def noted(found: pd.DataFrame, *, walks: pd.DataFrame, checked: Checked) -> pd.DataFrame:
    """Return what was noted on the walks, where, whose it is and how far it has come (``OBSERVATIONS``)."""
    labels = dict(zip(walks["walk"], walks["label"], strict=True))
    shown = found.assign(walk=found["walk"].map(labels), place=found["place"].map(_places(checked)).fillna(""),
                         topic=found["topic"].map(Wording.of(checked.codebook).topics).fillna(""),
                         status=[_STATUS.get(code, code) for code in found["status"]])  # fmt: skip
    headings = {"walk": N_("Vandring"), "place": N_("Plats"), "topic": N_("Ämne"), "text": N_("Noterat"),
                "action": N_("Förslag"), "owner": N_("Ansvarig"), "status": N_("Läge")}  # fmt: skip
    return titled(shown, headings)


def placed(reports: pd.DataFrame, *, answers: pd.DataFrame, known: Sequence[str | None]) -> str:
    """Return how many of the reports, and of the answers about an unsafe place, name a place in the list."""
    return _(
        "Med känd plats: {reports} av aktörernas {all_reports} {all_reports|rapport|rapporter} och {answers} "
        "av invånarnas {all_answers} svar om en otrygg plats."
    ).format(reports=int((reports["place"] != "").sum()), all_reports=len(reports), answers=sum(map(bool, known)),
             all_answers=len(answers))  # fmt: skip


def cells(found: pd.DataFrame, *, points: pd.DataFrame, size: int) -> str:
    """Return how many points lie in how many cells, and how wide these are."""
    return _("Punkter: {points}. Rutor: {cells}, {size} meter breda.").format(
        points=len(points), cells=len(found), size=size
    )


def excess(found: pd.DataFrame, *, cells: pd.DataFrame, checked: Checked, minimum_count: int) -> pd.DataFrame:
    """Return where a topic is pointed at more than elsewhere; each cell is named by the nearest place in the list."""
    rows = found[(found["note"] == "") & (found["persons"] >= minimum_count)]
    shown = rows.assign(topic=rows["topic"].map(Wording.of(checked.codebook).topics), p=rows["p"].map(p_value),
                        near=rows["cell"].map(_nearest(cells, checked.places)))  # fmt: skip
    headings = {"near": N_("Ruta vid"), "topic": N_("Ämne"), "persons": N_("Personer"), "expected": N_("Väntat antal"),
                "p": "p", "cell": N_("Rutans namn")}  # fmt: skip
    return titled(shown, headings, decimals={"expected": 1})


def untested(found: pd.DataFrame, *, codebook: Codebook) -> str:
    """Return the topics that are pointed at too seldom to be tested."""
    topics = Wording.of(codebook).topics
    few = [topics[topic] for topic in found.loc[found["note"] != "", "topic"]]
    return _("Ämnen som pekats ut för sällan för att prövas: {topics}").format(topics=", ".join(few) or _("inget ämne"))


def source(round_: Round) -> str:
    """Return the line under the map."""
    made_up = _("Påhittade svar.") if round_.demo else ""
    return " ".join(filter(None, [_("Fler svar på en plats är inte samma sak som fler brott."), made_up]))


def _crossed(reports: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return topics by actors, and how many actors name each topic, most first."""
    crossed = pd.crosstab(reports["topic"], reports["actor"])
    return crossed, crossed.gt(0).sum(axis=1).sort_values(ascending=False, kind="stable")


def _places(checked: Checked) -> dict[str, str]:
    return dict(zip(checked.places["place"], checked.places["label"], strict=True))


def _nearest(cells: pd.DataFrame, places: pd.DataFrame) -> dict[str, str]:
    """Return cell → the label of the place in the list that is nearest to its middle."""
    known = places[np.isfinite(places["x"]) & np.isfinite(places["y"])]
    if known.empty:
        return dict.fromkeys(cells["cell"], "")
    far = [np.hypot(known["x"] - x, known["y"] - y) for x, y in zip(cells["x"], cells["y"], strict=True)]
    return dict(zip(cells["cell"], (str(known.loc[one.idxmin(), "label"]) for one in far), strict=True))
