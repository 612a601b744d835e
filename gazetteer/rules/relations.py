"""A name against those it depends on: heritage, seats, local names, derived names (article 9, items 9 and 10; A1 to A4)."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.categories import PlaceKind
from gazetteer.findings import Severity
from gazetteer.rules.duplicates import lacking_neighbours
from gazetteer.rules.neighbours import Bond, Likeness, Neighbour, Standing
from gazetteer.rules.parts import split_parts
from gazetteer.rules.rule import Inquiry, Remark, Rule

NAMED_AFTER_PLACES = (
    "水库",
    "电站",
    "变电站",
    "车站",
    "火车站",
    "汽车站",
    "站",
    "大桥",
    "桥",
    "隧道",
    "收费站",
    "服务区",
    "大坝",
    "灌区",
)
"""Facilities that are called after the place where they stand (article 9, item 10)."""


def judge_reaching_beyond(inquiry: Inquiry) -> Iterator[Remark]:
    """A1: a division does not take the name of an entity that reaches beyond it."""
    candidate, specific = inquiry.candidate, inquiry.parts.specific
    if candidate.kind is not PlaceKind.DIVISION or not specific:
        return
    names = inquiry.alike(Likeness.TEXT, (specific,)) + inquiry.alike(Likeness.SPECIFIC, (specific,))
    found = tuple(dict.fromkeys(n for n in names if _reaches_beyond(n)))
    if found:
        yield Remark(
            Severity.ERROR,
            f"专名“{specific}”取自超出本行政区域的实体：{inquiry.told(found)}",
            "换专名；不以知名山脉、河流、遗产名称作本区域专名",
            specific,
            found,
        )


def _reaches_beyond(neighbour: Neighbour) -> bool:
    if neighbour.kind not in (PlaceKind.NATURAL_ENTITY, PlaceKind.PARK_OR_RESERVE, PlaceKind.OTHER):
        return False
    return neighbour.famous or neighbour.extends


def judge_famous(inquiry: Inquiry) -> Iterator[Remark]:
    """A1, D1: no division takes a name that the whole nation knows, no natural entity bears one twice."""
    candidate, specific = inquiry.candidate, inquiry.parts.specific
    for term in inquiry.book.lexicon.get("famous_entity", ()):
        if candidate.kind is PlaceKind.DIVISION and term.term == specific:
            message = f"专名“{term.term}”是著名的自然地理实体或历史文化遗产"
            remedy = "换专名；实体全部在本行政区域内的，说明情况"
            yield Remark(term.severity, message, remedy, term.term, sure=term.verified)
        elif candidate.kind is PlaceKind.NATURAL_ENTITY and term.term == inquiry.name and not candidate.famous:
            message = f"与全国知名的“{term.term}”同名"
            clause = "地名管理条例第九条第七项"
            yield Remark(
                Severity.WARNING, message, "换名，或冠以当地地名", term.term, clause=clause, sure=term.verified
            )


def judge_local_name(inquiry: Inquiry) -> Iterator[Remark]:
    """A2: a station, bridge or reservoir is called after a place that is there."""
    candidate, parts = inquiry.candidate, inquiry.parts
    if not _is_called_after_a_place(inquiry) or not parts.specific:
        return
    unit = candidate.division[:6]
    names = [*inquiry.alike(Likeness.TEXT, (parts.specific,)), *inquiry.alike(Likeness.SPECIFIC, (parts.specific,))]
    local = [n for n in names if n.kind is not PlaceKind.FACILITY and n.standing is Standing.CURRENT]
    if not any(n.division.startswith(unit) for n in local):
        yield Remark(
            Severity.WARNING,
            f"专名“{parts.specific}”不是当地现有的地名",
            "以所在地地名作专名，或写明理由",
            parts.specific,
        )


def _is_called_after_a_place(inquiry: Inquiry) -> bool:
    return inquiry.candidate.kind is PlaceKind.FACILITY and inquiry.parts.generic in NAMED_AFTER_PLACES


def judge_seat(inquiry: Inquiry) -> Iterator[Remark]:
    """A3: a township is called as the settlement of its seat, a committee as its own."""
    candidate = inquiry.candidate
    if candidate.kind not in (PlaceKind.DIVISION, PlaceKind.COMMITTEE_SEAT):
        return
    seats = _bound(inquiry, Bond.SEAT) if candidate.place else ()
    names = {candidate.seat, *(seat.text for seat in seats)} - {""}
    specific = inquiry.specific
    if names and not any(_same_place(specific, name) for name in names):
        told_names = "、".join(f"“{name}”" for name in sorted(names))
        yield Remark(
            Severity.WARNING,
            f"专名“{specific}”与驻地{told_names}不一致",
            "一般以驻地居民点名称作专名；不一致的，写明理由",
            specific,
            seats,
            "各省地名管理规定：乡镇名称与驻地名称一致",
            sure=False,
        )


def _same_place(specific: str, name: str) -> bool:
    return specific in (name, *(split_parts(name, kind).specific for kind in PlaceKind))


def judge_base(inquiry: Inquiry) -> Iterator[Remark]:
    """A4: a derived name contains the name it is derived from."""
    base = inquiry.candidate.base
    if not base or inquiry.name.startswith(base):
        return
    if not any(split_parts(base, kind).specific in inquiry.name for kind in PlaceKind):
        message = f"派生名“{inquiry.name}”不含主地名“{base}”"
        yield Remark(Severity.WARNING, message, "派生地名与主地名一致", inquiry.name)


def judge_derived(inquiry: Inquiry) -> Iterator[Remark]:
    """A4: names derived from the old name follow when it is given up."""
    old = inquiry.candidate.renames
    found = tuple(n for n in _bound(inquiry, Bond.DERIVED) if n.standing is not Standing.HISTORICAL) if old else ()
    if found:
        yield Remark(
            Severity.ERROR,
            f"由“{old}”派生的名称须一并处理：{inquiry.told(found)}",
            "逐个办理更名，或写明保留的理由；门牌、标志随之更换",
            old,
            found,
        )


def _bound(inquiry: Inquiry, bond: Bond) -> tuple[Neighbour, ...]:
    """Neighbours that hang on the candidate's entity, or on the name it gives up."""
    keys = {inquiry.candidate.place, inquiry.candidate.renames} - {""}
    return tuple(n for n in inquiry.alike(Likeness.BOUND_TO, sorted(keys)) if n.bond is bond)


