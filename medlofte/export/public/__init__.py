"""The page for residents, «Ni sa – vi lovade – vi gjorde», and what goes with it."""

from medlofte.export.public.page import write

__all__ = ["write"]
