"""Rows: a register's columns as rules read them, and the rules that need nothing but rows.

A rule names the columns it needs. Where a register has none of one, the rule is not judged, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gazetteer.findings import Finding
from gazetteer.numbering.rules import Judge

COLUMNS: Mapping[str, str] = {
    "id": "标识",
    "label": "名称",
    "kind": "门牌类型",
    "status": "状态",
    "number_text": "门牌号",
    "face_text": "牌面文字",
    "space": "街路巷或小组",
    "space_kind": "编号范围类型",
    "space_name": "街路巷或小组名称",
    "division": "所属区划",
    "address": "地址记录",
    "address_status": "地址状态",
    "parent": "上级地址",
    "gate_role": "门的用途",
    "main_address": "主地址",
    "qr_id": "二维码标识",
    "photo": "已有照片",
    "installed_on": "安装日期",
    "activated_on": "激活日期",
    "batch": "批次",
    "parcel": "宅基地宗地",
    "building": "建筑",
    "temporary": "临时地址",
    "temporary_since": "临时地址起始日期",
    "applied_on": "申请日期",
    "decided_on": "办结日期",
    "confirmed_on": "确认日期",
    "notified_on": "通知日期",
    "removed_on": "拆下日期",
    "restored_on": "恢复日期",
    "cancelled_on": "注销日期",
    "issued_on": "编号日期",
    "replaces": "原地址",
    "changed_on": "改号日期",
    "position": "位置",
    "name_approved": "名称已批准",
}
"""What rules may need of a register, and what each column is called."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of equal length; None where nothing is stored. `on` is the day of judgement."""

    columns: Mapping[str, Sequence[Any]]
    on: date
    present: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        there = (key for key, values in self.columns.items() if any(value not in (None, "") for value in values))
        object.__setattr__(self, "present", frozenset(there))

    def lacks(self, needs: Sequence[str]) -> list[str]:
        """Those of the needed columns of which the register holds nothing."""
        return [key for key in needs if key not in self.present]

    def each(self, *keys: str) -> Iterator[tuple[Any, ...]]:
        """The rows of some columns; None where the register has no such column."""
        size = len(next(iter(self.columns.values()), ()))
        empty = [None] * size
        return zip(*(self.columns.get(key, empty) for key in keys), strict=True)


@dataclass(frozen=True, slots=True)
class RowRule:
    """A rule over rows: its identifier, the columns without which it cannot be judged, the judgement."""

    id: str
    needs: tuple[str, ...]
    judge: Callable[[Rows, Judge], Iterator[Finding]]
