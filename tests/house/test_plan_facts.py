"""The published counts of the county's plan, and the profile that repeats some of them."""

from __future__ import annotations

import csv

from layers.profile import SHIPPED, shipped_profile


def facts() -> dict[str, int]:
    with (SHIPPED / "zhengning/plan_facts.csv").open(encoding="utf-8") as stream:
        return {row["item"]: int(row["value"]) for row in csv.DictReader(stream)}


def test_the_five_kinds_of_plates_add_up() -> None:
    plates = [count for item, count in facts().items() if "plate" in item]
    assert plates == [659, 3_817, 53_894, 336, 760]
    assert sum(plates) == 59_466


def test_the_profile_declares_the_same_totals() -> None:
    plates = [count for item, count in facts().items() if "plate" in item]
    assert list(shipped_profile("zhengning").plates.totals.values()) == plates


def test_the_five_care_institutions_and_their_beds() -> None:
    care = facts()
    centres = care["comprehensive social welfare centre (综合性社会福利中心)"]
    homes = care["township central nursing homes (乡镇中心敬老院)"]
    assert (centres + homes, care["beds"]) == (5, 1_158)


def test_divisions_are_those_listed() -> None:
    with (SHIPPED / "zhengning/divisions.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    levels = [row["level"] for row in rows]
    assert levels.count("township") == 10
    villages = [row for row in rows if row["code"][9:12] >= "200" and row["code"][9:12] < "400"]
    assert len(villages) == facts()["villages"] == 94
