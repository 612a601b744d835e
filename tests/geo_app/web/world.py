"""A small county for questions of access: one person of every role, and words planted where they must not be read.

Every layer has one record in the seat's township whose texts hold a canary: which desk keeps it, and
whether the public may read the field. Change sets of every state name that township's records. Whoever may
not see a canary by the table of permissions must not meet it in any answer.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from geo_app.accounts.permissions import ANONYMOUS, Person, Role, desks_of
from geo_app.factory import create_app
from geo_app.services.county import County
from geo_app.services.import_desk import look_at
from geo_app.services.import_staging import discard, stage, waiting
from geo_app.services.map_view import REFERENCE_LAYERS
from layers.catalog import LAYERS
from layers.catalog import layer as layer_of
from layers.layer import Field, FieldKind, Layer
from layers.store import ChangeState, Decision, Edit, EditAct, Query, Scope
from tests.county import copied

WORD = "蘡薁"
CODE = "{{7*7}}<u>"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def canary(layer: Layer, field_: Field | None = None) -> str:
    """The word planted in a field (None: in a change set that touches the layer); it tries to be code."""
    return f"{WORD}{layer.desk}{'P' if field_ is not None and field_.public and layer.public else 'S'}Z{CODE}"


@dataclass
class World:
    """The application, its people, and what was planted in the first township."""

    county: County
    app: Any
    people: dict[str, Person]
    planted: dict[str, str]
    changes: dict[ChangeState, str]
    first: str
    theirs: frozenset[str]
    line: str = ""
    qr_id: str = ""
    uploaded: str = ""
    form_cookie: str = ""
    token: str = ""
    _sessions: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        who: str,
        path: str,
        method: str = "GET",
        *,
        json: bool = False,
        form: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """One request of one person, with the form's token where one is needed."""
        person = self.people[who]
        sent = dict(headers or {})
        sent["Accept"] = "application/json" if json else "text/html"
        sent["Cookie"] = f"geo_form={self.form_cookie}"
        if not person.is_anonymous:
            sent["Cookie"] += f"; geo_session={self._session(person, fresh=method != 'GET')}"
        data = {**(form or {}), "csrf_token": self.token} if method != "GET" else None
        if method in ("PUT", "PATCH", "DELETE"):
            sent["X-CSRFToken"] = self.token
        return self.app.test_client(use_cookies=False).open(path, method=method, headers=sent, data=data)

    def may_read(self, who: str, word: str) -> bool:
        """Whether the table lets a person read a canary of the first township."""
        person = self.people[who]
        desks = desks_of(person)
        if desks and not person.scope.covers(self.first):
            return False
        return word[len(WORD) : -2] in desks or word.endswith("PZ")

    def alive(self, response: TestResponse) -> list[str]:
        """Places of a page where a canary is not shown letter for letter, but has become code or lost its end."""
        if response.mimetype != "text/html":
            return []
        shown = re.findall(WORD + "[a-z]+[PS]Z.{0,20}", response.text)
        return [text for text in shown if not re.match(WORD + r"[a-z]+[PS]Z\{\{7\*7\}\}&lt;u&gt;", text)]

    def unfit(self, who: str, response: TestResponse) -> set[str]:
        """Canaries and ids in an answer that this person may not read."""
        text = text_of(response)
        words = {word for word in re.findall(WORD + "[a-z]+[PS]Z", text) if not self.may_read(who, word)}
        person = self.people[who]
        if desks_of(person) and not person.scope.covers(self.first):
            words |= set(UUID.findall(text)) & self.theirs
        return words

    def upload(self) -> str:
        """A file that the first township's clerk has sent and not yet settled; its token. Only the latest waits."""
        for known in waiting(self.county, self.people["clerk"]):
            if known.token != self.uploaded:
                discard(known)
        text = f"名称\n{canary(layer_of('street'))}\n".encode()
        taken = stage(self.county, self.people["clerk"], layer_of("street"), f"{WORD}.csv", io.BytesIO(text))
        look_at(self.county, taken)
        return taken.token

    def _session(self, person: Person, *, fresh: bool) -> str:
        accounts, known = self.county.accounts, self._sessions.get(person.name, "")
        if fresh:
            return accounts.start_session(person)
        if accounts.person_of(known) is None:
            self._sessions[person.name] = accounts.start_session(person)
        return self._sessions[person.name]


def text_of(response: TestResponse) -> str:
    """Everything readable in an answer; files inside packed files are unpacked."""
    body = response.get_data()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    location = response.headers.get("Location", "")
    return body.decode("utf-8", "replace") + location + response.headers.get("Content-Disposition", "")


