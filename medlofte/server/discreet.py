"""Logs that tell what went wrong and not who it happened to: no code, no token, no address of a visitor.

There is no access log at all. What the libraries say of errors names the request, and so passes through here.
"""

from __future__ import annotations

import logging
import re
from typing import Any

HIDDEN = "…"
# Secrets that stand in addresses, forms and cookies; then addresses, of IP versions 4 and 6.
_SECRET = re.compile(
    r"(/(?:anslut|enhet)/|\b(?:kod|_xsrf|medlofte-session|token)=|(?:Cookie|Authorization)['\"]?: )[^\s'\",;&?)]+"
)
_ADDRESS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])|(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE
)
_plain = logging.Formatter()
_make = logging.getLogRecordFactory()


def discreet(text: str) -> str:
    """Return a text without codes, tokens and addresses."""
    return _ADDRESS.sub(HIDDEN, _SECRET.sub(rf"\1{HIDDEN}", text))


def record(*args: Any, **named: Any) -> logging.LogRecord:
    """Return a log record whose text, and traceback, is discreet whichever handler writes it."""
    made = _make(*args, **named)
    try:
        made.msg, made.args = discreet(made.getMessage()), None
    except (TypeError, ValueError):
        return made  # words and arguments do not fit: whoever writes it will say so, and a log must not stop the show
    if made.exc_info and made.exc_info[0]:
        made.exc_text = discreet(_plain.formatException(made.exc_info))
    return made


def begin() -> None:
    """Let every log of this process be discreet."""
    logging.setLogRecordFactory(record)
