"""read_file: the one way an uploaded file becomes rows.

Size, then a copy under a name of our own, then bytes and extension agree, archive, XML, JSON and GeoPackage
prechecks, then the format: all but the size in a child process that can reach neither the network nor
other files. What comes back is plain values; nothing has been judged, moved or mended.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from gazetteer.errors import Refused
from layers.exchange.isolation import read_in_child
from layers.exchange.kinds import kind_of
from layers.exchange.limits import DEFAULT, MB, Limits
from layers.exchange.table import ReadFile


def read_file(path: Path, filename: str, *, sheet: str = "", limits: Limits = DEFAULT) -> ReadFile:
    """What is in the upload at `path`, which a person calls `filename`; only `sheet` when it is given.

    Raises Refused, in Chinese and with the remedy, for whatever cannot be read safely and wholly.
    Findings of the tables may carry ERROR for single rows (a code that a spreadsheet has mangled): such a
    row must not be taken.
    """
    kind = kind_of(filename)
    if sys.platform == "win32":
        limits = limits.without_memory_bound()
    check_size(path, limits.size_for(kind))
    return read_in_child(path.absolute(), kind, Path(filename.replace("\\", "/")).stem, sheet, limits)


def check_size(path: Path, most: int) -> None:
    """Raises Refused unless `path` is an ordinary file of 1 to `most` bytes."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        raise Refused.because("reader.missing", "找不到要读的文件", remedy="重新选择文件") from None
    if not stat.S_ISREG(status.st_mode):
        raise Refused.because("reader.not_a_file", "这不是普通文件", remedy="选择一个文件，不是文件夹或设备")
    if status.st_size == 0:
        raise Refused.because("reader.empty", "文件是空的（0 字节）", remedy="检查是否选错文件，或导出时没有数据")
    if status.st_size > most:
        raise Refused.because(
            "reader.size",
            f"文件有 {status.st_size / MB:.1f} MB，这种格式最多 {most / MB:.0f} MB",
            remedy="按乡镇拆成几个文件再导入",
        )
