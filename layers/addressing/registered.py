"""What an index is built from, as the store holds it today: names with aliases and former names, their positions, plates."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import geopandas
import numpy
import shapely

from gazetteer.addresses import AddressLevel, LexiconName
from gazetteer.names import NameRole
from gazetteer.plates import PlateStatus
from layers.addressing.premises import premises
from layers.addressing.rows import NamedPosition, PlateRow
from layers.addressing.store_rows import PUBLIC, rows_of
from layers.crs import GEOD, STORAGE_EPSG
from layers.profile import CountyProfile
from layers.store.contract import Query, Scope, Store

GONE = frozenset({PlateStatus.REPLACED.value, PlateStatus.REMOVED.value})
OTHER_NAMES = frozenset({NameRole.SHORT.value, NameRole.ALIAS.value, NameRole.POPULAR.value})
FORMER_NAMES = frozenset({NameRole.FORMER.value, NameRole.HISTORICAL.value})
DIVISION_LEVELS = {6: AddressLevel.COUNTY, 9: AddressLevel.TOWN, 12: AddressLevel.VILLAGE}


class Registered(NamedTuple):
    """The names of a county as a tree, and where they lie by key."""

    names: list[LexiconName]
    positions: dict[str, NamedPosition]


class _Names(NamedTuple):
    """Further names of places by their id, and by (division, label)."""

    aliases: Mapping[str, tuple[str, ...]]
    former: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, tuple[str, ...]]


def registered_names(store: Store, profile: CountyProfile) -> Registered:
    """Divisions, streets and villagers' groups, with the further names the gazetteer keeps for them.

    Keys are division codes and record ids. Rows whose division is not on record are left out.
    """
    found = Registered([], {})
    found.names.append(LexiconName(key=profile.province, name=profile.province, level=AddressLevel.PROVINCE))
    found.names.append(
        LexiconName(key=profile.prefecture, name=profile.prefecture, level=AddressLevel.CITY, parent=profile.province)
    )
    further = _further_names(store)
    _add_divisions(found, store, profile, further)
    known = {name.key for name in found.names}
    _add_streets(found, store, known, further)
    named = _add_groups(found, store, known)
    named |= {(found.positions[n.key].division, n.name) for n in found.names if n.key in found.positions}
    for name, row in premises(store, known - {profile.province, profile.prefecture}, named):
        _add(found, name, row, row["division"])
    return found


def registered_plates(store: Store) -> list[PlateRow]:
    """Every plate that is not replaced or removed, in order of its code."""
    query = Query(columns=("plate_code", "address_text", "status"), order_by=("plate_code",))
    plates = store.read("door_plate", Scope.everything(), query)
    return plates_in(plates[~plates["status"].isin(GONE)])


def plates_in(
    frame: geopandas.GeoDataFrame, *, plate: str = "plate_code", address: str = "address_text"
) -> list[PlateRow]:
    """The plates of a frame of points in any declared system; `plate` and `address` are its columns.

    Columns `division` and `id` are taken when they are there. Rows without a position are left out. Raises ValueError
    when the frame does not say its system.
    """
    if frame.crs is None:
        raise ValueError("the frame does not say its coordinate reference system")
    points = frame.geometry.to_crs(STORAGE_EPSG).to_numpy()
    lon, lat = shapely.get_x(points).tolist(), shapely.get_y(points).tolist()
    nothing = [""] * len(frame)
    further = (frame[key].tolist() if key in frame else nothing for key in ("division", "id"))
    rows = zip(frame[plate].tolist(), frame[address].tolist(), lon, lat, *further, strict=True)
    return [PlateRow(*row) for row in rows if math.isfinite(row[2])]


def _add_divisions(found: Registered, store: Store, profile: CountyProfile, further: _Names) -> None:
    rows = rows_of(store, "division", "code", "name", "spelling", order="code")
    codes = {row["code"] for row in rows}
    for row in sorted(rows, key=lambda row: len(row["code"])):
        code, level = row["code"], DIVISION_LEVELS.get(len(row["code"]))
        parent = profile.prefecture if level is AddressLevel.COUNTY else code[: len(code) - 3]
        if level is None or (level is not AddressLevel.COUNTY and parent not in codes):
            continue
        at = f"{code}/{row['name']}"
        spelling = (row["spelling"],) if row["spelling"] else ()
        name = LexiconName(
            key=code,
            name=row["name"],
            level=level,
            parent=parent,
            aliases=further.aliases.get(at, ()),
            former=further.former.get(at, ()),
            spellings=(*spelling, *further.spellings.get(at, ())),
        )
        _add(found, name, row, code)


def _add_streets(found: Registered, store: Store, known: set[str], further: _Names) -> None:
    for row in rows_of(store, "street", "name", "kind", "place", order="street_code"):
        parent = row["division"][:9] if row["division"][:9] in known else row["division"]
        if parent not in known:
            continue
        place = row["place"] or ""
        name = LexiconName(
            key=row["id"],
            name=row["name"],
            level=AddressLevel.LANE if row["kind"] == "lane" else AddressLevel.STREET,
            parent=parent,
            aliases=further.aliases.get(place, ()),
            former=further.former.get(place, ()),
            spellings=further.spellings.get(place, ()),
        )
        _add(found, name, row, row["division"])


def _add_groups(found: Registered, store: Store, known: set[str]) -> set[tuple[str, str]]:
    """The natural villages that mean a group, by division."""
    named: set[tuple[str, str]] = set()
    for row in rows_of(store, "villagers_group", "name", "hamlet", order="group_code"):
        if row["division"] in known:
            hamlets = (row["hamlet"],) if row["hamlet"] else ()
            named |= {(row["division"], hamlet) for hamlet in hamlets}
            name = LexiconName(
                key=row["id"], name=row["name"], level=AddressLevel.GROUP, parent=row["division"], hamlets=hamlets
            )
            _add(found, name, row, row["division"])
    return named


def _add(found: Registered, name: LexiconName, row: Mapping[str, Any], division: str) -> None:
    found.names.append(name)
    position = _position(row["geometry"])
    if position is not None:
        lon, lat, radius_m = position
        found.positions[name.key] = NamedPosition(lon, lat, radius_m, division, row["id"])


def _further_names(store: Store) -> _Names:
    aliases: dict[str, list[str]] = defaultdict(list)
    former: dict[str, list[str]] = defaultdict(list)
    spellings: dict[str, list[str]] = defaultdict(list)
    keys: dict[str, tuple[str, str]] = {}
    for row in rows_of(store, "place", "label", "spelling", "security", geometry=False):
        if row["security"] == PUBLIC:
            keys[row["id"]] = (row["id"], f"{row['division']}/{row['label']}")
            if row["spelling"]:
                _each(spellings, keys[row["id"]], row["spelling"])
    for row in rows_of(store, "place_name", "place", "text", "role", geometry=False):
        if row["place"] in keys:
            kept = aliases if row["role"] in OTHER_NAMES else former if row["role"] in FORMER_NAMES else None
            if kept is not None:
                _each(kept, keys[row["place"]], row["text"])
    return _Names(_tuples(aliases), _tuples(former), _tuples(spellings))


def _each(found: dict[str, list[str]], keys: Iterable[str], text: str) -> None:
    for key in keys:
        found[key].append(text)


def _tuples(found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(own) for key, own in found.items()}


def _position(shape: Any) -> tuple[float, float, float | None] | None:
    """A point in the middle of a shape, and how far (metres) the shape reaches from it; None for an empty one."""
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type == "Point":
        return float(shape.x), float(shape.y), None
    line = shape.geom_type in ("LineString", "MultiLineString")
    middle = shape.interpolate(0.5, normalized=True) if line else shape.representative_point()
    corners = shapely.get_coordinates(shape.convex_hull)
    lon, lat = numpy.full(len(corners), middle.x), numpy.full(len(corners), middle.y)
    _, _, away_m = GEOD.inv(lon, lat, corners[:, 0], corners[:, 1])
    return float(middle.x), float(middle.y), float(numpy.max(away_m))
