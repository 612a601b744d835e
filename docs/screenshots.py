"""Takes the pictures of docs/images: the demo county, served from a copy, seen in a real browser.

python docs/screenshots.py [--data DIR] [--out DIR]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pymupdf
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import Served, chromium, serving, sign_in  # noqa: E402  (the same browser the tests use)

LAPTOP = {"width": 1366, "height": 768}
SETTLE_MS = 1200


def main() -> None:
    """Every picture, with one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "county")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/images")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "county"
        shutil.copytree(asked.data, copy)
        with serving(copy) as served, chromium() as browser:
            for name, picture in PICTURES.items():
                picture(browser, served, asked.out / name)
                print(asked.out / name)


def _page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLE_MS)
    return page


def _public(path: str, viewport: dict[str, int]) -> Callable[[Browser, Served, Path], None]:
    def take(browser: Browser, served: Served, target: Path) -> None:
        context = browser.new_context(viewport=viewport, locale="zh-CN")
        _page(context, served.address + path).screenshot(path=target)
        context.close()

    return take


def _signed_in(name: str, path: str) -> Callable[[Browser, Served, Path], None]:
    def take(browser: Browser, served: Served, target: Path) -> None:
        context = _entered(browser, served, name)
        _page(context, served.address + path).screenshot(path=target)

    return take


_contexts: dict[str, BrowserContext] = {}


def _entered(browser: Browser, served: Served, name: str) -> BrowserContext:
    """A browser in which `name` has signed in; a one-time link works once, so it is kept."""
    if name not in _contexts:
        _contexts[name] = browser.new_context(viewport=LAPTOP, locale="zh-CN", accept_downloads=True)
        sign_in(_contexts[name], served, name)
    return _contexts[name]


def _record(browser: Browser, served: Served, target: Path) -> None:
    context = _entered(browser, served, "township-clerk")
    page = _page(context, f"{served.address}/names/place?q=村")
    page.locator("table.list tbody tr th a").first.click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=target)


def _edit(browser: Browser, served: Served, target: Path) -> None:
    context = _entered(browser, served, "township-clerk")
    page = _page(context, f"{served.address}/plates/door_plate?kind=large")
    page.locator("table.list tbody tr th a").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(page.url.split("?")[0] + "/edit")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=target)


def _report(browser: Browser, served: Served, target: Path) -> None:
    context = _entered(browser, served, "inspector")
    page = _page(context, f"{served.address}/boundaries/boundary_line?level=county")
    page.locator("table.list tbody tr th a").first.click()
    page.wait_for_load_state("networkidle")
    line = page.url.split("?")[0].rsplit("/", 1)[1]
    answer = context.request.get(f"{served.address}/reports/inspection/file?line={line}&ending=pdf")
    document = pymupdf.open(stream=answer.body(), filetype="pdf")
    drawn = next(page.number for page in document if page.get_images())
    pixmaps = [document[n].get_pixmap(dpi=72) for n in (0, 4, drawn)]
    width, height = sum(p.width for p in pixmaps) + 40, pixmaps[0].height + 20
    sheet = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, width, height))
    sheet.clear_with(222)
    left = 10
    for pixmap in pixmaps:
        pixmap.set_origin(left, 10)
        sheet.copy(pixmap, pixmap.irect)
        left += pixmap.width + 10
    sheet.save(target)


PICTURES: dict[str, Callable[[Browser, Served, Path], None]] = {
    "map.png": _public("/", LAPTOP),
    "map-streets.png": _public("/#17/35.4985/108.3775", LAPTOP),
    "list.png": _signed_in("township-clerk", "/plates/door_plate"),
    "record.png": _record,
    "edit.png": _edit,
    "report.png": _report,
}


if __name__ == "__main__":
    main()
