"""What a view has at hand: the county and the person who asks."""

from __future__ import annotations

from flask import Flask, current_app, g, request

from geo_app.accounts.permissions import ANONYMOUS, Person
from geo_app.services.county import County

SESSION_COOKIE = "geo_session"


def bind(app: Flask, county: County) -> None:
    """Gives the application its county."""
    app.extensions["county"] = county


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
