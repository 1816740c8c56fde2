"""The demo's topics: those that a new round gets, with the registers that this one has."""

from __future__ import annotations

import re
from pathlib import Path

STARTER = Path(__file__).parents[2] / "medlofte" / "starter" / "topics.yaml"
# Topic → what the demo's registers, reports and school survey count of it, beside what every kommun's do.
INDICATORS = {
    "storande_fordon": ("rapporter_buskorning", "storande_trafik"),
    "narkotika": ("rapporter_narkotika", "narkotikapaverkade"),
    "unga_alkohol_droger": ("har_druckit_alkohol_senaste_aret", "har_anvant_narkotika_nagon_gang"),
    "alkohol_berusade": ("rapporter_berusade_personer", "berusade_personer"),
    "belysning": ("rapporter_trasig_belysning",),
    "klotter_skadegorelse": ("rapporter_klotter_och_skadegorelse",),
    "nedskrapning": ("nedskrapning",),
    "unga_stokiga": ("rapporter_stokiga_ungdomar",),
}


def write_topics(file: Path) -> None:
    """Write the starter's topics with the demo's indicators; the rest is as the starter has it, to the letter."""
    text = STARTER.read_text("utf-8")
    for topic, own in INDICATORS.items():
        [found] = re.findall(rf"^- id: {topic}\n(?:  .*\n)*", text, flags=re.M)
        text = text.replace(found, _counted(found, own))
    file.write_text(text, "utf-8", newline="\n")


def _counted(topic: str, own: tuple[str, ...]) -> str:
    """Return a topic with indicators added to those that it has."""
    has = re.search(r"^  indicators: \[(.*)\]\n", topic, re.M)
    if has is None:
        return re.sub(r"\n", f"\n  indicators: [{', '.join(own)}]\n", topic, count=1)
    return topic.replace(has[0], f"  indicators: [{', '.join((has[1], *own))}]\n")
