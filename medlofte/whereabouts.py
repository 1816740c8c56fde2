"""What stands where somebody pointed, when it is not what the command needs; and paths as they are typed."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable
from pathlib import Path

from medlofte.errors import EditionError, RoundError
from medlofte.language import _

ROUND, EDITION = "round.toml", "datapackage.json"
_PLAIN = re.compile(r"[\w@%+=:,./\\-]+" if os.name == "nt" else r"[\w@%+=:,./-]+")
_NEAR = ("", "data", "editions", "data/editions")


def typed(path: str | Path) -> str:
    """Return a path as it is written in a command: in quotation marks where it has a space or the like."""
    text = str(path)
    if _PLAIN.fullmatch(text):
        return text
    return f'"{text}"' if os.name == "nt" else shlex.quote(text)


def no_round(folder: Path) -> RoundError:
    """Return what is wrong with a folder that is no round, and what to do."""
    if (folder / EDITION).is_file():
        advice = _("Visa den med: medlofte serve {folder}").format(folder=typed(folder))
        return RoundError(_("Det är en utgåva, inte en runda."), file=folder, advice=advice)
    advice = _listed(ROUND) or _("Skapa en runda med: medlofte new")
    if folder.is_file():
        return RoundError(_("Det är en fil. Ange rundans mapp."), file=folder, advice=advice)
    if not folder.exists():
        return RoundError(_("Mappen finns inte."), file=folder, advice=advice)
    return RoundError(_("Mappen är ingen runda (round.toml saknas)."), file=folder, advice=advice)


def no_edition(folder: Path, *, published: Path) -> EditionError:
    """Return what is wrong with a folder that is no edition, and what to do; ``published`` is where a round's goes."""
    if (folder / ROUND).is_file():
        done = (published / EDITION).is_file()
        advice = (_("Den är publicerad i {edition}: ange den.").format(edition=typed(published)) if done
                  else _("Publicera den först: medlofte publish {folder}").format(folder=typed(folder)))  # fmt: skip
        return EditionError(_("Det är en runda, inte en utgåva."), file=folder, advice=advice)
    advice = _listed(EDITION) or _("Gör en utgåva med: medlofte publish RUNDA")
    if not folder.exists():
        return EditionError(_("Mappen finns inte."), file=folder, advice=advice)
    return EditionError(_("Mappen är ingen utgåva (datapackage.json saknas)."), file=folder, advice=advice)


def _listed(kind: str) -> str:
    """Return what there is of the kind near by, as advice; nothing where there is none."""
    found = sorted({str(path.parent) for near in _NEAR for path in Path(near).glob(f"*/{kind}")})
    return _("Här finns: {folders}.").format(folders=_few(map(typed, found))) if found else ""


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:5]) + (" …" if len(listed) > 5 else "")
