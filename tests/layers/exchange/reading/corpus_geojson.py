"""GeoJSON: what it is by its standard, and everything that only looks like it."""

from __future__ import annotations

import json
from typing import Any

from tests.layers.exchange.reading.cases import Case, column, only, read, refused

HERE = {"type": "Point", "coordinates": [108.1, 35.1]}


def feature(geometry: Any = HERE, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}, ensure_ascii=False)


def named(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def linked(url: str) -> dict[str, Any]:
    return {"type": "link", "properties": {"href": url, "type": "proj4"}}


def one_bad(geometry: Any) -> str:
    return collection(feature(geometry, 名称="坏"), feature(名称="好"))


def nested(depth: int) -> dict[str, Any]:
    return {"type": "GeometryCollection", "geometries": [nested(depth - 1)]} if depth else HERE


BAD = ("reader.geometry",)
CASES: tuple[Case, ...] = (
    read("plain", "地名.geojson", collection(feature(名称="湫头", n=1, 真=True, 日="2024/5/1"), feature(None, 名称="{{7*7}}")), rows=2, seen=lambda f: only(f).crs == "EPSG:4326" and only(f).rows[0].cells == ("湫头", 1, True, "2024/5/1") and only(f).rows[1].wkb is None),
    read("one feature", "a.json", json.dumps(feature(名称="甲")), rows=1),
    read("a bare geometry", "a.geojson", json.dumps(HERE), rows=1),
    read("gb18030", "a.geojson", collection(feature(名称="湫头")).encode("gb18030"), seen=lambda f: column(f, "名称") == ["湫头"]),
    read("utf-16", "a.geojson", collection(feature(名称="湫头")).encode("utf-16"), seen=lambda f: column(f, "名称") == ["湫头"]),
    read("nothing in it", "a.geojson", collection(), rows=0, rules=("reader.no_rows",)),
    read("properties within properties", "a.geojson", collection(feature(x={"a": [1]})), seen=lambda f: column(f, "x") == ['{"a": [1]}']),
    read("long codes as text and as whole numbers", "a.geojson", collection(feature(码="620000100001000123", n=620000100001000123)), seen=lambda f: only(f).rows[0].cells == ("620000100001000123", 620000100001000123) and only(f).findings == ()),
    read("a code as a broken float", "a.geojson", collection(feature(n=6.21e17)), rules=("reader.mangled_code",)),
    read("crs by plain name", "a.geojson", collection(feature(), crs=named("urn:ogc:def:crs:EPSG::4490")), seen=lambda f: only(f).crs == "EPSG:4490"),
    read("crs84", "a.geojson", collection(feature(), crs=named("urn:ogc:def:crs:OGC:1.3:CRS84")), seen=lambda f: only(f).crs == "EPSG:4326"),
    read("crs by link", "a.geojson", lambda bait: collection(feature(), crs=linked(bait.url)).encode(), rules=("reader.crs_member",), seen=lambda f: only(f).crs == ""),
    read("crs by file", "a.geojson", lambda bait: collection(feature(), crs=linked(f"file://{bait.canary}")).encode(), rules=("reader.crs_member",)),
    read("crs that is a pipeline", "a.geojson", collection(feature(), crs=named("+proj=pipeline +step +proj=hgridshift +grids=http://127.0.0.1/x")), rules=("reader.crs_member",)),
    read("crs of another country", "a.geojson", collection(feature(), crs=named("EPSG:27700")), rules=("reader.crs_member",)),
    read("text for a coordinate", "a.geojson", one_bad({"type": "Point", "coordinates": ["108", "35"]}), rows=2, rules=BAD),
    read("true for a coordinate", "a.geojson", one_bad({"type": "Point", "coordinates": [True, 1]}), rows=2, rules=BAD),
    read("one coordinate", "a.geojson", one_bad({"type": "Point", "coordinates": [1]}), rows=2, rules=BAD),
    read("no coordinates", "a.geojson", one_bad({"type": "Polygon", "coordinates": []}), rows=2, rules=BAD),
    read("a ring left open", "a.geojson", one_bad({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}), rows=2, rules=BAD, says="闭合"),
    read("an unknown geometry", "a.geojson", one_bad({"type": "Circle", "coordinates": [1, 2]}), rows=2, rules=BAD),
    read("a feature that is none", "a.geojson", collection(None, 7, feature()), rows=3, rules=BAD),
    read("collections too deep", "a.geojson", one_bad(nested(10)), rows=2, rules=BAD),
    refused("NaN", "a.geojson", '{"type":"Point","coordinates":[NaN,35]}', "reader.json_nan"),
    refused("Infinity", "a.geojson", '{"type":"Point","coordinates":[-Infinity,35]}', "reader.json_nan"),
    refused("a number beyond numbers", "a.geojson", '{"type":"Point","coordinates":[1e999,35]}', "reader.json_digits"),
    refused("a number of 5,000 digits", "a.geojson", '{"type":"Point","coordinates":[' + "9" * 5000 + ",35]}", "reader.json_digits"),
    refused("arrays 100,000 deep", "a.geojson", "[" * 100_000, "reader.json_depth"),
    refused("objects 5,000 deep", "a.geojson", '{"a":' * 5000 + "1" + "}" * 5000, "reader.json_depth"),
    refused("a property 70 deep", "a.geojson", '{"type":"Feature","geometry":null,"properties":{"a":' + "[" * 70 + "]" * 70 + "}}", "reader.json_depth"),
    refused("nine million empty lists", "a.geojson", lambda _: b"[" + b"[]," * 9_000_000 + b"[]]", "reader.json_size"),
    refused("a name twice", "a.geojson", '{"type":"Feature","geometry":null,"properties":{"a":1,"a":2}}', "reader.json_duplicate", "a"),
    refused("cut short", "a.geojson", collection(feature(名称="湫头"))[:-20], "reader.json", "第 1 行"),
    refused("half a character", "a.geojson", '{"type":"Feature","geometry":null,"properties":{"a":"\\ud800"}}', "reader.encoding"),
    refused("TopoJSON", "a.geojson", '{"type":"Topology","objects":{},"arcs":[]}', "reader.not_geojson", "TopoJSON"),
    refused("Esri JSON", "a.json", '{"geometryType":"esriGeometryPoint","spatialReference":{"wkid":4326},"features":[]}', "reader.not_geojson", "Esri"),
    refused("a GDAL pipeline", "a.geojson", lambda bait: json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {bait.canary} ! write x"}).encode(), "reader.not_geojson", "GDAL"),
    refused("a virtual layer", "a.geojson", lambda bait: f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{bait.canary}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'.encode(), "reader.magic"),
    refused("a web feature service", "a.geojson", lambda bait: f"<OGRWFSDataSource><URL>{bait.url}</URL></OGRWFSDataSource>".encode(), "reader.magic"),
    refused("an address", "a.geojson", lambda bait: bait.url.encode(), "reader.magic"),
    refused("a list", "a.json", "[1,2]", "reader.not_geojson"),
    refused("sequence of features", "a.geojson", json.dumps(feature()) + "\n" + json.dumps(feature()), "reader.json"),
    refused("a CSV renamed", "a.geojson", "a,b\n1,2\n", "reader.magic"),
)  # fmt: skip
