"""The publication gate: who may look in each of its three states, and what every map then says of itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from gazetteer.errors import Refused
from geo_app.accounts.permissions import ANONYMOUS, Person, Role
from geo_app.services.county import County
from geo_app.services.demo_county import build_demo
from geo_app.services.publication import DRAFT_WORDS, changed_since, read_gate, set_gate
from layers.store import Condition, Decision, Edit, EditAct, Operator, Query, Scope
from tests.county import opened
from tests.geo_app.web.sitting import Sitting

ADMIN = Person("管理员", "管理员", Role.ADMIN, ())
GROUNDS = ("甘S(2026)第012号", "全县 1:10万，全部公开图层", "2026-01-20")
LOOKED_AT = (
    "/map/start", "/map/counts?level=village", "/map/areas?level=county", "/map/lines?layer=road",
    "/map/points?layers=door_plate&bbox=116.9,31.1,117.1,31.3", "/map/search?q=村",
)  # fmt: skip


def one_of_each(county: County) -> list[str]:
    """Addresses of a card, the three public pages and the API, of records that are there."""
    read = county.store.read
    place = read("place", Scope.everything(), Query(limit=1))["id"].iloc[0]
    home = read("nursing_home", Scope.everything(), Query(limit=1))["id"].iloc[0]
    plate = read("door_plate", Scope.everything(), Query(limit=1)).iloc[0]
    return [
        f"/map/record/door_plate/{plate['id']}", f"/place/{place}", f"/facility/{home}", f"/q/{plate['qr_id']}",
        "/api/place", f"/api/door_plate/{plate['id']}",
    ]  # fmt: skip


def test_a_new_county_starts_closed(tmp_path: Path) -> None:
    with opened(tmp_path / "new") as county:
        assert read_gate(county).state == "off"


def test_a_demo_county_is_an_internal_draft(tiny_county: County) -> None:
    assert read_gate(tiny_county).state == "internal_draft"
    assert read_gate(tiny_county).set_by == "演示数据生成"


def test_building_the_demo_again_leaves_the_gate_where_people_put_it(tiny_county: County) -> None:
    set_gate(tiny_county, ADMIN, "off")
    build_demo(tiny_county)
    assert read_gate(tiny_county).state == "off"


def test_closed_means_nobody_without_an_account(app: Flask, tiny_county: County) -> None:
    set_gate(tiny_county, ADMIN, "off")
    visitor = app.test_client()
    page = visitor.get("/")
    assert page.status_code == 200
    assert "地图暂未公开" in page.text
    assert "data-map-page" not in page.text
    for address in (*LOOKED_AT, *one_of_each(tiny_county)):
        answer = visitor.get(address)
        assert answer.status_code == 404, address
        assert "地图暂未公开" in answer.text, address


def test_closed_still_serves_those_who_signed_in(app: Flask, tiny_county: County) -> None:
    set_gate(tiny_county, ADMIN, "off")
    clerk = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    admin = Sitting(app).come_in(tiny_county, "管理员", Role.ADMIN)
    for someone in (clerk, admin):
        for address in ("/", *LOOKED_AT, *one_of_each(tiny_county)):
            assert someone.get(address).status_code == 200, address


@pytest.mark.parametrize("state", ["internal_draft", "published"])
def test_open_means_everybody_and_every_page_says_its_standing(app: Flask, tiny_county: County, state: str) -> None:
    set_gate(tiny_county, ADMIN, state, *(GROUNDS if state == "published" else ()))
    words = DRAFT_WORDS if state == "internal_draft" else f"审图号：{GROUNDS[0]}"
    visitor = app.test_client()
    assert "data-map-page" in visitor.get("/").text
    assert words in json.dumps(visitor.get("/map/start").json, ensure_ascii=False)
    card, *pages = one_of_each(tiny_county)
    assert visitor.get(card).status_code == 200
    for address in pages:
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        assert words in answer.text, address
        assert (DRAFT_WORDS in answer.text) is (state == "internal_draft")


def test_generated_records_say_so_on_every_page(app: Flask, tiny_county: County) -> None:
    visitor = app.test_client()
    for address in one_of_each(tiny_county)[1:4]:
        assert "演示生成，不是实际情况" in visitor.get(address).text, address


def test_publishing_asks_for_number_scope_and_date_at_once(tiny_county: County) -> None:
    with pytest.raises(Refused) as refused:
        set_gate(tiny_county, ADMIN, "published")
    assert {f.rule for f in refused.value.findings} == {
        "publication.review_number", "publication.review_scope", "publication.reviewed_on",
    }  # fmt: skip
    assert all(f.remedy for f in refused.value.findings)
    assert read_gate(tiny_county).state == "internal_draft"


@pytest.mark.parametrize("day", ["", "昨天", "2026-02-30", "2999-01-01"])
def test_a_review_has_a_day_that_has_been(tiny_county: County, day: str) -> None:
    with pytest.raises(Refused) as refused:
        set_gate(tiny_county, ADMIN, "published", GROUNDS[0], GROUNDS[1], day)
    assert [f.rule for f in refused.value.findings] == ["publication.reviewed_on"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_administrator_moves_the_gate(tiny_county: County, role: Role) -> None:
    who = ANONYMOUS if role is Role.PUBLIC else Person("某人", "某人", role, (tiny_county.profile.code,))
    with pytest.raises(Refused):
        set_gate(tiny_county, who, "off")
    assert read_gate(tiny_county).state == "internal_draft"


def test_the_form_keeps_what_was_typed_and_publishes(app: Flask, tiny_county: County) -> None:
    admin = Sitting(app).come_in(tiny_county, "管理员", Role.ADMIN)
    admin.get("/admin/publication")
    refused = admin.post("/admin/publication", {"state": "published", "review_number": GROUNDS[0]})
    assert refused.status_code == 422
    assert GROUNDS[0] in refused.text
    form = dict(zip(("review_number", "review_scope", "reviewed_on"), GROUNDS, strict=True)) | {"state": "published"}
    assert admin.post("/admin/publication", form).status_code == 302
    gate = read_gate(tiny_county)
    assert (gate.state, gate.review_number, gate.review_scope, gate.reviewed_on) == ("published", *GROUNDS)
    assert any(entry["kind"] == "publication_gate" for entry in tiny_county.accounts.access_log.entries())


def test_a_map_that_changed_since_its_review_is_said_to_have(tiny_county: County) -> None:
    gate = set_gate(tiny_county, ADMIN, "published", *GROUNDS)
    assert not changed_since(tiny_county, gate)
    _correct(tiny_county, "address", {"number_suffix": "甲"})
    assert not changed_since(tiny_county, gate), "addresses are no public layer"
    _correct(tiny_county, "place", {"meaning": "新的含义"})
    assert changed_since(tiny_county, gate)


def _correct(county: County, key: str, values: dict[str, str]) -> None:
    where = (Condition("generated", Operator.EQUAL, True),)
    row = county.store.read(key, Scope.everything(), Query(where=where, limit=1)).iloc[0]
    from datetime import UTC, datetime  # noqa: PLC0415

    edit = Edit(layer=key, act=EditAct.CORRECT, object_id=row["id"], base_version=int(row["version"]), values=values)
    decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
    county.store.load([edit], decision=decision, title="勘误", reason="测试")
