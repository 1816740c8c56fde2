"""What the documents say, gathered once from an edition and its workshop, with labels in place of ids.

Each document only lays this out; so the same figure stands in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from medlofte import durable, style
from medlofte.edition import Edition
from medlofte.errors import ExportError
from medlofte.export import decided, planned
from medlofte.export.decided import Vote
from medlofte.language import N_, _
from medlofte.workshop import coverage
from medlofte.workshop.promises.chain import gather as gather_chain
from medlofte.workshop.store import Store

INVENTED = N_("Påhittade svar")
_INVENTED_NOTE = N_(
    "Påhittade svar: svaren, rapporterna och aktiviteterna i det här underlaget är påhittade för att visa "
    "hur medlofte fungerar. De säger ingenting om verkligheten."
)
_INTERNAL_NOTE = N_(
    "Internt underlag: siffrorna är skyddade för ett slutet möte, inte för att spridas. "
    "Publicera rundan med profilen public innan något läggs ut."
)
_SELF_SELECTED = N_(
    "Självrekryterat urval: vem som helst har kunnat svara. Resultaten beskriver dem som "
    "svarat, och går inte säkert att föra över till alla invånare."
)
_INTERVAL = N_(
    "Intervallen är 95-procentiga osäkerhetsintervall, under antagandet att de som "
    "svarat liknar dem som inte svarat efter viktningen."
)


@dataclass(frozen=True)
class Content:
    """Everything a document may show.

    Parameters
    ----------
    name, title, kommun, year, demo, public, parties, period, case_number
        From the edition's ``about``; the workshop's own case number where the leader has set one.
    notes
        Swedish sentences on how the figures came about; the warning of invented answers first where it applies.
    topics, places, criteria
        id → label.
    situation
        ``tables.SITUATION`` with ``label``, the residents' commonest topic first.
    ranking
        ``problem, label, score, spread, agreement, top3, n`` and ``rank``: the workshop's order, without problems that
        fewer than three have rated; empty without a workshop.
    decisions, decision_log
        ``decided.DECISIONS``: the latest per problem; every entry.
    votes, group_answers, agenda
        What the workshop did, as ``decided`` gives it.
    promises
        ``tables.PROMISES``, ``state`` (Swedish) and ``decided``; a promise decided in the workshop replaces the
        edition's with the same id, and drafts follow last.
    measures, causes, follow_up, indicators
        As ``planned`` gives them.
    activities
        ``tables.ACTIVITIES``, the edition's and the workshop's.
    """

    name: str
    title: str
    kommun: str
    year: int
    demo: bool
    public: bool
    parties: tuple[str, ...]
    period: str
    case_number: str
    notes: tuple[str, ...]
    answered: str
    topics: dict[str, str]
    places: dict[str, str]
    criteria: dict[str, str]
    situation: pd.DataFrame
    ranking: pd.DataFrame
    decisions: pd.DataFrame
    decision_log: pd.DataFrame
    votes: tuple[Vote, ...]
    group_answers: pd.DataFrame
    agenda: tuple[str, ...]
    causes: pd.DataFrame
    measures: pd.DataFrame
    promises: pd.DataFrame
    follow_up: pd.DataFrame
    indicators: pd.DataFrame
    activities: pd.DataFrame

    @property
    def banner(self) -> str:
        """Return what every page of every document has to say; '' for a real, public edition."""
        said = [_(INVENTED) if self.demo else "", "" if self.public else _("Internt underlag")]
        return " · ".join(text for text in said if text)

    def named(self, ids: str) -> list[str]:
        """Return the labels of topics written ``a|b``; an id that the edition lacks stands as it is."""
        return [self.topics.get(name, name) for name in ids.split("|") if name]

    def located(self, ids: str) -> list[str]:
        """Return the labels of places written ``a|b``, likewise."""
        return [self.places.get(name, name) for name in ids.split("|") if name]


def gather(edition: Edition, *, store: Store | None = None) -> Content:
    """Return what an edition and its workshop hold for the documents."""
    about = edition.about
    chain, voted = gather_chain(edition, store), decided.votes(edition, store)
    criteria = [(criterion["id"], criterion["label"]) for criterion in about.get("criteria", ())]
    return Content(
        name=str(about.get("name", "runda")),
        title=str(about.get("title", "")),
        kommun=str(about.get("kommun", "")),
        year=int(about.get("year", 0)),
        demo=bool(about.get("demo")),
        public=about.get("profile") == "public",
        parties=tuple(about.get("parties", ())),
        period=_period(edition),
        case_number=(store.settings.case_number() if store else "") or str(about.get("case_number") or ""),
        notes=notes(edition),
        answered=answered(edition),
        topics=edition.labels("topics"),
        places=edition.labels("places"),
        criteria={name: _(label) for name, label in criteria},
        situation=_situation(edition),
        ranking=decided.ranking(voted),
        decisions=decided.decisions(edition, store),
        decision_log=decided.decisions(edition, store, history=True),
        votes=voted,
        group_answers=decided.group_answers(edition, store),
        agenda=decided.agenda(store),
        causes=planned.causes(edition, chain),
        measures=planned.measures(chain),
        promises=planned.promises(chain),
        follow_up=planned.followed(edition, chain),
        indicators=planned.outcomes(edition, chain),
        activities=chain.activities,
    )


def notes(edition: Edition) -> tuple[str, ...]:
    """Return how the figures came about, as Swedish sentences."""
    about = edition.about
    said = [_(_INVENTED_NOTE)] if about.get("demo") else []
    said += [_(_INTERNAL_NOTE)] if about.get("profile") != "public" else []
    said.append(answered(edition))
    short = edition.table("questions").set_index("question")["short"].to_dict()
    raked = [str(short.get(name) or name).lower() for name in about.get("rake", [])]
    said += (
        [_("Svaren är viktade efter {raked}.").format(raked=_(" och ").join(raked))]
        if raked
        else [_("Svaren är inte viktade.")]
    )
    said += [text] if (text := coverage.line(edition)) else []
    return (*said, _(_INTERVAL), _(style.MISSING_NOTE))


def answered(edition: Edition) -> str:
    """Return how many answered and how they were chosen: the source of every figure of the survey."""
    chosen = _(_SELF_SELECTED) if edition.about.get("design") != "sample" else _("Urvalsundersökning.")
    return f"{_answers(edition)} {chosen}"


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
        raise ExportError(_("Filen går inte att skriva ({error}).").format(error=error.strerror or error), file=file,
                          advice=_("Stäng den om den är öppen, eller välj en annan mapp.")) from error  # fmt: skip


@contextmanager
def saving(file: Path) -> Iterator[Path]:
    """Yield a path beside ``file`` to write to, and put it in place when all went well; errors as ``told``."""
    with told(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        with durable.replacing(file) as draft:
            yield draft


def _answers(edition: Edition) -> str:
    rows = edition.table("accounting")
    if rows.empty:
        return _("Ingen enkät ingår.")
    year = int(rows["year"].max())
    accepted = int(rows.loc[rows["year"] == year, "accepted"].max())
    when = _period(edition)
    return _("Enkäten {year}: {accepted} {accepted|godkänt|godkända} svar.{format}").format(
        year=year,
        accepted=style.number(accepted),
        format=_(" Underlaget gäller {when}.").format(when=when) if when else "",
    )


def _period(edition: Edition) -> str:
    """Return the round's first and last day in words, '' when either is unknown."""
    days = [style.date(str(edition.about.get(key) or "")) for key in ("start", "end")]
    return " – ".join(days) if all(days) else ""


def _situation(edition: Edition) -> pd.DataFrame:
    frame = edition.table("situation")
    frame.insert(1, "label", frame["topic"].map(edition.labels("topics")).fillna(frame["topic"]))
    return frame.sort_values(["rank", "label"], na_position="last", ignore_index=True)
