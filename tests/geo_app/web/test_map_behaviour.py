"""The map in a real browser: permalink, back and forth, keyboard, measuring, legend, names that keep apart, print."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from playwright.sync_api import Browser

from layers.crs import GEOD
from tests.browser import Served, serving
from tests.county import copied
from tests.geo_app.web.public_browser import Visit, visiting

pytestmark = pytest.mark.browser

NEAR = "#16/31.2/117.0"


@pytest.fixture(scope="module")
def served(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("behaviour") / "county"
    with copied(tiny_county_folder, folder):
        pass
    with serving(folder) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Visit]:
    with visiting(browser, served.address) as made:
        yield made


def view(visit: Visit) -> tuple[float, float, float]:
    lat, lng, zoom = visit.state(
        "[window.county_map.map.getCenter().lat, window.county_map.map.getCenter().lng, window.county_map.map.getZoom()]"
    )
    return lat, lng, zoom


def first_home(visit: Visit) -> str:
    return str(visit.state("fetch('/map/search?q=敬老院').then((r) => r.json())")["hits"][0]["id"])


def arrive(visit: Visit, zoom: float) -> None:
    """Waits until the map has flown to a zoom, however slow the browser, and has drawn what is there."""
    for _ in range(100):
        if view(visit)[2] >= zoom:
            break
        visit.page.wait_for_timeout(100)
    assert view(visit)[2] >= zoom
    visit.settle()


# First sight ------------------------------------------------------------------------------------
def test_a_newcomer_sees_counts_that_add_up_without_signing_in(visit: Visit) -> None:
    visit.go("/")
    numbers = visit.page.locator(".count-icon").evaluate_all("all => all.map((c) => c.textContent)")
    answer = visit.state("fetch('/map/start').then((r) => r.json())")
    assert sum(int(re.sub(r"\D", "", n)) for n in numbers) == sum(u["count"] for u in answer["counts"]) > 0
    assert visit.state("performance.getEntriesByName('map-ready').length") == 1
    note = visit.page.locator("[data-note]").inner_text()
    assert "内部草图，未经审核，不得公开" in note
    assert "演示数据" in note
    assert "数据截至" in note


def test_a_click_on_a_count_leads_nearer_until_there_are_points(visit: Visit) -> None:
    visit.go("/")
    visit.page.locator(".count-township").first.click()
    visit.settle()
    assert visit.page.locator(".count-village").count()
    visit.page.locator(".count-village").first.click()
    arrive(visit, 15)
    assert visit.page.locator(".count-icon").count() == 0


def test_a_click_while_the_map_still_zooms_is_not_lost(visit: Visit) -> None:
    visit.go("/")
    visit.page.locator(".count-township").first.click()
    arrive(visit, 12.5)
    visit.page.locator(".count-village").first.wait_for()
    visit.page.wait_for_timeout(500)
    visit.state(
        "window.county_map.map.once('zoomanim', () => document.querySelector('.count-village').click()).zoomIn(0.5)"
        " && null"
    )
    arrive(visit, 15)


# Address bar ------------------------------------------------------------------------------------
def test_the_address_brings_back_place_layers_and_record(browser: Browser, served: Served, visit: Visit) -> None:
    visit.go("/")
    home = first_home(visit)
    visit.go(f"/{NEAR}/door_plate,nursing_home/nursing_home:{home}")
    assert view(visit)[2] == pytest.approx(16)
    checked = visit.page.locator("[data-point-layer]:checked").evaluate_all(
        "all => all.map((i) => i.dataset.pointLayer)"
    )
    assert checked == ["door_plate", "nursing_home"]
    assert "敬老院" in visit.page.locator("[data-card] h2").inner_text()
    visit.page.keyboard.press("Escape")
    link = visit.page.url
    with visiting(browser, served.address) as other:
        other.go(link.removeprefix(served.address))
        assert view(other) == pytest.approx(view(visit), abs=1e-4)
        assert other.page.locator("[data-card]").is_hidden()


def test_back_and_forth_lead_through_what_was_opened(visit: Visit) -> None:
    visit.go(f"/{NEAR}")
    home = first_home(visit)
    visit.state(f"window.county_map.card.open('nursing_home', '{home}')")
    assert home in visit.page.url
    visit.page.locator("[data-card] [data-close]").click()
    assert home not in visit.page.url
    visit.page.go_back()
    visit.page.locator("[data-card] h2").wait_for()
    assert home in visit.page.url
    visit.page.go_back()
    visit.page.locator("[data-card]").wait_for(state="hidden")
    visit.page.go_forward()
    visit.page.locator("[data-card] h2").wait_for()


@pytest.mark.parametrize(
    "hash_", ["#", "#x/y/z", "#99/999/999", "#16/31.2/117.0/-/<script>:x", "#16/31.2/117.0/nothing/"]
)
def test_an_odd_address_still_shows_the_map(visit: Visit, hash_: str) -> None:
    visit.go("/" + hash_)
    assert visit.page.locator("[data-problem]").is_hidden()


# Search -----------------------------------------------------------------------------------------
def test_search_by_initials_with_the_keyboard_alone(visit: Visit) -> None:
    visit.go("/")
    visit.page.locator(".folium-map").focus()
    visit.page.keyboard.press("/")
    visit.page.keyboard.type("jly")
    visit.page.locator("#hits li[role=option]").first.wait_for()
    visit.page.keyboard.press("ArrowDown")
    selected = visit.page.locator("#hits li[aria-selected=true] strong").inner_text()
    assert visit.page.locator("[data-search] input").get_attribute("aria-activedescendant") == "hit-0"
    visit.page.keyboard.press("Enter")
    visit.page.locator("[data-card] h2").wait_for()
    assert selected in visit.page.locator("[data-card] h2").inner_text()
    assert view(visit)[2] >= 16
    visit.page.keyboard.press("Escape")
    visit.page.locator("[data-card]").wait_for(state="hidden")


def test_a_search_without_result_says_what_to_try(visit: Visit) -> None:
    visit.go("/")
    visit.page.fill("[data-search] input", "没有这个地方")
    visit.page.locator("#hits li", has_text="没有找到").wait_for()


def test_the_map_moves_by_keyboard(visit: Visit) -> None:
    visit.go("/")
    before = view(visit)
    visit.page.locator(".folium-map").focus()
    visit.page.keyboard.press("ArrowRight")
    visit.page.wait_for_timeout(600)
    assert view(visit)[1] > before[1]
    visit.page.keyboard.press("+")
    visit.page.wait_for_timeout(600)
    assert view(visit)[2] > before[2]


# Measuring and coordinates ----------------------------------------------------------------------
def test_distances_are_those_of_the_ellipsoid(visit: Visit) -> None:
    visit.go("/")
    seeded = random.Random(20)
    pairs = [
        [seeded.uniform(73, 135), seeded.uniform(18, 53), seeded.uniform(73, 135), seeded.uniform(18, 53)]
        for _ in range(200)
    ]
    pairs += [[117, 31.2, 117 + 1e-6, 31.2], [117, 31.2, 117, 31.2], [0, 0, 90, 0], [0, -80, 120, 80]]
    found = visit.page.evaluate(
        "async (pairs) => { const g = await import('/static/js/map/geodesy.js');"
        " return pairs.map(([a, b, c, d]) => g.between({ lng: a, lat: b }, { lng: c, lat: d })); }",
        pairs,
    )
    for (a, b, c, d), metres in zip(pairs, found, strict=True):
        assert metres == pytest.approx(GEOD.inv(a, b, c, d)[2], rel=1e-9, abs=1e-6)


def test_areas_are_those_of_the_ellipsoid(visit: Visit) -> None:
    visit.go("/")
    rings = [
        [[117, 31.2], [117.01, 31.2], [117.01, 31.21], [117, 31.21]],
        [[116.8, 31.0], [117.2, 31.05], [117.1, 31.4]],
        [[117, 31.2], [117.0005, 31.2], [117.0005, 31.2004], [117, 31.2004]],
    ]
    found = visit.page.evaluate(
        "async (rings) => { const g = await import('/static/js/map/geodesy.js');"
        " return rings.map((ring) => g.area(ring.map(([lng, lat]) => ({ lng, lat })))); }",
        rings,
    )
    for ring, square_metres in zip(rings, found, strict=True):
        true, _ = GEOD.polygon_area_perimeter([x for x, _ in ring], [y for _, y in ring])
        assert square_metres == pytest.approx(abs(true), rel=2e-5)


def test_measuring_on_the_map_says_length_and_area_and_opens_no_card(visit: Visit) -> None:
    visit.go(f"/{NEAR}")
    visit.page.locator("[data-measure]").click()
    for x, y in ((500, 300), (700, 300), (700, 500), (700, 600)):
        visit.page.mouse.click(x, y)
        visit.page.wait_for_timeout(280)
    visit.page.keyboard.press("Backspace")
    said = visit.page.locator("[data-measured]").inner_text()
    a, b, c = (visit.state(f"(() => {{ const r = document.querySelector('.folium-map').getBoundingClientRect();"
                           f" const p = window.county_map.map.containerPointToLatLng([{x} - r.left, {y} - r.top]);"
                           f" return [p.lng, p.lat]; }})()") for x, y in ((500, 300), (700, 300), (700, 500)))  # fmt: skip
    expected = GEOD.inv(*a, *b)[2] + GEOD.inv(*b, *c)[2]
    shown = re.search(r"长度 ([\d.]+) (m|km)", said)
    assert shown
    assert float(shown[1]) * (1000 if shown[2] == "km" else 1) == pytest.approx(expected, rel=0.005)
    assert "亩" in said
    assert visit.page.locator("[data-card]").is_hidden()
    visit.page.keyboard.press("Escape")
    assert visit.page.locator("[data-measured]").is_hidden()


def test_a_click_says_where_in_both_ways_of_writing(visit: Visit) -> None:
    visit.go("/")
    visit.page.mouse.click(1150, 700)
    said = visit.page.locator("[data-spot]").inner_text()
    assert re.search(r"东经\d+°\d\d′\d\d\.\d″ 北纬\d+°\d\d′\d\d\.\d″", said)
    assert re.search(r"\d+\.\d{6}, \d+\.\d{6}", said)
    visit.page.locator("[data-coordinates]").click()
    assert re.fullmatch(r"\d+\.\d{6}, \d+\.\d{6}", visit.page.locator("[data-coordinates]").inner_text())


def test_a_click_on_a_plate_opens_it_and_nothing_else(visit: Visit) -> None:
    visit.go("/")
    plate = visit.state("fetch('/map/points?layers=door_plate&bbox=116,30,118,32').then((r) => r.json())")
    spots = plate["layers"]["door_plate"]["points"]
    places = [(lon, lat) for _, lon, lat, *_ in spots]
    lon, lat = next(place for place in places if places.count(place) > 1)
    visit.go(f"/#18/{lat}/{lon}/door_plate")
    frame = visit.page.locator(".folium-map").bounding_box()
    assert frame
    visit.page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    choices = visit.page.locator("[data-card] .choices button")
    choices.first.wait_for()
    assert choices.count() >= places.count((lon, lat))
    assert visit.page.locator("[data-spot]").is_hidden()
    number = choices.first.inner_text()
    choices.first.click()
    visit.page.locator("[data-card] dl", has_text=number).wait_for()


def test_there_are_no_miles_and_no_flag(visit: Visit) -> None:
    visit.go("/")
    scale = visit.page.locator(".leaflet-control-scale").inner_text()
    assert "km" in scale
    assert "mi" not in scale
    assert "Leaflet" not in visit.page.locator(".map-frame").inner_text()


# Drawing ----------------------------------------------------------------------------------------
OVERLAPS = """(() => {
  const boxes = [...document.querySelectorAll('.map-label span')].map((l) => ({ text: l.textContent, ...l.getBoundingClientRect().toJSON() }));
  const found = [];
  boxes.forEach((a, n) => boxes.slice(n + 1).forEach((b) => {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 3) found.push([a.text, b.text, wide, high]);
  }));
  return found;
})()"""


@pytest.mark.parametrize("hash_", ["", "#12/31.2/117.0", "#13.5/31.2/117.0", "#15/31.2/117.0", "#18/31.2/117.0"])
def test_no_name_lies_upon_another(visit: Visit, hash_: str) -> None:
    visit.go("/" + hash_)
    assert visit.page.locator(".map-label").count() or hash_.startswith("#18")
    assert visit.state(OVERLAPS) == []


def test_the_legend_lists_what_is_seen_and_nothing_else(visit: Visit) -> None:
    visit.go("/")

    def keys() -> set[str]:
        return set(visit.page.locator(".keys li:visible").evaluate_all("all => all.map((i) => i.dataset.key)"))

    assert {"counts", "county", "township"} <= keys()
    assert not keys() & {"generalised", "street", "nursing_home"}
    plate = visit.state("fetch('/map/points?layers=door_plate&bbox=116,30,118,32').then((r) => r.json())")
    _, lon, lat, *_ = plate["layers"]["door_plate"]["points"][0]
    visit.go(f"/#18/{lat}/{lon}")
    assert "generalised" in keys()
    assert not keys() & {"counts", "neighbour"}


def test_an_approximate_position_is_a_circle_with_its_radius_in_words(visit: Visit) -> None:
    visit.go("/")
    plate = visit.state("fetch('/map/points?layers=door_plate&bbox=116,30,118,32').then((r) => r.json())")
    i, lon, lat, *_ = plate["layers"]["door_plate"]["points"][0]
    visit.go(f"/#17/{lat}/{lon}/-/door_plate:{i}")
    assert "实际在半径 35 米以内" in visit.page.locator("[data-card]").inner_text()
    assert visit.page.locator(".leaflet-marker-icon[src], img.leaflet-marker-icon").count() == 0
    assert visit.state("window.county_map.card.spot.getRadius()") == pytest.approx(35.4)


def test_the_printed_sheet_is_one_landscape_a4_with_its_title_and_standing(visit: Visit, tmp_path: Path) -> None:
    visit.go("/")
    visit.state("window.print = () => { document.documentElement.dataset.printed = 'yes'; }")
    visit.page.locator("[data-print]").click()
    visit.page.wait_for_selector("html[data-printed]", state="attached")
    visit.page.pdf(path=tmp_path / "map.pdf", prefer_css_page_size=True, print_background=True)
    with pymupdf.open(tmp_path / "map.pdf") as sheet:
        assert len(sheet) == 1
        assert sheet[0].rect.width > sheet[0].rect.height
        words = "".join(sheet[0].get_text().split())
    for needed in ("云岭县地名图", "内部草图，未经审核，不得公开", "图例", "km", "数据截至"):
        assert needed in words
    visit.state("window.dispatchEvent(new Event('afterprint'))")
    assert "printing" not in visit.state("document.documentElement.className")


def test_a_phone_has_no_sideways_scrolling_and_wide_targets(browser: Browser, served: Served) -> None:
    with visiting(browser, served.address, phone=True) as visit:
        visit.go("/")
        assert visit.state("document.documentElement.scrollWidth") <= 360
        for box in visit.page.locator(".map-tools button, .leaflet-bar a").all():
            found = box.bounding_box()
            assert found
            assert min(found["width"], found["height"]) >= 43.5
        visit.page.locator("[data-legend-toggle]").tap()
        assert visit.page.locator("[data-legend]").is_visible()


def test_english_readers_get_english_controls_and_chinese_names(visit: Visit) -> None:
    visit.go("/")
    name = visit.page.locator(".map-label").first.inner_text()
    visit.page.locator("header a", has_text="English").click()
    visit.settle()
    assert visit.page.locator("html").get_attribute("lang") == "en"
    visit.page.locator(".map-label", has_text=name).first.wait_for()
