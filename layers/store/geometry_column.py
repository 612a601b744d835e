"""The geometry column of both engines: WKB outside; GeoPackage binary or PostGIS EWKB inside."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import UserDefinedType

STORAGE_SRID = 4490
GEOPACKAGE_HEADER = b"GP\x00\x01" + struct.pack("<i", STORAGE_SRID)
"""Magic, version 0, flags (little endian, no envelope), SRS id. GeoPackage 1.3, clause 2.1.3."""

_SRID_FLAG = 0x20000000


class GeometryColumn(UserDefinedType[bytes]):
    """Two-dimensional geometry in EPSG:4490 as little-endian WKB; `kind` is Point, MultiLineString, …"""

    cache_ok = True

    def __init__(self, kind: str = "Geometry", *_srid: object) -> None:
        self.kind = kind

    def get_col_spec(self, **_: Any) -> str:
        """The GeoPackage type name; PostGIS has its own below."""
        return self.kind.upper()

    def bind_processor(self, dialect: Dialect) -> Callable[[bytes | None], Any]:
        """WKB to what the engine stores."""
        if dialect.name == "sqlite":
            return lambda wkb: None if wkb is None else GEOPACKAGE_HEADER + wkb
        return postgis_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], bytes | None]:  # noqa: ARG002
        """What the engine stores to WKB."""
        if dialect.name == "sqlite":
            return lambda blob: None if blob is None else blob[8:]
        return lambda text: None if text is None else _without_srid(bytes.fromhex(text))


@compiles(GeometryColumn, "postgresql")
def _postgis_type(element: GeometryColumn, compiler: Any, **_: Any) -> str:  # noqa: ARG001
    return f"geometry({element.kind},{STORAGE_SRID})"


def postgis_text(wkb: bytes | None) -> str | None:
    """WKB as PostGIS takes it: EWKB in hexadecimal, its reference system included."""
    return None if wkb is None else _with_srid(wkb).hex()


def _with_srid(wkb: bytes) -> bytes:
    (kind,) = struct.unpack_from("<I", wkb, 1)
    return wkb[:1] + struct.pack("<Ii", kind | _SRID_FLAG, STORAGE_SRID) + wkb[5:]


def _without_srid(ewkb: bytes) -> bytes:
    (kind,) = struct.unpack_from("<I", ewkb, 1)
    return ewkb[:1] + struct.pack("<I", kind & ~_SRID_FLAG) + ewkb[9:] if kind & _SRID_FLAG else ewkb
