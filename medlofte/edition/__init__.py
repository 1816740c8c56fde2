"""The border: a folder of CSV, GeoJSON and a manifest; written once and whole, read by everything below it."""

from medlofte.edition.manifest import FORMAT, MANIFEST, sha256
from medlofte.edition.reading import ENVIRONMENT, Edition, default_path
from medlofte.edition.trace import Provenance
from medlofte.edition.writing import collection, newest, numbered, write

__all__ = ["ENVIRONMENT", "FORMAT", "MANIFEST", "Edition", "Provenance", "collection", "default_path", "newest",
           "numbered", "sha256", "write"]  # fmt: skip
