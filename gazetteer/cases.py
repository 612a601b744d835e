"""The naming case: how an application for a name (命名, 更名, 销名 …) travels to its archive.

The states follow the order of 地名管理条例 articles 11 to 14. Which body approves what is data
(`ApprovalRule`), because provincial rules differ and change; rules whose text was not read are
`verified=False` and every finding that rests on them says 未核实.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gazetteer.acts import UNVERIFIED
from gazetteer.categories import PlaceKind
from gazetteer.findings import Finding, Severity, blocking
from gazetteer.terms import Term


class CaseState(Term):
    """Where a case stands. REFUSED, WITHDRAWN and ARCHIVED are final."""

    DRAFT = "draft", "草稿", "draft"
    SUBMITTED = "submitted", "已提交", "submitted"
    RETURNED = "returned", "退回补正", "returned for completion"
    ACCEPTED = "accepted", "已受理", "accepted"
    CONSULTING = "consulting", "评估论证与征求意见", "assessment and consultation"
    COUNTERSIGNING = "countersigning", "会签", "countersigning"
    AWAITING_APPROVAL = "awaiting_approval", "报批", "awaiting approval"
    APPROVED = "approved", "批准", "approved"
    REFUSED = "refused", "不予批准", "refused"
    FILED = "filed", "已备案", "filed"
    ANNOUNCED = "announced", "已公告", "announced"
    COMPLETED = "completed", "备案公告完毕", "filed and announced"
    WITHDRAWN = "withdrawn", "撤回", "withdrawn"
    ARCHIVED = "archived", "归档", "archived"


_S = CaseState

CASE_STEPS: Mapping[CaseState, frozenset[CaseState]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
    _S.SUBMITTED: frozenset({_S.ACCEPTED, _S.RETURNED, _S.WITHDRAWN}),
    _S.RETURNED: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
    _S.ACCEPTED: frozenset({_S.CONSULTING, _S.RETURNED, _S.WITHDRAWN}),
    _S.CONSULTING: frozenset({_S.COUNTERSIGNING, _S.RETURNED, _S.WITHDRAWN}),
    _S.COUNTERSIGNING: frozenset({_S.AWAITING_APPROVAL, _S.CONSULTING, _S.WITHDRAWN}),
    _S.AWAITING_APPROVAL: frozenset({_S.APPROVED, _S.REFUSED, _S.COUNTERSIGNING}),
    _S.APPROVED: frozenset({_S.FILED, _S.ANNOUNCED}),
    _S.FILED: frozenset({_S.COMPLETED}),
    _S.ANNOUNCED: frozenset({_S.COMPLETED}),
    _S.COMPLETED: frozenset({_S.ARCHIVED}),
    _S.REFUSED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.ARCHIVED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """Who approves what, from when to when (`valid_to` exclusive), and what the statement rests on."""

    kind: PlaceKind
    approver: str
    consults: tuple[str, ...] = ()
    files_to: str = ""
    source: str
    verified: bool
    valid_from: date = date(2022, 5, 1)
    valid_to: date | None = None


_ARTICLE_12 = "地名管理条例第十二条"
_CITY = "市级民政部门"

APPROVAL_RULES = (
    ApprovalRule(
        kind=PlaceKind.STREET,
        approver="县级人民政府",
        files_to=f"市级人民政府、{_CITY}",
        source=_ARTICLE_12,
        verified=True,
    ),
    ApprovalRule(
        kind=PlaceKind.RESIDENTIAL_OR_BUILDING,
        approver="县级住房城乡建设主管部门",
        consults=("县级民政部门",),
        files_to="县级民政部门",
        source=_ARTICLE_12,
        verified=True,
    ),
    ApprovalRule(
        kind=PlaceKind.FACILITY,
        approver="设施的行业主管部门",
        consults=("所在地人民政府（按需）",),
        files_to="同级民政部门",
        source=_ARTICLE_12,
        verified=True,
    ),
    ApprovalRule(
        kind=PlaceKind.DIVISION, approver="省级人民政府（乡镇一级）", source="行政区划管理条例第九条", verified=True
    ),
    *(
        ApprovalRule(
            kind=kind, approver="按省级地名管理办法确定", source=f"{UNVERIFIED}：省级办法条文未见", verified=False
        )
        for kind in (PlaceKind.NATURAL_ENTITY, PlaceKind.COMMITTEE_SEAT, PlaceKind.SETTLEMENT, PlaceKind.OTHER)
    ),
    ApprovalRule(kind=PlaceKind.PARK_OR_RESERVE, approver="按国家有关规定确定", source=_ARTICLE_12, verified=False),
)
"""The defaults that ship; an office edits its own copy."""


def rule_for(kind: PlaceKind, day: date, rules: Iterable[ApprovalRule] = APPROVAL_RULES) -> ApprovalRule | None:
    """The rule in force for `kind` on `day`; None when no rule is known."""
    return next(
        (r for r in rules if r.kind is kind and r.valid_from <= day and (r.valid_to is None or day < r.valid_to)), None
    )


def check_case_step(before: CaseState, after: CaseState, open_findings: Iterable[Finding] = ()) -> list[Finding]:
    """What stands against taking a case from `before` to `after`.

    A case with an open finding of error or block may not go up for approval.
    """
    if after not in CASE_STEPS[before]:
        following = "、".join(state.term for state in CaseState if state in CASE_STEPS[before]) or "无"
        message = f"案卷不能由“{before.term}”转为“{after.term}”"
        return [Finding("cases.step", Severity.ERROR, message, value=after.term, remedy=f"可转为：{following}")]
    standing = blocking(open_findings)
    if after is CaseState.AWAITING_APPROVAL and standing:
        message = f"还有 {len(standing)} 个未解决的问题，不能报批：" + "；".join(f.message for f in standing[:3])
        remedy = "逐项改正，或写明理由并由有权人员确认"
        return [Finding("cases.open_findings", Severity.BLOCK, message, remedy=remedy, clause="地名管理条例第九条")]
    return []
