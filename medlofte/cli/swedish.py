"""argparse in the reader's language: headings, errors and the help of every command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, NoReturn

from medlofte.language import SWEDISH, _, current

STATUS_ERROR = 2
_SWEDISH = {
    "the following arguments are required:": "det här måste anges:",
    "unrecognized arguments:": "okända ord:",
    "expected one argument": "ett värde saknas",
    "invalid int value:": "inte ett heltal:",
    "argument": "argumentet",
}
_HEADINGS = {"usage:": "användning:", "\noptions:": "\nval:", "positional arguments:": "att ange:"}


class Parser(argparse.ArgumentParser):
    """argparse speaks English; a Swede's headings and errors are put into Swedish."""

    def format_help(self) -> str:
        """Return the help."""
        return _said(super().format_help(), _HEADINGS)

    def format_usage(self) -> str:
        """Return the usage."""
        return _said(super().format_usage(), _HEADINGS)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Refuse an unknown word, with the one that was probably meant."""
        if action.choices is None or value in action.choices:
            return
        known = [str(choice) for choice in action.choices]
        near = get_close_matches(str(value), known, n=1)
        meant = _("Menade du {word}?").format(word=near[0]) if near else _("Välj bland {words}.").format(
            words=", ".join(known))  # fmt: skip
        raise argparse.ArgumentError(action, _("okänt val: {word}. {meant}").format(word=value, meant=meant))

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with status 2."""
        said = _("{message}. Visa hjälpen med --help.").format(message=_said(message, _SWEDISH).rstrip("."))
        self.exit(STATUS_ERROR, f"{self.format_usage()}{self.prog}: {said}\n")


def _said(text: str, swedish: dict[str, str]) -> str:
    for english, word in swedish.items() if current() == SWEDISH else ():
        text = text.replace(english, word)
    return text


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('?') else '.'}"


def add_help(command: argparse.ArgumentParser) -> None:
    """Give a command its help."""
    command.add_argument("-h", "--help", action="help", help=_("visa den här hjälpen"))


def command(commands: Any, name: str, run: Callable[[Any], int], help_: str) -> argparse.ArgumentParser:
    """Add a command that calls ``run`` with what was given; return its parser."""
    made: argparse.ArgumentParser = commands.add_parser(name, help=help_, description=_sentence(help_), add_help=False)
    add_help(made)
    made.set_defaults(run=run)
    return made
