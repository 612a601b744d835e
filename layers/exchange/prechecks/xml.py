"""XML: decoded first, so that no encoding hides anything; a document type refused; depth bounded.

Only then parsed, by a parser that resolves no entity and opens nothing.
"""

from __future__ import annotations

import codecs
import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from gazetteer.errors import Refused
from layers.exchange.limits import Limits

DECLARATION = re.compile(r"\s*<\?xml\s[^>]*?\?>")
ENCODING = re.compile(r"encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
KNOWN = frozenset({"utf-8", "utf-16", "gbk", "gb2312", "gb18030", "ascii", "iso8859-1"})
DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)


def xml_text(data: bytes, what: str) -> str:
    """The document without its declaration. Raises Refused for a strange encoding or a document type."""
    text = _decoded(data, what)
    if "\0" in text:
        raise _refused(what, "含有空字符")
    if DOCTYPE.search(text):
        raise Refused.because(
            "reader.xml_dtd",
            f"{what}带有文档类型声明（DTD）或实体，可能借此读取别的文件或耗尽内存，不予读取",
            remedy="删去 <!DOCTYPE …> 部分，或用原软件重新导出",
        )
    return DECLARATION.sub("", text, count=1)


def xml_root(data: bytes, what: str, limits: Limits) -> Element:
    """The parsed document. Raises Refused."""
    if len(data) > limits.size_for("kml"):
        raise Refused.because("reader.xml_size", f"{what}解开后有 {len(data) >> 20} MB，太大", remedy="拆成几个文件")
    text = xml_text(data, what)
    parser = DefusedXMLParser(target=_Bounded(limits), forbid_dtd=True, forbid_entities=True)
    try:
        parser.feed(text)
        root: Element = parser.close()
    except ParseError as wrong:
        line, column = wrong.position
        raise _refused(what, f"第 {line} 行第 {column + 1} 列处不符合 XML 写法，文件可能不完整") from wrong
    except DefusedXmlException as wrong:
        raise _refused(what, "带有文档类型声明或实体") from wrong
    return root


class _Bounded:
    """Builds the tree, and stops at a depth or a number of elements that no honest file has."""

    def __init__(self, limits: Limits) -> None:
        self._builder = TreeBuilder()
        self._deepest = limits.xml_depth
        self._left = limits.xml_elements
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        self._depth += 1
        self._left -= 1
        if self._depth > self._deepest:
            raise Refused.because(
                "reader.xml_depth", f"XML 嵌套超过 {self._deepest} 层，不像正常的数据", remedy="用原软件重新导出"
            )
        if self._left < 0:
            raise Refused.because("reader.xml_size", "XML 里的元素太多，没有读完", remedy="拆成几个文件")
        return self._builder.start(tag, attributes)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return self._builder.end(tag)

    def data(self, text: str) -> None:
        self._builder.data(text)

    def close(self) -> Element:
        return self._builder.close()


def _decoded(data: bytes, what: str) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, what)
    if data[:4] in (b"<\0?\0", b"<\0!\0") or data[1:2] == b"\0":
        return _strictly(data, "utf-16-le", what)
    if data[:1] == b"\0":
        return _strictly(data, "utf-16-be", what)
    told = ENCODING.search(data[:200].decode("latin-1")) if data.lstrip()[:5] == b"<?xml" else None
    name = told.group(1) if told else "utf-8"
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if known not in KNOWN:
        raise _refused(what, f"声明的编码“{name}”不认识")
    return _strictly(data, known, what)


def _strictly(data: bytes, encoding: str, what: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise _refused(what, f"第 {wrong.start + 1} 字节不是 {encoding.upper()}") from wrong


def _refused(what: str, why: str) -> Refused:
    return Refused.because("reader.xml", f"{what}：{why}", remedy="用原软件打开检查，重新导出（UTF-8 编码）")
