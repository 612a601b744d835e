"""The audit of rows: all thirty checks accounted for, nothing said of a lawful register, every planted fault found."""

from datetime import date
from importlib import import_module
from random import Random
from typing import Any

import pytest

from gazetteer.numbering import (
    BY_ID,
    CHECKS,
    PURE_RULES,
    RULES,
    Beside,
    Group,
    Needs,
    NumberingProfile,
    audit_rows,
    make_profile,
)
from gazetteer.numbering.rows import COLUMNS
from tests.gazetteer.numbering.registers import PROFILE, TODAY, door, rows

TOTALS = {"small": 60, "large": 1, "building": 1, "building_unit": 1}
GROUPS = [Group(f"g{n}", f"{'一二三'[n - 1]}组", n, "青石村") for n in (1, 2, 3)]
BESIDE = Beside(groups=GROUPS, totals=TOTALS)


def lawful() -> list[dict[str, Any]]:
    """Three groups of twenty doors, a compound with a building and a unit; every column filled."""
    register = []
    for group in (1, 2, 3):
        name = f"{'一二三'[group - 1]}组"
        for number in range(1, 21):
            identity = f"{group}-{number:02}"
            more = {"label": f"青石村{name}{number}号", "face_text": f"{name}{number}号", "space_name": name}
            register.append(door(identity, f"{number}号", space=f"g{group}", **more))
    road = {"space": "r1", "space_kind": "road", "space_name": "云岭路", "village": None, "kind": "large"}
    register.append(door("gate", "1号", **{**road, "label": "云岭路1号", "face_text": "云岭路1号"}))
    register.append(door("house", "", kind="building", parent="address gate", space=None))
    register.append(door("unit", "", kind="building_unit", parent="address house", space=None))
    for place, row in enumerate(register):
        row.update(
            status="activated",
            photo=True,
            position=True,
            qr_id=f"Q{place}",
            qr_valid=True,
            parcel=f"P{place}" if row["kind"] == "small" else None,
            building=f"B{place}",
            main_address=None,
            temporary=False,
            temporary_since=None,
            applied_on=date(2026, 3, 2),
            decided_on=date(2026, 3, 9),
            confirmed_on=date(2026, 3, 9),
            notified_on=date(2026, 3, 11),
            installed_on=date(2026, 3, 20),
            name_approved=True if row["space"] == "r1" else None,
        )
    return register


def test_a_lawful_register_is_left_in_peace_and_every_rule_over_rows_is_judged() -> None:
    register = lawful()
    register[3].update(main_address="address elsewhere", temporary_since=TODAY, removed_on=date(2026, 4, 1))
    register[3].update(restored_on=date(2026, 4, 2), changed_on=date(2026, 1, 1), replaces="address before")
    done = audit_rows(rows(register), PROFILE, BESIDE)
    assert [finding.message for finding in done.findings] == []
    assert [line.id for line in done.coverage] == [rule.id for rule in RULES]
    for line in done.coverage:
        places = CHECKS[line.id]
        assert line.judged is any(place.needs is Needs.ROWS for place in places), line
        assert line.judged or line.reason


FAULTS: dict[str, dict[str, Any]] = {
    "N01": {"number_text": "2号", "face_text": "一组2号"},
    "N02": {"number_text": "003号", "face_text": None},
    "N10": {"number_text": "99-1号", "face_text": "一组99-1号"},
    "N16": {"face_text": "旧组1号"},
    "N17": {"kind": "large"},
    "N18": {"temporary": True, "temporary_since": date(2020, 1, 1)},
    "N19": {"photo": False},
    "N21": {"name_approved": False},
    "N24": {"qr_id": "Q1"},
    "N25": {"building": "B60", "main_address": "address elsewhere"},
    "N26": {"label": "青石村一組1号"},
    "N27": {"number_text": "1附1附1号", "face_text": None},
    "N28": {"changed_on": date(2026, 1, 1)},
    "N29": {"parcel": "P1"},
    "N30": {"installed_on": date(2026, 9, 1)},
}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_planted_fault_is_found_by_its_rule_and_told_in_full(rule: str) -> None:
    register = lawful()
    register[0].update(FAULTS[rule])
    found = [f for f in audit_rows(rows(register), PROFILE, BESIDE).findings if f.rule in BY_ID[rule].names]
    assert len(found) >= 1
    for finding in found:
        assert finding.severity is BY_ID[rule].severity
        assert finding.clause
        assert finding.remedy
        assert finding.column
        assert len(finding.message) < 120
        assert not finding.message.endswith(("。", "；"))


def test_missing_numbers_parents_totals_and_groups() -> None:
    register = [row for row in lawful() if row["id"] not in ("1-05", "house")]
    found = audit_rows(rows(register), PROFILE, Beside(groups=GROUPS[1:], totals=TOTALS)).findings
    assert sorted({finding.rule for finding in found}) == [
        "numbering.gap",
        "numbering.groups",
        "numbering.parent",
        "numbering.totals",
    ]


def test_findings_stand_in_the_order_of_the_rules_and_off_is_off() -> None:
    register = lawful()
    for place, fault in enumerate(FAULTS.values()):
        register[place].update(fault)
    done = audit_rows(rows(register), PROFILE, BESIDE)
    owner = {name: rule.id for rule in RULES for name in rule.names}
    spoken = [owner[finding.rule] for finding in done.findings]
    assert spoken == sorted(spoken)
    assert sum(line.found for line in done.coverage) == len(done.findings)
    silent = make_profile({"severities": {rule.id: "off" for rule in RULES}}, PROFILE)
    off = audit_rows(rows(register), silent, BESIDE)
    assert off.findings == ()
    assert all(not line.judged and "关闭" in line.reason for line in off.coverage)


def test_the_order_of_rows_makes_no_difference_to_what_is_wrong() -> None:
    register = lawful()
    for place, fault in enumerate(FAULTS.values()):
        register[place].update(fault)
    first = audit_rows(rows(register), PROFILE, BESIDE)
    Random(5).shuffle(register)
    second = audit_rows(rows(register), PROFILE, BESIDE)
    assert [line.found for line in first.coverage] == [line.found for line in second.coverage]


def test_a_register_with_hardly_a_column_says_what_it_would_need() -> None:
    done = audit_rows(rows([{"id": "a", "number_text": "1号"}]), NumberingProfile(key="k", title="t", source="s"))
    reasons = {line.id: line.reason for line in done.coverage if not line.judged}
    assert reasons["N01"] == "需要：街路巷或小组"
    assert reasons["N04"] == "需要位置、轴线或范围"
    assert reasons["N20"] == "没有公布的总数"
    assert audit_rows(rows([]), PROFILE).findings == ()


def test_every_check_has_its_place_and_every_rule_over_rows_its_check() -> None:
    assert list(CHECKS) == [rule.id for rule in RULES]
    for places in CHECKS.values():
        for place in places:
            if place.needs is Needs.ROWS:
                module, _, name = place.function.rpartition(".")
                assert callable(getattr(import_module(module), name))
    named = {(rule, place.function.rsplit(".", 1)[1]) for rule, places in CHECKS.items() for place in places}
    for part in PURE_RULES:
        judge = getattr(part.judge, "func", part.judge)
        assert (part.id, judge.__name__) in named
        assert set(part.needs) <= set(COLUMNS)
