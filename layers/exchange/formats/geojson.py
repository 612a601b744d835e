"""GeoJSON, by the standard library alone: properties exactly as written, geometry to binary, `crs` only when plain."""

from __future__ import annotations

from typing import Any

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.decoding import decoded
from layers.exchange.formats.declared_crs import epsg_of_name
from layers.exchange.formats.features import Feature, bad_geometry, feature_table, plain
from layers.exchange.formats.noticed import Noticed
from layers.exchange.formats.task import Contents, Task, chosen
from layers.exchange.formats.wkb import CODES, BadGeometry, from_geojson
from layers.exchange.prechecks.json_text import parsed

FOREIGN = {
    "Topology": "TopoJSON",
    "gdal_streamed_alg": "GDAL 处理管线（会去读别的文件）",
}


def read(task: Task) -> Contents:
    """One table named as the file. Raises Refused for JSON that is not GeoJSON."""
    text, encoding, findings = decoded(task.path.read_bytes())
    document = parsed(text, task.limits)
    members = _members(document)
    chosen([task.title], task.sheet)
    noticed = Noticed(task.limits.findings)
    crs, source = _crs(document, noticed)
    for finding in findings:
        noticed.add(finding)
    features = [_feature(index, member, noticed) for index, member in enumerate(members)]
    table = feature_table(task.title, features, noticed, task.limits, crs=crs, crs_source=source, encoding=encoding)
    return Contents((task.title,), (table,))


def _members(document: Any) -> list[Any]:
    if isinstance(document, dict):
        kind = document.get("type")
        if kind == "FeatureCollection" and isinstance(document.get("features"), list):
            members: list[Any] = document["features"]
            return members
        if kind == "Feature":
            return [document]
        if isinstance(kind, str) and kind in CODES:
            return [{"type": "Feature", "properties": None, "geometry": document}]
    raise Refused.because(
        "reader.not_geojson",
        f"这是 JSON，但不是 GeoJSON（{_named(document)}）",
        remedy="用 QGIS 等软件导出为 GeoJSON（FeatureCollection）",
    )


def _named(document: Any) -> str:
    if not isinstance(document, dict):
        return "最外层不是对象"
    kind = document.get("type")
    if isinstance(kind, str):
        return FOREIGN.get(kind, f"type 是“{kind[:40]}”")
    return "Esri JSON" if {"geometryType", "spatialReference"} & document.keys() else "没有 type"


def _feature(index: int, member: Any, noticed: Noticed) -> Feature:
    if not isinstance(member, dict) or member.get("type") != "Feature":
        noticed.add(bad_geometry(index, "它不是 Feature"))
        return Feature({}, None)
    properties = member.get("properties")
    if not isinstance(properties, dict):
        properties = {}
    cells = {name: plain(value) for name, value in properties.items()}
    if isinstance(member.get("id"), str | int):
        cells.setdefault("id", member["id"])
    geometry = member.get("geometry")
    try:
        return Feature(cells, None if geometry is None else from_geojson(geometry))
    except BadGeometry as wrong:
        noticed.add(bad_geometry(index, str(wrong)))
        return Feature(cells, None)


def _crs(document: Any, noticed: Noticed) -> tuple[str, str]:
    """What the file declares; by the standard it is WGS 84 unless an old-style `crs` says otherwise."""
    if "crs" not in document or document["crs"] is None:
        return "EPSG:4326", "GeoJSON"
    member = document["crs"]
    properties = member.get("properties") if isinstance(member, dict) and member.get("type") == "name" else None
    name = properties.get("name") if isinstance(properties, dict) else None
    epsg = epsg_of_name(name) if isinstance(name, str) else ""
    if epsg:
        return epsg, "GeoJSON crs"
    noticed.add(
        Finding(
            "reader.crs_member",
            Severity.WARNING,
            "文件里的 crs 说明不是普通的 EPSG 编号（可能是链接），没有采用，也没有去取",
            column="crs",
            value=str(name or member)[:100],
            remedy="导入时声明坐标系（如 EPSG:4490）",
        )
    )
    return "", ""
