"""Formats: one reader a file. They run in the isolated child only, on a copy of its own."""

from __future__ import annotations

from importlib import import_module

from layers.exchange.formats.task import Contents, Task

READERS = {
    "csv": "csv_text",
    "xlsx": "workbook",
    "xls": "workbook",
    "geojson": "geojson",
    "gpkg": "geopackage",
    "shp": "shapefile",
    "kml": "kml",
    "kmz": "kml",
    "gpx": "gpx",
    "track": "track_points",
    "photo": "photo",
}


def prepare_format(kind: str) -> None:
    """Loads what the reader of `kind` must have before the process locks itself in."""
    reader = import_module(f"layers.exchange.formats.{READERS[kind]}")
    if prepare := getattr(reader, "prepare", None):
        prepare()


def read_format(kind: str, task: Task) -> Contents:
    """The contents of the file by the reader of its kind, which alone is imported. Raises Refused."""
    reader = import_module(f"layers.exchange.formats.{READERS[kind]}")
    contents: Contents = reader.read(task)
    return contents
