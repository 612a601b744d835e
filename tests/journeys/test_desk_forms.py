"""Forms in a real browser: nothing typed is lost, the map follows what is typed, lines are drawn, lists obey the keyboard."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import Served, serving, sign_in
from tests.county import opened
from tests.geo_app.services.desks import HOSTILE
from tests.geo_app.web.desks.office import plant_hostile_names
from tests.journeys.test_clerk_corrects import account_for, drag_the_marker

pytestmark = pytest.mark.browser
PASSWORD = "correct horse 电池 staple"


@pytest.fixture(scope="module")
def small(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The invented county, served."""
    folder = tmp_path_factory.mktemp("served") / "county"
    shutil.copytree(tiny_county_folder, folder)
    with opened(folder) as county:
        plant_hostile_names(county)
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def states(browser: Browser, small: Served) -> dict[str, str]:
    """The cookies of everybody who has signed in, by name."""
    kept: dict[str, str] = {}
    for name in ("township-clerk", "county-clerk", "reviewer"):
        context = browser.new_context()
        sign_in(context, small, name, PASSWORD)
        kept[name] = json.dumps(context.storage_state())
        context.close()
    return kept


def seat(browser: Browser, states: dict[str, str], name: str, **more: object) -> BrowserContext:
    return browser.new_context(storage_state=json.loads(states[name]), viewport={"width": 1366, "height": 768}, **more)


@pytest.fixture
def page(browser: Browser, states: dict[str, str]) -> Iterator[Page]:
    """The township clerk's page; it must not complain."""
    context = seat(browser, states, "township-clerk")
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    yield opened
    context.close()
    assert [said for said in troubles if "401" not in said and "412" not in said and "422" not in said] == []


def plate(page: Page, small: Served, at: int) -> str:
    """The path of the plate at a place of the list."""
    page.goto(f"{small.address}/plates/door_plate?kind=large")
    return str(page.locator("[data-list] tbody tr").nth(at).get_attribute("data-href"))


def edit(page: Page, small: Served, record: str) -> None:
    page.goto(f"{small.address}{record}/edit")
    page.wait_for_selector("[data-edit-map][data-drawn]")


