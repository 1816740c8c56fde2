"""Who answered, beside the population."""

from __future__ import annotations

import pandas as pd

from medlofte import tables
from medlofte.codebook import Codebook


def composition(responses: tables.Responses, *, codebook: Codebook, margins: pd.DataFrame) -> pd.DataFrame:
    """Return n and share of the respondents in each background group, and the population's share (``COMPOSITION``).

    Shares are unweighted, of those whose group is known; ``mode`` (how they answered) has no population.
    """
    parts = [
        _group(responses.frame.loc[responses.states[question.name] == "answered", question.name], question.name,
               [choice.name for choice in question.valid], margins)
        for question in codebook.groups
    ]  # fmt: skip
    modes = responses.frame["mode"]
    parts.append(_group(modes, "mode", sorted(modes.unique()), margins))
    return tables.COMPOSITION.check(pd.concat(parts, ignore_index=True))


def _group(values: pd.Series, name: str, choices: list[str], margins: pd.DataFrame) -> pd.DataFrame:
    n = values.value_counts().reindex(choices, fill_value=0)
    known = margins[margins["question"] == name].set_index("choice")["population"].astype(float)
    return pd.DataFrame({
        "question": name, "choice": choices, "n": n.to_numpy(), "share": (n / max(n.sum(), 1)).to_numpy(),
        "population": (known / known.sum()).reindex(choices).to_numpy() if len(known) else float("nan"),
        "status": tables.SHOWN,
    })  # fmt: skip
