"""Which reference system a file's coordinates are in, and their conversion to degrees, said out loud.

Declared by a person first, else by the file, else detected by where the county is. Longitude and latitude
that look swapped are never swapped here: the row is flagged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy
import shapely
from pyproj.exceptions import ProjError

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.crs import STORAGE_EPSG, Floats, to_storage
from layers.exchange.coordinates import Given, Shapes, coordinates_of
from layers.profile import CountyProfile

SAME_DEGREES = frozenset({"EPSG:4490", "EPSG:4326", "EPSG:4979"})
WEB_MERCATOR = "EPSG:3857"
SHIFTED = ("GCJ-02", "BD-09")
ENOUGH = 0.5  # share of the positions that must fall into the county
_KNOWN = re.compile(r"EPSG:\d{4,6}|GCJ-02|BD-09")
_NAMES = {
    "4490": "EPSG:4490", "CGCS2000": "EPSG:4490", "2000": "EPSG:4490", "国家2000": "EPSG:4490",
    "4326": "EPSG:4326", "WGS84": "EPSG:4326", "WGS-84": "EPSG:4326", "3857": WEB_MERCATOR,
    "GCJ02": "GCJ-02", "GCJ-02": "GCJ-02", "GCJ_02": "GCJ-02", "火星坐标": "GCJ-02",
    "BD09": "BD-09", "BD-09": "BD-09", "BD_09": "BD-09", "BD09LL": "BD-09", "百度坐标": "BD-09",
    "XIAN80": "EPSG:4610", "西安80": "EPSG:4610", "BEIJING54": "EPSG:4214", "北京54": "EPSG:4214",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReferenceSystem:
    """The system in use: its `name`, who says so (`person`, `file`, `detected`, `assumed`), and what was found.

    `flipped`: the first number is the northing, as surveyors write plane coordinates. `candidates` are
    systems that would put the positions into the county.
    """

    name: str
    said_by: str
    flipped: bool = False
    candidates: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def named(text: str) -> str:
    """The one spelling of a reference system's name; unknown text is handed back in capitals."""
    bare = re.sub(r"\s+", "", text).upper()
    words = (bare, bare.removeprefix("EPSG:"), bare.removesuffix("系"), bare.removesuffix("坐标系"))
    return next((_NAMES[word] for word in words if word in _NAMES), bare)


def settle(given: Given, declared: str, file_crs: str, file_source: str, profile: CountyProfile) -> ReferenceSystem:
    """The reference system to read `given` by. A declaration that cannot be used is an error finding."""
    found = detect(given, profile)
    if declared:
        return _said(named(declared), "person", found, given, "您声明的坐标系", file_crs)
    if file_crs:
        return _said(named(file_crs), "file", found, given, f"文件（{file_source}）声明的坐标系", "")
    if found:
        name, flipped = found[0]
        if name in SAME_DEGREES:
            return ReferenceSystem(name, "assumed", candidates=(name,))
        finding = Finding(
            "crs.detected",
            Severity.WARNING,
            f"文件没有声明坐标系；坐标值只有按 {name} 才落在县域内，按它读取{_order(given, name, flipped=flipped)}",
            value=name,
            remedy=f"请确认；如不对，声明坐标系（--crs {name} 可消除本警告）",
        )
        return ReferenceSystem(name, "detected", flipped, (name,), (finding,))
    return ReferenceSystem(f"EPSG:{STORAGE_EPSG}", "assumed")


def _said(
    name: str, by: str, found: list[tuple[str, bool]], given: Given, words: str, file_crs: str
) -> ReferenceSystem:
    fitting = tuple(candidate for candidate, _ in found)
    flipped = next((turn for candidate, turn in found if candidate == name), False)
    findings: list[Finding] = []
    if fitting and not _alike(name, fitting):
        message = f"{words} {name} 与坐标值不符：按 {fitting[0]} 才落在县域内"
        findings.append(Finding("crs.unlikely", Severity.WARNING, message, value=name, remedy="核对坐标系的声明"))
    if file_crs and named(file_crs) != name:
        message = f"文件自己声明 {named(file_crs)}，按您声明的 {name} 读取"
        findings.append(Finding("crs.overruled", Severity.WARNING, message, value=name, remedy="确认声明无误"))
    if flipped:
        order = _order(given, name, flipped=True).removeprefix("，")
        findings.append(Finding("crs.axis_order", Severity.INFO, order, value=name))
    return ReferenceSystem(name, by, flipped, fitting, tuple(findings))


def _alike(name: str, fitting: tuple[str, ...]) -> bool:
    degrees = SAME_DEGREES | set(SHIFTED)
    return name in fitting or (name in degrees and fitting[0] in degrees)


