"""The process model: gunicorn with two processes on Linux, waitress elsewhere.

Every process opens the county for itself, after the fork: a database connection never crosses one.
"""

from __future__ import annotations

import sys
from typing import Any

from geo_app.config import Settings
from geo_app.factory import create_app
from geo_app.services.county import open_county

PROCESSES = 2
THREADS = 4


def run_server(settings: Settings) -> None:
    """Serves until told to stop. Raises OSError when the address is taken."""
    if sys.platform == "win32":
        _serve_with_waitress(settings)
    else:
        _serve_with_gunicorn(settings)


def _serve_with_waitress(settings: Settings) -> None:
    import waitress  # noqa: PLC0415  (absent from a Linux server's start)

    waitress.serve(
        create_app(open_county(settings)),
        host=settings.host,
        port=settings.port,
        threads=PROCESSES * THREADS,
        ident=None,
    )


def _serve_with_gunicorn(settings: Settings) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  (does not exist on Windows)

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
                "graceful_timeout": 10,
                "timeout": 120,
            }
            for key, value in options.items():
                self.cfg.set(key, value)

        def load(self) -> Any:
            """The application of one process."""
            return create_app(open_county(settings))

    Server().run()
