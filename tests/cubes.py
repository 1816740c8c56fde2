"""A small population table as SCB's PxWebApi 2 writes it (json-stat2), drawn for tests."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

AGES = {"15": "15 år", "16": "16 år", "44": "44 år", "45": "45 år", "100+": "100+ år", "tot": "totalt ålder"}
SEXES = {"1": "män", "2": "kvinnor"}


def dimension(label: str, categories: dict[str, str]) -> dict[str, Any]:
    """Return one dimension of a cube."""
    index = {code: place for place, code in enumerate(categories)}
    return {"label": label, "category": {"index": index, "label": categories}}


def cube(
    *,
    ages: dict[str, str] | None = None,
    regions: dict[str, str] | None = None,
    years: Sequence[str] = ("2024",),
    values: Sequence[float | None] | dict[str, float] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return a cube region × age × sex × measure × year; each cell 10, the total their sum, unless given."""
    ages, regions = ages or AGES, regions or {"1486": "Strömstad"}
    dimensions = {
        "Region": dimension("region", regions), "Alder": dimension("ålder", ages), "Kon": dimension("kön", SEXES),
        "ContentsCode": dimension("tabellinnehåll", {"BE0101N1": "Folkmängd"}),
        "Tid": dimension("år", {year: year for year in years}),
    }  # fmt: skip
    dimensions["ContentsCode"]["category"]["unit"] = {"BE0101N1": {"base": "antal", "decimals": 0}}
    parts = len([age for age in ages if age != "tot"])
    usual = [10 * parts if age == "tot" else 10 for _, age, _, _ in product(regions, ages, SEXES, years)]
    return {
        "version": "2.0", "class": "dataset", "label": "Folkmängden efter region, ålder och kön. År 2024",
        "source": "SCB", "updated": "2025-02-21T07:00:00Z", "id": list(dimensions),
        "size": [len(entry["category"]["index"]) for entry in dimensions.values()], "dimension": dimensions,
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "value": usual if values is None else values,
    } | more  # fmt: skip
