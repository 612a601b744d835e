"""Addresses and plates: the right to a number and the sign that shows it, each with a life of its own.

An address goes proposed → verified → approved → current → historical or cancelled; a plate goes
ordered → made → delivered → installed → activated → … → removed. `CARRIES` says which plate may hang
for which address: an activated plate needs an address that is in force. 激活 (activation) is read as
the first scan on site that ties the plate to address, position and photo (未核实: the county's own
notice was not found).
"""

from __future__ import annotations

from collections.abc import Mapping

from gazetteer.findings import Finding, Severity
from gazetteer.terms import Term


class PlateKind(Term):
    """The five kinds the county counts; face sizes belong to the county's profile."""

    LARGE = "large", "大门牌", "large door plate"
    MEDIUM = "medium", "中门牌", "medium door plate"
    SMALL = "small", "小门牌", "small door plate"
    BUILDING = "building", "楼地址牌", "building address plate"
    BUILDING_UNIT = "building_unit", "楼单元牌", "building unit plate"


class AddressStatus(Term):
    """Where an address stands. REJECTED is final; a cancelled number is kept in reserve or in the archive."""

    RESERVED = "reserved", "预留", "reserved"
    TEMPORARY = "temporary", "临时", "temporary"
    PROPOSED = "proposed", "拟编", "proposed"
    VERIFIED = "verified", "已核", "verified"
    APPROVED = "approved", "已批", "approved"
    CURRENT = "current", "生效", "current"
    CHANGING = "changing", "变更中", "changing"
    HISTORICAL = "historical", "历史", "historical"
    CANCELLED = "cancelled", "注销", "cancelled"
    REJECTED = "rejected", "不予编号", "rejected"


class PlateStatus(Term):
    """Where a plate stands. REPLACED and REMOVED are final: a new sign is a new plate."""

    ORDERED = "ordered", "已订制", "ordered"
    MADE = "made", "已制作", "made"
    DELIVERED = "delivered", "已交付", "delivered"
    INSTALLED = "installed", "已安装", "installed"
    ACTIVATED = "activated", "已激活", "activated"
    DAMAGED = "damaged", "损坏", "damaged"
    MISSING = "missing", "缺失", "missing"
    REPLACED = "replaced", "已更换", "replaced"
    REMOVED = "removed", "已拆除", "removed"


_A, _P = AddressStatus, PlateStatus

ADDRESS_STEPS: Mapping[AddressStatus, frozenset[AddressStatus]] = {
    _A.RESERVED: frozenset({_A.PROPOSED, _A.CANCELLED}),
    _A.TEMPORARY: frozenset({_A.PROPOSED, _A.CANCELLED}),
    _A.PROPOSED: frozenset({_A.VERIFIED, _A.REJECTED, _A.RESERVED}),
    _A.VERIFIED: frozenset({_A.APPROVED, _A.PROPOSED, _A.REJECTED}),
    _A.APPROVED: frozenset({_A.CURRENT, _A.CANCELLED}),
    _A.CURRENT: frozenset({_A.CHANGING, _A.CANCELLED}),
    _A.CHANGING: frozenset({_A.CURRENT, _A.HISTORICAL, _A.CANCELLED}),
    _A.HISTORICAL: frozenset({_A.CURRENT}),
    _A.CANCELLED: frozenset({_A.RESERVED, _A.CURRENT}),
    _A.REJECTED: frozenset(),
}
PLATE_STEPS: Mapping[PlateStatus, frozenset[PlateStatus]] = {
    _P.ORDERED: frozenset({_P.MADE, _P.REMOVED}),
    _P.MADE: frozenset({_P.DELIVERED, _P.DAMAGED}),
    _P.DELIVERED: frozenset({_P.INSTALLED, _P.DAMAGED, _P.MISSING}),
    _P.INSTALLED: frozenset({_P.ACTIVATED, _P.DAMAGED, _P.MISSING, _P.REMOVED}),
    _P.ACTIVATED: frozenset({_P.DAMAGED, _P.MISSING, _P.REPLACED, _P.REMOVED}),
    _P.DAMAGED: frozenset({_P.INSTALLED, _P.ACTIVATED, _P.REPLACED, _P.REMOVED}),
    _P.MISSING: frozenset({_P.INSTALLED, _P.ACTIVATED, _P.REPLACED, _P.REMOVED}),
    _P.REPLACED: frozenset(),
    _P.REMOVED: frozenset(),
}
ADDRESS_STARTS = frozenset({_A.RESERVED, _A.TEMPORARY, _A.PROPOSED})
PLATE_STARTS = frozenset({_P.ORDERED})

_IN_HAND = frozenset({_A.APPROVED, _A.CURRENT, _A.CHANGING, _A.TEMPORARY})
_IN_FORCE = frozenset({_A.CURRENT, _A.CHANGING})
_ANY = frozenset(AddressStatus)

CARRIES: Mapping[PlateStatus, frozenset[AddressStatus]] = {
    _P.ORDERED: _IN_HAND,
    _P.MADE: _IN_HAND,
    _P.DELIVERED: _IN_HAND,
    _P.INSTALLED: _IN_HAND,
    _P.ACTIVATED: _IN_FORCE,
    _P.DAMAGED: _ANY - {_A.PROPOSED, _A.VERIFIED, _A.REJECTED, _A.RESERVED},
    _P.MISSING: _ANY - {_A.PROPOSED, _A.VERIFIED, _A.REJECTED, _A.RESERVED},
    _P.REPLACED: _ANY,
    _P.REMOVED: _ANY,
}
"""Which address status each plate status may go with."""


def check_step(before: PlateStatus | None, after: PlateStatus, *, subject: str = "") -> list[Finding]:
    """Whether a plate may go from `before` (None: new) to `after`; staying where it is, is no step.

    A stock of plates taken over from an earlier register may come in at any status, so a new plate
    that is not merely ordered is information, not an error.
    """
    if before is after:
        return []
    if before is None:
        if after in PLATE_STARTS:
            return []
        message = f"新登记的门牌状态为“{after.term}”，没有此前的订制、安装记录"
        return [Finding("plates.taken_over", Severity.INFO, message, subject=subject, column="状态", value=after.term)]
    if after in PLATE_STEPS[before]:
        return []
    following = "、".join(status.term for status in PlateStatus if status in PLATE_STEPS[before]) or "无"
    return [
        Finding(
            "plates.step",
            Severity.ERROR,
            f"门牌状态不能由“{before.term}”变为“{after.term}”",
            subject=subject,
            column="状态",
            value=after.term,
            remedy=f"可变为：{following}",
        )
    ]


def check_pair(plate: PlateStatus, address: AddressStatus, *, subject: str = "") -> list[Finding]:
    """Whether a plate in this status may hang for an address in that one."""
    if address in CARRIES[plate]:
        return []
    fitting = "、".join(status.term for status in AddressStatus if status in CARRIES[plate])
    return [
        Finding(
            "plates.pair",
            Severity.ERROR,
            f"门牌“{plate.term}”而地址“{address.term}”，两者不能并存",
            subject=subject,
            column="状态",
            value=plate.term,
            remedy=f"地址状态应为：{fitting}",
        )
    ]
