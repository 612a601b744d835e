"""create_app: a county becomes a web application. No work happens at import."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from geo_app.config import static_folder
from geo_app.services.county import County
from geo_app.web import BLUEPRINTS, access, context, errors, language, security, wording

PACKAGE = Path(__file__).parent


def create_app(county: County) -> Flask:
    """The application of one opened county.

    Raises RuntimeError when a route has not declared what it permits.
    """
    app = Flask(
        "geo_app",
        static_folder=str(static_folder()),
        static_url_path="/static",
        template_folder=str(PACKAGE / "templates"),
    )
    app.config.update(
        SECRET_KEY=county.accounts.secret(),
        MAX_CONTENT_LENGTH=county.settings.upload_max_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="geo_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=county.settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    context.bind(app, county)
    security.trust_proxies(app, county.settings.trusted_proxies)
    security.install(app)
    language.install(app)
    wording.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.install(app)
    errors.install(app)
    return app
