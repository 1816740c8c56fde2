"""The next round from this one: the same questions, places and criteria, the promises that are still open, a checklist.

Answers stay where they are unless they are asked for. Whatever belongs to the year that has passed (answers, registers,
activities) stands in the new ``round.toml`` as comments, so that one sees what there was and puts in the new files.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from medlofte import style
from medlofte.codebook import Codebook
from medlofte.edition import Edition
from medlofte.errors import RoundError, reason
from medlofte.language import N_, _
from medlofte.rounds import SETUP, Round
from medlofte.whereabouts import typed
from medlofte.workshop.promises.chain import Chain, gather
from medlofte.workshop.store import Store
from medlofte.workshop.words import LABELS

CHECKLIST = "ATT-GORA.md"
PROMISES = "promises/promises.yaml"
_YEARLY = ("points", "walks", "observations", "activities", "surveys", "registers")
_REPLACED = ("mapping", "promises")
# Of [publication]: what was true of one year's page.
_SAID_ONCE = ("next_survey", "published", "assessed", "assessed_by")
_HEAD = N_("# Löften som var öppna när rundan började. Gå igenom dem: ska de fortsätta, ändras eller avslutas?")


@dataclass(frozen=True)
class Made:
    """What came along to the new round: its folder, the series of its questions, its open and its closed promises."""

    folder: Path
    series: tuple[str, ...]
    open: tuple[str, ...]
    closed: tuple[str, ...]

    def text(self) -> str:
        """Return what was done and what to do next, in words."""
        lines = (
            _("Rundan är skapad: {folder}"),
            _("Frågor i jämförbara serier: {series}. Öppna löften som följer med: {open}. Avslutade: {closed}."),
            _("Gå igenom {checklist}, lägg dit filerna och kör: medlofte check {folder}"),
        )
        return "\n".join(lines).format(folder=typed(self.folder), series=len(self.series), open=len(self.open),
                                       closed=len(self.closed), checklist=self.folder / CHECKLIST)  # fmt: skip


def create(old: Path, new: Path, *, edition: Edition, store: Store | None = None, answers: bool = False) -> Made:
    """Make the next round in a new folder.

    Parameters
    ----------
    edition, store
        The old round's: they say which promises are still open, and what came of them.
    answers
        Copy the latest year's answers too, so that the years can be compared. They are personal data.

    Raises
    ------
    RoundError
        If the new folder holds anything already, or a file of the old round is missing.
    """
    if new.exists() and (not new.is_dir() or any(new.iterdir())):
        raise RoundError(_("Mappen finns redan och är inte tom."), file=new, advice=_("Välj ett annat namn."))
    before = Round.read(old)
    try:
        return _fill(before, new, chain=gather(edition, store), answers=answers)
    except BaseException as error:
        shutil.rmtree(new, ignore_errors=True)  # whole or not at all
        if isinstance(error, OSError):
            raise RoundError(
                _("Mappen går inte att skapa ({reason}).").format(reason=reason(error)), file=new
            ) from error
        raise


def _fill(before: Round, new: Path, *, chain: Chain, answers: bool) -> Made:
    from medlofte.analysis.read.mapping import write_form

    codebook = Codebook.read(before.path(before.codebook))
    kept = [survey.file for survey in before.surveys if answers and survey.year == before.years[-1]]
    for name in (*_lasting(before), *kept):
        _copy(before.path(name), new / name)
    topics = before.folder / "topics.yaml"
    if topics.is_file():
        _copy(topics, new / "topics.yaml")
    (new / "mapping").mkdir(parents=True)
    for actor in codebook.actors:
        write_form(new / "mapping" / f"{actor.id}.xlsx", codebook=codebook, actor=actor.id)
    open_, closed = _parted(chain)
    (new / PROMISES).parent.mkdir()
    (new / PROMISES).write_text(f"{_(_HEAD)}\n{_promises(open_, chain)}", "utf-8", newline="\n")
    text = setup((before.folder / SETUP).read_text("utf-8-sig"), kept=kept)
    (new / SETUP).write_text(text, "utf-8", newline="\n")
    Round.read(new)
    series = tuple(dict.fromkeys(question.series for question in codebook.questions if question.series))
    made = Made(new, series, tuple(row["promise"] for row in open_), tuple(row["promise"] for row in closed))
    (new / CHECKLIST).write_text(_checklist(before, made, chain, kept=kept), "utf-8", newline="\n")
    return made


def _lasting(before: Round) -> list[str]:
    """Return the files that hold for the next round too: codebook, places, map layers, population, exposure."""
    named = (before.codebook, before.places, before.population, before.hotspots.exposure)
    return list(dict.fromkeys(name for name in (*named, *(layer.file for layer in before.layers)) if name))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)


def _parted(chain: Chain) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the promises that are still open and those that are closed: reported, or judged to be fulfilled."""
    judged = dict(zip(chain.assessments["subject"], chain.assessments["content"], strict=True))
    rows = [{str(name): value for name, value in row.items()} for row in chain.held.to_dict("records")]
    over = [row["state"] == "redovisat" or judged.get(row["promise"], {}).get("status") == "uppfyllt" for row in rows]
    return ([row for row, closed in zip(rows, over, strict=True) if not closed],
            [row for row, closed in zip(rows, over, strict=True) if closed])  # fmt: skip


