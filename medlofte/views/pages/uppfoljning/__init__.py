"""The follow-up page: what is due, planned against outcome, the status that people set, the year's round of work."""

from medlofte.views.pages.uppfoljning.page import FollowUp, show

__all__ = ["FollowUp", "show"]
