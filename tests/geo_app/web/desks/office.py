"""The desks as programs and browsers ask them: an office of the invented county, with people who have signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from geo_app.accounts.permissions import Person
from geo_app.factory import create_app
from geo_app.services.county import County
from layers.store import Decision, Edit, EditAct
from tests.county import copied
from tests.geo_app.services.desks import (
    CLERK,
    COUNTY_CLERK,
    HOSTILE,
    REVIEWER,
    SECOND_REVIEWER,
    STRANGER,
    some,
)

PASSWORD = "a quiet 地名 pass-phrase"
PEOPLE = (CLERK, STRANGER, COUNTY_CLERK, REVIEWER, SECOND_REVIEWER)


class Office:
    """One application; `get`, `post` and `put` as a person, with the form's token."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.app: Flask = create_app(county)
        self.sessions: dict[str, str] = {}
        self.hostile: list[str] = []
        page = self.app.test_client().get("/login")
        self.form_cookie = page.headers["Set-Cookie"].split("geo_form=", 1)[1].split(";", 1)[0]
        self.token = page.text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]

    def get(self, person: Person | None, path: str, **headers: str) -> TestResponse:
        return self._open(person, path, "GET", headers)

    def post(self, person: Person | None, path: str, form: Mapping[str, Any], **headers: str) -> TestResponse:
        return self._open(person, path, "POST", headers, data={"csrf_token": self.token, **form})

    def put(self, person: Person | None, path: str, document: Any, **headers: str) -> TestResponse:
        return self._open(person, path, "PUT", {"X-CSRFToken": self.token, **headers}, json=document)

    def _open(
        self, person: Person | None, path: str, method: str, headers: Mapping[str, str], **more: Any
    ) -> TestResponse:
        cookies = f"geo_form={self.form_cookie}"
        if person is not None:
            if person.name not in self.sessions:
                self.sessions[person.name] = self.county.accounts.start_session(person)
            cookies += f"; geo_session={self.sessions[person.name]}"
        sent = {"Accept": "text/html", **{k.replace("_", "-"): v for k, v in headers.items()}, "Cookie": cookies}
        return self.app.test_client(use_cookies=False).open(path, method=method, headers=sent, **more)

    def published(self, change_set: str) -> TestResponse:
        """A drafted change set of anybody's, brought through to publication."""
        author = next(p for p in PEOPLE if p.name == self.county.store.change_set(change_set, REVIEWER.scope).author)
        judge = SECOND_REVIEWER if author is REVIEWER else REVIEWER
        for deed, person in (("submit", author), ("approve", judge), ("publish", judge)):
            version = self.county.store.change_set(change_set, REVIEWER.scope).version
            answer = self.post(person, f"/changes/{change_set}/{deed}", {"version": version})
            assert answer.status_code == 302, answer.text
        return answer


def settle(county: County) -> None:
    """Everybody gets an account and a password."""
    for person in PEOPLE:
        county.accounts.accept(county.accounts.create_invitation(person.name, person.role, person.divisions), PASSWORD)


@contextmanager
def office_of(template: Path, folder: Path) -> Iterator[Office]:
    """An office on a copy of a closed data directory."""
    with copied(template, folder) as county:
        yield Office(county)


def plant_hostile_names(county: County) -> list[str]:
    """Gives places of the first township names that are text and nothing else; returns the places' ids."""
    edits = []
    for at, name in enumerate(HOSTILE):
        place = some(county, "place", at=at + 2)
        edits.append(
            Edit(
                layer="place",
                act=EditAct.CORRECT,
                object_id=place.id,
                base_version=place.version,
                values={"label": name, "note": name, "origin": name},
                source=name,
            )
        )
    decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
    county.store.load(edits, decision=decision, title=HOSTILE[0], reason=HOSTILE[2])
    return [edit.object_id for edit in edits]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page_of(answer: TestResponse) -> _Page:
    """A page taken apart: its tags with attributes, its words as a reader sees them."""
    parsed = _Page()
    parsed.feed(answer.text)
    return parsed


def fields_of(answer: TestResponse) -> dict[str, str]:
    """The page's form as a browser would send it back untouched."""
    found: dict[str, str] = {}
    parts = re.split(r"<form", answer.text)
    form = next(part for part in parts if "data-edit=" in part or "/edit" in part.split(">", 1)[0])
    parsed = _Page()
    parsed.feed("<form" + form.split("</form>", 1)[0])
    select = ""
    for tag, attributes in parsed.tags:
        name = attributes.get("name", "")
        if tag == "select":
            select = name
            found.setdefault(name, "")
        elif tag == "option" and "selected" in attributes:
            found[select] = attributes.get("value", "")
        elif (tag == "input" and name and attributes.get("type") not in ("radio", "checkbox")) or (
            tag == "input" and name and "checked" in attributes
        ):
            found[name] = attributes.get("value", "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescaped(text).removeprefix("\n")
    return found


def unescaped(text: str) -> str:
    """Text out of HTML."""
    parsed = _Page()
    parsed.feed(text)
    return "".join(parsed.words)
