"""The lägesbild page: what residents, actors and registers see, side by side, per topic and on one map."""

from medlofte.views.pages.lagesbild.page import Situation, show

__all__ = ["Situation", "show"]
