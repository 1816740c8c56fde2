"""The audit attacks an edition from its files alone: what is safe passes, what is weakened is named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from medlofte import cli, edition, tables
from medlofte.analysis import disclosure, protect, publish
from medlofte.analysis.audit import audit_edition, audit_frames, refuse
from medlofte.analysis.check import check_round
from medlofte.analysis.estimate import estimate_round
from medlofte.analysis.estimate.intervals import wilson
from medlofte.codebook import MERGED, Codebook
from medlofte.edition import Edition
from medlofte.errors import DisclosureError, EditionError
from medlofte.rounds import Profile, Round
from tests import sample
from tests.test_disclosure import estimates
from tests.test_publish import CREATED, DEMO, tiny

DEMO_EDITION = DEMO.parent / "editions" / DEMO.name
FIGURES = ["share", "low", "high", "n", "n_eff", "dont_know"]
LIMITS = {"minimum_count": 5, "minimum_base": 10, "decimals": 2, "round_n": 5}
# Two areas of 60; in one of them three chose c0.
CELLS = {(): [33, 87], ("kon", "k"): [3, 57], ("kon", "m"): [30, 30]}


def frames(made: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return an edition's tables with these estimates of the question q and nothing else that counts people."""
    found = {table.name: table.empty() for table in tables.EDITION}
    n = int(made.loc[made["by1"] == "", "n"].max())
    accounting = pd.DataFrame([(2016, name, n, n, 0, 0, 0, 0, tables.SHOWN) for name in ("q", "kon")],
                              columns=tables.ACCOUNTING.names)  # fmt: skip
    questions = pd.DataFrame([("q", "Q", "Q", "select_one", "", "", "")], columns=tables.QUESTIONS.names)
    return found | {"estimates": tables.ESTIMATES.check(made), "accounting": tables.ACCOUNTING.check(accounting),
                    "questions": tables.QUESTIONS.check(questions)}  # fmt: skip


def weakened(made: pd.DataFrame, cells: dict) -> pd.DataFrame:
    """Return the estimates with only the small counts suppressed."""
    plain = disclosure.protect(estimates(cells), profile=Profile(minimum_count=1, minimum_base=1))
    few = (estimates(cells)["count"].between(1, 4)).to_numpy()
    return disclosure.blank(plain, pd.Series(few), FIGURES)


@pytest.fixture
def safe() -> pd.DataFrame:
    return disclosure.protect(estimates(CELLS), profile=Profile())


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Return a tiny weighted round's edition."""
    folder = tiny(tmp_path_factory.mktemp("rundor") / "prov")
    return publish.publish(folder, out=folder.parent / "utgåva", created=CREATED)


def test_what_was_protected_passes(safe: pd.DataFrame) -> None:
    verdict = audit_frames(frames(safe), about=LIMITS)
    assert verdict.safe
    assert verdict.text().endswith("Ingen går att räkna ut.")
    refuse(verdict)


def test_a_deliberately_weakened_suppression_is_caught_and_named(safe: pd.DataFrame) -> None:
    verdict = audit_frames(frames(weakened(safe, CELLS)), about=LIMITS)
    assert [leak.group for leak in verdict.leaks] == [("kon", "k", "", "")]
    assert "2016, q, c0, kon=k" in verdict.text()
    with pytest.raises(DisclosureError, match=r"crossings i round\.toml"):
        refuse(verdict)


def test_what_is_shown_though_it_is_too_small_is_named(safe: pd.DataFrame) -> None:
    mentions = pd.DataFrame([(2016, "buller", 3, 0.0, tables.SHOWN)], columns=tables.MENTIONS.names)
    made = frames(safe) | {"mentions": tables.MENTIONS.check(mentions)}
    bare = made | {"estimates": made["estimates"].assign(n=made["estimates"]["n"].mask(safe["group1"] == "m", 7))}
    verdict = audit_frames(bare, about=LIMITS)
    assert not verdict.safe
    assert "mentions, rad 2: antalet 3 visas" in verdict.text()
    assert "bara 7 svar" in verdict.text()


