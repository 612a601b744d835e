"""Headers, hosts, form tokens, request limits and the request log."""

from __future__ import annotations

import ipaddress
import secrets
import socket
import time
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect, validate_csrf
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix
from wtforms import ValidationError

from geo_app.web.context import county, log

forms = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{tiles}; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
QUIET = frozenset({"static", "home.health"})


def install(app: Flask) -> None:
    """Adds the protections to an application."""
    forms.init_app(app)
    limiter.init_app(app)
    app.before_request(_begin)
    app.after_request(_headers)
    app.after_request(_record)


def trust_proxies(app: Flask, count: int) -> None:
    """Believes the addresses that `count` reverse proxies of the office report; none of anybody else."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask's documented way


def protect_form() -> None:
    """Refuses an unsafe request without the form's token. Raises CSRFError."""
    forms.protect()


def refuse_strangers() -> None:
    """Refuses an unsafe request that a page of another site has sent. Raises CSRFError."""
    if request.method in UNSAFE and _origin_is_ours() is False:
        raise CSRFError("the request comes from another site")


def is_our_form() -> bool:
    """Whether the form sent now is surely from a page of ours, even when the session is over."""
    if _origin_is_ours():
        return True
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def wants_json() -> bool:
    """Whether the client asks for JSON rather than a page."""
    if request.path.endswith(".json") or request.path.startswith(("/map/", "/api/")):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and request.accept_mimetypes[best] > request.accept_mimetypes["text/html"]


def _origin_is_ours() -> bool | None:
    """What the browser says about the page that sent this; None when it says nothing."""
    origin = request.headers.get("Origin")
    return None if origin is None else urlsplit(origin).netloc == request.host


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = secrets.token_hex(6)
    if not is_known_host(request.host, county().settings.trusted_hosts):
        raise BadRequest


def is_known_host(host: str, trusted: tuple[str, ...]) -> bool:
    """Whether a request's Host is an address, this machine's name, or a name the office declared.

    A name of a stranger that leads here (DNS rebinding) is not one of them.
    """
    name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in {"localhost", socket.gethostname().lower(), *trusted}
    return True


def _headers(response: Response) -> Response:
    tiles = county().settings.base_map_url
    host = " " + "/".join(tiles.split("/")[:3]) if tiles.startswith(("http://", "https://")) else ""
    response.headers.setdefault("Content-Security-Policy", POLICY.format(tiles=host))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if county().settings.secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint == "static":
        settled = "v" in request.args or request.path.startswith("/static/vendor/")
        response.headers["Cache-Control"] = "public, max-age=3600" if settled else "public, no-cache"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _record(response: Response) -> Response:
    """One line a request: the route, never the path or the query, which may hold tokens and what people typed."""
    if request.endpoint not in QUIET or response.status_code >= 500:
        log().info(
            "request",
            id=g.get("request_id"),
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            person=g.person.name if "person" in g else "",
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        )
    return response
