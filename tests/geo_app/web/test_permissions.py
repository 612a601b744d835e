"""Every route × every method × every role, and a clerk of another township: the table of permissions decides, alone.

Routes are taken from the application itself, so that a new one is asked as soon as it exists; one whose
arguments nobody has put into the small table below fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from geo_app.accounts.permissions import ALL_DESKS, Action, Role, allowed, desks_of
from geo_app.factory import create_app
from geo_app.web.access import action_of
from layers.catalog import LAYERS, layer
from layers.store import ChangeState, Edit, EditAct, Query, Scope
from tests.geo_app.web.world import WORD, World, canary, text_of

ROLES = ("public", "inspector", "clerk", "stranger", "county-clerk", "reviewer", "planner", "admin", "auditor")
ONE_LAYER_A_DESK = ("place", "door_plate", "built_up_area", "welfare_centre")
READING = ("GET",)
QUERIES: dict[str, list[dict[str, str]]] = {
    "desk.listing": [{}, {"q": WORD}, {"times": "all"}],
    "exports.download": [{"format": "csv"}, {"format": "xlsx", "times": "all"}],
    "desk.around": [{"id": "<object_id>"}],
    "map_data.counts": [{"level": "village"}],
    "map_data.areas": [{"level": "village"}],
    "map_data.points": [{"layers": "<layer>", "bbox": "60,-10,150,60"}],
    "map_data.lines": [{"layer": "street"}, {}],
    "map_data.search": [{"q": WORD}],
    "reports.inspection": [{"line": "<line>"}],
    "reports.file": [{"line": "<line>", "ending": "html"}],
    "changes.index": [{"tab": tab} for tab in ("drafts", "waiting", "approved", "published", "own")],
}
"""Arguments after the question mark, where a route needs them to have something to say."""
THINGS = frozenset({"object_id", "change_set", "opaque"})
FORMS: dict[str, dict[str, str]] = {"imports.upload": {"layer": "door_plate"}}
"""What a form must hold for the view to look at it."""
ASKED_TWICE = frozenset({"public", "stranger", "reviewer"})
"""Who is asked as a page and again as JSON: somebody refused, somebody limited, somebody who may nearly everything."""
ONCE = frozenset({"exports.download", "reports.file", "imports.errors_file", "imports.abandon"})
"""Routes that are asked once, not as a page and again as JSON: they make a file, or can be done only once."""


Sample = Callable[[World], list[dict[str, Any]]]
SAMPLES: dict[str, Sample] = {
    "static": lambda _: [{"filename": "css/app.css"}],
    "account.switch_language": lambda _: [{"code": "en"}],
    "account.invitation": lambda _: [{"token": "nobody-has-this-token"}],
    "account.accept_invitation": lambda _: [{"token": "nobody-has-this-token"}],
    "admin.manage": lambda _: [{"name": "somebody", "deed": "sign-out"}],
    "public.place": lambda world: [{"object_id": world.planted["place"]}],
    "public.facility": lambda world: [{"object_id": world.planted["welfare_centre"]}],
    "public.plate": lambda world: [{"opaque": world.qr_id}],
    "changes.one": lambda world: [{"change_set": known} for known in world.changes.values()],
    "changes.positions": lambda world: [{"change_set": known} for known in world.changes.values()],
    "changes.scan": lambda world: [{"change_set": known} for known in world.changes.values()],
    "changes.act": lambda world: [
        {"change_set": world.changes[ChangeState.SUBMITTED], "deed": deed}
        for deed in ("submit", "approve", "publish", "undo")
    ],
    "imports.index": lambda _: [{}],
    "imports.upload": lambda _: [{}],
    "imports.template_file": lambda _: [{"layer": "door_plate", "kind": "csv"}],
    "imports.abandon": lambda world: [{"token": world.upload()}],
    "imports.*": lambda world: [{"token": world.uploaded}],
    "reports.file": lambda _: [{"name": "inspection"}],
}
"""Arguments of the routes that take more than a desk, a layer and a record."""


@dataclass(frozen=True)
class Question:
    """One request: the route, its arguments, and whether these name something of the first township."""

    rule: Rule
    method: str
    arguments: dict[str, Any]
    query: dict[str, str]
    names_a_thing: bool

    def path(self, world: World) -> str:
        with world.app.test_request_context():
            address = world.app.url_map.bind("localhost").build(self.rule.endpoint, self.arguments, method=self.method)
        return address + ("?" + urlencode(self.query) if self.query else "")

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule} {self.arguments} {self.query}"


def samples(world: World, rule: Rule, layers: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Arguments for a route. Fails for one that nobody has thought of."""
    names = frozenset(rule.arguments) - set(rule.defaults or {})
    per_layer = [
        {"desk": layer(key).desk, "layer": key, "layer_key": key, "object_id": world.planted[key]} for key in layers
    ]
    own = SAMPLES.get(rule.endpoint) or SAMPLES.get(rule.endpoint.split(".")[0] + ".*")
    if own is not None:
        yield from own(world)
    elif not names:
        yield {}
    elif names <= {"desk"}:
        yield from ({"desk": desk} for desk in sorted({layer(key).desk for key in layers}))
    elif names <= {"desk", "layer", "layer_key", "object_id"}:
        yield from ({key: one[key] for key in names} for one in per_layer)
    else:
        pytest.fail(f"no sample arguments for {rule.endpoint} {rule.rule}: add them to SAMPLES")


