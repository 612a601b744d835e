"""A visitor's browser that remembers what must not happen: dialogs, other hosts, broken policy, failing scripts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 780}
ON_VIOLATION = """document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`POLICY ${event.violatedDirective} ${event.blockedURI}`); });"""


@dataclass
class Visit:
    """One page of one visitor, and everything that went wrong on it."""

    page: Page
    address: str
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def go(self, path: str) -> None:
        """Opens a page; a map is waited for until everything on it stands."""
        self.page.goto(self.address + path)
        if self.page.locator("[data-map-page]").count():
            self.settle()

    def settle(self) -> None:
        """Waits until the map has drawn what it was asked for."""
        self.page.wait_for_selector("html[data-map-complete]", state="attached")
        self.page.evaluate("async () => { await window.county_map.update(); }")

    def state(self, script: str) -> Any:
        """A value from the page."""
        return self.page.evaluate(script)

    def assert_calm(self) -> None:
        """Nothing ran that was only text, nothing else was asked, nothing failed."""
        assert self.dialogs == []
        assert self.errors == []
        assert self.hosts <= {urlsplit(self.address).netloc}


@contextmanager
def visiting(browser: Browser, address: str, *, phone: bool = False, **more: Any) -> Iterator[Visit]:
    """A visitor with an empty browser; what must not happen is asserted at the end."""
    size = PHONE if phone else DESKTOP
    context = browser.new_context(viewport=size, has_touch=phone, is_mobile=phone, **more)  # type: ignore[arg-type]
    context.add_init_script(ON_VIOLATION)
    page = context.new_page()
    page.set_default_timeout(float(os.environ.get("GEO_APP_TEST_WAIT_MS", "45000")))
    visit = Visit(page, address)
    page.on("dialog", lambda dialog: (visit.dialogs.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("console", lambda said: visit.errors.append(said.text) if said.type == "error" else None)
    page.on("request", lambda request: _note(visit, request.url))
    try:
        yield visit
        visit.assert_calm()
    finally:
        context.close()


def _note(visit: Visit, url: str) -> None:
    if url.startswith(("http", "ws", "ftp")):
        visit.hosts.add(urlsplit(url).netloc)
