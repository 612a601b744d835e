"""Small JPEG pictures with whatever tags a test wants, the impossible ones too."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from pathlib import Path

from PIL import Image
from PIL.ExifTags import GPS, Base

Value = str | list[tuple[int, int]] | bytes
Block = Mapping[int, Value]


def rationals(*numbers: float) -> list[tuple[int, int]]:
    """Numbers as fractions of 10,000."""
    return [(round(number * 10_000), 10_000) for number in numbers]


def dms(degrees: float) -> list[tuple[int, int]]:
    """Degrees, minutes and seconds to a ten thousandth of a second."""
    seconds = round(abs(degrees) * 36_000_000) / 10_000
    return [(int(seconds // 3600), 1), (int(seconds % 3600 // 60), 1), (round(seconds % 60 * 10_000), 10_000)]


def gps(lon: float = 117.0123, lat: float = 31.2345, **others: Value) -> dict[int, Value]:
    """A position with its hemispheres, a moment in UTC, and other tags by their names ("" leaves one out)."""
    block: dict[str, Value] = {
        "GPSLatitude": dms(lat),
        "GPSLatitudeRef": "N",
        "GPSLongitude": dms(lon),
        "GPSLongitudeRef": "E",
        "GPSDateStamp": "2026:05:01",
        "GPSTimeStamp": [(2, 1), (30, 1), (0, 1)],
        **others,
    }
    return {int(GPS[name]): value for name, value in block.items() if value != ""}


def picture(file: Path, place: Block, *, taken: str = "2026:05:01 10:30:00", offset: str = "+08:00") -> Path:
    """A JPEG with these tags."""
    exif = {int(Base.DateTimeOriginal): taken, int(Base.OffsetTimeOriginal): offset}
    told = _tiff({int(Base.Model): "Phone 1"}, {tag: value for tag, value in exif.items() if value}, place)
    buffer = io.BytesIO()
    Image.new("RGB", (48, 32), "grey").save(buffer, "JPEG", exif=b"Exif\0\0" + told)
    file.write_bytes(buffer.getvalue())
    return file


def _tiff(base: Block, exif: Block, place: Block) -> bytes:
    """The three blocks one after another, little endian."""
    head = b"II*\0" + struct.pack("<I", 8)
    first_size = len(_block({**base, 0x8769: b"....", 0x8825: b"...."}, 8))
    exif_block = _block(exif, 8 + first_size)
    at = 8 + first_size, 8 + first_size + len(exif_block)
    pointers: dict[int, Value] = {0x8769: struct.pack("<I", at[0]), 0x8825: struct.pack("<I", at[1])}
    return head + _block({**base, **pointers}, 8) + exif_block + _block(place, at[1])


def _block(tags: Block, at: int) -> bytes:
    entries, tail = b"", b""
    begin = at + 2 + 12 * len(tags) + 4
    for tag in sorted(tags):
        value = tags[tag]
        if isinstance(value, str):
            kind, count, data = 2, len(value) + 1, value.encode() + b"\0"
        elif isinstance(value, bytes):
            kind, count, data = 4, 1, value
        else:
            kind, count, data = 5, len(value), b"".join(struct.pack("<II", *pair) for pair in value)
        if len(data) <= 4:
            entries += struct.pack("<HHI", tag, kind, count) + data.ljust(4, b"\0")
        else:
            entries += struct.pack("<HHII", tag, kind, count, begin + len(tail))
            tail += data + b"\0" * (len(data) % 2)
    return struct.pack("<H", len(tags)) + entries + b"\0\0\0\0" + tail
