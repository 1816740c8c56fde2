"""Make the page on the design system and its pictures: every token, and each component in light, dark, large and print.

    .venv/bin/python docs/make_gallery.py [--text]

``--text`` writes ``docs/gallery.md`` alone. The pictures are taken of the demo's worked workshop, in a real browser.
"""

from __future__ import annotations

import argparse
import base64
import io
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from medlofte import tokens  # noqa: E402
from medlofte.style import STATUSES, contrast  # noqa: E402
from medlofte.workshop.store import Store  # noqa: E402
from tests.browser.driver import DRAWN, PAGES, QUIET_S, Server, dashboard, join, launch, new_context  # noqa: E402

PAGE, PICTURES = ROOT / "docs" / "gallery.md", ROOT / "docs" / "images" / "gallery"
_MADE = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
# name → page, what is shown of it, and what the picture is of
COMPONENTS = {
    "figure": ("uppfoljning", "figure.ml-figure", "A figure: message, what is measured, drawing, source"),
    "map": ("lagesbild", "figure:has(.ml-linked)", "The map: land, water, roads, and a ramp away from the ground"),
    "table": ("uppfoljning", ".ml-cards", "A table with status signs"),
    "warning": ("uppfoljning", ".ml-demo", "A warning"),
    "controls": ("loften", ".ml-form", "The controls of a form"),
    "ballot": ("rost", "form.ballot", "The ballot"),
}
MODES = {
    "Light": {"width": 760, "height": 900, "scheme": "light", "query": "", "media": "screen"},
    "Dark": {"width": 760, "height": 900, "scheme": "dark", "query": "", "media": "screen"},
    "Projector": {"width": 1280, "height": 720, "scheme": "light", "query": "?projektor=1", "media": "screen"},
    "Print": {"width": 760, "height": 900, "scheme": "dark", "query": "", "media": "print"},
}
ROUND = 8  # pixels of the page around it
TALLEST = 0.75  # of its width: what is longer is cut
_SHEET = """body{margin:0;padding:16px;width:1248px;font:16px/1.4 system-ui,sans-serif;background:#e6e8eb;color:#1a1a1a}
body>div{display:grid;grid-template-columns:1fr 1fr;gap:16px;align-items:start}
figure{margin:0}img{width:100%;display:block}
table{border-collapse:collapse;background:#fff;width:100%}td{padding:6px 10px}"""


def main() -> None:
    """Write the page, and take its pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", action="store_true", help="the page alone")
    if not parser.parse_args().text:
        pictures()
    PAGE.write_text(text(PAGE.read_text("utf-8")), "utf-8")


def text(page: str) -> str:
    """Return the page with its tables and its list of pictures as the tokens and components are."""
    made = {
        "colours": table(("Role", "Light", "Dark", "Text on (at least 4.5)", "Marks on (at least 3)"), colour_rows()),
        "sizes": table(("Step", "Ratio", "Browser", "Word and PDF", "Slides"), size_rows()),
        "gaps": ", ".join(str(gap) for gap in tokens.GAPS) + ".",
        "signs": table(("Sign", "Status", "Colour"), status_rows()),
        "components": "\n\n".join(
            f"### {said}\n\n![{said}, in light, dark, large and print](images/gallery/{name}.png)"
            for name, (_page, _what, said) in COMPONENTS.items()
        ),
    }
    return _MADE.sub(lambda found: f"{found[1]}\n{made[found[2]]}\n\n{found[3]}", page)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def colour_rows() -> Iterator[tuple[str, ...]]:
    """Return each colour's role, its two values, and what it is used on with the contrast in light and in dark."""
    for name in tokens.LIGHT:
        used = [", ".join(f"{ground} {ratio(name, ground)}" for ground in pairs.get(name, ())) for pairs in
                (tokens.READ_ON, tokens.SEEN_ON)]  # fmt: skip
        yield f"`{name}`", tokens.LIGHT[name], tokens.DARK[name], *used


def ratio(name: str, ground: str) -> str:
    """Return the contrast of two roles, in light and in dark."""
    return " / ".join(f"{contrast(scheme[name], scheme[ground]):.1f}" for scheme in (tokens.LIGHT, tokens.DARK))


def size_rows() -> Iterator[tuple[str, ...]]:
    """Return each step of the type scale as it is in the browser, on paper and on slides."""
    for name, size in tokens.SIZES.items():
        points = (f"{tokens.points(name, body=body):g} pt" for body in (11, 14))
        yield f"`{name}`", f"{size:g}", f"{size * 16:.1f} px", *points


