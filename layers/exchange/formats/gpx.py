"""GPX by our own small reader: way-points, routes and tracks as three tables; heights kept as third ordinate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from xml.etree.ElementTree import Element

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.formats.features import Feature, bad_geometry, feature_table
from layers.exchange.formats.noticed import Noticed
from layers.exchange.formats.task import Contents, Task, chosen
from layers.exchange.formats.wkb import BadGeometry, from_geojson
from layers.exchange.formats.xml_names import child, children, local, text_of, words_of
from layers.exchange.prechecks.xml import xml_root
from layers.exchange.table import Cell

TEXTS = ("name", "cmt", "desc", "src", "sym", "type", "number", "ele", "time")
Shape = Callable[[Element], dict[str, object]]


def read(task: Task) -> Contents:
    """The tables `waypoints`, `routes` and `tracks` that hold something. Raises Refused for XML that is not GPX."""
    root = xml_root(task.path.read_bytes(), "GPX", task.limits)
    if local(root) != "gpx":
        raise Refused.because(
            "reader.not_gpx",
            f"这是 XML，但不是 GPX（最外层是“{local(root)[:40]}”）",
            remedy="确认选对了文件，从原软件或手持机重新导出为 GPX",
        )
    sources: dict[str, tuple[str, Shape]] = {
        "waypoints": ("wpt", lambda e: {"type": "Point", "coordinates": _position(e)}),
        "routes": ("rte", lambda e: _line(children(e, "rtept"))),
        "tracks": ("trk", _track),
    }
    present = [name for name, (tag, _) in sources.items() if child(root, tag) is not None]
    tables = []
    for name in chosen(present, task.sheet):
        tag, shape = sources[name]
        noticed = Noticed(task.limits.findings)
        features = [_feature(i, element, shape, noticed) for i, element in enumerate(children(root, tag))]
        tables.append(feature_table(name, features, noticed, task.limits, crs="EPSG:4326", crs_source="GPX"))
    return Contents(tuple(present), tuple(tables), tuple(_told(present)))


def _feature(index: int, element: Element, shape: Shape, noticed: Noticed) -> Feature:
    cells: dict[str, Cell] = {tag: told for tag in TEXTS if (told := words_of(child(element, tag)))}
    try:
        return Feature(cells, from_geojson(shape(element)))
    except BadGeometry as wrong:
        noticed.add(bad_geometry(index, str(wrong)))
        return Feature(cells, None)


def _track(element: Element) -> dict[str, object]:
    segments = [_line(children(segment, "trkpt"))["coordinates"] for segment in children(element, "trkseg")]
    return {"type": "MultiLineString", "coordinates": segments}


def _line(points: Iterable[Element]) -> dict[str, object]:
    """A line; without heights unless every point has one."""
    positions = [_position(point) for point in points]
    if any(len(position) == 2 for position in positions):
        positions = [position[:2] for position in positions]
    return {"type": "LineString", "coordinates": positions}


def _position(point: Element) -> list[float]:
    told = [point.get("lon", ""), point.get("lat", ""), text_of(child(point, "ele"))]
    try:
        return [float(part) for part in told[: 3 if told[2] else 2]]
    except ValueError:
        raise BadGeometry(f"经纬度或高程不是数字：{'，'.join(told)[:60]}") from None


def _told(present: Sequence[str]) -> list[Finding]:
    if not present:
        return [Finding("reader.no_data", Severity.ERROR, "GPX 里没有航点、航线或航迹", remedy="检查是否选错文件")]
    if len(present) > 1:
        message = f"GPX 里有 {'、'.join(present)}，都读了（waypoints 航点，routes 航线，tracks 航迹）"
        return [Finding("reader.sheets", Severity.INFO, message, remedy="只要其中一种时，导入时指定名称")]
    return []
