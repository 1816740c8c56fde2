"""The page's sections as plain rows that the templates lay out: who answered, where, what was promised and done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from medlofte import style
from medlofte.export.public.account import Account
from medlofte.export.public.charts import Bar, bars, lines
from medlofte.export.public.map import numbered, town_map
from medlofte.export.public.said import Answers
from medlofte.language import N_, Own, _
from medlofte.workshop import coverage
from medlofte.workshop.promises.outcomes import figure as plain
from medlofte.workshop.words import LABELS

WHO = {"polis": N_("Polisen lovar"), "kommun": N_("Kommunen lovar"), "gemensamt": N_("Polisen och kommunen lovar")}
_MODES = {
    "web": N_("på webben"),
    "event": N_("på plats vid evenemang"),
    "paper": N_("på papper"),
    "sample": N_("i ett utskick"),
}
_NEAR = 2  # hexagon widths within which a place names a hexagon
_PLACES = 10


@dataclass(frozen=True)
class Table:
    """A table: ``rows`` are (heading, cells); ``wide`` becomes one card per row on a phone; ``note`` stands below."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Any, ...]], ...]
    note: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Picture:
    """A drawing and the table with the same numbers."""

    drawing: Markup
    table: Table


@dataclass(frozen=True)
class Status:
    """How it went: sign and word together, and the colour of the two."""

    sign: str
    word: str
    reason: str


def topics(answers: Answers) -> Picture | None:
    """Return the topics that residents chose."""
    shares = [share for share in answers.topics() if not style.missing(share.now["share"])]
    return _shares(answers, shares, name="amnen", title=_("Vad de svarande valde"), head=_("Ämne"))


def safety(answers: Answers, questions: pd.DataFrame) -> tuple[str, Picture] | None:
    """Return how safe residents feel, late in the evening if that was asked; None where it was not."""
    concepts = dict(zip(questions["concept"], questions["question"], strict=True))
    found = [concepts[name] for name in sorted(concepts, reverse=True) if str(name).startswith("trygg")]
    for question in sorted(found, key=lambda name: "kvall" not in name):
        shares = [share for share in answers.shares(question) if not style.missing(share.now["share"])]
        picture = _shares(answers, shares, name="trygghet", title=answers.text_of(question), head=_("Svar"))
        if picture:
            return answers.text_of(question), picture
    return None


def _shares(answers: Answers, shares: list[Any], *, name: str, title: str, head: str) -> Picture | None:
    if not shares:
        return None
    years = (answers.before, answers.year)
    compared = any(share.before for share in shares)
    rows = tuple((share.label, (share.figure, share.earlier) if compared else (share.figure,)) for share in shares)
    asked = answers.asked(str(shares[0].now["question"]))
    note = _("Antal svar: ") + ", ".join(f"{style.number(n)} ({year})" for year, n in reversed(asked)) + "."
    note += (
        _(" Streck: åren går inte att jämföra.") if any(share.earlier == "–" for share in shares) and compared else ""
    )
    heads = (head, str(years[1]), *((str(years[0]),) if compared else ()))
    drawn = bars([share.bar(years) for share in shares], name=name, title=title, now=str(years[1]),
                 before=str(years[0]))  # fmt: skip
    return Picture(drawn, Table(_("Andel av dem som svarat, med osäkerhetsintervall"), heads, rows, note))


def composition(account: Account, answers: Answers) -> Picture | None:
    """Return which groups answered, beside the population where it is known."""
    frame = account.edition.table("composition")
    frame = frame[(frame["question"] != "mode") & frame["share"].notna()]
    if frame.empty:
        return None
    rows, drawn = [], []
    for row in frame.to_dict("records"):
        label = account.edition.choice_labels(row["question"]).get(row["choice"], row["choice"])
        known = not style.missing(row["population"])
        share, population = style.percent(row["share"]), style.percent(row["population"]) if known else "–"
        rows.append((label, (style.number(row["n"]), share, population)))
        told = _("{label} {share} av de svarande").format(label=label, share=share) + (
            _(", {population} av befolkningen").format(population=population) if known else ""
        )
        drawn.append(Bar(label, float(row["share"]), share, told,
                         before=float(row["population"]) if known else None,
                         before_text=population if known else ""))  # fmt: skip
    heads = (_("Grupp"), _("Svar"), _("Av svaren"), _("Av alla"))
    note = _("Enkäten {year}. «Av alla» är gruppens andel av befolkningen.").format(year=answers.year)
    return Picture(
        bars(drawn, name="svarande", title=_("Vilka som svarade, jämfört med befolkningen"), now=_("svarande"),
             before=_("befolkningen")),
        Table(_("Vilka som svarade"), heads, tuple(rows), note),
    )  # fmt: skip


