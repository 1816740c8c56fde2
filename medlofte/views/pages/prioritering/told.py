"""A result in Swedish words; every value is escaped. All functions are pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import pandas as pd

from medlofte import style
from medlofte.language import N_, _
from medlofte.views import parts
from medlofte.views.drawing import each, enumerated
from medlofte.views.pages.prioritering.material import Material
from medlofte.workshop.priorities.outcome import USUAL_EFFORT, Outcome
from medlofte.workshop.store import Round
from medlofte.workshop.words import DECISIONS, LABELS, PARTICIPANTS

FIRST, MOST = 3, 5
FOCUS = N_("Fokusområden")
REOPENED = N_("Omgången öppnades igen efter att den hade stängts, så den som röstade då kan ha sett resultatet.")
Label = Callable[[str], str]
MEASURES = {
    "bedomning": N_(
        "Medelpoäng 0–100: ja räknas som 100, delvis som 50 och nej som 0; «vet ej» räknas inte. "
        "På skalan 1–4 är 1 värt 0, 2 värt 50, 3 värt 79 och 4 värt 100."
    ),
    "prickar": N_("Andel av prickarna, i procent: i medel över dem som röstat."),
    "rangordning": N_("Poäng efter plats (Borda): 100 om alla satte problemet först, 0 om alla satte det sist."),
}
PARTS = {
    "criteria": N_("Kriteriernas vikter"),
    "perspectives": N_("Invånare, aktörer och register"),
    "both": N_("Allt tillsammans"),
}
SMAA = N_(
    "Metod: SMAA (Lahdelma och Salminen 2001). Vikterna dras slumpvis så att alla är "
    "lika troliga: mellan kriterierna, mellan invånarnas, aktörernas och registrens "
    "bild, och mellan deltagarnas svar och den gemensamma bilden. Det ingen vet får vara "
    "vad som helst."
)
ORDER_NOTE = N_(
    "Poängen går från 0 till 100. Spridning: standardavvikelse mellan deltagarna, högst "
    "50. Enighet går från −1 (hälften ja, hälften nej) till 1 (alla lika). «Bland tre "
    "första»: andel av alla sätt att väga. Grupper med färre än tre som svarat visas "
    "inte för sig (..)."
)


def name(round_: Round) -> str:
    """Return what a round is called."""
    return _("Omgång {number}: {round}{title}").format(
        number=round_.number, round=LABELS[round_.kind], title=f", {round_.title}" if round_.title else ""
    )


def about(found: Outcome) -> str:
    """Return which round it is and how many voted."""
    said = _("Omgång {number}, {kind}: {votes} har röstat.").format(
        number=found.round.number, kind=LABELS[found.round.kind].lower(), votes=found.cast
    )
    return f"{said} {_(REOPENED)}" if found.round.reopened else said


def brief(found: Outcome | None, decisions: pd.DataFrame, label: Label) -> str:
    """Return what the group has come to: what the shown round puts first, and what is decided."""
    lines = []
    if found is not None and len(first := found.order.loc[found.order["rank"] <= FIRST, "problem"]):
        came = _("{problems} kommer först.").format(problems=enumerated([label(problem) for problem in first]))
        lines.append((_("Omröstningen"), f"{escape(came)} {parts.small(about(found))}"))
    for decision in DECISIONS:
        chosen = [label(problem) for problem in decisions.loc[decisions["decision"] == decision, "problem"]]
        lines += (
            [(_(FOCUS) if decision == "fokus" else LABELS[decision], f"{escape(enumerated(chosen))}.")]
            if chosen
            else []
        )
    board = parts.jump(_("Tavlan"), _("Se underlaget på tavlan"))
    return parts.brief(lines) if lines else f"<p>{_('Inget är röstat eller beslutat ännu.')} {board}</p>"


def turnout(round_: Round, cast: Mapping[str, int]) -> str:
    """Return how many have voted in an open round; never what."""
    parts_ = ", ".join(f"{LABELS[role].lower()} {cast[role]}" for role in PARTICIPANTS)
    return _("{round} är öppen. {values} har röstat: {parts}. Resultatet visas när omgången stängs.").format(
        round=name(round_), values=sum(cast.values()), parts=parts_
    )


def talk(found: Outcome, label: Label) -> str:
    """Return which problems to talk about first, and why."""
    items = "".join(
        f"<li><strong>{escape(label(r.problem))}</strong>: {escape(_signs(r))}</li>"
        for r in each(found.talk.head(MOST))
    )
    if not items:
        return _(
            "<p>Inget problem sticker ut: svaren är samlade, grupperna liknar varandra och de tre första står fast.</p>"
        )
    return f"<ol>{items}</ol>"


def _signs(row: object) -> str:
    said = []
    if row.split:  # type: ignore[attr-defined]
        said.append(_("svaren är delade"))
    if row.apart:  # type: ignore[attr-defined]
        said.append(_("grupperna skiljer sig åt med {number} poäng").format(number=style.number(100 * row.difference)))  # type: ignore[attr-defined]
    if row.undecided:  # type: ignore[attr-defined]
        said.append(_("platsen bland de tre första hänger på hur man väger"))
    return "; ".join(said) + "."


def changes(found: Outcome, material: Material) -> str:
    """Return what would change the first three."""
    head = _("<h4>Vad som skulle ändra de tre första</h4>")
    if found.round.kind != "bedomning":
        return ""
    if found.changes.empty:
        return _("{head}<p>Ingen viktning av kriterierna ändrar vilka som är de tre första.</p>").format(head=head)
    items = "".join(f"<li>{escape(_change(r, material))}</li>" for r in each(found.changes.head(3)))
    return _("{head}<p>Alla kriterier väger lika från början. Minsta ändring som räcker:</p><ul>{items}</ul>").format(
        head=head, items=items
    )


def _change(row: object, material: Material) -> str:
    inside, outside = material.label(row.inside), material.label(row.outside)  # type: ignore[attr-defined]
    if not row.moved:  # type: ignore[attr-defined]
        return _("{outside} och {inside} ligger redan lika.").format(outside=outside, inside=inside)
    source, target = material.short(row.source), material.short(row.target)  # type: ignore[attr-defined]
    moved = style.percent(row.moved, 1)  # type: ignore[attr-defined]
    return _(
        "{outside} hinner ifatt {inside} om {moved} av vikten flyttas till «{target}», mest från «{source}»."
    ).format(outside=outside, inside=inside, moved=moved, target=target, source=source)


def central(found: Outcome, material: Material) -> str:
    """Return what someone who would put each problem first typically weighs most (central weights)."""
    weighed = found.weighed["criteria"].central
    if found.round.kind != "bedomning" or len(weighed.columns) < 2:
        return ""
    equal, rows = 1 / len(weighed.columns), []
    for problem in found.order["problem"]:
        if problem in weighed.index:
            heavy = weighed.loc[problem].sort_values(ascending=False).head(2)
            most = ", ".join(f"{material.short(str(c))} {style.percent(w)}" for c, w in heavy.items() if w > equal)
            first = found.weighed["criteria"].top(1)[problem]
            rows.append((material.label(problem), style.percent(first, 1), most or _("inget särskilt")))
    note = _("Vikterna i medel bland de vägningar som sätter problemet först; lika vikter vore {equal} var.").format(
        equal=style.percent(equal)
    )
    return _(
        '<details class="ml-details"><summary>Vad den väger tyngst som sätter problemet '
        "först</summary>{value}</details>"
    ).format(value=parts.table(_("Centrala vikter"), (_("Problem"), _("Först i"), _("Väger tyngst")), rows, note=note))


def choices(chosen: Mapping[str, list[str]], efforts: Mapping[str, int], capacity: int, label: Label) -> str:
    """Return the two selections side by side, and what each takes."""
    heads = {
        "most": (_("Mest poäng"), _("De problem som tillsammans har högst poäng och ryms.")),
        "fair": (
            _("Rättvist mot grupperna"),
            _(
                "Var och en råder över en lika stor del av kapaciteten (lika andelar); det som blir "
                "över används så att poängen blir högst."
            ),
        ),
    }
    boxes = ""
    for key, (head, text) in heads.items():
        effort = _("insats")
        items = "".join(f"<li>{escape(label(p))} ({effort} {efforts.get(p, USUAL_EFFORT)})</li>" for p in chosen[key])
        spent = sum(efforts.get(p, USUAL_EFFORT) for p in chosen[key])
        boxes += _(
            "<div><h4>{head}</h4><p class='ml-small'>{text}</p><ul>{items}</ul><p>Tar {spent} av {capacity}.</p></div>"
        ).format(head=head, text=text, items=items, spent=spent, capacity=capacity)
    note = _("Insatsen är gruppens svar, 1 (liten) till 4 (mycket stor); 2 där gruppen inte har svarat.")
    return f'<div class="ml-three">{boxes}</div><p class="ml-source">{note}</p>'
