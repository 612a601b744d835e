"""The child: locks itself in, takes a copy of the upload, looks at it, reads it, tells what it read.

Started by `isolation` with a clean environment in an empty folder. The job comes on standard input as one
line of JSON; the answer leaves on standard output (`wire`).
"""

from __future__ import annotations

import errno
import gc
import hashlib
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any, BinaryIO

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange import wire
from layers.exchange.formats import prepare_format, read_format
from layers.exchange.formats.task import Contents, Task
from layers.exchange.kinds import agree
from layers.exchange.limits import Limits
from layers.exchange.sandbox import lock_in

HEAD_BYTES = 4096
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
PACKAGES = Path(__file__).parents[2]


def main() -> None:
    """Reads the one upload named by the job. Every outcome, good or bad, is an answer."""
    gc.disable()  # one short life, no rings: collecting would only take time
    prepare_format(sys.argv[3])  # may start this program once more: standard output must still be its own
    answer = _own_standard_output()
    too_big = wire.refusal([_too_big()], "out of memory")  # said beforehand: later there may be no memory to say it
    try:
        job = json.loads(sys.stdin.buffer.readline())
        for line in _read(job, Limits(**job["limits"])):
            answer.write(line)
    except Refused as refused:
        answer.write(wire.refusal(refused.findings))
    except OSError as wrong:
        answer.write(wire.refusal([_no_room() if wrong.errno in FULL else _damaged()], _told(wrong)))
    except (MemoryError, RecursionError):
        answer.write(too_big)
    except BaseException as wrong:  # a panic of a compiled reader is no Exception
        answer.write(wire.refusal([_damaged()], _told(wrong)))
    answer.flush()
    os._exit(0)


def _own_standard_output() -> BinaryIO:
    """The way out, kept from libraries that print: what they write goes nowhere."""
    answer = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answer


def _read(job: dict[str, Any], limits: Limits) -> list[bytes] | Any:
    copy = Path("upload").absolute()
    sha256 = _copy(Path(job["path"]), copy, limits.size_for(job["kind"]))
    missing = lock_in(limits, copy.parent, PACKAGES)
    with copy.open("rb") as stream:
        agree(job["kind"], stream.read(HEAD_BYTES))
    contents: Contents = read_format(job["kind"], Task(copy, job["title"], job["sheet"], limits))
    findings = (*contents.findings, *_unguarded(missing))
    return wire.lines(job["kind"], sha256, contents.names, contents.tables, findings)


def _copy(source: Path, copy: Path, most: int) -> str:
    """A private copy under our own name, and its SHA-256. The source may not be a pipe or a device."""
    digest = hashlib.sha256()
    try:
        descriptor = os.open(source, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        raise Refused.because("reader.missing", "打不开要读的文件", remedy="检查文件是否还在、是否有权读取") from None
    with os.fdopen(descriptor, "rb") as stream, copy.open("xb") as target:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Refused.because("reader.not_a_file", "这不是普通文件", remedy="选择一个文件，不是文件夹或设备")
        while block := stream.read(min(1 << 20, most + 1)):
            most -= len(block)
            if most < 0:
                raise Refused.because("reader.size", "文件在读取时变大，超过限度", remedy="等文件写完后再导入")
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


def _unguarded(missing: list[str]) -> list[Finding]:
    lacking = [word for word in missing if word]
    if not lacking:
        return []
    return [
        Finding(
            "reader.sandbox",
            Severity.INFO,
            f"本机不能对读取程序做到：{'、'.join(lacking)}"
            + ("；文件限度已减为四分之一" if sys.platform == "win32" else ""),
            remedy="来历不明的文件，请在 Linux 服务器上导入",
        )
    ]


def _too_big() -> Finding:
    return Finding(
        "reader.memory",
        Severity.ERROR,
        "读取所需的内存超过限度，什么也没有导入",
        remedy="拆成几个较小的文件；电子表格请删去数据区以外的空行空列",
    )


def _no_room() -> Finding:
    return Finding(
        "reader.disk", Severity.ERROR, "临时目录所在的磁盘满了或不能写，没有读", remedy="请管理员清出磁盘空间后再导入"
    )


def _damaged() -> Finding:
    return Finding(
        "reader.damaged",
        Severity.ERROR,
        "文件已损坏或不完整，读不出内容，什么也没有导入",
        remedy="用原来的软件打开检查，重新保存或导出后再导入",
    )


def _told(wrong: BaseException) -> str:
    """For the log: the kind of trouble and where, never the file's text."""
    place = wrong.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
    return f"{type(wrong).__name__} at {where}"