def modes(account: Account, answers: Answers) -> str:
    """Return how many answered, and how, as a sentence."""
    rows = account.edition.table("accounting")
    rows = rows[rows["year"] == answers.year]
    if rows.empty:
        return _("Ingen enkät ingår i underlaget.")
    said = _("{accepted} {accepted|person|personer} svarade på enkäten {year}").format(
        accepted=style.number(rows["accepted"].max()), year=answers.year
    )
    ways = {str(one["mode"]): None for one in account.about.get("surveys") or () if one.get("year") == answers.year}
    named = [_(_MODES.get(way, way)) for way in ways]
    return said + (f", {_(' och ').join(named)}." if named else ".")


def where(account: Account) -> tuple[Picture | None, Table | None]:
    """Return the map with its table, and the places that residents named; None where nothing may be shown."""
    edition, about = account.edition, account.about
    cells, places = edition.table("cells"), edition.table("places")
    minimum, size = int(about.get("minimum_count", 5)), float(about.get("cell_size", 500))
    shown, picture = numbered(cells), None
    if len(shown):
        layers = {name: layer for name in ("coast", "areas", "roads") if (layer := edition.layer(name))["features"]}
        rows = tuple(
            (_("Ruta {number}").format(number=row["number"]), (_near(row, places, size), style.number(row["persons"])))
            for row in shown.to_dict("records")
        )
        hidden = int(cells["persons"].isna().sum())
        note = (
            _("Siffrorna för ytterligare {hidden} {hidden|ruta|rutor} är skyddade: för få personer.").format(
                hidden=hidden
            )
            if hidden
            else ""
        )
        drawn = town_map(cells, layers, size=size, minimum=minimum, name="karta")
        picture = Picture(
            drawn, Table(_("Rutorna på kartan"), (_("Ruta"), _("Närmaste plats"), _("Personer")), rows, note)
        )
    named = places[places["residents"].fillna(0) > 0].sort_values(["residents", "label"], ascending=[False, True])
    listed = [(str(row["label"]), (style.number(row["residents"]),)) for row in named.head(_PLACES).to_dict("records")]
    words = Table(
        _("Platser som flest nämnt med egna ord"), (_("Plats"), _("Personer")), tuple(listed), coverage.line(edition)
    )
    return picture, words if listed else None


def _near(row: dict[Any, Any], places: pd.DataFrame, size: float) -> str:
    """Return the nearest place's name; blank where none is close. It names the hexagon, not where anyone stood."""
    gaps = ((places["x"] - row["x"]) ** 2 + (places["y"] - row["y"]) ** 2) ** 0.5
    if gaps.empty or gaps.min() > _NEAR * size:
        return "–"
    return str(places.loc[gaps.idxmin(), "label"])


def promises(account: Account, answers: Answers) -> list[dict[str, Any]]:
    """Return each promise with what residents said of its topics, and what was done."""
    labels, places = account.edition.labels("topics"), account.edition.labels("places")
    found = []
    for number, row in enumerate(account.promises.to_dict("records"), start=1):
        tied = [topic for topic in row["topics"].split("|") if topic]
        named = [labels.get(topic, topic) for topic in tied]
        found.append({
            "heading": Own(f"{number}. {row['title']}") if row["title"] else _("Löfte {number}").format(number=number),
            "text": row["text"],
            "facts": _facts(row, places),
            "topics": named,
            "said": _said(answers, tied, labels),
            "drawing": _lines(answers, tied, number),
            "status": status(row["status"], row["reason"]) if row["status"] else None,
            "measures": _measures(account, row["promise"]),
            "indicator": _indicator(account, row["promise"]),
        })  # fmt: skip
    return found


def _facts(row: dict[Any, Any], places: dict[str, str]) -> list[tuple[str, str]]:
    where_ = ", ".join(places.get(name, name) for name in row["places"].split("|") if name)
    facts = [
        (_("Vem"), _(WHO.get(row["promisers"], "")).removesuffix(_(" lovar"))),
        (_("Ansvarig"), Own(row["owner"])),
        (_("Var"), where_),
        (_("Senast"), style.date(row["deadline"])),
        (_("Mått"), Own(row["indicator"])),
    ]
    facts += [(name, plain(row[key])) for name, key in ((_("Utgångsläge"), "baseline"), (_("Mål"), "target"))
              if not style.missing(row[key])]  # fmt: skip
    return [(name, text) for name, text in facts if text]


