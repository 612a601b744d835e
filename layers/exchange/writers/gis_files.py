"""GeoPackage, GeoJSON, KML and GPX: written by GDAL, in a process of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import shapely

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.writers.export import NOT_SURVEY, Export, Made
from layers.exchange.writers.gdal_job import GdalColumn, GdalJob, run_job
from layers.exchange.writers.gis_columns import shown_columns, shown_text, stored_columns
from layers.exchange.writers.marks import fit_for_xml, unfit_findings
from layers.layer import Geometry

STORED, WEB = "EPSG:4490", "EPSG:4326"
TOLD_WEB = f"{WEB}（{NOT_SURVEY}）"
GPX_LAYERS = {Geometry.POINT: "waypoints", Geometry.LINE: "tracks"}
DIGITS = "17"


def write_geopackage(export: Export, path: Path) -> Made:
    """EPSG:4490; values as kept, under their keys, with Chinese titles; the note is the layer's description."""
    job = GdalJob(
        path=str(path),
        driver="GPKG",
        layer=export.layer.key,
        geometry_type=_geometry_type(export),
        crs=STORED if export.geometry else "",
        layer_options={
            "IDENTIFIER": export.layer.title,
            "DESCRIPTION": export.about.sentence(STORED if export.geometry else ""),
            **({"GEOMETRY_NAME": "geom"} if export.geometry else {}),
        },
        titles={column.key: column.title for column in export.columns},
    )
    _run(job, stored_columns(export.columns), export)
    return Made()


def write_geojson(export: Export, path: Path) -> Made:
    """RFC 7946, so EPSG:4326; values as kept, under their keys; the note is the collection's description."""
    job = GdalJob(
        path=str(path),
        driver="GeoJSON",
        layer=export.layer.key,
        geometry_type=_geometry_type(export),
        crs=WEB if export.geometry else "",
        layer_options={
            "RFC7946": "YES",
            "SIGNIFICANT_FIGURES": DIGITS,
            "WRITE_NAME": "YES",
            "DESCRIPTION": export.about.sentence(TOLD_WEB),
        },
    )
    _run(job, stored_columns(export.columns), export)
    return Made()


def write_kml(export: Export, path: Path) -> Made:
    """EPSG:4326; values as people read them, under Chinese titles; the note is the document's description."""
    _need_geometry(export, "KML")
    labels = GdalColumn(name="Name", kind="text", values=shown_text(export.labels))
    job = GdalJob(
        path=str(path),
        driver="LIBKML",
        layer=export.layer.key,
        geometry_type=_geometry_type(export),
        crs=WEB,
        dataset_options={
            "NAME": export.layer.title,
            "DESCRIPTION": fit_for_xml(export.about.sentence(TOLD_WEB)),
        },
        layer_options={"NAME": export.layer.title, "DESCRIPTION": fit_for_xml(export.about.sentence(TOLD_WEB))},
    )
    _run(job, [labels, *shown_columns(export.columns)], export)
    return Made((*unfit_findings(export.columns, export.labels), *_unplaced(export, "KML 中只有属性，没有位置")))


def write_gpx(export: Export, path: Path) -> Made:
    """EPSG:4326; waypoints or tracks for a hand-held receiver. Areas and rows without a position have no place in it."""
    _need_geometry(export, "GPX")
    if export.geometry not in GPX_LAYERS:
        raise Refused.because(
            "export.gpx_areas", f"GPX 只能放点和线，{export.layer.title}是面", remedy="导出 GeoPackage、GeoJSON 或 KML"
        )
    placed = ~shapely.is_missing(export.shapes)
    about = fit_for_xml(export.about.sentence(TOLD_WEB))
    columns = [
        GdalColumn(name=c.name, kind=c.kind, values=[v for v, here in zip(c.values, placed, strict=True) if here])
        for c in _gpx_columns(export)
    ]
    job = GdalJob(
        path=str(path),
        driver="GPX",
        layer=GPX_LAYERS[export.geometry],
        geometry_type=export.geometry.value,
        crs=WEB,
        dataset_options={
            "GPX_USE_EXTENSIONS": "YES",
            "METADATA_NAME": export.layer.title,
            "METADATA_DESCRIPTION": about,
            "METADATA_COPYRIGHT_AUTHOR": export.about.issuer,
        },
    )
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        run_job(job, columns, export.shapes[placed], Path(folder))
    return Made((*unfit_findings(export.columns, export.labels), *_unplaced(export, "没有写入 GPX")))


GPX_WORDS = frozenset(
    {"ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "sym", "type", "fix", "sat", "hdop", "vdop"}
    | {"pdop", "ageofdgpsdata", "dgpsid", "number"}
)
"""Names that mean something of their own in GPX."""


def _gpx_columns(export: Export) -> list[GdalColumn]:
    own = [
        GdalColumn(name="name", kind="text", values=shown_text(export.labels)),
        GdalColumn(name="desc", kind="text", values=[_gpx_note(export)] * export.count),
    ]
    others = [
        GdalColumn(
            name=f"{column.key}_" if column.key in GPX_WORDS else column.key,
            kind="text",
            values=shown_text(column.shown),
        )
        for column in export.columns
        if column.key != "name"
    ]
    return [*own, *others]


def _gpx_note(export: Export) -> str:
    return fit_for_xml("；".join((f"数据截至 {export.about.as_of}", *export.about.notes)))


def _run(job: GdalJob, columns: Sequence[GdalColumn], export: Export) -> None:
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        run_job(job, columns, export.shapes if export.geometry else None, Path(folder))


def _geometry_type(export: Export) -> str:
    return export.geometry.value if export.geometry else ""


def _need_geometry(export: Export, word: str) -> None:
    if export.geometry is None:
        raise Refused.because(
            "export.no_geometry",
            f"{export.layer.title}没有图形，不能导出 {word}",
            remedy="导出 CSV、XLSX、GeoPackage 或 GeoJSON",
        )


def _unplaced(export: Export, outcome: str) -> list[Finding]:
    count = int(shapely.is_missing(export.shapes).sum())
    if not count:
        return []
    return [
        Finding(
            "export.no_position",
            Severity.WARNING,
            f"有 {count} 条没有位置，{outcome}",
            value=str(count),
            remedy="先补位置；或导出 CSV、XLSX、GeoPackage",
        )
    ]
