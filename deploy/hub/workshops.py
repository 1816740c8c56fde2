"""The hub's workshops: the table ``workshops.toml``, and what JupyterHub is to know of it. Pure but for ``read``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_KEYS = {"edition", "leaders", "store", "viewers"}


@dataclass(frozen=True)
class Workshop:
    """One kommun's workshop: the server of a hub account with its name, which nobody logs in as."""

    name: str
    edition: str
    leaders: tuple[str, ...]
    store: str = ""
    viewers: int = 0

    @property
    def path(self) -> str:
        """Return where the hub serves it."""
        return f"/user/{self.name}/"

    def command(self, python: str) -> list[str]:
        """Return what starts its server."""
        few = ["--viewers", str(self.viewers)] if self.viewers else []
        return [python, "-m", "medlofte", "serve", self.edition, "--hub", "--no-browser", *few]

    def environment(self) -> dict[str, str]:
        """Return what its server finds in the environment: a password in a command line would be seen by everybody."""
        return {"PYTHONUTF8": "1"} | ({"MEDLOFTE_STORE": self.store} if self.store else {})


@dataclass(frozen=True)
class Table:
    """All of ``workshops.toml``."""

    address: str
    idle_hours: float
    workshops: tuple[Workshop, ...]

    def find(self, name: str) -> Workshop:
        """Return a workshop; LookupError for a server that nobody has asked for."""
        for workshop in self.workshops:
            if workshop.name == name:
                return workshop
        raise LookupError(f"Det finns ingen workshop {name} i workshops.toml.")

    def of(self, leader: str) -> tuple[Workshop, ...]:
        """Return those that somebody leads."""
        return tuple(workshop for workshop in self.workshops if leader in workshop.leaders)

    @property
    def leaders(self) -> set[str]:
        """Return everybody who leads."""
        return {leader for workshop in self.workshops for leader in workshop.leaders}

    @property
    def names(self) -> set[str]:
        """Return the accounts that own servers."""
        return {workshop.name for workshop in self.workshops}


def read(file: Path) -> Table:
    """Return the table; ValueError says what is wrong and where."""
    return parsed(tomllib.loads(file.read_text(encoding="utf-8")))


def parsed(content: Mapping[str, Any]) -> Table:
    """Return the table of what stands in the file; ValueError for what will not do."""
    found = [_workshop(name, row) for name, row in content.get("workshops", {}).items()]
    table = Table(str(content.get("address", "")).rstrip("/"), float(content.get("idle_hours", 8)), tuple(found))
    if not table.address.startswith(("http://", "https://")):
        raise ValueError("address: skriv hela webbadressen, till exempel https://trygghet.example")
    both = table.leaders & table.names
    if both:
        raise ValueError(f"{min(both)}: samma namn för en workshop och en person")
    stores = [workshop.store or workshop.edition for workshop in found]
    shared = {store for store in stores if stores.count(store) > 1}
    if shared:
        raise ValueError(f"{min(shared)}: två workshoppar kan inte dela databas eller utgåva")
    return table


def _workshop(name: str, row: Mapping[str, Any]) -> Workshop:
    where = f"workshops.{name}"
    if not _NAME.fullmatch(name):
        raise ValueError(f"{where}: namnet får ha a–z, 0–9 och bindestreck")
    unknown = set(row) - _KEYS
    if unknown or "edition" not in row or not row.get("leaders"):
        raise ValueError(f"{where}: ska ha edition och leaders, och får ha store och viewers")
    leaders = tuple(str(leader).lower() for leader in row["leaders"])  # as the hub spells them
    return Workshop(name, str(row["edition"]), leaders, str(row.get("store", "")), int(row.get("viewers", 0)))


def roles(table: Table) -> list[dict[str, Any]]:
    """Return JupyterHub's roles: who leads a workshop may see, start, stop and enter its server, and no other."""
    made = []
    for workshop in table.workshops:
        # The page that starts a server asks for the account as well: its name, nothing else of it.
        verbs = ("servers", "read:servers", "access:servers", "read:users:name")
        made.append(
            {
                "name": f"leads-{workshop.name}",
                "description": f"Leder workshoppen {workshop.path}",
                "scopes": [f"{verb}!user={workshop.name}" for verb in verbs],
                "users": list(workshop.leaders),
            }
        )
    return [*made, {"name": "owns-workshops", "scopes": [], "users": sorted(table.names)}]


def culling(table: Table, python: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the service that puts servers to sleep where nobody has been for so long, and its role."""
    seconds = round(table.idle_hours * 3600)
    every = max(5, min(300, seconds // 2))
    service = {"name": "idle-culler", "command": [python, "-m", "jupyterhub_idle_culler", f"--timeout={seconds}",
                                                  f"--cull-every={every}"]}  # fmt: skip
    scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
    return service, {"name": "puts-to-sleep", "scopes": scopes, "services": ["idle-culler"]}


def first(workshops: Sequence[Workshop]) -> str:
    """Return where a person comes after logging in: to the workshop they lead."""
    return workshops[0].path if workshops else "/hub/home"
