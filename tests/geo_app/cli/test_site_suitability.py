"""`geo-app site suitability`: sites judged, land found, and nothing called allowed that nobody knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely import LineString, Point, box

from layers.siting.suitability import Criterion
from tests.county import copied
from tests.geo_app.cli.siting import PROFILE, Desk, here, points_file, shapes_file

__all__ = ["here"]

RULES = """
[[rule]]
key = "own-farmland"
kinds = ["test_kind"]
layer = "farmland"
weight = "prohibited"
text = "不得占用耕地"
source = "某条例"
article = "第一条"
valid_from = 2000-01-01
confidence = "confirmed"
[[rule]]
key = "own-water"
kinds = ["test_kind"]
layer = "water"
distance_m = 200
weight = "prohibited"
text = "远离水库"
source = "某条例"
article = "第二条"
valid_from = 2020-01-01
confidence = "confirmed"
"""
SITES = {"田": box(0, 0, 50, 50), "坡": box(300, 0, 350, 50), "滩": box(300, 800, 350, 850)}
KIND = ("--kind", "test_kind")


@pytest.fixture
def ask(here: Path) -> Desk:
    desk = Desk(here / "county", "suitability")
    (here / "county/siting_rules.toml").write_text(RULES, encoding="utf-8")
    shapes_file(here / "sites.geojson", SITES)
    shapes_file(here / "farmland.gpkg", {"地": box(-100, -100, 100, 1100)})
    shapes_file(here / "water.geojson", {"河": LineString([(-500, 1000), (1500, 1000)])})
    shapes_file(here / "area.geojson", {"区": box(0, 0, 1000, 1000)})
    return desk


def verdicts(document: dict[str, Any]) -> list[str]:
    return [site["verdict_text"] for site in document["sites"]]


def test_sites_are_judged_rule_by_rule(ask: Desk) -> None:
    ran = ask(*KIND, "--site", "sites.geojson", "--layer", "farmland=farmland.gpkg", "--layer", "water=water.geojson")
    assert ran.status == 1, "one of them is prohibited"
    assert verdicts(ran.document) == ["禁止", "可行", "禁止"]
    field, water = ran.document["sites"][0]["rules"]
    assert (field["status"], field["area_m2"]) == ("fail", pytest.approx(2500, abs=1))
    assert (water["status"], water["distance_m"], water["limit_m"]) == ("pass", pytest.approx(950, abs=0.1), 200)
    assert (water["source"], water["article"], water["nearest"]) == ("某条例", "第二条", "河")
    assert ran.document["crs"] == f"EPSG:{PROFILE.planar_epsg}"
    good = ran.document["sites"][1]
    assert shapely.from_wkt(good["wkt"]).is_valid
    assert good["width_m"] == pytest.approx(50, abs=1)


def test_a_missing_layer_is_never_allowed_and_a_letter_stands_for_it(ask: Desk) -> None:
    arguments = (*KIND, "--site", "sites.geojson", "--layer", "farmland=farmland.gpkg")
    without = ask(*arguments)
    assert verdicts(without.document) == ["禁止", "待核实", "待核实"]
    assert {layer["layer"]: layer["standing"] for layer in without.document["layers"]} == {
        "farmland": "present",
        "water": "missing",
    }
    assert "suitability.layer_missing" in without.rules()
    answered = ask(*arguments, "--letter", "water=水函〔2026〕3号;2026-01-05;不涉及;不在管理范围;某局")
    assert verdicts(answered.document) == ["禁止", "可行", "可行"]
    [letter] = answered.document["layers"][1]["letters"]
    assert (letter["number"], letter["date"], letter["answer"]) == ("水函〔2026〕3号", "2026-01-05", "allowed")
    Path("letter.toml").write_text(
        'number = "3"\ndate = 2026-01-05\nanswer = "不同意"\ncontent = "在管理范围"\nauthority = "某局"\nsites = ["坡"]\n',
        encoding="utf-8",
    )
    assert verdicts(ask(*arguments, "--letter", "own-water=letter.toml").document) == ["禁止", "禁止", "待核实"]


@pytest.mark.parametrize(
    "text", ["3号", "3号;昨天;不涉及;内容", "3号;2026-01-05;也许;内容", ";2026-01-05;不涉及;内容", "no-such.toml"]
)
def test_letters_that_cannot_be_read_are_refused(ask: Desk, text: str) -> None:
    ran = ask(*KIND, "--site", "sites.geojson", "--letter", f"water={text}")
    assert (ran.status, ran.rules()) == (1, ["suitability.letter"])


def test_the_day_picks_the_rules(ask: Desk) -> None:
    early = ask(*KIND, "--site", "sites.geojson", "--layer", "farmland=farmland.gpkg", "--as-of", "2019-12-31")
    assert verdicts(early.document) == ["禁止", "可行", "可行"], "the water rule was not yet there"
    assert early.document["as_of"] == "2019-12-31"
    assert ask(*KIND, "--site", "sites.geojson", "--as-of", "1990-01-01").rules() == ["suitability.no_rule"]


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("--kind", "castle", "--site", "sites.geojson"), "suitability.kind"),
        ((*KIND, "--site", "sites.geojson", "--layer", "moon=water.geojson"), "suitability.layer"),
        ((*KIND, "--site", "sites.geojson", "--letter", "moon=1;2026-01-01;同意;x"), "suitability.layer"),
        ((*KIND, "--site", "sites.geojson", "--score", "water=5:5"), "suitability.criterion"),
        ((*KIND, "--site", "elsewhere.csv"), "siting.elsewhere"),
        ((*KIND, "--site", "sites.geojson", "--layer", "water=elsewhere.csv"), "siting.elsewhere"),
        ((*KIND, "--area", "points.csv"), "suitability.area"),
        ((*KIND, "--area", "area.geojson", "--resolution", "0.01"), "suitability.cells"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask: Desk, here: Path, arguments: tuple[str, ...], rule: str) -> None:
    Path("elsewhere.csv").write_text("名称,经度,纬度\n甲,2.35,48.85\n", encoding="utf-8")
    points_file(here / "points.csv", ("甲", 0, 0, 1))
    ran = ask(*arguments)
    assert (ran.status, ran.rules()) == (1, [rule])


def test_wrong_use_is_two(ask: Desk) -> None:
    assert ask(*KIND).status == 2
    assert ask(*KIND, "--site", "sites.geojson", "--area", "area.geojson").status == 2
    assert ask(*KIND, "--site", "sites.geojson", "--score", "water=far").status == 2


def test_coordinates_in_the_wrong_system_do_not_acquit(ask: Desk, here: Path) -> None:
    """A layer in metres that says it is in degrees lies nowhere near: refused, not "nothing there"."""
    text = (here / "water.geojson").read_text(encoding="utf-8")
    metres = {"河": LineString([(-500, 1000), (1500, 1000)])}
    shapes_file(here / "metres.gpkg", metres, crs=PROFILE.planar_epsg)
    good = ask(*KIND, "--site", "sites.geojson", "--layer", "water=metres.gpkg")
    assert good.document["sites"][0]["rules"][1]["distance_m"] == pytest.approx(950, abs=0.1)
    swapped = shapely.from_geojson(text)
    flipped = shapely.transform(swapped, lambda xy: xy[:, ::-1])
    (here / "flipped.geojson").write_text(shapely.to_geojson(flipped), encoding="utf-8")
    bad = ask(*KIND, "--site", "sites.geojson", "--layer", "water=flipped.geojson")
    assert bad.status == 1
    assert "sites" not in bad.document


def test_land_is_found_with_its_verdicts(ask: Desk) -> None:
    both = ("--layer", "farmland=farmland.gpkg", "--layer", "water=water.geojson")
    ran = ask(*KIND, "--area", "area.geojson", *both, "--least-area", "1000")
    [site] = ran.document["sites"]
    assert site["area_m2"] == pytest.approx(900 * 800, rel=0.002)
    assert (site["verdict"], ran.status) == ("feasible", 0)
    assert ran.document["land"]["avoided"] == ["own-farmland", "own-water"]
    assert ran.document["land"]["excluded"][0]["share"] == pytest.approx(0.2, abs=0.02)
    ask(*KIND, "--area", "area.geojson", *both, "-o", "land.geojson")
    [feature] = json.loads(Path("land.geojson").read_text(encoding="utf-8"))["features"]
    assert feature["properties"]["verdict"] == "可行"
    unknown = ask(*KIND, "--area", "area.geojson", *both[:2])
    assert verdicts(unknown.document) == ["待核实"], "no water layer"
    nothing = ask(*KIND, "--area", "area.geojson")
    assert {"suitability.nothing_avoided", "suitability.layer_missing"} <= set(nothing.rules())


def test_a_strip_40_m_wide_is_found(ask: Desk, here: Path) -> None:
    fields = {"西": box(-10, -10, 480, 1010), "东": box(520, -10, 1010, 1010)}
    shapes_file(here / "fields.geojson", fields)
    arguments = (*KIND, "--area", "area.geojson", "--layer", "farmland=fields.geojson", "--as-of", "2019-01-01")
    for resolution in ("25", "60", "200"):
        [strip] = ask(*arguments, "--resolution", resolution).document["sites"]
        assert strip["area_m2"] == pytest.approx(40_000, rel=1e-4)
        assert strip["width_m"] == pytest.approx(40, abs=0.5)


def test_when_everything_is_prohibited_it_is_said_why(ask: Desk, here: Path) -> None:
    shapes_file(here / "all.geojson", {"地": box(-10, -10, 1010, 990), "边": box(-10, 980, 1010, 1010)})
    ran = ask(*KIND, "--area", "area.geojson", "--layer", "farmland=all.geojson", "--layer", "water=water.geojson")
    assert ran.status == 1
    assert ran.document["sites"] == []
    [told] = [finding for finding in ran.document["findings"] if finding["rule"] == "suitability.no_land"]
    assert told["message"].index("耕地") < told["message"].index("水库")
    assert "100.0%" in told["message"]


def test_a_theme_in_several_files_and_several_letters(ask: Desk, here: Path) -> None:
    shapes_file(here / "more.geojson", {"地二": box(290, -10, 360, 60)})
    both = ("--layer", "farmland=farmland.gpkg", "--layer", "farmland=more.geojson")
    found = ask(*KIND, "--site", "sites.geojson", *both, "--as-of", "2019-01-01").document
    assert verdicts(found) == ["禁止", "禁止", "可行"]
    assert found["layers"][0]["features"] == 2
    letters = [f"water=3号;2026-0{n};不涉及;x" for n in ("1-05", "2-05")]
    told = ask(
        *KIND, "--site", "sites.geojson", *both, *(word for one in letters for word in ("--letter", one))
    ).document
    assert [letter["date"] for letter in told["layers"][1]["letters"]] == ["2026-01-05", "2026-02-05"]


def test_an_empty_layer_is_a_missing_one(ask: Desk) -> None:
    Path("empty.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    ran = ask(*KIND, "--site", "sites.geojson", "--layer", "farmland=empty.geojson", "--as-of", "2019-01-01")
    if ran.document.get("status") != "rejected":
        assert set(verdicts(ran.document)) == {"待核实"}


def test_points_are_places_not_land(ask: Desk, here: Path) -> None:
    points_file(here / "points.csv", ("甲", 300, 0, 1), ("乙", 0, 0, 1))
    ran = ask(*KIND, "--site", "points.csv", "--layer", "farmland=farmland.gpkg", "--as-of", "2019-01-01")
    assert verdicts(ran.document) == ["待核实", "禁止"]
    assert "suitability.no_extent" in ran.rules()


def test_scores_rank_and_stay_open_where_nothing_is_known(ask: Desk, here: Path) -> None:
    shapes_file(here / "road.geojson", {"路": LineString([(0, 500), (1000, 500)])})
    arguments = (*KIND, "--site", "sites.geojson", "--layer", "main_road=road.geojson", "--score", "main_road=0:900:2")
    sites = ask(*arguments).document["sites"]
    assert [site["score"]["low"] for site in sites] == pytest.approx([0.5, 0.5, 1 - 300 / 900], abs=0.001)
    [_, part] = ask(*arguments, "--score", "water=1000:0:1").document["sites"][0]["score"]["parts"]
    assert (part["low"], part["high"], part["distance_m"]) == (0, 1, None)
    assert Criterion("x", 100, 500).worth(50) == 1
    assert Criterion("x", 500, 100).worth(300) == 0.5


def test_the_offices_own_layers_are_used(tiny_county_folder: Path, here: Path) -> None:
    with copied(tiny_county_folder, here / "county"):
        pass
    shapes_file(here / "sites.geojson", {"点": Point(0, 0).buffer(40)})
    ask = Desk(here / "county", "suitability")
    arguments = ("--kind", "public_cemetery", "--site", "sites.geojson")
    own = {layer["layer"]: layer["standing"] for layer in ask(*arguments).document["layers"]}
    none = {layer["layer"]: layer["standing"] for layer in ask(*arguments, "--no-own").document["layers"]}
    assert (own["dwelling"], none["dwelling"]) == ("present", "missing")
    spoken = ask(*arguments, json_=False)
    assert "待核实" in spoken.out


def test_the_rules_themselves_can_be_read(ask: Desk, here: Path) -> None:
    rules = Desk(here / "county", "rules")
    mine = rules("--kind", "test_kind").document
    assert [rule["rule"] for rule in mine["rules"]] == ["own-farmland", "own-water"]
    assert mine["themes"][1]["holder"] == "水利部门"
    early, late = (
        {rule["rule"] for rule in rules("--as-of", day).document["rules"]} for day in ("2026-03-29", "2026-03-30")
    )
    assert {"funeral-1997-water"} <= early - late
    assert {"funeral-2026-water"} <= late - early
    spoken = rules("--kind", "burial_area", json_=False).out
    assert "未核实" in spoken
    assert rules("--kind", "castle").rules() == ["suitability.kind"]


def test_plain_metres_and_ground_elsewhere(ask: Desk, here: Path) -> None:
    """A plane of nobody's, and another county's ground in its own zone; never the office's own layers there."""
    for name, shape in {"site": box(300, 0, 350, 50), "farm": box(0, 0, 100, 100)}.items():
        Path(f"{name}.geojson").write_text(shapely.to_geojson(shape), encoding="utf-8")
    arguments = (*KIND, "--site", "site.geojson", "--layer", "farmland=farm.geojson", "--as-of", "2019-01-01")
    assert ask(*arguments).rules() == ["siting.elsewhere"]
    plane = ask(*arguments, "--crs", "plane").document
    assert (plane["crs"], verdicts(plane)) == ("plane", ["可行"])
    assert plane["sites"][0]["rules"][0]["distance_m"] == 200
    assert "300" in plane["sites"][0]["wkt"]
    for name, lon in {"site": 100.003, "farm": 100.0}.items():
        Path(f"{name}.geojson").write_text(shapely.to_geojson(box(lon, 30, lon + 0.001, 30.001)), encoding="utf-8")
    away = ask(*arguments)
    assert away.document["crs"] == "EPSG:4542", "the zone of 99° E"
    assert away.document["sites"][0]["rules"][0]["distance_m"] == pytest.approx(193, abs=1)
    assert "siting.elsewhere" in away.rules()
    care = ask("--kind", "public_cemetery", "--site", "site.geojson")
    assert "suitability.own_elsewhere" in care.rules()
    assert {layer["standing"] for layer in care.document["layers"]} == {"missing"}
    assert ask(*KIND, "--site", "sites.geojson", "--layer", "farmland=farm.geojson").rules() == ["siting.elsewhere"]
