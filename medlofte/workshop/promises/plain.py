"""Plain words: long sentences and words of the chancellery, with what to write instead.

The Swedish Language Act (2009:600, § 11) asks of authorities that their language be *vårdat, enkelt och begripligt*.
What to look for is taken from Språkrådet, *Myndigheternas skrivregler* (8th ed., 2014, sections 1.3 readable sentences
and 1.4 simple words) and from the kind of words in Statsrådsberedningen's *Svarta listan* (PM 2011:1). The selection
below and the limit of words are our own: a promise is read by residents, not by lawyers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medlofte.language import _

LONGEST_SENTENCE = 25
# pattern → what to write instead; the first group of words is matched from its beginning.
WORDS = {
    r"avseende": "om", r"beträffande": "om", r"angående": "om", r"rörande": "om", r"med avseende på": "om",
    r"erforderlig\w*": "som behövs", r"erhåll\w+": "få", r"vidta\w*": "göra", r"tillse\w*": "se till",
    r"ombesörj\w+": "ordna", r"tillhandahåll\w+": "ge", r"föreligg\w+": "finns", r"i syfte att": "för att",
    r"i enlighet med": "enligt", r"inom ramen för": "i", r"med utgångspunkt i": "efter", r"utifrån": "efter",
    r"beaktande av|beakta\w*": "ta hänsyn till", r"implementer\w+": "införa", r"initier\w+": "börja",
    r"ändamålsenlig\w*": "lämplig", r"proaktiv\w*": "i förväg", r"problematik\w*": "problem",
    r"resursallokering\w*": "var resurserna läggs", r"förhållningssätt\w*": "sätt att arbeta",
    r"trygghetssituation\w*": "trygghet", r"trafiksituation\w*": "trafik", r"till\w* förfogande": "som finns",
    r"varvid|härvid|därvid": "då", r"medelst": "med", r"samt": "och", r"jämte": "och", r"huruvida": "om",
    r"nyttja\w*": "använda", r"kontinuerlig\w*": "hela tiden, eller säg hur ofta", r"adekvat\w*": "rätt",
    r"berörda aktörer|relevanta aktörer": "vilka ni menar", r"vidareutveckl\w+": "förbättra",
    r"bedriv\w+": "arbeta med, eller säg vad ni gör", r"ur (?:\w+synpunkt)": "för",
    r"tillgängligheten till": "hur lätt det är att få",
    r"HotSpot\w*|hotspot\w*": "de platser det gäller",
}  # fmt: skip
_ANY = [(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), instead) for pattern, instead in WORDS.items()]
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?]+(?=\s|$)|$)|[^.!?]+[.!?]+")
_WORD = re.compile(r"[\w–-]*\w[\w–-]*")


@dataclass(frozen=True)
class Hard:
    """What makes a text hard: the words themselves, and what to do about them (Swedish)."""

    found: str
    advice: str


def hard(text: str) -> list[Hard]:
    """Return everything in a text that a resident may stumble on, in order of words, then of sentences."""
    words = [(match.start(), match[0], instead) for pattern, instead in _ANY for match in pattern.finditer(text)]
    advice = _("skriv «{instead}» i stället för «{found}»")
    told = [Hard(found, advice.format(instead=instead, found=found.lower())) for _at, found, instead in sorted(words)]
    split = _("dela meningen som börjar «{start} …» ({count} ord)")
    return told + [
        Hard(sentence, split.format(start=" ".join(sentence.split()[:4]), count=count))
        for sentence, count in _sentences(text) if count > LONGEST_SENTENCE
    ]  # fmt: skip


def _sentences(text: str) -> list[tuple[str, int]]:
    found = [sentence.strip() for sentence in _SENTENCE.findall(text)]
    return [(sentence, len(_WORD.findall(sentence))) for sentence in found if sentence]
