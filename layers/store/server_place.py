"""The server's place: one server process group on one county file, held by a lock of the system."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from gazetteer.errors import Refused


@contextlib.contextmanager
def hold_place(path: Path) -> Iterator[None]:
    """Holds `path` locked until the block ends; the system lets go when the process dies.

    Raises Refused when another server holds it.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as wrong:
        raise Refused.because(
            "store.server_place", f"无法占用服务位置 {path.name}：{wrong.strerror}", remedy="检查数据目录和它的写权限"
        ) from wrong
    try:
        if not _lock(descriptor):
            raise Refused.because(
                "store.second_server", f"已有另一个服务正在使用 {path.parent}", remedy="先停止它，或换一个数据目录"
            )
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415  (exists on Windows only)

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # typed on Windows only
        else:
            import fcntl  # noqa: PLC0415  (does not exist on Windows)

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
