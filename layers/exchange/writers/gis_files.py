"""GeoPackage, GeoJSON and KML: written by GDAL, in a process of its own."""

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

STORED, WEB = "EPSG:4490", "EPSG:4326"
TOLD_WEB = f"{WEB}（{NOT_SURVEY}）"
DECIMALS = "15"
NAMED = "name"  # the field that KML's own <name> is, where it is also what a row is called


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
            "COORDINATE_PRECISION": DECIMALS,
            "WRITE_NAME": "YES",
            "DESCRIPTION": export.about.sentence(TOLD_WEB),
        },
    )
    _run(job, stored_columns(export.columns), export)
    return Made()


def write_kml(export: Export, path: Path) -> Made:
    """EPSG:4326; values as people read them, under Chinese titles; the note is the document's description."""
    need_geometry(export, "KML")
    labels = GdalColumn(name="Name", kind="text", values=shown_text(export.labels))
    others = [column for column in export.columns if column.key != NAMED or export.layer.label != NAMED]
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
    _run(job, [labels, *shown_columns(others)], export)
    return Made((*unfit_findings(export.columns, export.labels), *unplaced(export, "KML 中只有属性，没有位置")))


def _run(job: GdalJob, columns: Sequence[GdalColumn], export: Export) -> None:
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        run_job(job, columns, export.shapes if export.geometry else None, Path(folder))


def _geometry_type(export: Export) -> str:
    return export.geometry.value if export.geometry else ""


def need_geometry(export: Export, word: str) -> None:
    """Raises Refused for a layer without shapes."""
    if export.geometry is None:
        raise Refused.because(
            "export.no_geometry",
            f"{export.layer.title}没有图形，不能导出 {word}",
            remedy="导出 CSV、XLSX、GeoPackage 或 GeoJSON",
        )


def unplaced(export: Export, outcome: str) -> list[Finding]:
    """Says how many rows have no position, and what became of them."""
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
