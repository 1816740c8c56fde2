"""What the benchmarks count with."""

import pytest

from benchmarks.measuring.counting import percentile, pss

ROLLUP = """5600-7ffe ---p 00000000 00:00 0    [rollup]
Rss:                4096 kB
Pss:                1234 kB
Pss_Dirty:           999 kB
"""


@pytest.mark.parametrize(("share", "found"), [(0.5, 3), (0.95, 5), (0.2, 1), (0.0, 1), (1.0, 5)])
def test_a_percentile_is_a_value_that_was_measured(share, found):
    assert percentile([5, 1, 4, 2, 3], share) == found


def test_shared_memory_is_counted_in_parts():
    assert pss(ROLLUP) == 1234 * 1024
    assert pss("") == 0
