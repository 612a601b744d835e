"""Rules about the sign itself: its code, what it says, its kind, the evidence of its activation."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from gazetteer.numbering.rows import GONE, ON_GATES, RowRule, Rows, read_number
from gazetteer.numbering.rules import Judge
from gazetteer.plates import PlateKind

SPACE_WORDS = {"road": "路", "street": "街", "lane": "巷", "group": "村民小组", "village": "村"}
LISTED = 200
"""How many records a finding about a township or space names at most; its message says how many there are."""
FEWEST_RENAMED = 5


def check_qr(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N24: no code on two plates."""
    first: dict[str, tuple[str, str]] = {}
    for identity, label, code in rows.each("id", "label", "qr_id"):
        if not code:
            continue
        if code in first:
            other, where = first[code]
            yield judge.finding(
                "N24",
                f"门楼牌“{label}”的二维码标识已用在“{where}”上",
                subject=identity,
                column="二维码标识",
                value=str(code),
                remedy="核对牌面，换发其中一块",
                related=(other,),
            )
        else:
            first[code] = identity, label


def check_identities(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N24: no identity on two plates."""
    found: dict[str, list[str]] = defaultdict(list)
    for identity, label in rows.each("id", "label"):
        if identity:
            found[identity].append(str(label))
    for identity, labels in found.items():
        if len(labels) > 1:
            yield judge.finding(
                "N24",
                f"标识 {identity} 用在 {len(labels)} 块门牌上：{'、'.join(labels[:3])}{'等' if len(labels) > 3 else ''}",
                name="numbering.identity_twice",
                subject=identity,
                column="标识",
                value=str(identity),
                remedy="保留先登记的，其余另编标识；标识编定后不再改用",
            )


def check_signatures(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N24: a code whose signature was verified and does not hold."""
    for identity, label, code, valid in rows.each("id", "label", "qr_id", "qr_valid"):
        if valid is False:
            yield judge.finding(
                "N24",
                f"门楼牌“{label}”的二维码验签不符，可能被覆盖或仿制",
                name="numbering.signature",
                subject=identity,
                column="二维码标识",
                value=str(code or ""),
                remedy="到现场核对牌面；确属仿制的，拆下并报告",
            )


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
            f"{rows.township(division)}有 {len(identities)} 块已激活的门牌没有{word}",
            subject=division,
            column=word,
            value=str(len(identities)),
            remedy=f"下次巡查时补录{word}",
            related=identities[:LISTED],
        )


def check_face(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N16: the face names the space as it is called now and says its number, however written. Gate plates only.

    A space most of whose faces bear another name is one finding: it was renamed, or faces leave the name out.
    """
    doors: dict[Any, int] = defaultdict(int)
    renamed: dict[Any, list[tuple[str, str, str, str]]] = defaultdict(list)
    keys = ("id", "label", "kind", "status", "face_text", "space", "space_name", "number_text")
    for identity, label, kind, status, face, space, name, number in rows.each(*keys):
        if kind not in ON_GATES or status in GONE or not face or not name:
            continue
        doors[space] += 1
        behind = behind_name(_plain(face), _plain(name))
        if behind is None:
            renamed[space].append((identity, label, face, f"{name}{number or ''}"))
        elif number and not _same_number(behind, _plain(number)):
            yield _face(judge, identity, label, face, f"{name}{number}")
    for space, found in renamed.items():
        if len(found) >= FEWEST_RENAMED and 2 * len(found) > doors[space]:
            yield _renamed(judge, space, found)
        else:
            for each in found:
                yield _face(judge, *each)


def _face(judge: Judge, identity: str, label: str, face: str, now: str) -> Finding:
    return judge.finding(
        "N16",
        f"门楼牌“{label}”的牌面“{face}”与现在的名称和号码“{now}”不一致",
        subject=identity,
        column="牌面文字",
        value=str(face),
        remedy="名称改过的列入换牌清单；牌面录错的更正记录",
    )


def _renamed(judge: Judge, space: Any, found: list[tuple[str, str, str, str]]) -> Finding:
    _, _, face, now = found[0]
    return judge.finding(
        "N16",
        f"{len(found)} 块门牌的牌面不是现名：如牌面“{face}”，现在是“{now}”",
        name="numbering.face_renamed",
        subject=str(space or found[0][0]),
        column="牌面文字",
        value=str(len(found)),
        remedy="更名后没有换牌的，整批列入换牌清单；牌面本来不写这一级名称的，不必换",
        related=[each[0] for each in found],
    )


def behind_name(face: str, name: str) -> str | None:
    """What a face says behind the name of its space; None when it does not name it. Texts are plain."""
    at = face.rfind(name)
    if at < 0 and (group := _GROUP.fullmatch(name)):
        # 三组 is printed 3组 as often as 三组: the same group.
        name = f"{_counted(group[1])}{group[2]}"
        at = face.rfind(name)
    return face[at + len(name) :] if at >= 0 else None


def _same_number(printed: str, registered: str) -> bool:
    if printed in (registered, f"{registered}号"):
        return True
    there, known = read_number(printed), read_number(registered)
    return not isinstance(there, Refused) and not isinstance(known, Refused) and there.key == known.key


_GROUP = re.compile(r"(?:第)?([0-9]+|[一二三四五六七八九十百]+)(村民小组|小组|组|社|队)")


def _counted(numeral: str) -> str:
    """3 for 三, and 三 for 3, up to ninety-nine; "" for what is not a numeral of either kind."""
    if not numeral.isascii():
        found = read_number(numeral)
        return "" if isinstance(found, Refused) else str(found.number)
    number, digits = int(numeral), "零一二三四五六七八九"
    if not 1 <= number <= 99:
        return ""
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones else "")


def _plain(text: Any) -> str:
    return unicodedata.normalize("NFKC", str(text)).replace("號", "号").replace(" ", "")


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
    RowRule("N24", ("id",), check_identities),
    RowRule("N24", ("qr_valid",), check_signatures),
)
