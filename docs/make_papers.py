"""Take pictures of the papers for docs/gallery.md, as LibreOffice shows them: ``python docs/make_papers.py``.

``--all FOLDER`` writes every page of every paper there instead, to look through. Needs LibreOffice (``soffice``) and
poppler (``pdftoppm``), which medlofte itself does not: where they are missing it says so, and takes no picture.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from medlofte.edition import Edition  # noqa: E402
from medlofte.export import catalogue  # noqa: E402
from medlofte.workshop.store import Store  # noqa: E402

PICTURES = ROOT / "docs" / "images" / "papers"
# Picture → the paper, and which of its pages.
SHOWN = {
    "slides": ("slides.pptx", (1, 2, 5, 7, 10, 18)),
    "word": ("minutes.docx", (1, 2, 6, 9)),
    "pdf": ("sheets.pdf", (1, 2, 3, 4)),
}
_COLUMNS = {"slides": 3}
_WIDE, _APART, _GROUND = 1200, 8, "#6B7280"
_NEEDS = ("soffice", "pdftoppm")


def main() -> None:
    """Take the pictures, or say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, help="every page of every paper, in this folder")
    every = parser.parse_args().all
    missing = [name for name in _NEEDS if shutil.which(name) is None]
    if missing:
        print(f"No pictures taken: {' and '.join(missing)} not found.")
        return
    with tempfile.TemporaryDirectory() as folder:
        if every:
            every.mkdir(parents=True, exist_ok=True)
            for paper in made([item for item in catalogue.CATALOGUE if not item.public], Path(folder)):
                for number, page in enumerate(pages(paper), 1):
                    shutil.copyfile(page, every / f"{paper.stem}{paper.suffix.replace('.', '-')}-{number:02}.png")
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        for name, (item, numbers) in SHOWN.items():
            [paper] = made(catalogue.chosen([item], public=False), Path(folder))
            taken = pages(paper)
            sheet(
                [taken[number - 1] for number in numbers if number <= len(taken)], columns=_COLUMNS.get(name, 4)
            ).save(PICTURES / f"{name}.png", optimize=True)


def made(items: Iterable[catalogue.Item], folder: Path) -> list[Path]:
    """Return papers of the demo's worked workshop."""
    edition = Edition.open(ROOT / "data" / "editions" / "stromstad-2017")
    file = folder / "papers.sqlite"
    fresh = not file.exists()
    with Store.open(file) as store:
        if fresh:
            store.archive.restore(ROOT / "data" / "workshops" / "stromstad-2017.zip")
        return catalogue.make(catalogue.Source(edition, store), items, to=folder)


def pages(paper: Path) -> list[Path]:
    """Return a picture of each page of a paper, through PDF."""
    folder = paper.parent / f"{paper.name}.pages"
    folder.mkdir()
    if paper.suffix != ".pdf":
        profile = f"-env:UserInstallation={(paper.parent / 'office').as_uri()}"
        run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, paper)
        paper = folder / f"{paper.stem}.pdf"
    run("pdftoppm", "-r", "80", "-png", paper, folder / "page")
    return sorted(folder.glob("page*.png"))


def run(*words: str | Path) -> None:
    """Run a program; its failure is ours."""
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603


def sheet(taken: list[Path], *, columns: int) -> Image.Image:
    """Return pictures of pages side by side, in few colours."""
    wide = (_WIDE - _APART * (columns + 1)) // columns
    small = [image.resize((wide, image.height * wide // image.width), Image.Resampling.LANCZOS)
             for image in (Image.open(file).convert("RGB") for file in taken)]  # fmt: skip
    high = max(image.height for image in small)
    rows = -(-len(small) // columns)
    ground = Image.new("RGB", (_WIDE, rows * (high + _APART) + _APART), _GROUND)
    for number, image in enumerate(small):
        at = _APART + number % columns * (wide + _APART), _APART + number // columns * (high + _APART)
        ground.paste(image, at)
    return ground.quantize(200, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
