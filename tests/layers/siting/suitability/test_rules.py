"""The shipped rules: dated, sourced, and honest about what nobody has read."""

from __future__ import annotations

from datetime import date

import pytest

from gazetteer.errors import Refused
from layers.facilities import KINDS
from layers.profile import SHIPPED
from layers.siting.suitability import Confidence, RuleBook, Weight, load_rules

COMMON = SHIPPED / "siting_rules.toml"
COUNTY_FILES = sorted(SHIPPED.glob("*/siting_rules.toml"))


def book() -> RuleBook:
    return load_rules([COMMON, *COUNTY_FILES])


def test_every_rule_has_a_source_a_day_and_a_kind_we_keep() -> None:
    kinds = {kind.key for kind in KINDS}
    for rule in book().rules:
        assert rule.source
        assert rule.text
        assert set(rule.kinds) <= kinds, rule.key
        assert rule.valid_to is None or rule.valid_from < rule.valid_to
        if rule.confidence is Confidence.UNVERIFIED:
            assert "未核实" in rule.clause


@pytest.mark.parametrize(
    "kind", ["public_cemetery", "burial_area", "nursing_home", "welfare_centre", "day_care_centre"]
)
def test_the_kinds_of_the_issue_have_rules_today(kind: str) -> None:
    assert book().in_force(kind, date(2026, 11, 1))


def test_metres_the_law_does_not_give_are_marked() -> None:
    for rule in book().rules:
        if rule.distance_m and rule.weight is Weight.PROHIBITED:
            assert rule.distance_confidence is Confidence.UNVERIFIED
            assert rule.note
            assert "未核实" in rule.limit


def test_the_regulation_changes_on_its_day() -> None:
    before, after = (
        {rule.key for rule in book().in_force("burial_area", day)} for day in (date(2026, 3, 29), date(2026, 3, 30))
    )
    assert "funeral-1997-farmland" in before - after
    assert "funeral-2026-farmland" in after - before
    sure = [r for r in book().in_force("burial_area", date(2026, 3, 30)) if r.confidence is not Confidence.UNVERIFIED]
    assert sure == [], "the text of 2026 was not found: nothing of it is asserted"


RULE = """
[[layer]]
key = "water"
title = "水"
holder = "水利"
[[rule]]
key = "w"
kinds = ["public_cemetery"]
layer = "water"
distance_m = {distance}
weight = "{weight}"
text = "远离水"
source = "本县"
article = ""
valid_from = {day}
confidence = "confirmed"
"""


def written(tmp_path, **changes):
    file = tmp_path / "own.toml"
    file.write_text(
        RULE.format(**{"distance": 200, "weight": "prohibited", "day": "2020-01-01", **changes}), encoding="utf-8"
    )
    return file


def test_a_later_file_replaces_equal_keys(tmp_path) -> None:
    own = tmp_path / "siting_rules.toml"
    first = written(tmp_path).read_text(encoding="utf-8")
    own.write_text(first.replace("200", "350"), encoding="utf-8")
    [rule] = load_rules([written(tmp_path), own]).rules
    assert rule.distance_m == 350
    assert len(load_rules([COMMON, own]).rules) == len(load_rules([COMMON]).rules) + 1


@pytest.mark.parametrize(
    "changes",
    [{"distance": -1}, {"distance": "inf"}, {"weight": "maybe"}, {"day": '"soon"'}, {"day": "]"}, {"distance": '"x"'}],
)
def test_a_file_that_makes_no_sense_is_refused_by_name(tmp_path, changes) -> None:
    with pytest.raises(Refused, match=r"own\.toml"):
        load_rules([written(tmp_path, **changes)])


def test_an_unknown_theme_is_refused_with_those_known() -> None:
    with pytest.raises(Refused) as refused:
        book().layer("moon")
    assert "farmland" in refused.value.findings[0].remedy
