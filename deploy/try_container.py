"""Try the container file without a registry of images: its steps in order in a Debian root, by chroot.

    .venv/bin/python deploy/try_container.py [--root FOLDER] [--bind PATH …]

debootstrap makes the root, with Debian's Python in place of the base image's (Debian 13 has the version that the file
names). Every COPY and RUN is done in it as it stands in the file, then what it starts is started as the user it names,
asked whether it is healthy by the file's own check, and joined. ``--root`` keeps the root to try again sooner;
``--bind`` lends it paths of this machine, where pip needs its settings or a mirror. Each step says what was seen; the
script ends with status 1 at the first that fails. Needs to be root, and debootstrap.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.crowd import Phone  # noqa: E402
from tests.sample import sample_edition  # noqa: E402
from tests.trial import listens, said, until  # noqa: E402

FILE = ROOT / "deploy/Containerfile"
SUITE, INCLUDED = "trixie", "python3,python3-venv,ca-certificates"
PORT = 8866  # the file's check asks there
# What the machine is mounted with, in a namespace of the command's own: nothing is left when it ends.
_MOUNTED = 'set -e; mount --bind /dev "$1/dev"; mount -t proc proc "$1/proc"'
_PATH = "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin"
_SHOWN = {"/rost": "Ingen omgång är öppen", "/voila/render/lagesbild.ipynb": "medlofte-opening",
          "/logga": "Logga en aktivitet"}  # fmt: skip


def main() -> None:
    """Make the root, take every step of the file and start what it starts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, metavar="FOLDER", help="where the root is made and kept")
    parser.add_argument("--bind", type=Path, nargs="*", default=[], metavar="PATH", help="lent to the steps")
    options = parser.parse_args()
    if listens(PORT):
        sys.exit(f"Somebody listens on port {PORT} already.")
    with tempfile.TemporaryDirectory() as name:
        image = Image(options.root or Path(name) / "root", options.bind)
        for word, rest in steps(FILE.read_text("utf-8")):
            image.take(word, rest)
        tried(image)


def steps(text: str) -> list[tuple[str, str]]:
    """Return a container file's instructions: the word and what follows it."""
    lines = re.sub(r"\\\n", " ", text).splitlines()
    return [(word, rest.strip()) for line in lines if line and not line.startswith("#")
            for word, _, rest in [line.partition(" ")]]  # fmt: skip


