"""One round's set-up: ``round.toml`` names the kommun, the period, the files and the rules; nothing else varies."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from medlofte.criteria import SETS, Criterion
from medlofte.errors import RoundError
from medlofte.explained import explained
from medlofte.language import N_, _
from medlofte.whereabouts import no_round

SETUP = "round.toml"
# An absolute web address without spaces, or nothing.
_ADDRESS = r"^(https?://[^\s<>\"{}|\\^`]+)?$"
Mode = Literal["web", "event", "paper", "sample"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Survey(_Entry):
    """One file of survey answers; ``year`` is the survey's year, ``mode`` how it was answered."""

    file: str
    year: int
    mode: Mode
    sheet: str = ""


class Register(_Entry):
    """One register file; ``kind`` says its shape.

    ``bra`` is Brå's reported crimes, ``accidents`` a list of accidents (with ``crs`` if their coordinate system is
    another than the round's), ``table`` plain indicators, ``kolada`` and ``pxweb`` the JSON of Kolada and SCB,
    ``events`` polisen.se's events, ``incidents`` weekly incident reports (EST), ``index`` Polisens trygghetsmätning
    (with the index's ``scale``) and ``shares`` a school survey like CAN's. ``source`` names who measured,
    and ``higher`` says whether a higher value is worse or better; without it nothing is said of that.
    """

    file: str
    kind: Literal["bra", "accidents", "table", "kolada", "pxweb", "events", "incidents", "index", "shares"]
    crs: str = ""
    source: str = ""
    scale: tuple[float, float] | None = None
    higher: Literal["worse", "better", ""] = ""


class Layer(_Entry):
    """One map layer; ``role`` says what it draws, ``label`` the property that names its features.

    ``layer`` names the layer in a file with several; ``crs`` is the coordinate system of a file that states none.
    """

    file: str
    role: Literal["areas", "coast", "roads", "built"]
    label: str = "namn"
    id: str = "id"
    layer: str = ""
    crs: str = ""


class Profile(_Entry):
    """Disclosure limits: counts of 1 to ``minimum_count`` − 1 and bases under ``minimum_base`` are suppressed.

    Shares are published with ``decimals`` (2: whole per cent), and the number who answered in a group to the nearest
    ``round_n`` (1: as it is). Rounding protects too: the finer the figures, the more has to be suppressed beside them.
    """

    minimum_count: int = Field(default=5, ge=1)
    minimum_base: int = Field(default=10, ge=1)
    decimals: int = Field(default=2, ge=0, le=12)
    round_n: int = Field(default=5, ge=1, le=100)


class Disclosure(_Entry):
    """The two profiles; the public one is never looser than the internal.

    A breakdown by two questions shows every answer only where its groups hold ``full_scale_base`` answers on average;
    in smaller ones a scale is shown in two halves, problem or not. The same holds for both profiles.
    """

    internal: Profile = Profile()
    public: Profile = Profile(minimum_count=5, minimum_base=20)
    full_scale_base: int = Field(default=100, ge=0)

    @model_validator(mode="after")
    def _public_is_stricter(self) -> Self:
        looser = (
            self.public.minimum_count < self.internal.minimum_count
            or self.public.minimum_base < self.internal.minimum_base
            or self.public.decimals > self.internal.decimals
            or self.public.round_n % self.internal.round_n
        )
        if looser:
            raise ValueError(_("den publika profilen får inte vara lösare än den interna"))
        return self


class Hotspots(_Entry):
    """How the map's hot spots are looked for, and in what cells persons are counted.

    ``labelling`` compares a topic with all other points; ``scan`` compares persons with an ``exposure``, a table of
    how many people live or are at a place (x, y, antal), and says of whom with ``exposed``.
    """

    methods: tuple[Literal["labelling", "scan"], ...] = ("labelling",)
    exposure: str = ""
    exposed: str = N_("folkmängden")
    cells: Literal["hexagons", "areas"] = "hexagons"

    @model_validator(mode="after")
    def _scan_has_a_comparison(self) -> Self:
        if "scan" in self.methods and not self.exposure:
            raise ValueError(_("genomsökningen (scan) behöver en fil att jämföra med: ange exposure"))
        return self


def _criteria(given: dict[str, Any]) -> tuple[Criterion, ...]:
    return SETS[given.get("criteria_set", "bra")]


class Publication(_Entry):
    """What a page and open data for everyone need besides the figures; nothing is required.

    ``responsible`` publishes (the kommun unless given) and has the ``organisation_number``. ``contact`` is a function,
    not a person, that answers by ``email`` and ``phone``. ``page`` is the address where the page for residents will
    stand, ``data`` the folder where the open data will: every identifier in the DCAT file begins with it. ``assessed``
    is when somebody last assessed the page's accessibility, ``assessed_by`` how.
    """

    responsible: str = ""
    organisation_number: str = Field(default="", pattern=r"^(\d{6}-?\d{4})?$")
    contact: str = ""
    email: str = Field(default="", pattern=r"^([^@\s<>\"]+@[^@\s<>\"]+)?$")
    phone: str = Field(default="", pattern=r"^[+\d ()\-–]*$")
    page: str = Field(default="", pattern=_ADDRESS)
    data: str = Field(default="", pattern=_ADDRESS)
    license: Literal["CC0-1.0", "CC-BY-4.0"] = "CC0-1.0"
    next_survey: date | None = None
    published: date | None = None
    assessed: date | None = None
    assessed_by: str = ""


