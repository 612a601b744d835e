"""NumberingProfile: how doors are numbered in one place, as dated data with its source and how sure it is.

Places contradict each other (which end a road starts from, which side is odd, whether a village counts as a
whole or group by group), so nothing of this is law in general: every judgement rests on a profile and says so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gazetteer.errors import Refused
from gazetteer.findings import Severity
from gazetteer.terms import Term

LEFT_AND_RIGHT = ("left", "right")
OFF = "off"


class Confidence(Term):
    """How sure a profile is of what it says."""

    READ = "read", "已查阅原文", "read in full"
    SEEN = "seen", "见于转载", "seen in a reprint"
    UNVERIFIED = "unverified", "未核实", "unverified"


class VillageScope(Term):
    """Within what the numbers of a village are unique and run on."""

    GROUP = "group", "按村民小组", "by villagers' group"
    VILLAGE = "village", "按村", "by village"
    LANE = "lane", "按巷", "by lane"
    UNKNOWN = "unknown", "未定", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberingProfile:
    """One place's rules of numbering.

    `starts_east_west` and `starts_north_south` name the end ("east", "west"; "north", "south") a road is counted
    from; `odd_side` is left or right as one walks from there. `one_sided` says how a road built on one side is
    numbered ("single_parity" or "running"). `metres_per_number` is the frontage a number is kept for. `days` are
    working days by deed (confirm, notify, install, apply), `restore` calendar days; `kinds` is which kinds of plate
    a kind of space carries. `clauses` and `severities` are by rule identifier (N01 to N30); a severity may be "off".
    None and "" mean: not laid down.
    """

    key: str
    title: str
    source: str
    confidence: Confidence = Confidence.UNVERIFIED
    as_of: date | None = None
    starts_east_west: str = ""
    starts_north_south: str = ""
    odd_side: str = ""
    village_scope: VillageScope = VillageScope.UNKNOWN
    one_sided: str = "single_parity"
    metres_per_number: float = 4.0
    largest_number: int = 9_999
    building_order: str = ""
    archive_hold_years: float | None = None
    temporary_limit_days: int | None = None
    sound_alike_km: float = 15.0
    days: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clauses: Mapping[str, str] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)

    def starts(self, along: str) -> str:
        """The end a road running `along` "east_west" or "north_south" is counted from; "" when not laid down."""
        return self.starts_east_west if along == "east_west" else self.starts_north_south

    @property
    def cited(self) -> str:
        """The profile as a finding cites it: its title, marked when nobody has verified it."""
        return self.title if self.confidence is not Confidence.UNVERIFIED else f"{self.title}（未核实）"

    def as_json(self) -> dict[str, object]:
        """What an answer says of the profile it rests on."""
        return {
            "key": self.key,
            "title": self.title,
            "source": self.source,
            "confidence": self.confidence.value,
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "starts_east_west": self.starts_east_west,
            "starts_north_south": self.starts_north_south,
            "odd_side": self.odd_side,
            "village_scope": self.village_scope.value,
            "metres_per_number": self.metres_per_number,
        }


_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "starts_east_west": ("", "east", "west"),
    "starts_north_south": ("", "north", "south"),
    "odd_side": ("", *LEFT_AND_RIGHT),
    "one_sided": ("single_parity", "running"),
    "building_order": ("", "snake_north_east", "snake_entrance_left"),
}


def make_profile(declared: Mapping[str, Any], base: NumberingProfile | None = None) -> NumberingProfile:
    """A profile from declared values, what is not declared taken from `base`.

    Raises Refused with every value that is not understood: nothing is skipped over in silence.
    """
    known = {each.name for each in dataclasses.fields(NumberingProfile)}
    wrong = [f"没有“{key}”这一项" for key in declared if key not in known]
    wrong += [
        f"{key} 不能是“{declared[key]}”" for key, words in _ALLOWED.items() if declared.get(key, words[0]) not in words
    ]
    wrong += [
        f"severities.{rule} 不能是“{word}”"
        for rule, word in dict(declared.get("severities", {})).items()
        if word not in {*Severity, OFF}
    ]
    wrong += [f"{key} 应大于 0" for key in ("metres_per_number", "largest_number") if declared.get(key, 1) <= 0]
    values: dict[str, Any] = {key: value for key, value in declared.items() if key in known}
    terms: tuple[tuple[str, type[Term]], ...] = (("confidence", Confidence), ("village_scope", VillageScope))
    for key, term in terms:
        if key in values and values[key] not in {member.value for member in term}:
            wrong.append(f"{key} 不能是“{values[key]}”")
        elif key in values:
            values[key] = term.of(values[key])
    missing = [key for key in ("key", "title", "source") if not values.get(key)] if base is None else []
    wrong += [f"没有写明 {key}" for key in missing]
    if wrong:
        raise Refused.because("numbering.profile", f"编号规则档案有误：{'；'.join(wrong)}", remedy="改正档案后重试")
    values["kinds"] = {space: tuple(kinds) for space, kinds in dict(values.get("kinds", {})).items()}
    if base is None:
        return NumberingProfile(**values)
    for key in ("days", "kinds", "clauses", "severities"):
        values[key] = {**getattr(base, key), **values.get(key, {})}
    return dataclasses.replace(base, **values)
