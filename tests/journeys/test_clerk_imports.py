"""A clerk imports a spreadsheet with errors, takes it back marked, mends it, imports it again; a reviewer publishes it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Served, serving, sign_in

pytestmark = pytest.mark.browser

EVIL = "=cmd|' /C calc'!A0<script>alert(1)</script>{{7*7}}"
VILLAGE, HERE = "990101100201", (117.0012, 31.2034)


@dataclass
class Desk:
    """One person at a screen. `troubles` are what the browser complained about."""

    page: Page
    address: str
    troubles: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, words: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).click()


@pytest.fixture
def office(browser: Browser, tiny_county_folder: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """A township clerk and a reviewer of the small county."""
    shutil.copytree(tiny_county_folder, tmp_path / "served")
    with serving(tmp_path / "served") as served:
        desks = (sit_down(browser, served, "township-clerk"), sit_down(browser, served, "reviewer"))
        yield desks
        for desk in desks:
            desk.page.context.close()


def sit_down(browser: Browser, served: Served, name: str) -> Desk:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True)
    sign_in(context, served, name)
    desk = Desk(context.new_page(), served.address)
    desk.page.on("console", lambda said: desk.troubles.append(said.text) if said.type == "error" else None)
    desk.page.on("pageerror", lambda error: desk.troubles.append(str(error)))
    desk.page.on("dialog", lambda shown: desk.troubles.append(shown.message))
    return desk


def spreadsheet(path: Path) -> Path:
    """An office's sheet: a title, a merged two-row header, a 合计 row, text that would like to run, four errors."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["门牌信息登记表"])
    sheet.append(["门牌编码", "类型", "详细地址", "门牌号", "使用状态", "村代码", "安装时间", "坐标", None, "登记人"])
    sheet.append([None, None, None, None, None, None, None, "经度", "纬度", None])
    sheet.merge_cells("H2:I2")
    for n in range(1, 9):
        lon, lat = HERE[0] + n / 10_000, HERE[1]
        sheet.append(
            [f"T-{n:04d}", "小门牌", f"新街{n}号", f"{n}号", "已安装", VILLAGE, "2026-05-01", lon, lat, "张三"]
        )
    sheet.append(["合计", 8])
    sheet["C4"] = EVIL
    sheet["C4"].data_type = "s"
    sheet["B5"] = "中牌"
    sheet["H6"], sheet["I6"] = HERE[1], HERE[0]
    sheet["F7"] = "990101101202"
    sheet["A9"] = "T-0005"
    book.save(path)
    return path


def bring(clerk: Desk, file: Path) -> None:
    """From the empty page to the preview."""
    clerk.go("/imports?layer=door_plate")
    clerk.page.set_input_files("input[type=file]", file)
    clerk.press("上传并检查")
    expect(clerk.page.get_by_label("门牌类型")).to_have_value("1")
    expect(clerk.page.locator(".unknown")).to_contain_text("登记人")
    clerk.press("检查并预览")


def numbers(page: Page) -> list[str]:
    return page.locator(".import-numbers b").all_inner_texts()


def test_errors_come_back_marked_and_once_mended_the_file_goes_to_review(
    office: tuple[Desk, Desk], tmp_path: Path
) -> None:
    clerk, reviewer = office
    bring(clerk, spreadsheet(tmp_path / "门牌.xlsx"))
    expect(clerk.page.locator(".verdict")).to_contain_text("5 行有错误")
    assert numbers(clerk.page) == ["8", "3", "0", "0", "5"]
    problems = clerk.page.locator(".problems tbody tr.error")
    assert [r.locator("td").nth(1).inner_text() for r in problems.all()] == ["5", "6", "7", "8", "9"]
    expect(clerk.page.get_by_role("button", name="确认并提交审核")).to_have_count(0)

    with clerk.page.expect_download() as taken:
        clerk.page.get_by_role("link", name="下载标好问题的表").click()
    taken.value.save_as(tmp_path / "marked.xlsx")
    mend(tmp_path / "marked.xlsx")
    bring(clerk, tmp_path / "marked.xlsx")
    assert numbers(clerk.page) == ["8", "8", "0", "0", "0"]
    expect(clerk.page.get_by_text(EVIL)).to_be_visible()

    clerk.page.get_by_label("理由").fill("补录新街门牌")
    clerk.press("确认并提交审核")
    expect(clerk.page.locator(".note.done")).to_contain_text("导入")
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("待审核")
    change = clerk.page.url.split("?")[0].removeprefix(clerk.address)

    reviewer.go(change)
    expect(reviewer.page.get_by_text(EVIL).first).to_be_visible()
    reviewer.page.click("summary:has-text('批准')")
    for deed in ("approve", "publish"):
        with reviewer.page.expect_navigation():
            reviewer.page.locator(f"button[data-deed={deed}]").click()
    expect(reviewer.page.get_by_role("heading", level=1)).to_contain_text("已发布")

    clerk.go("/plates/door_plate?q=T-0003")
    expect(clerk.page.locator("table.list tbody tr")).to_have_count(1)
    bring(clerk, tmp_path / "marked.xlsx")
    expect(clerk.page.locator(".verdict")).to_contain_text("完全一致")
    assert numbers(clerk.page) == ["8", "0", "0", "8", "0"]
    assert clerk.troubles == reviewer.troubles == []


def mend(path: Path) -> None:
    """What the clerk does by hand, reading the columns beside the rows."""
    book = openpyxl.load_workbook(path)
    sheet: Any = book.worksheets[0]
    assert book.sheetnames[-1] == "问题"
    told = {row: str(sheet.cell(row, 14).value or "") for row in range(4, 12)}
    assert told[4] == ""
    assert "没有“中牌”这一项" in told[5]
    assert "写反" in told[6]
    assert "管辖范围" in told[7]
    assert "重复" in told[8]
    assert sheet["B5"].fill.fgColor.rgb == "FFF8CFC4"
    sheet["B5"] = "小门牌"
    sheet["H6"], sheet["I6"] = sheet["I6"].value, sheet["H6"].value
    sheet["F7"] = VILLAGE
    sheet["A9"] = "T-0006"
    book.save(path)


def test_a_file_that_cannot_be_read_and_a_page_that_is_gone_are_told_in_words(
    office: tuple[Desk, Desk], tmp_path: Path
) -> None:
    clerk, _ = office
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    clerk.go("/imports")
    clerk.page.set_input_files("input[type=file]", broken)
    clerk.press("上传并检查")
    expect(clerk.page.locator(".findings .remedy").first).to_be_visible()
    expect(clerk.page.get_by_text("还没有完成的导入")).to_have_count(0)
    clerk.go("/imports/AAAAAAAAAAAAAAAAAAAAAAAA")
    expect(clerk.page.locator("main")).to_contain_text("重新上传文件")
