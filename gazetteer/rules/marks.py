"""Digits, letters and marks in a name (article 9, item 3; the test of 怪)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gazetteer.categories import PlaceKind
from gazetteer.findings import Severity
from gazetteer.rules.characters import code_point, is_han
from gazetteer.rules.rule import Inquiry, Remark, Rule

CLAUSE = "地名管理条例第九条第三项；六部门通知（2018）附件：怪异难懂"
SURVEYED_HEIGHT = re.compile(r"[0-9]{1,4}(\.[0-9])?高地")
"""1203高地: a height known by its figure (1984 rules, 7)."""
BUILDING_NUMBER = re.compile(r".*[\u4e00-\u9fff][0-9]{1,3}号(楼|院|坝|桥|隧道)")
"""Numbered parts of one estate or line."""
HIGHWAY = re.compile(r"[GSXYC][0-9]{1,4}[\u4e00-\u9fff]{2,}(高速|公路|线)|[0-9]{3}(国道|省道|县道|乡道)")
"""G22青兰高速, 312国道: the number in the road network before the name."""


def judge_invisible(inquiry: Inquiry) -> Iterator[Remark]:
    """N5: nothing that cannot be seen, and no private characters."""
    for character in dict.fromkeys(inquiry.name):
        category = unicodedata.category(character)
        if category == "Co":
            message = f"有自造字（私有区 {code_point(character)}），换一台机器就不能显示"
            yield Remark(Severity.ERROR, message, "换用规范字；确属地名专用字的，申报编码和审定", code_point(character))
        elif category in {"Cc", "Cf", "Cn", "Cs", "Zs", "Zl", "Zp"}:
            kind = "空格" if category.startswith("Z") else "不可见或未定义的字符"
            message = f"名称中有{kind}（{code_point(character)}）"
            yield Remark(Severity.ERROR, message, "删去", code_point(character))


def judge_marks(inquiry: Inquiry) -> Iterator[Remark]:
    """N5: no marks, no letters."""
    name = inquiry.name
    if HIGHWAY.fullmatch(name):
        return
    marks = [c for c in dict.fromkeys(name) if unicodedata.category(c)[0] in "PSM" and not is_han(c)]
    letters = "".join(c if unicodedata.category(c)[0] == "L" and not is_han(c) else " " for c in name).split()
    if marks:
        told = "".join(marks)
        yield Remark(Severity.ERROR, f"名称中有标点或符号“{told}”", "只用汉字；少数民族语地名按音译转写规则", told)
    if letters:
        told = "、".join(dict.fromkeys(letters))
        yield Remark(Severity.ERROR, f"名称中有字母“{told}”", "只用汉字；外文不得作地名", told)


def judge_digits(inquiry: Inquiry) -> Iterator[Remark]:
    """N5: no digits, but for heights, numbered parts and road codes; written numerals stand for ordinals."""
    name, kind = inquiry.name, inquiry.candidate.kind
    digits = "".join(c for c in name if unicodedata.category(c)[0] == "N" and not is_han(c))
    if not digits or HIGHWAY.fullmatch(name):
        return
    if (kind is PlaceKind.NATURAL_ENTITY and SURVEYED_HEIGHT.fullmatch(name)) or BUILDING_NUMBER.fullmatch(name):
        return
    only = digits == inquiry.parts.specific
    message = f"专名只有数字“{digits}”" if only else f"名称中夹有数字“{digits}”"
    yield Remark(Severity.ERROR, message, "改用有含义的专名；序数用汉字书写（二马路）", digits)


RULES = (
    Rule("naming.invisible", "N5", "没有不可见字符和自造字", CLAUSE, judge_invisible),
    Rule("naming.marks", "N5", "没有标点、符号和字母", CLAUSE, judge_marks),
    Rule("naming.digits", "N5", "没有数字", CLAUSE, judge_digits),
)
