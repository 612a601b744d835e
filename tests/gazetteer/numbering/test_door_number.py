"""Door numbers: read as written by anyone, written one way, ordered as one walks."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import Refused
from gazetteer.numbering import MAX_NUMBER, DoorNumber, SubStyle, parse_number
from tests.gazetteer.addresses.test_composed import door_numbers

CHINESE = "零一二三四五六七八九"


def counted(number: int) -> str:
    """128 as 一百二十八, for numbers below 1000."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = (CHINESE[hundreds] + "百") if hundreds else ""
    if tens:
        text += CHINESE[tens] + "十" if hundreds or tens > 1 else "十"
    elif hundreds and ones:
        text += "零"
    return text + (CHINESE[ones] if ones else "")


@given(door_numbers())
def test_a_number_reads_back_from_its_own_text(number: DoorNumber) -> None:
    assert parse_number(str(number)) == number


@given(st.integers(1, 999))
def test_chinese_numerals_count(number: int) -> None:
    assert parse_number(counted(number) + "号") == DoorNumber(number)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("128", "128号"),
        (" １２８ 号", "128号"),
        ("128號", "128号"),
        ("128—3号", "128-3号"),
        ("128附3号", "128附3号"),
        ("128号附3号", "128附3号"),
        ("二十三号之三", "23之3号"),
        ("甲12号", "甲12号"),
        ("12甲", "甲12号"),
        ("12号甲", "甲12号"),
        ("一二八号", "128号"),
    ],
)
def test_what_people_write(text: str, written: str) -> None:
    assert str(parse_number(text)) == written


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "numbering.form"),
        ("号", "numbering.form"),
        ("十十号", "numbering.form"),
        ("百号", "numbering.form"),
        ("甲12乙", "numbering.form"),
        ("12a", "numbering.form"),
        ("0", "numbering.range"),
        ("100000号", "numbering.range"),
        ("9" * 6000, "numbering.range"),
        ("012号", "numbering.leading_zero"),
        ("12-03", "numbering.leading_zero"),
        ("128-3-1号", "numbering.sub_of_sub"),
        ("128附3附1号", "numbering.sub_of_sub"),
    ],
)
def test_what_is_refused_and_why(text: str, rule: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_number(text)
    assert [f.rule for f in refusal.value.findings] == [rule]
    assert refusal.value.findings[0].remedy


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with suppress(Refused):
        assert 1 <= parse_number(text).number <= MAX_NUMBER


def test_numbers_are_ordered_as_one_walks() -> None:
    walk = ["2号", "10号", "128号", "128-1号", "128附2号", "甲128号", "129号"]
    assert [str(n) for n in sorted(parse_number(text) for text in reversed(walk))] == walk


@given(st.lists(door_numbers(), min_size=3, max_size=3))
def test_the_order_is_total(numbers: list[DoorNumber]) -> None:
    low, middle, high = sorted(numbers)
    assert low <= middle <= high
    assert low <= high
    assert (low < high) is not (high <= low)


def test_the_same_number_written_differently_has_one_key() -> None:
    assert parse_number("128-3号").key == parse_number("128附3号").key == parse_number("128号之三").key


def test_a_sub_number_stands_on_its_parents_side() -> None:
    assert parse_number("127-2号").is_odd


@pytest.mark.parametrize("wrong", [(0, 0, "", SubStyle.NONE), (1, 1, "", SubStyle.NONE), (1, 0, "天", SubStyle.NONE)])
def test_a_number_checks_itself(wrong: tuple[int, int, str, SubStyle]) -> None:
    with pytest.raises(ValueError, match="号"):
        DoorNumber(*wrong)
