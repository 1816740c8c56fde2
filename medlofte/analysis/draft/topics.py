"""Answer options tied to topics by the topics' own words, so that the question can rank the topics at once."""

from __future__ import annotations

from typing import Any

from medlofte.analysis.coding.patterns import Coder
from medlofte.analysis.workbench.rewrite import loaded, rewritten
from medlofte.codebook import Codebook, normal


def tied(written: str, *, topics: Codebook) -> str:
    """Return a codebook (YAML) with a topic at each option of a question with several answers whose words name one.

    Parameters
    ----------
    topics
        A codebook with the topics.
    """
    content = loaded(written)
    coder = Coder(topics)
    for question in content["questions"]:
        if question["type"] == "select_multiple":
            question["choices"] = [_tied(choice, coder, topics) for choice in question["choices"]]
    return rewritten(written, content)


def _tied(choice: dict[str, Any], coder: Coder, topics: Codebook) -> dict[str, Any]:
    """Return an option with its topic: the one that is called so, else the only one that its words are coded to."""
    words = normal(choice["label"])
    named = {topic.id for topic in topics.topics if words in map(normal, (topic.label, *topic.problems))}
    found = named or {match.topic for match in coder.code(str(choice["label"]))}
    if choice.get("topic") or choice.get("missing") or len(found) != 1:
        return choice
    return choice | {"topic": found.pop()}
