"""Track points and photographs by way of the child: hostile and broken files are refused or read as far as they go."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from gazetteer.errors import Refused
from layers.boundaries.tracks import RawFix, take_fixes
from layers.boundaries.tracks.intake import Drop
from layers.exchange.field_files import photo_tags, read_photo, read_track_points

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
POINT = '<trkpt lat="{}" lon="{}"><ele>1200.5</ele><time>2026-05-01T01:00:{:02d}Z</time></trkpt>'


def gpx(*positions: tuple[str, str], inside: str = "") -> str:
    points = "".join(POINT.format(lat, lon, n) for n, (lon, lat) in enumerate(positions))
    return f"{HEAD}{inside}<trk><name>走线</name><trkseg>{points}</trkseg></trk></gpx>"


def written(tmp_path: Path, text: str | bytes, name: str = "轨迹.gpx") -> Path:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def rows(read) -> list[tuple]:
    [table] = read.tables
    return [row.cells for row in table.rows]


def test_points_come_as_they_are_written_nan_and_all(tmp_path: Path) -> None:
    read = read_track_points(written(tmp_path, gpx(("117.0", "31.2"), ("nan", "31.2"), ("117.1", "95"), ("0", "0"))))
    assert rows(read)[0] == (0, 0, "117.0", "31.2", "1200.5", "2026-05-01T01:00:00Z")
    assert rows(read)[1][2] == "nan"
    taken = take_fixes([RawFix(cells[2], cells[3], cells[5], cells[1]) for cells in rows(read)])
    assert taken.dropped == {Drop.NOT_A_NUMBER: 1, Drop.OUT_OF_RANGE: 1, Drop.ZERO_ZERO: 1}
    assert taken.read == 4


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!doctype gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_document_type_is_refused(tmp_path: Path, declaration: str) -> None:
    whole = gpx(("117.0", "31.2"))
    text = whole.replace("<gpx", f"{declaration}<gpx", 1)
    for told in (text.encode(), text.replace("UTF-8", "UTF-16").encode("utf-16")):
        with pytest.raises(Refused) as caught:
            read_track_points(written(tmp_path, told))
        assert [finding.rule for finding in caught.value.findings] == ["reader.xml_dtd"]


def test_a_file_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    whole = gpx(*[("117.0", f"31.{n}") for n in range(2, 9)])
    read = read_track_points(written(tmp_path, whole[: whole.index("31.6") + 2]))
    assert [cells[3] for cells in rows(read)] == ["31.2", "31.3", "31.4", "31.5"]
    [table] = read.tables
    assert "track.broken_off" in [finding.rule for finding in table.findings]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (gpx(inside='<wpt lat="31.2" lon="117.0"/>'), "track.no_points"),
        ("<kml></kml>", "reader.not_gpx"),
        (f"{HEAD}<trk>" + "<a>" * 100, "reader.xml_depth"),
        ("经度,纬度\n117,31", "reader.magic"),
        ("", "reader.empty"),
        (b"PK\x03\x04" + b"0" * 40, "reader.magic"),
    ],
)
def test_what_is_no_track_is_refused(tmp_path: Path, text: str | bytes, rule: str) -> None:
    with pytest.raises(Refused) as caught:
        read_track_points(written(tmp_path, text))
    assert [finding.rule for finding in caught.value.findings] == [rule]
    assert caught.value.findings[0].subject == "轨迹.gpx"


def jpeg(size: tuple[int, int] = (64, 48)) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 50).save(buffer, "JPEG")
    return buffer.getvalue()


def test_a_picture_without_tags_is_read(tmp_path: Path) -> None:
    read = read_photo(written(tmp_path, jpeg(), "a.jpg"))
    tags = photo_tags(read)
    assert (tags["format"], tags["width"], tags["latitude"]) == ("JPEG", "64", None)
    assert len(read.sha256) == 64


def test_a_picture_cut_off_is_read_and_said(tmp_path: Path) -> None:
    read = read_photo(written(tmp_path, jpeg((400, 300))[:3000], "a.jpg"))
    assert "photo.truncated" in [finding.rule for finding in read.tables[0].findings]


def bomb() -> bytes:
    """A PNG that says it is 60,000 pixels wide and high."""
    buffer = io.BytesIO()
    Image.new("1", (8, 8)).save(buffer, "PNG")
    data = bytearray(buffer.getvalue())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    import zlib  # noqa: PLC0415

    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (bomb(), "photo.pixels"),
        (b"\x00\x00\x00\x18ftypheic" + b"\0" * 64, "photo.heic"),
        (b"GIF89a" + b"\0" * 64, "photo.unreadable"),
        (b"%PDF-1.7 not a picture at all", "photo.unreadable"),
        (jpeg()[:4], "photo.unreadable"),
    ],
)
def test_what_is_no_photograph_is_refused(tmp_path: Path, data: bytes, rule: str) -> None:
    with pytest.raises(Refused) as caught:
        read_photo(written(tmp_path, data, "a.jpg"))
    assert [finding.rule for finding in caught.value.findings] == [rule]
