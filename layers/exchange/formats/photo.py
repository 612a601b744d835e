"""What a photograph says of itself (EXIF): place, time, direction, as text and in the file's own words.

Pillow reads it, in the isolated child only. Pixels are decoded once, small where the format allows it, to
know whether the picture is whole. Nothing is judged here.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import GPS, IFD, Base

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.formats.task import Contents, Task
from layers.exchange.table import Cell, RawRow, RawTable

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 150_000_000
SMALL_PX = 512
NAMES: Mapping[str, tuple[str, int]] = {
    "latitude": ("gps", GPS.GPSLatitude),
    "latitude_ref": ("gps", GPS.GPSLatitudeRef),
    "longitude": ("gps", GPS.GPSLongitude),
    "longitude_ref": ("gps", GPS.GPSLongitudeRef),
    "altitude": ("gps", GPS.GPSAltitude),
    "altitude_ref": ("gps", GPS.GPSAltitudeRef),
    "gps_date": ("gps", GPS.GPSDateStamp),
    "gps_time": ("gps", GPS.GPSTimeStamp),
    "direction": ("gps", GPS.GPSImgDirection),
    "direction_ref": ("gps", GPS.GPSImgDirectionRef),
    "datum": ("gps", GPS.GPSMapDatum),
    "error_m": ("gps", GPS.GPSHPositioningError),
    "taken": ("exif", Base.DateTimeOriginal),
    "taken_offset": ("exif", Base.OffsetTimeOriginal),
    "changed": ("base", Base.DateTime),
    "camera": ("base", Base.Model),
    "software": ("base", Base.Software),
}
COLUMNS = ("format", "width", "height", *NAMES)
LONGEST_TEXT = 80
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc", b"ftypavif")


def prepare() -> None:
    """Loads Pillow's readers before the process locks itself in."""
    Image.preinit()
    Image.init()


def read(task: Task) -> Contents:
    """One table of one row, COLUMNS; several numbers of one tag are joined by spaces.

    Raises Refused for what is not a JPEG, PNG or WebP picture, and for pictures too large to open safely.
    """
    _refuse_heic(task)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    findings: list[Finding] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(task.path, formats=FORMATS) as picture:
                told = _told(picture, findings)
                cells: list[Cell] = [picture.format, picture.width, picture.height, *told]
                findings += _whole(picture)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Refused.because(
                "photo.pixels",
                f"照片超过 {MOST_PIXELS // 1_000_000} 百万像素，可能是用来耗尽内存的，不予读取",
                remedy="用相机原片；全景图请缩小后再用",
            ) from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise Refused.because(
                "photo.unreadable",
                "读不出照片：不是 JPEG、PNG、WebP，或文件头已损坏",
                remedy="从相机或手机重新取出原片",
            ) from None
    table = RawTable(name="photo", columns=COLUMNS, rows=[RawRow(0, tuple(cells))], findings=tuple(findings))
    return Contents(("photo",), (table,))


def _refuse_heic(task: Task) -> None:
    with task.path.open("rb") as stream:
        head = stream.read(16)
    if any(head[4:].startswith(mark) for mark in HEIC):
        raise Refused.because(
            "photo.heic",
            "照片是 HEIC/AVIF 格式，这里读不了",
            remedy="手机相机设置里改为“兼容性最佳”（JPEG），或导出为 JPEG 时保留位置信息",
        )


def _told(picture: Image.Image, findings: list[Finding]) -> list[Cell]:
    """The tags of NAMES; a block that cannot be read is a finding and counts as empty."""
    blocks: dict[str, Mapping[int, Any]] = {"base": {}, "exif": {}, "gps": {}}
    try:
        exif = picture.getexif()
        blocks["base"] = dict(exif)
        for key, ifd in (("exif", IFD.Exif), ("gps", IFD.GPSInfo)):
            blocks[key] = dict(exif.get_ifd(ifd))
    except Exception as wrong:  # Pillow's tag readers fail in as many ways as files are broken
        findings.append(
            Finding(
                "photo.exif_broken",
                Severity.WARNING,
                f"照片的拍摄信息（EXIF）损坏，只读出一部分（{type(wrong).__name__}）",
                remedy="改用相机原片，不要用转发或修过的图片",
            )
        )
    return [_text(blocks[block].get(tag)) for block, tag in NAMES.values()]


def _text(value: Any) -> str | None:
    """A tag's value as text: numbers joined by spaces, bytes as characters; None when there is nothing."""
    if value is None:
        return None
    if isinstance(value, bytes):
        told = " ".join(map(str, value)) if value and max(value) < 32 else value.decode("latin-1")
    elif isinstance(value, str):
        told = value
    elif isinstance(value, Iterable):
        told = " ".join(_number(one) for one in value)
    else:
        told = _number(value)
    return told.replace("\0", "").strip()[:LONGEST_TEXT] or None


def _number(value: Any) -> str:
    try:
        return repr(float(value))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return "nan"


def _whole(picture: Image.Image) -> list[Finding]:
    """Whether the pixels can be decoded to the end; a JPEG is decoded small."""
    picture.draft("L", (SMALL_PX, SMALL_PX))
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError, MemoryError) as wrong:
        message = f"照片的画面不完整或已损坏（{type(wrong).__name__}），拍摄信息仍可读"
        return [Finding("photo.truncated", Severity.WARNING, message, remedy="从相机或手机重新取出原片")]
    return []
