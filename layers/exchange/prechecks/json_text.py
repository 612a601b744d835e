"""JSON: parsed strictly, once its depth and its numbers were found to be those of an honest file."""

from __future__ import annotations

import json
import re
from typing import Any

from gazetteer.errors import Refused
from layers.exchange.limits import Limits

STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
HUGE = re.compile(r"\d[eE]\+?\d{3}")
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
REMEDY = "用原软件重新导出为 GeoJSON（UTF-8）"


def parsed(text: str, limits: Limits) -> Any:
    """The document. Raises Refused for depth, endless numbers, NaN, a name given twice, or broken JSON."""
    bare = STRING.sub("", text)
    _refuse_depth(bare, limits)
    _refuse_digits(bare, limits)
    try:
        document = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as wrong:
        raise _refused(
            "reader.json", f"第 {wrong.lineno} 行第 {wrong.colno} 列处不符合 JSON 写法，文件可能不完整"
        ) from wrong
    except RecursionError as wrong:
        raise _too_deep(limits) from wrong
    if SURROGATE.search(text):
        _refuse_half_characters(document)
    return document


def _refuse_depth(bare: str, limits: Limits) -> None:
    if bare.count("[") + bare.count("{") > limits.json_containers:
        raise _refused("reader.json_size", f"JSON 里的对象和数组超过 {limits.json_containers} 个", "按乡镇拆成几个文件")
    brackets = bare.encode().translate(None, NOT_BRACKETS).decode()
    for _ in range(limits.json_depth):
        if not brackets:
            return
        brackets = brackets.replace("[]", "").replace("{}", "")
    still_deeper = "[]" in brackets or "{}" in brackets
    if still_deeper or brackets.count("[") + brackets.count("{") > limits.json_depth:
        raise _too_deep(limits)


def _too_deep(limits: Limits) -> Refused:
    return _refused("reader.json_depth", f"JSON 嵌套超过 {limits.json_depth} 层，不像正常的数据")


def _refuse_digits(bare: str, limits: Limits) -> None:
    found = re.search(rf"\d{{{limits.digits + 1},}}", bare)
    if found:
        raise _refused("reader.json_digits", f"有一个 {len(found.group())} 位的数字，最多 {limits.digits} 位")

    if HUGE.search(bare):
        raise _refused("reader.json_digits", "有一个数大得不像真的（指数有三位）")


def _refuse_constant(name: str) -> None:
    raise _refused("reader.json_nan", f"数值写成了 {name}，不是有效的 JSON 数字", "把它改为空（null）或正确的数")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _refused("reader.json_duplicate", f"同一个对象里“{twice[:60]}”出现两次，不知道该用哪个")
    return found


def _refuse_half_characters(document: Any) -> None:
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as wrong:
        raise _refused("reader.encoding", "文字中有不成对的代理码（半个字），不能保存") from wrong


def _refused(rule: str, message: str, remedy: str = REMEDY) -> Refused:
    return Refused.because(rule, message, remedy=remedy)
