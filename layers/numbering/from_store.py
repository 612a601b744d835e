"""A register out of a store's layers, as they are today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import geopandas
import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from layers.crs import planar
from layers.numbering.axes import as_axis
from layers.numbering.register import Metres, Register, Space
from layers.profile import CountyProfile
from layers.store.contract import Query, Scope, Store

APPROVED = frozenset({"approved", "filed", "announced"})
COPIED = (
    "kind",
    "status",
    "number_text",
    "face_text",
    "division",
    "address",
    "qr_id",
    "installed_on",
    "activated_on",
    "batch",
)


def register_of_store(store: Store, scope: Scope, profile: CountyProfile) -> Register:
    """The plates that `scope` may see, joined with their addresses, streets, groups and villages."""
    return assemble(
        {key: store.read(key, scope) for key in ("door_plate", "address", "street", "villagers_group")},
        store.read("division", Scope.everything(), Query(columns=("code", "name", "level"))),
        approved_names(store),
        profile,
        whole="" in scope.codes,
    )


def assemble(
    frames: Mapping[str, geopandas.GeoDataFrame],
    divisions: geopandas.GeoDataFrame,
    approved: Mapping[str, str],
    profile: CountyProfile,
    *,
    whole: bool,
) -> Register:
    """The register of frames already read. `approved` is text → place of every approved standard name."""
    metres: Any = planar(profile.planar_epsg)[0].transform
    plates = frames["door_plate"]
    villages = dict(zip(divisions["code"], divisions["name"], strict=True))
    spaces = (
        *_streets(frames["street"], approved, metres),
        *_groups(frames["villagers_group"], villages, metres),
    )
    place = {space.id: n for n, space in enumerate(spaces)}
    streets, groups = listed(plates, "street"), listed(plates, "villagers_group")
    space_of = [place.get(s, -1) if s else place.get(g, -1) for s, g in zip(streets, groups, strict=True)]
    shapes = plates.geometry.to_numpy()
    return Register(
        columns=_columns(plates, frames["address"]),
        lon=shapely.get_x(shapes),
        lat=shapely.get_y(shapes),
        spaces=spaces,
        space_of=numpy.array(space_of, dtype=numpy.int64),
        metres=metres,
        on=datetime.now(UTC).astimezone().date(),
        areas=_areas(divisions, metres),
        division_names=villages,
        reserved=_reserved(frames["address"]),
        totals=profile.plates.totals,
        whole=whole,
    )


def listed(frame: Any, key: str) -> list[Any]:
    """A column's values, None where nothing is stored."""
    return [None if value is None or value != value else value for value in frame[key].tolist()]  # noqa: PLR0124  (NaN is unequal to itself)


def _columns(plates: geopandas.GeoDataFrame, addresses: geopandas.GeoDataFrame) -> dict[str, list[Any]]:
    columns = {key: listed(plates, key) for key in COPIED}
    columns["id"] = plates["id"].tolist()
    columns["label"] = [label or i[:8] for label, i in zip(listed(plates, "address_text"), columns["id"], strict=True)]
    columns["photo"] = listed(plates, "photo_on_file")
    joined = ("status", "parent", "temporary", "gate_role", "valid_from")
    known = dict(zip(addresses["id"], zip(*(listed(addresses, key) for key in joined), strict=True), strict=True))
    nothing = (None,) * len(joined)
    rows = [known.get(address, nothing) for address in columns["address"]]
    names = ("address_status", "parent", "temporary", "gate_role", "issued_on")
    for n, name in enumerate(names):
        columns[name] = [row[n] for row in rows]
    columns["temporary_since"] = [row[4] if row[2] else None for row in rows]
    return columns


def _streets(frame: geopandas.GeoDataFrame, approved: Mapping[str, str], metres: Metres) -> list[Space]:
    keys = ("id", "kind", "name", "starts_from", "odd_side")
    rows = zip(*(listed(frame, key) for key in keys), listed(frame, "place"), frame.geometry.to_numpy(), strict=True)
    return [
        Space(
            id=identity,
            kind=kind or "street",
            name=name or "",
            axis=as_axis(in_metres(shape, metres)),
            starts_from=start or "",
            odd_side=side or "",
            approved=(approved.get(name) == place if place else name in approved) if approved else None,
        )
        for identity, kind, name, start, side, place, shape in rows
    ]


def _groups(frame: geopandas.GeoDataFrame, villages: Mapping[str, str], metres: Metres) -> list[Space]:
    rows = zip(*(listed(frame, key) for key in ("id", "name", "number", "division")), frame.geometry, strict=True)
    made = []
    for identity, name, number, division, shape in rows:
        point = in_metres(shape, metres)
        centre = None if point is None else (float(point.centroid.x), float(point.centroid.y))
        village = villages.get(division, division or "")
        made.append(
            Space(
                id=identity,
                kind="group",
                name=name or "",
                village=village,
                group_number=int(number) if number else None,
                centre=centre,
            )
        )
    return made


def in_metres(shape: BaseGeometry | None, metres: Metres) -> Any:
    """A shape in degrees, in metres; None for none."""
    change: Any = metres  # the stubs do not know interleaved=False, by which x and y come apart
    return None if shape is None else shapely.transform(shape, change, interleaved=False)


def _areas(divisions: geopandas.GeoDataFrame, metres: Metres) -> dict[str, BaseGeometry]:
    rows = zip(divisions["code"], divisions.geometry, strict=True)
    return {code: in_metres(area, metres) for code, area in rows if area is not None and len(code) == 12}


def _reserved(addresses: geopandas.GeoDataFrame) -> dict[str, frozenset[int]]:
    """Space → numbers kept in reserve."""
    kept: dict[str, set[int]] = {}
    chosen = addresses[addresses["status"] == "reserved"]
    keys = ("street", "villagers_group", "number")
    for street, group, number in zip(*(listed(chosen, key) for key in keys), strict=True):
        if number and (street or group):
            kept.setdefault(street or group, set()).add(int(number))
    return {space: frozenset(numbers) for space, numbers in kept.items()}


def approved_names(store: Store) -> dict[str, str]:
    """Text → place, of standard names in force; the whole county's."""
    names = store.read("place_name", Scope.everything(), Query(columns=("text", "place", "role", "status")))
    chosen = names[(names["role"] == "standard") & names["status"].isin(APPROVED)]
    return dict(zip(chosen["text"], chosen["place"], strict=True))