def test_a_list_is_walked_by_keyboard(page: Page, small: Served) -> None:
    first = plate(page, small, 0)
    page.keyboard.press("ArrowDown")
    expect(page.locator("tr[aria-selected=true]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(page.locator("tr[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first}*")


def test_filters_are_kept_as_links_and_columns_are_chosen(page: Page, small: Served) -> None:
    page.goto(f"{small.address}/plates/door_plate")
    page.select_option("select[name=kind]", "small")
    page.wait_for_url("**kind=small**")
    assert "as_of" not in page.url
    page.click("summary:has-text('常用')")
    page.fill(".save-link input", "小门牌")
    page.click("[data-keep]")
    page.goto(f"{small.address}/plates/door_plate")
    page.click("summary:has-text('常用')")
    page.click(".saved-links a")
    page.wait_for_url("**kind=small**")
    page.click("summary:has-text('列')")
    page.check("input[name=columns][value=note]")
    page.click("text=只看这些列")
    page.wait_for_url("**columns=note**")
    expect(page.locator("thead")).to_contain_text("备注")


def test_the_marker_follows_what_is_typed_and_says_how_far(page: Page, small: Served) -> None:
    edit(page, small, plate(page, small, 0))
    lat = float(page.input_value("#lat"))
    page.fill("#lat", f"{lat + 0.0003:.8f}")
    expect(page.locator("[data-moved]")).to_contain_text("33.")
    marker = page.locator(".edit-map .here:not(.before)").bounding_box()
    before = page.locator(".edit-map .here.before").bounding_box()
    assert marker is not None
    assert before is not None
    assert marker["y"] < before["y"] - 10
    degrees = int(lat)
    minutes = int((lat - degrees) * 60)
    page.fill("#lat", f"北纬{degrees}°{minutes}′{(lat * 60 % 1) * 60 + 1:.2f}″")
    expect(page.locator("[data-read-as=lat]")).to_contain_text(f"北纬{degrees}°{minutes:02d}′")
    expect(page.locator("[data-moved]")).to_contain_text("30.")
    page.fill("#lat", "不知道")
    expect(page.locator("[data-read-as=lat]")).to_have_text("读不出来")
    page.click("[data-back]")
    assert float(page.input_value("#lat")) == pytest.approx(lat)
    expect(page.locator("[data-back]")).to_be_hidden()


def test_a_dragged_marker_snaps_to_a_neighbour(page: Page, small: Served) -> None:
    record = plate(page, small, 0)
    edit(page, small, record)
    around = page.evaluate(
        "fetch(document.querySelector('[data-edit-map]').dataset.editMap).then(answer => answer.json())"
    )
    here = (float(page.input_value("#lat")), float(page.input_value("#lon")))
    near = min(around["neighbours"], key=lambda n: (n[1] - here[0]) ** 2 + (n[2] - here[1]) ** 2)
    scale = page.evaluate(
        "([lat, lon]) => { const box = document.querySelector('.edit-map').getBoundingClientRect(); return box.width }",
        list(here),
    )
    assert scale > 300
    page.fill("#lat", f"{near[1] + 0.00002:.8f}")
    page.fill("#lon", f"{near[2] + 0.00002:.8f}")
    drag_the_marker(page, 2, 2)
    drag_the_marker(page, -2, 2)
    expect(page.locator("[data-moved]")).to_contain_text("吸附到")
    assert float(page.input_value("#lat")) == pytest.approx(near[1], abs=1e-7)


def test_what_stands_against_a_field_is_said_while_typing(page: Page, small: Served) -> None:
    edit(page, small, plate(page, small, 1))
    page.fill("[name='v.accuracy_m']", "很准")
    expect(page.locator("[data-column='位置精度'] .beside")).to_contain_text("应为数字")
    page.fill("[name='v.accuracy_m']", "2")
    expect(page.locator("[data-column='位置精度'] .beside")).to_have_count(0)
    expect(page.locator("[data-column='理由'] .beside")).to_have_count(0)


def test_what_was_typed_and_left_is_offered_again(page: Page, small: Served) -> None:
    record = plate(page, small, 2)
    edit(page, small, record)
    page.fill("[name='v.note']", "写到一半")
    drag_the_marker(page, 30, 12)
    lon = page.input_value("#lon")
    page.wait_for_timeout(600)
    page.goto(f"{small.address}/desk")
    edit(page, small, record)
    expect(page.locator("[data-kept]")).to_be_visible()
    page.click("[data-restore]")
    assert page.input_value("[name='v.note']") == "写到一半"
    assert page.input_value("#lon") == lon
    expect(page.locator("[data-moved]")).to_contain_text("移动")
    account_for(page, "补记")
    page.click("text=保存草稿")
    page.wait_for_selector("[data-done]")
    edit(page, small, record)
    expect(page.locator("[data-kept]")).to_be_hidden()


def test_an_expired_session_loses_nothing(page: Page, small: Served, browser: Browser) -> None:
    record = plate(page, small, 3)
    edit(page, small, record)
    page.fill("[name='v.note']", "写了很久")
    account_for(page, "实地核对")
    page.context.clear_cookies(name="geo_session")
    page.click("text=保存草稿")
    expect(page.locator("main")).to_contain_text("登录已过期")
    page.fill("[name=name]", "township-clerk")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.click("button:has-text('回到表单')")
    page.wait_for_selector("[data-edit-map][data-drawn]")
    assert page.input_value("[name='v.note']") == "写了很久"
    assert page.input_value("#reason") == "实地核对"
    page.click("text=保存草稿")
    page.wait_for_selector("[data-done]")
    expect(page.locator(".difference")).to_contain_text("写了很久")


def test_a_stale_form_is_merged_not_overwritten(
    page: Page, small: Served, browser: Browser, states: dict[str, str]
) -> None:
    record = plate(page, small, 4)
    edit(page, small, record)
    page.fill("[name='v.note']", "我的备注")
    account_for(page, "实地核对")
    publish_a_note(browser, states, small, record, "他的备注")
    page.click("text=保存草稿")
    expect(page.locator("h1")).to_have_text("这条记录刚被他人修改")
    expect(page.locator(".clash")).to_contain_text("他的备注")
    assert page.input_value(".clash [name='v.note']") == "我的备注"
    page.fill(".clash [name='v.note']", "他的备注；我的备注")
    page.click("text=按合并的内容保存草稿")
    page.wait_for_selector("[data-done]")
    expect(page.locator(".difference .old")).to_contain_text(["他的备注"])
    expect(page.locator(".difference .new").first).to_have_text("他的备注；我的备注")


def publish_a_note(browser: Browser, states: dict[str, str], small: Served, record: str, note: str) -> None:
    """The county's clerk changes the record's note, and the reviewer publishes it."""
    clerk = seat(browser, states, "county-clerk").new_page()
    edit(clerk, small, record)
    clerk.fill("[name='v.note']", note)
    account_for(clerk, "另有核实")
    clerk.click("text=保存草稿")
    clerk.wait_for_selector("[data-done]")
    change = clerk.url.split("?")[0]
    with clerk.expect_navigation():
        clerk.click("[data-deed=submit]")
    reviewer = seat(browser, states, "reviewer").new_page()
    reviewer.goto(change)
    reviewer.click("summary:has-text('批准')")
    with reviewer.expect_navigation():
        reviewer.click("[data-deed=approve]")
    with reviewer.expect_navigation():
        reviewer.click("[data-deed=publish]")
    clerk.context.close()
    reviewer.context.close()


def test_a_line_is_bent_on_the_map_and_every_other_digit_stays(page: Page, small: Served) -> None:
    page.goto(f"{small.address}/plates/street")
    record = str(page.locator("[data-list] tbody tr").first.get_attribute("data-href"))
    edit(page, small, record)
    before = json.loads(page.input_value("[name=drawing]"))["coordinates"][0]
    page.click(".leaflet-pm-toolbar .leaflet-pm-icon-edit")
    handle = page.locator(".edit-map .marker-icon:not(.marker-icon-middle)").first
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 6, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] + 46, box["y"] + 36, steps=5)
    page.mouse.up()
    after = json.loads(page.input_value("[name=drawing]"))["coordinates"][0]
    assert after != before
    assert len(after) == len(before)
    assert sum(left != right for left, right in zip(before, after, strict=True)) == 1
    expect(page.locator("[data-back]")).to_be_visible()
    account_for(page, "路口改了")
    page.click("text=保存草稿")
    page.wait_for_selector("[data-change-map][data-drawn]")
    expect(page.locator(".moved")).to_contain_text("最大偏移" if page.locator("text=最大偏移").count() else "m")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_in_lists_maps_forms_and_changes(page: Page, small: Served, name: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"the name ran: {dialog.message}"))
    page.goto(f"{small.address}/names/place?columns=label,kind&size=200")
    row = page.locator("[data-list] tbody tr").filter(has_text=name).first
    record = str(row.get_attribute("data-href"))
    page.goto(small.address + record)
    page.wait_for_selector("[data-record-map][data-drawn]")
    expect(page.locator("h1")).to_contain_text(name)
    edit(page, small, record)
    assert page.input_value("[name='v.label']") == name
    page.fill("[name='v.label']", name + "二")
    account_for(page, name)
    page.keyboard.press("Control+s")
    page.wait_for_selector("[data-done]")
    expect(page.locator(".difference .new").first).to_contain_text(name)
    page.goto(f"{small.address}/names/place_name/new")
    page.fill("[name='v.place']", name)
    expect(page.locator(".picker-list li").first).to_contain_text(name)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("[name='ref.place']") == record.rsplit("/", 1)[1]


