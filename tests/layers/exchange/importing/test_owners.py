"""Whose row it is: codes, names, paths of names, and pairs that disagree."""

from __future__ import annotations

import pytest

from layers.exchange.owners import Owners
from layers.profile import shipped_profile

PROFILE = shipped_profile("invented")
DIVISIONS = {
    "990101": PROFILE.name,
    "990101100": "云峰镇",
    "990101101": "石门镇",
    "990101100201": "北山村",
    "990101101201": "竹林村",
    "990101101202": "北山村",
    "990101100001": "东街社区",
}


def owner(**cells: str | float) -> tuple[str, list[str]]:
    code, findings = Owners(DIVISIONS, PROFILE).owner(cells)
    return code, [finding.message for finding in findings]


@pytest.mark.parametrize(
    "cells",
    [
        {"division": "990101101201"},
        {"division": 990101101201},
        {"division": 990101101201.0},
        {"division": "９９０１０１１０１２０１"},
        {"division": "990101101201 竹林村"},
        {"division_name": "竹林村"},
        {"division_name": "竹林"},
        {"division_name": "竹林村村民委员会"},
        {"division_name": "石门镇竹林村"},
        {"division_name": "石门镇 竹林村"},
        {"division_name": f"{PROFILE.name}石门镇竹林村"},
        {"township": "石门镇", "village": "竹林村"},
        {"township": "石门", "village": "竹林"},
        {"county": PROFILE.name, "township": "石门镇", "village": "竹林村委会"},
        {"division": "990101101201", "division_name": "石门镇 竹林村"},
        {"division": "990101101201", "township": "石门镇", "village": "竹林"},
    ],
)
def test_one_village_told_in_many_ways(cells: dict[str, str]) -> None:
    assert owner(**cells) == ("990101101201", [])


def test_a_name_that_two_villages_bear_needs_its_township() -> None:
    code, said = owner(division_name="北山村")
    assert code == ""
    assert "有 2 个区划叫“北山村”" in said[0]
    assert owner(township="云峰镇", village="北山村") == ("990101100201", [])


def test_a_code_and_a_name_that_disagree_are_refused_with_the_right_pairs() -> None:
    _, said = owner(division="990101101201", division_name="东街社区")
    assert said == [
        "代码与名称不一致：990101101201 写作“东街社区”；990101101201 是竹林村，东街社区的代码是 990101100001"
    ]


def test_a_village_of_another_township_is_refused() -> None:
    _, said = owner(division="990101101201", township="云峰镇")
    assert "990101101 是石门镇，云峰镇的代码是 990101100" in said[0]


def test_another_county_s_code_beside_our_name_names_ours() -> None:
    _, said = owner(division="621027", county=PROFILE.name)
    assert "不在本县" in said[0]
    assert f"{PROFILE.name}的代码是 990101" in said[1]


@pytest.mark.parametrize(
    "cells", [{"division": "990101199"}, {"village": "南海村", "township": "石门镇"}, {"division_name": "南海村"}]
)
def test_a_division_that_is_not_there_is_said(cells: dict[str, str]) -> None:
    assert "区划表中没有" in owner(**cells)[1][0]


def test_nothing_told_is_nobody_s() -> None:
    assert owner(division="", village="") == ("", [])
