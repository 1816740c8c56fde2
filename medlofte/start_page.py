"""The page that JupyterLab opens on: how the round stands, what is next, the workbooks and the year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from medlofte import edition, style
from medlofte.rounds import Round

BOOKS = {
    "01_las_och_kontrollera": ("Läs och kontrollera", "Alla filer läses; allt konstigt blir fynd att rätta."),
    "02_koda_fritext": ("Koda fritext", "De fria svaren får ämnen; en person bestämmer."),
    "03_utforska_enkaten": ("Utforska enkäten", "Vikter, andelar, skillnader mellan grupper och år."),
    "04_kartlaggning_och_platser": ("Kartläggning och platser", "Vad aktörerna ser, och vilka platser som pekas ut."),
    "05_publicera": ("Publicera", "Hela vägen till en skyddad utgåva för workshoppen."),
}


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
    folder = round_.folder
    surveys = [one.file for one in round_.surveys]
    missing = [name for name in surveys if not round_.path(name).exists()]
    forms = sorted((folder / round_.mapping).glob("*.xlsx")) if round_.mapping else []
    found = next(filter(None, map(edition.newest, editions)), None)
    coded = (folder / "kodning.jsonl").is_file()
    return [
        Step("Enkätens svar", bool(surveys) and not missing,
             f"Saknas: {', '.join(missing)}." if missing else f"{len(surveys)} filer i round.toml." if surveys else
             "Lägg filerna i rundans mapp och peka ut dem under [[surveys]] i round.toml."),
        Step("Kodboken", not _draft(round_), "Den är inte märkt som utkast." if not _draft(round_) else
             "Den är ett utkast. Gå igenom den, och ta bort raden med ordet UTKAST när den stämmer."),
        Step("Aktörernas formulär", bool(forms), f"{len(forms)} formulär i mappen {round_.mapping}. Bok 4 visar vilka "
             "som är ifyllda." if forms else "Inga formulär ännu."),
        Step("Befolkningen", bool(round_.population), "Svaren vägs efter " + ", ".join(round_.rake) + "." if round_.rake
             else "Svaren vägs inte: ange population och rake i round.toml." ),
        Step("Fritexten", coded, "Det finns beslut i liggaren." if coded else
             "Ingen har granskat koderna ännu. Mönstrens förslag räknas ändå."),
        Step("Utgåvan", found is not None, f"Publicerad: {found}. Visa den med: medlofte serve {found}" if found else
             "Inget är publicerat ännu. Kör bok 5 när fynden är lösta."),
    ]  # fmt: skip


def page(round_: Round, *, books: Path, today: date | None = None) -> str:
    """Return the start page (Markdown, Swedish)."""
    now, name = today or date.today(), round_.folder.resolve().name
    found = steps(round_, editions=(Path("editions") / name, round_.folder.resolve().parents[1] / "editions" / name))
    waiting = next((step for step in found if not step.done), None)
    lines = [f"# {round_.title}", "",
             f"**Nästa steg:** {waiting.name.lower()}. {waiting.text}" if waiting else
             "**Allt är gjort till och med utgåvan.** Håll workshoppen, och börja sedan nästa runda med "
             f"`medlofte next {round_.folder} NY`.", "",
             "## Arbetsböckerna", "", "Kör dem i ordning. De är dina egna kopior.", ""]  # fmt: skip
    for number, (book, (title, text)) in enumerate(BOOKS.items(), start=1):
        if (books / f"{book}.ipynb").is_file():
            lines.append(f"{number}. [{title}]({book}.ipynb): {text}")
    lines += ["", "## Så står det till", "", "| Steg | Läge | Att veta |", "|---|---|---|"]
    lines += [f"| {step.name} | {'✓ klart' if step.done else '○ återstår'} | {step.text} |" for step in found]
    lines += ["", "## Årshjulet", "", *_wheel(round_.year, now)]
    lines += ["", f"Sidan skrevs {style.date(now.isoformat())} och skrivs om varje gång `medlofte lab` körs. "
              "Spara inget eget här."]  # fmt: skip
    return "\n".join(lines) + "\n"


def _wheel(year: int, now: date) -> list[str]:
    from medlofte.yearly import wheel

    months = wheel(year)
    here = [one.day for one in months if one.day <= now.isoformat() <= f"{year}-12-31"][-1:]
    lines = []
    for one in months:
        month = f"{style.MONTHS[int(one.day[5:7]) - 1]} {one.day[:4]}"
        mark = " ← **här är vi**" if [one.day] == here else ""
        lines.append(f"- {month}: {one.title}{mark}")
    return lines


def _draft(round_: Round) -> bool:
    path = round_.path(round_.codebook)
    return path.is_file() and path.read_text("utf-8-sig").lstrip().startswith("# UTKAST")