def _said(answers: Answers, tied: list[str], labels: dict[str, str]) -> Table | None:
    known = {share.topic: share for share in answers.topics()}
    if not tied:
        return None
    compared = any(known[topic].before for topic in tied if topic in known)
    heads = (_("Ämne"), str(answers.year), *((str(answers.before),) if compared else ()))
    rows = []
    for topic in tied:
        share = known.get(topic)
        cells = (share.figure, share.earlier) if share else (_("frågan ställdes inte"), "–")
        rows.append((share.label if share else labels.get(topic, topic), cells if compared else cells[:1]))
    return Table(_("Så många valde ämnena som löftet svarar på"), heads, tuple(rows))


def _lines(answers: Answers, tied: list[str], number: int) -> Markup | None:
    series = answers.lines(tied)
    title = _("Andel som valt ämnena, {before}–{year}").format(before=answers.before, year=answers.year)
    return lines(series, name=f"linje{number}", title=title) if series else None


def _measures(account: Account, promise: str) -> Table | None:
    frame = account.measures[account.measures["promise"] == promise]
    rows = tuple((_titled(row), (_count(row["planned"]), plain(row["done"]), status(row["status"], row["reason"])))
                 for row in frame.to_dict("records"))  # fmt: skip
    heads = (_("Åtgärd"), _("Planerat"), _("Genomfört"), _("Så gick det"))
    return Table(_("Planerat och genomfört"), heads, rows, wide=True) if rows else None


def outcome(account: Account) -> Picture | None:
    """Return what was done as a share of what was planned, for the measures with a number."""
    frame = account.measures[account.measures["planned"].fillna(0) > 0]
    if frame.empty:
        return None
    rows, drawn = [], []
    for row in frame.to_dict("records"):
        title = _titled(row)
        text = _("{done} av {planned}").format(done=plain(row["done"]), planned=plain(row["planned"]))
        rows.append((title, (text,)))
        ratio = float(row["done"] / row["planned"])
        drawn.append(
            Bar(
                title,
                ratio,
                text,
                _("{title}: {text} planerade").format(title=title, text=text),
                before=1.0,
                before_text=_("planen"),
            )
        )
    drawing = bars(
        drawn, name="utfall", title=_("Genomfört jämfört med planerat"), now=_("genomfört"), before=_("planerat")
    )
    return Picture(drawing, Table(_("Genomfört jämfört med planerat"), (_("Åtgärd"), _("Genomfört")), tuple(rows)))


def _indicator(account: Account, promise: str) -> str:
    """Return the indicator's outcome as a sentence, empty where none was measured."""
    rows = account.indicators[(account.indicators["promise"] == promise) & account.indicators["value"].notna()]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    source = _(" Källa: {source}.").format(source=row["source"]) if row["source"] else ""
    return f"{row['indicator'] or _('Måttet')}: {plain(row['value'])}. {row['reason']}{source}"


def left_out(account: Account, answers: Answers) -> tuple[Table | None, list[str]]:
    """Return what was decided and why, and the commonest topics that no promise answers to."""
    labels = account.edition.labels("topics")
    chosen = account.decisions[account.decisions["decision"] != "fokus"]
    rows = tuple((labels.get(row["problem"], row["problem"]), (LABELS[row["decision"]], Own(row["reason"] or "–")))
                 for row in chosen.to_dict("records"))  # fmt: skip
    tied = {topic for topics in account.promises["topics"] for topic in topics.split("|")}
    settled = tied | set(account.decisions["problem"]) | {""}
    open_ = [f"{share.label}, {share.figure}" for share in answers.topics()
             if share.topic not in settled and not style.missing(share.now["share"])]  # fmt: skip
    found = Table(_("Det här valdes bort eller tas upp senare"), (_("Ämne"), _("Beslut"), _("Varför")), rows, wide=True)
    return found if rows else None, open_


def status(word: str, reason: str) -> Status:
    """Return a status as it is shown: a sign and a word."""
    # The signs are known by the Swedish words, which are those of the edition's tables too.
    stored = dict.get(LABELS, word, word)
    return Status(style.STATUSES[stored][0], LABELS.get(word, _(word)), reason)


def _titled(row: dict[Any, Any]) -> str:
    return Own(f"{row['title']} (antal {row['unit']})" if row["unit"] else row["title"])


def _count(value: Any) -> str:
    return _("inget antal lovat") if style.missing(value) else plain(value)
