"""The four dashboards and what each is for, in the words of the role that reads it."""

from __future__ import annotations

from dataclasses import dataclass

from medlofte.views.session import LEADER, RATERS


@dataclass(frozen=True)
class Dashboard:
    """One dashboard on the start page: the notebook's name, its title and one sentence."""

    file: str
    title: str
    text: str


_PICTURE = ("lagesbild", "Lägesbild", "Vad invånarna, aktörerna och statistiken säger, sida vid sida.")
_VOTE = "Svara på frågorna om varje problem och se gruppens svar direkt."
_LEAD = "Följ gruppens svar, skriv in den gemensamma bedömningen och vad som väljs bort."
_WATCH = "Gruppens svar, direkt."


def pages_for(role: str) -> tuple[Dashboard, ...]:
    """Return the dashboards for a role, in the order of the meeting."""
    board = _VOTE if role in RATERS else _LEAD if role == LEADER else _WATCH
    return (
        Dashboard(*_PICTURE),
        Dashboard("prioritering", "Prioritering", board),
        Dashboard("loften", "Löften", "Löftena, åtgärderna bakom dem och vem som ansvarar."),
        Dashboard("uppfoljning", "Uppföljning", "Vad som planerades och vad som har gjorts."),
    )
