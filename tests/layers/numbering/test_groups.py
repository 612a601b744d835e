"""Groups: doors out of place in the walk, strays, twins, and numbers that have nothing to do with the ground."""

from __future__ import annotations

import dataclasses
import random

import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.numbering import Audit, Register, audit
from layers.numbering.register import Space
from layers.numbering.walks import misplaced
from tests.layers.numbering.small_register import PROFILE, Door, group, register, rows_of_houses


def told(done: Audit, rule: str) -> list[str]:
    return [finding.subject for finding in done.findings if finding.rule == rule]


def replaced(doors: list[Door], place: int, x: float, y: float) -> list[Door]:
    return [(text, x, y) if n == place else (text, *at) for n, (text, *at) in enumerate(doors)]


def test_a_door_far_from_where_its_number_belongs_is_named_with_its_place() -> None:
    done = audit(register((group(), replaced(rows_of_houses(), 4, 95.0, 84.0))), PROFILE)
    assert told(done, "numbering.order") == ["p004"]
    [finding] = done.findings
    assert "26号和27号之间" in finding.message
    [proposal] = done.proposals
    assert [(c.before, c.after) for c in proposal.changes] == [("5号", "26-1号")]
    assert "4号和6号旁边" in proposal.moves[0].where


def test_two_doors_that_changed_places_change_numbers() -> None:
    doors = rows_of_houses(40)
    doors[3], doors[26] = ("4号", *doors[26][1:]), ("27号", *doors[3][1:])
    done = audit(register((group(), doors)), PROFILE)
    assert sorted(told(done, "numbering.order")) == ["p003", "p026"]
    [proposal] = done.proposals
    assert {(c.before, c.after) for c in proposal.changes} == {("4号", "27号"), ("27号", "4号")}
    assert all("对调" in c.reason for c in proposal.changes)


def test_lanes_of_any_shape_are_no_disorder() -> None:
    there_and_back = [
        (f"{n + 1}号", 18.0 * (n % 10 if n // 10 % 2 == 0 else 9 - n % 10), 40.0 * (n // 10)) for n in range(40)
    ]
    zigzag = [(f"{n + 1}号", 17.0 * (n // 2), 14.0 * (n % 2)) for n in range(40)]
    alone = [*rows_of_houses(30), ("31号", 0.0, 120.0)]
    for doors in (rows_of_houses(35), there_and_back, zigzag, alone):
        assert audit(register((group(), doors)), PROFILE).findings == ()


def test_numbers_given_out_as_people_came_are_one_hint() -> None:
    places = [door[1:] for door in rows_of_houses(40)]
    random.Random(3).shuffle(places)
    done = audit(register((group(), [(f"{n + 1}号", *at) for n, at in enumerate(places)])), PROFILE)
    assert [(f.rule, f.severity.value, f.subject) for f in done.findings] == [("numbering.order", "info", "青石村一组")]
    assert done.proposals == []


def test_of_twins_the_one_in_its_place_keeps_the_number() -> None:
    doors = [*rows_of_houses(), ("7号", 90.0, 90.0)]
    for order in (doors, [doors[-1], *doors[:-1]]):
        done = audit(register((group(), order)), PROFILE)
        [twin] = told(done, "numbering.duplicate")
        at = done.scene.register.ids.index(twin)
        assert order[at] == ("7号", 90.0, 90.0)


def test_a_stray_among_another_groups_doors_is_told_where_it_stands() -> None:
    other = [(text, x + 1000, y) for text, x, y in rows_of_houses()]
    doors = replaced(rows_of_houses(), 4, 1050.0, 45.0)
    done = audit(register((group(), doors), (group("二组", number=2), other)), PROFILE)
    assert told(done, "numbering.outside_group") == ["p004"]
    assert "在青石村“二组”的门牌中间" in done.findings[0].message
    apart = [*rows_of_houses(), *((f"{n}号", 1000.0 + 18 * n, 500.0) for n in range(31, 41))]
    assert told(audit(register((group(), apart)), PROFILE), "numbering.outside_group") == [], "a hamlet of its own"


def test_a_plate_outside_its_village_is_told_by_name_and_metres() -> None:
    found = register((group(), replaced(rows_of_houses(), 4, 2000.0, 0.0)), division=["990101001"] * 30)
    with_area = dataclasses.replace(
        found, areas={"990101001": shapely.box(-50, -50, 500, 500)}, division_names={"990101001": "青石村"}
    )
    done = audit(with_area, PROFILE)
    assert told(done, "plates.outside_village") == ["p004"]
    assert "青石村（990101001）范围外 1500 m" in done.findings[0].message
    assert told(done, "numbering.order") == [], "nothing more is concluded from where it stands"


def test_several_numbers_on_one_spot_and_one_address_on_two() -> None:
    doors = replaced(rows_of_houses(), 4, 90.0, 0.0)
    done = audit(register((group(), doors)), PROFILE)
    assert told(done, "numbering.same_point") == ["p004"]
    addresses = [f"a{n}" for n in range(30)]
    addresses[29] = "a0"
    far = register((group(), rows_of_houses()), address=addresses)
    assert told(audit(far, PROFILE), "numbering.far_apart") == ["p000"]
    roles = [*[None] * 29, "other"]
    assert (
        told(
            audit(dataclasses.replace(far, columns={**far.columns, "gate_role": roles}), PROFILE), "numbering.far_apart"
        )
        == []
    )


def test_a_village_that_numbers_as_a_whole_shares_its_numbers() -> None:
    first = rows_of_houses(20)
    second = [(f"{n + 21}号", x, y + 600) for n, (_, x, y) in enumerate(rows_of_houses(20))]
    parts = (group(), first), (group("二组", number=2), [*second, ("7号", 60.0, 700.0)])
    done = audit(register(*parts), PROFILE)
    assert told(done, "numbering.village_scope") == ["青石村"]
    assert told(done, "numbering.duplicate") == ["p040"]


@settings(max_examples=60, deadline=None)
@given(st.integers(10, 60), st.integers(0, 10_000))
def test_misplaced_doors_are_found_whatever_the_order_they_are_looked_at(count: int, seed: int) -> None:
    """The same walk turned, mirrored and moved gives the same verdict."""
    chance = numpy.random.default_rng(seed)
    xy = numpy.column_stack([18.0 * (numpy.arange(count) % 12), 40.0 * (numpy.arange(count) // 12)])
    xy += chance.normal(0, 2, xy.shape)
    n = int(chance.integers(0, count))
    xy[n] = chance.uniform(0, 200, 2)
    at = numpy.arange(count)
    angle = chance.uniform(0, 6)
    turn = numpy.array([[numpy.cos(angle), numpy.sin(angle)], [-numpy.sin(angle), numpy.cos(angle)]])
    plain = [each.index for each in misplaced(xy, at)]
    assert [each.index for each in misplaced(xy @ turn + 5_000.0, at)] == plain
    assert len(plain) <= 3


@pytest.mark.parametrize("count", range(12))
def test_groups_of_few_doors_break_nothing(count: int) -> None:
    done = audit(register((group(), rows_of_houses(count))), PROFILE)
    assert done.findings == ()
    assert done.proposals == []


def test_an_empty_register_is_judged_too() -> None:
    empty: Register = register((Space(id="a", kind="street", name="和顺街"), []))
    done = audit(empty, PROFILE)
    assert done.findings == ()
    assert len(done.coverage) == 30
