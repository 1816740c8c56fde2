"""Open data: CSV files that anyone may use, with what machines need to understand and find them."""

from medlofte.export.opendata.package import FOLDER, write

__all__ = ["FOLDER", "write"]
