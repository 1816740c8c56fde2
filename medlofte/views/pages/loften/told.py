"""The promises page in words: promises with their facts and checks, causes as lists, versions side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from medlofte import language, style
from medlofte.edition import Edition
from medlofte.language import N_, Own, _
from medlofte.views import minibars, parts
from medlofte.views.drawing import each
from medlofte.workshop.promises import Check, quality
from medlofte.workshop.promises.chain import PUBLISHED, Chain
from medlofte.workshop.promises.drawing import BONES, fishbone
from medlofte.workshop.words import LABELS, STATE_LABELS

PROMISERS = {"polis": N_("Polisen"), "kommun": N_("Kommunen"), "gemensamt": N_("Polisen och kommunen gemensamt")}
STATES = STATE_LABELS | {PUBLISHED: N_("Beslutat, står i utgåvan")}


@dataclass(frozen=True)
class Teller:
    """Knows the edition's names and figures, and tells of the chain with them."""

    topics: Mapping[str, str]
    places: Mapping[str, str]
    situation: Mapping[str, Any]

    @classmethod
    def of(cls, edition: Edition) -> Teller:
        """Return the teller of an edition."""
        situation = {r.topic: r for r in each(edition.table("situation"))}
        return cls(edition.labels("topics"), edition.labels("places"), situation)

    def evidence(self, topic: str) -> str:
        """Return what the edition says of a topic, as one sentence; '' when it says nothing."""
        row = self.situation.get(topic)
        if row is None:
            return ""
        said = []
        if not style.missing(row.share):
            said.append(_("{share} av de svarande väljer ämnet").format(share=style.percent(row.share)))
        if not style.missing(row.actors) and row.actors:
            said.append(_("{actors} {actors|aktör|aktörer} nämner det").format(actors=style.number(row.actors)))
        if not style.missing(row.register_per_100k):
            said.append(_("{rate} anmälda per 100 000 invånare").format(rate=style.number(row.register_per_100k)))
        return _("Lägesbilden: {said}.").format(said=", ".join(said)) if said else ""

    def promise(self, promise: Mapping[str, Any], chain: Chain) -> str:
        """Return a promise as an article: its text, facts, measures and checks."""
        title = str(promise.get("title") or promise["promise"])
        version = _("version {version}").format(version=promise["version"]) if promise["version"] else ""
        step = f"{promise['name']} {style.date(str(promise['date']))}" if promise["name"] else ""
        told = " · ".join(part for part in (STATES[str(promise["state"])], step, version) if part)
        facts = "".join(
            f"<dt>{escape(name)}</dt><dd>{language.marked(value)}</dd>" for name, value in self._facts(promise)
        )
        measures = chain.of_promise(str(promise["promise"]))
        return (
            f'<article class="ml-promise"><h3 id="{_anchor(promise)}" tabindex="-1">{language.own(title)}</h3>'
            f"{parts.small(told)}<blockquote>{language.own(promise.get('text', ''))}</blockquote><dl>{facts}</dl>"
            f"{self.measures(measures, chain, caption=_('Åtgärder: {title}').format(title=title))}"
            f"{checks(self.check(promise, chain), title)}</article>"
        )

    def overview(self, promises: pd.DataFrame) -> str:
        """Return every promise with its text, and a link to where it stands with its facts further down."""
        if promises.empty:
            return _("<p>Inga löften är skrivna ännu.</p>")
        lines = [
            (f'<a href="#{_anchor(row)}">{language.own(row["title"] or row["promise"])}</a>'
             f"<p>{language.own(row['text'])}</p>",
             escape(_(PROMISERS.get(row["promisers"], row["promisers"])) or "–"), escape(STATES[row["state"]]),
             escape(parts.day(row["deadline"])))
            for row in promises.to_dict("records")
        ]  # fmt: skip
        columns = (_("Löfte"), _("Vem lovar"), _("Läge"), _("Senast"))
        return minibars.cards(_("Löftena i korthet"), columns, lines)

    def check(self, promise: Mapping[str, Any], chain: Chain) -> list[Check]:
        """Return the checks of a promise with the measures that are tied to it."""
        tied = list(chain.of_promise(str(promise.get("promise", "")))["measure"])
        return quality(dict(promise) | {"measures": tied}, places=self.places)

    def _facts(self, promise: Mapping[str, Any]) -> list[tuple[str, str]]:
        def names(field: str, labels: Mapping[str, str]) -> str:
            return ", ".join(labels.get(name, name) for name in str(promise.get(field) or "").split("|") if name)

        promiser = str(promise.get("promisers") or "")
        base, target = (style.number(promise.get(name)) for name in ("baseline", "target"))
        facts = [
            (_("Vem lovar"), _(PROMISERS.get(promiser, promiser))),
            (_("För vem"), Own(promise.get("whom") or "")),
            (_("Svarar på"), self._topics(promise)),
            (_("Platser"), names("places", self.places)),
            (_("Mått"), Own(promise.get("indicator") or "")),
            (_("Utgångsläge"), "" if base == style.MISSING else base),
            (_("Mål"), "" if target == style.MISSING else target),
            (_("Källa till siffran"), Own(promise.get("source") or "")),
            (_("Senast"), style.date(str(promise.get("deadline") or ""))),
            (_("Ansvarig"), Own(promise.get("owner") or "")),
        ]
        return [(name, value) for name, value in facts if value]

    def _topics(self, promise: Mapping[str, Any]) -> str:
        """Return the topics with how many residents chose each: the thread from answer to promise."""
        said = []
        for topic in str(promise.get("topics") or "").split("|"):
            row = self.situation.get(topic)
            share = (
                ""
                if row is None or style.missing(row.share)
                else _(" ({share} av de svarande)").format(share=style.percent(row.share))
            )
            said += [f"{self.topics.get(topic, topic)}{share}"] if topic else []
        return ", ".join(said)

    def measures(self, measures: pd.DataFrame, chain: Chain, *, caption: str) -> str:
        """Return measures as a table; '' when there are none."""
        causes = dict(zip(chain.causes["cause"], chain.causes["text"], strict=True))
        rows = [
            (Own(r.title), Own("; ".join(causes.get(c, c) for c in r.causes) or r.cause or "–"),
             " · ".join(filter(None, (LABELS.get(r.kind, r.kind), LABELS.get(r.term, "")))),
             Own(", ".join(filter(None, (r.owner, r.resources))) or "–"), planned(r.planned, r.unit))
            for r in each(measures)
        ]  # fmt: skip
        columns = (_("Åtgärd"), _("Orsak som ska påverkas"), _("Typ"), _("Ansvarig och resurser"), _("Planerat"))
        return parts.cards(caption, columns, rows) if rows else ""

    def causes(self, problem: str, chain: Chain) -> str:
        """Return a problem's causes: drawn as a fishbone, listed with their evidence, and the chain of events."""
        own = chain.causes[chain.causes["problem"] == problem]
        if own.empty:
            return _("<p>Inga orsaker är skrivna ännu.</p>")
        texts = {bone: own.loc[own["branch"] == bone, "text"].tolist() for bone in BONES}
        title = self.topics.get(problem, problem)
        drawn = fishbone(title, texts, labels=LABELS, name="fiskben") if any(texts.values()) else ""
        name = _("Fiskbensdiagram")
        region = f'<div class="ml-scroll ml-bones" tabindex="0" role="region" aria-label="{name}">{drawn}</div>'
        listed = "".join(self._branch(LABELS[bone], own[own["branch"] == bone], "ul") for bone in BONES)
        events = self._branch(_("Händelsekedja"), own[own["branch"] == "handelse"], "ol")
        return f"{region if drawn else ''}{listed}{events}"

    def _branch(self, title: str, rows: pd.DataFrame, tag: str) -> str:
        if rows.empty:
            return ""
        lines = "".join(f"<li>{language.own(r.text)}{self._tied(r.topic, r.reference)}</li>" for r in each(rows))
        return f"<h3>{escape(title)}</h3><{tag}>{lines}</{tag}>"

    def _tied(self, topic: str, reference: str) -> str:
        said = ": ".join(filter(None, (self.topics.get(topic, topic), reference)))
        return _(' <span class="ml-small">Underlag: {said}</span>').format(said=escape(said)) if said else ""


