"""ReverseIndex: the nearest gate on the right side of the road, and the units a position lies in."""

from __future__ import annotations

import math

import numpy
import shapely
from numpy.typing import NDArray

from gazetteer.findings import Finding
from layers.address_match import AddressMatch, Precision
from layers.crs import planar
from layers.positions import check_position
from layers.profile import CountyProfile
from layers.reverse_geocoding import wording
from layers.reverse_geocoding.answer import ReverseAnswer, Within
from layers.reverse_geocoding.barriers import DEAD_ZONE_M
from layers.reverse_geocoding.ground import Ground, Points, Street
from layers.reverse_geocoding.units import Units
from layers.reverse_geocoding.wording import geodesic_m
from layers.store.contract import Query, Scope, Store

GATE_REACH_M = 60.0
"""A gate farther away than this does not answer for a position."""
STREET_REACH_M = 30.0
"""A street without a gate in sight answers up to here."""
TIE_M = 0.5
MOST = 5
BATCH = 16
COLUMNS = {
    "door_plate": ("plate_code", "kind", "status", "address_text", "street", "villagers_group", "accuracy_m"),
    "division": ("code", "name", "level"),
    "street": ("name", "starts_from"),
    "road": ("name",),
    "villagers_group": ("name",),
}


class ReverseIndex:
    """Answers positions of one county. Built once (a second for 59,466 plates), then read by any thread.

    A gate answers when it is nearer than `gate_reach_m` and the straight way to it crosses no axis of a road or street
    and not the county line. Distances are planar metres of the profile's system (within 0.04 % of geodesic ones).
    """

    def __init__(self, ground: Ground, *, gate_reach_m: float = GATE_REACH_M) -> None:
        self._ground, self._reach_m = ground, gate_reach_m
        gates = ground.gates
        self._tree = shapely.STRtree(numpy.asarray(shapely.points(gates.metres)))
        self._on_axis = ground.barriers.on_axes(gates.metres)
        self._streets = {street.id: street for street in ground.streets}
        self._units = Units(ground)
        self._to_metres = planar(ground.profile.planar_epsg)[0]
        self._to_degrees = planar(ground.profile.planar_epsg)[1]

    @classmethod
    def build(cls, store: Store, profile: CountyProfile, *, gate_reach_m: float = GATE_REACH_M) -> ReverseIndex:
        """Reads today's rows of the whole county."""
        frames = {key: store.read(key, Scope.everything(), Query(columns=columns)) for key, columns in COLUMNS.items()}
        return cls(Ground.of(profile, frames), gate_reach_m=gate_reach_m)

    def locate(self, lon: float, lat: float, *, accuracy_m: float = 0.0, most: int = MOST) -> ReverseAnswer:
        """What stands at a position in degrees (EPSG:4490); `accuracy_m` is that of the position, widening the dead zone.

        Never raises for a position: what is none, or not of this county, is a finding and a status.
        """
        wrong = check_position(lon, lat, self._ground.profile)
        if wrong:
            outside = all(finding.rule == "position.outside" for finding in wrong)
            return ReverseAnswer(
                status="out_of_area" if outside else "rejected", lon=lon, lat=lat, findings=tuple(wrong)
            )
        point = numpy.array(self._to_metres.transform(lon, lat))
        outline = self._ground.outline
        if outline is not None and not shapely.intersects_xy(outline, *point):
            finding = wording.outside(self._ground, lon, lat, point)
            return ReverseAnswer(status="out_of_area", lon=lon, lat=lat, findings=(finding,))
        return self._inside(lon, lat, point, max(DEAD_ZONE_M, accuracy_m), most)

    def _inside(self, lon: float, lat: float, point: Points, dead_zone_m: float, most: int) -> ReverseAnswer:
        near, away_m = self._near(point)
        seen = self._in_sight(point, near, dead_zone_m, most)
        within, findings = self._units.around(point, [self._ground.gates.groups[n] for n in (*seen, *near.tolist())])
        matches = [self._gate(gate, lon, lat) for gate in seen]
        status = "ok"
        if not seen:
            status, matches = "partial", self._coarser(lon, lat, point, within)
            findings.append(wording.no_gate(away_m, blocked=bool(len(near)), reach_m=self._reach_m))
        elif told := self._undecided(point, seen, dead_zone_m):
            status = "ambiguous"
            findings.append(told)
        return ReverseAnswer(
            status=status,
            lon=lon,
            lat=lat,
            matches=tuple(matches),
            within=within,
            nearest_gate_m=away_m,
            findings=(*wording.no_outline(self._ground), *findings),
        )

    def _near(self, point: Points) -> tuple[NDArray[numpy.int_], float | None]:
        """Gates within reach, the nearest first (then by code), and how far the nearest of all is."""
        gates, where = self._ground.gates, shapely.Point(point)
        near = self._tree.query(where, predicate="dwithin", distance=self._reach_m)
        away = numpy.hypot(*(gates.metres[near] - point).T)
        if len(near):
            order = sorted(range(len(near)), key=lambda n: (away[n], gates.codes[near[n]]))
            return near[order], float(away[order[0]])
        if not len(gates.ids):
            return near, None
        nearest = self._tree.nearest(where)
        return near, float(math.dist(point, gates.metres[nearest]))

    def _in_sight(self, point: Points, near: NDArray[numpy.int_], dead_zone_m: float, most: int) -> list[int]:
        """The first `most` gates to which a straight way crosses nothing."""
        if not len(near):
            return []
        eyes = self._ground.barriers.standpoints(point, dead_zone_m)
        seen: list[int] = []
        for start in range(0, len(near), BATCH):
            batch = near[start : start + BATCH]
            ways = [
                (eye, target, k)
                for k, gate in enumerate(batch.tolist())
                for target in self._targets(gate)
                for eye in eyes
            ]
            crossed = self._ground.barriers.crossed(
                numpy.array([w[0] for w in ways]).reshape(-1, 2), numpy.array([w[1] for w in ways]).reshape(-1, 2)
            )
            open_gates = sorted({way[2] for way, closed in zip(ways, crossed.tolist(), strict=True) if not closed})
            seen += [int(batch[k]) for k in open_gates]
            if len(seen) >= most:
                break
        return seen[:most]

    def _targets(self, gate: int) -> Points:
        own = self._ground.gates.metres[gate]
        return self._ground.barriers.standpoints(own) if self._on_axis[gate] else own[None, :]

    def _gate(self, gate: int, lon: float, lat: float) -> AddressMatch:
        gates = self._ground.gates
        own_lon, own_lat = gates.degrees[gate].tolist()
        away_m = geodesic_m(lon, lat, own_lon, own_lat)
        return AddressMatch(
            address=gates.addresses[gate],
            plate=gates.codes[gate],
            lon=own_lon,
            lat=own_lat,
            precision=Precision.GATE,
            score=max(0.5, 1 - away_m / (2 * self._reach_m)),
            distance_m=away_m,
            radius_m=gates.accuracy_m[gate],
            division=gates.divisions[gate],
            record=gates.ids[gate],
            why=wording.why_gate(away_m, *self._side(gate)),
        )

    def _side(self, gate: int) -> tuple[str, int]:
        """The gate's street and its side as numbering runs: 1 left, -1 right, 0 where it cannot be told."""
        street = self._streets.get(self._ground.gates.streets[gate])
        if street is None:
            return "", 0
        place = self._ground.gates.metres[gate][None, :]
        return street.name, int(self._ground.barriers.side(street.axis, place)[0]) if street.sided else 0

    def _undecided(self, point: Points, seen: list[int], dead_zone_m: float) -> Finding | None:
        """Why none of several gates is preferred: the position is on an axis between them, or two are as near."""
        gates = self._ground.gates
        axes = self._ground.barriers.axes_within(point, dead_zone_m)
        for axis in axes:
            sides = self._ground.barriers.side(axis, gates.metres[seen])
            if {1, -1} <= set(sides.tolist()):
                return wording.on_axis(self._ground.axis_names[axis], dead_zone_m)
        tied = [n for n in seen[1:] if self._as_near(point, seen[0], n)]
        return wording.as_near([gates.addresses[n] for n in (seen[0], *tied)]) if tied else None

    def _as_near(self, point: Points, first: int, other: int) -> bool:
        gates = self._ground.gates
        away = [math.dist(point, gates.metres[n]) for n in (first, other)]
        return away[1] - away[0] < TIE_M and gates.addresses[first] != gates.addresses[other]

    def _coarser(self, lon: float, lat: float, point: Points, within: Within) -> list[AddressMatch]:
        """The street a position stands at, else the smallest unit around it."""
        for axis in self._ground.barriers.axes_within(point, STREET_REACH_M):
            if axis < len(self._ground.streets):
                return [self._street(self._ground.streets[axis], lon, lat, point, within)]
        unit = self._units.smallest(within)
        return [] if unit is None else [wording.unit_match(unit, within, lon, lat)]

    def _street(self, street: Street, lon: float, lat: float, point: Points, within: Within) -> AddressMatch:
        foot_lon, foot_lat = self._to_degrees.transform(*self._ground.barriers.foot(street.axis, point))
        away_m = geodesic_m(lon, lat, foot_lon, foot_lat)
        return AddressMatch(
            address=within.town_head + street.name,
            plate="",
            lon=foot_lon,
            lat=foot_lat,
            precision=Precision.STREET,
            score=wording.SCORES[Precision.STREET],
            distance_m=away_m,
            division=within.division,
            record=street.id,
            why=wording.why_street(street.name, away_m),
        )
