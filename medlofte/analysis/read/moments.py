"""Reports and events one by one (when, what, where), from the registers that know it: EST and polisen.se."""

from __future__ import annotations

import pandas as pd

from medlofte import tables
from medlofte.analysis.read.events import event_moments
from medlofte.analysis.read.figures import Rows
from medlofte.analysis.read.incidents import incident_moments
from medlofte.codebook import Codebook
from medlofte.errors import MedlofteError
from medlofte.rounds import Register, Round


def read_moments(round_: Round, *, codebook: Codebook, places: pd.DataFrame) -> pd.DataFrame:
    """Return the reports and events of every such register (``MOMENTS``).

    A file that cannot be read gives nothing: ``read_registers`` has told of it.

    Parameters
    ----------
    round_, codebook
        Which files, and the topic of each kind (``Topic.indicators``).
    places
        The frame of ``read_places``.
    """
    topics = codebook.topic_of
    rows: Rows = []
    for register in round_.registers:
        try:
            rows += _rows(round_, register, places)
        except MedlofteError:
            continue
    frame = pd.DataFrame(rows, columns=[name for name in tables.MOMENTS.names if name != "topic"])
    return tables.MOMENTS.check(frame.assign(topic=[topics.get(name, "") for name in frame["indicator"]]))


def _rows(round_: Round, register: Register, places: pd.DataFrame) -> Rows:
    if register.kind == "incidents":
        return incident_moments(round_.path(register.file), file=register.file, places=places)
    if register.kind == "events":
        return event_moments(round_.path(register.file), file=register.file, region=round_.kommun)
    return []
