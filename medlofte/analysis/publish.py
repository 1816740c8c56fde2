"""The whole run on one page: read, check, code, count, weigh, estimate, rank, protect, compare, audit, write.

The joint picture is put together from what is protected already, so that it can say nothing that the tables may not.
Nothing is written before everything has passed; then the edition appears whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import yaml

from medlofte import edition, language
from medlofte.analysis import accepted, going, situation
from medlofte.analysis.audit import audit_frames, refuse
from medlofte.analysis.check import Checked, check_round
from medlofte.analysis.coding import attention, ledger, patterns, summary
from medlofte.analysis.coding.quotes import FILE as QUOTES
from medlofte.analysis.contents import counts, reported_when, vocabulary, walked
from medlofte.analysis.contents.pointed import pointed
from medlofte.analysis.contents.quoted import quotes
from medlofte.analysis.disclosure import Weights
from medlofte.analysis.estimate import estimate_round
from medlofte.analysis.protect import protect_round
from medlofte.analysis.read.common import ERROR
from medlofte.analysis.read.places import match_place
from medlofte.codebook import Codebook
from medlofte.errors import SourceError
from medlofte.language import N_, _
from medlofte.rounds import SETUP, Profile, Round

Progress = Callable[[int, int, str], None]
Frames = dict[str, pd.DataFrame]
STEPS = (N_("läser och kontrollerar filerna"), N_("kodar fritext"), N_("räknar, viktar och skattar"),
         N_("räknar omnämnanden och platser"), N_("skyddar små tal"), N_("jämför bilderna och prövar skyddet"),
         N_("skriver utgåvan"))  # fmt: skip


def publish(
    folder: str | Path,
    *,
    out: str | Path | None = None,
    profile: Literal["internal", "public"] = "internal",
    progress: Progress | None = None,
    created: str | None = None,
    strict: bool = False,
) -> edition.Edition:
    """Publish a round and return the edition.

    Parameters
    ----------
    folder
        The round's folder.
    out
        The edition's folder; as :func:`medlofte.edition.place` has it unless given.
    profile
        Disclosure limits and secrecy: ``internal`` for a closed workshop, ``public`` for everyone.
    progress
        Called with (steps done, steps in all, what is being done).
    created
        ISO time (UTC) that the edition carries; now unless given. The same time gives the same bytes.
    strict
        Refuse also where the codebook and the files disagree and nobody has accepted it (``accepted``).

    Raises
    ------
    MedlofteError
        If a source cannot be read or contradicts itself so that the figures would mean nothing; the message holds
        every such finding. Nothing is written then.
    """
    step = _Steps(progress)
    round_ = Round.read(folder)
    codebook = Codebook.read(round_.path(round_.codebook))

    step()
    checked = check_round(round_, codebook=codebook, progress=lambda done, parts, _what: going.on(done, parts))
    graves = checked.findings[checked.findings["severity"] == ERROR]
    _refuse(accepted.stopping(checked.findings, folder=round_.folder) if strict else graves, folder=Path(folder))
    step()
    texts = _code(checked)
    step()
    estimates = estimate_round(
        checked.responses,
        codebook=codebook,
        round_=round_,
        margins=checked.margins,
        progress=lambda _question: going.on(),
    )
    step()
    plain = _count(checked, texts, profile=profile)
    step()
    made = protect_round(estimates, plain.frames, rules=round_.disclosure, profile=profile, codebook=codebook)
    step()
    frames = made.frames | _compare(checked, made.frames, profile=profile)
    about = _about(checked, plain, made.weights, profile=profile, created=created)
    refuse(audit_frames(frames, about=about))
    step()
    target = Path(out) if out else edition.place(folder)
    written = edition.write(target, frames=frames, layers=_layers(checked), about=about)
    step()
    return written


class _Steps:
    """Counts the steps and tells the caller."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress, self.done = progress, 0

    def __call__(self) -> None:
        if self.progress:
            self.progress(self.done, len(STEPS), _(STEPS[self.done]) if self.done < len(STEPS) else _("klart"))
        self.done += 1


@dataclass(frozen=True)
class _Texts:
    """Free text, coded: one row per answer without its text, the topics, and which a person has read."""

    answers: pd.DataFrame
    codes: pd.DataFrame
    reviewed: frozenset[tuple[str, str]]
    decisions: tuple[ledger.Decision, ...] = ()
    waiting: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class _Counts:
    """The tables that are not estimates, and what the edition says of how the map's cells were made."""

    frames: Frames
    about: dict[str, Any]


def _refuse(grave: pd.DataFrame, *, folder: Path) -> None:
    """Stop, with every grave finding in one message."""
    if grave.empty:
        return
    lines = [_told(row) for row in grave.to_dict("records")]
    raise SourceError(
        "\n  ".join([_("Rundan kan inte publiceras:"), *lines]) + "\n",
        file=folder,
        advice=_("Rätta, avgör i bok 1, eller godkänn varningarna med «medlofte check {folder} --accept».").format(
            folder=folder
        ),
    )


def _told(row: dict[Any, Any]) -> str:
    parts = [row["file"], f"{_('blad')} {row['sheet']}" if row["sheet"] else "",
             "" if pd.isna(row["row"]) else f"{_('rad')} {row['row']}",
             f"{_('kolumn')} {row['column']}" if row["column"] else "",
             _("värdet «{value}»").format(value=row["value"]) if row["value"] else ""]  # fmt: skip
    return ", ".join(part for part in parts if part) + f": {row['message']}"


