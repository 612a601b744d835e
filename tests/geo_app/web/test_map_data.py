"""What the map's JSON says, to whom, how precisely, and how soon it notices a change."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely
from flask import Flask

from geo_app.accounts.permissions import Role
from geo_app.factory import create_app
from geo_app.services import map_data
from geo_app.services.county import County
from layers.catalog import LAYERS, layer
from layers.crs import GEOD, planar
from layers.store import Condition, Decision, Edit, EditAct, Operator, Query, Scope
from tests.county import copied
from tests.geo_app.web.sitting import Sitting

WIDE = "110,25,125,38"
EVERYTHING = Scope.everything()


@pytest.fixture(scope="module")
def county(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """One county for questions; tests of this file leave it as it is."""
    with copied(tiny_county_folder, tmp_path_factory.mktemp("map-data") / "county") as opened:
        yield opened


@pytest.fixture(scope="module")
def asked(county: County) -> Flask:
    return create_app(county)


def ask(client: Any, path: str, **query: str) -> Any:
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def townships(county: County) -> list[str]:
    where = (Condition("level", Operator.EQUAL, "township"),)
    return sorted(county.store.read("division", EVERYTHING, Query(where=where, geometry=False))["code"])


def load(county: County, *edits: Edit) -> None:
    decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
    county.store.load(list(edits), decision=decision, title="变更", reason="测试")


# Counts -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("level", ["township", "village"])
def test_counts_are_those_of_the_tables_and_of_the_plan(asked: Flask, county: County, level: str) -> None:
    found = ask(asked.test_client(), "/map/counts", level=level)
    by_code = county.store.count_by("door_plate", "division", EVERYTHING)
    for unit in found["units"]:
        assert unit["count"] == sum(n for code, n in by_code.items() if code.startswith(unit["code"])), unit
    total = sum(unit["count"] for unit in found["units"]) + found["elsewhere"]
    assert total == county.store.count("door_plate", EVERYTHING) == sum(county.profile.plates.totals.values())


def test_the_first_sight_counts_the_same(asked: Flask) -> None:
    client = asked.test_client()
    first, counts = ask(client, "/map/start"), ask(client, "/map/counts", level="township")
    assert first["counts"] == counts["units"]
    assert {unit["code"] for unit in first["counts"]} <= {area["code"] for area in first["townships"]}


def test_a_count_stands_inside_its_own_unit(asked: Flask, county: County) -> None:
    frame = county.store.read("division", EVERYTHING)
    shapes = dict(zip(frame["code"], frame.geometry, strict=True))
    for level in ("township", "village"):
        for unit in ask(asked.test_client(), "/map/counts", level=level)["units"]:
            assert shapes[unit["code"]].contains(shapely.Point(unit["lon"], unit["lat"])), unit


def test_what_has_no_area_is_counted_elsewhere(tiny_county: County, app: Flask) -> None:
    plate = tiny_county.store.read("door_plate", EVERYTHING, Query(limit=1)).iloc[0]
    edit = Edit(
        layer="door_plate", act=EditAct.CORRECT, object_id=plate["id"], base_version=int(plate["version"]),
        division=tiny_county.profile.code,
    )  # fmt: skip
    load(tiny_county, edit)
    assert ask(app.test_client(), "/map/start")["elsewhere"] == 1


# Who sees what ----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def stranger(asked: Flask, county: County) -> Sitting:
    """A clerk of another township than the seat's."""
    other = next(code for code in townships(county) if code != county.profile.seat_township)
    return Sitting(asked).come_in(county, "外乡经办", Role.TOWNSHIP_CLERK, other)


def test_a_clerk_of_another_township_sees_only_her_own(stranger: Sitting, county: County) -> None:
    (own,) = {code for code in townships(county) if code != county.profile.seat_township} & {
        unit["code"] for unit in ask(stranger.client, "/map/start")["counts"]
    }
    start = ask(stranger.client, "/map/start")
    assert [area["code"] for area in start["townships"]] == [own]
    assert all(unit["code"].startswith(own) for unit in ask(stranger.client, "/map/counts", level="village")["units"])
    assert all(area["code"].startswith(own) for area in ask(stranger.client, "/map/areas", level="village")["areas"])
    keys = [made.key for made in LAYERS if made.geometry and made.geometry.value == "Point"]
    points = ask(stranger.client, "/map/points", layers=",".join(keys), bbox=WIDE)["layers"]
    for key in keys:
        ids = {point[0] for point in points[key]["points"]}
        assert ids == set(county.store.read(key, Scope.of(own), Query(columns=(), geometry=False))["id"]), key
    for hit in ask(stranger.client, "/map/search", q="村")["hits"]:
        assert county.store.get(hit["layer"], hit["id"], Scope.of(own))


