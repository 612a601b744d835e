"""Division codes (行政区划代码): shape, level, parent, and whether a code and a name belong together.

Six digits name a county (GB/T 2260), nine a township (GB/T 10114), twelve a village-level unit in the
statistical code. The township part says the kind: 001-099 subdistrict, 100-199 town, 200-399 township,
400-599 quasi-township units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from gazetteer.findings import Finding, Severity

CLAUSE = "GB/T 2260、GB/T 10114"


class DivisionLevel(StrEnum):
    """Level by the length of the code."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


_LEVEL_BY_LENGTH = {6: DivisionLevel.COUNTY, 9: DivisionLevel.TOWNSHIP, 12: DivisionLevel.VILLAGE}
_COMMITTEE_ENDINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("村民委员会", "村"),
    ("村委员会", "村"),
    ("村委会", "村"),
)


def level_of(code: str) -> DivisionLevel:
    """The level a code speaks of. Raises ValueError for anything but 6, 9 or 12 digits."""
    if not code.isascii() or not code.isdigit() or len(code) not in _LEVEL_BY_LENGTH:
        raise ValueError(f"not a division code: {code!r}")
    return _LEVEL_BY_LENGTH[len(code)]


def parent_of(code: str) -> str:
    """The code one level up; "" above a county. Raises ValueError for a malformed code."""
    return {DivisionLevel.COUNTY: "", DivisionLevel.TOWNSHIP: code[:6], DivisionLevel.VILLAGE: code[:9]}[level_of(code)]


def place_name_of(statistical_name: str) -> str:
    """The place's name behind a committee's listed name: 东关村委会 and 东关村村民委员会 → 东关村, …社区居民委员会 → …社区.

    A name without a committee's ending is returned as it is.
    """
    for ending, replacement in _COMMITTEE_ENDINGS:
        if statistical_name.endswith(ending):
            place = statistical_name.removesuffix(ending)
            return place if place.endswith(replacement) else place + replacement
    return statistical_name


def check_code(code: str, *, county_code: str) -> list[Finding]:
    """Whether a code has a lawful shape and lies in the county."""
    try:
        level_of(code)
    except ValueError:
        return [
            _finding("divisions.shape", f"区划代码“{code}”不是 6、9 或 12 位数字", code, "按民政部门公布的代码填写")
        ]
    if not code.startswith(county_code):
        return [_finding("divisions.other_county", f"区划代码 {code} 不在本县（{county_code}）范围", code, "核对代码")]
    return []


def check_code_name(code: str, name: str, known: Mapping[str, str]) -> list[Finding]:
    """Whether `code` and `name` are the same division in `known` (code → name).

    A disagreement is refused and the right pairs are named: what the code really is, and which code
    the name really has.
    """
    right_name = known.get(code)
    if right_name is not None and _same(name, right_name):
        return []
    right_codes = sorted(other for other, other_name in known.items() if _same(name, other_name))
    if right_name is None and not right_codes:
        return [_finding("divisions.unknown", f"区划表中没有代码 {code}，也没有名称“{name}”", code, "核对代码和名称")]
    parts = []
    if right_name is not None:
        parts.append(f"{code} 是{right_name}")
    else:
        parts.append(f"区划表中没有代码 {code}")
    parts += [f"{name}的代码是 {right}" for right in right_codes[:3]]
    return [
        _finding(
            "divisions.code_name",
            f"代码与名称不一致：{code} 写作“{name}”；{'，'.join(parts)}",
            f"{code} {name}",
            "按正确的一对改正",
            related=tuple(right_codes),
        )
    ]


def scope_names(code: str, known: Mapping[str, str]) -> list[str]:
    """Names from the county down to `code`, as an address is read."""
    codes: Iterable[str] = (code[:6], code[:9], code[:12])
    return [known[part] for part in dict.fromkeys(codes) if part in known]


def _same(left: str, right: str) -> bool:
    return left == right or place_name_of(left) == place_name_of(right)


def _finding(rule: str, message: str, value: str, remedy: str, related: tuple[str, ...] = ()) -> Finding:
    return Finding(rule, Severity.ERROR, message, value=value, clause=CLAUSE, remedy=remedy, related=related)