@contextmanager
def county_for_access(template: Path, folder: Path) -> Iterator[World]:
    """The world, on a copy of a closed data directory."""
    with copied(template, folder) as county:
        first = county.profile.seat_township
        planted = _plant(county, first)
        people = _people(county, first)
        changes = _change_sets(county, first, planted)
        county.accounts.set_setting("publication", '{"state": "published", "review_number": "X"}')
        app = create_app(county)
        world = World(county, app, people, planted, changes, first, _ids(county, first) | set(changes.values()))
        everything = Scope.everything()
        world.line = str(county.store.read("boundary_line", everything, Query(geometry=False))["id"].iloc[0])
        world.qr_id = str(county.store.get("door_plate", planted["door_plate"], everything).values["qr_id"])
        world.uploaded = world.upload()
        page = app.test_client().get("/login")
        world.form_cookie = page.headers["Set-Cookie"].split("geo_form=", 1)[1].split(";", 1)[0]
        world.token = page.text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        yield world


def _people(county: County, first: str) -> dict[str, Person]:
    codes = sorted(county.store.count_by("division", "code", Scope.everything()))
    second = next(code for code in codes if len(code) == len(first) and code != first)
    whole = county.profile.code
    divisions = {
        "inspector": (Role.INSPECTOR, whole),
        "clerk": (Role.TOWNSHIP_CLERK, first),
        "stranger": (Role.TOWNSHIP_CLERK, second),
        "county-clerk": (Role.COUNTY_CLERK, whole),
        "reviewer": (Role.REVIEWER, whole),
        "planner": (Role.PLANNER, whole),
        "admin": (Role.ADMIN, whole),
        "auditor": (Role.AUDITOR, whole),
        "somebody": (Role.PLANNER, whole),
    }
    people = {"public": ANONYMOUS}
    for name, (role, division) in divisions.items():
        people[name] = county.accounts.invited(county.accounts.create_invitation(name, role, (division,)))
    return people


def _plant(county: County, first: str) -> dict[str, str]:
    """Writes the canaries; returns the id of each layer's record in the first township."""
    edits, planted = [], {}
    for layer in LAYERS:
        if layer.key in REFERENCE_LAYERS:
            continue
        frame = county.store.read(layer.key, Scope.of(first), Query(geometry=False))
        moves = frame.empty
        if moves:
            frame = county.store.read(layer.key, Scope.everything(), Query(geometry=False))
        row = frame.sort_values("id").iloc[0]
        planted[layer.key] = str(row["id"])
        values = {f.key: canary(layer, f) for f in layer.fields if _writable(layer, f)}
        edits.append(
            Edit(
                layer=layer.key,
                act=EditAct.CORRECT,
                object_id=str(row["id"]),
                base_version=int(row["version"]),
                values=values,
                division=first if moves else None,
            )
        )
    decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
    county.store.load(edits, decision=decision, title="准备", reason="测试")
    return planted


def _writable(layer: Layer, declared: Field) -> bool:
    text = declared.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) and not declared.pattern
    room = declared.max_length is None or declared.max_length >= 30
    return text and room and (declared.key not in layer.natural_key or declared.key == layer.label)


def _change_sets(county: County, first: str, planted: Mapping[str, str]) -> dict[ChangeState, str]:
    """One change set of the first township's clerk in every state."""
    del first
    store, made = county.store, {}
    for state in ChangeState:
        layer = layer_of("door_plate")
        held = store.get("door_plate", planted["door_plate"], Scope.everything())
        edit = Edit(
            layer="door_plate",
            act=EditAct.CORRECT,
            object_id=held.id,
            base_version=held.version,
            values={"note": canary(layer) + state.value},
        )
        change = store.draft([edit], author="clerk", title=canary(layer), reason=canary(layer))
        made[state] = change.id
        if state is ChangeState.DRAFT:
            continue
        if state is ChangeState.WITHDRAWN:
            store.withdraw(change.id, actor="clerk", version=change.version)
            continue
        change = store.submit(change.id, actor="clerk", version=change.version)
        if state is ChangeState.RETURNED:
            store.send_back(change.id, actor="reviewer", version=change.version, reason=canary(layer))
        if state in (ChangeState.APPROVED, ChangeState.PUBLISHED):
            decision = Decision(basis="person", decided_by="reviewer", decided_at=datetime.now(UTC))
            change = store.approve(change.id, decision, version=change.version)
        if state is ChangeState.PUBLISHED:
            store.publish(change.id, actor="reviewer", version=change.version)
    return made


def _ids(county: County, first: str) -> frozenset[str]:
    rows: set[str] = set()
    for layer in LAYERS:
        if layer.key not in REFERENCE_LAYERS:
            rows |= set(county.store.read(layer.key, Scope.of(first), Query(columns=(), geometry=False))["id"])
    return frozenset(rows)
