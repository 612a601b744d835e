"""The register against what the county has published: five kinds of plates, divisions, care for the elderly."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from gazetteer.findings import Finding, Severity
from layers.checks.ground import Ground, called
from layers.layer import Layer
from layers.profile import shipped_folder
from layers.store.contract import Condition, Operator, Query, Scope


@dataclass(frozen=True, slots=True)
class Counted:
    """How a published item is counted: rows of a layer that fulfil a condition, or the sum of one column."""

    item: str
    layers: tuple[str, ...]
    where: tuple[Condition, ...] = ()
    sum_of: str = ""


_OPEN = (Condition("state", Operator.EQUAL, "open"),)
COUNTED = (
    Counted("villages", ("division",), (Condition("level", Operator.EQUAL, "village"),)),
    Counted("urban communities", ("division",), (Condition("level", Operator.EQUAL, "community"),)),
    Counted("comprehensive social welfare centre", ("welfare_centre",), _OPEN),
    Counted("township central nursing homes", ("nursing_home",), _OPEN),
    Counted("day-care centres", ("day_care_centre",), _OPEN),
    Counted("beds", ("welfare_centre", "nursing_home"), _OPEN, "beds"),
)
"""Published items (by the beginning of their name in plan_facts.csv) and how they are counted here."""


def check_published(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Counts that differ from the published ones. Asked only by somebody who sees the whole county."""
    if "" not in ground.scope.codes:
        return
    if declared.key == "door_plate":
        yield from _plates(ground, declared)
    facts = _facts(ground)
    for counted in COUNTED:
        found = next(((v, year) for item, (v, year) in facts.items() if _is(item, counted.item)), None)
        if found and counted.layers[-1] == declared.key:
            yield from _compare(declared, counted.item, _count(ground, counted), *found)


def _is(item: str, wanted: str) -> bool:
    return item == wanted or item.startswith((f"{wanted} (", f"{wanted} /"))


def _plates(ground: Ground, declared: Layer) -> Iterator[Finding]:
    counts = ground.store.count_by(declared.key, "kind", Scope.everything())
    for kind, published in ground.profile.plates.totals.items():
        yield from _compare(declared, declared.field("kind").choice_title(kind), counts.get(kind, 0), published, "")


def _compare(declared: Layer, item: str, count: int, published: int, year: str) -> Iterator[Finding]:
    if count == published:
        return
    when = f"（{year}）" if year else ""
    yield Finding(
        "published.count",
        Severity.WARNING,
        f"{declared.title}“{item}”登记 {count}，公布 {published}{when}",
        value=str(count),
        remedy="核对是漏登、变动，还是公布口径不同",
    )


def _count(ground: Ground, counted: Counted) -> int:
    total = 0
    for key in counted.layers:
        if not counted.sum_of:
            total += ground.store.count(key, Scope.everything(), Query(where=counted.where))
        else:
            query = Query(where=counted.where, columns=(called(key).field(counted.sum_of).key,), geometry=False)
            frame = ground.store.read(key, Scope.everything(), query)
            total += sum(int(value) for value in frame[counted.sum_of].tolist() if value == value and value)  # noqa: PLR0124  (NaN is unequal to itself)
    return total


def _facts(ground: Ground) -> dict[str, tuple[int, str]]:
    """Published item → value and year; empty for a county whose facts are not shipped."""
    folder = shipped_folder(ground.profile.code)
    if folder is None or not (folder / "plan_facts.csv").exists():
        return {}
    with (folder / "plan_facts.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {
            row["item"]: (int(row["value"]), row["as_of"])
            for row in csv.DictReader(stream)
            if row["unit"] == "count" and row["value"].isdigit()
        }
