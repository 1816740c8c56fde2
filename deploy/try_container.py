"""Build the container file and start what it starts, by buildah: no daemon, and Podman's own way of building.

    .venv/bin/python deploy/try_container.py [--kept FOLDER] [--lend PATH …]

Where the base image's registry is not to be reached, a Debian root with the same Python (debootstrap, Debian 13) stands
in for it, under its name. Then the file is built as it stands, and what it starts is started in a container of the
image, as the image's user, asked whether it is healthy by the image's own check, and joined. ``--kept`` keeps images to
try again sooner; ``--lend`` lends the build's steps paths of this machine, where pip needs its settings or a mirror.
Each step says what was seen; the script ends with status 1 at the first that fails. Needs to be root, and buildah.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.crowd import Phone  # noqa: E402
from tests.sample import sample_edition  # noqa: E402
from tests.trial import listens, said, until  # noqa: E402

FILE = ROOT / "deploy/Containerfile"
IMAGE = "localhost/medlofte"
SUITE, INCLUDED = "trixie", "python3,python3-venv,ca-certificates"
PORT = 8866  # the file's check asks there
_PATH = "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin"
_SHOWN = {"/": "Lägesbild", "/rost": "Ingen omgång är öppen", "/logga": "Logga en aktivitet",
          "/voila/render/lagesbild.ipynb": "medlofte-opening"}  # fmt: skip


def main() -> None:
    """Build the image and start it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kept", type=Path, metavar="FOLDER", help="where images are kept")
    parser.add_argument("--lend", type=Path, nargs="*", default=[], metavar="PATH", help="lent to the build's steps")
    options = parser.parse_args()
    if listens(PORT):
        sys.exit(f"Somebody listens on port {PORT} already.")
    with tempfile.TemporaryDirectory() as name:
        builder = Builder((options.kept or Path(name)).resolve())
        builder.base(FILE.read_text("utf-8"), Path(name))
        builder.build(options.lend)
        tried(builder)


class Builder:
    """Buildah, with images and containers in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._words = ["buildah", "--storage-driver", "vfs", "--root", f"{folder}/images", "--runroot", f"{folder}/run"]

    def words(self, *words: str | Path) -> list[str]:
        """Return what runs a command of buildah's."""
        return [*self._words, *map(str, words)]

    def ask(self, *words: str | Path) -> str:
        """Run a command and return what it printed."""
        return subprocess.run(self.words(*words), check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def has(self, image: str) -> bool:
        """Return whether an image is here already."""
        asked = self.words("inspect", "--type", "image", image)
        return subprocess.run(asked, check=False, capture_output=True).returncode == 0

    def base(self, file: str, folder: Path) -> None:
        """Get the base image, or let a Debian root stand in for it."""
        found = re.search(r"^FROM (python:(\d+\.\d+)-slim)$", file, re.MULTILINE)
        assert found, "the file is built on another base than this trial knows"
        name = f"docker.io/library/{found[1]}"
        if self.has(name):
            said("the base image is here", name=found[1])
        elif subprocess.run(self.words("pull", "--quiet", name), check=False, capture_output=True).returncode == 0:
            said("the base image itself", name=found[1])
        else:
            self._stand_in(name, folder / "root", python=found[2])
            said(f"no registry was to be reached: Debian ({SUITE}) stands in for the base image", name=found[1])

    def _stand_in(self, name: str, root: Path, *, python: str) -> None:
        words = ["debootstrap", "--variant=minbase", f"--include={INCLUDED}", SUITE, str(root)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        told = subprocess.run(["chroot", root, "python3", "-V"], capture_output=True, text=True, check=True).stdout
        assert f"Python {python}." in told, (name, told)
        # The base image has a Python of its own there, with pip and nothing else; Debian's belongs to its packages.
        subprocess.run(["chroot", root, "python3", "-m", "venv", "/usr/local"], check=True)
        made = self.ask("from", "scratch")
        self.ask("add", "--quiet", made, root, "/")
        self.ask("config", "--env", f"PATH={_PATH}", made)
        self.ask("commit", "--quiet", "--rm", made, name)

    def build(self, lend: list[Path]) -> None:
        """Build the file as it stands."""
        start = time.monotonic()
        lent = [word for path in lend for word in ("--volume", f"{path}:{path}:ro")]
        # Docker's format: the other one has no health check.
        words = self.words("bud", "--isolation", "chroot", "--format", "docker", "--pull-never", *lent, "-t", IMAGE,
                           "-f", FILE, ROOT)  # fmt: skip
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        said("the image is built", seconds=time.monotonic() - start)

    def about(self) -> dict[str, Any]:
        """Return what the image says of how to start."""
        return dict(json.loads(self.ask("inspect", "--type", "image", IMAGE))["Docker"]["config"])

    def account(self, container: str, name: str) -> tuple[int, int]:
        """Return the ids of an account and its group in a container."""
        line = self.ask("run", "--isolation", "chroot", container, "--", "getent", "passwd", name).split(":")
        return int(line[2]), int(line[3])


@contextmanager
def started(builder: Builder, container: str, folder: Path, entry: list[str]) -> Iterator[dict[str, str]]:
    """Start what the image starts, with an edition in a mounted folder; yield the links that it prints."""
    words = builder.words("run", "--isolation", "chroot", "--volume", f"{folder}:/editions", container, "--", *entry,
                          "/editions/exempel", "--viewers", "10")  # fmt: skip
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(words, stdout=out, stderr=out)
    try:
        until(lambda: "Skärm: " in log.read_text("utf-8") or process.poll() is not None, "the links", seconds=120)
        yield dict(re.findall(r"^(Mötesledare|Deltagare|Skärm): (\S+)", log.read_text("utf-8"), re.MULTILINE))
    except BaseException:
        print(log.read_text("utf-8")[-3000:], file=sys.stderr)
        raise
    finally:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.terminate()
        process.wait(30)


def tried(builder: Builder) -> None:
    """Start it as its README says, and be a participant."""
    about, container = builder.about(), builder.ask("from", "--pull-never", IMAGE)
    assert about["User"] not in ("", "root", "0"), "it would be started as root"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample_edition(folder / "exempel")
        user, group = builder.account(container, about["User"])
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, group)
        with started(builder, container, folder, about["Entrypoint"]) as links:
            assert len(links) == 3, "it did not start"
            builder.ask("run", "--isolation", "chroot", container, "--", *about["Healthcheck"]["Test"][1:])
            said("it is up, and healthy by the image's own check")
            phone = Phone(links["Deltagare"].partition("/anslut")[0]).join(links["Deltagare"], role="polis")
            for path, word in _SHOWN.items():
                status, _, page = phone.ask(path, seconds=60)
                assert (status, word in page) == (200, True), (path, status)
            said("a participant has joined; start page, ballot, form and a page with its own kernel are there")
            database = next(folder.rglob("*.sqlite"))
            assert database.stat().st_uid == user
            said("the store is beside the edition, in the mounted folder", name=database.name)
    builder.ask("rm", container)


if __name__ == "__main__":
    if os.geteuid() != 0 or not shutil.which("buildah"):
        sys.exit("It takes root and buildah.")
    main()
