"""The server's log: one JSON object a line, a file a day in the data directory, nothing in it that people typed.

Chinese stays readable; control characters, line separators and direction marks are always escaped, so
that no name can forge a line or colour a terminal. Files are never deleted by the program: how long
they are kept is the office's rule (等保 asks for six months).
"""

from __future__ import annotations

import json
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, TextIO

import structlog

FOLDER = "logs"
ESCAPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class DailyFile:
    """Appends lines to `<folder>/<day>.jsonl`. Several processes may append to the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._day = ""
        self._stream: TextIO | None = None

    def msg(self, line: str) -> None:
        """Writes one line; when the disk refuses it, to stderr instead: a request never fails for its log."""
        try:
            with self._lock:
                self._today().write(line + "\n")
        except OSError:
            sys.stderr.write(line + "\n")

    info = warning = error = exception = debug = critical = msg

    def _today(self) -> TextIO:
        day = datetime.now(UTC).astimezone().date().isoformat()
        if self._stream is None or day != self._day:
            if self._stream is not None:
                self._stream.close()
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._stream = (self._folder / f"{day}.jsonl").open("a", encoding="utf-8", buffering=1)
            self._day = day
        return self._stream


def open_log(data_dir: Path) -> Any:
    """The logger of a data directory; keywords become members of the line's object."""
    return structlog.wrap_logger(
        DailyFile(data_dir / FOLDER),
        wrapper_class=structlog.make_filtering_bound_logger(0),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=as_line),
        ],
    )


def as_line(members: dict[str, Any], **_: Any) -> str:
    """One line of JSON."""
    text = json.dumps(members, ensure_ascii=False, default=str)
    return "".join(_escaped(c) if unicodedata.category(c) in ESCAPED else c for c in text)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))
