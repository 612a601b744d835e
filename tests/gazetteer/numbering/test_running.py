"""Numbers of one space: unreadable, twice, missing, starting anew."""

from typing import Any

import pytest

from gazetteer.findings import Severity
from gazetteer.numbering import Judge, NumberingProfile, VillageScope, make_profile
from gazetteer.numbering.running import RUNNING_RULES, number_spaces, scope_findings, scopes_of
from tests.gazetteer.numbering.registers import PROFILE, door, judged, rows


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("丙丁", "numbering.form"),
        ("012号", "numbering.leading_zero"),
        ("0", "numbering.range"),
        ("99999", "numbering.range"),
        ("9" * 10_000, "numbering.range"),
    ],
)
def test_a_number_that_is_none_is_named(text: str, rule: str) -> None:
    (finding,) = judged(RUNNING_RULES, "N02", [door("a", "1号"), door("b", text, label="三组")])
    assert finding.rule == rule
    assert finding.subject == "b"
    assert finding.remedy
    assert len(finding.message) < 200


def test_stacked_sub_numbers_are_their_own_rule() -> None:
    register = [door("a", "3附1附2号"), door("b", "1-2-3"), door("c", "1-2号")]
    found = judged(RUNNING_RULES, "N27", register)
    assert [(finding.subject, finding.severity) for finding in found] == [("a", Severity.ERROR), ("b", Severity.ERROR)]
    assert judged(RUNNING_RULES, "N02", register) == []


def test_other_kinds_of_plates_and_plates_that_are_gone_are_not_read() -> None:
    register = [door("a", "东楼", kind="building"), door("b", "旧", status="removed"), door("c", "")]
    assert judged(RUNNING_RULES, "N02", register) == []


@pytest.mark.parametrize("text", ["3", "３号", "三号", "3號"])
def test_a_number_twice_however_written(text: str) -> None:
    (finding,) = judged(RUNNING_RULES, "N01", [door("a", "3号"), door("b", text), door("c", "4号")])
    assert (finding.rule, finding.subject, finding.related) == ("numbering.duplicate", "b", ("a",))
    assert finding.severity is Severity.ERROR
    assert "“3号”在“三组”内出现 2 次" in finding.message


@pytest.mark.parametrize(
    "other",
    [
        {"space": "g4"},
        {"status": "removed"},
        {"address_status": "cancelled"},
        {"address": "address a"},
        {"kind": "building"},
        {"number_text": "3-1号"},
        {"number_text": "甲3号"},
        {"number_text": ""},
    ],
)
def test_what_is_no_duplicate(other: dict[str, Any]) -> None:
    assert judged(RUNNING_RULES, "N01", [door("a", "3号"), door("b", "3号", **other)]) == []


def village(scope: str, groups: int = 3, each: int = 12) -> list[dict[str, Any]]:
    """A village whose numbers start anew in every group, or run through it."""
    doors = []
    for group in range(groups):
        for place in range(each):
            number = place + 1 + (group * each if scope == "village" else 0)
            doors.append(door(f"{group}-{place}", f"{number}号", space=f"g{group}", space_name=f"{group + 1}组"))
    return doors


@pytest.mark.parametrize("scope", ["group", "village"])
def test_a_villages_scope_is_seen_before_duplicates_are_judged(scope: str) -> None:
    register = village(scope)
    assert scopes_of(rows(register)) == {"青石村": VillageScope.of(scope)}
    assert judged(RUNNING_RULES, "N01", register) == []
    again = [*register, door("again", "5号", space="g2", space_name="3组")]
    found = judged(RUNNING_RULES, "N01", again)
    # By group the third group has a 5 already; through the village the first one has.
    assert [finding.subject for finding in found] == ["again"]


def test_where_doors_do_not_tell_the_profile_decides() -> None:
    register = [door("a", "1号"), door("b", "1号", space="g4")]
    table, through = rows(register), make_profile({"village_scope": "village"}, PROFILE)
    assert number_spaces(table, Judge(PROFILE), scopes_of(table)) == ["g3", "g4"]
    assert len(set(number_spaces(table, Judge(through), scopes_of(table)))) == 1


def test_missing_numbers_of_a_group_less_reserved_ones() -> None:
    register = [door("a", "1号"), door("b", "6号"), door("c", "3号", address_status="reserved")]
    (finding,) = judged(RUNNING_RULES, "N07", register)
    assert (finding.value, finding.subject, finding.severity) == ("2、4–5", "g3", Severity.INFO)
    assert finding.message == "“青石村三组”缺 2、4–5号，共 3 个"


def test_a_number_far_beyond_the_rest_is_a_jump_not_a_thousand_gaps() -> None:
    register = [door(str(n), f"{n}号") for n in (1, 2, 4, 5, 1200, 1202)]
    found = judged(RUNNING_RULES, "N07", register)
    assert [(finding.rule, finding.value) for finding in found] == [
        ("numbering.jump", "1200、1202"),
        ("numbering.gap", "3、1201"),
    ]
    assert found[0].message == "“青石村三组”的号从 5 跳到 1200"


def test_numbers_that_begin_far_from_one_are_told_once() -> None:
    found = judged(RUNNING_RULES, "N07", [door(str(n), f"{n}号") for n in (101, 102, 104)])
    assert [finding.message for finding in found] == ["“青石村三组”的号从 101 编起", "“青石村三组”缺 103号，共 1 个"]


def test_a_cancelled_number_is_missing_and_a_street_is_not_asked() -> None:
    register = [door("a", "1号"), door("b", "2号", address_status="cancelled"), door("c", "3号")]
    assert [finding.value for finding in judged(RUNNING_RULES, "N07", register)] == ["2"]
    street = [door("a", "1号", space_kind="road"), door("b", "99号", space_kind="road")]
    assert judged(RUNNING_RULES, "N07", street) == []


def test_a_village_that_numbers_as_a_whole_is_one_run() -> None:
    assert judged(RUNNING_RULES, "N07", village("village")) == []


def test_fours_left_out() -> None:
    kept = [n for n in range(1, 61) if "4" not in str(n) and n != 13]
    found = judged(RUNNING_RULES, "N07", [door(str(n), f"{n}号", space_kind="road") for n in kept])
    assert [finding.rule for finding in found] == ["numbering.skipped_four"]


def test_villages_that_number_otherwise() -> None:
    assert judged(RUNNING_RULES, "N29", village("group")) == []
    (finding,) = judged(RUNNING_RULES, "N29", village("village"))
    assert finding.message == "青石村的门牌按村编号，规定按村民小组编号"
    nothing_laid_down = NumberingProfile(key="k", title="t", source="s")
    assert judged(RUNNING_RULES, "N29", village("village"), nothing_laid_down) == []


def test_when_most_villages_do_it_is_one_finding() -> None:
    scopes = {f"村{n}": VillageScope.VILLAGE for n in range(7)} | {"甲村": VillageScope.GROUP}
    (finding,) = scope_findings({**scopes, "乙村": VillageScope.UNKNOWN}, Judge(PROFILE))
    assert "8 个村中有 7 个按村编号" in finding.message
    assert len(finding.related) == 7
