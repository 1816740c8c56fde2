"""A skipped test is a hole: in CI only the skips of allowed_skips.txt are let through."""

import os
from pathlib import Path

import pytest

LISTED = Path(__file__).with_name("allowed_skips.txt").read_text("utf-8").splitlines()
ALLOWED = tuple(line for line in LISTED if line and not line.startswith("#"))
_unlisted: list[str] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put browser tests last: Playwright keeps an event loop running in this thread until the session ends."""
    items.sort(key=lambda item: "tests/browser/" in item.path.as_posix())


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
