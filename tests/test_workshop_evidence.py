"""Suggested answers drawn from the sample edition, whose figures can be read in tests/sample.py."""

from __future__ import annotations

import pandas as pd
import pytest

from medlofte import edition as editions
from medlofte import tables
from medlofte.criteria import BRA
from medlofte.workshop.evidence import evidence, problems
from tests import sample


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return sample.sample_edition(tmp_path_factory.mktemp("edition") / "e")


@pytest.fixture(scope="module")
def said(edition):
    return evidence(edition).set_index(["problem", "criterion"])


def test_the_board_holds_what_any_perspective_puts_high(edition):
    assert problems(edition) == ["hastighet", "narkotika", "belysning", "synlig_polis", "inbrott"]
    assert problems(edition, limit=2) == ["hastighet", "narkotika"]


def test_every_cell_has_a_suggestion_and_a_sentence(said):
    assert len(said) == 5 * len(BRA)
    assert set(said["suggested"]) <= {"ja", "delvis", "nej", "vet_ej"}
    assert said["sentence"].str.endswith(".").all()


@pytest.mark.parametrize(
    ("problem", "criterion", "suggested", "holds"),
    [
        ("hastighet", "vanligt", "ja", "480 svarande har valt ämnet: plats 1 av 5"),
        ("inbrott", "vanligt", "nej", "plats 5 av 5"),
        ("narkotika", "okar", "ja", "Enkäten: +8\u00a0procentenheter sedan 2015"),
        ("hastighet", "okar", "delvis", "38\u00a0% fler senaste året"),
        ("inbrott", "okar", "nej", "ingen säkerställd förändring"),
        ("narkotika", "avviker", "vet_ej", "andra områden saknas"),
        ("narkotika", "platser", "ja", "anger en plats: 1 av 2. Rutor på kartan som sticker ut: 1."),
        ("hastighet", "platser", "nej", "anger en plats: 0 av 1"),
        ("belysning", "platser", "vet_ej", "Ingen aktör"),
        ("narkotika", "manga", "ja", "2 av 2 aktörer"),
        ("inbrott", "manga", "nej", "0 av 2 aktörer"),
        ("narkotika", "konsekvenser", "ja", "4,0 av 5"),
        ("hastighet", "konsekvenser", "delvis", "3,0 av 5"),
        ("inbrott", "konsekvenser", "vet_ej", "Ingen aktör"),
        ("narkotika", "personer", "vet_ej", "gruppen bedömer"),
    ],
)
def test_suggestions(said, problem, criterion, suggested, holds):
    row = said.loc[(problem, criterion)]
    assert row["suggested"] == suggested, row["sentence"]
    assert holds in row["sentence"]


def test_rates_are_compared_with_the_country_first(tmp_path):
    frames = sample.frames()
    rows = frames["registers"].query("indicator == 'bra_1' and period == '2016'")
    others = [rows.assign(region=name, per_100k=rate) for name, rate in (("Annat län", 2000.0), ("Hela landet", 500.0))]
    frames["registers"] = tables.REGISTERS.check(pd.concat([frames["registers"], *others]))
    frames["situation"].loc[
        frames["situation"]["topic"] == "inbrott", ["share", "low", "high", "n", "rank", "actors"]
    ] = None
    about = sample.sample_edition(tmp_path / "first").about
    criteria = [*about["criteria"], {"id": "register", "label": "Registren?", "evidence": "register"}]
    edition = editions.write(tmp_path / "e", frames=frames, layers={}, about=about | {"criteria": criteria})
    said = evidence(edition, topics=["narkotika", "inbrott", "okant"]).set_index(["problem", "criterion"])
    assert said.at[("narkotika", "avviker"), "suggested"] == "ja"
    assert "688 per 100 000 invånare mot 500 i Hela landet (2016)" in said.at[("narkotika", "avviker"), "sentence"]
    assert said.at[("narkotika", "register"), "sentence"].startswith("Registren: 90 fall senaste året (688 per")
    assert said.at[("inbrott", "register"), "sentence"] == "Registren har ingen uppgift."
    assert said.at[("inbrott", "vanligt"), "sentence"] == "Siffran är skyddad eller saknas."
    assert said.at[("inbrott", "manga"), "suggested"] == "vet_ej"
    assert set(said.loc["okant", "suggested"]) == {"vet_ej"}
