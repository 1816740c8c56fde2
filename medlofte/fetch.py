"""Fetch a public source into the round's folder, once and only when asked to; nothing else in medlofte calls out.

The file is what the service answered (Kolada: its pages and names in one file), so that the round can be read again
years later without a network. One request at a time, with a pause, a time limit and a size limit; a redirect to another
host is refused. The services' shapes: polisen.se/api/events; api.kolada.se version 3; SCB's PxWebApi version 2
(json-stat2).
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPException
from pathlib import Path
from typing import Any

from medlofte import __version__, durable, style
from medlofte.errors import FetchError
from medlofte.language import _
from medlofte.rounds import Round

SOURCES = {"polisen": "https://polisen.se", "kolada": "https://api.kolada.se",
           "scb": "https://statistikdatabasen.scb.se"}  # fmt: skip
# SCB, "Folkmängden efter region, civilstånd, ålder och kön. År 1968–", and its only measure of persons.
POPULATION = ("TAB638", {"ContentsCode": "BE0101N1", "Alder": "*", "Kon": "*", "Tid": "top(1)"})
_PAGES = 50
_NOT_FOUND = (400, 404)
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Limits:
    """How long a request may take (seconds), how large an answer may be (bytes), and the pause between requests."""

    timeout: float = 30.0
    size: int = 50_000_000
    pause: float = 1.0


@dataclass(frozen=True)
class Wanted:
    """What to ask for: Kolada's key figures and years, SCB's table and its selection (variable → codes)."""

    kpis: Sequence[str] = ()
    years: Sequence[int] = ()
    table: str = ""
    selection: dict[str, str] = field(default_factory=dict)


def fetch(
    source: str,
    *,
    round_: Round,
    wanted: Wanted | None = None,
    out: str = "",
    base: str = "",
    limits: Limits | None = None,
) -> Path:
    """Fetch a source, write it into the round's folder and return the file.

    Parameters
    ----------
    source
        ``polisen``, ``kolada`` or ``scb``.
    round_
        The round; its ``kommun`` and ``kommun_code`` say which kommun is asked for.
    wanted
        What to ask for, where the source has more than one thing.
    out
        The file, relative to the round's folder; ``registers/SOURCE-DATE.json`` unless given.
    base
        The service's address, for a mirror or a test.
    limits
        Time, size and pause.

    Raises
    ------
    FetchError
        If the file is there already, the round lacks what the question needs, the service cannot be reached, refuses,
        answers with too much or with something else than it should. Nothing is written then.
    """
    target = _target(round_, out or f"registers/{source}-{date.today().isoformat()}.json")
    client = _Client((base or SOURCES[source]).rstrip("/"), limits or Limits())
    asked: Callable[[_Client, Round, Wanted], Any] = {"polisen": _polisen, "kolada": _kolada, "scb": _scb}[source]
    content = asked(client, round_, wanted or Wanted())
    target.parent.mkdir(parents=True, exist_ok=True)
    durable.write(target, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return target


def _target(round_: Round, name: str) -> Path:
    folder = round_.folder.resolve()
    target = (folder / name).resolve()
    if not target.is_relative_to(folder) or target == folder:
        raise FetchError(
            _("Filen ska ligga i rundans mapp."), file=name, advice=_("Ange en sökväg inne i mappen med --out.")
        )
    if target.exists():
        raise FetchError(
            _("Filen finns redan och skrivs inte över."),
            file=name,
            advice=_("Ta bort den, eller välj ett annat namn med --out."),
        )
    return target


def _polisen(client: _Client, round_: Round, _wanted: Wanted) -> Any:
    """Return the newest events (the service keeps 500) where the kommun is named."""
    found = client.get("/api/events", {"locationname": round_.kommun})
    if not isinstance(found, list):
        raise client.odd(_("en lista med händelser"))
    return found


def _kolada(client: _Client, round_: Round, wanted: Wanted) -> Any:
    if not wanted.kpis:
        raise FetchError(_("Inget nyckeltal är valt."), advice=_("Ange nyckeltalens id, till exempel --kpi N07403."))
    kpis = ",".join(wanted.kpis)
    path = f"/v3/data/kpi/{kpis}/municipality/{_code(round_)},0000"
    if wanted.years:
        path += "/year/" + ",".join(str(year) for year in wanted.years)
    values = client.pages(path)
    return {
        "values": values,
        "kpis": client.named(f"/v3/kpi/{kpis}"),
        "municipalities": client.named(f"/v3/municipality/{_code(round_)},0000"),
    }


def _scb(client: _Client, round_: Round, wanted: Wanted) -> Any:
    table, usual = (wanted.table, {}) if wanted.table else (POPULATION[0], {"Region": _code(round_)} | POPULATION[1])
    chosen = usual | wanted.selection
    query = {"lang": "sv", "outputFormat": "json-stat2"} | {f"valueCodes[{k}]": v for k, v in chosen.items()}
    found = client.get(f"/api/v2/tables/{urllib.parse.quote(table, safe='')}/data", query)
    if not isinstance(found, dict) or found.get("class") != "dataset":
        raise client.odd("json-stat2")
    return found


def _code(round_: Round) -> str:
    if not round_.kommun_code:
        raise FetchError(_("Rundan saknar kommunkod."), advice=_("Skriv kommun_code i round.toml, till exempel 1486."))
    return round_.kommun_code


def setup(source: str, *, file: str, table: str = "") -> str:
    """Return what to write in round.toml for a fetched file."""
    if source == "scb" and not table:
        return f'population = "{file}"'
    kind = {"polisen": "events", "kolada": "kolada", "scb": "pxweb"}[source]
    return f'[[registers]]\nfile = "{file}"\nkind = "{kind}"'


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only within the host that was asked."""

    def redirect_request(self, req: Any, *rest: Any) -> Any:
        asked, led = (urllib.parse.urlsplit(url)[:2] for url in (req.full_url, rest[-1]))
        if asked != led:
            raise FetchError(
                _("Tjänsten skickar vidare till en annan adress."), value=rest[-1], advice=_("Pröva senare.")
            )
        return super().redirect_request(req, *rest)


