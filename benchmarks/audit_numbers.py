"""A county's door numbers audited, beside the obvious way: time, planted faults found, sound plates blamed.

Everybody starts from the same frames in memory (plates, addresses, streets, groups, divisions). Ours: the register
put together and all thirty checks judged, proposals included.

The peer is what one writes in an afternoon with GeoPandas, road by road in a loop: doors projected on the road's line
(`line.project`), sorted, each number compared with the one before it on its parity (order), each door's side by a
cross product against the side most doors of its parity have (side), `duplicated` numbers in road or group, numbers
missing between the first and the last of a group, or of a road's parity (gap), positions by `sjoin` outside their
division (village), by `sjoin_nearest` nearest to another road (crossing), `duplicated` positions and codes. It reads
numbers by a pattern. Groups have no line to project on: it has nothing to say of their order.

Planted are faults of every kind (`planted_numbers`), each kind in a county of its own; a fault is found when its
plate (or its road, where a whole side is wrong) is named under the matching rule. `recall` is over all faults,
`kinds` how many kinds are found at 0.98 and better, `blamed` how many plates or roads without a fault are named that
the sound county does not name already, `sound` how many are named in the sound county, per thousand plates. Whether
a plate has a photo is left out: it is asked of everybody and planted in nobody. Processor seconds, median of three.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import pandas
import shapely

from benchmarks import compared
from benchmarks.clock import county_at, processor_seconds
from benchmarks.planted_numbers import KINDS, Planted, plant
from gazetteer.numbering import NumberingProfile
from layers.numbering import Register, audit, numbering_profile
from layers.numbering.from_store import register_of_store
from layers.store import Scope

SEED = 353
FAULTS = 100
SHARE = 0.02
"""Faults of a kind, and at most so many of a hundred plates."""

NOT_COUNTED = frozenset({"numbering.activation", "numbering.totals"})
Told = set[tuple[str, str, str]]
"""Rule, whom it names, value. A rule that begins with + only mentions: it blames nobody, and finds what it mentions."""


def run(folder: Path) -> dict[str, Any]:
    """Seconds, recall and false blame of ours and of the loop."""
    with county_at(folder) as county:
        register = register_of_store(county.store, Scope.everything(), county.profile)
        profile = numbering_profile(county.profile)
        ours_seconds = processor_seconds(
            lambda: audit(register_of_store(county.store, Scope.everything(), county.profile), profile).proposals
        )
        read = processor_seconds(lambda: register_of_store(county.store, Scope.everything(), county.profile))
    peer_seconds = processor_seconds(lambda: by_loop(Frames.of(register)))
    count = max(2, min(FAULTS, int(SHARE * len(register))))
    planted = {kind: plant(register, kind, count, SEED) for kind in KINDS}
    planted = {kind: faults for kind, faults in planted.items() if faults.faults}
    ours_recall, ours_more = _scored(lambda spoilt: _ours(spoilt, profile), register, planted)
    peer_recall, peer_more = _scored(lambda spoilt: by_loop(Frames.of(spoilt)), register, planted)
    answer = compared(
        {"seconds": ours_seconds, "recall": ours_recall},
        # Both read the same rows from the store and join them with addresses, streets and villages.
        {"geopandas_loop": {"seconds": peer_seconds + read, "recall": peer_recall}},
    )
    faults = sum(len(spoilt.faults) for spoilt in planted.values())
    answer["ours"] |= {"rows": len(register), "faults": faults, **ours_more}
    answer["peers"]["geopandas_loop"] |= peer_more
    return answer


def _ours(register: Register, profile: NumberingProfile) -> Told:
    findings = [f for f in audit(register, profile).findings if f.rule not in NOT_COUNTED]
    named = {(f.rule, f.subject, f.value) for f in findings}
    return named | {(f"+{f.rule}", subject, f.value) for f in findings for subject in f.related}


def _scored(
    way: Callable[[Register], Told], register: Register, planted: dict[str, Planted]
) -> tuple[float, dict[str, Any]]:
    sound = way(register)
    found: dict[str, float] = {}
    hits = blamed = 0
    for kind, spoilt in planted.items():
        told = way(spoilt.register) - sound
        named = defaultdict(list)
        for rule, subject, value in told:
            if rule.removeprefix("+") in KINDS[kind].rules:
                named[subject].append(value)
        own = sum(
            any(fault.value in value for subject in fault.subjects for value in named[subject])
            for fault in spoilt.faults
        )
        found[kind] = round(own / len(spoilt.faults), 3)
        hits += own
        touched = {subject for fault in spoilt.faults for subject in fault.touches} | {""}
        blamed += len({subject for rule, subject, _ in told if rule[0] != "+"} - touched)
    faults = sum(len(spoilt.faults) for spoilt in planted.values())
    return hits / faults, {
        "kinds": sum(share >= 0.98 for share in found.values()),
        "blamed": blamed,
        "sound": round(1000 * len({subject for rule, subject, _ in sound if rule[0] != "+"}) / len(register), 3),
        "found": found,
    }


@dataclass(frozen=True, slots=True)
class Frames:
    """The register as GeoPandas users hold it: plates with their road or group, roads, divisions, in metres."""

    plates: geopandas.GeoDataFrame
    roads: geopandas.GeoDataFrame
    divisions: geopandas.GeoDataFrame

    @classmethod
    def of(cls, register: Register) -> Frames:
        """The same rows, columns and shapes that ours is given."""
        names = [space.id for space in register.spaces] + [None]
        columns = {key: list(register.columns[key]) for key in ("id", "kind", "number_text", "division", "qr_id")}
        points = geopandas.points_from_xy(register.xy[:, 0], register.xy[:, 1])
        plates = geopandas.GeoDataFrame({**columns, "space": [names[n] for n in register.space_of]}, geometry=points)
        axes = [(space.id, space.axis) for space in register.spaces if space.axis is not None]
        roads = geopandas.GeoDataFrame({"road": [i for i, _ in axes]}, geometry=[line for _, line in axes])
        areas = register.areas
        return cls(plates, roads, geopandas.GeoDataFrame({"code": list(areas)}, geometry=list(areas.values())))


def by_loop(frames: Frames) -> Told:
    """What the loop over roads finds."""
    plates = frames.plates[frames.plates["kind"].isin(["large", "medium", "small"])].copy()
    read = plates["number_text"].str.extract("^([0-9]+)号?(?:附([0-9]+)号?)?$")
    plates["number"], plates["sub"] = pandas.to_numeric(read[0]), read[1]
    unread = plates["id"][plates["number"].isna()]
    told: Told = {(rule, i, "") for i in unread for rule in ("numbering.form", "numbering.characters")}
    plates = plates[plates["number"].notna()]
    main = plates[plates["sub"].isna()]
    twice = plates.duplicated(["space", "number", "sub"], keep=False)
    told |= {("numbering.duplicate", i, "") for i in plates["id"][twice]}
    coded = frames.plates[frames.plates["qr_id"].notna()]
    told |= {("plates.qr_twice", i, "") for i in coded["id"][coded.duplicated("qr_id", keep=False)]}
    spot = plates.geometry.get_coordinates().round(1).duplicated(keep=False)
    told |= {("numbering.same_point", i, "") for i in plates["id"][spot.to_numpy()]}
    told |= _outside(plates, frames.divisions) | _nearer(plates, frames.roads)
    on_roads = set(frames.roads["road"])
    for line, road in zip(frames.roads.geometry, frames.roads["road"], strict=True):
        told |= _along(road, line, main[main["space"] == road])
    for space, doors in main[~main["space"].isin(on_roads)].groupby("space"):
        told |= _missing(str(space), doors["number"], 1)
    return told


def _along(road: str, line: Any, doors: geopandas.GeoDataFrame) -> Told:
    if len(doors) < 2:
        return set()
    doors = doors.assign(along=[line.project(point) for point in doors.geometry]).sort_values("along")
    doors["left"] = [_is_left(line, along, point) for along, point in zip(doors["along"], doors.geometry, strict=True)]
    falls = doors["number"].corr(doors["along"]) < 0
    told: Told = set()
    for odd, own in doors.groupby(doors["number"] % 2):
        ordered = own.iloc[::-1] if falls else own
        wrong = ordered["number"].diff() < 0
        told |= {("numbering.order", i, "") for i in ordered["id"][wrong]}
        most = own["left"].mean() > 0.5
        told |= {("numbering.side", i, "") for i in own["id"][own["left"] != most]}
        told |= _missing(road, own["number"], 2, int(own["number"].min())) if odd >= 0 else set()
    return told


def _is_left(line: Any, along: float, point: Any) -> bool:
    a, b = line.interpolate(max(0, along - 1)), line.interpolate(along + 1)
    return bool((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0)


def _missing(space: str, numbers: pandas.Series[float], step: int, first: int = 1) -> Told:
    there = set(numbers.astype(int))
    missing = [n for n in range(first, max(there), step) if n not in there]
    return {("numbering.gap", space, "、".join(map(str, missing)))} if missing else set()


def _outside(plates: geopandas.GeoDataFrame, divisions: geopandas.GeoDataFrame) -> Told:
    if not len(divisions):
        return set()
    within = plates.sjoin(divisions, predicate="intersects")
    home = set(within["id"][within["division"] == within["code"]])
    known = plates[plates["division"].isin(set(divisions["code"])) & ~shapely.is_empty(plates.geometry)]
    return {("plates.outside_village", i, "") for i in known["id"] if i not in home}


def _nearer(plates: geopandas.GeoDataFrame, roads: geopandas.GeoDataFrame) -> Told:
    own = plates[plates["space"].isin(set(roads["road"]))]
    if not len(own):
        return set()
    near = own.sjoin_nearest(roads)
    home = set(near["id"][near["road"] == near["space"]])
    return {("numbering.crossing", i, "") for i in own["id"] if i not in home}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1] if len(sys.argv) > 1 else "county")), ensure_ascii=False, indent=1))
