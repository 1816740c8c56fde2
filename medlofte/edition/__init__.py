"""The border: a folder of CSV, GeoJSON and a manifest; written once and whole, read by everything below it."""

from medlofte.edition.latest import Latest, edition_state
from medlofte.edition.manifest import FORMAT, MANIFEST, sha256
from medlofte.edition.reading import ENVIRONMENT, FOLDER, Edition, collection, default_path, place
from medlofte.edition.trace import Provenance
from medlofte.edition.writing import newest, numbered, write

__all__ = ["ENVIRONMENT", "FOLDER", "FORMAT", "MANIFEST", "Edition", "Latest", "Provenance", "collection",
           "default_path", "edition_state", "newest", "numbered", "place", "sha256", "write"]  # fmt: skip
