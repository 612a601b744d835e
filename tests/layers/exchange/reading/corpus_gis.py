"""GeoPackage, shapefile, KML, KMZ, GPX: honest, careless and hostile."""

from __future__ import annotations

import struct
from datetime import date

from tests.layers.exchange.reading.cases import Bait, Case, column, only, read, refused
from tests.layers.exchange.reading.making import (
    dbf,
    geopackage,
    gpkg_blob,
    nested_collection,
    overlapping,
    point,
    shapefile,
    symlink,
    two_places,
    with_flag,
    with_size,
    zipped,
)

ENDLESS = "CREATE VIEW bomb AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid FROM n;"
LISTED = "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('{}', 'attributes', 0);"
OWN = "CREATE TABLE change_set (id); CREATE TABLE event (id); CREATE TABLE alembic_version (v);"
RTREE = """CREATE VIRTUAL TABLE "rtree_地名_geom" USING rtree(id, minx, maxx, miny, maxy);
CREATE TRIGGER "rtree_地名_geom_delete" AFTER DELETE ON "地名" BEGIN DELETE FROM "rtree_地名_geom" WHERE id = OLD.fid; END;"""
PLACES = geopackage(rows=two_places())


def vrt(bait: Bait) -> bytes:
    source = f"<SrcDataSource>{bait.canary}</SrcDataSource>"
    return f'<OGRVRTDataSource><OGRVRTLayer name="x">{source}</OGRVRTLayer></OGRVRTDataSource>'.encode()


def place(blob: object) -> list[tuple[object, ...]]:
    return [(1, blob, "坏", "1", 1, None), (2, gpkg_blob(point(1, 2)), "好", "2", 1, None)]


