"""The child is alone: no network, no other files, no other programs, bounded; the parent never touches GDAL."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from pathlib import Path

import pytest

from gazetteer.errors import Refused
from layers.exchange import isolation, read_file
from layers.exchange.limits import DEFAULT, Limits
from tests.layers.exchange.reading.making import shapefile, zipped

ROOT = Path(__file__).parents[4]
ATTEMPTS = """
    import json, os, socket, sys
    sys.path.insert(0, sys.argv[1])
    from pathlib import Path
    from layers.exchange.limits import Limits
    from layers.exchange.sandbox import lock_in

    missing = lock_in(Limits(), Path.cwd(), Path(sys.argv[1]))
    told = {}
    def attempt(name, act):
        try:
            told[name] = "done" if act() is not False else "refused"
        except (OSError, MemoryError) as no:
            told[name] = type(no).__name__
    attempt("read the canary", lambda: open(sys.argv[2]).read())
    attempt("read the passwords", lambda: open("/etc/passwd").read())
    attempt("read the project", lambda: open(sys.argv[1] + "/pyproject.toml").read())
    attempt("list a folder", lambda: os.listdir("/tmp"))
    attempt("write elsewhere", lambda: open(sys.argv[2] + ".new", "w"))
    attempt("a stream socket", lambda: socket.socket())
    attempt("a datagram socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    attempt("a local socket", lambda: socket.socket(socket.AF_UNIX))
    attempt("another program", lambda: os.execv("/bin/true", ["true"]))
    attempt("two gigabytes", lambda: bytearray(2 << 30))
    attempt("a huge file", lambda: os.truncate(os.open("big", os.O_CREAT | os.O_RDWR), 1 << 30))
    attempt("write at home", lambda: open("own", "w").write("x"))
    attempt("read at home", lambda: open("own").read())
    attempt("a codec", lambda: "湫".encode("gb18030"))
    attempt("a library", lambda: __import__("shapely"))
    print(json.dumps({"missing": missing, **told}))
"""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")


@LINUX
def test_a_process_that_locked_itself_in_reaches_nothing(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("secret")
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-I", "-c", textwrap.dedent(ATTEMPTS), str(ROOT), str(canary)],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told.pop("missing") == []
    allowed = {"write at home", "read at home", "a codec", "a library"}
    assert {name for name, how in told.items() if how == "done"} == allowed


def test_the_parent_never_loads_gdal_nor_a_reader(tmp_path: Path) -> None:
    upload = tmp_path / "upload"
    upload.write_bytes(zipped(shapefile()))
    code = """
        import sys
        from pathlib import Path
        from layers.exchange.reader import read_file
        file = read_file(Path(sys.argv[1]), "a.zip")
        assert len(file.tables[0].rows) == 2
        loaded = {"pyogrio._io", "osgeo", "fiona", "python_calamine", "layers.exchange.child"} & set(sys.modules)
        assert not loaded, loaded
        maps = Path("/proc/self/maps")
        assert not maps.exists() or "libgdal" not in maps.read_text()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(upload)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_child_gets_nothing_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_APP_SECRET", "s3cret")
    environment = isolation._environment(str(tmp_path))
    assert "s3cret" not in environment.values()
    assert environment["http_proxy"] == "http://127.0.0.1:9"
    assert environment["HOME"] == str(tmp_path)


@LINUX
def test_no_descriptor_of_the_server_reaches_the_child(tmp_path: Path) -> None:
    secret = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(secret, True)
    child = isolation._start(str(tmp_path), "csv")
    try:
        about = Path(f"/proc/{child.pid}")
        assert (about / "cwd").readlink() == tmp_path
        open_files = [link for link in (about / "fd").iterdir() if int(link.name) > 2]
        assert tmp_path not in [link.readlink() for link in open_files if link.is_symlink()]
    finally:
        child.kill()
        child.communicate()
        os.close(secret)


def csv(tmp_path: Path, text: str = "a,b\n1,2\n") -> Path:
    upload = tmp_path / "upload"
    upload.write_text(text, encoding="utf-8")
    return upload


def refusal(path: Path, limits: Limits, filename: str = "a.csv") -> str:
    with pytest.raises(Refused) as no:
        read_file(path, filename, limits=limits)
    assert all(finding.remedy for finding in no.value.findings)
    return no.value.findings[0].rule


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    started = time.monotonic()
    assert refusal(csv(tmp_path), Limits(wall_seconds=0.01)) == "reader.time"
    assert time.monotonic() - started < 5


def test_a_child_that_reckons_too_long_is_ended(tmp_path: Path) -> None:
    upload = csv(tmp_path, "a,b\n" + "1,2\n" * 3_000_000)
    assert refusal(upload, Limits(cpu_seconds=1, rows=10_000_000, cells=10**9)) == "reader.time"


def test_a_child_that_says_too_much_is_ended(tmp_path: Path) -> None:
    assert refusal(csv(tmp_path, "a,b\n" + "1,2\n" * 1000), Limits(answer_bytes=1000)) == "reader.too_much"


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        (Limits(size_bytes=100), "reader.size"),
        (Limits(rows=10), "reader.rows"),
        (Limits(columns=1), "reader.columns"),
        (Limits(cells=20), "reader.rows"),
    ],
)
def test_limits_are_kept(tmp_path: Path, limits: Limits, rule: str) -> None:
    assert refusal(csv(tmp_path, "a,b\n" + "1,2\n" * 100), limits) == rule


