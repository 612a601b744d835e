"""Profiles: dated data with source and confidence; what is not understood is refused, all at once."""

from datetime import date, datetime
from typing import Any

import pytest

from gazetteer.errors import Refused
from gazetteer.findings import Severity
from gazetteer.numbering import (
    BY_ID,
    RULES,
    Confidence,
    Judge,
    NumberingProfile,
    SubStyle,
    VillageScope,
    agreeing,
    conventions,
    make_profile,
)

NAMED = {"key": "county", "title": "某县门牌编号惯例", "source": "虚构"}


def test_every_shipped_convention_has_source_and_confidence_and_cites_rules_there_are() -> None:
    for key, profile in conventions().items():
        assert profile.key == key
        assert profile.title
        assert profile.source
        assert set(profile.clauses) <= set(BY_ID)
        assert profile.as_of is not None or profile.confidence is Confidence.UNVERIFIED
        assert ("未核实" in profile.cited) is (profile.confidence is Confidence.UNVERIFIED)


def test_conventions_contradict_each_other_and_the_one_that_agrees_is_named() -> None:
    assert agreeing("east", "right") == ["beijing"]
    assert agreeing("north", "left") == ["hainan", "city_left"]
    assert agreeing("south", "left") == ["coastal"]
    assert agreeing("west", "left") == []


def test_what_is_declared_wins_over_the_base_and_tables_are_joined() -> None:
    base = conventions()["beijing"]
    made = make_profile(
        {**NAMED, "odd_side": "left", "clauses": {"N04": "本县规定"}, "severities": {"N07": "off"}}, base
    )
    assert (made.odd_side, made.starts_east_west) == ("left", "east")
    assert made.clauses["N04"] == "本县规定"
    assert made.clauses["N05"] == base.clauses["N05"]
    assert base.odd_side == "right"


def test_every_kind_of_value_is_read() -> None:
    made = make_profile(
        {
            **NAMED,
            "confidence": "read",
            "as_of": date(2026, 1, 1),
            "village_scope": "village",
            "sub_style": "attached",
            "metres_per_number": 5,
            "archive_hold_years": 2.5,
            "temporary_limit_days": 365,
            "largest_number": 2_000,
            "days": {"install": 30},
            "kinds": {"lane": ["medium", "small"]},
        }
    )
    assert (made.village_scope, made.sub_style) == (VillageScope.VILLAGE, SubStyle.ATTACHED)
    assert made.kinds["lane"] == ("medium", "small")
    assert made.as_json()["as_of"] == "2026-01-01"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("odd_side", "up"),
        ("odd_side", ["left"]),
        ("starts_east_west", "north"),
        ("confidence", "sure"),
        ("village_scope", "house"),
        ("sub_style", "none"),
        ("metres_per_number", 0),
        ("metres_per_number", "4"),
        ("metres_per_number", float("nan")),
        ("metres_per_number", True),
        ("largest_number", 100_000),
        ("largest_number", 9.5),
        ("temporary_limit_days", -1),
        ("archive_hold_years", "永久"),
        ("as_of", "2026-01-01"),
        ("as_of", datetime(2026, 1, 1)),  # noqa: DTZ001  (what a TOML file may hold by mistake)
        ("title", 3),
        ("days", 15),
        ("days", {"install": 0}),
        ("days", {"instal": 3}),
        ("kinds", {"lane": "medium"}),
        ("kinds", {"lane": [["medium"]]}),
        ("clauses", {"N31": "条"}),
        ("severities", {"N04": "loud"}),
        ("severities", {"N4": "off"}),
        ("odd_sides", "left"),
    ],
)
def test_a_wrong_value_is_named(key: str, value: Any) -> None:
    with pytest.raises(Refused) as refused:
        make_profile({**NAMED, key: value})
    (finding,) = refused.value.findings
    assert finding.rule == "numbering.profile"
    assert key in finding.message
    assert finding.remedy


def test_all_wrong_values_are_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        make_profile({"odd_side": "up", "largest_number": -1, "nonsense": 1})
    for word in ("odd_side", "largest_number", "nonsense", "key", "title", "source"):
        assert word in str(refused.value)


def test_a_judge_weighs_and_cites_as_the_profile_says() -> None:
    plain = Judge(NumberingProfile(key="county", title="某县门牌编号惯例", source="虚构"))
    own = Judge(make_profile({**NAMED, "severities": {"N04": "info", "N06": "off"}, "clauses": {"N04": "第三条"}}))
    assert plain.finding("N04", "…").severity is Severity.WARNING
    assert plain.finding("N04", "…").clause == "某县门牌编号惯例（未核实）"
    assert own.finding("N04", "…").severity is Severity.INFO
    assert own.finding("N04", "…", severity=Severity.WARNING).severity is Severity.INFO
    assert own.finding("N04", "…").clause == "第三条（未核实）"
    assert not own.on("N06")
    assert plain.finding("N26", "…", severity=Severity.WARNING).severity is Severity.WARNING


def test_there_are_thirty_rules_in_order_and_no_name_twice() -> None:
    assert [rule.id for rule in RULES] == [f"N{n:02}" for n in range(1, 31)]
    names = [name for rule in RULES for name in rule.names]
    assert len(names) == len(set(names))
    assert all(rule.title and rule.source for rule in RULES)
