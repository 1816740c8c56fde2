"""What the documents say, gathered once from an edition and its workshop, with labels in place of ids.

Each document only lays this out; so the same figure stands in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from medlofte import style, tables
from medlofte.edition import Edition
from medlofte.errors import ExportError
from medlofte.workshop import priorities
from medlofte.workshop.promises import follow_up, merge
from medlofte.workshop.store import Store
from medlofte.workshop.words import DECIDED, LABELS

INVENTED = "Påhittade svar"
_INVENTED_NOTE = (f"{INVENTED}: svaren, rapporterna och aktiviteterna i det här underlaget är påhittade för att visa "
                  "hur medlofte fungerar. De säger ingenting om verkligheten.")  # fmt: skip
_INTERNAL_NOTE = ("Internt underlag: siffrorna är skyddade för ett slutet möte, inte för att spridas. Publicera rundan "
                  "med profilen public innan något läggs ut.")  # fmt: skip
_SELF_SELECTED = ("Självrekryterat urval: vem som helst har kunnat svara. Resultaten beskriver dem som svarat, och går "
                  "inte säkert att föra över till alla invånare.")  # fmt: skip
_INTERVAL = ("Intervallen är 95-procentiga osäkerhetsintervall, under antagandet att de som svarat liknar dem som inte "
             "svarat efter viktningen.")  # fmt: skip


@dataclass(frozen=True)
class Content:
    """Everything a document may show.

    Parameters
    ----------
    name, title, kommun, year, demo
        From the edition's ``about``.
    notes
        Swedish sentences on how the figures came about; the warning of invented answers first where it applies.
    situation
        ``tables.SITUATION`` with ``label``, the residents' commonest topic first.
    ranking
        ``problem, label, score, spread, agreement, top3, n`` and ``rank``: the workshop's order, without problems that
        fewer than three have rated; empty without a workshop.
    decisions
        ``problem, label, decision`` (Swedish), ``reason, by, time``; the latest per problem.
    promises
        ``tables.PROMISES`` and ``state`` (Swedish); a promise decided in the workshop replaces the edition's with the
        same id, and drafts follow last.
    follow_up, activities
        As ``workshop.promises.follow_up`` with ``label`` of the status, and ``tables.ACTIVITIES``.
    """

    name: str
    title: str
    kommun: str
    year: int
    demo: bool
    notes: tuple[str, ...]
    situation: pd.DataFrame
    ranking: pd.DataFrame
    decisions: pd.DataFrame
    promises: pd.DataFrame
    follow_up: pd.DataFrame
    activities: pd.DataFrame


def gather(edition: Edition, *, store: Store | None = None) -> Content:
    """Return what an edition and its workshop hold for the documents."""
    about = edition.about
    promises = _promises(edition, store)
    activities = edition.table("activities")
    if store is not None:
        activities = merge(activities, store.plan.activities())
    decided = promises[promises["state"] == LABELS["beslutad"]]
    followed = follow_up(decided, edition.table("measures"), activities, end=str(about.get("end") or ""))
    return Content(
        name=str(about.get("name", "runda")),
        title=str(about.get("title", "")),
        kommun=str(about.get("kommun", "")),
        year=int(about.get("year", 0)),
        demo=bool(about.get("demo")),
        notes=notes(edition),
        situation=_situation(edition),
        ranking=_ranking(edition, store),
        decisions=_decisions(edition, store),
        promises=promises,
        follow_up=followed.assign(label=followed["status"].map(LABELS)),
        activities=activities,
    )


def notes(edition: Edition) -> tuple[str, ...]:
    """Return how the figures came about, as Swedish sentences."""
    about = edition.about
    said = [_INVENTED_NOTE] if about.get("demo") else []
    said += [_INTERNAL_NOTE] if about.get("profile") != "public" else []
    said.append(f"{_answers(edition)} {_SELF_SELECTED if about.get('design') != 'sample' else 'Urvalsundersökning.'}")
    short = edition.table("questions").set_index("question")["short"].to_dict()
    raked = [str(short.get(name) or name).lower() for name in about.get("rake", [])]
    said += [f"Svaren är viktade efter {' och '.join(raked)}."] if raked else ["Svaren är inte viktade."]
    return (*said, _INTERVAL, style.MISSING_NOTE)


def topic_labels(edition: Edition, *, ids: str) -> list[str]:
    """Return the labels of topics written ``a|b``; an id that the edition lacks stands as it is."""
    labels = edition.labels("topics")
    return [labels.get(name, name) for name in ids.split("|") if name]


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Turn the system's errors into Swedish ones.

    Raises
    ------
    ExportError
        If the folder or the file cannot be written (often because the document is open).
    """
    try:
        yield
    except OSError as error:
        raise ExportError(f"Filen går inte att skriva ({error.strerror or error}).", file=file,
                          advice="Stäng den om den är öppen, eller välj en annan mapp.") from error  # fmt: skip


