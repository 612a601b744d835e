"""The next lawful number: nobody's, in order, with its rule."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import Refused
from gazetteer.numbering import Basis, Door, DoorNumber, NumberingProfile, Stock, SubStyle, conventions, next_number

PROFILE = NumberingProfile(key="k", title="某县门牌编号惯例", source="虚构", clauses={"N10": "插建用预留号"})


def doors(*numbers: int, every_m: float = 10.0) -> list[Door]:
    return [Door(every_m * place, DoorNumber(number)) for place, number in enumerate(numbers)]


def stock(side: list[Door], *others: tuple[int, int, int], reserved: set[int] | None = None) -> Stock:
    return Stock(taken={door.number.key for door in side} | set(others), reserved=reserved or set())


@st.composite
def streets(draw: st.DrawFn) -> tuple[list[Door], Stock, bool | None]:
    """One side in order, with sub-numbers, numbers of others, reserved and held ones."""
    odd = draw(st.sampled_from([True, False, None]))
    count = draw(st.integers(0, 8))
    steps = draw(st.lists(st.integers(1, 4), min_size=count, max_size=count))
    metres = draw(st.lists(st.floats(0.5, 60), min_size=count, max_size=count))
    number, along, side = 0, 0.0, []
    for step, far in zip(steps, metres, strict=True):
        number, along = number + step, along + far
        shown = number if odd is None else 2 * number - int(odd)
        side.append(Door(along, DoorNumber(shown)))
    small = st.sets(st.integers(1, 30), max_size=8)
    taken = {door.number.key for door in side}
    taken |= {(n, 0, 0) for n in draw(small) if odd is None or n % 2 != int(odd)}
    taken |= {(door.number.number, 0, sub) for door in side for sub in range(1, draw(st.integers(1, 3)))}
    return side, Stock(taken=taken, reserved=draw(small), held=draw(small)), odd


@given(streets(), st.floats(-20, 600))
def test_it_is_nobodys_and_in_order_and_says_why(street: tuple[list[Door], Stock, bool | None], along: float) -> None:
    side, kept, odd = street
    said = next_number(along, side, kept, PROFILE, odd)
    assert said.clause
    for number in (said.number, *said.alternatives):
        assert number.key not in kept.taken
        assert number.sub or number.number not in kept.held
        assert odd is None or number.is_odd is odd
        before = [door.number for door in side if door.along_m <= along]
        after = [door.number for door in side if door.along_m > along]
        assert all(other < number for other in before)
        if said.basis is not Basis.SUB_OF_NEXT:
            assert all(number < other for other in after)
        if number.sub:
            assert (number.number, 0, 0) in kept.taken
    assert len({said.number.key, *(n.key for n in said.alternatives)}) == 1 + len(said.alternatives)
    if said.basis is Basis.RESERVED:
        assert said.number.number in kept.reserved


@given(streets(), st.floats(-20, 600))
def test_the_order_in_which_doors_are_listed_does_not_matter(
    street: tuple[list[Door], Stock, bool | None], along: float
) -> None:
    side, kept, odd = street
    assert next_number(along, side, kept, PROFILE, odd) == next_number(along, side[::-1], kept, PROFILE, odd)


def test_the_nearest_reserved_number_comes_first() -> None:
    side = doors(1, 21)
    said = next_number(8, side, stock(side, reserved={5, 15, 17}), PROFILE, True)
    assert (str(said.number), said.basis, said.clause) == ("17号", Basis.RESERVED, "插建用预留号（未核实）")
    assert [str(n) for n in said.alternatives] == ["15号", "5号", "19号", "1-1号"]


def test_else_a_free_one_where_the_gate_stands() -> None:
    side = doors(1, 21)
    said = next_number(5, side, stock(side), PROFILE, True)
    assert (str(said.number), said.basis, str(said.before), str(said.after)) == ("11号", Basis.FREE, "1号", "21号")
    assert said.clause == "某县门牌编号惯例（未核实）"


def test_else_the_sub_number_of_the_door_before() -> None:
    side = doors(1, 3, 5)
    said = next_number(15, side, stock(side, (3, 0, 1)), PROFILE, True)
    assert (str(said.number), said.basis) == ("3-2号", Basis.SUB)


def test_sub_numbers_are_written_as_the_profile_says() -> None:
    profile = NumberingProfile(key="k", title="t", source="s", sub_style=SubStyle.ATTACHED)
    side = doors(1, 3)
    assert str(next_number(5, side, stock(side), profile, True).number) == "1附1号"


def test_a_door_with_a_stem_before_it_lends_its_stem() -> None:
    side = [Door(0, DoorNumber(3)), Door(5, DoorNumber(3, stem="甲")), Door(9, DoorNumber(4))]
    said = next_number(7, side, stock(side), PROFILE, None)
    assert str(said.number) == "甲3-1号"


def test_before_the_first_door_a_lower_number_and_without_one_its_sub_number_said_so() -> None:
    side = doors(5, 7)
    assert str(next_number(-5, side, stock(side), PROFILE, True).number) == "3号"
    side = doors(1, 3)
    said = next_number(-5, side, stock(side), PROFILE, True)
    assert (str(said.number), said.basis) == ("1-1号", Basis.SUB_OF_NEXT)


def test_beyond_the_last_door_open_ground_keeps_numbers() -> None:
    side = doors(1, 3)
    said = next_number(10 + 40, side, stock(side), conventions()["coastal"], True)
    assert (str(said.number), said.basis) == ("13号", Basis.BEYOND)
    assert "4 米" in said.clause
    assert [str(n) for n in said.alternatives] == ["7号", "9号", "11号"]
    assert str(next_number(12, side, stock(side), PROFILE, True).number) == "5号"


@pytest.mark.parametrize(("odd", "first"), [(True, "1号"), (False, "2号"), (None, "1号")])
def test_the_first_door_of_a_side(odd: bool | None, first: str) -> None:
    said = next_number(30, [], Stock(), PROFILE, odd)
    assert (str(said.number), said.basis) == (first, Basis.FIRST)


def test_a_held_number_is_passed_over() -> None:
    side = doors(1, 5)
    said = next_number(5, side, Stock(taken={(1, 0, 0), (5, 0, 0)}, held={3}), PROFILE, True)
    assert str(said.number) == "1-1号"
    assert str(next_number(30, [], Stock(held={1, 3}), PROFILE, True).number) == "5号"


@pytest.mark.parametrize("along", [math.nan, math.inf, -math.inf])
def test_no_position_no_number(along: float) -> None:
    with pytest.raises(Refused, match="位置"):
        next_number(along, doors(1, 3), Stock(), PROFILE, True)


def test_beyond_the_largest_number_it_refuses() -> None:
    side = doors(1)
    with pytest.raises(Refused, match="超过上限") as refused:
        next_number(1e12, side, stock(side), PROFILE, True)
    assert refused.value.findings[0].rule == "numbering.range"
    tight = NumberingProfile(key="k", title="t", source="s", largest_number=3)
    with pytest.raises(Refused):
        next_number(100, doors(1, 3), stock(doors(1, 3)), tight, True)
