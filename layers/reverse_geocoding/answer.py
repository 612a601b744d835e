"""What a position is answered with: gates, else what is coarser, and the units it lies in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gazetteer.findings import Finding
from layers.address_match import AddressMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """The units a position lies in; "" where none is known. `group_inferred`: its area was inferred from plates.

    `division` is the code of the smallest division, `group_id` the id of the group's record.
    """

    province: str = ""
    city: str = ""
    county: str = ""
    town: str = ""
    village: str = ""
    group: str = ""
    group_inferred: bool = False
    division: str = ""
    group_id: str = ""

    @property
    def town_head(self) -> str:
        """The head of an address down to the township."""
        return "".join((self.province, self.city, self.county, self.town))

    @property
    def head(self) -> str:
        """The address of the smallest unit: province to group, written together."""
        return self.town_head + self.village + self.group

    @property
    def components(self) -> Mapping[str, str]:
        """The parts by the names that `geocode` uses."""
        keys = ("province", "city", "county", "town", "village", "group")
        return {key: getattr(self, key) for key in keys}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseAnswer:
    """What stands at a position. `lon`, `lat`: the position asked for, degrees in EPSG:4490.

    `status`: ok (a gate), partial (no gate answers), ambiguous (several gates and nothing prefers one), out_of_area,
    rejected (not a position). `matches` have the nearest first: gates, or else one street, group, village or township.

    `nearest_gate_m` is the distance of the nearest gate of the county, answered or not; None when there is none or
    the position is not in the county.
    """

    status: str
    lon: float
    lat: float
    matches: tuple[AddressMatch, ...] = ()
    within: Within = field(default_factory=Within)
    nearest_gate_m: float | None = None
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app reverse`."""
        return {
            "status": self.status,
            "lon": _finite(self.lon),
            "lat": _finite(self.lat),
            "components": dict(self.within.components),
            "group_inferred": self.within.group_inferred,
            "nearest_gate_m": None if self.nearest_gate_m is None else round(self.nearest_gate_m, 1),
            "matches": [match.as_json() for match in self.matches],
            "findings": [finding.as_json() for finding in self.findings],
        }


def _finite(degrees: float) -> float | None:
    return round(degrees, 7) if abs(degrees) < float("inf") else None
