"""Runs of numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import Refused
from gazetteer.numbering import as_ranges, parse_ranges


@given(st.sets(st.integers(1, 200)))
def test_what_is_written_reads_back(numbers: set[int]) -> None:
    assert parse_ranges(as_ranges(sorted(numbers))) == sorted(numbers)


@given(st.sets(st.integers(0, 99)), st.sampled_from([1, 2]))
def test_so_it_does_for_one_parity(halves: set[int], first: int) -> None:
    numbers = sorted(2 * half + first for half in halves)
    assert parse_ranges(as_ranges(numbers, 2)) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("  ", []),
        ("7", [7]),
        ("3、7至9", [3, 7, 8, 9]),
        ("３～５，９号", [3, 4, 5, 9]),
        ("1号到3号; 2", [1, 2, 3]),
        ("20-28双", [20, 22, 24, 26, 28]),
        ("1—7单", [1, 3, 5, 7]),
    ],
)
def test_what_people_write(text: str, numbers: list[int]) -> None:
    assert parse_ranges(text) == numbers


@pytest.mark.parametrize("text", ["9-3", "0", "1-100000", "甲", "3-", "1-2-3", "4-4单"])
def test_what_is_no_run(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_ranges(f"5、{text}")
    (finding,) = refused.value.findings
    assert text in finding.message
    assert "5”" not in finding.message
    assert finding.remedy


def test_writing() -> None:
    assert as_ranges([3, 7, 8, 9, 15]) == "3、7–9、15"
    assert as_ranges([3, 5, 7, 11], 2) == "3–7单、11"
    assert as_ranges([2, 4], 2) == "2–4双"