class Image:
    """A root in which the file's steps are taken, and what it says of how to start."""

    def __init__(self, root: Path, bind: Sequence[Path]) -> None:
        self.root, self.bind = root.resolve(), bind
        self.folder, self.user = "/", "root"
        self.check: list[str] = []
        self.entry: list[str] = []

    def take(self, word: str, rest: str) -> None:
        """Take one step; KeyError for an instruction that this trial does not know."""
        start = time.monotonic()
        {"FROM": self._from, "RUN": self._run, "WORKDIR": self._workdir, "COPY": self._copy, "USER": self._user,
         "HEALTHCHECK": self._healthcheck, "ENTRYPOINT": self._entrypoint}[word](rest)  # fmt: skip
        said(f"{word} {rest[:70]}", seconds=time.monotonic() - start)

    def _from(self, base: str) -> None:
        if not (self.root / "usr/bin/python3").exists():
            words = ["debootstrap", "--variant=minbase", f"--include={INCLUDED}", SUITE, str(self.root)]
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        version = subprocess.run(["chroot", self.root, "python3", "-V"], capture_output=True, text=True, check=True)
        wanted = re.match(r"python:(\d+\.\d+)-slim$", base)
        assert wanted, base
        assert f"Python {wanted[1]}." in version.stdout, (base, version.stdout)
        # The base image has a Python of its own there, with pip and nothing else; Debian's belongs to its packages.
        subprocess.run(["chroot", self.root, "python3", "-m", "venv", "/usr/local"], check=True)
        for name in ("resolv.conf", "hosts"):
            shutil.copy(Path("/etc") / name, self.root / "etc" / name)

    def _run(self, command: str) -> None:
        added = re.match(r"useradd .*\b(\w+)$", command)
        if added and self.account(added[1]):
            return  # in a root that was kept
        subprocess.run(self.words(["sh", "-ec", command]), check=True)

    def _workdir(self, folder: str) -> None:
        self.folder = folder
        self.inside(folder).mkdir(parents=True, exist_ok=True)

    def _copy(self, rest: str) -> None:
        *sources, target = rest.split()
        for source in sources:
            to = self.inside(self.folder, target) / (source if target == "./" else "")
            if (ROOT / source).is_dir():
                left_out = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / source, to, dirs_exist_ok=True, ignore=left_out)
            else:
                shutil.copy(ROOT / source, to)

    def _user(self, name: str) -> None:
        self.user = name

    def _healthcheck(self, rest: str) -> None:
        self.check = json.loads(rest.partition(" CMD ")[2])

    def _entrypoint(self, rest: str) -> None:
        self.entry = json.loads(rest)

    def account(self, name: str = "") -> list[str]:
        """Return the fields of an account (else the present user's) in the root's list of them; [] for nobody."""
        lines = (self.root / "etc/passwd").read_text("utf-8").splitlines()
        return next((line.split(":") for line in lines if line.startswith(f"{name or self.user}:")), [])

    def inside(self, *parts: str) -> Path:
        """Return a path of the root as this machine names it."""
        return self.root.joinpath(*(part.lstrip("/") for part in parts))

    def words(self, command: Sequence[str], *, bind: Sequence[tuple[Path, str]] = ()) -> list[str]:
        """Return what runs a command in the root as its user, with mounts and processes of its own."""
        mounts = [_MOUNTED]
        for source, target in [*((path, str(path)) for path in self.bind), *bind]:
            place = self.inside(target)
            if source.is_dir():
                place.mkdir(parents=True, exist_ok=True)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.touch()
            mounts.append(f"mount --bind {shlex.quote(str(source))} {shlex.quote(str(place))}")
        home = self.account()[5]
        kept = [f"{name}={value}" for name, value in os.environ.items() if name.startswith("PIP_")]
        there = ["chroot", f"--userspec={self.user}", str(self.root), "env", "-i", f"PATH={_PATH}", f"HOME={home}",
                 *kept, "sh", "-c", f"cd {self.folder} && exec {shlex.join(command)}"]  # fmt: skip
        script = f"{'; '.join(mounts)}; exec {shlex.join(there)}"
        return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script, "sh", str(self.root)]


@contextmanager
def started(image: Image, folder: Path) -> Iterator[dict[str, str]]:
    """Start what the file starts, with an edition in a mounted folder; yield the links that it prints."""
    words = image.words([*image.entry, "/editions/exempel", "--viewers", "10"], bind=[(folder, "/editions")])
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(words, stdout=out, stderr=out)
    try:
        until(lambda: "Skärm: " in log.read_text("utf-8") or process.poll() is not None, "the links", seconds=120)
        yield dict(re.findall(r"^(Facilitator|Deltagare|Skärm): (\S+)", log.read_text("utf-8"), re.MULTILINE))
    except BaseException:
        print(log.read_text("utf-8")[-3000:], file=sys.stderr)
        raise
    finally:
        # The first of the processes of its own: with it the others end. (It changed its user, and outlives unshare.)
        for child in psutil.Process(process.pid).children():
            child.kill()
        process.wait(30)


def tried(image: Image) -> None:
    """Start it as its README says, and be a participant."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample_edition(folder / "exempel")
        user, group = map(int, image.account()[2:4])
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, group)
        with started(image, folder) as links:
            assert len(links) == 3, "it did not start"
            subprocess.run(image.words(image.check), check=True)
            said("it is up, and healthy by the file's own check")
            phone = Phone(links["Deltagare"].partition("/anslut")[0]).join(links["Deltagare"], role="polis")
            for path, word in _SHOWN.items():
                status, _, page = phone.ask(path, seconds=60)
                assert (status, word in page) == (200, True), (path, status)
            said("a participant has joined; the ballot, a page with a kernel of its own and the form are there")
            database = next(folder.rglob("*.sqlite"))
            assert database.stat().st_uid == user
            said("the store is beside the edition, in the mounted folder", name=database.name)


if __name__ == "__main__":
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        sys.exit("It takes root and debootstrap.")
    main()
