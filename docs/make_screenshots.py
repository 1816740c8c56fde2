"""Take the pictures of the README: every dashboard of the demo edition at 1280 and 390 px, and whole or as printed.

    .venv/bin/python docs/make_screenshots.py [--edition data/editions/stromstad-2017] [--to docs/images] [--full]

Starts the workshop server as a user would, lets invented participants rate, and waits until every figure is drawn.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from medlofte.edition import Edition  # noqa: E402
from medlofte.export import public  # noqa: E402
from medlofte.workshop import priorities  # noqa: E402
from medlofte.workshop.store import Store  # noqa: E402
from tests.browser.driver import DRAWN, PAGES, QUIET_S, Server, dashboard, join, launch, new_context  # noqa: E402

SIZES = {1280: 900, 390: 844}
VOTES = ("ja", "delvis", "nej", "vet_ej")


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", type=Path, default=ROOT / "data" / "editions" / "stromstad-2017")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--full", action="store_true", help="whole pages, and A4 prints")
    parser.add_argument("--public", type=Path, help="a public edition: take its page for residents too")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        store = Path(folder) / "bilder.sqlite"
        rate(options.edition, store)
        server = Server(options.edition, store=store, folder=Path(folder))
        browser = launch(play)
        try:
            for width, height in SIZES.items():
                shoot(browser, server, options, width=width, height=height)
            if options.public:
                residents(browser, public.write(Edition.open(options.public), folder), options)
        finally:
            browser.close()
            server.stop()


def rate(path: Path, file: Path) -> None:
    """Let four of the police and four of the kommun rate every problem in a round, and close it."""
    edition, store = Edition.open(path), Store.open(str(file))
    problems, criteria = list(priorities.problems(edition)), [c["id"] for c in edition.about["criteria"]]
    store.meeting.start(by="Mötesledare")
    number = store.voting.open("bedomning", problems=problems, criteria=criteria, by="Mötesledare")
    for person, role in enumerate(("polis", "kommun") * 4):
        content = {f"{problem}|{criterion}": answer(i, j, person)
                   for i, problem in enumerate(problems) for j, criterion in enumerate(criteria)}  # fmt: skip
        store.voting.cast(store.join(role).token, number, content=content)
    store.voting.close(number, by="Mötesledare")
    store.close()


def answer(problem: int, criterion: int, person: int) -> str:
    """Return an invented answer: always the same, and alike enough between people for an order to appear."""
    leaning = (7 * problem + 5 * criterion) % 13
    return VOTES[(leaning + (3 * person * (problem + 1)) % 5 + (person % 2) * (problem % 3)) // 5 % len(VOTES)]


def shoot(browser: Browser, server: Server, options: argparse.Namespace, *, width: int, height: int) -> None:
    """Join as the kommun and take one picture per page at one width."""
    context = new_context(browser, width=width, height=height)
    visit = join(context, server, "kommun")
    for name in PAGES:
        visit.page.set_viewport_size({"width": width, "height": height})
        page = visit.open(dashboard(server, name))
        if options.full:  # figures are drawn when they come in sight
            tall = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": tall})
        page.wait_for_timeout(800)
        page.wait_for_function(DRAWN, arg=QUIET_S)
        page.screenshot(path=options.to / f"{name}-{width}.png", full_page=options.full)
        if options.full and width == max(SIZES):
            page.pdf(path=options.to / f"{name}.pdf", format="A4", print_background=True)
    context.close()


def residents(browser: Browser, folder: Path, options: argparse.Namespace) -> None:
    """Take the page for residents at every width."""
    for width in SIZES:
        page = browser.new_page(viewport={"width": width, "height": 1300})
        page.goto((folder / "medborgarloften.html").as_uri())
        page.screenshot(path=options.to / f"publik-{width}.png", full_page=options.full)
        page.close()


if __name__ == "__main__":
    main()
