"""Names that are also programs: shown as they are on every public page, in every answer, and never run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Browser

from geo_app.factory import create_app
from geo_app.maps.shell import map_shell
from geo_app.services.county import County
from layers.store import Condition, Decision, Edit, EditAct, Operator, Query, Scope
from tests.browser import Served, serving
from tests.county import copied
from tests.geo_app.web.public_browser import visiting

pytestmark = pytest.mark.browser

NAMES = {
    "braces": "甲{{7*7}}村",
    "stray": "乙{% raw %}{#村",
    "script": "丙<script>alert(1)</script>村",
    "image": '丁"><img src=x onerror=alert(2)>村',
    "literal": "戊`${alert(3)}`村",
    "formula": "己=cmd|' /C calc'!A0",
    "sql": "庚'; DROP TABLE place; --",
    "rare": "辛𠮷湫𬇙村",
    "emoji": "壬👩‍👩‍👧🏔️村",
    "turned": "癸\u202eنوعم\u202c\u200f村",
    "link": "子javascript:alert(4)//https://elsewhere.example/",
    "entity": "丑&lt;b&gt;&amp;&#x3C;村",
}
EVERYTHING = Scope.everything()


def _edits(county: County) -> Iterator[Edit]:
    seat = county.profile.seat_township
    where = (Condition("code", Operator.EQUAL, seat),)
    middle = county.store.read("division", EVERYTHING, Query(where=where)).geometry.iloc[0].representative_point()

    def create(layer: str, n: int, key: str, values: dict[str, object]) -> Edit:
        spot = shapely.Point(middle.x + 0.0012 * (n % 4), middle.y + 0.0012 * (n // 4))
        shape = None if layer == "place_name" else spot
        return Edit(
            layer=layer, act=EditAct.CREATE, object_id=f"{layer}-{key}", division=seat, values=values,
            sets_geometry=shape is not None, geometry=shape,
        )  # fmt: skip

    for n, (key, name) in enumerate(NAMES.items()):
        place = {"place_code": f"H-{n:06}", "label": name, "kind": "settlement", "life_cycle": "existing"}
        yield create(
            "place", n, key, {**place, "security": "public", "spelling": name, "meaning": name, "history": name}
        )
        other = {"place": f"place-{key}", "text": name, "role": "standard", "status": "announced"}
        yield create("place_name", n, key, other)
        home = {"facility_code": f"H-{n:06}", "name": name, "state": "open", "approval": "approved"}
        yield create("nursing_home", n, key, {**home, "address_text": name, "operator": name})
        plate = {"plate_code": f"H-{n:06}", "kind": "small", "address_text": name, "number_text": name[:30]}
        yield create("door_plate", n, key, {**plate, "status": "activated", "qr_id": f"hostile-code-{n:06}"})
    for layer in ("division", "street", "boundary_line", "neighbouring_county"):
        label = {"division": "name", "street": "name", "boundary_line": "name", "neighbouring_county": "name"}[layer]
        for row, name in zip(
            county.store.read(layer, EVERYTHING).to_dict("records")[-4:], NAMES.values(), strict=False
        ):
            yield Edit(
                layer=layer, act=EditAct.CORRECT, object_id=row["id"], base_version=int(row["version"]),
                values={label: name[:60]},
            )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("hostile") / "county"
    with copied(tiny_county_folder, target) as county:
        decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
        county.store.load(list(_edits(county)), decision=decision, title="名字", reason="测试")
    return target


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with serving(folder) as running:
        yield running


def everyday(page: str) -> list[str]:
    """Addresses of the three public pages of one hostile name."""
    n = list(NAMES).index(page)
    return [f"/place/place-{page}", f"/facility/nursing_home-{page}", f"/q/hostile-code-{n:06}"]


@pytest.mark.parametrize("key", NAMES)
def test_public_pages_show_the_name_and_run_nothing(browser: Browser, served: Served, key: str) -> None:
    with visiting(browser, served.address) as visit:
        for address in everyday(key):
            visit.go(address)
            assert visit.page.locator("h1").first.evaluate("h => h.textContent").strip().startswith(NAMES[key]), address
            assert visit.page.title().startswith(" ".join(NAMES[key].split()))
            assert visit.page.locator("main script, main img, main b > b").count() == 0


def test_map_search_card_and_labels_show_the_names_and_run_nothing(browser: Browser, served: Served) -> None:
    with visiting(browser, served.address) as visit:
        visit.go("/")
        for key, name in NAMES.items():
            visit.page.fill("[data-search] input", name)
            row = visit.page.locator("#hits li strong", has_text=name).first
            row.wait_for()
            assert row.evaluate("r => r.textContent") == name
            assert row.evaluate("r => r.children.length") == 0
            row.click()
            heading = visit.page.locator("[data-card] h2", has_text=name)
            heading.wait_for()
            assert heading.evaluate("h => h.firstChild.textContent") == name, key
        visit.settle()
        labels = visit.state(
            "[...document.querySelectorAll('.map-label span')].map((l) => [l.textContent, l.children.length])"
        )
        assert all(children == 0 for _, children in labels)
        assert {text for text, _ in labels} & set(NAMES.values())
        assert visit.page.locator(".map-frame script, .map-frame img:not(.leaflet-tile)").count() == 0


def test_the_card_of_a_line_and_the_choice_on_one_spot_are_text_too(browser: Browser, served: Served) -> None:
    with visiting(browser, served.address) as visit:
        visit.go("/")
        lines = visit.state("fetch('/map/lines?layer=boundary_line').then((r) => r.json())")["lines"]
        hostile = next(line for line in lines if line["label"] in NAMES.values())
        visit.state(f"window.county_map.card.open('boundary_line', {json.dumps(hostile['id'])})")
        assert visit.page.locator("[data-card] h2").evaluate("h => h.firstChild.textContent") == hostile["label"]
        members = [{"id": f"place-{key}", "text": name} for key, name in NAMES.items()]
        visit.state(f"window.county_map.card.choose('同一处', {{ key: 'place' }}, {json.dumps(members)})")
        shown = visit.page.locator("[data-card] .choices button").evaluate_all("all => all.map((b) => b.textContent)")
        assert shown == list(NAMES.values())


def test_json_answers_hold_the_names_as_stored_and_say_they_are_json(folder: Path) -> None:
    with copied_readonly(folder) as county:
        client = create_app(county).test_client()
        for key, name in NAMES.items():
            answer = client.get(f"/map/record/place/place-{key}")
            assert answer.mimetype == "application/json"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.json["title"] == name
            assert client.get(f"/api/place/place-{key}").json["record"]["label"] == name
            hits = client.get("/map/search", query_string={"q": name[:60]}).json["hits"]
            assert f"place-{key}" in {hit["id"] for hit in hits}


def test_the_shell_and_the_page_of_the_map_hold_no_stored_text(folder: Path) -> None:
    with copied_readonly(folder) as county:
        client = create_app(county).test_client()
        page, script = client.get("/").text, client.get("/map/shell.js").text
        assert script == map_shell(county.profile.bounds).script
        assert client.get("/map/symbols.css").status_code == 200
        for name in NAMES.values():
            assert name not in page
            assert name not in script
        assert "49" not in page.split("data-plates")[1].split(">")[0]


@pytest.mark.parametrize(
    "words", ["{{7*7}}", "<script>alert(1)</script>", "' OR 1=1 --", "%", "_", "𠮷", "\u202e", "a" * 5000]
)
def test_what_is_typed_into_the_search_is_text(folder: Path, words: str) -> None:
    with copied_readonly(folder) as county:
        answer = create_app(county).test_client().get("/map/search", query_string={"q": words})
        assert answer.status_code == 200
        for hit in answer.json["hits"]:
            assert words in hit["title"] or words in hit["note"], hit


def copied_readonly(folder: Path):
    """The county of the module, opened beside the running server, only to be read."""
    from tests.county import opened  # noqa: PLC0415

    return opened(folder)
