"""The administrator's and the auditor's desk: people, the publication gate, the logs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from geo_app.accounts.permissions import Action, Role
from geo_app.services import accounts_desk
from geo_app.services.publication import changed_since, read_gate, set_gate
from geo_app.web.access import requires
from geo_app.web.context import county, person
from geo_app.web.security import wants_json
from layers.store import Query, Scope

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
PAGE = 100
GATE_FORM = ("state", "review_number", "review_scope", "reviewed_on")


@blueprint.get("/people")
@requires(Action.MANAGE_ACCOUNTS)
def people() -> ResponseReturnValue:
    """Everybody, and the form to invite somebody."""
    return _people_page()


@blueprint.post("/people")
@requires(Action.MANAGE_ACCOUNTS)
def invite() -> ResponseReturnValue:
    """Invites somebody; the one-time link is shown once. What was typed stays on the page when refused."""
    form, divisions = request.form, tuple(request.form.getlist("divisions"))
    name, shown = form.get("name", ""), form.get("display_name", "")
    try:
        token = accounts_desk.invite(county(), person().name, name, form.get("role", ""), divisions, shown)
    except Refused as refused:
        if wants_json():
            raise
        return _people_page(findings=refused.findings, typed=form), 422
    return _people_page(link=url_for("account.invitation", token=token, _external=True), invited=name)


@blueprint.post("/people/<name>/<deed>")
@requires(Action.MANAGE_ACCOUNTS)
def manage(name: str, deed: str) -> ResponseReturnValue:
    """Closes, reopens, unlocks, signs out or resets an account."""
    token = accounts_desk.do_to_account(county(), person().name, name, deed)
    if not token:
        return redirect(url_for("admin.people"))
    return _people_page(link=url_for("account.invitation", token=token, _external=True), invited=name)


@blueprint.get("/publication")
@requires(Action.CONFIGURE)
def publication() -> ResponseReturnValue:
    """The publication gate."""
    gate = read_gate(county())
    changed = changed_since(county(), gate)
    return render_template("publication.html", gate=gate, typed={}, findings=(), changed=changed)


@blueprint.post("/publication")
@requires(Action.CONFIGURE)
def move_gate() -> ResponseReturnValue:
    """Moves the gate."""
    try:
        set_gate(county(), person(), **{key: request.form.get(key, "") for key in GATE_FORM})
    except Refused as refused:
        typed = {key: request.form.get(key, "") for key in GATE_FORM}
        gate = read_gate(county())
        return render_template("publication.html", gate=gate, typed=typed, findings=refused.findings), 422
    return redirect(url_for("admin.publication"))


@blueprint.get("/audit")
@requires(Action.VIEW_AUDIT)
def audit() -> ResponseReturnValue:
    """The event chain and the access log, latest first."""
    return _audit_page()


@blueprint.post("/audit/verify")
@requires(Action.VIEW_AUDIT)
def verify() -> ResponseReturnValue:
    """Verifies the chain and the tables now."""
    findings = county().store.verify()
    county().accounts.log(person().name, "verified", findings=len(findings))
    return _audit_page(verified=True, findings=findings)


def _audit_page(*, verified: bool = False, findings: Sequence[Finding] = ()) -> str:
    sequence, head = county().store.head()
    book = county().accounts.access_log
    page, entries_page = _number("page"), _number("entries")
    upto = sequence - PAGE * (page - 1)
    after = max(upto - PAGE, 0)
    events = list(county().store.events(Scope.everything(), after=after, limit=max(0, upto - after)))[::-1]
    return render_template(
        "audit.html",
        events=events,
        sequence=sequence,
        head=head,
        page=page,
        pages=max(1, -(-sequence // PAGE)),
        entries=book.entries(PAGE, PAGE * (entries_page - 1)),
        entries_page=entries_page,
        entries_pages=max(1, -(-book.count() // PAGE)),
        verified=verified,
        findings=findings,
    )


def _number(key: str) -> int:
    return min(max(request.args.get(key, 1, type=int) or 1, 1), 1_000_000)


def _people_page(
    link: str = "", invited: str = "", findings: Sequence[Finding] = (), typed: Mapping[str, str] | None = None
) -> str:
    found = county().store.read(
        "division", Scope.everything(), Query(columns=("code", "name", "level"), geometry=False)
    )
    townships = found[found["level"] == "township"].sort_values("code")
    own = [(county().profile.code, county().profile.name)]
    return render_template(
        "people.html",
        accounts=county().accounts.accounts(),
        roles=[role for role in Role if role is not Role.PUBLIC],
        divisions=own + list(zip(townships["code"], townships["name"], strict=True)),
        names=dict(own) | dict(zip(found["code"], found["name"], strict=True)),
        link=link,
        invited=invited,
        findings=findings,
        typed=typed or {},
    )
