"""A skipped test is a hole: in CI only the skips of allowed_skips.txt are let through."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from medlofte import language
from medlofte.workshop.store import Store
from tests import postgres

LISTED = Path(__file__).with_name("allowed_skips.txt").read_text("utf-8").splitlines()
ALLOWED = tuple(line for line in LISTED if line and not line.startswith("#"))
_unlisted: list[str] = []
# A busy machine is slow, not wrong: no example has a deadline.
settings.register_profile("unhurried", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put browser tests last: Playwright keeps an event loop running in this thread until the session ends."""
    items.sort(key=lambda item: "tests/browser/" in item.path.as_posix())
    # Counting covered lines doubles a test's time (on Python 3.11), and hundreds of examples run the same lines.
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.no_cover)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember a skip whose reason is not on the list."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not reason.removeprefix("Skipped: ").startswith(ALLOWED):
            _unlisted.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run in CI if a test was skipped for an unlisted reason."""
    if _unlisted and os.environ.get("CI") == "true":
        print("\nSkipped without a listed reason (tests/allowed_skips.txt):\n  " + "\n  ".join(_unlisted))
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory):
    """Give a running PostgreSQL server's URL, one server for the whole run."""
    with postgres.server(tmp_path_factory.mktemp("postgres")) as (url, reason):
        if url is None:
            pytest.skip(f"PostgreSQL går inte att starta: {reason}")
        yield url


@pytest.fixture
def edition(tmp_path):
    """Give the sample edition, in a folder of the test's own."""
    from tests.sample import sample_edition  # heavy: only where it is read

    return sample_edition(tmp_path / "utgava")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """Give the workshop's web application, served once for the tests of a module."""
    from tests.served import served  # heavy: only where something is served

    with served(tmp_path_factory.mktemp("served")) as made:
        yield made


@pytest.fixture
def browser(workshop):
    """Give a browser that has no session, at a door where nobody has knocked in vain."""
    from tests.served import Browser

    workshop.workshop.attempts.forget()
    return Browser(workshop)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    """Give the URL of an empty database: the test is run on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'Åsa & workshop.sqlite'}"
    found = request.getfixturevalue("postgres_url")
    engine = sa.create_engine(postgres.driven(found))
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    return found


@pytest.fixture
def store(url):
    """Give an empty workshop."""
    with Store.open(url) as opened:
        yield opened


@pytest.fixture
def english() -> Iterator[None]:
    """Let a test be in English."""
    language.choose("en")
    yield
    language.choose("sv")
