"""A name is the fold of the acts upon it: its status on any day follows from them.

A place is not its name. A place bears several names (standard, short, former …); each name has acts,
each act a date, an authority and a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gazetteer.acts import LEGAL_BASIS, PUBLIC_USE, ActType, NameStatus, PublicUse, acts_open_to, next_status
from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity, blocking
from gazetteer.terms import Term


class NameRole(Term):
    """What a name is to its place."""

    STANDARD = "standard", "标准名称", "standard name"
    SHORT = "short", "简称", "short form"
    ALIAS = "alias", "别名", "alias"
    FORMER = "former", "曾用名", "former name"
    POPULAR = "popular", "俗称", "popular name"
    PLANNED = "planned", "规划名", "planned name"
    HISTORICAL = "historical", "历史地名", "historical name"


NEEDS_DOCUMENT = frozenset(
    {ActType.NAMING, ActType.RENAMING, ActType.ABOLITION, ActType.RESTORATION, ActType.FILING, ActType.ANNOUNCEMENT}
)
"""Acts that count only with an authority and a document behind them; missing ones are warned about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act on a name. `on` is the day it took effect, None when no source tells it."""

    type: ActType
    on: date | None = None
    authority: str = ""
    document_number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A name borne by a place. `text` is specific part + generic term (专名 + 通名), as written.

    `acts` are in the order they took effect; dated acts never go back in time.
    """

    text: str
    role: NameRole = NameRole.STANDARD
    specific: str = ""
    generic: str = ""
    acts: tuple[Act, ...] = ()

    @property
    def status(self) -> NameStatus | None:
        """The status after every act; None before the first. Raises Refused when an act has no right to be there."""
        return fold(self.acts)

    def status_on(self, day: date) -> NameStatus | None:
        """The status on `day`; acts without a date count as long past. Raises Refused like `status`."""
        return fold(tuple(act for act in self.acts if act.on is None or act.on <= day))

    def public_use_on(self, day: date) -> PublicUse:
        """What the public may do with the name on `day`; nothing before it is registered."""
        status = self.status_on(day)
        return PublicUse.HIDDEN if status is None else PUBLIC_USE[status]


def fold(acts: Iterable[Act]) -> NameStatus | None:
    """The status that `acts`, in order, lead to; None for none. Raises Refused naming the first illegal act."""
    status: NameStatus | None = None
    for act in acts:
        following = next_status(status, act.type)
        if following is None:
            raise Refused([_illegal("", status, act.type)])
        status = following
    return status


def judge(name: PlaceName, act: Act) -> list[Finding]:
    """Everything that stands against doing `act` to `name`, at once; no findings means it may be done."""
    findings = []
    status = name.status
    if next_status(status, act.type) is None:
        findings.append(_illegal(name.text, status, act.type))
    last = max((done.on for done in name.acts if done.on), default=None)
    if act.on and last and act.on < last:
        findings.append(
            Finding(
                "names.act_order",
                Severity.ERROR,
                f"“{name.text}”的{act.type.term}日期 {act.on} 早于上一行为的日期 {last}",
                subject=name.text,
                column="日期",
                value=act.on.isoformat(),
                remedy="核对文件日期；补登较早的行为请用勘误",
            )
        )
    if act.type in NEEDS_DOCUMENT and not (act.authority and act.document_number):
        findings.append(
            Finding(
                "names.act_document",
                Severity.WARNING,
                f"“{name.text}”的{act.type.term}没有写明批准机关和文号",
                subject=name.text,
                column="文号",
                value=act.document_number,
                clause=LEGAL_BASIS[act.type],
                remedy="填写批准机关和文号",
            )
        )
    return findings


def decide(name: PlaceName, act: Act) -> PlaceName:
    """The name after `act`. Raises Refused with every finding when one of them forbids it."""
    findings = judge(name, act)
    if blocking(findings):
        raise Refused(findings)
    return replace(name, acts=(*name.acts, act))


def standard_name(names: Sequence[PlaceName], day: date) -> PlaceName | None:
    """The standard name among a place's `names` on `day`; None when it has none.

    Raises Refused (`names.two_standard`) when more than one is announced: one place, one standard name.
    """
    announced = [name for name in names if name.role is NameRole.STANDARD and _is_standard(name, day)]
    if len(announced) > 1:
        texts = "、".join(f"“{name.text}”" for name in announced)
        raise Refused.because(
            "names.two_standard",
            f"同一地名实体在 {day} 有 {len(announced)} 个标准名称：{texts}",
            remedy="对不再使用的名称登记更名或销名",
        )
    return announced[0] if announced else None


def _is_standard(name: PlaceName, day: date) -> bool:
    """Announced; a listed name stays standard until it is renamed, if it ever was."""
    status = name.status_on(day)
    if status is not NameStatus.TO_BE_CHANGED:
        return status is NameStatus.ANNOUNCED
    return any(act.type in (ActType.ANNOUNCEMENT, ActType.RECOGNITION) for act in name.acts)


def _illegal(text: str, status: NameStatus | None, act: ActType) -> Finding:
    standing = status.term if status else "未登记"
    subject = f"“{text}”" if text else "该名称"
    open_acts = "、".join(a.term for a in acts_open_to(status)) or "无"
    return Finding(
        "names.act_not_allowed",
        Severity.ERROR,
        f"{subject}状态为“{standing}”，不能{act.term}",
        subject=text,
        column="行为",
        value=act.term,
        clause=LEGAL_BASIS[act],
        remedy=f"此状态下可以：{open_acts}",
    )
