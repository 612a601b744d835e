"""The process model: gunicorn with two processes on Linux, waitress elsewhere.

Every process opens the county for itself, after the fork: a database connection never crosses one.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from typing import Any

from gazetteer.errors import Refused
from geo_app.config import Settings
from geo_app.factory import create_app
from geo_app.services.county import County, open_county

PROCESSES = 2
THREADS = 4
GRACE_S = 10
HANGING_S = 120


def address_of(settings: Settings) -> str:
    """Where a browser on this machine finds the server."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104  (names, not a bind)
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{settings.port}"


def refuse_taken_address(settings: Settings) -> None:
    """Raises Refused when the address cannot be listened on, saying why, before anything is started."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as wrong:
        raise _refusal(settings, wrong) from wrong


def run_server(settings: Settings) -> None:
    """Serves until told to stop (Ctrl-C or SIGTERM); what is under way is finished first."""
    if sys.platform == "win32":
        serve_with_waitress(settings)
    else:
        _serve_with_gunicorn(settings)


def serve_with_waitress(settings: Settings) -> None:
    """One process, several threads: the office PC's server."""
    import waitress  # noqa: PLC0415  (absent from a Linux server's start)

    with contextlib.closing(open_county(settings)) as county:
        waitress.serve(
            create_app(county),
            host=settings.host,
            port=settings.port,
            threads=PROCESSES * THREADS,
            ident=None,
        )


def _serve_with_gunicorn(settings: Settings) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  (does not exist on Windows)

    opened: list[County] = []

    def let_go(_server: object, _worker: object) -> None:
        for county in opened:
            county.close()

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
        """One county, a few processes."""

        def load_config(self) -> None:
            """Binds to the settings' address."""
            options: dict[str, Any] = {
                "bind": f"{settings.host}:{settings.port}",
                "workers": PROCESSES,
                "worker_class": "gthread",
                "threads": THREADS,
                "loglevel": "warning",
                "graceful_timeout": GRACE_S,
                "timeout": HANGING_S,
                "control_socket_disable": True,
                "worker_exit": let_go,
            }
            for key, value in options.items():
                if key in self.cfg.settings:
                    self.cfg.set(key, value)

        def load(self) -> Any:
            """The application of one process."""
            opened.append(open_county(settings))
            return create_app(opened[-1])

    Server().run()


def _refusal(settings: Settings, wrong: OSError) -> Refused:
    where = f"{settings.host}:{settings.port}"
    if wrong.errno == errno.EADDRINUSE:
        return Refused.because(
            "serve.port_taken", f"端口已被占用：{where}", remedy="停止占用它的程序，或用 --port 换一个端口"
        )
    if wrong.errno == errno.EACCES:
        return Refused.because("serve.port_forbidden", f"没有权限监听 {where}", remedy="换一个 1024 以上的端口")
    return Refused.because("serve.address", f"不能监听 {where}：{wrong.strerror}", remedy="检查 --host 和 --port")