def questions(world: World, layers: tuple[str, ...], *, reading_only: bool = False) -> Iterator[Question]:
    """Every question there is about `layers`."""
    for rule in world.app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if reading_only and method not in READING:
                continue
            for given in samples(world, rule, layers):
                arguments = {**(rule.defaults or {}), **given}
                asked = QUERIES.get(rule.endpoint, [{}]) if method in READING else [{}]
                for query in asked:
                    filled = {k: _filled(world, v, arguments, layers) for k, v in query.items()}
                    thing = bool(THINGS & set(arguments)) or "id" in filled
                    yield Question(rule, method, arguments, filled, thing)


def _filled(world: World, value: str, arguments: dict[str, Any], layers: tuple[str, ...]) -> str:
    points = [key for key in layers if (shape := layer(key).geometry) and shape.value == "Point"]
    here = str(arguments.get("layer", ""))
    words = {
        "<object_id>": world.planted.get(here, ""),
        "<layer>": points[0] if points else "",
        "<line>": world.line,
    }
    return words.get(value, value)


def through(answer: TestResponse) -> bool:
    """Whether the view itself answered: with a page, with a file, or with a word about what was sent."""
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/login?next=")
    return answer.status_code in (200, 201, 302, 303, 304, 412, 422, 428) and not to_sign_in


def refused(answer: TestResponse, *, anonymous: bool, json: bool, method: str) -> bool:
    """Whether the answer is the refusal due to this person."""
    if not anonymous:
        return answer.status_code == 403
    if json or method not in READING:
        return answer.status_code == 401
    return answer.status_code == 302 and answer.headers["Location"].startswith("/login")


def expected(world: World, who: str, question: Question) -> str:
    """`refused`, `missing` or `through`: from the table, and from nothing else."""
    person = world.people[who]
    action = action_of(world.app, question.rule.endpoint)
    assert action is not None
    desk = question.arguments.get("desk")
    if not allowed(person, action, desk=desk):
        return "refused"
    if "token" in question.arguments:
        mine = question.rule.endpoint.startswith("imports.") and who == "clerk"
        return "through" if mine else "missing"
    if "line" in question.query:
        return "through" if person.scope.covers(world.county.profile.code) else "missing"
    if question.rule.rule.startswith("/api/<layer_key>") and not layer(question.arguments["layer_key"]).public:
        return "missing"
    if not question.names_a_thing:
        return "through"
    if "change_set" in question.arguments:
        return "through" if may_see_change(world, who, question.arguments["change_set"]) else "missing"
    desks = desks_of(person)
    covered = person.scope.covers(world.first)
    if action is Action.VIEW_PUBLIC:
        return "through" if covered or not desks else "missing"
    return "through" if allowed(person, action, desk=desk, division=world.first) else "missing"


def may_see_change(world: World, who: str, change_set: str) -> bool:
    """Drafts are their author's; the rest is seen by whoever keeps the desk and the division."""
    person = world.people[who]
    state = next(state for state, known in world.changes.items() if known == change_set)
    if state in (ChangeState.DRAFT, ChangeState.WITHDRAWN) and person.name != "clerk":
        return False
    return allowed(person, Action.VIEW, desk="plates", division=world.first)


