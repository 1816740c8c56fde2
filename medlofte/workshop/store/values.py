"""What may be written into the store: each value checked, with a Swedish message when it is refused."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from medlofte.errors import StoreError
from medlofte.language import _

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, O, 1 and I: a code is read aloud and typed on a phone
CODE_LENGTH = 8
LONGEST = 200
ENDED = "ended:"  # takes the place of a session's fingerprint when it has been ended


def code() -> str:
    """Return a new random code: 8 of 32 characters, 40 bits."""
    return "".join(secrets.choice(ALPHABET) for _unused in range(CODE_LENGTH))


def written(code: str) -> str:
    """Return a code as it is shown, in two halves: easier to read aloud and to type."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def fingerprint(token: str) -> str:
    """Return a token's SHA-256; a stolen database lets nobody in."""
    return sha256(token.encode()).hexdigest()


def now() -> str:
    """Return the time in UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def one_of(value: str, allowed: Sequence[str], what: str) -> str:
    """Return the value if it is one of the words allowed."""
    if value not in allowed:
        raise StoreError(
            _("Okänt värde för {what}.").format(what=what),
            value=value,
            advice=_("Välj bland {allowed}.").format(allowed=", ".join(allowed)),
        )
    return value


def identifier(value: str, what: str) -> str:
    """Return an id that is not empty and not absurdly long."""
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST or "\0" in value:
        raise StoreError(
            _("Id för {what} saknas eller är för långt (högst {longest} tecken).").format(what=what, longest=LONGEST),
            value=value,
        )
    return value


def day(value: str) -> str:
    """Return a date written as ÅÅÅÅ-MM-DD."""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise StoreError(_("Datumet ska skrivas ÅÅÅÅ-MM-DD."), value=value) from error


def amount(value: float) -> float:
    """Return a number of things done: finite, not negative."""
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise StoreError(_("Antalet ska vara ett tal."), value=value) from error
    if not math.isfinite(number) or number < 0:
        raise StoreError(_("Antalet ska vara noll eller mer."), value=value)
    return number


def as_json(content: Mapping[str, Any], what: str) -> str:
    """Return fields as JSON; StoreError, with ``what`` they are, for what JSON cannot hold."""
    try:
        return json.dumps(dict(content), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise StoreError(_("{what} går inte att spara ({error}).").format(what=what, error=error)) from error
