"""A real server and a real browser for tests: `geo-app serve` in a process of its own, Debian's Chromium."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
READY_WAIT_S = 60.0
INVITATION = re.compile(r"一次性登录链接\s+\S+\s+(\S+)\s+(http\S+)")


@dataclass
class Served:
    """A running server: its address, and the one-time sign-in link of each person not yet here."""

    address: str
    links: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    ready: bool = False


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Served]:
    """`geo-app serve` on a data directory, until the block ends. Raises RuntimeError when it does not come up."""
    port = free_port()
    command = [sys.executable, "-m", "geo_app.cli", "--data", str(folder), *arguments, "serve", "--port", str(port)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        cwd=Path(__file__).parents[1],
    )
    served = Served(f"http://127.0.0.1:{port}")
    ended_or_ready = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            served.log.append(line)
            if found := INVITATION.search(line):
                served.links[found[1]] = found[2]
            if line.startswith("就绪 ready"):
                served.ready = True
                ended_or_ready.set()
        ended_or_ready.set()

    threading.Thread(target=listen, daemon=True).start()
    try:
        if not (ended_or_ready.wait(READY_WAIT_S) and served.ready):
            raise RuntimeError("the server did not come up:\n" + "".join(served.log[-40:]))
        yield served
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless, that looks nothing up outside."""
    program = next((path for path in CHROMIUM if Path(path).exists()), shutil.which("chromium"))
    if program is None:
        raise RuntimeError("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


def sign_in(context: BrowserContext, served: Served, name: str, password: str = "correct horse 电池 staple") -> None:
    """Comes in by the one-time link of `name` and sets a password."""
    page = context.new_page()
    page.goto(served.links[name])
    for entry in page.locator("input[type=password]").all():
        entry.fill(password)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    page.close()