def judge(world: World, who: str, question: Question) -> list[str]:
    """What is wrong with the answers to one question, as a page and as JSON."""
    wrong = []
    once = question.rule.endpoint in ONCE or who not in ASKED_TWICE
    for json in (False, True)[: 1 if once else 2]:
        form = FORMS.get(question.rule.endpoint)
        answer = world.ask(who, question.path(world), question.method, json=json, form=form)
        wanted = expected(world, who, question)
        asked_for = set(map(str, [*question.arguments.values(), *question.query.values()]))
        anonymous = world.people[who].is_anonymous
        machine = json or question.rule.rule.endswith(".json") or question.rule.rule.startswith(("/map/", "/api/"))
        fits = {
            "through": through(answer),
            "missing": answer.status_code == 404,
            "refused": refused(answer, anonymous=anonymous, json=machine, method=question.method),
        }[wanted]
        if not fits:
            wrong.append(f"{who}: {question} as {'JSON' if json else 'page'}: {answer.status_code}, should be {wanted}")
        if unfit := world.unfit(who, answer) - asked_for:
            wrong.append(f"{who}: {question}: reads {sorted(unfit)[:4]}")
        if alive := world.alive(answer):
            wrong.append(f"{who}: {question}: stored text is not shown as it is: {alive[:3]}")
    return wrong


@pytest.mark.parametrize("who", ROLES)
def test_every_route_answers_as_the_table_says(world: World, who: str) -> None:
    """One layer a desk, every method, every role."""
    asked = list(questions(world, ONE_LAYER_A_DESK))
    assert {layer(key).desk for key in ONE_LAYER_A_DESK} == ALL_DESKS
    wrong = [line for question in asked for line in judge(world, who, question)]
    assert wrong == []
    assert len(asked) > 100


def test_a_clerk_of_another_township_finds_nothing(world: World) -> None:
    """Every layer, every way to read: no name, no count, no id, no point, no row, no change set, no event, no error text."""
    asked = questions(world, tuple(world.planted), reading_only=True)
    assert [line for question in asked for line in judge(world, "stranger", question)] == []


def test_the_clerk_in_charge_finds_all_of_it(world: World) -> None:
    """The same questions do find what was planted: the test above is not blind."""
    found: dict[str, bool] = {}
    for question in questions(world, tuple(world.planted), reading_only=True):
        answer = world.ask("clerk", question.path(world))
        endpoint = question.rule.endpoint
        found[endpoint] = found.get(endpoint, False) or WORD in text_of(answer)
    kinds = {"desk.listing", "desk.record", "map_data.search", "map_data.record", "machine.record", "changes.index"}
    kinds |= {"changes.one", "exports.download", "imports.columns", "editing.edit", "public.place"}
    assert {kind for kind in kinds if not found[kind]} == set()
    record = world.ask("clerk", f"/plates/door_plate/{world.planted['door_plate']}")
    assert "{{7*7}}&lt;u&gt;" in record.text


@pytest.mark.parametrize("ending", ["csv", "xlsx", "gpkg", "geojson", "zip", "kml", "gpx"])
def test_no_file_of_any_format_tells_of_another_township(world: World, ending: str) -> None:
    """Plates as a file: the clerk in charge gets the canary, the clerk of another township a file without it."""
    path = f"/plates/door_plate/export?format={ending}&anyway=1&columns=plate_code,address_text,note"
    mine, theirs = world.ask("clerk", path), world.ask("stranger", path)
    assert (mine.status_code, theirs.status_code) == (200, 200)
    assert world.unfit("stranger", theirs) == set()
    assert WORD in text_of(mine)


