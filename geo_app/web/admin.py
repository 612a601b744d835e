"""The administrator's and the auditor's desk: people, the publication gate, the logs."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gazetteer.errors import Refused
from geo_app.accounts.permissions import Action, Role
from geo_app.services.publication import read_gate, set_gate
from geo_app.web.access import requires
from geo_app.web.context import county, person
from layers.store import Query, Scope

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
PAGE = 100


@blueprint.get("/people")
@requires(Action.MANAGE_ACCOUNTS)
def people() -> ResponseReturnValue:
    """Everybody, and the form to invite somebody."""
    return _people_page()


@blueprint.post("/people")
@requires(Action.MANAGE_ACCOUNTS)
def invite() -> ResponseReturnValue:
    """Invites somebody; the one-time link is shown once."""
    form = request.form
    divisions = tuple(form.getlist("divisions")) or (county().profile.code,)
    try:
        role = Role(form.get("role", ""))
        token = county().accounts.create_invitation(form.get("name", ""), role, divisions, form.get("display_name", ""))
    except ValueError:
        raise Refused.because("account.role", "没有选择角色", remedy="选择一个角色") from None
    county().accounts.log(person().name, "invited", name=form.get("name", ""), role=role.value)
    return _people_page(link=url_for("account.invitation", token=token, _external=True), invited=form.get("name", ""))


@blueprint.post("/people/<name>/<deed>")
@requires(Action.MANAGE_ACCOUNTS)
def manage(name: str, deed: str) -> ResponseReturnValue:
    """Closes, reopens, signs out or resets an account."""
    accounts = county().accounts
    accounts.account(name)
    link = ""
    if deed in ("close", "reopen"):
        if name == person().name:
            raise Refused.because("account.self", "不能停用自己的账号", remedy="请另一位管理员操作")
        accounts.set_closed(name, closed=deed == "close")
    elif deed == "sign-out":
        accounts.sign_out_everywhere(name)
    elif deed == "reset":
        link = url_for("account.invitation", token=accounts.reset(name), _external=True)
    else:
        raise Refused.because("account.deed", "不支持这种操作")
    accounts.log(person().name, f"account_{deed}", name=name)
    return _people_page(link=link, invited=name) if link else redirect(url_for("admin.people"))


@blueprint.get("/publication")
@requires(Action.CONFIGURE)
def publication() -> ResponseReturnValue:
    """The publication gate."""
    return render_template("publication.html", gate=read_gate(county()), findings=())


@blueprint.post("/publication")
@requires(Action.CONFIGURE)
def move_gate() -> ResponseReturnValue:
    """Moves the gate."""
    try:
        set_gate(county(), person(), request.form.get("state", ""), request.form.get("review_number", ""))
    except Refused as refused:
        return render_template("publication.html", gate=read_gate(county()), findings=refused.findings), 422
    return redirect(url_for("admin.publication"))


@blueprint.get("/audit")
@requires(Action.VIEW_AUDIT)
def audit() -> ResponseReturnValue:
    """The event chain and the access log, latest first."""
    sequence, head = county().store.head()
    page = max(request.args.get("page", 1, type=int) or 1, 1)
    after = max(sequence - PAGE * page, 0)
    events = list(county().store.events(Scope.everything(), after=after, limit=PAGE))[::-1]
    return render_template(
        "audit.html",
        events=events,
        sequence=sequence,
        head=head,
        page=page,
        pages=max(1, -(-sequence // PAGE)),
        entries=county().accounts.log_entries(PAGE),
    )


@blueprint.post("/audit/verify")
@requires(Action.VIEW_AUDIT)
def verify() -> ResponseReturnValue:
    """Verifies the chain and the tables now."""
    findings = county().store.verify()
    county().accounts.log(person().name, "verified", findings=len(findings))
    return render_template("verified.html", findings=findings, head=county().store.head())


def _people_page(link: str = "", invited: str = "") -> ResponseReturnValue:
    divisions = county().store.read(
        "division", Scope.everything(), Query(columns=("code", "name", "level"), geometry=False)
    )
    townships = divisions[divisions["level"].isin(["county", "township"])].sort_values("code")
    return render_template(
        "people.html",
        accounts=county().accounts.accounts(),
        roles=[role for role in Role if role is not Role.PUBLIC],
        divisions=list(zip(townships["code"], townships["name"], strict=True)),
        link=link,
        invited=invited,
    )
