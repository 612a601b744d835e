"""Kept forms: what was typed when the session had ended waits on the server until its writer has signed in."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from geo_app.web.context import county

LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form as it was sent: where to, and its fields in order, without the token."""

    path: str
    fields: tuple[tuple[str, str], ...]


def keep_form() -> ResponseReturnValue:
    """Keeps this request's form and asks to sign in first. A form too long to keep is said to be lost."""
    fields = [(key, value) for key, value in request.form.items(multi=True) if key != "csrf_token"]
    document = json.dumps({"path": request.full_path.rstrip("?"), "fields": fields}, ensure_ascii=False)
    kept = county().accounts.keep_form(document) if len(document) <= LONGEST else ""
    page = render_template(
        "sign_in.html", next="", kept=kept, findings=(), expired=True, files_lost=bool(request.files)
    )
    return page, 401


def take_form(kept: str) -> KeptForm | None:
    """The form kept under a key, once; None when there is none (any more)."""
    text = county().accounts.take_form(kept) if kept else None
    if not text:
        return None
    document = json.loads(text)
    return KeptForm(document["path"], tuple((str(key), str(value)) for key, value in document["fields"]))