DEEDS = {
    "submit": (Action.DRAFT, (ChangeState.DRAFT, ChangeState.RETURNED)),
    "withdraw": (Action.DRAFT, (ChangeState.DRAFT, ChangeState.RETURNED, ChangeState.SUBMITTED)),
    "remove": (Action.DRAFT, (ChangeState.DRAFT, ChangeState.RETURNED)),
    "return": (Action.REVIEW, (ChangeState.SUBMITTED, ChangeState.APPROVED)),
    "approve": (Action.REVIEW, (ChangeState.SUBMITTED,)),
    "approve-paper": (Action.REVIEW, (ChangeState.SUBMITTED,)),
    "publish": (Action.PUBLISH, (ChangeState.APPROVED,)),
    "undo": (Action.UNDO, (ChangeState.PUBLISHED,)),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_in_every_state_by_everybody(world: World, deed: str) -> None:
    """Who may move what, where, and when: role × state × author × division, all from the table."""
    wrong = []
    action, states = DEEDS[deed]
    for state, change_set in world.changes.items():
        for who in ROLES:
            person = world.people[who]
            answer = world.ask(who, f"/changes/{change_set}/{deed}", "POST", json=True, form={"version": "9999"})
            rules = {finding["rule"] for finding in (answer.json or {}).get("findings", ())}
            let = (
                state in states
                and allowed(person, action, state=state, author="clerk", division=world.first)
                and may_see_change(world, who, change_set)
            )
            went_through = answer.status_code in (412, 422) and "change_set.permission" not in rules
            if let != went_through:
                wrong.append(
                    f"{who} {deed} {state}: {answer.status_code} {rules}, should be {'let' if let else 'not let'}"
                )
    assert wrong == []
    assert {
        state: world.county.store.change_set(i, Scope.everything()).state for state, i in world.changes.items()
    } == {state: state for state in ChangeState}


def test_no_author_approves(world: World) -> None:
    for role in Role:
        own = [person for person in world.people.values() if person.role is role and not person.is_anonymous]
        assert not any(
            allowed(person, Action.REVIEW, state=ChangeState.SUBMITTED, author=person.name) for person in own
        )


def test_an_undeclared_route_stops_the_application(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from flask import Blueprint  # noqa: PLC0415

    planted = Blueprint("planted", __name__)
    planted.get("/back-door")(lambda: "open")
    monkeypatch.setattr("geo_app.factory.BLUEPRINTS", (*_blueprints(), planted))
    with pytest.raises(RuntimeError, match="planted"):
        create_app(world.county)


def test_a_route_added_later_is_closed(world: World) -> None:
    """Even past the check at the start, nobody gets through a route that permits nothing."""
    app = create_app(world.county)
    app.add_url_rule("/later", "later", lambda: "open")
    assert app.test_client().get("/later", headers={"Accept": "application/json"}).status_code == 401


def _blueprints() -> tuple[Any, ...]:
    from geo_app.web import BLUEPRINTS  # noqa: PLC0415

    return BLUEPRINTS


def test_no_layer_is_left_out(world: World) -> None:
    assert {known.key for known in LAYERS} - set(world.planted) == {"boundary_line", "neighbouring_county"}


def test_a_change_set_of_two_townships_is_seen_in_part(world: World) -> None:
    """Whoever keeps one of the two townships sees that edit, and no word about the other."""
    store, people = world.county.store, world.people
    second = people["stranger"].divisions[0]
    rows = store.read("door_plate", Scope.of(second), Query(geometry=False, limit=1))
    edits = [
        Edit(
            layer="door_plate",
            act=EditAct.CORRECT,
            object_id=object_id,
            base_version=store.get("door_plate", object_id, Scope.everything()).version,
            values={"note": note},
        )
        for object_id, note in (
            (world.planted["door_plate"], canary(layer("door_plate"))),
            (str(rows["id"].iloc[0]), "门口换牌"),
        )
    ]
    secret = canary(layer("door_plate"))
    change = store.draft(edits, author="county-clerk", title=secret, reason=secret)
    store.submit(change.id, actor="county-clerk", version=change.version)
    for path in ("/changes?tab=waiting", f"/changes/{change.id}", f"/changes/{change.id}/map.json"):
        for json in (False, True):
            answer = world.ask("stranger", path, json=json)
            assert answer.status_code == 200
            assert world.unfit("stranger", answer) == set()
    assert "门口换牌" in world.ask("stranger", f"/changes/{change.id}").text
    refused = world.ask("stranger", f"/changes/{change.id}/approve", "POST", json=True, form={"version": "2"})
    assert (refused.status_code, world.unfit("stranger", refused)) == (422, set())
    assert WORD in world.ask("reviewer", f"/changes/{change.id}").text
