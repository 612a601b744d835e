"""The published counts of the county's plan, and the profile that repeats some of them."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from functools import cache

import pytest

from gazetteer import Act, ActType
from gazetteer.names import fold
from layers.demo.county import demo_layers
from layers.profile import SHIPPED, shipped_profile
from layers.store.contract import Edit


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


@cache
def demo(profile: str) -> dict[str, list[Edit]]:
    return dict(demo_layers(shipped_profile(profile), SHIPPED / profile))


@pytest.mark.demo
def test_the_demo_county_has_exactly_the_published_counts() -> None:
    built = demo("zhengning")
    kinds = Counter(edit.values["kind"] for edit in built["door_plate"])
    assert dict(kinds) == dict(shipped_profile("zhengning").plates.totals)
    codes = [edit.division for edit in built["division"]]
    assert sum(len(str(code)) == 9 for code in codes) == 10
    assert len(built["day_care_centre"]) == 75
    assert len(built["welfare_centre"] + built["nursing_home"]) >= 5
    beds = [
        e.values.get("beds") for e in built["welfare_centre"] + built["nursing_home"] if e.values["state"] == "open"
    ]
    assert (len(beds), sum(beds)) == (5, 1_158)


@pytest.mark.demo
@pytest.mark.parametrize("profile", ["zhengning", "invented"])
def test_whatever_is_made_up_says_so(profile: str) -> None:
    unmarked = {edit.layer for edits in demo(profile).values() for edit in edits if not edit.generated}
    assert unmarked <= {"division", "neighbouring_county", "boundary_line"}


@pytest.mark.parametrize("profile", [pytest.param("zhengning", marks=pytest.mark.demo), "invented"])
def test_every_demo_name_has_the_status_its_acts_lead_to(profile: str) -> None:
    built = demo(profile)
    acts = defaultdict(list)
    for edit in built["naming_act"]:
        acts[edit.values["name"]].append(Act(type=ActType(str(edit.values["act"]))))
    names = built["place_name"]
    assert names
    assert [n.values["text"] for n in names if fold(acts[n.object_id]) != n.values["status"]] == []