class Round(_Entry):
    """A round: who, when, which files, and by which rules they are published.

    ``folder`` is the round's folder; every file is relative to it and must lie inside it. ``crossings`` lists which
    groups results are broken down by (each entry none, one or two background questions). ``walks`` lists KML and GPX
    files of safety walks, ``observations`` the table of what was noted on them. ``crs`` is the coordinate system of
    tables with positions, e.g. ``EPSG:3007``; left out, SWEREF 99 TM and degrees are told apart by their numbers.
    ``criteria_set`` names the board's criteria, unless they are written by hand; ``capacity`` is how much effort the
    coming year's promises may take in all (each takes 1–4). ``case_number`` is the diarienummer, for the minutes.
    """

    folder: Path
    kommun: str
    kommun_code: str = ""
    year: int
    title: str
    demo: bool = False
    parties: tuple[str, ...] = ("Polisen", "Kommunen")
    start: date | None = None
    end: date | None = None
    design: Literal["self-selected", "sample"] = "self-selected"
    codebook: str = "codebook.yaml"
    surveys: tuple[Survey, ...] = ()
    mapping: str = ""
    registers: tuple[Register, ...] = ()
    places: str = ""
    points: str = ""
    layers: tuple[Layer, ...] = ()
    walks: tuple[str, ...] = ()
    observations: str = ""
    population: str = ""
    promises: str = ""
    activities: str = ""
    rake: tuple[str, ...] = ()
    crossings: tuple[Annotated[tuple[str, ...], Field(max_length=2)], ...] = ((),)
    priority_question: str = ""
    population_total: int | None = None
    cell_size: int = 500
    hotspots: Hotspots = Hotspots()
    crs: str = ""
    disclosure: Disclosure = Disclosure()
    publication: Publication = Publication()
    criteria_set: Literal["bra", "morile", "4x4"] = "bra"
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, default_factory=_criteria)]
    capacity: int = Field(default=6, ge=1, le=100)
    case_number: str = ""

    @classmethod
    def read(cls, folder: str | Path) -> Round:
        """Return the round in a folder.

        Raises
        ------
        RoundError
            If round.toml is missing or broken, or names a file outside the folder.
        """
        folder = Path(folder)
        file = folder / SETUP
        try:
            content = tomllib.loads(file.read_text("utf-8-sig"))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise no_round(folder) from error
        except (OSError, UnicodeDecodeError) as error:
            raise RoundError(_("Filen går inte att läsa som text. Spara om den i UTF-8."), file=file) from error
        except tomllib.TOMLDecodeError as error:
            raise RoundError(
                _("Filen är inte giltig TOML ({error}).").format(error=error),
                file=file,
                advice=_("Kontrollera citattecken och hakparenteser på raden."),
            ) from error
        try:
            found = cls.model_validate(content | {"folder": folder})
        except ValidationError as error:
            problems = (f"{' → '.join(map(str, p['loc'])) or _('rundan')}: {explained(p)}" for p in error.errors())
            raise RoundError("; ".join(problems) + ".", file=file, advice=_("Rätta filen och kör igen.")) from error
        for name in found.files:
            found.path(name)
        return found

    @property
    def files(self) -> tuple[str, ...]:
        """Return every file and folder the set-up names."""
        listed = [s.file for s in self.surveys] + [r.file for r in self.registers] + [la.file for la in self.layers]
        listed += self.walks
        single = (self.codebook, self.mapping, self.places, self.points, self.population, self.promises,
                  self.activities, self.observations, self.hotspots.exposure)  # fmt: skip
        return (*listed, *(name for name in single if name))

    @property
    def years(self) -> tuple[int, ...]:
        """Return the survey years, oldest first."""
        return tuple(sorted({survey.year for survey in self.surveys}))

    def path(self, name: str) -> Path:
        """Return the absolute path of a file the set-up names; it must lie inside the round's folder.

        Raises
        ------
        RoundError
            If the path leaves the folder, or nothing is there.
        """
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise RoundError(
                _("Filen ligger utanför rundans mapp."),
                file=self.folder / SETUP,
                value=name,
                advice=_("Lägg filen i mappen och skriv sökvägen därifrån."),
            )
        if not path.exists():
            raise RoundError(
                _("Filen finns inte."),
                file=self.folder / SETUP,
                value=name,
                advice=_("Kontrollera stavningen i round.toml."),
            )
        return path

    def describe(self) -> dict[str, Any]:
        """Return what an edition tells of the round (JSON): names, period, design, rules and the board's criteria."""
        dates = {"start": self.start.isoformat() if self.start else "", "end": self.end.isoformat() if self.end else ""}
        fields = {"kommun", "kommun_code", "year", "title", "demo", "parties", "design", "rake", "crossings",
                  "priority_question", "population_total", "cell_size", "criteria", "capacity",
                  "publication", "case_number"}  # fmt: skip
        return {"name": self.folder.resolve().name} | self.model_dump(mode="json", include=fields) | dates