def test_another_township_s_record_is_not_there_for_her(stranger: Sitting, county: County) -> None:
    seat = Scope.of(county.profile.seat_township)
    for key in ("door_plate", "place", "nursing_home", "address"):
        for i in county.store.read(key, seat, Query(columns=(), geometry=False, limit=1))["id"]:
            assert stranger.client.get(f"/map/record/{key}/{i}").status_code == 404
    place = county.store.read("place", seat, Query(columns=(), geometry=False, limit=1))["id"].iloc[0]
    plate = county.store.read("door_plate", seat, Query(columns=("qr_id",), geometry=False, limit=1))["qr_id"].iloc[0]
    assert stranger.client.get(f"/place/{place}").status_code == 404
    assert stranger.client.get(f"/q/{plate}").status_code == 404


def test_full_fields_end_at_the_desks_one_keeps(asked: Flask, county: County) -> None:
    """A planner keeps facilities and boundaries: plates are the public's to them, generalised."""
    planner = Sitting(asked).come_in(county, "规划员", Role.PLANNER)
    answer = ask(planner.client, "/map/points", layers="door_plate,burial_area", bbox=WIDE)["layers"]
    assert answer["door_plate"]["radius_m"] > 0
    assert answer["burial_area"]["radius_m"] == 0
    plate = answer["door_plate"]["points"][0][0]
    titles = {field["key"] for field in ask(planner.client, f"/map/record/door_plate/{plate}")["fields"]}
    assert titles == {f.key for f in layer("door_plate").fields if f.public} - {"address_text"}


def test_the_public_sees_public_layers_and_public_fields_only(asked: Flask, county: County) -> None:
    visitor = asked.test_client()
    for made in LAYERS:
        row = county.store.read(made.key, EVERYTHING, Query(columns=(), geometry=False, limit=1))
        if row.empty:
            continue
        answer = visitor.get(f"/map/record/{made.key}/{row['id'].iloc[0]}")
        assert answer.status_code == (200 if made.public else 404), made.key
        if made.public:
            assert {f["key"] for f in answer.json["fields"]} <= {f.key for f in made.fields if f.public}
            assert answer.json["source"] == ""


# Precision --------------------------------------------------------------------------------------
def test_a_generalised_circle_holds_the_true_position_and_stands_on_the_grid(asked: Flask, county: County) -> None:
    side = county.profile.publication.public_grid_m
    there, _ = planar(county.profile.planar_epsg)
    answer = ask(asked.test_client(), "/map/points", layers="door_plate", bbox=WIDE)["layers"]["door_plate"]
    frame = county.store.read("door_plate", EVERYTHING, Query(columns=()))
    true = dict(zip(frame["id"], frame.geometry, strict=True))
    assert len(answer["points"]) == len(true)
    for i, lon, lat, *_ in answer["points"]:
        assert GEOD.inv(lon, lat, true[i].x, true[i].y)[2] <= answer["radius_m"] + 0.2
        east, north = there.transform(lon, lat)
        assert abs(east / side % 1 - 0.5) < 0.01
        assert abs(north / side % 1 - 0.5) < 0.01


def test_small_boxes_do_not_close_in_on_a_true_position(asked: Flask, county: County) -> None:
    """A box around the true gate finds the plate only when the shown, generalised spot lies in it."""
    visitor = asked.test_client()
    for row in county.store.read("door_plate", EVERYTHING, Query(columns=(), limit=25)).itertuples():
        x, y = row.geometry.x, row.geometry.y
        box = f"{x - 2e-5},{y - 2e-5},{x + 2e-5},{y + 2e-5}"
        for i, lon, lat, *_ in ask(visitor, "/map/points", layers="door_plate", bbox=box)["layers"]["door_plate"][
            "points"
        ]:
            assert abs(lon - x) <= 2e-5, i
            assert abs(lat - y) <= 2e-5, i


def test_what_was_measured_to_thirty_metres_is_shown_thirty_metres_wide(tiny_county: County, app: Flask) -> None:
    clerk = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    plate = tiny_county.store.read("door_plate", EVERYTHING, Query(limit=1)).iloc[0]
    edit = Edit(
        layer="door_plate", act=EditAct.CORRECT, object_id=plate["id"], base_version=int(plate["version"]),
        values={"accuracy_m": 30.0},
    )  # fmt: skip
    load(tiny_county, edit)
    assert ask(clerk.client, f"/map/record/door_plate/{plate['id']}")["position"]["radius_m"] == 30.0


