"""`geo-app serve`: one ready line, links that lead in, one server a county, words instead of tracebacks, a calm end."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Served, free_port, serving

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def folder(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("served") / "county"
    shutil.copytree(tiny_county_folder, copy)
    return copy


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with serving(folder) as running:
        yield running


def geo_app(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the command line to its end; `code` is said before it."""
    command = [sys.executable, "-c", f"{code}\nfrom geo_app.cli import main\nmain()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT, check=False)


def test_one_ready_line_and_a_link_for_everybody(served: Served) -> None:
    assert sum(line.startswith("就绪 ready") for line in served.log) == 1
    roles = {
        "admin",
        "reviewer",
        "county-clerk",
        "township-clerk",
        "township-clerk-2",
        "inspector",
        "planner",
        "auditor",
    }
    assert set(served.links) == roles
    assert any("SQLite" in line and "synchronous=FULL" in line for line in served.log)


def test_it_is_well_and_says_so(served: Served) -> None:
    with urllib.request.urlopen(f"{served.address}/healthz") as answer:
        assert json.load(answer) == {"status": "ok"}


def test_a_second_server_is_refused_and_spoils_no_link(served: Served, folder: Path) -> None:
    second = geo_app("--data", str(folder), "serve", "--port", str(free_port()))
    assert second.returncode == 1
    assert "已有另一个服务正在使用" in second.stderr
    assert "一次性登录链接" not in second.stderr
    with urllib.request.urlopen(served.links["admin"]) as answer:
        assert "设置口令" in answer.read().decode()


def test_verbs_may_write_beside_the_server(served: Served, folder: Path) -> None:
    added = geo_app("--data", str(folder), "user", "add", "王芳", "--role", "planner", "--json")
    assert added.returncode == 0, added.stderr
    with urllib.request.urlopen(served.address + json.loads(added.stdout)["invitation"]) as answer:
        assert "王芳" in answer.read().decode()


def test_a_taken_port_is_named(tiny_county_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_county_folder, tmp_path / "county")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = geo_app("--data", str(tmp_path / "county"), "serve", "--port", str(port))
    assert refused.returncode == 1
    assert f"端口已被占用：127.0.0.1:{port}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_unsafe_sqlite_is_refused(tmp_path: Path) -> None:
    old = "import layers.store.sqlite_library as l; l.OLDEST_USABLE = (9, 0, 0)"
    refused = geo_app("--data", str(tmp_path), "serve", "--port", str(free_port()), code=old)
    assert refused.returncode == 1
    assert "没有可以安全使用的 SQLite" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "county").write_text("a file where the folder should be")
    refused = geo_app("--data", str(tmp_path / "county"), "serve")
    assert refused.returncode == 1
    assert "文件不能读写" in refused.stderr
    assert str(tmp_path / "county") in refused.stderr


def test_it_stops_when_told_and_finishes_what_it_does(tiny_county_folder: Path, tmp_path: Path) -> None:
    """SIGTERM while requests are under way: every answer begun is whole, the end is 0, the place is free again."""
    shutil.copytree(tiny_county_folder, tmp_path / "county")
    port = free_port()
    command = [sys.executable, "-m", "geo_app.cli", "--data", str(tmp_path / "county"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("就绪 ready")
    broken: list[BaseException] = []
    whole: list[bool] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/about") as answer:
                    whole.append(answer.read().rstrip().endswith(b"</html>"))
            except urllib.error.URLError as gone:
                if not isinstance(gone.reason, ConnectionError):
                    broken.append(gone)
                return
            except ConnectionError:
                return

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    stop.set()
    for thread in asking:
        thread.join()
    assert broken == []
    assert len(whole) > 3
    assert all(whole)
    assert geo_app("--data", str(tmp_path / "county"), "verify", "--json").returncode == 0


def test_the_office_pc_serves_with_waitress(tiny_county_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_county_folder, tmp_path / "county")
    port = free_port()
    code = (
        "from geo_app.cli.server import serve_with_waitress; from geo_app.config import load_settings;"
        f"serve_with_waitress(load_settings({{'data_dir': {str(tmp_path / 'county')!r}, 'port': '{port}'}}))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        deadline = time.monotonic() + 40
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
                    assert json.load(answer) == {"status": "ok"}
                    assert "waitress" not in (answer.headers["Server"] or "")
                    break
            except urllib.error.URLError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
    finally:
        process.terminate()
        process.wait(10)
