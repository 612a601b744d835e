"""Time: what is overdue, what comes back too soon, what was changed without a trace."""

from datetime import date
from typing import Any

import pytest

from gazetteer.numbering import NumberingProfile, make_profile
from gazetteer.numbering.history import HISTORY_RULES
from tests.gazetteer.numbering.registers import PROFILE, door, judged

NOTHING = NumberingProfile(key="k", title="t", source="s")


def test_a_temporary_address_past_its_limit() -> None:
    def temporary(identity: str, since: date | None) -> dict[str, Any]:
        return door(identity, "1号", temporary=True, temporary_since=since)

    register = [temporary("old", date(2025, 10, 1)), temporary("new", date(2025, 11, 30)), temporary("?", None)]
    register.append(door("formal", "2号", temporary=False, temporary_since=date(2020, 1, 1)))
    (finding,) = judged(HISTORY_RULES, "N18", register)
    assert (finding.subject, "超过 365 日" in finding.message) == ("old", True)
    assert judged(HISTORY_RULES, "N18", register, NOTHING) == []


def test_an_application_that_lies_too_long_and_one_decided_late() -> None:
    register = [
        door("lies", "1号", applied_on=date(2026, 10, 9)),
        door("late", "2号", applied_on=date(2026, 3, 2), decided_on=date(2026, 3, 24)),
        door("well", "3号", applied_on=date(2026, 3, 2), decided_on=date(2026, 3, 23)),
        door("soon", "4号", applied_on=date(2026, 10, 12)),
    ]
    found = judged(HISTORY_RULES, "N18", register)
    assert [finding.subject for finding in found] == ["lies", "late"]
    assert found[0].value == "2026-10-29"
    assert "逾期" in found[0].message
    assert "15 个工作日" in found[0].message


def test_each_deed_within_its_days() -> None:
    register = [
        door(
            "told", "1号", confirmed_on=date(2026, 3, 2), notified_on=date(2026, 3, 10), installed_on=date(2026, 3, 12)
        ),
        door(
            "hung", "2号", confirmed_on=date(2026, 3, 2), notified_on=date(2026, 3, 9), installed_on=date(2026, 4, 16)
        ),
        door("back", "3号", removed_on=date(2026, 10, 29), restored_on=None),
        door(
            "asked",
            "4号",
            applied_on=date(2026, 3, 2),
            confirmed_on=date(2026, 3, 30),
            notified_on=date(2026, 4, 1),
            installed_on=date(2026, 4, 2),
        ),
    ]
    found = judged(HISTORY_RULES, "N30", register)
    assert {(finding.subject, finding.column) for finding in found} == {
        ("told", "通知其他部门"),
        ("hung", "装牌"),
        ("back", "恢复门牌"),
        ("asked", "确认"),
    }
    assert all("“" in finding.message and finding.remedy and finding.clause for finding in found)
    assert judged(HISTORY_RULES, "N30", register, NOTHING) == []


def test_a_register_that_knows_one_day_is_judged_by_it_alone() -> None:
    found = judged(HISTORY_RULES, "N30", [door("a", "1号", removed_on=date(2026, 10, 1))])
    assert [finding.column for finding in found] == ["恢复门牌"]
    assert "3 个自然日" in found[0].message


def test_a_year_without_a_calendar_is_said() -> None:
    (finding,) = judged(HISTORY_RULES, "N18", [door("a", "1号", applied_on=date(2023, 3, 1))])
    assert "放假安排未录入" in finding.message


def test_more_than_twenty_of_a_township_are_one_finding() -> None:
    def late(n: int, town: str) -> dict[str, Any]:
        day = date(2026, 3, 1 + n)
        return door(f"{town}{n:02}", f"{n}号", applied_on=day, decided_on=None, division=f"{town}001")

    found = judged(HISTORY_RULES, "N18", [late(n, "110101001") for n in range(21)] + [late(1, "110101002")])
    assert [(finding.subject, len(finding.related)) for finding in found] == [("110101001", 21), ("11010100201", 0)]
    assert "有 21 块门牌的申请办结还没有办，最早的：“青石村三组0号”的申请办结" in found[0].message


def ended(**more: Any) -> dict[str, Any]:
    return door("old", "3号", address_status="cancelled", status="removed", cancelled_on=date(2025, 1, 1), **more)


def test_a_cancelled_number_given_out_while_held() -> None:
    (finding,) = judged(HISTORY_RULES, "N28", [ended(), door("new", "三号", issued_on=date(2026, 1, 1))])
    assert (finding.subject, finding.value, finding.related) == ("new", "3号", ("address old",))
    assert "2025-01-01 注销" in finding.message


@pytest.mark.parametrize(
    "new",
    [
        {"replaces": "address old"},
        {"address": "address old"},
        {"issued_on": date(2028, 6, 1)},
        {"space": "g4"},
        {"address_status": "proposed"},
        {"number_text": "3-1号"},
    ],
)
def test_when_it_may_be(new: dict[str, Any]) -> None:
    assert judged(HISTORY_RULES, "N28", [ended(), door("new", "3号", **new)]) == []


def test_a_hold_nobody_laid_down_does_not_end() -> None:
    open_ended = make_profile({"archive_hold_years": 0}, PROFILE)
    register = [ended(), door("new", "3号", issued_on=date(2040, 1, 1))]
    assert judged(HISTORY_RULES, "N28", register, open_ended) == []
    assert len(judged(HISTORY_RULES, "N28", register, NOTHING)) == 1


def test_a_changed_number_without_the_old_one() -> None:
    register = [
        door("a", "1号", changed_on=date(2026, 1, 1)),
        door("b", "2号", changed_on=date(2026, 1, 1), replaces="x"),
    ]
    (finding,) = judged(HISTORY_RULES, "N28", register)
    assert (finding.subject, finding.column) == ("a", "原地址")