# Internal places --------------------------------------------------------------------------------
def test_an_internal_place_and_its_names_are_nowhere_on_the_public_side(tiny_county: County, app: Flask) -> None:
    store = tiny_county.store
    place = store.read("place", EVERYTHING, Query(where=(Condition("kind", Operator.EQUAL, "settlement"),))).iloc[0]
    load(
        tiny_county,
        Edit(
            layer="place", act=EditAct.CORRECT, object_id=place["id"], base_version=int(place["version"]),
            values={"security": "internal", "label": "隐名沟"},
        ),
    )  # fmt: skip
    names = store.read("place_name", EVERYTHING, Query(where=(Condition("place", Operator.EQUAL, place["id"]),)))
    visitor = app.test_client()
    public_ids = {
        point[0] for point in ask(visitor, "/map/points", layers="place", bbox=WIDE)["layers"]["place"]["points"]
    }
    assert place["id"] not in public_ids
    assert len(public_ids) == store.count("place", EVERYTHING) - 1
    counted = ask(visitor, "/map/counts", level="township", layer="place")
    assert sum(u["count"] for u in counted["units"]) + counted["elsewhere"] == store.count("place", EVERYTHING) - 1
    for address in (f"/map/record/place/{place['id']}", f"/place/{place['id']}", f"/api/place/{place['id']}"):
        assert visitor.get(address).status_code == 404
    assert ask(visitor, "/map/search", q="隐名沟")["hits"] == []
    for key in ("place", "place_name", "place_name_spelling", "naming_act"):
        hidden = {place["id"], *names["id"]}
        pages = [ask(visitor, f"/api/{key}", page=str(n)) for n in range(1, ask(visitor, f"/api/{key}")["pages"] + 1)]
        texts = str([page["records"] for page in pages])
        assert not [i for i in hidden if i in texts], key
        assert sum(len(page["records"]) for page in pages) == pages[0]["total"] < store.count(key, EVERYTHING)
    clerk = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    assert clerk.get(f"/place/{place['id']}").status_code == 200
    assert ask(clerk.client, "/map/search", q="隐名沟")["hits"][0]["id"] == place["id"]


# Boxes ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "box",
    ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "117,31,116,32", "116,32,117,31", "116,31,116,32", "nan,31,117,32",
     "-inf,31,117,32", "-181,31,117,32", "116,-91,117,32", "116,31,117,91", "1e999,31,117,32", "１１６,31,117"],
)  # fmt: skip
def test_an_impossible_box_is_refused_in_words(asked: Flask, box: str) -> None:
    answer = asked.test_client().get("/map/points", query_string={"bbox": box})
    assert answer.status_code == 422
    assert answer.json["findings"][0]["rule"] == "map.bbox"


@pytest.mark.parametrize("box", ["-180,-90,180,90", "0,0,0.0000001,0.0000001", "179.9,89.9,180,90"])
def test_any_possible_box_is_answered(asked: Flask, box: str) -> None:
    assert "door_plate" in ask(asked.test_client(), "/map/points", bbox=box)["layers"]


def test_points_on_the_very_edge_of_a_box_are_in_it(asked: Flask, county: County) -> None:
    clerk = Sitting(asked).come_in(county, "县经办", Role.COUNTY_CLERK)
    row = county.store.read("place", EVERYTHING, Query(columns=(), limit=1)).iloc[0]
    x, y = row.geometry.x, row.geometry.y
    answer = ask(clerk.client, "/map/points", layers="place", bbox=f"{x!r},{y!r},{x + 0.001!r},{y + 0.001!r}")
    assert row["id"] in {point[0] for point in answer["layers"]["place"]["points"]}


def test_too_many_points_are_cut_and_said_to_be(asked: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_data, "MOST_POINTS", 40)
    answer = ask(asked.test_client(), "/map/points", layers="door_plate", bbox="111,25,125,38")["layers"]["door_plate"]
    assert len(answer["points"]) == 40
    assert answer["more"] is True


@pytest.mark.parametrize("path", ["/map/points?layers=boundary_line&bbox=1,1,2,2", "/map/lines?layer=place",
                                  "/map/lines?layer=nothing", "/map/points?layers=boundary_marker&bbox=1,1,2,2"])  # fmt: skip
def test_a_layer_that_is_not_there_for_the_reader_is_not_found(asked: Flask, path: str) -> None:
    assert asked.test_client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/map/counts?level=galaxy", "/map/areas?level=group"])
def test_a_level_that_is_none_is_refused(asked: Flask, path: str) -> None:
    assert asked.test_client().get(path).status_code == 422


# On the wire ------------------------------------------------------------------------------------
def test_what_the_browser_has_is_not_sent_again_until_something_changes(tiny_county: County, app: Flask) -> None:
    visitor = app.test_client()
    first = visitor.get("/map/start")
    again = visitor.get("/map/start", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    plate = tiny_county.store.read("door_plate", EVERYTHING, Query(limit=1)).iloc[0]
    load(
        tiny_county,
        Edit(layer="door_plate", act=EditAct.WITHDRAW, object_id=plate["id"], base_version=int(plate["version"])),
    )
    later = visitor.get("/map/start", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert sum(u["count"] for u in later.json["counts"]) == sum(u["count"] for u in first.json["counts"]) - 1


def test_packed_and_plain_answers_are_the_same(asked: Flask) -> None:
    plain = asked.test_client().get("/map/start")
    packed = asked.test_client().get("/map/start", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2


def test_one_reader_s_answer_is_never_another_s(asked: Flask, county: County, stranger: Sitting) -> None:
    clerk = Sitting(asked).come_in(county, "全县经办", Role.COUNTY_CLERK)
    totals = {
        who: sum(u["count"] for u in ask(client, "/map/start")["counts"])
        for who, client in (("all", clerk.client), ("one", stranger.client), ("public", asked.test_client()))
    }
    assert totals["all"] == totals["public"] > totals["one"] > 0
    assert "private" in asked.test_client().get("/map/start").headers["Cache-Control"]
