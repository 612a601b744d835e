"""The process that runs GDAL: it reads a job's two files, writes one file, and ends. It opens no database of ours.

Started as a file of its own (`python -I`), so that it loads GDAL and nothing of the application.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy

JOB, SHAPES = "job.json", "shapes.wkb"
LENGTH = struct.Struct("<q")
TYPES: Mapping[str, Any] = {
    "text": object,
    "integer": numpy.int64,
    "number": numpy.float64,
    "yes_no": numpy.bool_,
    "date": "datetime64[D]",
}
EMPTY: Mapping[str, Any] = {"text": "", "integer": 0, "number": numpy.nan, "yes_no": False, "date": "1970-01-01"}
TITLES = """CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
    definition TEXT NOT NULL, scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
INSERT OR IGNORE INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema',
    'http://www.geopackage.org/spec121/#extension_schema', 'read-write');"""


def main(folder: Path) -> None:
    """Writes the file the job in `folder` asks for."""
    import pyogrio  # noqa: PLC0415  (GDAL loads in this process only, the parent reads the constants above)
    import pyogrio.raw  # noqa: PLC0415

    document = json.loads((folder / JOB).read_text(encoding="utf-8", errors="surrogatepass"))
    job, columns = document["job"], document["columns"]
    pyogrio.set_gdal_config_options(dict(job["configuration"]))
    arrays, masks = _arrays(columns)
    shapes = folder / SHAPES
    pyogrio.raw.write(
        job["path"],
        _shapes(shapes) if shapes.exists() else None,
        arrays,
        [column["name"] for column in columns],
        field_mask=masks,
        layer=job["layer"],
        driver=job["driver"],
        geometry_type=job["geometry_type"] or None,
        crs=job["crs"] or None,
        encoding="UTF-8" if job["driver"] == "ESRI Shapefile" else None,
        dataset_options=dict(job["dataset_options"]),
        layer_options=dict(job["layer_options"]),
        layer_metadata=dict(job["layer_metadata"]) or None,
    )
    if job["titles"]:
        _name_columns(job["path"], job["layer"], job["titles"])


def _arrays(columns: Sequence[Mapping[str, Any]]) -> tuple[list[Any], list[Any]]:
    arrays, masks = [], []
    for column in columns:
        kind, values = column["kind"], column["values"]
        filled = [EMPTY[kind] if value is None else value for value in values]
        arrays.append(numpy.array(filled, dtype=TYPES[kind]))
        masks.append(numpy.array([value is None for value in values], dtype=bool))
    return arrays, masks


def _shapes(path: Path) -> Any:
    content, found, at = path.read_bytes(), [], 0
    while at < len(content):
        (length,) = LENGTH.unpack_from(content, at)
        at += LENGTH.size
        found.append(None if length < 0 else content[at : at + length])
        at += max(0, length)
    shapes = numpy.empty(len(found), dtype=object)
    shapes[:] = found
    return shapes


def _name_columns(path: str, table: str, titles: Mapping[str, str]) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(TITLES)
    connection.executemany(
        "INSERT OR REPLACE INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?,?,?,?)",
        [(table, key, f"{title}（{key}）", title) for key, title in titles.items()],
    )
    connection.commit()
    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
