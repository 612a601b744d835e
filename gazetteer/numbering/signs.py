"""Rules about the sign itself: its code, what it says, its kind, the evidence of its activation."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from gazetteer.findings import Finding
from gazetteer.numbering.rows import RowRule, Rows
from gazetteer.numbering.rules import Judge
from gazetteer.plates import PlateKind

GONE = frozenset({"replaced", "removed"})
ON_GATES = frozenset({"large", "medium", "small"})
SPACE_WORDS = {"road": "路", "street": "街", "lane": "巷", "group": "村民小组", "village": "村"}
LISTED = 200
"""How many records one finding names at most; its message says how many there are."""


def check_qr(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N24: no code on two plates."""
    first: dict[str, str] = {}
    for identity, label, code in rows.each("id", "label", "qr_id"):
        if not code:
            continue
        if code in first:
            yield judge.finding(
                "N24",
                f"门楼牌“{label}”的二维码标识已用在另一块门牌上",
                subject=identity,
                column="二维码标识",
                value=str(code),
                remedy="核对牌面，换发其中一块",
                related=(first[code],),
            )
        else:
            first[code] = identity


def check_activation(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N19: an activated plate has photo, position and day of installation; one finding a township and lack.

    What no plate of the register has at all is not asked of each.
    """
    asked = {"photo": "照片", "position": "位置", "installed_on": "安装日期"}
    asked = {key: word for key, word in asked.items() if key in rows.present}
    lacking: dict[tuple[str, str], list[str]] = defaultdict(list)
    for identity, status, division, *values in rows.each("id", "status", "division", *asked):
        if status != "activated":
            continue
        for word, value in zip(asked.values(), values, strict=True):
            if value in (None, "", False):
                lacking[(division or "")[:9], word].append(identity)
    for (division, word), identities in lacking.items():
        yield judge.finding(
            "N19",
            f"乡镇 {division or '未填'} 有 {len(identities)} 块已激活的门牌没有{word}",
            subject=division,
            column=word,
            value=str(len(identities)),
            remedy=f"下次巡查时补录{word}",
            related=identities[:LISTED],
        )


def check_face(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N16: the face names the space as it is called now and says its number. Gate plates only."""
    keys = ("id", "label", "kind", "status", "face_text", "space_name", "number_text")
    for identity, label, kind, status, face, name, number in rows.each(*keys):
        if kind not in ON_GATES or status in GONE or not face or not name:
            continue
        plain = _plain(face)
        if _plain(name) in plain and (not number or plain.endswith(_plain(number).removesuffix("号") + "号")):
            continue
        if _plain(name) in plain and number and _plain(number).removesuffix("号") == _digits_at_end(plain):
            continue
        yield judge.finding(
            "N16",
            f"门楼牌“{label}”的牌面“{face}”与现名“{name}{number or ''}”不一致",
            subject=identity,
            column="牌面文字",
            value=str(face),
            remedy="名称改过的列入换牌清单；牌面录错的更正记录",
        )


def _plain(text: Any) -> str:
    return unicodedata.normalize("NFKC", str(text)).replace("號", "号").replace(" ", "")


def _digits_at_end(text: str) -> str:
    return text[len(text.rstrip("0123456789-")) :]


def check_kind(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N17: the kind of plate fits the kind of space, by the profile's table; one finding a space and kind."""
    allowed = judge.profile.kinds
    wrong: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    keys = ("id", "kind", "status", "space", "space_kind", "space_name")
    for identity, kind, status, space, space_kind, name in rows.each(*keys):
        if kind in ON_GATES and status not in GONE and space_kind in allowed and kind not in allowed[space_kind]:
            wrong[space, space_kind, name or space, kind].append(identity)
    terms = {member.value: member.term for member in PlateKind}
    for (space, space_kind, name, kind), identities in wrong.items():
        fitting = "、".join(terms.get(each, each) for each in allowed[space_kind])
        yield judge.finding(
            "N17",
            f"{SPACE_WORDS.get(space_kind, '')}“{name}”有 {len(identities)} 块{terms.get(kind, kind)}，该处应为{fitting}",
            subject=identities[0] if len(identities) == 1 else space,
            column="门牌类型",
            value=str(kind),
            remedy="核对牌的种类，或按单位的做法修改编号规则档案",
            related=identities[:LISTED],
        )


SIGN_RULES = (
    RowRule("N16", ("face_text", "space_name"), check_face),
    RowRule("N17", ("kind", "space_kind"), check_kind),
    RowRule("N19", ("status", "division"), check_activation),
    RowRule("N24", ("qr_id",), check_qr),
)
