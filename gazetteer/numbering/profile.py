"""NumberingProfile: how doors are numbered in one place, as dated data with its source and how sure it is.

Places contradict each other (which end a road starts from, which side is odd, whether a village counts as a
whole or group by group), so nothing of this is law in general: every judgement rests on a profile and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gazetteer.numbering.door_number import SubStyle
from gazetteer.terms import Term

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
    numbered ("single_parity" or "running"). `metres_per_number` is the way along the road a number is kept for,
    numbers of both sides counted. `sub_style` is how sub-numbers are written here. `days` are working days by deed (confirm, notify, install, apply), `restore` calendar days; `kinds` is which kinds of plate
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
    sub_style: SubStyle = SubStyle.HYPHEN
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

    def clause(self, rule: str) -> str:
        """The profile's own clause for a rule, marked when nobody has verified it; "" when it has none."""
        own = self.clauses.get(rule, "")
        sure = self.confidence is not Confidence.UNVERIFIED or "未核实" in own
        return own if sure or not own else f"{own}（未核实）"

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
