"""The publication gate: off, an internal draft, or published with a map review number, its scope and its date."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from geo_app.accounts.permissions import Action, Person, allowed
from geo_app.services.county import County
from layers.catalog import layer
from layers.store import Scope

KEY = "publication"
GATES = ("off", "internal_draft", "published")
TERMS = {"off": "关闭", "internal_draft": "内部草图", "published": "公开"}
DRAFT_WORDS = "内部草图，未经审核，不得公开"
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Gate:
    """Where the gate stands, and on what ground.

    `off`: only people who have signed in. `internal_draft`: whoever reaches this server (the office's own
    network), public fields and generalised positions, marked as a draft. `published`: the same fields
    under a review number (审图号), whose `review_scope` and `reviewed_on` are kept. `sequence` is the last
    event when the gate was moved: what changed since has not been reviewed.
    """

    state: str
    review_number: str = ""
    review_scope: str = ""
    reviewed_on: str = ""
    set_by: str = ""
    set_on: str = ""
    sequence: int = 0

    @property
    def term(self) -> str:
        """The Chinese word shown to people."""
        return TERMS[self.state]

    @property
    def is_open(self) -> bool:
        """Whether somebody who has not signed in may look."""
        return self.state in ("internal_draft", "published")

    @property
    def words(self) -> str:
        """What every map and every public page says about its standing."""
        if self.state == "published":
            return f"审图号：{self.review_number}"
        return DRAFT_WORDS


def read_gate(county: County) -> Gate:
    """The gate as set, else the profile's default (`off` for a new county)."""
    stored = county.accounts.setting(KEY)
    if stored:
        return Gate(**json.loads(stored))
    return Gate(county.profile.publication.gate, county.profile.publication.map_review_number)


def set_gate(
    county: County,
    person: Person,
    state: str,
    review_number: str = "",
    review_scope: str = "",
    reviewed_on: str = "",
) -> Gate:
    """Moves the gate and logs it. Publishing asks for review number, scope and date. Raises Refused with all findings."""
    if not allowed(person, Action.CONFIGURE):
        raise Refused.because("publication.permission", "没有设置公开发布的权限")
    if state not in GATES:
        raise Refused.because("publication.state", f"没有“{state}”这种状态", remedy="选择 关闭、内部草图 或 公开")
    number, scope, day = (text.strip()[:LONGEST] for text in (review_number, review_scope, reviewed_on))
    if state == "published" and (wrong := _missing(number, scope, day)):
        raise Refused(wrong)
    return _move(county, person.name, Gate(state, number, scope, day))


def open_demo_draft(county: County, operator: str) -> None:
    """Lets whoever reaches the server look at a demo county, which is generated and says so; a gate once set stays."""
    if county.accounts.setting(KEY) is None:
        _move(county, operator, Gate("internal_draft"))


def changed_since(county: County, gate: Gate) -> bool:
    """Whether anything public changed after the map was reviewed; a changed map is to be submitted again."""
    if gate.state != "published" or county.store.head()[0] <= gate.sequence:
        return False
    return any(layer(event.layer).public for event in county.store.events(Scope.everything(), after=gate.sequence))


def _move(county: County, who: str, wanted: Gate) -> Gate:
    today = date.today().isoformat()  # noqa: DTZ011  (the office's own day)
    values = asdict(wanted) | {"set_by": who, "set_on": today, "sequence": county.store.head()[0]}
    county.accounts.set_setting(KEY, json.dumps(values, ensure_ascii=False))
    county.accounts.log(who, "publication_gate", state=wanted.state, review_number=wanted.review_number)
    return Gate(**values)


def _missing(number: str, scope: str, day: str) -> list[Finding]:
    wrong = []
    if not number:
        wrong.append(
            _finding("publication.review_number", "公开发布地图需要审图号", "填写审图号，例如 甘S(2026)第012号")
        )
    if not scope:
        wrong.append(_finding("publication.review_scope", "没有写明审核的范围", "写明审图批准的区域、比例尺和图层"))
    try:
        in_future = date.fromisoformat(day) > date.today()  # noqa: DTZ011  (the office's own day)
    except ValueError:
        wrong.append(_finding("publication.reviewed_on", "没有写明审核日期", "填写审图批准的日期，例如 2026-11-23"))
    else:
        if in_future:
            wrong.append(_finding("publication.reviewed_on", f"审核日期 {day} 还没有到", "核对审图批准的日期"))
    return wrong


def _finding(rule: str, message: str, remedy: str) -> Finding:
    return Finding(rule, Severity.ERROR, message, remedy=remedy)
