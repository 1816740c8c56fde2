"""Make the one-page guides and the script for the room as PDF, to print: ``python docs/make_guides.py [FOLDER]``.

They are laid out by what lays out the workshop's own documents (typst, PDF/UA-1), so they are readable by all too.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from itertools import groupby
from pathlib import Path

from medlofte.export import pdf
from medlofte.export.blocks import Block, Bullets, Grid, Heading, Report, Text

HERE = Path(__file__).parent
GUIDES = (*sorted((HERE / "guides").glob("*.md")), HERE / "workshop-script.md")


def main() -> None:
    """Write a PDF of each guide."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("ut")
    folder.mkdir(parents=True, exist_ok=True)
    for guide in GUIDES:
        file = folder / f"{guide.stem}.pdf"
        file.write_bytes(pdf.report(report(guide.read_text("utf-8"))))
        print(file)


def report(text: str) -> Report:
    """Return a guide as a report."""
    title, _, rest = text.partition("\n")
    return Report(title=title.removeprefix("# "), subtitle="medlofte", banner="", author="medlofte",
                  created=date.today().isoformat(), blocks=tuple(blocks(rest)))  # fmt: skip


def blocks(text: str) -> list[Block]:
    """Return headings, paragraphs, lists and tables of the small part of Markdown that the guides use."""
    made: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [plain(line) for line in re.sub(r"\n +(?![-\d])", " ", paragraph).splitlines()]
        for kind, group in groupby(lines, key=kind_of):
            made += block(kind, list(group))
    return made


def kind_of(line: str) -> str:
    """Return what a line is: table, list, step, heading or text."""
    found = re.match(r"\s*(\||- |\d+\. |#+ )", line)
    return {"|": "table", "- ": "list"}.get(found[1], "heading" if "#" in found[1] else "step") if found else "text"


def block(kind: str, lines: list[str]) -> list[Block]:
    """Return the block or blocks that some lines of one kind make."""
    if kind == "heading":
        return [Heading(line.lstrip("# "), line.count("#", 0, 4) - 1) for line in lines]
    if kind == "list":
        return [Bullets(tuple(line.strip().removeprefix("- ") for line in lines))]
    if kind == "step":
        return [Text(line.strip()) for line in lines]
    if kind == "table":
        head, _, *rows = [tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in lines]
        return [Grid("I korthet", head, tuple(rows))]
    return [Text(" ".join(lines))]


def plain(line: str) -> str:
    """Return a line without marks of emphasis, code and links."""
    return re.sub(r"\*\*|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?!\w)|\[([^]]+)\]\([^)]+\)", lambda m: m[1] or "", line)


if __name__ == "__main__":
    main()