def _code(checked: Checked) -> _Texts:
    """Return the coded free text; people's decisions in the round's ledger outweigh the patterns.

    What may need the responsible officer and nobody has read is left out.
    """
    answers = patterns.free_answers(checked.responses, codebook=checked.codebook)
    decisions = ledger.Ledger(checked.round_.folder / ledger.FILE).decisions()
    waiting = attention.waiting(checked.attention, decisions)
    answers = ledger.kept(answers, decisions, waiting=waiting)
    codes = patterns.code_answers(checked.responses, codebook=checked.codebook)
    counted = ledger.apply(codes, decisions, answers=answers)
    return _Texts(answers, counted, ledger.reviewed(decisions), decisions, waiting)


def _count(checked: Checked, texts: _Texts, *, profile: str) -> _Counts:
    codebook, round_ = checked.codebook, checked.round_
    reports = vocabulary.reports(checked.mapping, profile=profile)
    latest = texts.answers[texts.answers["year"] == round_.years[-1]]
    limits: Profile = getattr(round_.disclosure, profile)
    # The same in both profiles, so that what one hides the other does not show.
    strictest = max(round_.disclosure.internal.minimum_count, round_.disclosure.public.minimum_count)
    noted = walked.observations(checked, profile=profile)
    found = pointed(checked, minimum=limits.minimum_count)
    frames = {
        "questions": vocabulary.questions(codebook),
        "choices": vocabulary.choices(codebook, modes=set(checked.responses.frame["mode"])),
        "topics": vocabulary.topics(codebook),
        "actors": vocabulary.actors(codebook, mapping=checked.mapping),
        "reports": reports,
        "accounting": counts.accounting(checked.responses, codebook=codebook),
        "registers": counts.registers(checked.registers, minimum=limits.minimum_count),
        "mentions": summary.mentions(texts.codes, reviewed=texts.reviewed),
        "coverage": summary.coverage(
            texts.answers, codes=texts.codes, reviewed=texts.reviewed, decisions=texts.decisions
        ),
        "places": counts.places(
            checked.places, answers=latest, reports=reports, codebook=codebook, match=match_place
        ),
        "cells": found.cells,
        "clusters": found.clusters,
        "hours": reported_when.hours(checked.moments, minimum=strictest),
        "incidents": reported_when.incidents(checked.moments, minimum=strictest),
        "measured": counts.measured(checked.registers, round_=round_, limits=limits),
        "quotes": quotes(checked, answers=texts.answers, codes=texts.codes),
        "observations": noted,
        "walks": walked.walks(checked, shown=noted),
        "promises": checked.promises.promises,
        "measures": checked.promises.measures,
        "activities": checked.promises.activities,
        "provenance": checked.provenance,
    }  # fmt: skip
    # That there are such answers, not how many: they are few.
    return _Counts(frames, found.about | ({"waiting": True} if texts.waiting else {}))


def _compare(checked: Checked, frames: Frames, *, profile: str) -> Frames:
    """Return the joint picture and where it parts, put together from what is protected."""
    round_ = checked.round_
    with language.speaking(language.SWEDISH):
        pictures = situation.situation(
            checked.codebook, question=round_.priority_question, year=round_.years[-1], frames=frames,
            reports=frames["reports"], actors_asked=int(frames["actors"]["answered"].sum()),
            kommun=round_.kommun, minimum=getattr(round_.disclosure, profile).minimum_count,
        )  # fmt: skip
    return {"situation": pictures.topics, "divergences": pictures.divergences}


def _about(checked: Checked, plain: _Counts, weights: Weights, *, profile: str, created: str | None) -> dict[str, Any]:
    """Return what the edition says of itself."""
    round_, codebook = checked.round_, checked.codebook
    told = vocabulary.about(
        round_, profile=profile, created=created or datetime.now(UTC).isoformat(timespec="seconds"),
        codebook_sha256=edition.sha256(round_.path(round_.codebook)), survey_year=round_.years[-1],
    )  # fmt: skip
    return told | {"hotspots": {}, "hotspots_tested": []} | plain.about | {
        "setup": _setup(round_), "weights": _plain(weights), "codebook_version": codebook.version,
        "english": vocabulary.english(codebook),
        "surveys": [survey.model_dump(mode="json", exclude={"sheet"}) for survey in round_.surveys],
    }  # fmt: skip


def _layers(checked: Checked) -> dict[str, dict[str, Any]]:
    """Return the kommun's layers, and the routes of the safety walks where there are any."""
    routes = walked.routes(checked)
    return checked.layers | ({"walks": routes} if routes["features"] else {})


def _plain(weights: Weights) -> dict[str, list[list[Any]]]:
    """Return the mean weights as JSON can hold them: year → rows of by1, group1, by2, group2, least, largest."""
    return {str(year): [[*key, *limits] for key, limits in groups.items()] for year, groups in weights.items()}


def _setup(round_: Round) -> dict[str, str]:
    """Return file → SHA-256 of what steers the run: set-up, codebook, topics that stand apart, people's decisions."""
    names = [SETUP, round_.codebook]
    topics = yaml.safe_load(round_.path(round_.codebook).read_text("utf-8-sig")).get("topics")
    if isinstance(topics, str):
        names.append((Path(round_.codebook).parent / topics).as_posix())
    names += [name for name in (ledger.FILE, accepted.FILE, QUOTES) if (round_.folder / name).is_file()]
    return {name: edition.sha256(round_.folder / name) for name in names}
