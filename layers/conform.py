"""Loose values into declared ones: what a form posts or a spreadsheet holds, judged by the declarations.

One implementation serves one record in a form and 59,466 in an import.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from gazetteer.findings import Finding, Severity
from layers.layer import Field, FieldKind, Layer
from layers.store.contract import Value

Parser = Callable[[str, object], Value]
FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width forms to the ASCII they stand for."""

WIDE = re.compile("[\uff01-\uff5e\u3000]")

YES = frozenset({"是", "有", "1", "true", "yes", "y", "√"})
NO = frozenset({"否", "无", "0", "false", "no", "n", "×"})
EXCEL_EPOCH = date(1899, 12, 30)
OLDEST, NEWEST = date(1000, 1, 1), date(2200, 1, 1)
MOST_REMEMBERED = 4096
EXACT_DIGITS = 15  # what a spreadsheet's number can hold without loss


class Unreadable(ValueError):
    """A value that does not say what its field asks for: the rule it breaks, the reason, the remedy."""

    def __init__(self, rule: str, reason: str, remedy: str) -> None:
        self.rule, self.reason, self.remedy = rule, reason, remedy
        super().__init__(reason)


def conform(
    layer: Layer, raw: Mapping[str, object], *, partial: bool = False
) -> tuple[dict[str, Value], list[Finding]]:
    """Values by field key, and every finding about them.

    Accepts full-width digits, dates as text or spreadsheet serial, 是/否, choices by value, Chinese or
    English title. Text is kept character for character (only surrounding spaces go). With `partial`
    only the given fields are judged; otherwise missing required ones are findings. A value with an
    error is left out of the result.
    """
    values: dict[str, Value] = {}
    findings: list[Finding] = []
    for field, parse in _parsers(layer):
        if partial and field.key not in raw:
            continue
        given = raw.get(field.key)
        try:
            values[field.key] = _read(field, parse, given)
            if isinstance(given, str) and not given.isascii() and _was_widened(given, values[field.key]):
                findings.append(_widened(field, given))
        except Unreadable as wrong:
            shown = "" if given is None else str(given)[:200]
            findings.append(
                Finding(wrong.rule, Severity.ERROR, wrong.reason, column=field.title, value=shown, remedy=wrong.remedy)
            )
    return values, findings


def _read(field: Field, parse: Parser, given: object) -> Value:
    if not _blank(given):
        return parse(field.title, given)
    if field.required:
        raise Unreadable("field.required", f"“{field.title}”没有填写", "补充后再提交")
    return None


def _was_widened(given: str, value: Value) -> bool:
    return WIDE.search(given) is not None and value == given.strip().translate(FULL_WIDTH) != given.strip()


def _widened(field: Field, given: str) -> Finding:
    return Finding(
        "field.full_width",
        Severity.INFO,
        f"“{field.title}”用了全角字符，按半角读取",
        column=field.title,
        value=given[:200],
    )


@lru_cache(maxsize=64)
def _parsers_of(key: str, layer: _ById) -> tuple[tuple[Field, Parser], ...]:  # noqa: ARG001  (key makes the cache's key)
    return tuple((field, parser_for(field)) for field in layer.layer.fields)


