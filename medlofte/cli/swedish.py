"""argparse in the reader's language: headings, errors and the help of every command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from medlofte.language import SWEDISH, _, current

STATUS_ERROR = 2
_SWEDISH = {
    "the following arguments are required:": "det här måste anges:",
    "unrecognized arguments:": "okända ord:",
    "invalid choice:": "okänt val:",
    "choose from": "välj bland",
    "expected one argument": "ett värde saknas",
    "invalid int value:": "inte ett heltal:",
    "argument": "argumentet",
}
_HEADINGS = {"usage:": "användning:", "\noptions:": "\nval:", "positional arguments:": "anges:"}


class Parser(argparse.ArgumentParser):
    """argparse speaks English; a Swede's headings and errors are put into Swedish."""

    def format_help(self) -> str:
        """Return the help."""
        return _said(super().format_help(), _HEADINGS)

    def format_usage(self) -> str:
        """Return the usage."""
        return _said(super().format_usage(), _HEADINGS)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with status 2."""
        said = _("{message}. Visa hjälpen med --help.").format(message=_said(message, _SWEDISH))
        self.exit(STATUS_ERROR, f"{self.format_usage()}{self.prog}: {said}\n")


def _said(text: str, swedish: dict[str, str]) -> str:
    for english, word in swedish.items() if current() == SWEDISH else ():
        text = text.replace(english, word)
    return text


def add_help(command: argparse.ArgumentParser) -> None:
    """Give a command its help."""
    command.add_argument("-h", "--help", action="help", help=_("visa den här hjälpen"))


def command(commands: Any, name: str, run: Callable[[Any], int], help_: str) -> argparse.ArgumentParser:
    """Add a command that calls ``run`` with what was given; return its parser."""
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=help_, description=f"{help_[:1].upper()}{help_[1:]}.", add_help=False
    )
    add_help(made)
    made.set_defaults(run=run)
    return made
