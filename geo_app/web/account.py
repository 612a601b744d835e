"""Signing in and out, one-time links, one's own account, and the language switch."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gazetteer.errors import Refused
from geo_app.accounts.permissions import Action
from geo_app.web.access import requires
from geo_app.web.context import SESSION_COOKIE, county, person
from geo_app.web.kept_forms import take_form
from geo_app.web.language import COOKIE as LANGUAGE_COOKIE
from geo_app.web.security import limiter

blueprint = Blueprint("account", __name__)


@blueprint.get("/login")
@requires(Action.OPEN)
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    return render_template("sign_in.html", next=_local(request.args.get("next", "")), kept="", findings=())


@blueprint.post("/login")
@requires(Action.OPEN)
@limiter.limit("20 per minute")
def sign_in_now() -> ResponseReturnValue:
    """Checks the password; goes on to where the person was, with what they had typed."""
    target, kept = _local(request.form.get("next", "")), request.form.get("kept", "")
    try:
        token = county().accounts.sign_in(
            request.form.get("name", ""), request.form.get("password", ""), request.headers.get("User-Agent", "")
        )
    except Refused as refused:
        return render_template("sign_in.html", next=target, kept=kept, findings=refused.findings, expired=kept), 422
    found = take_form(kept)
    if found is not None:
        return _with_session(render_template("resume.html", form=found), token)
    return _with_session(redirect(target or url_for("home.index")), token)


@blueprint.post("/logout")
@requires(Action.SELF)
def sign_out() -> ResponseReturnValue:
    """Ends this session."""
    county().accounts.sessions.end(request.cookies.get(SESSION_COOKIE, ""))
    county().accounts.log(person().name, "signed_out")
    response = make_response(redirect(url_for("public.index")))
    response.delete_cookie(SESSION_COOKIE)
    return response


@blueprint.get("/invite/<token>")
@requires(Action.OPEN)
@limiter.limit("30 per minute")
def invitation(token: str) -> ResponseReturnValue:
    """The page on which an invited person chooses a password."""
    return render_template("invitation.html", invited=county().accounts.invited(token), token=token, findings=())


@blueprint.post("/invite/<token>")
@requires(Action.OPEN)
@limiter.limit("20 per minute")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Sets the password and signs in."""
    accounts = county().accounts
    invited = accounts.invited(token)
    try:
        if request.form.get("password", "") != request.form.get("again", ""):
            raise Refused.because("account.again", "两次输入的口令不一样", remedy="重新输入")
        accounts.accept(token, request.form.get("password", ""))
    except Refused as refused:
        return render_template("invitation.html", invited=invited, token=token, findings=refused.findings), 422
    return _with_session(
        redirect(url_for("home.index")), accounts.start_session(invited, request.headers.get("User-Agent", ""))
    )


@blueprint.get("/account")
@requires(Action.SELF)
def own() -> ResponseReturnValue:
    """One's own account: password and sessions."""
    return render_template("account.html", sessions=county().accounts.sessions.of(person().name), findings=())


@blueprint.post("/account/password")
@requires(Action.SELF)
@limiter.limit("10 per minute")
def change_password() -> ResponseReturnValue:
    """Replaces the password; every session ends but a new one begins here."""
    try:
        county().accounts.change_password(person(), request.form.get("old", ""), request.form.get("password", ""))
    except Refused as refused:
        sessions = county().accounts.sessions.of(person().name)
        return render_template("account.html", sessions=sessions, findings=refused.findings), 422
    return _with_session(redirect(url_for("account.own")), county().accounts.start_session(person()))


@blueprint.post("/account/sign-out-everywhere")
@requires(Action.SELF)
def sign_out_everywhere() -> ResponseReturnValue:
    """Ends every session of one's own."""
    county().accounts.sessions.end_all(person().name)
    county().accounts.log(person().name, "signed_out", everywhere=True)
    return redirect(url_for("account.sign_in"))


@blueprint.get("/language/<code>")
@requires(Action.OPEN)
def switch_language(code: str) -> ResponseReturnValue:
    """Remembers the language and goes back."""
    response = make_response(redirect(_local(request.args.get("next", "")) or url_for("public.index")))
    response.set_cookie(
        LANGUAGE_COOKIE, "en" if code == "en" else "zh", max_age=365 * 86400, samesite="Lax", httponly=True
    )
    return response


def _local(target: str) -> str:
    """A path of our own, or nothing: a sign-in never leads to another host."""
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return target if safe else ""


def _with_session(response: object, token: str) -> ResponseReturnValue:
    """The response with the new session's cookie; the session that the browser had before is over."""
    county().accounts.sessions.end(request.cookies.get(SESSION_COOKIE, ""))
    made = make_response(response)
    made.set_cookie(
        SESSION_COOKIE,
        token,
        httponly=True,
        samesite="Lax",
        secure=county().settings.secure_cookies,
        max_age=int(county().settings.session_hours * 3600),
    )
    return made
