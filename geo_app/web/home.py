"""The desk's start page, help, health."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from geo_app.accounts.permissions import PERMISSIONS, Action, Role, allowed
from geo_app.web.access import requires
from geo_app.web.context import county, person
from layers.store import ChangeState, engine_report

blueprint = Blueprint("home", __name__)


@blueprint.get("/desk")
@requires(Action.SELF)
def index() -> ResponseReturnValue:
    """What waits for this person: at most three numbers, and the lists behind them."""
    store, someone = county().store, person()
    drafts = store.change_sets(someone.scope, states=[ChangeState.DRAFT], author=someone.name)
    returned = store.change_sets(someone.scope, states=[ChangeState.RETURNED], author=someone.name)
    waiting = []
    if allowed(someone, Action.REVIEW):
        found = store.change_sets(someone.scope, states=[ChangeState.SUBMITTED, ChangeState.APPROVED])
        waiting = [change for change in found if change.author != someone.name or change.state is ChangeState.APPROVED]
    return render_template("home.html", drafts=drafts, returned=returned, waiting=waiting)


@blueprint.get("/help/permissions")
@requires(Action.OPEN)
def permissions() -> ResponseReturnValue:
    """The permission table as the code has it."""
    return render_template("permissions.html", permissions=PERMISSIONS, roles=list(Role), actions=list(Action))


@blueprint.get("/about")
@requires(Action.OPEN)
def about() -> ResponseReturnValue:
    """What this is, and what it is not."""
    return render_template("about.html", engine=engine_report())


@blueprint.get("/healthz")
@requires(Action.OPEN)
def health() -> ResponseReturnValue:
    """Whether the database answers; says nothing about what is in it."""
    county().store.head()
    return jsonify(status="ok")
