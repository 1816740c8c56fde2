"""The page that JupyterLab opens on: how the round stands, what is next, the workbooks and the year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from medlofte import edition, style
from medlofte.codebook import Codebook
from medlofte.errors import MedlofteError
from medlofte.language import N_, _, translated
from medlofte.rounds import Round

BOOKS = {
    "01_las_och_kontrollera": (N_("Läs och kontrollera"), N_("Alla filer läses; allt konstigt blir fynd att rätta.")),
    "02_koda_fritext": (N_("Koda fritext"), N_("De fria svaren får ämnen; en person bestämmer.")),
    "03_utforska_enkaten": (N_("Utforska enkäten"), N_("Vikter, andelar, skillnader mellan grupper och år.")),
    "04_kartlaggning_och_platser": (
        N_("Kartläggning och platser"),
        N_("Vad aktörerna ser, och vilka platser som pekas ut."),
    ),
    "05_publicera": (N_("Publicera"), N_("Hela vägen till en skyddad utgåva för workshoppen.")),
}

APPENDIX = "bilaga_tackning"


@dataclass(frozen=True)
class Step:
    """One step of the round's work: its words, whether it is done, and what to do about it."""

    name: str
    done: bool
    text: str


def steps(round_: Round, *, editions: Iterable[Path]) -> list[Step]:
    """Return the round's steps in order, judged from which files there are; nothing is read through.

    Parameters
    ----------
    editions
        Where the round's first edition may stand.
    """
    return [_answers(round_), _codebook(round_), _forms(round_), _population(round_), _free_text(round_),
            _edition(editions)]  # fmt: skip


def _answers(round_: Round) -> Step:
    surveys = [one.file for one in round_.surveys]
    missing = [name for name in surveys if not round_.path(name).exists()]
    text = _("{n} {n|fil|filer} i round.toml.").format(n=len(surveys))
    if missing:
        text = _("Saknas: {names}.").format(names=", ".join(missing))
    elif not surveys:
        text = _("Lägg filerna i rundans mapp och peka ut dem under [[surveys]] i round.toml.")
    return Step(_("Enkätens svar"), bool(surveys) and not missing, text)


def _codebook(round_: Round) -> Step:
    draft = is_draft(round_)
    waits = _("Den är ett utkast. Gå igenom den, och ta bort raden med ordet UTKAST när den stämmer.")
    return Step(_("Kodboken"), not draft, waits if draft else _("Den är inte märkt som utkast."))


def _forms(round_: Round) -> Step:
    forms = list((round_.folder / round_.mapping).glob("*.xlsx")) if round_.mapping else []
    there = _("{n} formulär i mappen {folder}. Bok 4 visar vilka som är ifyllda.")
    text = there.format(n=len(forms), folder=round_.mapping) if forms else _("Inga formulär ännu.")
    return Step(_("Aktörernas formulär"), bool(forms), text)


def _population(round_: Round) -> Step:
    text = _("Svaren vägs inte: ange population och rake i round.toml.")
    if round_.rake:
        text = _("Svaren vägs efter {rake}.").format(rake=_raked(round_))
    return Step(_("Befolkningen"), bool(round_.population), text)


def _free_text(round_: Round) -> Step:
    coded = (round_.folder / "kodning.jsonl").is_file()
    waits = _("Ingen har granskat koderna ännu. Mönstrens förslag räknas ändå.")
    return Step(_("Fritexten"), coded, _("Det finns beslut i liggaren.") if coded else waits)


def _edition(editions: Iterable[Path]) -> Step:
    found = next(filter(None, map(edition.newest, editions)), None)
    text = _("Inget är publicerat ännu. Kör bok 5 när fynden är lösta.")
    if found:
        text = _("Publicerad: {edition}. Visa den med: medlofte serve {edition}").format(edition=found)
    return Step(_("Utgåvan"), found is not None, text)


def page(round_: Round, *, books: Path, today: date | None = None) -> str:
    """Return the start page (Markdown)."""
    now, name = today or date.today(), round_.folder.resolve().name
    beside = round_.folder.resolve().parents[1] / "editions" / name
    found = steps(round_, editions=(edition.place(round_.folder), beside))
    waiting = next((step for step in found if not step.done), None)
    lines = [
        f"# {round_.title}",
        "",
        _("**Nästa steg:** {step}. {text}").format(step=waiting.name.lower(), text=waiting.text)
        if waiting
        else _(
            "**Allt är gjort till och med utgåvan.** Håll workshoppen, och börja sedan nästa runda "
            "med `medlofte next {folder} NY`."
        ).format(folder=round_.folder),
        "",
        _("## Arbetsböckerna"),
        "",
        _("Kör dem i ordning. De är dina egna kopior."),
        "",
    ]
    for number, (book, (title, text)) in enumerate(translated(BOOKS).items(), start=1):
        if (books / f"{book}.ipynb").is_file():
            lines.append(f"{number}. [{title}]({book}.ipynb): {text}")
    if (books / f"{APPENDIX}.ipynb").is_file():
        told = _("[Bilaga: håller intervallen vad de lovar?]({book}.ipynb) Prövat på påhittade svar, inte på dina.")
        lines += ["", told.format(book=APPENDIX)]
    lines += ["", _("## Så står det till"), "", _("| Steg | Läge | Att veta |"), "|---|---|---|"]
    lines += [f"| {step.name} | {_('✓ klart') if step.done else _('○ återstår')} | {step.text} |" for step in found]
    lines += ["", _("## Årshjulet"), "", *_wheel(round_.year, now)]
    lines += [
        "",
        _("Sidan skrevs {date} och skrivs om varje gång `medlofte lab` körs. Spara inget eget här.").format(
            date=style.date(now.isoformat())
        ),
    ]
    return "\n".join(lines) + "\n"


def _raked(round_: Round) -> str:
    """Return what the answers are weighed by, as the codebook words it; its names while it cannot be read."""
    try:
        codebook = Codebook.read(round_.path(round_.codebook))
        return ", ".join(one.short or one.label for one in map(codebook.question, round_.rake)).lower()
    except MedlofteError:
        return ", ".join(round_.rake)


def _wheel(year: int, now: date) -> list[str]:
    from medlofte.yearly import wheel

    months = wheel(year)
    here = [one.day for one in months if one.day <= now.isoformat() <= f"{year}-12-31"][-1:]
    lines = []
    for one in months:
        month = f"{style.month(int(one.day[5:7]))} {one.day[:4]}"
        mark = _(" ← **här är vi**") if [one.day] == here else ""
        lines.append(f"- {month}: {one.title}{mark}")
    return lines


def is_draft(round_: Round) -> bool:
    """Return whether the codebook still says that it is a draft, which nobody has gone through."""
    path = round_.path(round_.codebook)
    return path.is_file() and path.read_text("utf-8-sig").lstrip().startswith("# UTKAST")