class _ById:
    """A layer hashed by identity: hashing its fields would cost more than parsing a row."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    def __hash__(self) -> int:
        return id(self.layer)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.layer is self.layer


def _parsers(layer: Layer) -> tuple[tuple[Field, Parser], ...]:
    return _parsers_of(layer.key, _ById(layer))


def parser_for(field: Field) -> Parser:
    """The function that reads a value of `field`; it raises Unreadable."""
    match field.kind:
        case FieldKind.INTEGER:
            return _integer_parser(field)
        case FieldKind.NUMBER:
            return _number_parser(field)
        case FieldKind.BOOLEAN:
            return _yes_no
        case FieldKind.DATE:
            return _remembering(_date)
        case FieldKind.CHOICE:
            return _remembering(_choice_parser(field))
        case _:
            return _text_parser(field)


def _remembering(parse: Parser) -> Parser:
    """The same reader, which reads a text it has read before from memory; of dates and choices a file has few."""
    read: dict[str, Value] = {}

    def remember(title: str, given: object) -> Value:
        if type(given) is not str:
            return parse(title, given)
        found = read.get(given)
        if found is None:
            found = parse(title, given)
            if len(read) < MOST_REMEMBERED:
                read[given] = found
        return found

    return remember


def _blank(given: object) -> bool:
    if isinstance(given, str):
        return not given or given.isspace()
    return given is None or (isinstance(given, float) and math.isnan(given))


def _text_parser(field: Field) -> Parser:
    pattern = re.compile(field.pattern) if field.pattern else None

    def parse(title: str, given: object) -> str:
        text = _text_of(title, given, coded=pattern is not None)
        if pattern is not None and not pattern.fullmatch(text):
            text = text.translate(FULL_WIDTH)
            if not pattern.fullmatch(text):
                _refuse_mangled(title, text)
                raise Unreadable("field.pattern", f"“{title}”的写法不对：{text[:60]}", field.help or "按说明的格式填写")
        if len(text) > field.max_length:
            raise Unreadable(
                "field.length", f"“{title}”超过 {field.max_length} 字（现有 {len(text)} 字）", "缩短后再提交"
            )
        return text

    return parse


def _text_of(title: str, given: object, *, coded: bool) -> str:
    if isinstance(given, bool):
        return "是" if given else "否"
    if isinstance(given, float) and given.is_integer():
        if abs(given) >= 10**EXACT_DIGITS:
            raise _mangled(title, f"{given:.0f}")
        return str(int(given))
    if isinstance(given, int) and coded and abs(given) >= 10**EXACT_DIGITS:
        raise _mangled(title, str(given))
    return str(given).strip()


def _refuse_mangled(title: str, text: str) -> None:
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text):
        raise _mangled(title, text)


def _mangled(title: str, text: str) -> Unreadable:
    return Unreadable(
        "field.mangled_number",
        f"“{title}”被电子表格当作数字，15 位以后的数字已经丢失：{text}",
        "把该列设为文本格式后重新录入原始编码；系统不会猜测丢失的数字",
    )


def _integer_parser(field: Field) -> Parser:
    def parse(title: str, given: object) -> int:
        number = _float(title, given)
        if not number.is_integer():
            raise Unreadable("field.integer", f"“{title}”应为整数，实际为 {given}", "改为整数")
        _within(field, title, number)
        return int(number)

    return parse


def _number_parser(field: Field) -> Parser:
    def parse(title: str, given: object) -> float:
        number = _float(title, given)
        _within(field, title, number)
        return number

    return parse


def _float(title: str, given: object) -> float:
    text = str(given).strip().translate(FULL_WIDTH).replace(",", "").replace("，", "")
    try:
        number = float(text)
    except ValueError:
        raise Unreadable("field.number", f"“{title}”应为数字，实际为 {text[:60]}", "只填数字，不带单位") from None
    if not math.isfinite(number):
        raise Unreadable("field.number", f"“{title}”不是有限的数字：{text[:60]}", "填写实际数值")
    return number


def _within(field: Field, title: str, number: float) -> None:
    if field.minimum is not None and number < field.minimum:
        raise Unreadable("field.minimum", f"“{title}”不应小于 {field.minimum:g}，实际为 {number:g}", "核对数值和单位")
    if field.maximum is not None and number > field.maximum:
        raise Unreadable("field.maximum", f"“{title}”不应大于 {field.maximum:g}，实际为 {number:g}", "核对数值和单位")


def _yes_no(title: str, given: object) -> bool:
    if isinstance(given, bool):
        return given
    text = str(given)
    if text not in YES and text not in NO:
        text = text.strip().translate(FULL_WIDTH).lower().removesuffix(".0")
    if text in YES:
        return True
    if text in NO:
        return False
    raise Unreadable("field.yes_no", f"“{title}”应填 是 或 否，实际为 {text[:60]}", "填 是 或 否")


def _date(title: str, given: object) -> date:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    found = _serial_date(given) if isinstance(given, int | float) else _text_date(str(given))
    if found is None or not OLDEST <= found <= NEWEST:
        raise Unreadable(
            "field.date", f"“{title}”不是可用的日期：{str(given)[:60]}", "写成 2026-11-23 或 2026年11月23日"
        )
    return found


def _serial_date(serial: float) -> date | None:
    return EXCEL_EPOCH + timedelta(days=int(serial)) if 1 <= serial < 120_000 else None


@lru_cache(maxsize=4096)
def _text_date(text: str) -> date | None:
    plain = text.strip().translate(FULL_WIDTH)
    match = re.fullmatch(
        r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", plain
    )
    match = match or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain)
    if match:
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    if re.fullmatch(r"\d{5}(\.\d+)?", plain):
        return _serial_date(float(plain))
    return None


def _choice_parser(field: Field) -> Parser:
    by_word: dict[str, str] = {}
    for choice in field.choices:
        by_word.update(
            {choice.value.lower(): choice.value, choice.title: choice.value, choice.english.lower(): choice.value}
        )

    def parse(title: str, given: object) -> str:
        word = str(given).strip()
        found = by_word.get(word) or by_word.get(word.lower())
        if found is None:
            options = "、".join(choice.title for choice in field.choices)
            raise Unreadable("field.choice", f"“{title}”没有“{word[:40]}”这一项", f"从这些中选一项：{options}")
        return found

    return parse


def shown(field: Field, value: Any) -> str:
    """A stored value as a person reads it: choice titles, 是/否, dates as 2026年11月23日."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if field.kind is FieldKind.CHOICE:
        return field.choice_title(value)
    if field.kind is FieldKind.BOOLEAN:
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return str(value)