def test_halves_of_a_scale_are_known_from_the_editions_own_choices(safe: pd.DataFrame) -> None:
    """The whole scale is shown for everybody and for women, the halves for women in two areas."""
    whole = estimates({(): [60, 30, 30], ("kon", "k"): [40, 10, 20], ("kon", "m"): [20, 20, 10]})
    halves = estimates({("kon", "k", "o", "a"): [3, 27], ("kon", "k", "o", "b"): [17, 23]})
    halves["choice"] = halves["choice"].map({"c0": MERGED[0], "c1": MERGED[1]})
    made = pd.concat([whole, halves], ignore_index=True)
    few = pd.Series(made["count"] < 5)
    rows = disclosure.blank(made.drop(columns="count"), few, FIGURES)
    names = [("q", "c0", False), ("q", "c1", False), ("q", "c2", True), ("q", MERGED[0], True), ("q", MERGED[1], False)]
    choices = pd.DataFrame([(q, c, c, i, "", p) for i, (q, c, p) in enumerate(names)], columns=tables.CHOICES.names)
    told = frames(rows) | {"choices": tables.CHOICES.check(choices)}
    exact = LIMITS | {"round_n": 1}
    assert [leak.choice for leak in audit_frames(told, about=exact).leaks] == [MERGED[0]]


def test_a_published_round_passes_by_itself(published: Edition, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit_edition(published).safe
    assert cli.main(["audit", str(published.path)]) == 0
    assert "Ingen går att räkna ut." in capsys.readouterr().out


def test_the_command_says_what_gives_way_and_ends_with_two(
    published: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = {(): [33, 87], ("kon", "kvinna"): [3, 57], ("kon", "man"): [30, 30]}
    rows = weakened(pd.DataFrame(), cells).assign(question="trygg", choice=["ja", "nej"] * 3)
    whole = {table.name: published.table(table.name) for table in tables.EDITION}
    accounting = whole["accounting"]
    accounting.loc[accounting["year"] == 2016, ["accepted", "answered"]] = 120
    about = published.about | {"weights": {}}
    made = edition.write(tmp_path / "svag", frames=whole | {"estimates": rows, "accounting": accounting}, layers={},
                         about=about)  # fmt: skip
    assert cli.main(["audit", str(made.path)]) == 2
    out = capsys.readouterr().out
    assert "1 går att räkna ut" in out
    assert "2016, trygg, ja, kon=kvinna: antalet ligger mellan" in out


def test_an_edition_that_fails_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny(tmp_path / "prov")
    monkeypatch.setattr(disclosure, "complete", lambda table, *, first, hidden, truth, profile: first.few)
    setup = (folder / "round.toml").read_text("utf-8")
    (folder / "round.toml").write_text(
        setup.replace(
            "[disclosure.internal]",
            "[disclosure.public]\nminimum_count = 40\n[disclosure.internal]\nminimum_count = 40",
        )
    )
    with pytest.raises(DisclosureError, match="Utgåvan skrivs inte") as caught:
        publish.publish(folder, out=tmp_path / "ut" / "utgåva", created=CREATED)
    assert "round.toml" in str(caught.value)
    assert not (tmp_path / "ut").exists()


def test_an_edition_that_does_not_say_how_it_is_protected_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="säger inte hur den är skyddad"):
        audit_edition(sample.sample_edition(tmp_path / "u"))


@pytest.mark.no_cover
def test_the_demo_edition_is_caught_if_only_its_small_counts_are_hidden() -> None:
    """The same weighted figures with what was hidden beside them shown: the weights do not hide the small ones."""
    made = Edition.open(DEMO_EDITION)
    round_ = Round.read(DEMO)
    codebook = Codebook.read(round_.path(round_.codebook))
    checked = check_round(round_, codebook=codebook)
    every = estimate_round(checked.responses, codebook=codebook, round_=round_, margins=checked.margins).estimates
    rows = every[every["question"] == "utsatt"].reset_index(drop=True)
    open_ = disclosure.protect(rows, profile=Profile(minimum_count=1, minimum_base=1), interval=wilson,
                               weights=protect.mean_weights(rows, minimum_base=1))  # fmt: skip
    small = rows["count"].between(1, 4) | (rows["n"] < 10) | (rows["count"] == rows["n"])
    whole = {table.name: made.table(table.name) for table in tables.EDITION}
    weak = disclosure.blank(open_, small, FIGURES)
    assert (weak["status"] == tables.SUPPRESSED).sum() < len(weak) / 2
    assert len(audit_frames(whole | {"estimates": weak}, about=made.about).leaks) > 10
    real = whole["estimates"].query("question == 'utsatt'").reset_index(drop=True)
    assert audit_frames(whole | {"estimates": real}, about=made.about).safe
