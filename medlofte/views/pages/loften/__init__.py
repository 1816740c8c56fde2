"""The promises page: a problem that was chosen, its causes, what to do about them, and the promise itself."""

from medlofte.views.pages.loften.page import Promises, show

__all__ = ["Promises", "show"]
