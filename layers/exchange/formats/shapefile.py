"""Shapefiles in a ZIP: found in any folder, unpacked under names of our own, geometry by GDAL, attributes by us."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.formats import gdal
from layers.exchange.formats.checked_wkb import checked
from layers.exchange.formats.dbf import Dbf, names, parse_dbf, value
from layers.exchange.formats.features import Feature, feature_table
from layers.exchange.formats.noticed import Noticed
from layers.exchange.formats.prj import epsg_of_prj
from layers.exchange.formats.shapefile_encoding import encoding_of
from layers.exchange.formats.task import Contents, Task, chosen
from layers.exchange.limits import Limits
from layers.exchange.prechecks.archive import content, opened_archive, refuse_nested, shown_name
from layers.exchange.table import Cell, RawTable

WANTED = (".shp", ".shx", ".dbf", ".prj", ".cpg")
SHP_MAGIC = b"\x00\x00\x27\x0a"
FOREIGN = {".gpkg": "GPKG", ".xlsx": "XLSX", ".xls": "XLS", ".csv": "CSV", ".kml": "KML", ".geojson": "GeoJSON"}


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of one shapefile by extension, its name and the encoding of its archive's names settled."""

    name: str
    files: dict[str, bytes]


def prepare() -> None:
    """What must happen before the process locks itself in."""
    gdal.prepare()


def read(task: Task) -> Contents:
    """Every shapefile of the archive, or the one asked for. Raises Refused."""
    with opened_archive(task.path, task.limits, most_members=task.limits.members) as archive:
        found = _found(archive, task.limits)
    listed = [parts.name for parts in found]
    wanted = set(chosen(listed, task.sheet))
    tables = tuple(
        _table(parts, task.path.parent / f"layer{number}", task.limits)
        for number, parts in enumerate(found)
        if parts.name in wanted
    )
    said: tuple[Finding, ...] = ()
    if len(listed) > 1:
        message = f"压缩包有 {len(listed)} 个 Shapefile，读了：{'、'.join(t.name for t in tables)}"[:500]
        said = (Finding("reader.sheets", Severity.INFO, message, remedy="只要其中一个时，导入时指定名称"),)
    return Contents(tuple(listed), tables, said)


def _found(archive: zipfile.ZipFile, limits: Limits) -> list[Parts]:
    """The shapefiles, whatever folder they are in and however their extensions are written."""
    groups: dict[str, dict[str, zipfile.ZipInfo]] = {}
    written: dict[str, str] = {}
    extensions = set()
    for member in archive.infolist():
        path = PurePosixPath(shown_name(member).replace("\\", "/"))
        if member.is_dir() or "__MACOSX" in path.parts or path.name.startswith("."):
            continue
        extensions.add(path.suffix.lower())
        if path.suffix.lower() in WANTED:
            key = str(path.with_suffix("")).casefold()
            groups.setdefault(key, {})[path.suffix.lower()] = member
            written[key] = path.stem if path.suffix.lower() == ".shp" else written.get(key, path.stem)
    groups = {key: group for key, group in groups.items() if ".shp" in group}
    if not groups:
        raise _none_there(extensions)
    found = []
    for key, group in groups.items():
        files = {extension: content(archive, member, limits) for extension, member in group.items()}
        for extension, data in files.items():
            refuse_nested(f"{written[key]}{extension}", data)
        name = written[key] if sum(w == written[key] for w in written.values()) == 1 else key
        found.append(Parts(name, files))
    return found


def _none_there(extensions: set[str]) -> Refused:
    other = next((word for extension, word in FOREIGN.items() if extension in extensions), "")
    return Refused.because(
        "reader.no_shp",
        "压缩包里没有 .shp 文件" + (f"，倒有 {other} 文件" if other else ""),
        remedy=f"{other} 文件不用压缩，直接上传" if other else "把 .shp、.shx、.dbf、.prj、.cpg 一起压缩",
    )


def _table(parts: Parts, base: Path, limits: Limits) -> RawTable:
    noticed = Noticed(limits.findings)
    shp = parts.files[".shp"]
    if not shp.startswith(SHP_MAGIC):
        raise Refused.because(
            "reader.magic",
            f"“{parts.name}.shp”的内容不是 Shapefile",
            remedy="确认没有改过扩展名，从原软件重新导出 Shapefile",
        )
    for extension in (".shp", ".shx"):
        if extension in parts.files:
            base.with_suffix(extension).write_bytes(parts.files[extension])
        else:
            noticed.add(_missing(parts.name, extension, "已按 .shp 重建索引读出", "重新导出时带上 .shx"))
    crs = epsg_of_prj(parts.files.get(".prj"), parts.name, noticed)
    found = dict(gdal.geometries(base.with_suffix(".shp")))
    wkbs = dict(zip(found, checked(list(found.values()), noticed), strict=True))
    properties, encoding = _properties(parts, len(found), limits, noticed)
    features = [
        Feature(properties[number] or {}, wkbs.get(number))
        for number in range(len(properties))
        if properties[number] is not None
    ]
    return feature_table(
        parts.name, features, noticed, limits, crs=crs, crs_source=".prj" if crs else "", encoding=encoding
    )


def _properties(
    parts: Parts, count: int, limits: Limits, noticed: Noticed
) -> tuple[Sequence[dict[str, Cell] | None], str]:
    """Attributes by record (None where the record is deleted) and their encoding."""
    if ".dbf" not in parts.files:
        noticed.add(_missing(parts.name, ".dbf", "只有图形，没有任何属性", "重新导出时带上 .dbf"))
        return [{} for _ in range(count)], ""
    table = parse_dbf(parts.files[".dbf"], limits)
    encoding = encoding_of(table, parts.files.get(".cpg"), parts.name, noticed)
    columns, said = names(table.fields, encoding)
    for finding in said:
        noticed.add(finding)
    kept = sum(record is not None for record in table.records)
    if kept != count:
        noticed.add(
            Finding(
                "reader.shp_counts",
                Severity.ERROR,
                f"“{parts.name}”的图形有 {count} 个，属性有 {kept} 条，对不上",
                remedy="重新导出 Shapefile 的全部文件，不要单独改动其中一个",
            )
        )
    return [_record(table, columns, encoding, index, noticed) for index in range(len(table.records))], encoding


def _record(table: Dbf, columns: Sequence[str], encoding: str, index: int, noticed: Noticed) -> dict[str, Cell] | None:
    record = table.records[index]
    if record is None:
        return None
    cells: dict[str, Cell] = {}
    for field, column in zip(table.fields, columns, strict=True):
        cells[column], wrong = value(record[field.start : field.start + field.width], field, encoding)
        if wrong:
            noticed.add(_bad_value(index, column, cells[column], encoding, wrong))
    return cells


def _bad_value(index: int, column: str, cell: Cell, encoding: str, wrong: str) -> Finding:
    cut = wrong == "cut"
    what = "占满了字段宽度，多半已被 Shapefile 截断" if cut else f"有不合 {encoding.upper()} 的字节"
    return Finding(
        "reader.cut_value" if cut else "reader.encoding",
        Severity.WARNING if cut else Severity.ERROR,
        f"第 {index} 个要素的“{column}”{what}",
        row=index,
        column=column,
        value=str(cell)[:100],
        remedy="从原数据重新导出为 GeoPackage，可保留全部文字",
    )


def _missing(name: str, extension: str, what: str, remedy: str) -> Finding:
    return Finding("reader.shp_part", Severity.WARNING, f"“{name}”缺少 {extension} 文件，{what}", remedy=remedy)
