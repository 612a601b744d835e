"""Rows: a register's columns as rules read them, and the rules that need nothing but rows.

A rule names the columns it needs. Where a register has none of one, the rule is not judged, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from gazetteer.numbering.door_number import STEMS, DoorNumber, SubStyle, parse_number
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
    "village": "所属村",
    "division": "所属区划",
    "address": "地址记录",
    "address_status": "地址状态",
    "parent": "上级地址",
    "gate_role": "门的用途",
    "main_address": "主地址",
    "qr_id": "二维码标识",
    "qr_valid": "二维码验签结果",
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
    "number": "号",
    "sub": "附号",
    "key": "号（数字）",
}
"""What rules may need of a register, and what each column is called.

Days are dates. `number`, `stem` (its place among STEMS from 1, 0 for none), `sub` and `key` are read from
`number_text` (`with_numbers`); `name_approved`, `photo`, `position`, `qr_valid` are True, False or None (unknown).
"""

ON_GATES = frozenset({"large", "medium", "small"})
"""Kinds of plates that bear a door number; buildings and units have numbers of their own."""

GONE = frozenset({"replaced", "removed"})
"""Statuses of plates that no longer hang."""

DEAD = frozenset({"cancelled", "historical", "rejected"})
"""Statuses of addresses that are no longer, or never were, in force."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of equal length; None where nothing is stored. `on` is the day of judgement.

    `division_names` are the names of divisions by code, as far as known: for messages.
    """

    columns: Mapping[str, Sequence[Any]]
    on: date
    division_names: Mapping[str, str] = field(default_factory=dict)
    present: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        there = (key for key, values in self.columns.items() if any(value not in (None, "") for value in values))
        object.__setattr__(self, "present", frozenset(there))

    def township(self, code: str) -> str:
        """What a township is called in messages: its name and code, or what is known of the two."""
        name = self.division_names.get(code)
        if name:
            return f"{name}（{code}）"
        return f"乡镇 {code} " if code else "没有填写乡镇的门牌里"

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


def with_numbers(columns: Mapping[str, Sequence[Any]], on: date) -> Rows:
    """Rows with `number`, `stem`, `sub` and `key` read from `number_text`; zeros and None where none can be read.

    Only plates of gates bear door numbers; where `kind` is not stored, every row does.
    """
    texts = columns.get("number_text", ())
    kinds = columns.get("kind") or [None] * len(texts)
    read = [
        read_number(str(text)) if text and (kind is None or kind in ON_GATES) else None
        for text, kind in zip(texts, kinds, strict=True)
    ]
    keys = [found.key if isinstance(found, DoorNumber) else None for found in read]
    made: dict[str, Sequence[Any]] = {
        "number": [key[0] if key else 0 for key in keys],
        "stem": [key[1] if key else 0 for key in keys],
        "sub": [key[2] if key else 0 for key in keys],
        "key": keys,
    }
    return Rows({**columns, **made}, on)


@lru_cache(maxsize=65_536)
def read_number(text: str) -> DoorNumber | Refused:
    """A number as read, or why it cannot be."""
    try:
        return parse_number(text)
    except Refused as refused:
        return refused


def written(key: tuple[int, int, int]) -> str:
    """A number as findings write it, from what identifies it: 甲128附3号. Raises ValueError for no number."""
    number, stem, sub = key
    style = SubStyle.ATTACHED if sub else SubStyle.NONE
    return str(DoorNumber(number, sub, STEMS[stem - 1] if stem else "", style))
