"""Codes: the shape of the 20-digit place code, its agreement with division and class, the division's code and name (C1 to C3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazetteer.categories import PlaceKind, check_class, class_of
from gazetteer.divisions import CLAUSE as DIVISION_CLAUSE
from gazetteer.divisions import check_code_name, place_name_of
from gazetteer.findings import Severity
from gazetteer.rules.neighbours import Likeness
from gazetteer.rules.rule import Inquiry, Remark, Rule

PLACE_CODE_CLAUSE = "国家地名数据库代码编制规则（民地办发〔2010〕1号）"
PLACE_CODE = re.compile(r"(?P<county>[0-9]{6})(?P<township>[0-9]{3})(?P<class_code>[0-9]{5})(?P<serial>[0-9]{6})")
"""County, township, class, serial: 6 + 3 + 5 + 6 digits."""

TOWNSHIP_RANGES = (
    (1, 99, ("街道",), "街道"),
    (100, 199, ("镇",), "镇"),
    (200, 399, ("乡", "苏木"), "乡"),
    (400, 599, (), "类似乡级单位"),
)
VILLAGE_RANGES = (
    (1, 199, ("居民委员会", "社区", "居委会"), "居民委员会"),
    (200, 399, ("村民委员会", "村", "村委会", "嘎查"), "村民委员会"),
    (400, 599, (), "类似村级单位"),
)
"""Third part of a code: from, to, endings of names in that range (none: any), what it is (GB/T 10114, statistical code)."""


def judge_place_code(inquiry: Inquiry) -> Iterator[Remark]:
    """C1: twenty digits whose segments say what the record says."""
    code, candidate = inquiry.candidate.code, inquiry.candidate
    match = PLACE_CODE.fullmatch(code) if code.isascii() else None
    if match is None:
        message = f"地名代码“{code}”不是 20 位数字（6 位县 + 3 位乡 + 5 位类别 + 6 位序号）"
        yield Remark(Severity.ERROR, message, "按国家地名信息库的代码填写", code)
        return
    unit = match["county"] + match["township"]
    known = candidate.division[:9]
    if known and not (unit.startswith(known) or known.startswith(unit) or _crosses(unit, known)):
        message = f"地名代码的区划段 {unit} 与所在区划 {known} 不符"
        yield Remark(Severity.ERROR, message, "核对所在区划；跨界实体用上级单位代码", code, sure=False)
    if candidate.class_code and match["class_code"] != candidate.class_code:
        message = f"地名代码的类别段 {match['class_code']} 与类别代码 {candidate.class_code} 不符"
        yield Remark(Severity.ERROR, message, "核对类别代码", code)
    if match["serial"] == "000000":
        yield Remark(Severity.ERROR, "地名代码的序号为 000000", "序号从 000001 起", code)
    twins = tuple(inquiry.alike(Likeness.CODE, (code,)))
    if twins:
        yield Remark(Severity.ERROR, f"地名代码 {code} 已用于{inquiry.told(twins)}", "一地一码，核对序号", code, twins)


def _crosses(unit: str, known: str) -> bool:
    """An entity that crosses townships takes the county's code, 000 as its township."""
    return unit[6:] == "000" and known.startswith(unit[:6])


def judge_division(inquiry: Inquiry) -> Iterator[Remark]:
    """C2: the division's code exists and its name agrees; the code proposed for a unit is not another's."""
    candidate, known = inquiry.candidate, inquiry.divisions
    code, name = candidate.division, candidate.division_name
    if not code.isascii() or not code.isdigit() or len(code) not in (2, 4, 6, 9, 12):
        yield Remark(Severity.ERROR, f"区划代码“{code}”不是 2、4、6、9 或 12 位数字", "按公布的代码填写", code)
    elif known and name:
        for finding in check_code_name(code, name, known):
            yield Remark(finding.severity, finding.message, finding.remedy, finding.value, clause=finding.clause)
    elif _is_own(inquiry):
        borne = place_name_of(known.get(code, ""))
        if borne and borne not in (inquiry.plain, place_name_of(candidate.renames)):
            message = f"区划代码 {code} 已是{borne}的代码"
            yield Remark(Severity.ERROR, message, "代码不重复使用；是更名的，写明原名", code)
    elif code not in known and any(code[:6] == other[:6] for other in known):
        yield Remark(Severity.ERROR, f"区划表中没有代码 {code}", "核对代码", code)


def _is_own(inquiry: Inquiry) -> bool:
    """Whether the code is that of the unit which the name is for, not of the unit around it."""
    candidate = inquiry.candidate
    own = {PlaceKind.DIVISION: 9, PlaceKind.COMMITTEE_SEAT: 12}.get(candidate.kind)
    return len(candidate.division) == own and not candidate.division_name


def judge_range(inquiry: Inquiry) -> Iterator[Remark]:
    """C2: the range of a township's or a village's code fits the ending of its name."""
    candidate = inquiry.candidate
    around = candidate.division_name or inquiry.divisions.get(candidate.division, "")
    yield from check_range(candidate.division, inquiry.name if _is_own(inquiry) else around)


def check_range(code: str, name: str) -> Iterator[Remark]:
    """Whether the last three digits of a nine- or twelve-digit code belong to units that are called so."""
    ranges = {9: TOWNSHIP_RANGES, 12: VILLAGE_RANGES}.get(len(code))
    if not name or ranges is None or not (code.isascii() and code.isdigit()):
        return
    number = int(code[-3:])
    fitting = next((one for one in ranges if one[0] <= number <= one[1]), None)
    if fitting is None:
        yield Remark(Severity.ERROR, f"区划代码 {code} 的末三位 {code[-3:]} 不在任何一类的号段内", "核对代码", code)
    elif fitting[2] and not name.endswith(fitting[2]):
        message = f"区划代码 {code} 的号段属于{fitting[3]}（{fitting[0]:03d}—{fitting[1]:03d}），与名称“{name}”不符"
        yield Remark(Severity.ERROR, message, "核对代码和名称", f"{code} {name}")


def judge_class(inquiry: Inquiry) -> Iterator[Remark]:
    """C3: the class code is known, fits the kind, and the generic term is one of its kind."""
    candidate = inquiry.candidate
    for finding in check_class(candidate.class_code, candidate.kind):
        yield Remark(finding.severity, finding.message, finding.remedy, finding.value, clause=finding.clause)
    known = class_of(candidate.class_code)
    single = known is not None and len(known.title) == 1 and known.verified
    if known is not None and single and not inquiry.name.endswith(known.title):
        message = f"类别代码 {known.code} 是“{known.title}”，名称不以它结尾"
        yield Remark(Severity.WARNING, message, "核对类别代码与通名", candidate.class_code, clause="GB/T 18521-2001")


RULES = (
    Rule("naming.place_code", "C1", "地名代码合规", PLACE_CODE_CLAUSE, judge_place_code,
         lambda inquiry: "" if inquiry.candidate.code else "没有给出地名代码"),
    Rule("naming.division_code", "C2", "区划代码与名称一致", DIVISION_CLAUSE, judge_division,
         lambda inquiry: "" if inquiry.candidate.division else "没有给出所在区划", False),
    Rule("naming.division_range", "C2", "区划代码号段与类型一致", DIVISION_CLAUSE, judge_range,
         lambda inquiry: "" if inquiry.candidate.division else "没有给出所在区划", False),
    Rule("naming.class_code", "C3", "类别代码与类别一致", "GB/T 18521-2001", judge_class,
         lambda inquiry: "" if inquiry.candidate.class_code else "没有给出类别代码", False),
)  # fmt: skip
