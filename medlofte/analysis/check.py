"""Every reader and every rule, in order: what a round holds and everything that is odd about it.

A source that cannot be read stops nothing here: it becomes a finding of severity ``fel`` and the others are read, so
that the analyst sees all problems at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from medlofte import style, tables
from medlofte.analysis import consistency
from medlofte.analysis.coding import ledger
from medlofte.analysis.private_text import for_the_officer, held_back, personal_data, protocol_data
from medlofte.analysis.read.areas import extent, read_layers
from medlofte.analysis.read.common import Note, Notes, accounts, fatal, findings, joined
from medlofte.analysis.read.exposure import read_exposure
from medlofte.analysis.read.mapping import read_mapping
from medlofte.analysis.read.margins import read_margins
from medlofte.analysis.read.moments import read_moments
from medlofte.analysis.read.observations import read_observations
from medlofte.analysis.read.places import read_places, read_points
from medlofte.analysis.read.promises import Promises, read_promises
from medlofte.analysis.read.register import read_registers
from medlofte.analysis.read.survey import read_survey
from medlofte.analysis.read.walks import read_walks
from medlofte.codebook import Codebook
from medlofte.errors import CodebookError, MedlofteError
from medlofte.language import N_, _
from medlofte.rounds import SETUP, Hotspots, Round

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
_STEPS = (N_("enkäter"), N_("kartlager"), N_("platser"), N_("kartläggning"), N_("register"), N_("punkter"),
          N_("vandringar"), N_("befolkning"), N_("löften"), N_("kontroller"))  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """A round as read, with everything that was found.

    Parameters
    ----------
    responses
        The survey answers.
    mapping, registers, moments, places, points, exposure, walks, noted, margins
        ``MAPPING``, ``REGISTER``, ``MOMENTS``, the place list, ``POINTS``, ``EXPOSURE``, ``WALKS``, ``NOTED``,
        ``MARGINS``.
    layers
        Layer name → GeoJSON in SWEREF 99 TM.
    promises
        Promises, measures and activities.
    findings, provenance
        ``FINDINGS`` and ``PROVENANCE`` of all sources.
    fatal
        The errors of sources that could not be read at all; they also stand among the findings.
    attention
        (respondent, question) → why, of the free-text answers that may need the responsible officer.
    """

    round_: Round
    codebook: Codebook
    responses: tables.Responses
    mapping: pd.DataFrame
    registers: pd.DataFrame
    moments: pd.DataFrame
    places: pd.DataFrame
    points: pd.DataFrame
    exposure: pd.DataFrame
    walks: pd.DataFrame
    noted: pd.DataFrame
    layers: dict[str, dict[str, Any]]
    margins: pd.DataFrame
    promises: Promises
    findings: pd.DataFrame
    provenance: pd.DataFrame
    fatal: tuple[MedlofteError, ...] = ()
    attention: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


@dataclass
class _Errors:
    """Collects the errors of sources while the round is read; lives inside one call."""

    found: list[MedlofteError] = field(default_factory=list)

    def attempt(self, read: Callable[[Round], T], *, round_: Round, without: dict[str, Any]) -> T:
        """Return what a reader returns; if its source cannot be read, what it returns for a round without it."""
        try:
            return read(round_)
        except CodebookError:
            raise
        except MedlofteError as error:
            self.found.append(error)
            return read(round_.model_copy(update=without))


def check_round(round_: Round, *, codebook: Codebook, progress: Progress | None = None) -> Checked:
    """Read every source of a round and apply every rule.

    Parameters
    ----------
    round_, codebook
        The round's set-up and vocabulary.
    progress
        Called with (steps done, steps in all, what comes next in Swedish).

    Raises
    ------
    CodebookError
        If the codebook cannot be used at all. Sources that cannot be read are findings, not exceptions.
    """
    errors = _Errors()
    checked, told = _read(round_, codebook=codebook, errors=errors, step=_steps(progress), share=_shares(progress))
    needing = for_the_officer(checked.responses, codebook=codebook, places=checked.places, kommun=round_.kommun)
    told += held_back(needing, responses=checked.responses, decisions=_decisions(round_, errors))
    faults = [_fatal(error, round_) for error in errors.found]
    everything = joined([findings([*faults, *told]), checked.findings], table=tables.FINDINGS)
    return replace(checked, findings=everything, fatal=tuple(errors.found), attention=needing)


def _decisions(round_: Round, errors: _Errors) -> tuple[ledger.Decision, ...]:
    """Return people's decisions on the free text; none if the ledger cannot be read, which is a finding."""
    try:
        return ledger.Ledger(round_.folder / ledger.FILE).decisions()
    except MedlofteError as error:
        errors.found.append(error)
        return ()


def _steps(progress: Progress | None) -> Callable[[], None]:
    steps = iter(range(len(_STEPS) + 1))

    def step() -> None:
        done = next(steps)
        if progress is not None:
            progress(done, len(_STEPS), _(_STEPS[done]) if done < len(_STEPS) else _("klart"))

    return step


