"""The characters of a name: only those of 通用规范汉字表, none rare without need (article 9, item 3)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from gazetteer.findings import Severity
from gazetteer.rules.rule import Inquiry, Remark, Rule
from gazetteer.rules.standard_table import RARE_LEVEL, level_of_character, standard_form, standard_text

CLAUSE = "地名管理条例第九条第三项；国家通用语言文字法；通用规范汉字表"
EXTENSIONS = (
    ("扩展 A 区", 0x3400, 0x4DBF),
    ("扩展 B 区", 0x20000, 0x2A6DF),
    ("扩展 C—F 区", 0x2A700, 0x2EBEF),
    ("扩展 I 区", 0x2EBF0, 0x2EE5F),
    ("扩展 G—H 区", 0x30000, 0x323AF),
    ("扩展 J 区", 0x323B0, 0x3347F),
)
COMPATIBILITY = ((0xF900, 0xFAFF), (0x2F800, 0x2FA1F), (0x2E80, 0x2FDF))
"""Compatibility ideographs and radicals: they look like a character and are another to every machine."""
UNIFIED = (0x4E00, 0x9FFF)


def is_han(character: str) -> bool:
    """Whether a character is written as a Chinese one, standard or not; 〇 counts."""
    if character == "〇":
        return True
    point = ord(character)
    spans = (UNIFIED, *COMPATIBILITY, *((low, high) for _, low, high in EXTENSIONS))
    return any(low <= point <= high for low, high in spans)


def code_point(character: str) -> str:
    """U+585B."""
    return f"U+{ord(character):04X}"


def judge_table(inquiry: Inquiry) -> Iterator[Remark]:
    """N4: characters outside the table, each with what it is."""
    standard = standard_text(inquiry.name)
    for character in dict.fromkeys(inquiry.name):
        if not is_han(character) or character == "〇" or level_of_character(character):
            continue
        form = standard_form(character)
        if form is not None:
            yield Remark(
                Severity.ERROR,
                f"“{character}”是繁体字或异体字，规范字是“{form.character}”",
                f"写作“{standard}”",
                character,
                sure=form.agreed,
            )
        else:
            yield _outside(character)


def _outside(character: str) -> Remark:
    point = ord(character)
    if any(low <= point <= high for low, high in COMPATIBILITY):
        plain = unicodedata.normalize("NFKC", character)
        message = f"“{character}”（{code_point(character)}）是兼容字符，看似“{plain}”而编码不同"
        return Remark(Severity.ERROR, message, f"改用“{plain}”（{code_point(plain[0])}）", character)
    block = next((f"（统一汉字{title}）" for title, low, high in EXTENSIONS if low <= point <= high), "")
    message = f"“{character}”（{code_point(character)}）不在通用规范汉字表{block}，多数设备不能显示和输入"
    return Remark(Severity.ERROR, message, "换用规范字；确需保留的，按用字读音审定程序报批", character)


def judge_rare(inquiry: Inquiry) -> Iterator[Remark]:
    """N4: characters of level 3 are admitted for places and persons, and rare."""
    for character in dict.fromkeys(inquiry.name):
        if level_of_character(character) == RARE_LEVEL:
            message = f"“{character}”是通用规范汉字表三级字，较为生僻"
            yield Remark(Severity.WARNING, message, "新命名避免使用；沿用的地名用字可以保留，写明来历", character)


def judge_variants(inquiry: Inquiry) -> Iterator[Remark]:
    """N4: an element of the name has a standard form that differs."""
    for group in inquiry.book.variants:
        if not group.preferred:
            continue
        for form in group.forms:
            written = form != group.preferred and form in inquiry.name and standard_form(form) is None
            if written and level_of_character(form):
                message = f"“{form}”在地名中通常写作“{group.preferred}”"
                yield Remark(Severity.INFO, message, "核实用字，一地一写", form, sure=group.verified)


RULES = (
    Rule("naming.character_table", "N4", "用字在通用规范汉字表内", CLAUSE, judge_table),
    Rule("naming.character_rare", "N4", "不用生僻字", CLAUSE, judge_rare, stored=False),
    Rule("naming.character_variant", "N4", "地名用字一致", CLAUSE, judge_variants),
)
