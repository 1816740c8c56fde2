"""What a kernel knows of the edition it opened."""

import os

from medlofte.views import session
from tests.sample import sample_edition


def test_an_edition_published_anew_is_noticed(tmp_path):
    edition = sample_edition(tmp_path / "exempel")
    session.open_edition(edition.path)
    assert not session.renewed()
    os.utime(edition.path / "datapackage.json", ns=(1, 1))
    assert session.renewed()
    session.open_edition(edition.path)
    assert not session.renewed()
