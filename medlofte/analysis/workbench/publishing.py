"""Publish from the notebook: progress, a stop that leaves nothing half-made, the audit's verdict and what is next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import ipywidgets as widgets

from medlofte import tables
from medlofte.analysis import going
from medlofte.analysis.audit import audit_edition
from medlofte.analysis.diff import compare
from medlofte.analysis.publish import Progress, publish
from medlofte.analysis.workbench import shown
from medlofte.edition import MANIFEST, Edition, numbered, place
from medlofte.errors import MedlofteError
from medlofte.language import N_, _, translated

PROFILES = ((N_("slutet möte (internal)"), "internal"), (N_("för alla (public)"), "public"))


class StoppedError(Exception):
    """The analyst stopped the work."""


class Job:
    """Work in a thread of its own, which can be stopped wherever it tells that it goes on.

    Parameters
    ----------
    work
        Called with a progress function ``(done, total, what)``; what it returns is the outcome.
    told
        Called with the same; ``what`` also says how much of a step is done, where the work counts it.
    ended
        Called with the outcome or the error.
    """

    def __init__(self, work: Callable[[Progress], object], *, told: Progress, ended: Callable[[object], None]) -> None:
        self._work, self._told, self._ended = work, told, ended
        self._stop, self._whole = threading.Event(), False
        self._step: tuple[int, int, str] = (0, 1, "")
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the work to end."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it has ended; return whether it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _progress(self, done: int, total: int, what: str) -> None:
        # An edition that is written is whole; stopping then would only hide it.
        self._whole, self._step = done >= total, (done, total, what)
        self._hear(0, 0)
        self._told(done, total, what)

    def _hear(self, part: int, parts: int) -> None:
        if self._stop.is_set() and not self._whole:
            raise StoppedError
        if parts and not self._whole:
            done, total, what = self._step
            self._told(done, total, shown.part(what, part, parts))

    def _run(self) -> None:
        outcome: object
        try:
            with going.heard_by(self._hear):
                outcome = self._work(self._progress)
        except Exception as error:
            # A thread that dies in silence would leave the page waiting.
            outcome = error
        self._ended(outcome)


def outcome_text(edition: Edition, *, before: Edition | None) -> list[str]:
    """Return what to know of a new edition, a paragraph each: what is hidden, the verdict, its place, the next step."""
    status = [edition.table(one.name)["status"] for one in tables.EDITION if "status" in one.names]
    hidden, visible = (sum(int((rows == what).sum()) for rows in status) for what in (tables.SUPPRESSED, tables.SHOWN))
    share = _(
        "Siffror som inte visas: {hidden} av {all}. Få svar ligger bakom dem, eller så behövs de för att skydda andra."
    ).format(hidden=hidden, all=hidden + visible)
    verdict = audit_edition(edition).text()
    where = _("Utgåvan ligger i {folder}.").format(folder=edition.path)
    public = edition.about["profile"] == "public"
    what = (
        _("Nästa steg: medlofte export {folder} skriver sidan för invånarna och öppna data.").format(
            folder=edition.path
        )
        if public
        else _("Nästa steg: medlofte serve {folder} startar workshoppen.").format(folder=edition.path)
    )
    changed = [] if before is None else [_("Mot den förra utgåvan:"), *compare(before, edition).text().splitlines()]
    return [share, verdict, where, *changed, what]


def earlier(edition: Edition, *, out: Path) -> Edition | None:
    """Return the edition before this one at the same place and for the same readers; None for the first."""
    for number in range(edition.number - 1, 0, -1):
        path = numbered(out, number)
        if (path / MANIFEST).is_file():
            found = Edition.open(path)
            if found.about["profile"] == edition.about["profile"]:
                return found
    return None


class PublishRoom(widgets.VBox):
    """Choose how strict the protection is, publish, and read the verdict.

    Parameters
    ----------
    folder
        The round.
    out
        Where the edition is written (as :func:`medlofte.edition.place` has it unless given); an earlier edition there
        is kept, and compared with. One for all readers stands beside it, in a folder of its own.
    """

    def __init__(self, folder: Path, *, out: Path | None = None) -> None:
        self._folder, self._out = folder, out or place(folder)
        self.profile = widgets.Dropdown(description=_("Skydd"), options=translated(PROFILES))
        self.publish = widgets.Button(description=_("Publicera"), button_style="primary")
        self.stop = widgets.Button(description=_("Stoppa"), disabled=True)
        self.bar = widgets.FloatProgress(min=0, max=1, description="", layout=widgets.Layout(width="24em"))
        self.step, self.result = widgets.HTML(), widgets.HTML()
        self.job: Job | None = None
        self.publish.on_click(self._begin)
        self.stop.on_click(self._halt)
        row = widgets.Box([self.profile, self.publish, self.stop], layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([row, self.bar, self.step, self.result])

    def _begin(self, _button: object = None) -> None:
        self.publish.disabled, self.stop.disabled, self.result.value = True, False, ""
        profile = self.profile.value
        # Two profiles in one row of numbers would be taken for versions of each other.
        out = self._out if profile == "internal" else self._out.with_name(f"{self._out.name}-publik")

        def work(progress: Progress) -> list[str]:
            made = publish(self._folder, out=out, profile=profile, progress=progress, strict=True)
            return outcome_text(made, before=earlier(made, out=out))

        self.job = Job(work, told=self._tell, ended=self._end)
        self.job.start()

    def _halt(self, _button: object = None) -> None:
        if self.job is not None:
            self.job.stop()
            self.stop.disabled = True
            self.step.value = shown.paragraph(_("Stoppas …"))

    def _tell(self, done: int, total: int, what: str) -> None:
        self.bar.value = done / total
        if done >= total:
            self.stop.disabled = True
            self.step.value = shown.paragraph(_("Utgåvan är skriven. Den prövas en gång till, ur sina egna filer …"))
            return
        self.step.value = shown.paragraph(
            _("Steg {step} av {total}: {what}").format(step=done + 1, total=total, what=what)
        )

    def _end(self, outcome: object) -> None:
        self.publish.disabled, self.stop.disabled = False, True
        if isinstance(outcome, list):
            self.step.value, lines = shown.paragraph(_("Klart.")), outcome
        else:
            self.bar.value = 0
            self.step.value, lines = "", _failed(outcome)
        self.result.value = "".join(map(shown.paragraph, lines))


def _failed(error: object) -> list[str]:
    if isinstance(error, StoppedError):
        return [_("Stoppat. Ingen utgåva är skriven, och den förra, om den fanns, är orörd.")]
    if isinstance(error, MedlofteError):
        return [
            _("Utgåvan skrevs inte."),
            *str(error).splitlines(),
            _("Rätta i källan, kodboken eller round.toml, eller godkänn i bok 1, och tryck på Publicera igen."),
        ]
    return [_("Utgåvan skrevs inte, av ett skäl som inte var väntat: {error}. Det är ett fel i "
              "medlofte; rapportera det gärna, utan svar från personer.").format(error=repr(error))]  # fmt: skip
