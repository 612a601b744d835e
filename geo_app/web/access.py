"""Access: every route declares what it permits; an undeclared one stops the application from starting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from geo_app.accounts.access_log import REFUSED
from geo_app.accounts.permissions import Action, allowed
from geo_app.web.context import county, person
from geo_app.web.kept_forms import keep_form
from geo_app.web.security import UNSAFE, is_our_form, protect_form, refuse_strangers, wants_json

View = TypeVar("View", bound=Callable[..., Any])
DECLARED = "declared_action"


def requires(action: Action) -> Callable[[View], View]:
    """Declares the action a view permits. Unsafe methods always ask for the form's token."""

    def mark(view: View) -> View:
        setattr(view, DECLARED, action)
        return view

    return mark


def install(app: Flask) -> None:
    """Checks that every route is declared, and asks the table before every view."""
    undeclared = [rule.endpoint for rule in app.url_map.iter_rules() if action_of(app, rule.endpoint) is None]
    if undeclared:
        raise RuntimeError(f"routes without a declared permission: {', '.join(sorted(undeclared))}")
    app.before_request(_ask)


def action_of(app: Flask, endpoint: str) -> Action | None:
    """What a route permits; None when nobody declared it."""
    if endpoint == "static":
        return Action.OPEN
    return getattr(app.view_functions[endpoint], DECLARED, None)


def _ask() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    refuse_strangers()
    action = action_of(current_app, request.endpoint)
    someone = person()
    desk = (request.view_args or {}).get("desk")
    if action is None or not allowed(someone, action, desk=desk):
        if someone.is_anonymous and not wants_json():
            return _sign_in_first()
        county().accounts.log(someone.name, "denied", result=REFUSED, route=request.endpoint, action=str(action))
        abort(401 if someone.is_anonymous else 403)
    if request.method in UNSAFE:
        protect_form()
    return None


def _sign_in_first() -> ResponseReturnValue:
    """To the sign-in page; what a form of ours held is kept there and comes back after signing in."""
    if request.method not in UNSAFE:
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
    if request.form and is_our_form():
        return keep_form()
    return abort(401)