def test_a_printed_list_is_a_table_and_a_printed_record_keeps_its_map(page: Page, small: Served) -> None:
    record = plate(page, small, 0)
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print")
    displayed = page.evaluate("getComputedStyle(document.querySelector('[data-list] tbody tr')).display")
    assert displayed == "table-row"
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator(".print-only")).to_contain_text("民政局")
    page.emulate_media(media="screen")
    page.goto(small.address + record)
    page.wait_for_selector("[data-record-map][data-drawn]")
    page.emulate_media(media="print")
    frame = page.locator("[data-record-map]").bounding_box()
    here = page.locator("[data-record-map] .here").bounding_box()
    assert frame is not None
    assert here is not None
    assert frame["x"] < here["x"] < frame["x"] + frame["width"]


def test_a_phone_shows_lists_records_and_forms_without_sideways_scrolling(
    browser: Browser, states: dict[str, str], small: Served
) -> None:
    context = browser.new_context(
        storage_state=json.loads(states["township-clerk"]), viewport={"width": 360, "height": 780}
    )
    phone = context.new_page()
    record = plate(phone, small, 0)
    for path in (
        "/desk",
        "/plates",
        "/plates/door_plate",
        record,
        f"{record}/edit",
        "/changes",
        "/changes?tab=published",
    ):
        phone.goto(small.address + path)
        phone.wait_for_timeout(200)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, path
    context.close()
