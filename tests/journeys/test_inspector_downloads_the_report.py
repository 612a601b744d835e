"""An inspector signs in, opens a boundary line, and takes its inspection report along as DOCX, PDF and HTML."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pymupdf
import pytest
from playwright.sync_api import Browser, Page

from layers.boundaries.overview import list_lines, overview
from layers.store import Scope
from tests.browser import Served, sign_in
from tests.county import copied
from tests.geo_app.documents.example import docx_text, html_text, pdf_pages, squeezed

pytestmark = [pytest.mark.browser, pytest.mark.demo]
ALL = Scope.everything()


def download(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.fixture(scope="module")
def expected(demo_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, list[str]]:
    """The county line's id, its name, and the numbers of its markers, as the database has them."""
    with copied(demo_county_folder, tmp_path_factory.mktemp("inspector") / "county") as county:
        lines = [county.store.get("boundary_line", id_, ALL) for id_, *_ in list_lines(county.store, ALL)]
        line = next(line for line in lines if line.values["level"] == "county")
        markers = overview(county.store, ALL, line).markers
        return line.id, str(line.values["name"]), [marker.number for marker in markers]


def test_an_inspector_downloads_the_report(
    browser: Browser, served: Served, expected: tuple[str, str, list[str]]
) -> None:
    line, name, numbers = expected
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True)
    sign_in(context, served, "inspector")
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))

    page.goto(f"{served.address}/boundaries/boundary_line")
    page.get_by_role("row").filter(has_text=name).get_by_role("link").first.click()
    page.wait_for_url(f"**/{line}*")
    page.get_by_role("link", name="联检报告").click()
    page.wait_for_url("**/reports/inspection?**")
    assert name in page.inner_text("h1")
    assert numbers[0] in page.inner_text("main")
    page.get_by_label("报告日期").fill("2026-11-20")
    page.get_by_label("检查轮次").fill("5")

    word_name, word = download(page, "DOCX")
    assert word_name == f"{name}联合检查报告（2026年11月20日）.docx"
    shown = squeezed(docx_text(word))
    assert all(text in shown for text in (squeezed(name), *numbers, "第五轮", "2026年11月20日", "演示生成"))
    assert len(docx.Document(io.BytesIO(word)).inline_shapes) >= 4

    _, pdf = download(page, "PDF")
    pages = pdf_pages(pdf)
    assert all(text in squeezed("".join(pages)) for text in (squeezed(name), *numbers, "第五轮"))
    assert all("演示生成" in text for text in pages)
    with pymupdf.open(stream=pdf, filetype="pdf") as file:
        assert sum(len(one.get_images()) for one in file) >= 4

    _, html = download(page, "HTML")
    assert all(text in squeezed(html_text(html)) for text in (squeezed(name), *numbers))

    page.get_by_role("navigation").get_by_role("link", name="报告").click()
    assert name in page.inner_text("main")
    assert troubles == []
    context.close()


def test_the_form_fits_a_phone(browser: Browser, served: Served, expected: tuple[str, str, list[str]]) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 780}, locale="zh-CN", has_touch=True)
    sign_in(context, served, "inspector")
    page = context.new_page()
    page.goto(f"{served.address}/reports/inspection?line={expected[0]}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for button in ("DOCX", "PDF", "HTML"):
        box = page.get_by_role("button", name=button, exact=True).bounding_box()
        assert box is not None
        assert box["height"] >= 44
    context.close()
