"""What mkdocs needs to know of this project: the pages that stand elsewhere in the tree, and where their links lead."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
# The project's file → the site's page.
ELSEWHERE = {
    "README.md": "index.md",
    "GLOSSARY.md": "GLOSSARY.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "deploy/README.md": "deploy.md",
    "benchmarks/README.md": "benchmarks-running.md",
}
LINK = re.compile(r"\]\(([^)#:]+)(#[^)]*)?\)")


def on_files(files: Files, *, config: Any) -> Files:
    """Add the pages that stand elsewhere."""
    for source, page in ELSEWHERE.items():
        files.append(File.generated(config, page, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Lead a page's links to where their targets stand in the site."""
    sources = {target: source for source, target in ELSEWHERE.items()}
    here = posixpath.dirname(sources.get(page.file.src_uri, f"docs/{page.file.src_uri}"))
    return LINK.sub(lambda link: f"]({site_address(link[1], here)}{link[2] or ''})", markdown)


def site_address(link: str, folder: str) -> str:
    """Return where a link leads in the site; ``folder`` is where its page stands in the project."""
    target = posixpath.normpath(posixpath.join(folder, link))
    return ELSEWHERE.get(target, target.removeprefix("docs/"))
