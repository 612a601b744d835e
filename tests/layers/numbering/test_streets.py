"""Streets: sides, order, crossings, gaps, spacing, whole roads that do it otherwise; on drawings small enough to see."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.numbering import Audit, Register, audit
from tests.layers.numbering.small_register import (
    PROFILE,
    Door,
    both_sides,
    group,
    register,
    rows_of_houses,
    street,
)


def told(done: Audit, rule: str) -> list[str]:
    return [finding.subject for finding in done.findings if finding.rule == rule]


def changed(doors: list[Door], **by_number: Any) -> list[Door]:
    """Doors with some replaced: n5=("5号", x, y)."""
    return [by_number.get(f"n{door[0].removesuffix('号')}", door) for door in doors]


def test_a_sound_street_and_a_sound_group_are_silent() -> None:
    done = audit(register((street(), both_sides()), (group(), rows_of_houses())), PROFILE)
    assert done.findings == ()
    assert done.proposals == []
    assert all(line.judged or line.reason for line in done.coverage)
    assert len(done.coverage) == 30


def test_one_door_across_the_street_is_the_one_named() -> None:
    doors = changed(both_sides(), n5=("5号", 365.0, 10.0))
    done = audit(register((street(), doors)), PROFILE)
    assert told(done, "numbering.side") == ["p004"]
    [proposal] = [p for p in done.proposals if p.rule == "numbering.side"]
    assert proposal.changes[0].before == "5号"
    assert int(proposal.changes[0].after.split("号")[0].split("-")[0]) % 2 == 0
    assert proposal.moves[0].where == "街道另一侧"


def test_on_the_axis_a_door_is_on_neither_side() -> None:
    doors = changed(both_sides(), n5=("5号", 365.0, 1.5))
    assert told(audit(register((street(), doors)), PROFILE), "numbering.side") == []


def test_the_fewest_doors_are_named_and_where_they_belong() -> None:
    doors = changed(both_sides(), n3=("3号", 305.0, -10.0))
    done = audit(register((street(), doors)), PROFILE)
    assert told(done, "numbering.order") == ["p002"]
    [finding] = [f for f in done.findings if f.rule == "numbering.order"]
    assert "15–35 m" in finding.message


def test_a_bend_is_judged_where_it_is() -> None:
    """A street that turns back on itself: left and right follow the street, not the compass."""
    line = [(0, 0), (200, 0), (200, 200), (0, 200)]
    odd = [(f"{2 * n + 1}号", 30.0 + 20 * n, -10.0) for n in range(8)]
    odd += [(f"{2 * n + 17}号", 210.0, 20.0 + 20 * n) for n in range(8)]
    odd += [(f"{2 * n + 33}号", 170.0 - 20 * n, 210.0) for n in range(8)]
    even = [(f"{2 * n + 2}号", 30.0 + 20 * n, 10.0) for n in range(8)]
    even += [(f"{2 * n + 18}号", 190.0, 20.0 + 20 * n) for n in range(8)]
    even += [(f"{2 * n + 34}号", 170.0 - 20 * n, 190.0) for n in range(8)]
    profile = dataclasses.replace(PROFILE, starts_east_west="", starts_north_south="", odd_side="right")
    done = audit(register((street(line=line), odd + even)), profile)
    assert set(done.counts) <= {"numbering.spacing"}, "the way round the outer corner is long"


def test_a_street_that_does_it_otherwise_is_one_finding() -> None:
    mirrored = [(text, x, -y) for text, x, y in both_sides(40)]
    done = audit(register((street(), mirrored)), PROFILE)
    assert done.counts == {"numbering.convention": 1}
    backwards = [(text, 400.0 - x, -y) for text, x, y in both_sides(40)]
    assert audit(register((street(), backwards)), PROFILE).counts == {"numbering.direction": 1}


def test_numbers_skipped_without_room_are_told_once_a_street() -> None:
    doors = [(f"{n + 6 if n > 9 and n % 2 else n}号", x, y) for n, (_, x, y) in enumerate(both_sides(24), 1)]
    done = audit(register((street(), doors)), PROFILE)
    assert [(f.subject, f.value) for f in done.findings if f.rule == "numbering.gap"] == [("和顺街", "11–15单")]
    kept = dataclasses.replace(register((street(), doors)), reserved={"和顺街": frozenset({11, 13, 15})})
    assert told(audit(kept, PROFILE), "numbering.gap") == []


def test_a_plate_across_another_street_is_named_and_a_corner_is_not() -> None:
    parallel = street("文昌街", [(0, 60), (400, 60)])
    doors = changed(both_sides(), n8=("8号", 355.0, 75.0))
    done = audit(register((street(), doors), (parallel, [])), PROFILE)
    assert told(done, "numbering.crossing") == ["p007"]
    assert told(done, "numbering.order") == []
    crossing = street("北关巷", [(345, -200), (345, 200)])
    corner = audit(register((street(), both_sides()), (crossing, [])), PROFILE)
    assert told(corner, "numbering.crossing") == []


def test_a_road_built_on_one_side_with_both_parities() -> None:
    doors = [(f"{n}号", 400.0 - 20 * n, 10.0) for n in range(1, 13)]
    assert told(audit(register((street(), doors)), PROFILE), "numbering.one_sided") == ["和顺街"]
    running = dataclasses.replace(PROFILE, one_sided="running")
    assert told(audit(register((street(), doors)), running), "numbering.one_sided") == []


def test_a_sub_number_may_stand_beside_its_door_and_is_judged_by_its_side() -> None:
    doors = [*both_sides(), ("6号附1号", 365.0, 12.0), ("7号附1号", 355.0, 12.0)]
    done = audit(register((street(), doors)), PROFILE)
    assert told(done, "numbering.side") == ["p021"]
    assert told(done, "numbering.order") == []


def test_dead_numbers_and_doors_without_a_position_are_left_out_of_order_and_side() -> None:
    doors = changed(both_sides(), n5=("5号", 205.0, 10.0), n7=("7号", float("nan"), float("nan")))
    statuses = ["removed" if text == "5号" else "activated" for text, _, _ in doors]
    done = audit(register((street(), doors), status=statuses), PROFILE)
    assert done.findings == ()
    twin = [*both_sides(), ("7号", float("nan"), float("nan"))]
    assert told(audit(register((street(), twin)), PROFILE), "numbering.duplicate") == ["p020"]


def test_a_cancelled_address_frees_its_number() -> None:
    doors = [*both_sides(), ("7号", 345.0, -10.0)]
    size = len(doors)
    addresses = {"address": [f"a{n}" for n in range(size)], "address_status": [*["current"] * (size - 1), "cancelled"]}
    assert told(audit(register((street(), doors), **addresses), PROFILE), "numbering.duplicate") == []


@pytest.mark.parametrize(
    "axis",
    [
        None,
        shapely.LineString(),
        shapely.LineString([(float("nan"), float("nan")), (10, 10)]),
        shapely.LineString([(5, 5), (5, 5)]),
    ],
    ids=["none", "empty", "nan", "point"],
)
def test_one_broken_road_does_not_stop_the_others(axis: Any) -> None:
    broken = dataclasses.replace(street("断头路"), axis=axis)
    wrong = changed(both_sides(), n5=("5号", 365.0, 10.0))
    found = register((broken, both_sides()), (street(), wrong), (group(), rows_of_houses()))
    done = audit(found, PROFILE)
    assert told(done, "numbering.side") == ["p024"]
    assert told(done, "numbering.axis") == ["断头路"]


def shuffled(found: Register, order: list[int]) -> Register:
    return dataclasses.replace(
        found,
        columns={key: [values[n] for n in order] for key, values in found.columns.items()},
        lon=found.lon[order],
        lat=found.lat[order],
        space_of=found.space_of[order],
    )


SPOILT = changed(
    both_sides(30),
    n5=("5号", 365.0, 10.0),
    n9=("9号", 265.0, -10.0),
    n12=("14号", 345.0, 10.0),
    n20=("20号", 315.0, 10.2),
)
GROUP = [*rows_of_houses(36), ("7号", 90.0, 44.0)]


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.booleans())
def test_the_verdict_depends_neither_on_the_order_of_rows_nor_on_how_the_axis_was_drawn(
    random: Any, backwards: bool
) -> None:
    line = [(400, 0), (0, 0)] if backwards else [(0, 0), (400, 0)]
    found = register((street(line=line), SPOILT), (group(), GROUP))
    order = list(range(len(found)))
    random.shuffle(order)
    plain = audit(register((street(), SPOILT), (group(), GROUP)), PROFILE)
    other = audit(shuffled(found, order), PROFILE)
    assert sorted(map(said, other.findings)) == sorted(map(said, plain.findings))
    assert sorted(str(p.as_json()) for p in other.proposals) == sorted(str(p.as_json()) for p in plain.proposals)


def said(finding: Any) -> tuple[str, str, str]:
    return finding.rule, finding.subject, finding.message


def test_nothing_is_changed() -> None:
    found = register((street(), SPOILT), (group(), GROUP))
    lon, texts = found.lon.copy(), list(found.columns["number_text"])
    assert audit(found, PROFILE).proposals
    assert numpy.array_equal(found.lon, lon)
    assert found.columns["number_text"] == texts