class _Client:
    """One service: asks politely, one question at a time."""

    def __init__(self, base: str, limits: Limits) -> None:
        parts = urllib.parse.urlsplit(base)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
            raise FetchError(_("Adressen ska börja med https."), value=base, advice=_("Rätta --base."))
        self.base, self.limits, self.asked = base, limits, 0
        self.opener = urllib.request.build_opener(_SameHost())

    def get(self, path: str, query: dict[str, str] | None = None) -> Any:
        """Return what the service answers, decoded."""
        text = urllib.parse.urlencode(query or {}, safe="[]*(),")
        url = path if "://" in path else self.base + path
        body = self._body(f"{url}?{text}" if text else url)
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self.odd("JSON") from error

    def pages(self, path: str) -> list[Any]:
        """Return the values of every page of Kolada's answer."""
        values: list[Any] = []
        for _page in range(_PAGES):
            page = self.get(path)
            if not isinstance(page, dict) or not isinstance(page.get("values"), list):
                raise self.odd("values")
            values += page["values"]
            path = page.get("next_url") or page.get("next_page") or ""
            if not path:
                return values
            if not path.startswith(self.base + "/"):
                raise FetchError(
                    _("Nästa sida ligger på en annan adress."), value=path, advice=_("Pröva färre nyckeltal.")
                )
        raise FetchError(
            _("Svaret har fler än {most} sidor.").format(most=_PAGES), advice=_("Välj färre nyckeltal eller år.")
        )

    def named(self, path: str) -> list[Any]:
        """Return ids and titles; nothing when the service has none, since the figures can be read without."""
        try:
            found = self.get(path)
        except FetchError as error:
            if error.value in _NOT_FOUND:
                return []
            raise
        listed = found.get("values", [found]) if isinstance(found, dict) else found
        return [entry for entry in listed if isinstance(entry, dict) and "id" in entry]

    def odd(self, expected: str) -> FetchError:
        """Return the error of an answer that is not what it should be."""
        return FetchError(
            _("Tjänsten svarade med något annat än {expected}.").format(expected=expected),
            file=self.base,
            advice=_("Formatet kan ha ändrats. Hämta filen för hand från tjänstens webbplats."),
        )

    def _body(self, url: str) -> bytes:
        if self.asked:
            time.sleep(self.limits.pause)
        self.asked += 1
        headers = {"User-Agent": f"medlofte/{__version__}", "Accept": "application/json"}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the scheme is checked above
        try:
            with self.opener.open(request, timeout=self.limits.timeout) as answer:
                body: bytes = answer.read(self.limits.size + 1)
        except urllib.error.HTTPError as error:
            raise _refused(error) from error
        except (HTTPException, OSError) as error:
            raise self._silent(error) from error
        if len(body) > self.limits.size:
            raise FetchError(
                _("Svaret är större än {most} MB.").format(most=self.limits.size // 1_000_000),
                file=self.base,
                advice=_("Välj färre områden, år eller nyckeltal."),
            )
        return body

    def _silent(self, error: Exception) -> FetchError:
        reason, what = getattr(error, "reason", error), _("bröt förbindelsen")
        if isinstance(reason, TimeoutError):
            what = _("svarade inte inom {seconds} sekunder").format(seconds=style.exact(self.limits.timeout))
        elif isinstance(error, urllib.error.URLError):
            what = _("går inte att nå ({reason})").format(reason=reason)
        advice = _("Kontrollera nätet och brandväggen, eller hämta filen för hand.")
        return FetchError(_("Tjänsten {what}.").format(what=what), file=self.base, advice=advice)


def _refused(error: urllib.error.HTTPError) -> FetchError:
    wait = error.headers.get("Retry-After") if error.headers else None
    advice = {
        429: _("Vänta {seconds} sekunder och kör igen.").format(seconds=wait)
        if wait
        else _("Vänta en stund och kör igen."),
        400: _("Kontrollera koderna."),
        404: _("Kontrollera koderna."),
        403: _("Tjänsten kan kräva mindre uttag."),
    }.get(error.code, _("Pröva senare."))
    return FetchError(_("Tjänsten svarade med ett fel."), value=error.code, advice=advice)
