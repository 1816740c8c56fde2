"""The page for residents, «Ni sa – vi lovade – vi gjorde», and what goes with it; from a public edition only."""

from medlofte.export.public.files import FOLDER, write

__all__ = ["FOLDER", "write"]
