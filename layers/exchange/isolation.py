"""Isolation: a child process reads the upload, so that whatever the file does, it does it there.

The parent never opens the upload. The child gets a clean environment, an empty folder of its own, a dead
proxy, and locks itself in (`sandbox`) before it looks at the first byte. The parent reads lines of JSON,
counts them, and ends the child at the deadline.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from gazetteer.errors import Refused
from layers.exchange import wire
from layers.exchange.limits import Limits
from layers.exchange.table import ReadFile

LOG = logging.getLogger(__name__)
HERE = Path(__file__).parent
# The child runs what it reads with and nothing else: the doors of layers.exchange are not opened in it.
START = (
    "import sys, types; root, here, kind = sys.argv[1:]; sys.path.insert(0, root); "
    "import layers; door = types.ModuleType('layers.exchange'); door.__path__ = [here]; "
    "sys.modules['layers.exchange'] = door; from layers.exchange.child import main; main()"
)
SLOTS = threading.BoundedSemaphore(2)  # readings at once in one process; each may use all the memory of its limits
DEAD_PROXY = "http://127.0.0.1:9"
SPLIT = "拆成几个较小的文件再导入，或请技术人员检查这个文件"


def read_in_child(path: Path, kind: str, title: str, sheet: str, limits: Limits) -> ReadFile:
    """What the child read of `path`. Raises Refused with the child's findings, or with how the child ended."""
    if not SLOTS.acquire(timeout=limits.wall_seconds):
        raise Refused.because("reader.busy", "正在读取的文件太多，轮不到这个文件", remedy="过几分钟再试")
    try:
        return _read(path, kind, title, sheet, limits)
    except OSError as wrong:  # no folder, no process; the upload itself is opened in the child alone
        LOG.warning("no reading child: %r", wrong)
        raise Refused.because(
            "reader.disk", "临时目录不能写，或系统不能再启动程序，没有读", remedy="请管理员检查磁盘空间和系统资源"
        ) from wrong
    finally:
        SLOTS.release()


def _read(path: Path, kind: str, title: str, sheet: str, limits: Limits) -> ReadFile:
    job = {"path": str(path), "kind": kind, "title": title, "sheet": sheet, "limits": asdict(limits)}
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        child = _start(folder, kind)
        deadline = threading.Timer(limits.wall_seconds, child.kill)
        deadline.start()
        try:
            assert child.stdin is not None  # noqa: S101  (asked for above)
            child.stdin.write(json.dumps(job).encode() + b"\n")
            child.stdin.close()
            with _no_collecting():
                return wire.assemble(_answer(child, limits))
        except (wire.Broken, BrokenPipeError, KeyError, TypeError, ValueError) as wrong:
            in_time = deadline.is_alive()
            child.kill()
            raise _ended(child.wait(), in_time=in_time, limits=limits, wrong=wrong) from None
        finally:
            deadline.cancel()
            child.kill()
            child.wait()
            assert child.stdout is not None  # noqa: S101
            child.stdout.close()


@contextmanager
def _no_collecting() -> Iterator[None]:
    """While millions of plain values are made: looking for rings among them would double the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _start(folder: str, kind: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  (our own interpreter, our own code; the file's path travels as data)
        [sys.executable, "-I", "-X", "utf8", "-c", START, str(HERE.parents[1]), str(HERE), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder),
        close_fds=True,
        start_new_session=True,
    )


def _environment(folder: str) -> dict[str, str]:
    """Nothing of the server's environment, which may hold secrets."""
    proxies = dict.fromkeys(
        ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "GDAL_HTTP_PROXY"), DEAD_PROXY
    )
    system = {key: os.environ[key] for key in ("SYSTEMROOT", "SYSTEMDRIVE") if key in os.environ}  # Windows needs them
    return {
        **proxies,
        **system,
        "PATH": "",
        "HOME": folder,
        "TMPDIR": folder,
        "TEMP": folder,
        "TMP": folder,
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PROJ_NETWORK": "OFF",
    }


def _answer(child: subprocess.Popen[bytes], limits: Limits) -> Iterator[wire.Line]:
    """The child's lines, parsed. Raises Refused when the child refuses, or says too much."""
    assert child.stdout is not None  # noqa: S101  (asked for above)
    told = 0
    for line in child.stdout:
        told += len(line)
        if told > limits.answer_bytes:
            raise Refused.because("reader.too_much", "文件内容太多，没有读完", remedy=SPLIT)
        parsed = wire.parse(line)
        if "refused" in parsed:
            if parsed["trouble"]:
                LOG.warning("reading refused: %s", parsed["trouble"])
            raise Refused(wire.findings_of(parsed["refused"]))
        yield parsed


def _ended(code: int, *, in_time: bool, limits: Limits, wrong: Exception) -> Refused:
    """Why there is no answer, in words."""
    LOG.warning("reading child ended with %s (%r)", code, wrong)
    if not in_time:
        return Refused.because(
            "reader.time", f"读了 {limits.wall_seconds:.0f} 秒还没有读完，已停止，什么也没有导入", remedy=SPLIT
        )
    if code == -getattr(signal, "SIGXCPU", 24):
        return Refused.because("reader.time", f"计算超过 {limits.cpu_seconds} 秒，已停止，什么也没有导入", remedy=SPLIT)
    if code in {-signal.SIGABRT, -9}:
        return Refused.because("reader.memory", "读取所需的内存超过限度，已停止，什么也没有导入", remedy=SPLIT)
    return Refused.because(
        "reader.ended",
        "读取这个文件的程序意外结束，什么也没有导入",
        remedy="文件可能已损坏：重新导出；仍不行，请技术人员检查",
    )
