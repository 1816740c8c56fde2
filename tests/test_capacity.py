"""The capacity model: figures that can be worked out by hand, and a quantile from another source."""

import pytest
import scipy.stats

from benchmarks.costs.model import KOMMUNER, WEEKS, Model, Week, binomial_quantile, machines

# 100 MB and 10 MB a viewer; 0.6 s to open a page, 0.01 of a core to look at it.
MODEL = Model(base=100e6, viewer=10e6, opening=0.6, once=1.0, idle=0.01, poll=0.002, vote=0.012, first=1_700_000,
              again=70_000)  # fmt: skip


def test_what_a_room_takes():
    assert MODEL.memory(30) == 400e6
    assert MODEL.arriving(30) == pytest.approx(0.3)  # 18 seconds of work in a minute
    assert MODEL.cpu(30, phones=30) == pytest.approx(0.3 + 0.03)


@pytest.mark.parametrize(("cores", "gigabytes", "seats"), [(2, 8, 70), (16, 2, 90)], ids=["processor", "memory"])
def test_a_machine_is_full_when_either_its_processor_or_its_memory_is(cores, gigabytes, seats):
    assert MODEL.seats(cores=cores, gigabytes=gigabytes) == seats


@pytest.mark.parametrize("share", [0.05, 0.3, 1 / 6])
def test_the_quantile_is_the_binomials(share):
    assert binomial_quantile(290, share, 0.999) == scipy.stats.binom.ppf(0.999, 290, share)


def test_a_week_of_all_kommuner():
    morning = next(week for week in WEEKS if week.slots == 1)
    assert morning.peak == KOMMUNER
    week = Week("prov", 10, 30, 0)
    assert week.mean == 29
    memory, busy, count = machines(MODEL, week, cores=8, gigabytes=32)
    peak = scipy.stats.binom.ppf(0.999, 290, 0.1)
    assert memory == pytest.approx(peak * 0.4)
    # All sit, and a tenth (rounded up) open their pages in the same minute.
    assert busy == pytest.approx(peak * 0.3 + -(-peak // 10) * 0.3)
    assert count == max(-(-memory // 28.8), -(-busy // 5.6))
