"""A county of 2 km by 2 km in metres from its south-west corner, for one test: frames as the store gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas
import pandas
import shapely

from layers.crs import planar
from layers.profile import CountyProfile, shipped_profile
from layers.reverse_geocoding import ReverseIndex
from layers.reverse_geocoding.ground import Ground

SIDE_M = 2_000.0
PROFILE: CountyProfile = shipped_profile("invented")
TO_METRES, TO_DEGREES = planar(PROFILE.planar_epsg)
ORIGIN = TO_METRES.transform(117.0, 31.2)
COUNTY, TOWN, WEST, EAST = PROFILE.code, f"{PROFILE.code}100", f"{PROFILE.code}100200", f"{PROFILE.code}100201"


def degrees(x_m: float, y_m: float) -> tuple[float, float]:
    """Longitude and latitude of a position in metres from the corner."""
    lon, lat = TO_DEGREES.transform(ORIGIN[0] + x_m, ORIGIN[1] + y_m)
    return float(lon), float(lat)


def placed(shape: Any) -> Any:
    """A shape in metres from the corner, in degrees."""
    moved = shapely.transform(shape, lambda xy: xy + ORIGIN)
    return shapely.transform(moved, TO_DEGREES.transform, interleaved=False)


def _frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> geopandas.GeoDataFrame:
    table = pandas.DataFrame(
        [{"division": TOWN, **row} for row in rows], columns=["id", "division", *columns, "geometry"]
    )
    table["geometry"] = [placed(shape) for shape in table["geometry"]]
    return geopandas.GeoDataFrame(table, geometry="geometry", crs="EPSG:4490")


def plate(code: str, x_m: float, y_m: float, **more: Any) -> dict[str, Any]:
    """A gate's plate; its address is its code with 号."""
    known = {"kind": "small", "status": "activated", "street": None, "villagers_group": None, "accuracy_m": None}
    own = {"id": f"p-{code}", "plate_code": code, "address_text": f"{code}号", "geometry": shapely.Point(x_m, y_m)}
    return {**known, **own, **more}


def line(identity: str, *points: tuple[float, float], starts_from: str | None = None) -> dict[str, Any]:
    """A street or road called by its id."""
    return {"id": identity, "name": identity, "starts_from": starts_from, "geometry": shapely.LineString(points)}


def group(identity: str, village: str, shape: Any) -> dict[str, Any]:
    """A villagers' group called by its id."""
    return {"id": identity, "name": identity, "division": village, "geometry": shape}


def divisions(outline: Any = None) -> list[dict[str, Any]]:
    """The county, its one township and two villages, west and east of the middle."""
    whole = outline if outline is not None else shapely.box(0, 0, SIDE_M, SIDE_M)
    half = SIDE_M / 2
    known = [
        (COUNTY, PROFILE.name, "county", whole),
        (TOWN, "云峰镇", "township", whole),
        (WEST, "青石村", "village", shapely.box(0, 0, half, SIDE_M) & whole),
        (EAST, "柳溪村", "village", shapely.box(half, 0, SIDE_M, SIDE_M) & whole),
    ]
    return [{"id": f"d-{c}", "division": c, "code": c, "name": n, "level": v, "geometry": g} for c, n, v, g in known]


def county(
    plates: Sequence[dict[str, Any]],
    *,
    streets: Sequence[dict[str, Any]] = (),
    roads: Sequence[dict[str, Any]] = (),
    groups: Sequence[dict[str, Any]] = (),
    units: Sequence[dict[str, Any]] | None = None,
) -> ReverseIndex:
    """The index of such a county."""
    plate_columns = ("plate_code", "kind", "status", "address_text", "street", "villagers_group", "accuracy_m")
    frames = {
        "door_plate": _frame(plates, plate_columns),
        "division": _frame(divisions() if units is None else units, ("code", "name", "level")),
        "street": _frame(streets, ("name", "starts_from")),
        "road": _frame(roads, ("name",)),
        "villagers_group": _frame(groups, ("name",)),
    }
    return ReverseIndex(Ground.of(PROFILE, frames))