def test_findings_of_one_rule_are_bounded_and_counted(tmp_path: Path) -> None:
    upload = csv(tmp_path, "编码,名称\n" + "6.21E+14,甲\n" * 50)
    found = [
        f for f in read_file(upload, "a.csv", limits=Limits(findings=5)).tables[0].findings if f.severity == "error"
    ]
    assert [f.row for f in found] == [2, 3, 4, 5, 6, None]
    assert "共 50 处" in found[-1].message


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, DEFAULT) == "reader.not_a_file"
    assert refusal(tmp_path / "gone", DEFAULT) == "reader.missing"


def test_no_folder_for_copies_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    assert refusal(csv(tmp_path), DEFAULT) == "reader.disk"


@LINUX
def test_a_full_disk_is_said_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("may not mount a small disk here")
    try:
        monkeypatch.setattr(tempfile, "tempdir", str(small))
        assert refusal(csv(tmp_path, "a,b\n" + "1,2\n" * 500_000), DEFAULT) == "reader.disk"
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert refusal(tmp_path / "pipe", DEFAULT) == "reader.not_a_file"


def test_two_are_read_at_once_and_the_next_ones_wait(tmp_path: Path) -> None:
    upload = csv(tmp_path)
    read: list[int] = []
    threads = [
        threading.Thread(target=lambda: read.append(len(read_file(upload, "a.csv").tables[0].rows))) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == [1] * 5
    with isolation.SLOTS, isolation.SLOTS:
        assert refusal(upload, Limits(wall_seconds=0.01)) == "reader.busy"


def test_without_a_memory_bound_smaller_files_are_taken() -> None:
    smaller = DEFAULT.without_memory_bound()
    assert smaller.size_bytes * 4 == DEFAULT.size_bytes
    assert smaller.unpacked_bytes < DEFAULT.unpacked_bytes
    assert DEFAULT.size_for("xlsx") < DEFAULT.size_for("csv")


def test_one_sheet_is_read_by_name_and_an_unknown_one_named(tmp_path: Path) -> None:
    upload = tmp_path / "upload"
    upload.write_bytes(zipped({**shapefile("甲"), **shapefile("乙")}))
    assert [table.name for table in read_file(upload, "a.zip", sheet="乙").tables] == ["乙"]
    with pytest.raises(Refused, match="没有“丙”，有：甲、乙"):
        read_file(upload, "a.zip", sheet="丙")
