"""Reference systems a displacement may be taken in, and those it may not.

Only positions on CGCS2000 or WGS 84 can be compared (the two agree to a decimetre). Older and local datums
(1954 Beijing, 1980 Xi'an, New 1954) lie of the order of 100 m off; PROJ knows no parameters for them and would
hand the numbers back unchanged. Parameters are not taken here either: those between national datums are
restricted, and the surveying authority converts.
"""

from __future__ import annotations

import math

import numpy
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from gazetteer.errors import Refused
from layers.crs import to_storage

SHIFTED = ("GCJ-02", "BD-09")
SHIFTED_RMSE_M = 0.5
"""What the public approximation of an offset system may leave, in metres."""
COMPARABLE = ("China 2000", "World Geodetic System 1984", "China Geodetic Coordinate System 2000")
ALIASES = {
    "CGCS2000": "EPSG:4490",
    "WGS84": "EPSG:4326",
    "WGS-84": "EPSG:4326",
    "GCJ02": "GCJ-02",
    "BD09": "BD-09",
    "XIAN80": "EPSG:4610",
    "西安80": "EPSG:4610",
    "1980西安": "EPSG:4610",
    "BEIJING54": "EPSG:4214",
    "北京54": "EPSG:4214",
    "1954北京": "EPSG:4214",
}
CHINA = (73.0, 3.0, 136.0, 54.0)
"""West, south, east, north in degrees: a marker of ours stands nowhere else."""


def system_name(text: str) -> str:
    """The one name of a system that people write in several ways: EPSG:n, GCJ-02 or BD-09."""
    bare = text.strip().upper().replace("_", "-").replace(" ", "")
    return ALIASES.get(bare, f"EPSG:{bare}" if bare.isdigit() else bare)


def comparable(system: str, name: str) -> None:
    """Raises Refused for a system that is unknown or rests on another datum; `name` says whose it is."""
    if not system:
        raise Refused.because(
            "displacement.system",
            f"{name}没有写明坐标系，不能比较",
            remedy="查登记表或成果表上的坐标系，写成 EPSG:4490、EPSG:4548、GCJ-02 等",
        )
    if system in SHIFTED:
        return
    try:
        base = CRS.from_user_input(system).geodetic_crs
    except CRSError:
        raise Refused.because(
            "displacement.system",
            f"{name}的坐标系“{system[:40]}”不认识",
            remedy="写成 EPSG:4490、EPSG:4548、GCJ-02 等",
        ) from None
    datum = base.datum.name if base is not None and base.datum is not None else ""
    if not any(one in datum for one in COMPARABLE):
        raise Refused.because(
            "displacement.untransformed",
            f"{name}是 {system}（基准 {datum or '不明'}），与 CGCS2000 不是同一基准，未经转换不能比较移位（可差百米左右）",
            remedy="由测绘部门转换为 CGCS2000 后再比较，并把转换中误差计入点位中误差；本程序不接受、不求定转换参数",
        )


def placed(x: float, y: float, system: str, name: str) -> tuple[float, float]:
    """East and north (or longitude and latitude) of a comparable system in degrees of EPSG:4490.

    Raises Refused for what is no number and what does not lie in China: swapped axes, a wrong zone, metres
    called degrees.
    """
    if not (math.isfinite(x) and math.isfinite(y)):
        raise Refused.because("displacement.position", f"{name}的坐标不是数字", remedy="核对坐标")
    try:
        lon, lat = to_storage(numpy.array([x]), numpy.array([y]), system)
    except ProjError:
        lon = lat = numpy.array([math.nan])
    west, south, east, north = CHINA
    if not (west <= lon[0] <= east and south <= lat[0] <= north):
        raise Refused.because(
            "displacement.position",
            f"{name}（东 {x:.10g}，北 {y:.10g}）按 {system} 不在中国范围内",
            remedy="核对坐标系和带号；先东（经度）后北（纬度），我国图上的 X 是北、Y 是东",
        )
    return float(lon[0]), float(lat[0])