def _shares(progress: Progress | None) -> Callable[[str, float], None]:
    """Return what tells how much of a large survey file has been read."""

    def share(file: str, part: float) -> None:
        if progress is not None and part < 1:
            progress(0, len(_STEPS), f"{_(_STEPS[0])}: {file} {style.percent(part)}")

    return share


def _read(
    round_: Round, *, codebook: Codebook, errors: _Errors, step: Callable[[], None], share: Callable[[str, float], None]
) -> tuple[Checked, Notes]:
    """Return the round as its readers give it, and what the rules across sources say."""
    keep, attempt = errors.found.append, errors.attempt
    step()
    survey = read_survey(round_, codebook=codebook, on_error=keep, progress=share)
    step()
    layers, about_layers, layer_files = read_layers(round_, on_error=keep)
    home = extent(layers)
    step()
    places = attempt(partial(read_places, home=home), round_=round_, without={"places": ""})
    step()
    forms = partial(read_mapping, codebook=codebook, places=places.frame, on_error=keep)
    mapping = attempt(forms, round_=round_, without={"mapping": ""})
    step()
    registers = read_registers(round_, codebook=codebook, places=places.frame, home=home, on_error=keep)
    step()
    points = attempt(partial(read_points, codebook=codebook, home=home), round_=round_, without={"points": ""})
    exposure = attempt(partial(read_exposure, home=home), round_=round_, without={"hotspots": Hotspots()})
    step()
    walks = read_walks(round_, on_error=keep)
    protocols = partial(read_observations, codebook=codebook, places=places.frame, home=home)
    noted = attempt(protocols, round_=round_, without={"observations": ""})
    step()
    margins = attempt(partial(read_margins, codebook=codebook), round_=round_, without={"population": ""})
    step()
    promises = _promises(round_, places.frame, errors)
    step()
    reads = (survey, places, mapping, registers, points, exposure, walks, noted, margins, promises)
    kept, unknown = consistency.promised_topics(promises.promises, codebook=codebook, round_=round_)
    checked = Checked(
        round_=round_, codebook=codebook, responses=survey.responses, mapping=mapping.frame, registers=registers.frame,
        moments=read_moments(round_, codebook=codebook, places=places.frame), places=places.frame, points=points.frame,
        exposure=exposure.frame, walks=walks.frame, noted=noted.frame, layers=layers, margins=margins.frame,
        promises=replace(promises, promises=kept),
        findings=joined([*(read.findings for read in reads), about_layers], table=tables.FINDINGS),
        provenance=accounts([*(read.provenance for read in reads), layer_files]),
    )  # fmt: skip
    told = [*_rules(checked, survey), *unknown]
    step()
    return checked, told


def _promises(round_: Round, places: pd.DataFrame, errors: _Errors) -> Promises:
    """Return the promises; activities that cannot be read do not take the promises with them."""

    def read(wanted: Round) -> Promises:
        return read_promises(wanted, places=places)

    before = len(errors.found)
    alone = errors.attempt(read, round_=round_.model_copy(update={"activities": ""}), without={"promises": ""})
    if len(errors.found) > before:
        # Without measures no activity has a home; the file is only tried, so that its own fault is known too.
        errors.attempt(read, round_=round_.model_copy(update={"promises": ""}), without={"activities": ""})
        return alone
    try:
        return read(round_)
    except MedlofteError as error:
        errors.found.append(error)
        return alone


def _fatal(error: MedlofteError, round_: Round) -> Note:
    file = Path(error.file) if error.file else Path(SETUP)
    inside = file.is_absolute() and file.is_relative_to(round_.folder.resolve())
    shown = file.relative_to(round_.folder.resolve()) if inside else file
    return fatal(error, file=SETUP if shown.name == SETUP else shown.as_posix())


def _rules(checked: Checked, survey: tables.ReadResponses) -> Notes:
    round_, codebook, responses = checked.round_, checked.codebook, checked.responses
    return [
        *consistency.setup(round_, codebook=codebook),
        *consistency.survey(responses, provenance=survey.provenance, round_=round_),
        *consistency.bursts(responses, codebook=codebook),
        *consistency.same_file(checked.provenance),
        *consistency.margins(checked.margins, responses=responses, round_=round_),
        *consistency.actors(checked.mapping, codebook=codebook, round_=round_),
        *consistency.registers(checked.registers, codebook=codebook, round_=round_),
        *consistency.figures(checked.registers, round_=round_),
        *consistency.points(checked.points, responses=responses, round_=round_),
        *consistency.areas(checked.layers, codebook=codebook, round_=round_),
        *consistency.outside(checked.points, places=checked.places, layers=checked.layers, round_=round_),
        *consistency.named_places(responses, places=checked.places, codebook=codebook, round_=round_),
        *consistency.mixed(checked.findings),
        *protocol_data(checked.noted, places=checked.places, kommun=round_.kommun),
        *personal_data(responses, codebook=codebook, places=checked.places, kommun=round_.kommun),
    ]
