"""The priority page: the meeting's clock, the rounds of votes, Brå's table with its evidence, results, decisions."""

from medlofte.views.pages.prioritering.material import Material
from medlofte.views.pages.prioritering.page import Board, show

__all__ = ["Board", "Material", "show"]
