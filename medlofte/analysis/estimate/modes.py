"""Event against web: whether the ways of answering give different answers, or only reach different people.

A difference that stays when both are given the same composition is of the mode, or of who chooses it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from medlofte.analysis.estimate.caption import captioned
from medlofte.analysis.estimate.cells import Array, Cells
from medlofte.analysis.estimate.compare import contrast
from medlofte.analysis.estimate.intervals import quantile, two_sided
from medlofte.analysis.estimate.shares import Domains, base, linear
from medlofte.codebook import Question
from medlofte.differences import false_discovery
from medlofte.errors import EstimateError
from medlofte.language import _


def compare_modes(
    cells: Cells, *, question: Question, groups: tuple[str, str], standard: Sequence[str], by: str = "mode"
) -> pd.DataFrame:
    """Return, per choice, the first mode's share less the second's: as it is, and standardised for composition.

    Direct standardisation (Särndal, Swensson & Wretman 1992, ch. 10): Σ W_g (p_1g − p_2g) over the groups g of the
    standard variables, where W_g is the group's weighted share of those who answered in either mode. Only groups that
    both modes reach can be compared; ``covered`` says how large a share of the respondents they are.

    Parameters
    ----------
    groups
        The two modes.
    standard
        Variables that may differ between those who answered in the two ways, among ``cells.by``.

    Returns
    -------
    DataFrame
        ``question, choice, group1, against, raw, difference, se, low, high, p, q, covered, n0, n1`` (``n1`` of the
        first mode, ``n0`` of the second).

    Raises
    ------
    EstimateError
        If no group of the standard variables has been reached in both modes.
    """
    few = cells.collapse([*standard, by], questions=[question.name])
    answers = few.answers_to(question.name)
    names = [choice.name for choice in question.valid]
    domains, plain = Domains.of(few, [*standard, by]), Domains.of(few, [by])
    sides = _plain(plain, groups)
    total = (few.factor[answers.cell] * answers.w * answers.answered) @ domains.member(answers)
    weights, covered = _weights(domains.names, total, groups)
    found = []
    for one, contrasts in ((plain, sides), (domains, weights)):
        made = linear(few, answers, chosen=answers.chosen(names), member=one.member(answers))
        found.append(contrast(made, np.asarray(np.kron(contrasts, np.eye(len(names))), dtype=float)))
    (raw, _), (difference, se) = found
    half = quantile(None) * se
    p = two_sided(difference, se)
    n = base(few, answers, member=plain.member(answers), answered=answers.answered)["n"]
    n1, n0 = (n[plain.names.index((group,))] for group in groups)
    return captioned(pd.DataFrame({
        "question": question.name, "choice": names, "group1": groups[0], "against": groups[1], "raw": raw,
        "difference": difference, "se": se, "low": difference - half, "high": difference + half, "p": p,
        "q": false_discovery(p.tolist()), "covered": covered, "n0": n0, "n1": n1,
    }), cells)  # fmt: skip


def _plain(domains: Domains, groups: tuple[str, str]) -> Array:
    lacking = [group for group in groups if (group,) not in domains.names]
    if lacking:
        raise EstimateError(
            _("Ingen har svarat på det sättet."),
            value=", ".join(lacking),
            advice=_("Välj bland {names}.").format(names=", ".join(name for (name,) in domains.names)),
        )
    return np.array([[float(name == (groups[0],)) - float(name == (groups[1],)) for name in domains.names]])


def _weights(names: Sequence[tuple[str, ...]], total: Array, groups: tuple[str, str]) -> tuple[Array, float]:
    """Return one contrast over the domains, W_g for the first mode and −W_g for the second, and the share covered.

    Parameters
    ----------
    names, total
        The domains (the standard variables' groups, then the mode), and the weights of those who answered in each.
    """
    size: dict[tuple[str, ...], dict[str, float]] = {}
    for (*stratum, mode), weight in zip(names, total, strict=True):
        if mode in groups and weight > 0:
            size.setdefault(tuple(stratum), {})[mode] = weight
    both = {stratum: sum(modes.values()) for stratum, modes in size.items() if len(modes) == 2}
    if not both:
        raise EstimateError(
            _("Ingen grupp har svarat på båda sätten."),
            value=_(" och ").join(groups),
            advice=_("Standardisera för färre variabler."),
        )
    sign = {groups[0]: 1.0, groups[1]: -1.0}
    weights = [sign.get(mode, 0.0) * both.get(tuple(stratum), 0.0) for *stratum, mode in names]
    whole = sum(sum(modes.values()) for modes in size.values())
    return np.array([weights]) / sum(both.values()), sum(both.values()) / whole
