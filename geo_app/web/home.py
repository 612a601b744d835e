"""The desk's start page, help, health."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from gazetteer.errors import Refused
from geo_app.accounts.permissions import PERMISSIONS, Action, Role
from geo_app.services.reviewing import waiting_for
from geo_app.web.access import requires
from geo_app.web.context import county, person
from layers.store import ChangeState, engine_report

blueprint = Blueprint("home", __name__)


@blueprint.get("/desk")
@requires(Action.SELF)
def index() -> ResponseReturnValue:
    """What waits for this person: at most three numbers, and the lists behind them."""
    someone = person()
    mine = {
        state: county().store.change_sets(someone.scope, states=[state], author=someone.name)
        for state in (ChangeState.RETURNED, ChangeState.DRAFT, ChangeState.SUBMITTED)
    }
    return render_template(
        "home.html",
        waiting=waiting_for(county(), someone),
        returned=mine[ChangeState.RETURNED],
        drafts=mine[ChangeState.DRAFT],
        submitted=mine[ChangeState.SUBMITTED],
    )


@blueprint.get("/help/permissions")
@requires(Action.OPEN)
def permissions() -> ResponseReturnValue:
    """The permission table as the code has it."""
    return render_template(
        "permissions.html", permissions=PERMISSIONS, roles=list(Role), actions=list(Action), states=list(ChangeState)
    )


@blueprint.get("/about")
@requires(Action.OPEN)
def about() -> ResponseReturnValue:
    """What this is, and what it is not."""
    return render_template("about.html", engine=engine_report())


@blueprint.get("/healthz")
@requires(Action.OPEN)
def health() -> ResponseReturnValue:
    """Whether both databases answer; says nothing about what is in them."""
    try:
        county().store.head()
        county().accounts.setting("secret")
    except Refused:
        return jsonify(status="trouble"), 503
    return jsonify(status="ok")