def _order(given: Given, name: str, *, flipped: bool) -> str:
    if given.written != "plane" or name in SAME_DEGREES:
        return ""
    return "，X 为纵坐标（北）、Y 为横坐标（东）" if flipped else "，X 为横坐标（东）、Y 为纵坐标（北）"


def detect(given: Given, profile: CountyProfile) -> list[tuple[str, bool]]:
    """Systems by which at least half of the positions fall into the county, the likeliest first.

    Degrees come first; of plane coordinates written as X and Y, both orders are tried: surveyors call
    the northing X, programs the easting.
    """
    x, y = coordinates_of(given.shapes)
    usable = numpy.isfinite(x) & numpy.isfinite(y) & (x != 0) & (y != 0)
    if not usable.any():
        return []
    x, y = x[usable], y[usable]
    if _inside(x, y, profile) >= ENOUGH:
        return [(f"EPSG:{STORAGE_EPSG}", False)]
    if _inside(y, x, profile) >= ENOUGH:
        return []
    tried = []
    for epsg in (profile.planar_zoned_epsg, profile.planar_epsg):
        tried += [(f"EPSG:{epsg}", False), (f"EPSG:{epsg}", True)]
    tried.append((WEB_MERCATOR, False))
    if given.written in ("shape", "east_north"):
        tried = [one for one in tried if not one[1]]
    shares = [(_share(x, y, name, profile, flipped=flipped), name, flipped) for name, flipped in tried]
    return [(name, flipped) for share, name, flipped in sorted(shares, key=lambda s: -s[0]) if share >= ENOUGH]


def _share(x: Floats, y: Floats, name: str, profile: CountyProfile, *, flipped: bool) -> float:
    lon, lat = to_storage(*((y, x) if flipped else (x, y)), name)
    return _inside(lon, lat, profile)


def _inside(lon: Floats, lat: Floats, profile: CountyProfile) -> float:
    west, south, east, north = profile.bounds
    with numpy.errstate(invalid="ignore"):
        return float(((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)).mean())


def convert(given: Given, system: ReferenceSystem) -> tuple[Shapes, list[Finding]]:
    """The geometries in degrees (EPSG:4490) and what was done to them. Errors for systems that may not be converted."""
    there = int(sum(shape is not None for shape in given.shapes))
    if not there:
        return given.shapes, []
    if refused := _refused(system.name):
        return numpy.full(len(given.shapes), None, dtype=object), refused
    method, residual = _method(system.name)
    if system.name in SAME_DEGREES and not system.flipped:
        if system.said_by == "assumed" or system.name == f"EPSG:{STORAGE_EPSG}":
            return given.shapes, []
        return given.shapes, [_converted(system.name, there, method, residual)]

    def moved(points: Floats) -> Floats:
        x, y = (points[:, 1], points[:, 0]) if system.flipped else (points[:, 0], points[:, 1])
        return numpy.column_stack(to_storage(x, y, system.name))

    with numpy.errstate(all="ignore"):
        shapes = shapely.transform(given.shapes, moved)
    return shapes, [_converted(system.name, there, method, residual)]


def _refused(name: str) -> list[Finding]:
    """What stands against converting from this system at all; empty when nothing does."""
    if not _KNOWN.fullmatch(name):
        return [_unknown(name)]
    try:
        to_storage(numpy.array([0.0]), numpy.array([0.0]), name)
    except Refused as refused:
        return list(refused.findings)
    except ProjError:
        return [_unknown(name)]
    return []


def _unknown(name: str) -> Finding:
    return Finding(
        "crs.unknown",
        Severity.ERROR,
        f"不认识坐标系“{name[:40]}”",
        value=name[:80],
        remedy="写成 EPSG:4490 一类的编号，或 GCJ-02、BD-09",
    )


def _method(name: str) -> tuple[str, str]:
    if name in SAME_DEGREES:
        return "与 CGCS2000 按同值处理，数值不变", "两者相差在分米级以内"
    if name in SHIFTED:
        return "公开近似公式迭代反算", "残差可达数分米，未经官方参数核验"
    if name == WEB_MERCATOR:
        return "Web 墨卡托反算，WGS 84 与 CGCS2000 按同值处理", "计算误差小于 1 毫米，两系统相差在分米级以内"
    return "高斯-克吕格投影反算（PROJ）", "计算误差小于 1 毫米"


def _converted(name: str, count: int, method: str, residual: str) -> Finding:
    return Finding(
        "crs.converted",
        Severity.INFO,
        f"{count} 个位置由 {name} 换算为 CGCS2000 经纬度（EPSG:{STORAGE_EPSG}）。方法：{method}；精度：{residual}",
        value=name,
    )