@contextmanager
def saving(file: Path) -> Iterator[Path]:
    """Yield a path beside ``file`` to write to, and put it in place when all went well; errors as ``told``."""
    draft = file.with_name(f".{file.name}.tmp")
    with told(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield draft
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)


def _answers(edition: Edition) -> str:
    rows = edition.table("accounting")
    if rows.empty:
        return "Ingen enkät ingår."
    year = int(rows["year"].max())
    accepted = int(rows.loc[rows["year"] == year, "accepted"].max())
    period = [style.date(str(edition.about.get(key) or "")) for key in ("start", "end")]
    when = f" Underlaget gäller {period[0]} – {period[1]}." if all(period) else ""
    return f"Enkäten {year}: {style.number(accepted)} godkända svar.{when}"


def _situation(edition: Edition) -> pd.DataFrame:
    frame = edition.table("situation")
    frame.insert(1, "label", frame["topic"].map(edition.labels("topics")).fillna(frame["topic"]))
    return frame.sort_values(["rank", "label"], na_position="last", ignore_index=True)


def _ranking(edition: Edition, store: Store | None) -> pd.DataFrame:
    columns = ["problem", "label", "rank", "score", "spread", "agreement", "top3", "n"]
    ratings = None if store is None else store.ratings()
    if ratings is None or ratings.empty:
        return pd.DataFrame(columns=columns)
    criteria = [criterion["id"] for criterion in edition.about["criteria"]]
    frame = priorities.ranking(ratings, criteria=criteria)
    agreed = priorities.agreement(ratings, criteria=criteria).set_index("problem")["agreement"]
    firm = priorities.robustness(ratings, criteria=criteria)
    top = firm[firm["rank"] <= 3].groupby("problem")["share"].sum()
    labels = edition.labels("topics")
    frame = frame.assign(label=frame["problem"].map(labels).fillna(frame["problem"]),
                         agreement=frame["problem"].map(agreed), top3=frame["problem"].map(top))  # fmt: skip
    # Fewer than three would be someone's own answers, and the documents are public records.
    return frame.loc[frame["n"] >= priorities.MINIMUM_GROUP, columns].reset_index(drop=True)


def _decisions(edition: Edition, store: Store | None) -> pd.DataFrame:
    columns = ["problem", "label", "decision", "reason", "by", "time"]
    if store is None:
        return pd.DataFrame(columns=columns)
    frame, labels = store.decisions(), edition.labels("topics")
    frame = frame.assign(label=frame["problem"].map(labels).fillna(frame["problem"]))
    return frame.assign(decision=frame["decision"].map(LABELS))[columns]


def _promises(edition: Edition, store: Store | None) -> pd.DataFrame:
    """Return the promises that hold, then the workshop's drafts: a draft never hides what has been decided."""
    frame = edition.table("promises").assign(state=LABELS["beslutad"])
    if store is None:
        return frame
    versions = store.plan.promises(history=True)
    settled = versions[versions["state"] != "utkast"].drop_duplicates("promise", keep="last")
    latest = versions.drop_duplicates("promise", keep="last")
    kept = frame[~frame["promise"].isin(settled["promise"])]
    decided, drafts = settled[settled["state"].isin(DECIDED)], latest[latest["state"] == "utkast"]
    return pd.concat([kept, _rows(decided), _rows(drafts)], ignore_index=True)


def _rows(saved: pd.DataFrame) -> pd.DataFrame:
    """Return the workshop's promises as rows of the edition's table, blanks where they say nothing."""
    rows = []
    for promise, content in zip(saved["promise"], saved["content"], strict=True):
        row = {name: content.get(name) for name in tables.PROMISES.names} | {"promise": promise}
        row |= {name: "|".join(value) for name, value in row.items() if isinstance(value, list)}
        row |= {name: None if row[name] in (None, "") else float(row[name]) for name in ("baseline", "target")}
        rows.append(row | {"promisers": row["promisers"] or "gemensamt"})
    frame = tables.PROMISES.check(pd.DataFrame(rows, columns=tables.PROMISES.names))
    held = [LABELS["beslutad" if state in DECIDED else state] for state in saved["state"]]
    return frame.assign(state=held)
