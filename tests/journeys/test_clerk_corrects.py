"""A township clerk corrects a name and a plate's position; a reviewer returns, approves, publishes; it is undone as a new act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Served, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.demo]


@dataclass
class Desk:
    """One person at a screen. `troubles` are what the browser complained about."""

    page: Page
    address: str
    troubles: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)


@dataclass
class Office:
    """A clerk and a reviewer at their desks."""

    clerk: Desk
    reviewer: Desk


def sit_down(browser: Browser, served: Served, name: str) -> Desk:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    sign_in(context, served, name)
    desk = Desk(context.new_page(), served.address)
    desk.page.on("console", lambda said: desk.troubles.append(said.text) if said.type == "error" else None)
    desk.page.on("pageerror", lambda error: desk.troubles.append(str(error)))
    desk.page.on(
        "request", lambda sent: desk.troubles.append(sent.url) if not _ours(sent.url, served.address) else None
    )
    return desk


def _ours(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:"))


@pytest.fixture
def office(browser: Browser, served: Served) -> Iterator[Office]:
    made = Office(sit_down(browser, served, "township-clerk"), sit_down(browser, served, "reviewer"))
    yield made
    for desk in (made.clerk, made.reviewer):
        desk.page.context.close()


def account_for(page: Page, reason: str) -> None:
    page.fill("#reason", reason)
    page.fill("#document", "核实记录〔2026〕17号")


def drag_the_marker(page: Page, east_px: int, south_px: int) -> None:
    """Drags the red marker, slowly enough for a map to follow."""
    box = page.locator(".edit-map .here:not(.before)").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + east_px / 2, y + south_px / 2, steps=4)
    page.mouse.move(x + east_px, y + south_px, steps=4)
    page.mouse.up()


def deed(desk: Desk, name: str) -> None:
    with desk.page.expect_navigation():
        desk.page.locator(f"[data-deed={name}]").click()


def draft_the_name(clerk: Desk) -> tuple[str, str, str]:
    """Corrects the first street's name it finds; returns the record's path, the old and the new name."""
    page = clerk.page
    clerk.go("/names/place_name?role=standard&text=路&columns=text,role,status")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".record-page")
    record, old = page.url.removeprefix(clerk.address), page.locator("h1").inner_text().split("\n")[0].strip()
    old = re.sub(r"\s*演示$", "", old)
    page.keyboard.press("e")
    page.wait_for_selector("form[data-edit]")
    new = old.removesuffix("路") + "北路"
    page.fill("[name='v.text']", new)
    account_for(page, "牌子与登记不一致")
    page.click("text=保存草稿")
    expect(page.locator(".edit-card")).to_have_count(2)
    return record, old, new


def draft_the_plate(clerk: Desk) -> str:
    """Moves a plate on the map, into the draft that is open; returns the record's path."""
    page = clerk.page
    clerk.go("/plates/door_plate?kind=large")
    page.keyboard.press("/")
    page.keyboard.type("路")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-record-map][data-drawn]")
    record = page.url.removeprefix(clerk.address)
    page.click("text=勘误")
    page.wait_for_selector("[data-edit-map][data-drawn]")
    before = page.input_value("#lon")
    drag_the_marker(page, 46, 30)
    assert page.input_value("#lon") != before
    expect(page.locator("[data-moved]")).to_contain_text("移动")
    page.select_option("#into", index=1)
    account_for(page, "门在巷口，原点位偏了")
    page.click("text=保存草稿")
    expect(page.locator(".edit-card")).to_have_count(3)
    page.wait_for_selector("[data-change-map][data-drawn]")
    expect(page.locator(".moved")).to_contain_text("m")
    return record


def test_a_name_and_a_plate_are_corrected_published_and_undone(office: Office) -> None:
    clerk, reviewer = office.clerk, office.reviewer
    name, old, new = draft_the_name(clerk)
    plate = draft_the_plate(clerk)
    change = clerk.page.url.removeprefix(clerk.address).split("?")[0]
    deed(clerk, "submit")
    assert clerk.page.locator("[data-deed=approve]").count() == 0

    reviewer.go("/desk")
    expect(reviewer.page.locator(".numbers .due b")).to_have_text("1")
    reviewer.page.click(f"a[href='{change}']")
    expect(reviewer.page.locator(".difference").first).to_contain_text(new)
    reviewer.page.wait_for_selector("[data-change-map][data-drawn]")
    reviewer.page.locator("h1").click()
    reviewer.page.keyboard.press("n")
    reviewer.page.keyboard.type("牌子上写的是“北街”，请再核对")
    with reviewer.page.expect_navigation():
        reviewer.page.keyboard.press("Control+Enter")
    expect(reviewer.page.locator(".steps .returned")).to_contain_text("请再核对")

    clerk.go("/desk")
    expect(clerk.page.locator(".numbers .due b")).to_have_text("1")
    expect(clerk.page.locator("#returned")).to_contain_text("请再核对")
    clerk.page.click(f"a[href='{change}']")
    mended = new.removesuffix("北路") + "北街"
    clerk.page.locator(".edit-card", has_text=re.compile("名称")).locator(".card-deeds a").first.click()
    assert clerk.page.input_value("[name='v.text']") == new
    clerk.page.fill("[name='v.text']", mended)
    account_for(clerk.page, "按牌子改为北街")
    clerk.page.click("text=保存草稿")
    expect(clerk.page.locator(".edit-card")).to_have_count(3)
    deed(clerk, "submit")

    reviewer.go(change)
    expect(reviewer.page.locator(".change-columns")).to_contain_text(mended)
    assert new not in reviewer.page.locator(".change-columns").inner_text()
    reviewer.page.locator("h1").click()
    reviewer.page.keyboard.press("y")
    deed(reviewer, "approve")
    assert reviewer.page.locator("[data-done]").is_visible()
    deed(reviewer, "publish")

    clerk.go(name)
    expect(clerk.page.locator("h1")).to_contain_text(mended)
    clerk.go(change)
    clerk.page.click("summary:has-text('撤销这次变更')")
    clerk.page.fill("[data-menu=undo] textarea", "牌子本身写错了，厂家重做")
    deed(clerk, "undo")
    expect(clerk.page.locator(".change-facts")).to_contain_text("打开原变更")
    undo = clerk.page.url.removeprefix(clerk.address).split("?")[0]
    assert undo != change
    deed(clerk, "submit")
    reviewer.go(undo)
    reviewer.page.click("summary:has-text('批准')")
    deed(reviewer, "approve")
    deed(reviewer, "publish")

    for record, entries in ((name, 3), (plate, 3)):
        clerk.go(record)
        expect(clerk.page.locator(".timeline > li")).to_have_count(entries)
        expect(clerk.page.locator(".timeline")).to_contain_text("恢复原状")
    clerk.go(name)
    expect(clerk.page.locator("h1")).to_contain_text(old)
    assert clerk.troubles == []
    assert reviewer.troubles == []
