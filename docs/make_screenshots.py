"""Take the pictures of the README: every dashboard of the demo edition at 1280 and 390 px, and as printed.

    .venv/bin/python docs/make_screenshots.py [--edition editions/stromstad-2017] [--to docs/images]

Starts the workshop server as a user would, joins as a participant, and waits until every figure is drawn.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("lagesbild", "prioritering", "loften", "uppfoljning")
SIZES = {1280: 900, 390: 844}


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", type=Path, default=ROOT / "editions" / "stromstad-2017")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--full", action="store_true", help="whole pages instead of the first screen, and PDF prints")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        server, link = start(options.edition, Path(folder))
        path = os.environ.get("MEDLOFTE_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            for width, height in SIZES.items():
                shoot(browser, link, options, width=width, height=height)
        finally:
            browser.close()
            server.terminate()
            server.wait(30)


def start(edition: Path, folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Start the server on a store of its own and return it with the participants' link."""
    store = f"sqlite:///{(folder / 'bilder.sqlite').as_posix()}"
    command = [sys.executable, "-m", "medlofte", "serve", str(edition), "--port", "0", "--no-browser"]
    environment = os.environ | {"MEDLOFTE_STORE": store, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, encoding="utf-8")
    for line in server.stdout or ():
        if found := re.match(r"Deltagare: (\S+)", line):
            return server, found[1]
    raise SystemExit("Servern startade inte.")


def shoot(browser: Browser, link: str, options: argparse.Namespace, *, width: int, height: int) -> None:
    """Join and take one picture per page at one width."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="sv-SE")
    page = context.new_page()
    join(page, link)
    origin = link.split("/anslut")[0]
    for name in PAGES:
        page.goto(f"{origin}/voila/render/{name}.ipynb", wait_until="load")
        page.wait_for_selector("h1", timeout=60_000)
        wait_for_figures(page)
        page.screenshot(path=options.to / f"{name}-{width}.png", full_page=options.full)
        if options.full and width == max(SIZES):
            page.pdf(path=options.to / f"{name}.pdf", format="A4", print_background=True)
    context.close()


def join(page: Page, link: str) -> None:
    """Follow the participants' link and choose the kommun's role."""
    page.goto(link)
    page.get_by_label("Kommun", exact=False).first.check()
    page.get_by_role("button").first.click()
    page.wait_for_load_state()


def wait_for_figures(page: Page) -> None:
    """Wait until every figure on the page has been drawn."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('figure')].every(f => f.querySelector('svg.main-svg') || !f.querySelector('[role=img]'))",
        timeout=60_000,
    )
    page.wait_for_timeout(800)


if __name__ == "__main__":
    main()
