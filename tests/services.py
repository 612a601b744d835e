"""Real services for tests: a private PostgreSQL with PostGIS, alive for one test session."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
ACCOUNT = "postgres"
TEMPLATE = "empty_with_postgis"
_numbers = itertools.count(1)


def programs() -> Path | None:
    """Where PostgreSQL's own programs are; None when it is not installed."""
    if (PROGRAMS / "initdb").exists():
        return PROGRAMS
    found = shutil.which("initdb")
    return Path(found).parent if found else None


class Cluster:
    """A running cluster, reached by its socket folder only; `database()` makes an empty database at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        return f"postgresql://{ACCOUNT}@/{name}?host={self.folder}"

    def database(self, template: str = TEMPLATE) -> str:
        """The URL of a new database."""
        name = f"county_{next(_numbers)}"
        self._say(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        name = url.split("@/", 1)[1].split("?", 1)[0]
        self._say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _say(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


@contextlib.contextmanager
def postgres_cluster() -> Iterator[Cluster]:
    """Starts a cluster in a temporary folder and tears it down; its collation is Chinese, not C, on purpose."""
    where = programs()
    if where is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql-15 postgresql-15-postgis-3")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, ACCOUNT, ACCOUNT)
    data = folder / "data"
    try:
        _run(
            where / "initdb",
            *("-D", data, "-U", ACCOUNT, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
            *("--locale-provider=icu", "--icu-locale=zh-CN"),
        )
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=80"
        _run(where / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        cluster = Cluster(folder)
        cluster._say(f"CREATE DATABASE {TEMPLATE}")
        with psycopg.connect(cluster.url(TEMPLATE), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION postgis")
        yield cluster
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            _run(where / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    """Runs a program of PostgreSQL's, which refuses to run as root, as its own account then."""
    words = [str(word) for word in command]
    if os.getuid() == 0:
        words = ["runuser", "-u", ACCOUNT, "--", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")
