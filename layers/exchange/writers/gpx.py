"""GPX: waypoints or tracks for a hand-held receiver, which shows a name and a text, and knows no fields.

GPX extensions are not used: they carry no types, and a reader that guesses makes 2147483647 of a division code.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import shapely

from gazetteer.errors import Refused
from layers.exchange.writers.export import Export, Made
from layers.exchange.writers.gdal_job import GdalColumn, GdalJob, run_job
from layers.exchange.writers.gis_columns import shown_text
from layers.exchange.writers.gis_files import TOLD_WEB, WEB, need_geometry, unplaced
from layers.exchange.writers.marks import fit_for_xml, unfit_findings
from layers.layer import Geometry

LAYERS = {Geometry.POINT: "waypoints", Geometry.LINE: "tracks"}


def write_gpx(export: Export, path: Path) -> Made:
    """EPSG:4326. `name` is the row's label, `cmt` its code, `desc` every value with its title, `src` its source.

    Raises Refused for areas; rows without a position have no place in it and are counted.
    """
    need_geometry(export, "GPX")
    shape = export.layer.geometry
    if shape is None or shape not in LAYERS:
        raise Refused.because(
            "export.gpx_areas", f"GPX 只能放点和线，{export.layer.title}是面", remedy="导出 GeoPackage、GeoJSON 或 KML"
        )
    placed = ~shapely.is_missing(export.shapes)
    columns = [
        GdalColumn(name=name, kind="text", values=[text for text, here in zip(texts, placed, strict=True) if here])
        for name, texts in _texts(export).items()
    ]
    job = GdalJob(
        path=str(path),
        driver="GPX",
        layer=LAYERS[shape],
        geometry_type=shape.value,
        crs=WEB,
        dataset_options={
            "METADATA_NAME": export.layer.title,
            "METADATA_DESCRIPTION": fit_for_xml(export.about.sentence(TOLD_WEB)),
            "METADATA_COPYRIGHT_AUTHOR": export.about.issuer,
        },
    )
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        run_job(job, columns, export.shapes[placed], Path(folder))
    return Made((*unfit_findings(export.columns, export.labels), *unplaced(export, "没有写入 GPX")))


def _texts(export: Export) -> dict[str, Sequence[Any]]:
    shown = {column.key: shown_text(column.shown) for column in export.columns}
    code = shown.get(export.layer.natural_key[0], [None] * export.count)
    titles = [column.title for column in export.columns]
    described = [
        "\n".join(f"{title}：{value}" for title, value in zip(titles, row, strict=True) if value)
        for row in zip(*shown.values(), strict=True)
    ]
    return {"name": shown_text(export.labels), "cmt": code, "desc": described, "src": shown["source"]}
