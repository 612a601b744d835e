"""What kinds of entities bear place names, and the class codes known for them.

Kinds follow article 3 of 地名管理条例 (State Council order 753); natural villages were added for Gansu
by provincial order 185 (text not read in full: 未核实). Five-digit class codes are the attribute codes
of GB/T 18521-2001 as far as a public record shows one in use; the whole table is in the office's census
software. Codes that are inferred, not seen, carry `verified=False`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gazetteer.findings import Finding, Severity
from gazetteer.terms import Term


class PlaceKind(Term):
    """The kinds of article 3, and the settlements that Gansu adds."""

    NATURAL_ENTITY = "natural_entity", "自然地理实体", "natural entity"
    DIVISION = "division", "行政区划", "administrative division"
    COMMITTEE_SEAT = "committee_seat", "村（居）民委员会所在地", "seat of a village or resident committee"
    PARK_OR_RESERVE = "park_or_reserve", "城市公园、自然保护地", "city park or nature reserve"
    STREET = "street", "街路巷", "street, road or lane"
    RESIDENTIAL_OR_BUILDING = "residential_or_building", "住宅区、楼宇", "residential area or building"
    FACILITY = "facility", "交通运输、水利、电力、通信、气象等设施", "transport, water, power or telecom facility"
    SETTLEMENT = "settlement", "自然村、居民点", "natural village or settlement"
    OTHER = "other", "其他地理实体", "other entity"


@dataclass(frozen=True, slots=True)
class ClassCode:
    """A class of GB/T 18521-2001: a full five-digit code, or a shorter prefix for a whole group.

    `source` says where it was seen; `verified` is True only for codes seen in use in a public record.
    """

    code: str
    title: str
    kind: PlaceKind
    verified: bool
    source: str


_DATABASE = "国家地名信息库公开接口中所见"
_CENSUS = "地名普查资料中所见"
_INFERRED = "由所见代码推断，未核实"

CLASS_CODES = (
    ClassCode("11", "海域", PlaceKind.NATURAL_ENTITY, False, _INFERRED),
    ClassCode("12", "陆地水系", PlaceKind.NATURAL_ENTITY, False, _INFERRED),
    ClassCode("13", "陆地地形", PlaceKind.NATURAL_ENTITY, False, _INFERRED),
    ClassCode("21610", "行政村", PlaceKind.COMMITTEE_SEAT, True, _DATABASE),
    ClassCode("22100", "城镇居民点", PlaceKind.SETTLEMENT, True, _DATABASE),
    ClassCode("22200", "农村居民点", PlaceKind.SETTLEMENT, True, _DATABASE),
    ClassCode("23", "交通运输设施", PlaceKind.FACILITY, False, _INFERRED),
    ClassCode("24", "水利、电力、通信设施", PlaceKind.FACILITY, False, _INFERRED),
    ClassCode("25", "纪念地、旅游景点", PlaceKind.OTHER, False, _INFERRED),
    ClassCode("26", "建筑物", PlaceKind.RESIDENTIAL_OR_BUILDING, False, _INFERRED),
    ClassCode("2621", "亭", PlaceKind.OTHER, True, _CENSUS),
    ClassCode("2622", "台", PlaceKind.OTHER, True, _CENSUS),
    ClassCode("2623", "碑", PlaceKind.OTHER, True, _CENSUS),
    ClassCode("2624", "塔", PlaceKind.OTHER, True, _CENSUS),
    ClassCode("27", "单位", PlaceKind.OTHER, False, _INFERRED),
    ClassCode("27610", "村民委员会", PlaceKind.COMMITTEE_SEAT, True, _DATABASE),
)


def class_of(code: str) -> ClassCode | None:
    """The most specific known class that `code` (five digits) belongs to; None when none is known."""
    known = [known for known in CLASS_CODES if code.startswith(known.code)]
    return max(known, key=lambda known: len(known.code), default=None)


def check_class(code: str, kind: PlaceKind) -> list[Finding]:
    """Whether a class code is well formed, known, and fits the kind of the place.

    An unknown code is information, not an error: the table shipped here is not the whole standard.
    """
    if not re.fullmatch(r"[0-9]{5}", code):
        message = f"类别代码“{code}”应为 5 位数字"
        return [Finding("categories.form", Severity.ERROR, message, column="类别代码", value=code, clause=_CLAUSE)]
    known = class_of(code)
    if known is None:
        message = f"类别代码 {code} 不在已知代码表中（代码表不全，未核实）"
        return [Finding("categories.unknown", Severity.INFO, message, column="类别代码", value=code, clause=_CLAUSE)]
    if known.kind is not kind and known.verified:
        message = f"类别代码 {code} 属于“{known.title}”（{known.kind.term}），与类别“{kind.term}”不符"
        remedy = f"改类别为“{known.kind.term}”，或改正代码"
        return [
            Finding(
                "categories.kind",
                Severity.WARNING,
                message,
                column="类别代码",
                value=code,
                clause=_CLAUSE,
                remedy=remedy,
            )
        ]
    return []


_CLAUSE = "GB/T 18521-2001"
