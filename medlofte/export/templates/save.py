"""Copies of the templates that ship, for a kommun to change."""

from __future__ import annotations

import shutil
from pathlib import Path

from medlofte.errors import ExportError
from medlofte.export.content import told
from medlofte.language import _

_OURS = ("mall.docx", "mall.pptx")


def save(folder: Path) -> list[Path]:
    """Copy the templates to a folder and return them.

    Raises
    ------
    ExportError
        If one is there already (somebody may have changed it), or the folder cannot be written.
    """
    for name in _OURS:
        if (folder / name).exists():
            raise ExportError(_("Mallen finns redan och skrivs inte över."), file=folder / name,
                              advice=_("Ange en annan mapp, eller flytta undan den."))  # fmt: skip
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        return [Path(shutil.copyfile(Path(__file__).parent / name, folder / name)) for name in _OURS]
