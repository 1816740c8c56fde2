"""One browser and one server for all in a worker; each test has a browser profile of its own.

Two workers may run beside each other; a test that watches the clock (`@pytest.mark.alone`) has the machine to itself.
"""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.driver import PATIENCE_MS, ROOT, Server, join, launch, new_context
from tests.sample import sample_edition

try:
    import fcntl
except ImportError:  # Windows: run these tests in one worker
    fcntl = None

expect.set_options(timeout=PATIENCE_MS)
DEMO = ("data/editions/stromstad-2017", "editions/stromstad-2017")


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@contextmanager
def turn(folder, *, alone):
    """Wait until no other worker's test runs, where this one must be alone, or until none of theirs must be."""
    if fcntl is None:
        yield
        return
    with (folder / "door").open("a") as door, (folder / "room").open("a") as room:
        # Who waits to be alone stands in the door: nobody else goes in meanwhile.
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    base = item.session.config._tmp_path_factory.getbasetemp()
    folder = base.parent if hasattr(item.config, "workerinput") else base
    with turn(folder, alone=item.get_closest_marker("alone") is not None):
        return (yield)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        made = launch(playwright)
        yield made
        made.close()


@pytest.fixture(scope="session")
def edition(tmp_path_factory):
    """Return the demo edition where it has been published, else the tests' own."""
    for place in DEMO:
        if (ROOT / place / "datapackage.json").is_file():
            return ROOT / place
    folder = tmp_path_factory.mktemp("editions") / "exempel"
    sample_edition(folder)
    return folder


@pytest.fixture(scope="session")
def workshop(edition, tmp_path_factory):
    """Return a running server that the tests share."""
    folder = tmp_path_factory.mktemp("workshop")
    server = Server(edition, store=folder / "workshop.sqlite", folder=folder)
    yield server
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text("utf-8")


@pytest.fixture
def visit(browser, workshop):
    """Return a function that joins with a role in a profile of its own and returns the ``Visit``."""
    contexts = []

    def joined(role="polis", **size):
        contexts.append(new_context(browser, **size))
        return join(contexts[-1], workshop, role)

    yield joined
    for context in contexts:
        context.close()
