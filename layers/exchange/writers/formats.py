"""FORMATS: the one list of what can be written, by the ending of the file's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gazetteer.errors import Refused
from layers.exchange.writers.csv_file import write_csv, write_spreadsheet_csv
from layers.exchange.writers.export import Export, Made
from layers.exchange.writers.gis_files import write_geojson, write_geopackage, write_kml
from layers.exchange.writers.gpx import write_gpx
from layers.exchange.writers.shapefile import write_shapefile, write_shapefile_zip
from layers.exchange.writers.xlsx_file import write_xlsx
from layers.layer import Geometry, Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write rows. `ending` is how the file's name ends, `media` what a browser is told it is.

    `shapes` are the geometries it can hold, None in it meaning rows without any. `download` formats are one
    file and can be offered on a page.
    """

    ending: str
    title: str
    english: str
    media: str
    write: Callable[[Export, Path], Made]
    shapes: frozenset[Geometry | None]
    download: bool = True

    def holds(self, layer: Layer) -> bool:
        """Whether it can hold the layer's rows."""
        return layer.geometry in self.shapes


_ALL: frozenset[Geometry | None] = frozenset({*Geometry, None})
_DRAWN: frozenset[Geometry | None] = frozenset(Geometry)

FORMATS: tuple[Format, ...] = (
    Format(
        ending=".xlsx",
        title="XLSX 工作簿",
        english="XLSX workbook",
        media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write=write_xlsx,
        shapes=_ALL,
    ),
    Format(
        ending=".csv",
        title="CSV（数据，原样）",
        english="CSV (data, as it is)",
        media="text/csv",
        write=write_csv,
        shapes=_ALL,
    ),
    Format(
        ending=".sheet.csv",
        title="CSV（电子表格用）",
        english="CSV (for spreadsheets)",
        media="text/csv",
        write=write_spreadsheet_csv,
        shapes=_ALL,
    ),
    Format(
        ending=".gpkg",
        title="GeoPackage",
        english="GeoPackage",
        media="application/geopackage+sqlite3",
        write=write_geopackage,
        shapes=_ALL,
    ),
    Format(
        ending=".geojson",
        title="GeoJSON",
        english="GeoJSON",
        media="application/geo+json",
        write=write_geojson,
        shapes=_ALL,
    ),
    Format(
        ending=".zip",
        title="Shapefile（压缩包）",
        english="Shapefile (zipped)",
        media="application/zip",
        write=write_shapefile_zip,
        shapes=_DRAWN,
    ),
    Format(
        ending=".shp",
        title="Shapefile",
        english="Shapefile",
        media="application/octet-stream",
        write=write_shapefile,
        shapes=_DRAWN,
        download=False,
    ),
    Format(
        ending=".kml",
        title="KML",
        english="KML",
        media="application/vnd.google-earth.kml+xml",
        write=write_kml,
        shapes=_DRAWN,
    ),
    Format(
        ending=".gpx",
        title="GPX（手持机）",
        english="GPX (receivers)",
        media="application/gpx+xml",
        write=write_gpx,
        shapes=frozenset({Geometry.POINT, Geometry.LINE}),
    ),
)


def format_of(name: str) -> Format:
    """The format that a file's name asks for; the longest ending that fits. Raises Refused, naming all."""
    fitting = [one for one in FORMATS if name.lower().endswith(one.ending)]
    if not fitting:
        raise Refused.because(
            "export.format",
            f"不认识“{name[:60]}”的扩展名",
            remedy=f"用其中一种：{'、'.join(one.ending for one in FORMATS)}",
        )
    return max(fitting, key=lambda one: len(one.ending))
