"""What hangs on what."""

from typing import Any

import pytest

from gazetteer.numbering.hierarchy import HIERARCHY_RULES
from tests.gazetteer.numbering.registers import door, judged


def test_a_sub_number_without_its_main_number() -> None:
    (finding,) = judged(HIERARCHY_RULES, "N10", [door("a", "甲3附2号"), door("b", "3号")])
    assert finding.message == "门楼牌“青石村三组甲3附2号”是甲3号的附号 2，但没有在用的甲3号"
    assert finding.value == "甲3附2号"


@pytest.mark.parametrize("parent", [{}, {"number_text": "三号"}])
def test_with_it(parent: dict[str, Any]) -> None:
    assert judged(HIERARCHY_RULES, "N10", [door("a", "3-2号"), door("b", "3号", **parent)]) == []


@pytest.mark.parametrize(
    "parent", [{"status": "removed"}, {"address_status": "cancelled"}, {"space": "g4"}, {"number_text": "甲3号"}]
)
def test_a_main_number_that_is_not_alive_there(parent: dict[str, Any]) -> None:
    found = judged(HIERARCHY_RULES, "N10", [door("a", "3之二"), door("b", "3号", **parent)])
    assert [finding.subject for finding in found] == ["a"]


def test_what_looks_like_a_run_is_told_so() -> None:
    (finding,) = judged(HIERARCHY_RULES, "N10", [door("a", "128-132号")])
    assert "128 至 132 号" in finding.remedy


def test_a_sub_number_under_a_sub_number() -> None:
    register = [
        door("a", "3号"),
        door("b", "3-1号", parent="address a"),
        door("c", "3-2号", parent="address b"),
        door("d", "3-3号", parent="address a"),
    ]
    found = judged(HIERARCHY_RULES, "N27", register)
    assert [(finding.subject, finding.related) for finding in found] == [("c", ("address b",))]


def building(identity: str, parent: str | None, kind: str = "building") -> dict[str, Any]:
    return door(identity, "", kind=kind, parent=parent)


def test_units_hang_on_buildings_and_buildings_on_gates() -> None:
    lawful = [
        door("gate", "1号", kind="large"),
        building("house", "address gate"),
        building("unit", "address house", "building_unit"),
    ]
    assert judged(HIERARCHY_RULES, "N15", lawful) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (building("x", None), "没有登记上级"),
        (building("x", "address nowhere"), "的上级不在库中"),
        (building("x", "address gate", "building_unit"), "的上级种类不对，应挂在楼之下"),
    ],
)
def test_what_hangs_on_nothing(row: dict[str, Any], said: str) -> None:
    register = [door("gate", "1号", kind="large"), building("y", "address gate"), row]
    (finding,) = judged(HIERARCHY_RULES, "N15", register)
    assert (finding.subject, said in finding.message) == ("x", True)


def test_two_numbers_on_one_plot_and_one_number_on_two_plots() -> None:
    register = [
        door("a", "1号", parcel="P1"),
        door("b", "2号", parcel="P1"),
        door("c", "甲3号", parcel="P2"),
        door("d", "甲3号", parcel="P3"),
        door("e", "4号", parcel="P4"),
        door("f", "4-1号", parcel="P4"),
        door("g", "", parcel="P5"),
    ]
    found = judged(HIERARCHY_RULES, "N29", register)
    assert {finding.rule for finding in found} == {"numbering.parcel"}
    assert [(finding.subject, finding.related) for finding in found] == [("a", ("b",)), ("c", ("d",))]
    assert "甲3号同时用于宗地 P2、P3" in found[1].message


def test_two_roads_on_one_building_need_a_main_address() -> None:
    def corner(identity: str, space: str, main: str | None = None) -> dict[str, Any]:
        return door(identity, "1号", building="B", space=space, space_name=f"{space}路", main_address=main)

    (finding,) = judged(HIERARCHY_RULES, "N25", [corner("a", "东"), corner("b", "南"), corner("c", "东", "elsewhere")])
    assert "同时有“东路”“南路”的号" in finding.message
    assert judged(HIERARCHY_RULES, "N25", [corner("a", "东"), corner("b", "南", "address a")]) == []
    assert judged(HIERARCHY_RULES, "N25", [corner("a", "东"), corner("b", "东", "elsewhere")]) == []
