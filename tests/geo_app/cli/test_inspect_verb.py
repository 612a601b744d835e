"""`geo-app inspect`: field evidence of an invented county's own lines, and of files, in one schema and in Chinese."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import numpy
import pytest
import shapely
from click.testing import CliRunner

from geo_app.cli.inspect_verb import command
from geo_app.services.county import open_county
from geo_app.services.field_evidence import EvidenceLine, LineChoice, evidence_line
from layers.boundaries.lengths import chainages_m
from layers.boundaries.overview import list_lines
from layers.crs import GEOD
from layers.store.contract import Scope
from tests.county import copied, settings_of
from tests.layers.boundaries.photos.picture import gps, picture

SCHEMAS = Path(__file__).parents[3] / "geo_app/cli/schemas"
BEGIN = datetime(2026, 5, 1, 1, tzinfo=UTC)
Inspect = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def county(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county of one's own; nothing here changes it."""
    folder = tmp_path_factory.mktemp("inspected") / "county"
    with copied(tiny_county_folder, folder):
        pass
    return folder


@pytest.fixture(scope="module")
def line(county: Path) -> EvidenceLine:
    """The first of its lines."""
    opened = open_county(settings_of(county))
    try:
        code = list_lines(opened.store, Scope.everything())[0][1]
    finally:
        opened.close()
    return evidence_line(settings_of(county), LineChoice(name=code))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    for name in ("GEO_APP_DATA", "GEO_APP_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def inspect(county: Path) -> Inspect:
    """Calls the verb with --json and holds the answer to its schema."""

    def call(kind: str, *arguments: str) -> tuple[int, Any]:
        ran = CliRunner().invoke(command, ["--json", kind, "--data", str(county), *map(str, arguments)])
        assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        if ran.exit_code == 2:
            return 2, ran.stderr
        document = json.loads(ran.stdout)
        refused = document.get("status") == "rejected"
        schema = json.loads((SCHEMAS / ("refused.json" if refused else "inspect.json")).read_text(encoding="utf-8"))
        jsonschema.validate(document, schema)
        return ran.exit_code, document

    return call


@pytest.fixture
def say(county: Path) -> Callable[..., str]:
    """Calls the verb as a person does."""

    def call(kind: str, *arguments: str) -> str:
        ran = CliRunner().invoke(command, [kind, "--data", str(county), *map(str, arguments)])
        assert "Traceback" not in ran.output
        return ran.stdout + ran.stderr

    return call


def rules(document: Any) -> set[str]:
    return {finding["rule"] for finding in document["findings"]}


def walk(line: EvidenceLine, start_m: float, end_m: float, file: str = "walk.gpx", *, broken: bool = False) -> str:
    """A GPX file along a stretch of the line, a fix every 5 s; `broken` puts NaN, 95° and a throw among them."""
    part = shapely.get_parts(line.shape)[0]
    along, xy = chainages_m(part), shapely.get_coordinates(part)
    places = [
        [f"{numpy.interp(m, along, xy[:, 0]):.7f}", f"{numpy.interp(m, along, xy[:, 1]):.7f}"]
        for m in numpy.arange(start_m, end_m, 6.0)
    ]
    if broken:
        places[10][0], places[11][1], places[40] = "nan", "95", ["117.9", "32.9"]
    points = "".join(
        f'<trkpt lat="{lat}" lon="{lon}"><time>{(BEGIN + timedelta(seconds=5 * n)).isoformat()}</time></trkpt>'
        for n, (lon, lat) in enumerate(places)
    )
    Path(file).write_text(f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>", encoding="utf-8")
    return file


def test_a_track_walks_a_stretch_of_the_countys_line(inspect: Inspect, line: EvidenceLine) -> None:
    status, found = inspect("track", walk(line, 300, 1500, broken=True), "--line", line.name, "-o", "walked.geojson")
    assert status == 0
    [walked] = found["walked"]
    assert (walked["start_m"], walked["end_m"]) == (pytest.approx(300, abs=15), pytest.approx(1500, abs=15))
    assert found["files"][0]["dropped"] == {"not_a_number": 1, "out_of_range": 1}
    assert found["breaks"]["alone"] == 1
    assert {"track.dropped", "track.jumps", "evidence.generated"} <= rules(found)
    assert [one["marker"] for one in found["markers"]] == [one.number for one in line.markers]
    features = json.loads(Path("walked.geojson").read_text(encoding="utf-8"))["features"]
    lengths = [GEOD.geometry_length(shapely.geometry.shape(one["geometry"])) for one in features]
    assert sum(lengths) == pytest.approx(found["length_m"], abs=1)
    assert lengths[0] == pytest.approx(walked["length_m"], abs=0.5)


def test_the_same_line_out_of_a_file_with_markers(inspect: Inspect, line: EvidenceLine) -> None:
    shape = json.loads(shapely.to_geojson(line.shape))
    other = {"type": "LineString", "coordinates": [[117, 31], [117.1, 31]]}
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
        for name, geometry in (("我线", shape), ("他线", other))
    ]
    Path("lines.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    rows = "\n".join(f"{one.number},{one.lon},{one.lat}" for one in line.markers)
    Path("markers.csv").write_text(f"界桩号,经度,纬度\n{rows}\n", encoding="utf-8")
    track = walk(line, 300, 1500)
    named = ("--line-file", "lines.geojson", "--line", "我线", "--markers", "markers.csv")
    _, from_file = inspect("track", track, *named)
    _, own = inspect("track", track, "--line", line.name)
    assert from_file["walked"] == own["walked"]
    assert from_file["markers"] == own["markers"]
    status, refused = inspect("track", track, "--line-file", "lines.geojson")
    assert (status, rules(refused)) == (1, {"evidence.line_file"})
    assert "我线、他线" in refused["findings"][0]["message"]
    status, refused = inspect("route", "--line-file", "markers.csv", "--markers", "markers.csv")
    assert (status, rules(refused)) == (1, {"evidence.line_file"})


def test_one_hostile_track_spoils_no_other_and_all_hostile_are_refused(inspect: Inspect, line: EvidenceLine) -> None:
    Path("bad.gpx").write_text('<!DOCTYPE gpx [<!ENTITY a "b">]><gpx/>', encoding="utf-8")
    good = walk(line, 300, 1500)
    Path("again.gpx").write_bytes(Path(good).read_bytes())
    status, found = inspect("track", "bad.gpx", good, "again.gpx", "--line", line.name)
    assert status == 1, "what was not read is an error"
    assert [one["status"] for one in found["files"]] == ["refused", "read", "read"]
    assert {"reader.xml_dtd", "track.same_file"} <= rules(found)
    assert found["walked"]
    status, refused = inspect("track", "bad.gpx", "--line", line.name)
    assert (status, refused["status"], rules(refused)) == (1, "rejected", {"reader.xml_dtd"})


def test_photographs_one_by_one(inspect: Inspect, say: Callable[..., str], line: EvidenceLine) -> None:
    marker = line.markers[0]
    picture(Path("near.jpg"), gps(marker.lon, marker.lat))
    picture(Path("far.jpg"), gps(marker.lon + 0.003, marker.lat))
    picture(Path("west.jpg"), gps(marker.lon, marker.lat, GPSLongitudeRef="W"))
    picture(Path("bare.jpg"), {}, taken="", offset="")
    Path("heic.jpg").write_bytes(b"\x00\x00\x00\x18ftypheic" + b"\0" * 64)
    named = ("--line", line.name, "--marker", marker.number, "--from", "2026-05-01")
    status, found = inspect("photo", "near.jpg", "far.jpg", "west.jpg", "bare.jpg", "heic.jpg", *named)
    assert status == 1
    verdicts = {one["file"]: one["verdict"] for one in found["photos"]}
    assert verdicts == {
        "near.jpg": "supports",
        "far.jpg": "contradicts",
        "west.jpg": "insufficient",
        "bare.jpg": "insufficient",
        "heic.jpg": "insufficient",
    }
    assert {"photo.far", "photo.hemisphere", "photo.no_position", "photo.no_time", "photo.heic"} <= rules(found)
    told = say("photo", "near.jpg", "far.jpg", *named)
    assert "near.jpg：可作佐证" in told
    assert f"距界桩 {marker.number} 0 米" in told
    assert "北京时间 2026-05-01 10:30:00" in told
    late = inspect("photo", "near.jpg", *named[:4], "--from", "2026-06-01", "--to", "2026-06-03")[1]
    assert late["photos"][0]["timely"] == "no"
    elsewhere = inspect("photo", "far.jpg", "--target", f"{marker.lon + 0.003},{marker.lat}")[1]
    assert elsewhere["photos"][0]["near"] == "yes"
    nearest = inspect("photo", "near.jpg", "--line", line.name)[1]
    assert nearest["photos"][0]["target"] == f"界桩 {marker.number}"


def test_a_photograph_and_the_track_of_whoever_took_it(inspect: Inspect, line: EvidenceLine) -> None:
    track = walk(line, 300, 1500)
    place = line.shape.geoms[0].interpolate(0.0)
    moment = {"GPSTimeStamp": [(1, 1), (5, 1), (0, 1)]}
    picture(Path("start.jpg"), gps(place.x, place.y, **moment), taken="2026:05:01 09:05:00")
    _, found = inspect("photo", "start.jpg", "--track", track)
    [photo] = found["photos"]
    assert photo["on_track"] == "no"
    assert photo["track_m"] > 300
    Path("same.jpg").write_bytes(Path("start.jpg").read_bytes())
    assert "photo.same_file" in rules(inspect("photo", "start.jpg", "same.jpg")[1])


def test_the_tape_of_a_registered_marker(inspect: Inspect, say: Callable[..., str], line: EvidenceLine) -> None:
    number = next(one.number for one in line.markers if len(line.references[one.number]) >= 3)
    card = [record.values for record in line.references[number]]
    same = [word for one in card for word in ("--now", f"{one['name']}={one['distance_m']}")]
    status, found = inspect("tape", "--line", line.name, "--marker", number, *same)
    assert (status, found["verdict"], found["distance_m"]) == (0, "in_place", pytest.approx(0, abs=1e-3))
    by_serial = [word for one in card for word in ("--now", f"{one['serial']}={float(one['distance_m'])}")]
    assert inspect("tape", "--line", line.name, "--marker", number, *by_serial)[1]["references"] == found["references"]
    assert "未发现移位" in say("tape", "--line", line.name, "--marker", number, *same)
    status, refused = inspect("tape", "--line", line.name, "--marker", number, *same[:2])
    assert (status, {"tape.few", "evidence.not_measured"} <= rules(refused)) == (1, True)
    status, refused = inspect("tape", "--line", line.name, "--marker", number, *same, "--now", "没有的树=3")
    assert (status, rules(refused)) == (1, {"evidence.reference"})
    status, refused = inspect("tape", "--line", line.name, "--marker", number, "--now", f"{card[0]['name']}=很近")
    assert (status, rules(refused)) == (1, {"evidence.distance"})
    assert inspect("tape", "--line", line.name, "--marker", "999Q", *same)[0] == 1


CARD = (
    "方位物,方位角,登记距离,今日距离\n老槐树,15,42.0,{}\n井台,130,18.5,18.5\n民房角,250,77.3,77.3\n电杆,310,30.0,30.0\n"
)


def test_a_card_out_of_a_file(inspect: Inspect, say: Callable[..., str]) -> None:
    Path("card.csv").write_text(CARD.format("46.0"), encoding="utf-8")
    status, found = inspect("tape", "--card", "card.csv", "--marker", "012Q")
    assert (status, found["suspects"], found["verdict"]) == (0, ["老槐树"], "in_place")
    assert "登记 42.00 米，今日 46.00 米，差 +4.00，未用" in say("tape", "--card", "card.csv")
    Path("card.csv").write_text(CARD.format("四十六"), encoding="utf-8")
    status, refused = inspect("tape", "--card", "card.csv")
    assert (status, rules(refused)) == (1, {"evidence.table"})
    assert "第 2 行" in refused["findings"][0]["message"]


def test_displacement_of_a_registered_marker(inspect: Inspect, line: EvidenceLine) -> None:
    marker = line.markers[0]
    lon, lat, _ = GEOD.fwd(marker.lon, marker.lat, 45.0, 8.0)
    named = ("--line", line.name, "--marker", marker.number, "--after", f"{lon:.9f},{lat:.9f}")
    status, found = inspect("displacement", *named, "--after-method", "rtk")
    assert (found["direction"], found["distance_m"]) == ("东北", pytest.approx(8.0, abs=1e-3))
    assert found["before"]["method"] == "generated"
    assert (status, found["verdict"]) == (1, "moved")
    assert inspect("displacement", *named, "--after-method", "phone")[1]["verdict"] == "not_seen"


def test_displacement_of_typed_positions(inspect: Inspect, say: Callable[..., str]) -> None:
    before = ("--before", "117°00′44.28″,31°14′04.2″", "--before-method", "static")
    status, found = inspect("displacement", *before, "--after", "117.0123,31.2345", "--after-method", "rtk")
    assert (status, found["verdict"]) == (0, "in_place")
    told = say("displacement", *before, "--after", "117.0123,31.2346", "--after-method", "phone")
    assert "手机定位 6 米" in told
    assert "看不出移位" in told
    status, refused = inspect("displacement", *before, "--after", "40507123.4,3456789.0", "--after-crs", "EPSG:2385")
    assert (status, rules(refused)) == (1, {"displacement.untransformed"})
    status, refused = inspect("displacement", *before, "--after", "117.0123;31.2345")
    assert (status, rules(refused)) == (1, {"evidence.position"})
    status, refused = inspect("displacement", *before, "--after", "31.2345,117.0123")
    assert status == 1


def test_the_route_of_a_line(inspect: Inspect, say: Callable[..., str], line: EvidenceLine) -> None:
    status, found = inspect("route", "--line", line.name, "-o", "route.txt")
    assert status == 0
    assert sum(one["length_m"] for one in found["sections"]) == pytest.approx(found["length_m"], abs=1)
    assert Path("route.txt").read_text(encoding="utf-8").startswith(f"{line.name}走向说明（草稿")
    assert "〔所沿地物待填〕" in say("route", "--line", line.name)
    Path("follows.csv").write_text(f"起,止,所沿\n0,{found['length_m']},山脊\n", encoding="utf-8")
    told = inspect("route", "--line", line.name, "--follows", "follows.csv")[1]
    assert "待填" not in told["text"]
    assert "沿山脊" in told["text"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("track", __file__),
        ("track", "--line", "x"),
        ("photo", __file__, "--marker", "1"),
        ("photo", __file__, "--to", "2026-05-01"),
        ("photo", __file__, "--from", "2026-05-02", "--to", "2026-05-01"),
        ("photo", __file__, "--zone", "Peking"),
        ("photo", __file__, "--line", "x", "--target", "117,31"),
        ("tape",),
        ("tape", "--now", "树=3"),
        ("displacement", "--after", "117,31"),
        ("displacement", "--line", "x", "--after", "117,31"),
        ("route",),
        ("route", "--line", "x", "--markers", __file__),
        ("rounds",),
    ],
    ids=" ".join,
)
def test_wrong_usage(inspect: Inspect, arguments: tuple[str, ...]) -> None:
    status, told = inspect(*arguments)
    assert status == 2
    assert told
