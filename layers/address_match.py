"""AddressMatch: one answer to “where is this address” and to “which address is here”, with how precise it is."""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer.terms import Term


class Precision(Term):
    """What the position of an answer is, from the finest to the coarsest; it is always said."""

    UNIT = "unit", "单元口", "unit entrance"
    BUILDING = "building", "楼", "building"
    GATE = "gate", "门口", "gate"
    INTERPOLATED = "interpolated", "内插", "interpolated"
    NEIGHBOUR = "neighbour", "邻号门口", "neighbouring gate"
    POI = "poi", "场所", "named premises"
    GROUP = "group", "村民小组", "villagers' group"
    STREET = "street", "街路巷", "street"
    VILLAGE = "village", "村或社区", "village"
    TOWN = "town", "乡镇", "township"
    COUNTY = "county", "县", "county"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressMatch:
    """One address that answers.

    `address` is the standard address as registered, `plate` the code of its plate ("" when the answer is
    a street, group or village), `record` the id of that plate or place in the store ("" without a store).
    `lon`, `lat` are degrees in EPSG:4490, None when nothing is known about the position; `radius_m` is how
    far off it may be, None when nobody knows. `score` runs from 0 to 1 (1: exactly what was asked).
    `distance_m` is the geodesic distance from the position asked about; None where a text was asked.
    `division` is the owning division's code ("" when unknown). `why` says in Chinese what speaks for it.
    """

    address: str
    plate: str
    lon: float | None
    lat: float | None
    precision: Precision
    score: float
    distance_m: float | None = None
    radius_m: float | None = None
    division: str = ""
    record: str = ""
    why: str = ""

    def as_json(self) -> dict[str, object]:
        """The match as the commands `geocode` and `reverse` print it; degrees with seven decimals, metres with one."""
        return {
            "address": self.address,
            "plate": self.plate,
            "lon": _rounded(self.lon, 7),
            "lat": _rounded(self.lat, 7),
            "precision": self.precision.value,
            "score": round(self.score, 3),
            "distance_m": _rounded(self.distance_m, 1),
            "radius_m": _rounded(self.radius_m, 1),
            "division": self.division,
            "why": self.why,
        }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
