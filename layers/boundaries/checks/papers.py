"""Papers and parties: is the agreement registered, are both sides who their codes say they are."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.findings import Finding, Severity
from layers.boundaries.checks.judging import REGULATION, Desk, Family, finding
from layers.boundaries.overview import LineOverview

PAPERS = (
    ("agreement_number", "协议书文号"),
    ("agreed_on", "协议日期"),
    ("approving_authority", "批准机关"),
    ("agreement_length_m", "协议长度"),
)
COUNTY_DIGITS = 6


def judge(seen: LineOverview, desk: Desk) -> Iterator[Finding]:
    """Findings about the agreement and the two sides."""
    yield from _agreement(seen)
    yield from _sides(seen, desk)


def _agreement(seen: LineOverview) -> Iterator[Finding]:
    name, values = str(seen.line.values["name"]), seen.line.values
    missing = [title for field, title in PAPERS if not values.get(field)]
    if missing:
        words = "、".join(missing)
        yield finding(
            "papers",
            Severity.WARNING,
            f"{name}没有登记{words}",
            seen.line.id,
            clause=REGULATION,
            remedy="按协议书补录，系统不代填",
        )
    if values.get("status") != "legal":
        yield finding(
            "not_legal",
            Severity.INFO,
            f"{name}的图形不是法定线，只作示意",
            seen.line.id,
            clause=REGULATION,
            remedy="取得法定界线数据后更换",
        )


def _sides(seen: LineOverview, desk: Desk) -> Iterator[Finding]:
    values = seen.line.values
    known = {desk.profile.code: desk.profile.name} | {n.code: n.name for n in desk.profile.neighbours}
    codes = [str(values[f"side_{side}_code"]) for side in "ab"]
    for side, code in zip("ab", codes, strict=True):
        name = str(values[f"side_{side}_name"])
        if len(code) != COUNTY_DIGITS:
            continue
        if code not in known:
            message = f"{name}（{code}）不是本县或毗邻县"
            yield finding("not_neighbour", Severity.ERROR, message, seen.line.id, clause="GB/T 2260", remedy="核对代码")
        elif known[code] != name:
            message = f"{code} 写作“{name}”，应为{known[code]}"
            yield finding(
                "code_name", Severity.ERROR, message, seen.line.id, clause="GB/T 2260", remedy="改正代码或名称"
            )
    if codes[0] == codes[1]:
        message = f"双方代码相同（{codes[0]}）"
        yield finding("one_side", Severity.ERROR, message, seen.line.id, clause=REGULATION, remedy="核对双方")
    elif codes[0] > codes[1]:
        message = f"甲方代码 {codes[0]} 大于乙方 {codes[1]}，双方应按代码由小到大排列"
        yield finding("sides_order", Severity.WARNING, message, seen.line.id, remedy="对调双方")


FAMILY = Family("协议书文号、协议日期、批准机关、协议长度是否登记；双方代码与名称是否相符", judge)