GEOPACKAGES: tuple[Case, ...] = (
    read("plain", "地名.gpkg", PLACES, rows=2, seen=lambda f: only(f).crs == "EPSG:4490" and only(f).rows[0].cells == (1, "湫头", "620000000000000123", True, date(2024, 5, 1)) and only(f).rows[0].wkb == point(108.1, 35.1)),
    read("with the usual R-tree and triggers", "a.gpkg", geopackage(RTREE, rows=two_places()), rows=2),
    read("a table without geometry", "a.gpkg", geopackage("CREATE TABLE t (fid INTEGER PRIMARY KEY, 名称 TEXT); INSERT INTO t VALUES (1, '甲');" + LISTED.format("t"), places=False), rows=1, seen=lambda f: column(f, "名称") == ["甲"]),
    read("two layers, one empty", "a.gpkg", geopackage("CREATE TABLE t (fid INTEGER PRIMARY KEY);" + LISTED.format("t"), rows=two_places()), rules=("reader.sheets",), seen=lambda f: len(f.names) == 2 and only(f).name == "地名"),
    read("no reference system", "a.gpkg", geopackage("UPDATE gpkg_geometry_columns SET srs_id = 0;", rows=two_places()), rules=("reader.no_crs",), seen=lambda f: only(f).crs == ""),
    read("a layer with a quotation mark in its name", "a.gpkg", geopackage("""CREATE TABLE "a""b; DROP TABLE x" (fid INTEGER PRIMARY KEY, "c""d" TEXT); INSERT INTO "a""b; DROP TABLE x" VALUES (1, '甲');""" + LISTED.format('a"b; DROP TABLE x'), places=False), rows=1, seen=lambda f: column(f, 'c"d') == ["甲"]),
    read("photographs in a column", "a.gpkg", geopackage('ALTER TABLE "地名" ADD COLUMN photo BLOB;', rows=two_places()), rules=("reader.binary_column",)),
    read("a geometry that is none", "a.gpkg", geopackage(rows=place(b"hello")), rows=2, rules=("reader.geometry",)),
    read("a geometry cut short", "a.gpkg", geopackage(rows=place(gpkg_blob(point(1, 2)[:10]))), rows=2, rules=("reader.geometry",)),
    read("a geometry of two billion points", "a.gpkg", geopackage(rows=place(gpkg_blob(struct.pack("<BII", 1, 2, 0x7FFFFFFF)))), rows=2, rules=("reader.geometry",)),
    read("a view beside the layers", "a.gpkg", geopackage(ENDLESS, rows=two_places()), rows=2),
    read("nothing in it", "a.gpkg", geopackage(), rules=("reader.no_data",)),
    refused("collections 100,000 deep", "a.gpkg", lambda _: geopackage(rows=place(gpkg_blob(nested_collection(100_000)))), "reader.ended"),
    refused("an endless view as a layer", "a.gpkg", geopackage(ENDLESS + LISTED.format("bomb"), rows=two_places()), "reader.gpkg_view"),
    refused("a virtual table as a layer", "a.gpkg", geopackage("CREATE VIRTUAL TABLE v USING fts5(a);" + LISTED.format("v"), rows=two_places()), "reader.gpkg_virtual"),
    refused("a trigger of its own", "a.gpkg", geopackage('CREATE TRIGGER evil AFTER INSERT ON "地名" BEGIN SELECT 1; END;', rows=two_places()), "reader.gpkg_trigger"),
    refused("a layer that is not there", "a.gpkg", geopackage(LISTED.format("gone"), rows=two_places()), "reader.gpkg_missing"),
    refused("a photograph of 30 MB where text belongs", "a.gpkg", lambda _: geopackage(rows=[(1, None, bytes(30_000_000), "1", 1, None)]), "reader.gpkg_blob"),
    refused("text that is not UTF-8", "a.gpkg", geopackage("""UPDATE "地名" SET "名称" = CAST(X'C3C5' AS TEXT);""", rows=two_places()), "reader.encoding"),
    refused("our own database", "a.gpkg", geopackage(OWN, rows=two_places()), "reader.own_database"),
    refused("some other database", "a.gpkg", geopackage("DROP TABLE gpkg_contents;", rows=two_places()), "reader.not_geopackage"),
    refused("cut short", "a.gpkg", PLACES[: len(PLACES) // 2], "reader.gpkg_damaged"),
    refused("pages overwritten", "a.gpkg", PLACES[:4096] + b"\xff" * 4096 + PLACES[8192:], "reader.gpkg_damaged"),
    refused("only the first bytes", "a.gpkg", b"SQLite format 3\0" + bytes(30), "reader.gpkg_damaged"),
    refused("a virtual layer", "a.gpkg", vrt, "reader.magic"),
    refused("a ZIP", "a.gpkg", zipped({"a": "b"}), "reader.magic"),
)  # fmt: skip

SHP = shapefile()
IN_GBK = {"encoding": "gb18030", "cpg": None}
GBK_NAMED = zipped(shapefile("QZQZ")).replace(b"QZQZ", "地名".encode("gb18030"))
WIDE = dbf([("很长的字段名".encode("gb18030")[:10], "C", 254, 0), (b"D", "D", 8, 0), (b"L", "L", 1, 0)], [[("街" * 127).encode("gb18030"), b"20240501", b"T"], [b"x", b"00000000", b"?"]])  # fmt: skip
LONE = shapefile(cpg=None)
SHAPEFILES: tuple[Case, ...] = (
    read("plain", "地名.zip", zipped(SHP), rows=2, seen=lambda f: only(f).crs == "EPSG:4490" and only(f).crs_source == ".prj" and column(f, "名称") == ["湫头镇", "山后村"] and column(f, "CODE") == [620000000001000000, 620000000001000001]),
    read("GBK without .cpg", "a.zip", zipped(shapefile(**IN_GBK)), rules=("reader.encoding_guessed",), seen=lambda f: column(f, "名称") == ["湫头镇", "山后村"]),
    read("UTF-8 without .cpg", "a.zip", zipped(LONE), rules=("reader.encoding_guessed",), seen=lambda f: column(f, "名称") == ["湫头镇", "山后村"]),
    read("a .cpg that is wrong", "a.zip", zipped(shapefile(encoding="gb18030")), rules=("reader.encoding_guessed",), seen=lambda f: column(f, "名称") == ["湫头镇", "山后村"]),
    read("a .cpg that nobody knows", "a.zip", zipped(shapefile(cpg="klingon")), rules=("reader.encoding_guessed",)),
    read("a .cpg of 936", "a.zip", zipped(shapefile(encoding="gb18030", cpg="936")), seen=lambda f: column(f, "名称")[0] == "湫头镇"),
    read("without .prj", "a.zip", zipped(shapefile(prj=None)), rules=("reader.no_prj",), seen=lambda f: only(f).crs == ""),
    read("a .prj of nonsense", "a.zip", zipped(shapefile(prj="hello")), rules=("reader.prj",), seen=lambda f: only(f).crs == ""),
    read("a .prj that is an address", "a.zip", lambda bait: zipped(shapefile(prj=bait.url)), rules=("reader.prj",)),
    read("a .prj of a local system", "a.zip", zipped(shapefile(prj='LOCAL_CS["某县独立坐标系",UNIT["metre",1]]')), rules=("reader.prj",)),
    read("in folders", "a.zip", zipped({f"数据/2024/{n}": d for n, d in SHP.items()}), rows=2),
    read("extensions in capitals", "a.zip", zipped({n.upper(): d for n, d in SHP.items()}), rows=2),
    read("names in GBK", "a.zip", GBK_NAMED, seen=lambda f: f.names == ("地名",)),
    read("with what a Mac adds", "a.zip", zipped({**SHP, "__MACOSX/._地名.shp": "x", ".DS_Store": "x"}), rows=2),
    read("two layers", "a.zip", zipped({**shapefile("甲"), **shapefile("乙")}), rules=("reader.sheets",), seen=lambda f: f.names == ("甲", "乙")),
    read("without .shx", "a.zip", zipped(shapefile(without=[".shx"])), rows=2, rules=("reader.shp_part",)),
    read("without .dbf", "a.zip", zipped(shapefile(without=[".dbf"])), rows=2, rules=("reader.shp_part",)),
    read("fewer attributes than shapes", "a.zip", zipped({**SHP, "地名.dbf": shapefile(values=["甲"])["地名.dbf"]}), rules=("reader.shp_counts",)),
    read("a record deleted", "a.zip", zipped(shapefile(values=["甲", "乙", "丙"], deleted=[1], without=[".shx"])), rules=("reader.shp_counts",), seen=lambda f: column(f, "名称") == ["甲", "丙"]),
    read("names and values cut", "a.zip", zipped({**SHP, "地名.dbf": WIDE, "地名.cpg": b"GBK"}), rules=("reader.cut_name", "reader.cut_value"), seen=lambda f: column(f, "D") == [date(2024, 5, 1), None] and column(f, "L") == [True, None]),
    refused("nothing in it", "a.zip", zipped({}), "reader.no_shp"),
    refused("a spreadsheet in it", "a.zip", zipped({"a.csv": "a,b"}), "reader.no_shp", "CSV"),
    refused("a virtual layer for a shape", "a.zip", lambda bait: zipped({"a.shp": vrt(bait), "a.dbf": SHP["地名.dbf"]}), "reader.magic"),
    refused("a shape cut short", "a.zip", zipped({**SHP, "地名.shp": SHP["地名.shp"][:60]}), "reader.shp"),
    refused("attributes cut short", "a.zip", zipped({**SHP, "地名.dbf": SHP["地名.dbf"][:120]}), "reader.dbf"),
    refused("attributes of noise", "a.zip", zipped({**SHP, "地名.dbf": bytes(range(256)) * 4}), "reader.dbf"),
    refused("a path that climbs", "a.zip", zipped({"../../../evil.shp": SHP["地名.shp"]}), "reader.archive_path"),
    refused("a path from the root", "a.zip", zipped({"/etc/evil.shp": SHP["地名.shp"]}), "reader.archive_path"),
    refused("a path on another drive", "a.zip", zipped({"C:\\windows\\evil.shp": SHP["地名.shp"]}), "reader.archive_path"),
    refused("a link", "a.zip", lambda bait: zipped([(symlink("a.shp"), str(bait.canary))]), "reader.archive_link"),
    refused("an archive in it", "a.zip", zipped({**SHP, "more.zip": zipped({"a": "b"})}), "reader.archive_nested"),
    refused("an archive under another name", "a.zip", zipped({**SHP, "地名.prj": zipped({"a": "b"})}), "reader.archive_nested"),
    refused("encrypted", "a.zip", with_flag(zipped(SHP), 1), "reader.archive_encrypted", "密码"),
    refused("a bomb", "a.zip", lambda _: zipped({"a.shp": bytes(100_000_000)}), "reader.archive_ratio"),
    refused("a size that lies", "a.zip", lambda _: with_size(zipped({"a.shp": bytes(5_000_000)}), 100), "reader.archive_damaged"),
    refused("members that overlap", "a.zip", overlapping("aaaaa.shp", bytes(900_000), 50), "reader.archive_overlap"),
    refused("names twice", "a.zip", zipped([("a.shp", SHP["地名.shp"]), ("A.SHP", SHP["地名.shp"])]), "reader.archive_duplicate"),
    refused("201 members", "a.zip", zipped({f"{n}.txt": "" for n in range(201)}), "reader.archive_members"),
    refused("5,000 members", "a.zip", lambda _: zipped({f"{n:040d}.txt": "" for n in range(5_000)}), "reader.archive_members"),
    refused("cut short", "a.zip", zipped(SHP)[:-40], "reader.archive_damaged"),
    refused("a RAR renamed", "a.zip", b"Rar!\x1a\x07\x00" + bytes(50), "reader.magic", "RAR"),
    refused("a .shp alone", "a.shp", SHP["地名.shp"], "reader.extension", ".zip"),
)  # fmt: skip

MARK = "<Placemark><name>{{7*7}} &lt;b&gt;</name><Point><coordinates>108.1,35.1,9</coordinates></Point></Placemark>"
KML = f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{MARK}</Document></kml>'
GPX = '<gpx><wpt lat="35.1" lon="108.1"><name>甲</name><ele>1200</ele></wpt></gpx>'
SCHEMA = '<ExtendedData><SchemaData><SimpleData name="门牌">1号</SimpleData></SchemaData></ExtendedData>'
LAUGHS = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><kml>&b;</kml>'


def entity(bait: Bait, root: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY e SYSTEM "file://{bait.canary}">]><{root}>&e;</{root}>'


KEYHOLES: tuple[Case, ...] = (
    read("plain", "地名.kml", KML, rows=1, seen=lambda f: column(f, "name") == ["{{7*7}} <b>"] and only(f).crs == "EPSG:4326"),
    read("in UTF-16", "a.kml", KML.replace("UTF-8", "UTF-16").encode("utf-16"), rows=1),
    read("in GBK", "a.kml", KML.replace("UTF-8", "GBK").replace("{{7*7}}", "湫头").encode("gbk"), seen=lambda f: column(f, "name") == ["湫头 <b>"]),
    read("folders and extended data", "a.kml", f"<kml><Folder><name>城关</name><Folder><name>甲村</name><Placemark>{SCHEMA}</Placemark></Folder></Folder></kml>", seen=lambda f: only(f).rows[0].cells == ("城关/甲村", "1号")),
    read("links elsewhere", "a.kml", lambda bait: f"<kml><Document>{MARK}<NetworkLink><Link><href>{bait.url}</href></Link></NetworkLink></Document></kml>".encode(), rows=1, rules=("reader.kml_links",)),
    read("NaN for a position", "a.kml", f"<kml><Document>{MARK.replace('108.1', 'NaN')}{MARK}</Document></kml>", rows=2, rules=("reader.geometry",)),
    read("KMZ", "a.kmz", zipped({"doc.kml": KML, "files/icon.png": b"\x89PNG"}), rows=1),
    refused("an external entity", "a.kml", lambda bait: entity(bait, "kml").encode(), "reader.xml_dtd"),
    refused("an external entity in UTF-16", "a.kml", lambda bait: entity(bait, "kml").encode("utf-16"), "reader.xml_dtd"),
    refused("an external entity in unmarked UTF-16", "a.kml", lambda bait: entity(bait, "kml").encode("utf-16-be"), "reader.xml_dtd"),
    refused("an external entity in UTF-7", "a.kml", b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x', "reader.xml"),
    refused("billion laughs", "a.kml", LAUGHS, "reader.xml_dtd"),
    refused("elements 100,000 deep", "a.kml", "<a>" * 100_000, "reader.xml_depth"),
    refused("cut short", "a.kml", KML[:-30], "reader.xml"),
    refused("a GPX renamed", "a.kml", GPX, "reader.not_kml"),
    refused("a web page", "a.kml", "<!doctype html><html></html>", "reader.magic"),
    refused("a KMZ renamed", "a.kml", zipped({"doc.kml": KML}), "reader.magic", ".kmz"),
    refused("KMZ without KML", "a.kmz", zipped({"a.txt": "x"}), "reader.no_kml"),
    refused("KMZ bomb", "a.kmz", lambda _: zipped({"doc.kml": b" " * 50_000_000}), "reader.archive_ratio"),
    refused("KMZ of eight million elements", "a.kmz", lambda _: zipped([("doc.kml", b"<kml>" + b"<a/>" * 9_000_000)], stored=True), "reader.size"),
    refused("KML of two million elements", "a.kml", lambda _: b"<kml>" + b"<a/>" * 2_000_001 + b"</kml>", "reader.xml_size"),
    refused("KMZ that climbs", "a.kmz", zipped({"doc.kml": KML, "../x.kml": KML}), "reader.archive_path"),
    refused("KMZ with an external entity", "a.kmz", lambda bait: zipped({"doc.kml": entity(bait, "kml")}), "reader.xml_dtd"),
    read("GPX", "a.gpx", GPX, rows=1, seen=lambda f: f.names == ("waypoints",) and only(f).rows[0].cells == ("甲", "1200")),
    read("GPX of all three", "a.gpx", '<gpx><wpt lat="1" lon="2"/><rte><rtept lat="1" lon="2"/><rtept lat="1" lon="3"/></rte><trk><trkseg><trkpt lat="1" lon="2"/><trkpt lat="1" lon="3"/></trkseg></trk></gpx>', rules=("reader.sheets",), seen=lambda f: f.names == ("waypoints", "routes", "tracks")),
    read("GPX with a bad position", "a.gpx", '<gpx><wpt lat="x" lon="2"/><wpt lat="1" lon="2"/></gpx>', rows=2, rules=("reader.geometry",)),
    read("GPX of nothing", "a.gpx", "<gpx/>", rules=("reader.no_data",)),
    refused("GPX with an external entity", "a.gpx", lambda bait: entity(bait, "gpx").encode(), "reader.xml_dtd"),
    refused("a KML renamed", "a.gpx", KML, "reader.not_gpx"),
    refused("a virtual layer", "a.gpx", vrt, "reader.not_gpx"),
    refused("a program", "a.exe", b"MZ", "reader.extension"),
    refused("no extension", "门牌", b"a,b", "reader.extension", "没有扩展名"),
    refused("a virtual layer by name", "a.vrt", vrt, "reader.extension"),
)  # fmt: skip
CASES = (*GEOPACKAGES, *SHAPEFILES, *KEYHOLES)
