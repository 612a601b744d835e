"""Shapefile: the whole set of files, EPSG:4490, UTF-8, with what its dBASE part cannot carry said and counted."""

from __future__ import annotations

import csv
import dataclasses
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.short_names import short_names_of
from layers.exchange.writers.export import Export, Made
from layers.exchange.writers.gdal_job import GdalColumn, GdalJob, run_job
from layers.exchange.writers.gis_columns import cut_to_bytes, stored_columns
from layers.exchange.writers.gis_files import STORED

LONGEST_BYTES = 254
MAPPING, NOTE = "fields.csv", "readme.txt"


def write_shapefile_zip(export: Export, path: Path) -> Made:
    """All files of the set in one .zip, named after the layer."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        made = _write_set(export, Path(folder), export.layer.key)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(folder).iterdir()):
                archive.write(file, file.name)
    return made


def write_shapefile(export: Export, path: Path) -> Made:
    """The set beside `path` (.shp); the mapping of field names is <stem>.fields.csv, the note <stem>.readme.txt.

    Raises Refused when one of its files is there already.
    """
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        made = _write_set(export, Path(folder), path.stem)
        files = sorted(Path(folder).iterdir())
        if there := [file.name for file in files if (path.parent / file.name).exists()]:
            raise Refused.because("export.exists", f"{'、'.join(there)} 已存在，不会覆盖", remedy="换一个文件名")
        for file in files:
            shutil.move(file, path.parent / file.name)
    return made


def _write_set(export: Export, folder: Path, stem: str) -> Made:
    if export.geometry is None:
        raise Refused.because(
            "export.no_geometry",
            f"{export.layer.title}没有图形，不能导出 Shapefile",
            remedy="导出 CSV、XLSX、GeoPackage 或 GeoJSON",
        )
    names = short_names_of(export.layer)
    columns, cut = _fitting(export, names)
    job = GdalJob(
        path=str(folder / f"{stem}.shp"),
        driver="ESRI Shapefile",
        layer=stem,
        geometry_type=export.geometry.value,
        crs=STORED,
    )
    with tempfile.TemporaryDirectory(prefix="export-") as workplace:
        run_job(job, columns, export.shapes, Path(workplace))
    (folder / f"{stem}.cpg").write_text("UTF-8", encoding="ascii")
    _write_mapping(export, names, folder / f"{stem}.{MAPPING}")
    lines = [*export.about.lines(STORED), *(("未能原样保存", finding.message) for finding in cut)]
    told = "\r\n".join(f"{heading}：{text}" for heading, text in lines)
    (folder / f"{stem}.{NOTE}").write_text(told + "\r\n", encoding="utf-8-sig", newline="")
    return Made(tuple(cut))


def _fitting(export: Export, names: Mapping[str, str]) -> tuple[list[GdalColumn], list[Finding]]:
    """Columns under their short names, text no longer than a dBASE field; yes and no as 1 and 0."""
    columns, findings = [], []
    for column, source in zip(stored_columns(export.columns), export.columns, strict=True):
        values: Sequence[object] = column.values
        if column.kind == "text":
            values = [None if value is None else cut_to_bytes(str(value), LONGEST_BYTES) for value in column.values]
            shortened = [n for n, (a, b) in enumerate(zip(column.values, values, strict=True)) if a != b]
            if shortened:
                findings.append(_cut(source.title, [export.labels[n] for n in shortened]))
        if column.kind == "yes_no":
            values = [None if value is None else int(value) for value in column.values]
        kind = "integer" if column.kind == "yes_no" else column.kind
        columns.append(dataclasses.replace(column, name=names[column.name], kind=kind, values=values))
    return columns, findings


def _cut(title: str, labels: Sequence[str]) -> Finding:
    return Finding(
        "export.text_cut",
        Severity.WARNING,
        f"“{title}”有 {len(labels)} 处超过 Shapefile 的 {LONGEST_BYTES} 字节，已截短：{'、'.join(labels[:5])}",
        column=title,
        value=str(len(labels)),
        remedy="导出 GeoPackage，可完整保存",
    )


def _write_mapping(export: Export, names: Mapping[str, str], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["字段名", "原字段", "名称"])
        writer.writerows([names[column.key], column.key, column.title] for column in export.columns)
