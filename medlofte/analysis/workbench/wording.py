"""What a codebook calls its questions, answers, topics and actors, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from medlofte.analysis.contents import vocabulary
from medlofte.codebook import Codebook
from medlofte.language import ENGLISH, _, current


@dataclass(frozen=True)
class Wording:
    """Words to show, never to read files by.

    Parameters
    ----------
    asked, questions
        Question → as it was asked; its short name.
    choices
        (question, choice) → the answer; the ways of answering are those of ``mode``.
    topics, actors
        Id → name.
    """

    asked: dict[str, str]
    questions: dict[str, str]
    choices: dict[tuple[str, str], str]
    topics: dict[str, str]
    actors: dict[str, str]

    @classmethod
    def of(cls, codebook: Codebook) -> Wording:
        """Return what a codebook says; its Swedish where it has no English."""
        english = current() == ENGLISH
        short = {q.name: (english and (q.short_en or q.label_en)) or q.short or q.label for q in codebook.questions}
        choices = {(q.name, choice.name): choice.said for q in codebook.questions for choice in q.valid}
        ways = vocabulary.MODES_EN if english else vocabulary.MODES
        return cls(
            {q.name: q.said for q in codebook.questions},
            short | {vocabulary.MODE: _("Svarssätt")},
            choices | {(vocabulary.MODE, name): words for name, words in ways.items()},
            {topic.id: topic.said for topic in codebook.topics},
            {actor.id: actor.said for actor in codebook.actors},
        )

    def answers(self, question: str) -> dict[str, str]:
        """Return choice → its words, for one question."""
        return {choice: words for (of, choice), words in self.choices.items() if of == question}
