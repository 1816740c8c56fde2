"""From the ballots to an order of problems, how much people agree, how firm the order is and what fits the capacity.

The board is the table that Brå's handbook prescribes for choosing among problems (bra.se, "Prioritera mellan
problemen"): problems × criteria. The highest answer speaks for working on the problem. All functions are pure.
"""

from medlofte.workshop.evidence import evidence, problems
from medlofte.workshop.priorities.change import smallest_change
from medlofte.workshop.priorities.condorcet import pairwise, schulze
from medlofte.workshop.priorities.disagreement import agreement, eijk, talk_first
from medlofte.workshop.priorities.points import ANSWER_POINTS, answered, means, of_dots, of_orders, of_ratings
from medlofte.workshop.priorities.ranking import MINIMUM_GROUP, by_role, order, order_by_role, ranking
from medlofte.workshop.priorities.robustness import Weighed, perspectives, smaa
from medlofte.workshop.priorities.selection import complete, equal_shares, knapsack

__all__ = [
    "ANSWER_POINTS",
    "MINIMUM_GROUP",
    "Weighed",
    "agreement",
    "answered",
    "by_role",
    "complete",
    "eijk",
    "equal_shares",
    "evidence",
    "knapsack",
    "means",
    "of_dots",
    "of_orders",
    "of_ratings",
    "order",
    "order_by_role",
    "pairwise",
    "perspectives",
    "problems",
    "ranking",
    "schulze",
    "smaa",
    "smallest_change",
    "talk_first",
]
