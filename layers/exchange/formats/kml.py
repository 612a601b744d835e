"""KML and KMZ by our own small reader: placemarks in any folder, extended data as columns; links never followed."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.formats.features import Feature, bad_geometry, feature_table
from layers.exchange.formats.noticed import Noticed
from layers.exchange.formats.task import Contents, Task, chosen
from layers.exchange.formats.wkb import BadGeometry, from_geojson
from layers.exchange.formats.xml_names import child, children, local, text_of, words_of
from layers.exchange.prechecks.archive import content, opened_archive, shown_name
from layers.exchange.prechecks.xml import xml_root
from layers.exchange.table import Cell

CONTAINERS = {"kml", "Document", "Folder"}
FOLDER_COLUMN = "文件夹"
GEOMETRIES = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack"}
LINKS = {"NetworkLink", "GroundOverlay", "PhotoOverlay", "Model"}


def read(task: Task) -> Contents:
    """One table of all placemarks, named as the file. Raises Refused for XML that is not KML."""
    data, what = _document(task)
    root = xml_root(data, what, task.limits)
    if local(root) != "kml":
        raise Refused.because(
            "reader.not_kml",
            f"这是 XML，但不是 KML（最外层是“{local(root)[:40]}”）",
            remedy="确认选对了文件，从原软件重新导出为 KML",
        )
    chosen([task.title], task.sheet)
    noticed = Noticed(task.limits.findings)
    for finding in _not_followed(root):
        noticed.add(finding)
    features = [
        _feature(index, folder, placemark, noticed) for index, (folder, placemark) in enumerate(_placemarks(root, ()))
    ]
    table = feature_table(task.title, features, noticed, task.limits, crs="EPSG:4326", crs_source="KML")
    return Contents((task.title,), (table,))


def _document(task: Task) -> tuple[bytes, str]:
    with task.path.open("rb") as stream:
        if stream.read(2) != b"PK":
            return task.path.read_bytes(), "KML"
    with opened_archive(task.path, task.limits, most_members=task.limits.members) as archive:
        documents = [m for m in archive.infolist() if m.filename.lower().endswith(".kml") and not m.is_dir()]
        if not documents:
            raise Refused.because("reader.no_kml", "KMZ 里没有 .kml 文件", remedy="从原软件重新导出为 KMZ 或 KML")
        main = min(documents, key=lambda member: (member.filename.count("/"), member.filename.lower() != "doc.kml"))
        return content(archive, main, task.limits), f"KMZ 中的“{shown_name(main)[:60]}”"


def _placemarks(container: Element, folders: tuple[str, ...]) -> Iterator[tuple[str, Element]]:
    for element in container:
        if local(element) == "Placemark":
            yield "/".join(folders), element
        elif local(element) in CONTAINERS:
            name = text_of(child(element, "name")) if local(element) == "Folder" else ""
            yield from _placemarks(element, (*folders, name) if name else folders)


def _feature(index: int, folder: str, placemark: Element, noticed: Noticed) -> Feature:
    cells: dict[str, Cell] = {}
    if folder:
        cells[FOLDER_COLUMN] = folder
    for tag in ("name", "description"):
        if told := words_of(child(placemark, tag)):
            cells[tag] = told
    cells |= _extended(placemark)
    found = [element for element in placemark if local(element) in GEOMETRIES]
    try:
        shapes = [_geometry(element) for element in found]
        return Feature(cells, from_geojson(_together(shapes)) if shapes else None)
    except BadGeometry as wrong:
        noticed.add(bad_geometry(index, str(wrong)))
        return Feature(cells, None)


def _extended(placemark: Element) -> dict[str, Cell]:
    """ExtendedData: Data/value and SchemaData/SimpleData."""
    cells: dict[str, Cell] = {}
    for extended in children(placemark, "ExtendedData"):
        for data in children(extended, "Data"):
            cells[data.get("name", "")] = words_of(child(data, "value"))
        for schema in children(extended, "SchemaData"):
            for data in children(schema, "SimpleData"):
                cells[data.get("name", "")] = words_of(data)
    cells.pop("", None)
    return cells


def _geometry(element: Element) -> dict[str, object]:
    """The element as GeoJSON says it. Raises BadGeometry."""
    kind = local(element)
    if kind in {"MultiGeometry", "MultiTrack"}:
        return _together([_geometry(part) for part in element if local(part) in GEOMETRIES])
    if kind == "Track":
        return {"type": "LineString", "coordinates": [_numbers(text_of(c).split()) for c in children(element, "coord")]}
    if kind == "Polygon":
        rings = [
            _positions(ring)
            for boundary in ("outerBoundaryIs", "innerBoundaryIs")
            for holder in children(element, boundary)
            for ring in children(holder, "LinearRing")
        ]
        return {"type": "Polygon", "coordinates": rings}
    positions = _positions(element)
    if kind == "Point":
        return {"type": "Point", "coordinates": positions[0] if len(positions) == 1 else []}
    return {"type": "LineString", "coordinates": positions}


def _together(shapes: list[dict[str, object]]) -> dict[str, object]:
    """One geometry of several: a multi-part one where all are of one kind."""
    if len(shapes) == 1:
        return shapes[0]
    kinds = {str(shape["type"]) for shape in shapes}
    if len(kinds) == 1 and (kind := kinds.pop()) in {"Point", "LineString", "Polygon"}:
        return {"type": f"Multi{kind}", "coordinates": [shape["coordinates"] for shape in shapes]}
    return {"type": "GeometryCollection", "geometries": shapes}


def _positions(element: Element) -> list[list[float]]:
    return [_numbers(told.split(",")) for told in text_of(child(element, "coordinates")).split()]


def _numbers(parts: list[str]) -> list[float]:
    try:
        return [float(part) for part in parts]
    except ValueError:
        raise BadGeometry(f"坐标不是数字：{','.join(parts)[:60]}") from None


def _not_followed(root: Element) -> Iterator[Finding]:
    kinds = sorted({local(element) for element in root.iter()} & LINKS)
    if kinds:
        yield Finding(
            "reader.kml_links",
            Severity.WARNING,
            f"文件里有指向别处的内容（{'、'.join(kinds)}），没有去取，也没有读",
            value="、".join(kinds),
            remedy="需要其中的地标时，在原软件中打开后另存为不带链接的 KML",
        )