def lacking_rename(inquiry: Inquiry) -> str:
    """Rules on renaming are asked when there is an old name."""
    return "" if inquiry.candidate.renames else "不是更名"


def lacking_seat(inquiry: Inquiry) -> str:
    """The seat is given, or known from the entity."""
    candidate = inquiry.candidate
    if candidate.kind not in (PlaceKind.DIVISION, PlaceKind.COMMITTEE_SEAT):
        return "这类地名没有驻地"
    return "" if candidate.seat or candidate.place else "没有给出驻地"


def lacking_facility(inquiry: Inquiry) -> str:
    """The rule is about facilities that are called after places, and needs those places."""
    return lacking_neighbours(inquiry) if _is_called_after_a_place(inquiry) else "不是以所在地命名的设施"


def lacking_base(inquiry: Inquiry) -> str:
    """The rule is about derived names."""
    return "" if inquiry.candidate.base else "没有给出派生来源"


def lacking_division(inquiry: Inquiry) -> str:
    """The rule is about divisions."""
    return lacking_neighbours(inquiry) if inquiry.candidate.kind is PlaceKind.DIVISION else "不是行政区划"


RULES = (
    Rule(
        "naming.reaches_beyond", "A1", "区划不用更大实体之名", "地名管理条例第九条第九项", judge_reaching_beyond,
        lacking_division,
    ),
    Rule("naming.famous_entity", "A1", "不用著名实体之名", "地名管理条例第九条第九项", judge_famous, stored=False),
    Rule("naming.local_name", "A2", "设施与当地地名一致", "地名管理条例第九条第十项", judge_local_name, lacking_facility, False),
    Rule("naming.seat", "A3", "与驻地名称一致", "地名管理条例第九条", judge_seat, lacking_seat, False),
    Rule("naming.base", "A4", "派生名含主地名", "地名管理条例第九条第十项", judge_base, lacking_base),
    Rule("naming.derived", "A4", "派生名随主地名更改", "地名管理条例第九条第十项", judge_derived, lacking_rename),
)  # fmt: skip