def _promises(open_: Iterable[dict[str, Any]], chain: Chain) -> str:
    listed = []
    for row in open_:
        entry = {name: row[name] for name in ("promise", "title", "text", "promisers")}
        entry |= {name: [part for part in row[name].split("|") if part] for name in ("topics", "places")}
        entry |= {name: _figure(row[name]) for name in ("baseline", "target")}
        entry |= {name: row[name] for name in ("indicator", "deadline", "owner")}
        measures = [{str(n): v for n, v in m.items()} for m in chain.of_promise(row["promise"]).to_dict("records")]
        causes = dict(zip(chain.causes["cause"], chain.causes["text"], strict=True))
        entry["measures"] = [
            {"measure": m["measure"], "title": m["title"],
             "cause": "; ".join(causes.get(c, c) for c in m["causes"]) or m["cause"], "kind": m["kind"],
             "owner": m["owner"], "planned": _figure(m["planned"]), "unit": m["unit"]} for m in measures
        ]  # fmt: skip
        listed.append(entry)
    return yaml.safe_dump({"promises": listed}, allow_unicode=True, sort_keys=False, width=110)


def _figure(value: Any) -> float | int | None:
    if style.missing(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def setup(text: str, *, kept: Iterable[str] = ()) -> str:
    """Return a ``round.toml`` for the next round: dates a year on, and what belonged to the year as comments.

    Parameters
    ----------
    kept
        Survey files that come along; their tables stay.
    """
    lines: list[str] = []
    for block in re.split(r"(?m)^(?=\[)", text):
        yearly = re.match(r"\[\[(surveys|registers)\]\]", block)
        if yearly and not any(f'"{name}"' in block for name in kept):
            lines += [f"# {line}" if line.strip() and not line.startswith("#") else line for line in block.splitlines()]
        elif block.startswith("[publication]"):
            lines += [f"# {line}" if line.partition("=")[0].strip() in _SAID_ONCE else line
                      for line in block.splitlines()]  # fmt: skip
        else:
            lines += block.splitlines() if block.startswith("[") else _general(block)
    return "\n".join(lines).rstrip() + "\n"


def _general(block: str) -> list[str]:
    """Return the lines before the first table."""
    lines, commenting = [], 0
    for line in block.splitlines():
        name = line.partition("=")[0].strip()
        if name in _REPLACED:
            continue
        if commenting or name in _YEARLY:
            # A list may go on for several lines; it is over when its brackets are.
            commenting += line.count("[") - line.count("]")
            lines.append(f"# {line}")
        elif name in ("year", "start", "end", "title"):
            lines.append(_year_on(line))
        else:
            lines.append(line)
    return [*lines, 'mapping = "mapping"', f'promises = "{PROMISES}"    # {_("löften som var öppna")}', ""]


def _year_on(line: str) -> str:
    """Return a line with every year in its value one year later; the 29th of February becomes the 28th."""
    name, mark, value = line.partition("=")
    moved = re.sub(r"\b(20\d\d)\b", lambda found: str(int(found[1]) + 1), value)
    return name + mark + re.sub(r"\b(\d{4})-02-29\b", r"\1-02-28", moved)


def _checklist(before: Round, made: Made, chain: Chain, *, kept: Iterable[str]) -> str:
    codebook = Codebook.read(made.folder / before.codebook)
    lines = [
        _("# Att göra: {kommun} {year}").format(kommun=before.kommun, year=before.year + 1),
        "",
        _("Rundan är gjord av {round} den {date}.").format(
            round=before.folder.resolve().name, date=style.date(date.today().isoformat())
        ),
        "",
        _("## Före enkäten"),
        "",
        _(
            "- [ ] Stämmer år, titel, start och slut i `round.toml`? De är flyttade ett år fram. "
            "Löper löftena på två år: ändra."
        ),
        _("- [ ] Är befolkningssiffrorna de senaste? Filen är kopierad som den var."),
        _("- [ ] Ställ samma frågor som förra gången. Ändras en fråga eller dess svar, byt `series` i kodboken."),
        *(
            _("  - {question} (serien {name})").format(question=question.label, name=question.series)
            for question in codebook.questions
            if question.series
        ),
        _("- [ ] Skicka formulären i `mapping/` till aktörerna. Har någon kommit till eller slutat?"),
        "",
        _("## När filerna finns"),
        "",
        _("- [ ] Lägg in årets svar och register och ta bort kommentarerna i `round.toml`."),
        _("- [ ] Senaste årets svar är kopierade hit och innehåller personuppgifter.")
        if list(kept)
        else _(
            "- [ ] Senaste årets svar ligger kvar i den gamla rundan. De behövs här för att visa "
            "förändring: kör kommandot med --answers, om de får sparas."
        ),
        _("- [ ] Kör `medlofte check {folder}` och `medlofte publish {folder}`.").format(folder=typed(made.folder)),
        "",
        _("## Löftena"),
        "",
    ]
    lines += _carried(made, chain)
    lines += ["", _("## Berätta"), "", _("- [ ] Redovisa förra rundans löften för invånarna innan nästa enkät går ut.")]
    return "\n".join(lines) + "\n"


def _carried(made: Made, chain: Chain) -> list[str]:
    titles = dict(zip(chain.held["promise"], chain.held["title"], strict=True))
    deadlines = dict(zip(chain.held["promise"], chain.held["deadline"], strict=True))
    judged = dict(zip(chain.assessments["subject"], chain.assessments["content"], strict=True))
    measured = dict(zip(chain.outcomes["promise"], chain.outcomes["content"], strict=True))
    lines = []
    for name in made.open:
        told = judged.get(name)
        status = (
            _(" Senast bedömt: {status}, {reason}").format(status=LABELS[told["status"]], reason=told["reason"])
            if told
            else _(" Ingen har bedömt det.")
        )
        late = _(" Slutdatumet har passerat.") if deadlines[name] and deadlines[name] < date.today().isoformat() else ""
        value = measured.get(name)
        base = (
            _(" Utfallet {value} ({source}) kan bli nytt utgångsläge.").format(
                value=value["value"], source=value["source"]
            )
            if value
            else ""
        )
        lines.append(
            _("- [ ] {promise}: fortsätta, ändra eller avsluta?{status}{late}{base}").format(
                promise=titles[name] or name, status=status, late=late, base=base
            )
        )
    lines += [_("- Avslutat, följer inte med: {promise}").format(promise=titles[name] or name) for name in made.closed]
    return lines or [_("Inga löften följer med.")]
