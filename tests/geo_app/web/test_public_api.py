"""Machine access: complete, public, paged, revalidated, limited."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from geo_app.factory import create_app
from geo_app.services import machine_access
from geo_app.services.county import County
from geo_app.web.security import limiter
from layers.catalog import LAYERS, layer
from layers.store import Query, Scope
from tests.county import copied

PUBLIC = [made.key for made in LAYERS if made.public]


@pytest.fixture(scope="module")
def county(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with copied(tiny_county_folder, tmp_path_factory.mktemp("api") / "county") as opened:
        limiter.enabled = False
        yield opened
        limiter.enabled = True


@pytest.fixture(scope="module")
def client(county: County) -> Flask:
    return create_app(county).test_client()


@pytest.mark.parametrize("key", PUBLIC)
def test_the_pages_together_are_the_layer_and_nothing_internal(client, county: County, key: str) -> None:
    found, address = [], f"/api/{key}"
    while address:
        page = client.get(address).json
        found += page["records"]
        address = page["next"]
    assert sorted(r["id"] for r in found) == sorted(county.store.read(key, Scope.everything(), Query(columns=()))["id"])
    allowed = {f.key for f in layer(key).fields if f.public} | {"id", "division", "generated", "position"}
    assert {field for record in found for field in record} <= allowed
    assert not any(f.references for f in layer(key).fields if f.key in {k for r in found for k in r})


def test_pages_lead_back_and_forth(client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_access, "PAGE", 7)
    first = client.get("/api/place?division=990101").json
    second = client.get(first["next"]).json
    assert first["previous"] is None
    assert second["page"] == 2
    assert client.get(second["previous"]).json["records"] == first["records"]
    assert "division=990101" in second["next"]


def test_a_division_narrows_the_page(client, county: County) -> None:
    code = county.profile.seat_township
    answer = client.get(f"/api/place?division={code}").json
    assert 0 < answer["total"] == county.store.count("place", Scope.of(code))
    assert all(record["division"].startswith(code) for record in answer["records"])


def test_a_box_narrows_the_page(client, county: County) -> None:
    some = county.store.read("place", Scope.everything(), Query(limit=1)).geometry.iloc[0]
    answer = client.get(f"/api/place?bbox={some.x - 0.001},{some.y - 0.001},{some.x + 0.001},{some.y + 0.001}").json
    assert 0 < answer["total"] < county.store.count("place", Scope.everything())


def test_plates_are_listed_without_positions_and_a_box_tells_nothing(client) -> None:
    whole, boxed = client.get("/api/door_plate").json, client.get("/api/door_plate?bbox=1,1,2,2").json
    assert all("position" not in record for record in whole["records"])
    assert boxed["total"] == whole["total"]
    one = client.get(f"/api/door_plate/{whole['records'][0]['id']}").json["record"]
    assert one["position"]["radius_m"] > 0


def test_an_answer_is_revalidated_by_its_etag(client) -> None:
    first = client.get("/api/division")
    again = client.get("/api/division", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/address", 404), ("/api/boundary_marker", 404), ("/api/nothing", 404), ("/api/division/nobody", 404),
        ("/api/place?page=0", 422), ("/api/place?page=-1", 422), ("/api/place?page=x", 422), ("/api/place?page=1e3", 422),
        ("/api/place?page=99999999999999999999", 422), ("/api/place?page=²", 422),
        ("/api/place?division=%25", 422), ("/api/place?division=9901011001010", 422), ("/api/place?bbox=5", 422),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_says_why(client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.json["findings"][0]["message"]


def test_a_page_past_the_last_is_empty_and_leads_back(client) -> None:
    answer = client.get("/api/place?page=900").json
    assert answer["records"] == []
    assert answer["next"] is None


def test_the_documentation_names_every_public_layer_and_field(client) -> None:
    page = client.get("/api/").text
    for key in PUBLIC:
        assert f"/api/{key}" in page
    assert "approval" not in page
    assert "/api/address" not in page


def test_whoever_asks_too_often_is_told_to_wait(county: County) -> None:
    limiter.enabled = True
    try:
        app = create_app(county)
        client = app.test_client()
        answers = [client.get("/api/marriage_registry").status_code for _ in range(125)]
    finally:
        limiter.enabled = False
        limiter.reset()
    assert answers[:100] == [200] * 100
    assert answers[-1] == 429


def test_ids_cannot_be_counted_through(client, county: County) -> None:
    """Codes on plates are long and without order; neighbours of a known code lead nowhere."""
    codes = sorted(county.store.read("door_plate", Scope.everything(), Query(columns=("qr_id",)))["qr_id"])
    assert all(len(code) >= 16 for code in codes)
    number = int(codes[0], 16)
    for step in (-2, -1, 1, 2):
        assert client.get(f"/q/{number + step:016x}").status_code == 404
    gaps = [int(b, 16) - int(a, 16) for a, b in itertools.pairwise(codes)]
    assert min(gaps) > 1_000_000
