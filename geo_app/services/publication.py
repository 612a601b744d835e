"""The publication gate: closed, an internal draft, or published with a map review number."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from gazetteer.errors import Refused
from geo_app.accounts.permissions import Action, Person, allowed
from geo_app.services.county import County

KEY = "publication"
GATES = ("off", "internal_draft", "published")
TERMS = {"off": "关闭", "internal_draft": "内部草图", "published": "公开"}


@dataclass(frozen=True, slots=True)
class Gate:
    """Where the gate stands. `review_number` is the map's 审图号; `set_by` and `set_on` say who and when."""

    state: str
    review_number: str = ""
    set_by: str = ""
    set_on: str = ""

    @property
    def term(self) -> str:
        """The Chinese word shown to people."""
        return TERMS[self.state]


def read_gate(county: County) -> Gate:
    """The gate as set, else the profile's default."""
    stored = county.accounts.setting(KEY)
    if stored:
        return Gate(**json.loads(stored))
    return Gate(county.profile.publication.gate, county.profile.publication.map_review_number)


def set_gate(county: County, person: Person, state: str, review_number: str) -> Gate:
    """Moves the gate and logs it. Publishing asks for a review number (地图管理条例). Raises Refused."""
    if not allowed(person, Action.CONFIGURE):
        raise Refused.because("publication.permission", "没有设置公开发布的权限")
    if state not in GATES:
        raise Refused.because("publication.state", f"没有“{state}”这种状态", remedy="选择 关闭、内部草图 或 公开")
    if state == "published" and not review_number.strip():
        raise Refused.because(
            "publication.review_number", "公开发布地图需要审图号", remedy="填写审图号后再公开；界线和点位须经审核"
        )
    gate = Gate(state, review_number.strip(), person.name, date.today().isoformat())  # noqa: DTZ011  (the office's own day)
    county.accounts.set_setting(
        KEY,
        json.dumps(
            {"state": gate.state, "review_number": gate.review_number, "set_by": gate.set_by, "set_on": gate.set_on}
        ),
    )
    county.accounts.log(person.name, "publication_gate", state=state, review_number=review_number)
    return gate
