"""Acts on a name, the statuses they lead to, and what each status lets the public do.

A status is never set: it follows from the acts (地名管理条例, State Council order 753). The table
`ALLOWED` says which act may follow which status; what it does not list is refused. Where the law is
silent (retention of a name after review, recognition of names already in published gazetteers) the
table follows common practice, and `LEGAL_BASIS` says 未核实.
"""

from __future__ import annotations

from collections.abc import Mapping

from gazetteer.terms import Term


class NameStatus(Term):
    """Where a name stands. ANNOUNCED is the only status of a standard name (标准地名)."""

    UNASSESSED = "unassessed", "未评定", "not yet assessed"
    UNDER_REVIEW = "under_review", "在审", "under review"
    APPROVED = "approved", "批准", "approved"
    FILED = "filed", "已备案", "filed"
    ANNOUNCED = "announced", "已公告（标准）", "announced (standard)"
    TO_BE_CHANGED = "to_be_changed", "待更名", "to be changed"
    FORMER = "former", "曾用", "former"
    ABOLISHED = "abolished", "废止", "abolished"
    REJECTED = "rejected", "驳回", "rejected"
    WITHDRAWN = "withdrawn", "撤回", "withdrawn"
    REGISTERED_IN_ERROR = "registered_in_error", "错误登记", "registered in error"


class ActType(Term):
    """What may be done to a name."""

    APPLICATION = "application", "申请", "application"
    NAMING = "naming", "命名", "naming"
    RENAMING = "renaming", "更名", "renaming"
    ABOLITION = "abolition", "销名", "abolition"
    RESTORATION = "restoration", "恢复", "restoration"
    CORRECTION = "correction", "勘误", "correction"
    CENSUS = "census", "普查登记", "census registration"
    RECOGNITION = "recognition", "认定", "recognition"
    FILING = "filing", "备案", "filing"
    ANNOUNCEMENT = "announcement", "公告", "announcement"
    LISTING = "listing", "列入整治", "listing for change"
    RETENTION = "retention", "保留", "retention"
    REJECTION = "rejection", "不予批准", "rejection"
    WITHDRAWAL = "withdrawal", "撤回申请", "withdrawal"
    DISAVOWAL = "disavowal", "认定错误登记", "finding of erroneous registration"


class PublicUse(Term):
    """What the public may do with a name in a given status (条例 articles 15 and 18)."""

    MUST = "must", "应当使用", "must be used"
    MAY = "may", "可以使用", "may be used"
    MAY_FLAGGED = "may_flagged", "可以使用，注明未评定", "may be used, marked as not assessed"
    MAY_WARNED = "may_warned", "可以使用，将更名", "may be used, will change"
    HISTORY_ONLY = "history_only", "仅作历史记述", "only as history"
    NO = "no", "不得使用", "not to be used"
    HIDDEN = "hidden", "不对外显示", "not shown"


UNVERIFIED = "未核实"

_S, _A = NameStatus, ActType