def _anchor(promise: Mapping[Any, Any]) -> str:
    return escape(f"ml-lofte-{promise['promise']}")


def planned(value: Any, unit: str) -> str:
    """Return what was planned, or that no number was promised."""
    if style.missing(value):
        return _("inget antal lovat")
    return f"{style.number(value, 0 if float(value).is_integer() else 1)} {unit}".strip()


def checks(found: Sequence[Check], title: str) -> str:
    """Return the checks of a promise, to open; what is lacking first."""
    kept = sum(check.ok for check in found)
    said = _("Går löftet att följa upp? {kept} av {found} {found|del|delar} finns").format(kept=kept, found=len(found))
    summary = f'{said}<span class="ml-hidden">: {escape(title)}</span>'
    return f'<details class="ml-details"><summary>{summary}</summary>{advice(found)}</details>'


def advice(found: Sequence[Check]) -> str:
    """Return the checks as a list, what is lacking first."""
    order = sorted(found, key=lambda check: check.ok)
    lines = "".join(f"<li>{_sign(c.ok)} {escape(c.explanation)} {escape(c.suggestion)}</li>" for c in order)
    return f'<ul class="ml-checks">{lines}</ul>'


def _sign(ok: bool) -> str:
    word = _("Finns") if ok else _("Saknas")
    return f'<span aria-hidden="true">{"✔" if ok else "✘"}</span><span class="ml-hidden">{word}: </span>'
