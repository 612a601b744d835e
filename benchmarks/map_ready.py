"""How soon the map shows its counts: navigation start → counts drawn, in a real browser with an empty cache.

    python -m benchmarks.map_ready --data county

The browser is warm (already started), its cache cold (a context of its own for every load). Measured
twice: on a running server, and on one that has just started and must still compute every answer. The peer is
the first sight of the same page: the same shell with every plate as a point of one Folium GeoJson
layer was measured at 3.8–4.1 s for 59,466 plates (decision 9 of the design), MarkerCluster at 4.9–6.2 s.
"""

from __future__ import annotations

import argparse
import json
import platform
import urllib.request
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from tests.browser import chromium, serving

ROUNDS = 5
SIZE = {"width": 1366, "height": 768}
READY = "performance.getEntriesByName('map-ready')[0].startTime"
FETCHED = """(until) => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter((entry) => entry.responseEnd <= until).map((entry) => entry.transferSize)"""


def run(folder: Path) -> dict[str, object]:
    """Median milliseconds to counts drawn, and what the page weighs; `folder` is a data directory nobody serves."""
    with chromium() as browser:
        with serving(folder) as served:
            one_load(browser, served.address)
            loads = [one_load(browser, served.address) for _ in range(ROUNDS)]
        fresh = []
        for _ in range(ROUNDS):
            with serving(folder) as served:
                await_shell(served.address)
                fresh.append(one_load(browser, served.address)["ready_ms"])
    return {
        "benchmark": "map_ready",
        "machine": f"{platform.machine()}, {platform.system()}",
        "plates_counted": loads[0]["plates"],
        "ready_ms": round(median(load["ready_ms"] for load in loads)),
        "ready_ms_all": [round(load["ready_ms"]) for load in loads],
        "ready_ms_fresh_server": round(median(fresh)),
        "complete_ms": round(median(load["complete_ms"] for load in loads)),
        "requests_to_ready": loads[0]["requests_to_ready"],
        "bytes_to_ready": loads[0]["bytes_to_ready"],
        "requests_to_complete": loads[0]["requests"],
        "bytes_to_complete": loads[0]["bytes"],
        "target_ms": 1000,
    }


def await_shell(address: str) -> None:
    """Waits until every process has drawn Folium's constant shell, which it does once beside its start."""
    for _ in range(12):
        with urllib.request.urlopen(f"{address}/map/shell.js", timeout=60) as answer:
            answer.read()


def one_load(browser: Browser, address: str) -> dict[str, Any]:
    """One visit with an empty cache: when counts stood, when everything stood, and what came over the wire."""
    context = browser.new_context(viewport=SIZE)  # type: ignore[arg-type]  # a plain mapping is what it takes
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("html[data-map-complete]")
    complete_ms, ready_ms = page.evaluate("performance.now()"), page.evaluate(READY)
    to_ready, to_complete = page.evaluate(FETCHED, ready_ms), page.evaluate(FETCHED, complete_ms)
    counted = page.evaluate(
        "[...document.querySelectorAll('.count-icon')].reduce((n, i) => n + Number(i.textContent.replace(/\\D/g, '')), 0)"
    )
    found = {
        "ready_ms": ready_ms,
        "complete_ms": complete_ms,
        "plates": counted,
        "requests_to_ready": len(to_ready),
        "bytes_to_ready": sum(to_ready),
        "requests": len(to_complete),
        "bytes": sum(to_complete),
    }
    context.close()
    return found


def main() -> None:
    """Prints the figures as one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("county"), help="a data directory nobody serves now")
    print(json.dumps(run(parser.parse_args().data), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
