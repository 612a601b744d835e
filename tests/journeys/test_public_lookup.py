"""A citizen with a phone looks up a name: search, card, page, and back on the map."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import Served
from tests.geo_app.web.public_browser import visiting

pytestmark = [pytest.mark.browser, pytest.mark.demo]
PICTURES = Path(__file__).parents[1] / "output" / "public"
PLATES = 59_466


def picture(page: Page, name: str) -> None:
    """A picture for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def test_the_public_looks_up_a_name_on_a_phone(browser: Browser, served: Served) -> None:
    with visiting(browser, served.address, phone=True) as visit:
        page = visit.page
        visit.go("/")
        counted = page.locator(".count-icon").evaluate_all(
            "all => all.map((c) => Number(c.textContent.replace(/\\D/g, '')))"
        )
        assert sum(counted) == PLATES
        picture(page, "1-county")
        page.locator("[data-search] input").tap()
        page.keyboard.type("luochuan")
        page.locator("#hits li[role=option]", has_text="罗川").first.wait_for()
        page.locator("[data-search] input").fill("罗川")
        hit = page.locator("#hits li[role=option]", has_text="罗川").first
        hit.wait_for()
        picture(page, "2-search")
        name = hit.locator("strong").inner_text()
        hit.tap()
        card = page.locator("[data-card]")
        card.locator("h2", has_text=name).wait_for()
        visit.settle()
        picture(page, "3-card")
        assert "演示生成，不是实际情况" in card.inner_text()
        circle = visit.state("window.county_map.map.latLngToContainerPoint(window.county_map.card.spot.getLatLng())")
        top = card.bounding_box()
        frame = page.locator(".folium-map").bounding_box()
        assert top
        assert frame
        assert 0 < circle["y"] + frame["y"] < top["y"], "what the card speaks of stands above the card"
        card.locator("a.button").tap()
        page.locator("article h1").wait_for()
        assert name in page.locator("h1").inner_text()
        assert "内部草图，未经审核，不得公开" in page.locator("article").inner_text()
        assert page.locator("figure.sketch svg").is_visible()
        assert visit.state("document.documentElement.scrollWidth") <= 360
        picture(page, "4-page")
        page.locator("article .deeds a.button").tap()
        page.wait_for_selector("html[data-map-complete]", state="attached")
        page.locator("[data-card] h2", has_text=name).wait_for()
