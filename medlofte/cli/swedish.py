"""argparse in Swedish: headings, errors and the help of every command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

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


class Parser(argparse.ArgumentParser):
    """argparse speaks English; its headings and the errors a user meets are put into Swedish."""

    def format_help(self) -> str:
        """Return the help."""
        usual = super().format_help()
        return _usage(usual).replace("\noptions:", "\nval:").replace("positional arguments:", "anges:")

    def format_usage(self) -> str:
        """Return the usage."""
        return _usage(super().format_usage())

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with status 2."""
        for english, swedish in _SWEDISH.items():
            message = message.replace(english, swedish)
        self.exit(STATUS_ERROR, f"{self.format_usage()}{self.prog}: {message}. Visa hjälpen med --help.\n")


def _usage(text: str) -> str:
    return text.replace("usage:", "användning:", 1)


def add_help(command: argparse.ArgumentParser) -> None:
    """Give a command its help, in Swedish."""
    command.add_argument("-h", "--help", action="help", help="visa den här hjälpen")


def command(commands: Any, name: str, run: Callable[[Any], int], help_: str) -> argparse.ArgumentParser:
    """Add a command that calls ``run`` with what was given; return its parser."""
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=help_, description=help_.capitalize() + ".", add_help=False
    )
    add_help(made)
    made.set_defaults(run=run)
    return made