ALLOWED: Mapping[tuple[NameStatus | None, ActType], NameStatus] = {
    # how a name comes into the register
    (None, _A.APPLICATION): _S.UNDER_REVIEW,
    (None, _A.CENSUS): _S.UNASSESSED,
    (None, _A.NAMING): _S.APPROVED,
    (None, _A.RENAMING): _S.APPROVED,
    (None, _A.RECOGNITION): _S.ANNOUNCED,
    # the census name is assessed
    (_S.UNASSESSED, _A.APPLICATION): _S.UNDER_REVIEW,
    (_S.UNASSESSED, _A.NAMING): _S.APPROVED,
    (_S.UNASSESSED, _A.RECOGNITION): _S.ANNOUNCED,
    (_S.UNASSESSED, _A.CENSUS): _S.UNASSESSED,
    (_S.UNASSESSED, _A.CORRECTION): _S.UNASSESSED,
    (_S.UNASSESSED, _A.LISTING): _S.TO_BE_CHANGED,
    (_S.UNASSESSED, _A.RENAMING): _S.FORMER,
    (_S.UNASSESSED, _A.ABOLITION): _S.ABOLISHED,
    (_S.UNASSESSED, _A.DISAVOWAL): _S.REGISTERED_IN_ERROR,
    # the application is decided
    (_S.UNDER_REVIEW, _A.NAMING): _S.APPROVED,
    (_S.UNDER_REVIEW, _A.RENAMING): _S.APPROVED,
    (_S.UNDER_REVIEW, _A.CORRECTION): _S.UNDER_REVIEW,
    (_S.UNDER_REVIEW, _A.REJECTION): _S.REJECTED,
    (_S.UNDER_REVIEW, _A.WITHDRAWAL): _S.WITHDRAWN,
    # the approval is filed and announced, in either order
    (_S.APPROVED, _A.FILING): _S.FILED,
    (_S.APPROVED, _A.ANNOUNCEMENT): _S.ANNOUNCED,
    (_S.APPROVED, _A.CORRECTION): _S.APPROVED,
    (_S.APPROVED, _A.ABOLITION): _S.ABOLISHED,
    (_S.FILED, _A.ANNOUNCEMENT): _S.ANNOUNCED,
    (_S.FILED, _A.CORRECTION): _S.FILED,
    (_S.FILED, _A.ABOLITION): _S.ABOLISHED,
    # the standard name lives
    (_S.ANNOUNCED, _A.FILING): _S.ANNOUNCED,
    (_S.ANNOUNCED, _A.CENSUS): _S.ANNOUNCED,
    (_S.ANNOUNCED, _A.CORRECTION): _S.ANNOUNCED,
    (_S.ANNOUNCED, _A.LISTING): _S.TO_BE_CHANGED,
    (_S.ANNOUNCED, _A.RENAMING): _S.FORMER,
    (_S.ANNOUNCED, _A.ABOLITION): _S.ABOLISHED,
    # the name on the list of names to be changed
    (_S.TO_BE_CHANGED, _A.RENAMING): _S.FORMER,
    (_S.TO_BE_CHANGED, _A.ABOLITION): _S.ABOLISHED,
    (_S.TO_BE_CHANGED, _A.RETENTION): _S.APPROVED,
    (_S.TO_BE_CHANGED, _A.CORRECTION): _S.TO_BE_CHANGED,
    (_S.TO_BE_CHANGED, _A.DISAVOWAL): _S.REGISTERED_IN_ERROR,
    # history, and the way back
    (_S.FORMER, _A.RESTORATION): _S.APPROVED,
    (_S.FORMER, _A.CORRECTION): _S.FORMER,
    (_S.FORMER, _A.CENSUS): _S.FORMER,
    (_S.FORMER, _A.DISAVOWAL): _S.REGISTERED_IN_ERROR,
    (_S.ABOLISHED, _A.RESTORATION): _S.APPROVED,
    (_S.ABOLISHED, _A.CORRECTION): _S.ABOLISHED,
}

FINAL = frozenset({_S.REJECTED, _S.WITHDRAWN, _S.REGISTERED_IN_ERROR})
"""Statuses no act leads out of."""

PUBLIC_USE: Mapping[NameStatus, PublicUse] = {
    _S.UNASSESSED: PublicUse.MAY_FLAGGED,
    _S.UNDER_REVIEW: PublicUse.NO,
    _S.APPROVED: PublicUse.MAY,
    _S.FILED: PublicUse.MAY,
    _S.ANNOUNCED: PublicUse.MUST,
    _S.TO_BE_CHANGED: PublicUse.MAY_WARNED,
    _S.FORMER: PublicUse.HISTORY_ONLY,
    _S.ABOLISHED: PublicUse.NO,
    _S.REJECTED: PublicUse.NO,
    _S.WITHDRAWN: PublicUse.NO,
    _S.REGISTERED_IN_ERROR: PublicUse.HIDDEN,
}

LEGAL_BASIS: Mapping[ActType, str] = {
    _A.APPLICATION: "地名管理条例第十一条",
    _A.NAMING: "地名管理条例第十二条",
    _A.RENAMING: "地名管理条例第十条、第十二条",
    _A.ABOLITION: f"地名管理条例第十二条（销名程序{UNVERIFIED}）",
    _A.RESTORATION: f"{UNVERIFIED}：按命名程序办理",
    _A.CORRECTION: f"{UNVERIFIED}：本单位勘误",
    _A.CENSUS: "第二次全国地名普查",
    _A.RECOGNITION: f"{UNVERIFIED}：已载入公开出版的地名志、普查成果的名称",
    _A.FILING: "地名管理条例第十三条",
    _A.ANNOUNCEMENT: "地名管理条例第十四条",
    _A.LISTING: f"{UNVERIFIED}：不规范地名清理整治清单",
    _A.RETENTION: f"{UNVERIFIED}：清理整治评定保留，须再公告",
    _A.REJECTION: "地名管理条例第十二条",
    _A.WITHDRAWAL: f"{UNVERIFIED}：申请人在报批前撤回",
    _A.DISAVOWAL: f"{UNVERIFIED}：本单位核定为误登",
}


def next_status(status: NameStatus | None, act: ActType) -> NameStatus | None:
    """The status after `act`; None when the act may not follow `status` (None: not yet registered)."""
    return ALLOWED.get((status, act))


def acts_open_to(status: NameStatus | None) -> tuple[ActType, ...]:
    """The acts that may follow `status`, in the order of ActType."""
    return tuple(act for act in ActType if (status, act) in ALLOWED)
