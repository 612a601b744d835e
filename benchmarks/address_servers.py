"""Searchers that need a server of their own, started on a socket in a temporary folder and stopped again.

`postgres_pg_trgm`: Debian's PostgreSQL 15 as the tests start it, with pg_trgm: a GIN index (gin_trgm_ops) over canonical
text and a b-tree (text_pattern_ops) for prefixes. Asked in steps: LIKE of the whole text, LIKE of its parts, then `%`
with a similarity of 0.5 or more, the most similar first.

`addok` is described in `address_addok`.
"""

from __future__ import annotations

import contextlib
import importlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.address_data import Entry
from benchmarks.address_peers import CANDIDATES, MARKS, MEGABYTE, Absent, Canonical, in_order, same

SIMILAR = 0.5
READY_S = 10.0


class Postgres:
    """pg_trgm in a private PostgreSQL."""

    name = "postgres_pg_trgm"

    def __init__(self, canonical: Canonical = same) -> None:
        self._canonical = canonical
        self._open = contextlib.ExitStack()

    def start(self) -> None:
        try:
            services: Any = importlib.import_module("tests.services")
            psycopg: Any = importlib.import_module("psycopg")
        except ImportError:
            raise Absent("pip install 'geo-app[postgis]'") from None
        if services.programs() is None:
            raise Absent("apt-get install postgresql-15 postgresql-15-postgis-3")
        cluster = self._open.enter_context(services.postgres_cluster())
        self._db = self._open.enter_context(psycopg.connect(cluster.database(), autocommit=True))
        self._db.execute("CREATE EXTENSION pg_trgm")
        self._db.execute(f"SET pg_trgm.similarity_threshold = {SIMILAR}")

    def build(self, entries: Sequence[Entry]) -> None:
        self._db.execute("DROP TABLE IF EXISTS plate")
        self._db.execute("CREATE TABLE plate (own TEXT, local TEXT, indexed TEXT)")
        with self._db.cursor() as cursor, cursor.copy("COPY plate FROM STDIN") as copy:
            for entry in entries:
                copy.write_row((entry.text, entry.local, self._canonical(entry.text)))
        self._db.execute("CREATE INDEX ON plate USING gin (indexed gin_trgm_ops)")
        self._db.execute("CREATE INDEX ON plate (local text_pattern_ops)")
        self._db.execute("ANALYZE plate")

    def ask(self, text: str) -> list[str]:
        parts = [part for part in MARKS.split(self._canonical(text)) if part]
        whole = "".join(parts)
        for wanted in dict.fromkeys(((whole,), tuple(parts))):
            if wanted and max(map(len, wanted)) > 2:
                where = " AND ".join(["indexed LIKE %s"] * len(wanted))
                found = self._rows(
                    f"SELECT own, indexed FROM plate WHERE {where} LIMIT %s", *(f"%{p}%" for p in wanted)
                )
                if found:
                    return in_order(whole, found, 0.0)
        query = "SELECT own, indexed FROM plate WHERE indexed %% %s ORDER BY similarity(indexed, %s) DESC LIMIT %s"
        return in_order(whole, self._rows(query, whole, whole), 0.0)

    def _rows(self, query: str, *values: str) -> list[tuple[str, str]]:
        return list(self._db.execute(query, (*values, CANDIDATES)).fetchall())

    def complete(self, text: str) -> list[str]:
        query = "SELECT own FROM plate WHERE local LIKE %s ORDER BY local LIMIT 10"
        return [row[0] for row in self._db.execute(query, (text.replace("%", "") + "%",)).fetchall()]

    def megabytes(self) -> float:
        return float(self._db.execute("SELECT pg_total_relation_size('plate')").fetchone()[0] / MEGABYTE)

    def close(self) -> None:
        self._open.close()


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """The socket of a private Redis that writes nothing to disk."""
    program = shutil.which("redis-server")
    if program is None:
        raise Absent("apt-get install redis-server")
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    socket = folder / "socket"
    command = [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + READY_S
        while not socket.exists():
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("redis-server does not start")
            time.sleep(0.01)
        yield str(socket)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)
