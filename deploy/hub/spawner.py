"""A server that is wanted and has died is started again where it was: everything it knew is in the store."""

from __future__ import annotations

from typing import Any

from jupyterhub.spawner import SimpleLocalProcessSpawner


class WorkshopSpawner(SimpleLocalProcessSpawner):
    """Starts ``medlofte serve`` as the hub's own system user, and again when it dies without being asked to.

    All kommuner's servers run as one system user. They run no code of anybody's (kernels pass comms only), so a
    participant gains nothing by it; whoever administers the machine sees all.
    """

    most = 5  # in a row, without one look at a running server between: then something is wrong, and the hub says so
    _stopping = False
    _again = 0

    async def start(self) -> tuple[str, int]:
        """Start it, on the port it had if it has had one: the proxy's route stays."""
        self._stopping = False
        found: tuple[str, int] = await super().start()
        return found

    async def stop(self, now: bool = False) -> None:
        """End it, because somebody has asked for that."""
        self._stopping = True
        await super().stop(now=now)

    async def poll(self) -> Any:
        """Return None while it runs; one that has died is started again and runs."""
        pid, status = self.pid, await super().poll()
        if status is None:
            self._again = 0
            return None
        if self._stopping or not pid or not self.server or self._again >= self.most:
            return status
        self._again += 1
        self.log.warning("The server %s ended by itself (%s); starting it again", self._log_name, status)
        await self.start()
        # A hub that is itself started anew must find this process, not the one that died.
        self.orm_spawner.state = self.get_state()
        self.db.commit()
        return None
