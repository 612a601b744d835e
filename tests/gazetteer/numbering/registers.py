"""Small registers for tests: a lawful one, and the same with something changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gazetteer.findings import Finding
from gazetteer.numbering import Judge, NumberingProfile, Rows, make_profile, with_numbers
from gazetteer.numbering.rows import RowRule

TODAY = date(2026, 11, 2)

PROFILE = make_profile(
    {
        "key": "k",
        "title": "某县门牌编号惯例",
        "source": "虚构",
        "village_scope": "group",
        "archive_hold_years": 3,
        "temporary_limit_days": 365,
        "days": {"apply": 15, "confirm": 15, "notify": 5, "install": 30, "restore": 3},
        "kinds": {"road": ["large", "medium"], "group": ["small", "medium"]},
    }
)

Row = Mapping[str, Any]


def door(identity: str, text: str, **more: Any) -> dict[str, Any]:
    """A lawful plate of the third group of 青石村."""
    return {
        "id": identity,
        "label": f"青石村三组{text}",
        "kind": "small",
        "status": "installed",
        "number_text": text,
        "face_text": f"三组{text}",
        "space": "g3",
        "space_kind": "group",
        "space_name": "三组",
        "village": "青石村",
        "division": "110101001001",
        "address": f"address {identity}",
        "address_status": "current",
        **more,
    }


def rows(register: Sequence[Row]) -> Rows:
    """Rows of some plates; a column some plate lacks is None there."""
    keys = dict.fromkeys(key for row in register for key in row)
    return with_numbers({key: [row.get(key) for row in register] for key in keys}, TODAY)


def judged(
    rules: Sequence[RowRule], rule: str, register: Sequence[Row], profile: NumberingProfile = PROFILE
) -> list[Finding]:
    """What one check says of a register, by all its parts whose columns are there."""
    table, judge = rows(register), Judge(profile)
    parts = [part for part in rules if part.id == rule and not table.lacks(part.needs)]
    return [finding for part in parts for finding in part.judge(table, judge)]
