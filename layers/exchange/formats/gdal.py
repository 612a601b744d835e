"""GDAL with one driver: the geometry of shapefiles, nothing else. Only ever imported in the child.

GDAL opens whatever a file says it is; an XML file named .shp would make it read other files and call
other hosts. So every driver but one is left out before GDAL starts, and what is left is counted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

from gazetteer.errors import Refused

DRIVER = "ESRI Shapefile"
OTHERS = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,Arrow,CAD,CSV,CSW,Carto,DGN,DWG,DXF,EDIGEO,EEDA,ESRIJSON,Elasticsearch,"
    "FileGDB,FlatGeobuf,GDALG,GML,GMLAS,GMT,GPKG,GPSBabel,GPX,GTFS,GeoJSON,GeoJSONSeq,GeoRSS,Geoconcept,HANA,HTTP,"
    "Idrisi,Interlis 1,Interlis 2,JML,JSONFG,KML,LIBKML,LVBAG,MBTiles,MEM,MSSQLSpatial,MVT,MapInfo File,MapML,Memory,"
    "MiraMonVector,MongoDBv3,MySQL,NAS,NGW,OAPIF,OCI,ODBC,ODS,OGCAPI,OGDI,OGR_GMT,OGR_PDS,OGR_VRT,OSM,OpenFileGDB,"
    "PCIDSK,PDF,PDS4,PGDUMP,PGeo,PLSCENES,PMTiles,Parquet,PostgreSQL,S57,SOSI,SQLite,SVG,SXF,Selafin,TIGER,TopoJSON,"
    "UK .NTF,VDV,VFK,VICAR,WAsP,WFS,XLS,XLSX,XODR"
)
AGAIN = "READER_SKIPPED_AGAIN"


def prepare() -> None:
    """Loads GDAL with its one driver, before the process locks itself in.

    A newer GDAL may bring drivers unknown here: the process then starts once more, without those.
    """
    os.environ.setdefault("OGR_SKIP", OTHERS)
    os.environ["SHAPE_RESTORE_SHX"] = "YES"
    more = set(_library().list_drivers()) - {DRIVER}
    if more and AGAIN not in os.environ:
        os.environ[AGAIN] = "1"
        os.environ["OGR_SKIP"] += "," + ",".join(sorted(more))
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606  (ourselves, again, before any upload was touched)


def geometries(path: Path) -> list[tuple[int, bytes | None]]:
    """(record number, well-known binary) of every record of the shapefile. Raises Refused."""
    library = _library()
    if set(library.list_drivers()) != {DRIVER}:
        raise Refused.because(
            "reader.drivers", "本机的 GDAL 不能限制为只读 Shapefile，不予读取", remedy="改用 GeoPackage 或 GeoJSON 导入"
        )
    try:
        _, numbers, found, _ = library.raw.read(path, columns=[], return_fids=True)
    except (library.errors.DataSourceError, library.errors.DataLayerError) as wrong:
        raise Refused.because(
            "reader.shp", "Shapefile 的几何文件（.shp）损坏或不完整", remedy="重新导出 Shapefile 的全部文件"
        ) from wrong
    if found is None:
        return [(int(number), None) for number in numbers]
    return [(int(number), wkb) for number, wkb in zip(numbers, found, strict=True)]


def _library() -> ModuleType:
    import pyogrio  # noqa: PLC0415  (reads OGR_SKIP when it is loaded)
    import pyogrio.errors  # noqa: PLC0415
    import pyogrio.raw  # noqa: PLC0415

    return pyogrio  # type: ignore[no-any-return]  # the library has no types
