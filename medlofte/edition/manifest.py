"""The manifest (Data Package, version 2, datapackage.org), and whether a folder is what its manifest says."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from medlofte import tables
from medlofte.errors import EditionError
from medlofte.language import N_, _

FORMAT = 2
MANIFEST = "datapackage.json"
REBUILD = N_("Publicera rundan igen med «medlofte publish», eller kopiera hela mappen på nytt.")
_NEW = N_("Publicera rundan igen med «medlofte publish».")
# What systems and programs leave in a folder that somebody has looked at.
_LITTER = (".", "~$", "Thumbs.db", "desktop.ini")


def sha256(file: str | Path) -> str:
    """Return a file's SHA-256 as hexadecimal digits."""
    with Path(file).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sealed(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return the manifest with a checksum of itself, so that a change made by hand is seen."""
    own = {key: value for key, value in manifest["medlofte"].items() if key != "sha256"}
    bare = manifest | {"medlofte": own}
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return bare | {"medlofte": own | {"sha256": hashlib.sha256(text.encode()).hexdigest()}}


def read(path: Path) -> dict[str, Any]:
    """Return a folder's manifest when the folder holds just what it lists, unchanged.

    Raises
    ------
    EditionError
        If the folder is no edition, is damaged, half copied, changed by hand, or of another format.
    """
    manifest = _parsed(path)
    _of_our_format(manifest, path)
    resources = {resource["name"]: resource for resource in manifest["resources"]}
    wanted = {table.name for table in tables.EDITION} - tables.LATER
    if lacking := sorted(wanted - set(resources)):
        raise EditionError(
            _("Utgåvan saknar tabellerna {tables}.").format(tables=", ".join(lacking)), file=path, advice=_(REBUILD)
        )
    if sealed(manifest) != manifest:
        raise EditionError(
            _("Manifestet är ändrat (kontrollsumman stämmer inte)."), file=path / MANIFEST, advice=_(REBUILD)
        )
    for resource in resources.values():
        _unchanged(path / resource["path"], resource)
    _nothing_else(path, {MANIFEST, *(resource["path"] for resource in resources.values())})
    return manifest


def _parsed(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
        for resource in manifest["resources"]:
            if Path(resource["path"]).name != resource["path"] or not resource["name"]:
                raise ValueError(resource["path"])
            int(resource["bytes"]), str(resource["hash"])
        int(manifest["medlofte"]["format"]), dict(manifest["medlofte"]["about"])
    except (FileNotFoundError, NotADirectoryError) as error:
        raise EditionError(_("Mappen är ingen utgåva (datapackage.json saknas)."), file=path, advice=_(_NEW)) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EditionError(_("Manifestet går inte att läsa."), file=path / MANIFEST, advice=_(REBUILD)) from error
    return dict(manifest)


def _of_our_format(manifest: dict[str, Any], path: Path) -> None:
    version = int(manifest["medlofte"]["format"])
    if version > FORMAT:
        raise EditionError(
            _("Utgåvan har format {version}, nyare än detta program ({format}).").format(
                version=version, format=FORMAT
            ),
            file=path,
            advice=_("Uppdatera medlofte."),
        )
    if version < FORMAT:
        raise EditionError(
            _("Utgåvan har format {version}, äldre än detta program ({format}).").format(
                version=version, format=FORMAT
            ),
            file=path,
            advice=_(_NEW),
        )


def _unchanged(file: Path, resource: dict[str, Any]) -> None:
    if not file.is_file():
        raise EditionError(_("Filen saknas i utgåvan; den är kanske halvkopierad."), file=file, advice=_(REBUILD))
    size = file.stat().st_size
    if size < resource["bytes"]:
        raise EditionError(
            _(
                "Filen är {size} byte men ska vara {expected}; den är ändrad, eller halvkopierad "
                "(kontrollsumman stämmer inte)."
            ).format(size=size, expected=resource["bytes"]),
            file=file,
            advice=_(REBUILD),
        )
    if f"sha256:{sha256(file)}" != resource["hash"]:
        raise _changed(file)


def unchanged(file: Path, digest: str) -> bytes:
    """Return what a file holds when that is what the manifest says it holds; EditionError else."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise _changed(file) from error
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != digest:
        raise _changed(file)
    return content


def _changed(file: Path) -> EditionError:
    return EditionError(_("Filen är ändrad eller skadad (kontrollsumman stämmer inte)."), file=file, advice=_(REBUILD))


def _nothing_else(path: Path, listed: set[str]) -> None:
    extra = sorted(file.name for file in path.iterdir() if file.name not in listed)
    if extra := [name for name in extra if not name.startswith(_LITTER)]:
        raise EditionError(
            _("I utgåvan ligger sådant som inte hör dit: {names}.").format(names=", ".join(extra)),
            file=path,
            advice=_("Flytta ut det: bara det som är prövat får ligga i en utgåva."),
        )
