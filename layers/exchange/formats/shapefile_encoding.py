"""In which encoding a shapefile's attributes are: as its .cpg says, as its .dbf says, or by trying all of it."""

from __future__ import annotations

import codecs

from gazetteer.findings import Finding, Severity
from layers.exchange.formats.dbf import Dbf
from layers.exchange.formats.noticed import Noticed

CHINESE = {"936", "CP936", "OEM 936", "ANSI 936", "GBK", "GB2312", "GB18030", "GB_2312", "GB-18030", "EUC-CN"}
WRONG_BYTES_PER_THOUSAND = 5  # text cut in mid-character is expected here and there


def encoding_of(table: Dbf, cpg: bytes | None, name: str, noticed: Noticed) -> str:
    """The encoding; a finding wherever it was not simply declared and right."""
    declared = _declared(cpg)
    text = table.texts()
    fitting = _fitting(text, table.language)
    if declared and (_fits(text, declared) or not fitting):
        return declared
    if cpg is None:
        why = "缺少 .cpg 文件，没有声明文字编码"
    elif not declared:
        why = f".cpg 写的编码“{cpg[:20].decode('ascii', 'replace').strip()}”不认识"
    else:
        why = f".cpg 声明 {declared.upper()}，内容却不是"
    if not text.isascii() or cpg is not None:
        noticed.add(
            Finding(
                "reader.encoding_guessed",
                Severity.WARNING,
                f"“{name}”{why}，试出按 {(fitting or 'gb18030').upper()} 读",
                value=fitting or "gb18030",
                remedy="预览中若有乱码，重新导出并附上 .cpg 文件",
            )
        )
    return fitting or "gb18030"


def _declared(cpg: bytes | None) -> str:
    if cpg is None:
        return ""
    told = cpg[:40].decode("ascii", errors="ignore").strip().upper()
    if told in CHINESE:
        return "gb18030"
    try:
        return codecs.lookup(told).name if told else ""
    except LookupError:
        return ""


def _fitting(text: bytes, language: str) -> str:
    return next((e for e in ("utf-8", language or "gb18030", "gb18030") if _fits(text, e)), "")


def _fits(text: bytes, encoding: str) -> bool:
    try:
        lenient = text.decode(encoding, errors="replace")
    except (LookupError, UnicodeDecodeError):
        return False
    foreign = sum(byte > 0x7F for byte in text)
    return lenient.count("\N{REPLACEMENT CHARACTER}") * 1000 <= foreign * WRONG_BYTES_PER_THOUSAND
