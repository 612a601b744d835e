"""Decoding: which encoding a text is in, by its mark or by trying; never by replacing what does not fit."""

from __future__ import annotations

import codecs

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
REMEDY = "用 Excel 或 WPS 打开，另存为“CSV UTF-8（逗号分隔）”"
GARBLED = ("锟斤拷", "烫烫烫", "\N{REPLACEMENT CHARACTER}")


def decoded(data: bytes) -> tuple[str, str, list[Finding]]:
    """The text, its encoding, and what is to be said of it. Raises Refused when no encoding fits all of it."""
    text, encoding, findings = _decoded(data)
    for garbled in GARBLED:
        if garbled in text:
            line = text.count("\n", 0, text.index(garbled)) + 1
            findings.append(
                Finding(
                    "reader.garbled",
                    Severity.WARNING,
                    f"文本第 {line} 行有“{garbled}”，是以前转码时已经损坏的字",
                    value=garbled,
                    remedy="从未损坏的原文件重新导出，或逐字改正",
                )
            )
    return text, encoding, findings


def _decoded(data: bytes) -> tuple[str, str, list[Finding]]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), encoding, []
    if unmarked := _utf16_without_mark(data):
        return _strictly(data, unmarked), unmarked, [_guessed(unmarked.upper())]
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as wrong:
        _refuse_damaged_utf8(data, wrong)
    try:
        return data.decode("gb18030"), "gb18030", [_guessed("GB18030")]
    except UnicodeDecodeError as wrong:
        raise _refused(data, wrong.start, "既不是 UTF-8 也不是 GB18030") from None


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise _refused(data, wrong.start, f"文件声明为 {encoding.upper()}，但此处不是") from None


def _utf16_without_mark(data: bytes) -> str:
    head = data[:4096]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > len(head) // 8 and even == 0:
        return "utf-16-le"
    if even > len(head) // 8 and odd == 0:
        return "utf-16-be"
    return ""


def _refuse_damaged_utf8(data: bytes, wrong: UnicodeDecodeError) -> None:
    """Text that is UTF-8 but for a few bytes would also pass for GB18030, as another text: refused instead."""
    lenient = data.decode("utf-8", errors="replace")
    broken = lenient.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(character > "\x7f" for character in lenient) - broken
    if wrong.end >= len(data) - 3 and whole:
        raise _refused(data, wrong.start, "UTF-8 文本在一个字的中间断了，文件不完整")
    if whole > 20 * broken:
        raise _refused(data, wrong.start, "文件是 UTF-8，但此处有损坏的字节")


def _refused(data: bytes, at: int, what: str) -> Refused:
    line = data.count(b"\n", 0, at) + 1
    return Refused.because(
        "reader.encoding",
        f"{what}：文本第 {line} 行，第 {at + 1} 字节（{data[at : at + 4].hex(' ')}）",
        remedy=REMEDY,
    )


def _guessed(encoding: str) -> Finding:
    return Finding(
        "reader.encoding_guessed",
        Severity.INFO,
        f"文件没有编码标记，按 {encoding} 读出",
        value=encoding,
        remedy="预览中若有乱码，另存为“CSV UTF-8”再导入",
    )