def status_rows() -> Iterator[tuple[str, ...]]:
    """Return each status with its sign and the role of its colour."""
    for word, (sign, colour) in STATUSES.items():
        yield (
            sign,
            word,
            next(f"`{name}`" for name in ("blue", "pink", "teal", "muted") if tokens.LIGHT[name] == colour),
        )


def pictures() -> None:
    """Take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        store = Path(folder) / "galleri.sqlite"
        with Store.open(store) as made:
            made.archive.restore(ROOT / "data" / "workshops" / "stromstad-2017.zip")
            made.voting.open(
                "bedomning", problems=["hastighet", "belysning"], criteria=["vanligt", "paverka"], by="Galleriet"
            )
        server = Server(ROOT / "data" / "editions" / "stromstad-2017", store=store, folder=Path(folder))
        browser = launch(play)
        try:
            sheet(browser, "swatches", swatches())
            sheet(browser, "type", samples())
            seats = {role: new_context(browser) for role in ("polis", "facilitator")}
            for role, seat in seats.items():
                join(seat, server, role).page.close()
            for name, (page, what, _said) in COMPONENTS.items():
                seat = seats["polis" if page == "rost" else "facilitator"]
                shots = {mode: shot(seat, server, page, what, **how) for mode, how in MODES.items()}
                sheet(browser, name, beside(shots))
        finally:
            browser.close()
            server.stop()


def shot(
    seat: BrowserContext, server: Server, name: str, what: str, *, width: int, height: int, scheme: str, query: str,
    media: str,
) -> bytes:  # fmt: skip
    """Return a picture of one component on its page; empty where it is not shown, as a form on paper."""
    page = seat.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    page.goto((dashboard(server, name) if name in PAGES else f"{server.origin}/{name}") + query, wait_until="load")
    if name in PAGES:
        page.wait_for_function(DRAWN, arg=QUIET_S)
    if media == "print":
        page.emulate_media(media="print", color_scheme=scheme)
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.wait_for_timeout(600)
    found = page.locator(what).filter(visible=True).first
    if found.count():
        found.scroll_into_view_if_needed()  # a figure is drawn when it is in sight
        page.wait_for_timeout(800)
    taken = clipped(page, found) if found.count() else b""
    page.close()
    return taken


def clipped(page: Page, found: Locator) -> bytes:
    """Return a picture of an element with a little of the page around it, cut where it grows long."""
    box = found.bounding_box() or {}
    above = page.evaluate("window.scrollY")
    left, top = max(box["x"] - ROUND, 0), max(box["y"] + above - ROUND, 0)
    wide, high = box["width"] + 2 * ROUND, box["height"] + 2 * ROUND
    clip = {"x": left, "y": top, "width": wide, "height": min(high, wide * TALLEST)}
    return page.screenshot(full_page=True, clip=clip)


def beside(shots: dict[str, bytes]) -> str:
    """Return pictures side by side, each below its name."""
    drawn = {mode: f'<img src="data:image/png;base64,{base64.b64encode(data).decode()}">' if data else "not printed"
             for mode, data in shots.items()}  # fmt: skip
    return "".join(f"<figure><figcaption>{mode}</figcaption>{image}</figure>" for mode, image in drawn.items())


def swatches() -> str:
    """Return every colour in both schemes, with its name on it."""
    return "".join(
        f'<table style="background:{scheme["background"]};color:{scheme["text"]}">'
        + "".join(
            f'<tr><td>{name}<td>{colour}<td style="background:{colour};width:45%">' for name, colour in scheme.items()
        )
        + "</table>"
        for scheme in (tokens.LIGHT, tokens.DARK)
    )


def samples() -> str:
    """Return a line of each step of the type scale."""
    lines = "".join(f'<tr><td>{name}<td style="font-size:{size}rem;font-family:{tokens.FONT}">Trygghet i Strömstad'
                    for name, size in reversed(tokens.SIZES.items()))  # fmt: skip
    return f'<table style="grid-column:1/-1">{lines}</table>'


def sheet(browser: Browser, name: str, content: str) -> None:
    """Save a sheet of HTML as a small picture."""
    page = browser.new_page(viewport={"width": 1280, "height": 200})
    page.set_content(f"<style>{_SHEET}</style><div>{content}</div>")
    taken = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    page.close()
    taken.convert("RGB").quantize(256, kmeans=3, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
