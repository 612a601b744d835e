"""Headers, form tokens, request limits and the request log."""

from __future__ import annotations

import secrets
import time

import structlog
from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

from geo_app.web.context import county, person

forms = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)
log = structlog.get_logger("geo_app.web")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{tiles}; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


def install(app: Flask) -> None:
    """Adds the protections to an application."""
    forms.init_app(app)
    limiter.init_app(app)
    app.before_request(_begin)
    app.after_request(_headers)
    app.after_request(_record)


def protect_form() -> None:
    """Refuses an unsafe request without the form's token. Raises CSRFError."""
    forms.protect()


def wants_json() -> bool:
    """Whether the client asks for JSON rather than a page."""
    if request.path.endswith(".json") or request.path.startswith(("/map/", "/api/")):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and request.accept_mimetypes[best] > request.accept_mimetypes["text/html"]


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = secrets.token_hex(6)


def _headers(response: Response) -> Response:
    tiles = county().settings.base_map_url
    host = " " + "/".join(tiles.split("/")[:3]) if tiles.startswith(("http://", "https://")) else ""
    response.headers.setdefault("Content-Security-Policy", POLICY.format(tiles=host))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=3600"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _record(response: Response) -> Response:
    if request.endpoint != "static":
        log.info(
            "request",
            id=g.get("request_id"),
            method=request.method,
            path=request.path[:200],
            status=response.status_code,
            person=person().name,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        )
    return response
