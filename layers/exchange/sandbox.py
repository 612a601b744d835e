"""The sandbox: a process locks itself in, for good, before it looks at an upload.

Memory, time, file size and open files are bounded (setrlimit); the network is gone (an empty network
namespace where the system allows it, and a filter on system calls that also forbids new programs); only
the process' own folder and Python's own files can be read (Landlock). What a system cannot do is said,
never passed over in silence.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from pathlib import Path

from layers.exchange.limits import Limits

NICER = 5
KILLED_AFTER_SECONDS = 2  # the signal for too much computing comes first, so that the parent knows the reason
NEW_NETWORK = 0x40000000
NEW_USER = 0x10000000
NO_NEW_PRIVILEGES, SET_SECCOMP, SECCOMP_FILTER = 38, 22, 2
CALL_ALLOWED, CALL_REFUSED = 0x7FFF0000, 0x00050001  # the latter answers "operation not permitted"
# (audit number of the processor; socket, connect, bind, sendto, execve, execveat, ptrace, process_vm_writev, io_uring_setup)
FORBIDDEN_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 49, 44, 59, 322, 101, 311, 425)),
    "aarch64": (0xC00000B7, (198, 203, 200, 206, 221, 281, 117, 271, 425)),
}
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
EXECUTE, READ_FILE, READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
READ_RIGHTS = READ_FILE | READ_FOLDER
ALL_RIGHTS = (1 << 13) - 1
REFER, TRUNCATE = 1 << 13, 1 << 14
TCP_RIGHTS = 0b11  # bind and connect
SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/dev/urandom", "/dev/null")


def lock_in(limits: Limits, folder: Path, packages: Path) -> list[str]:
    """Locks this process in: `folder` may be read and written, Python and `packages` read, nothing else.

    Returns what could not be had, in Chinese words; empty on an ordinary Linux.
    """
    missing = []
    if hasattr(os, "nice"):
        os.nice(NICER)  # people who read pages come before a file that is read
    if sys.platform != "linux":
        return ["内存与时间限额" if not _bound(limits) else "", "断网", "文件隔离"]
    if not _bound(limits):
        missing.append("内存与时间限额")
    libc = ctypes.CDLL(None, use_errno=True)
    namespaced = libc.unshare(NEW_NETWORK) == 0 or libc.unshare(NEW_USER | NEW_NETWORK) == 0
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if not _only_these_files(libc, folder, packages):
        missing.append("文件隔离")
    if not _no_network_calls(libc) and not namespaced:
        missing.append("断网")
    return missing


def _bound(limits: Limits) -> bool:
    try:
        import resource  # noqa: PLC0415  (does not exist on Windows)
    except ImportError:
        return False
    bounds = (
        ("RLIMIT_AS", limits.memory_bytes),
        ("RLIMIT_CPU", limits.cpu_seconds),
        ("RLIMIT_FSIZE", limits.written_bytes),
        ("RLIMIT_NOFILE", limits.open_files),
        ("RLIMIT_CORE", 0),
    )
    for name, most in bounds:
        which = getattr(resource, name)
        hard = resource.getrlimit(which)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(which, (bound, bound + KILLED_AFTER_SECONDS if name == "RLIMIT_CPU" else bound))
        except (ValueError, OSError):
            return False
    return True


def _no_network_calls(libc: ctypes.CDLL) -> bool:
    """A filter that refuses sockets, new programs and meddling with other processes."""
    if platform.machine() not in FORBIDDEN_CALLS:
        return False
    processor, calls = FORBIDDEN_CALLS[platform.machine()]
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    refuse_at = len(calls) + 5
    program = [(load, 0, 0, 4), (equal, 1, 0, processor), (answer, 0, 0, CALL_REFUSED), (load, 0, 0, 0)]
    program.append((at_least, refuse_at - 4, 0, 0x40000000))
    program += [(equal, refuse_at - (5 + n), 0, call) for n, call in enumerate(calls)]
    program += [(answer, 0, 0, CALL_ALLOWED), (answer, 0, 0, CALL_REFUSED)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program), ctypes.addressof(code)))
    return bool(libc.prctl(SET_SECCOMP, SECCOMP_FILTER, header, 0, 0) == 0)


def _only_these_files(libc: ctypes.CDLL, folder: Path, packages: Path) -> bool:
    version = _call(libc, LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    rights = ALL_RIGHTS | (REFER if version >= 2 else 0) | (TRUNCATE if version >= 3 else 0)
    wanted = struct.pack("QQ", rights, TCP_RIGHTS) if version >= 4 else struct.pack("Q", rights)
    ruleset = _call(libc, LANDLOCK_CREATE, ctypes.create_string_buffer(wanted), len(wanted), 0)
    if ruleset < 0:
        return False
    for root in sorted(_python_files(packages)):
        _allow(libc, ruleset, Path(root), READ_RIGHTS)
    _allow(libc, ruleset, folder, rights & ~EXECUTE)
    return _call(libc, LANDLOCK_RESTRICT, ruleset, 0) == 0


def _python_files(packages: Path) -> set[str]:
    """Where Python and its libraries live; of a source checkout only the packages, never a data folder in it."""
    checkout = (packages / "pyproject.toml").exists()
    paths = {part for part in sys.path if part and not (checkout and Path(part) == packages)}
    ours = {str(packages / "layers"), str(packages / "gazetteer")}
    return {sys.prefix, sys.base_prefix, *SYSTEM_LIBRARIES, *paths, *ours}


def _allow(libc: ctypes.CDLL, ruleset: int, root: Path, rights: int) -> None:
    if not root.exists():
        return
    if not root.is_dir():
        rights &= READ_FILE
    descriptor = os.open(root, os.O_PATH | os.O_CLOEXEC)
    try:
        _call(libc, LANDLOCK_ADD, ruleset, 1, ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor)), 0)
    finally:
        os.close(descriptor)


def _call(libc: ctypes.CDLL, number: int, *arguments: object) -> int:
    """A system call that the C library has no name for."""
    told = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return int(libc.syscall(ctypes.c_long(number), *told))
