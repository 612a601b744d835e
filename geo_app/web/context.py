"""What a view has at hand: the county, the person who asks, and the server's log."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request

from geo_app.accounts.permissions import ANONYMOUS, Person
from geo_app.services.county import County
from geo_app.services.server_log import open_log

SESSION_COOKIE = "geo_session"


def bind(app: Flask, county: County) -> None:
    """Gives the application its county and its log."""
    app.extensions["county"] = county
    app.extensions["log"] = open_log(county.settings.data_dir)


def county() -> County:
    """The county of this application."""
    found: County = current_app.extensions["county"]
    return found


def person() -> Person:
    """Who asks; ANONYMOUS when nobody has signed in."""
    if "person" not in g:
        token = request.cookies.get(SESSION_COOKIE, "")
        g.person = (county().accounts.person_of(token) if token else None) or ANONYMOUS
    found: Person = g.person
    return found


def log() -> Any:
    """The server's log."""
    return current_app.extensions["log"]
