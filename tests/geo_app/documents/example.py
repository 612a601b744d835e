"""A small document with every part, and ways to read back what was written."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import html5lib
import pymupdf
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas

from geo_app.documents.model import (
    Document,
    Facts,
    Figure,
    FillIn,
    Heading,
    PageBreak,
    Paragraph,
    Part,
    Signatures,
    Table,
)

HOSTILE = (
    "{{7*7}}",
    "{% raw %}",
    "<script>alert(1)</script>",
    '<b onclick="x">&amp;\'',
    "'; DROP TABLE plate; --",
    "=cmd|'/c calc'!A1",
    "#set page(width: 1cm) #panic() $x^2$ *强* _斜_ @ref `raw` // 注",
    "\\n\\u{41} C:\\temp\\",
    "〔正文〕〔题名〕〔页码说明〕",
    "𠮷野家 湫头镇 龘",
    "100% ${HOME} %(name)s",
)


def picture() -> bytes:
    """A small grey PNG."""
    canvas = Canvas(figsize=(1, 1), dpi=50, facecolor="0.8")
    FigureCanvasAgg(canvas)
    stream = io.BytesIO()
    canvas.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def example(
    *extra: Part, mark: str = "演示生成", title: str = "联合检查报告", subtitle: str = "甲县—乙县线"
) -> Document:
    """Every kind of part once, a table that runs over pages, then `extra`."""
    rows = tuple((f"{n:03d}Q", "单立", f"第 {n} 座") for n in range(1, 71))
    return Document(
        number="编号：",
        title=title,
        subtitle=subtitle,
        cover=(("甲方", "甲县"), ("乙方", "乙县")),
        parties=("甲县人民政府", "乙县人民政府"),
        dated="2026年11月25日",
        mark=mark,
        page_code="数据截至第 7 号事件",
        parts=(
            Heading("一、概况"),
            Heading("（一）基本", 2),
            Facts((("名称", "甲县—乙县线"), ("长度", "未登记"))),
            Paragraph("正文一段。" * 20),
            Paragraph("附注。", quiet=True),
            Table("表1　界桩", ("界桩号", "类型", "所在"), rows, (1, 1, 3), centred=(0,)),
            Table("表2　空表", ("项目", "数值"), ()),
            Figure("图1　示意", picture(), 60),
            FillIn("意见", 2),
            PageBreak(),
            Signatures(("甲县", "乙县"), ("负责人", "组长")),
            *extra,
        ),
    )


def docx_text(data: bytes) -> str:
    """All text of a DOCX in order, heads and feet last."""
    file = docx.Document(io.BytesIO(data))
    found = [node.text or "" for node in file.element.body.iter() if node.tag.endswith("}t")]
    for section in file.sections:
        for room in (section.first_page_header, section.header, section.even_page_header, section.footer,
                     section.even_page_footer):  # fmt: skip
            found += [paragraph.text for paragraph in room.paragraphs]
    return "\n".join(found)


def docx_part(data: bytes, name: str) -> str:
    """One XML part of a DOCX."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page."""
    with pymupdf.open(stream=data, filetype="pdf") as file:
        return [page.get_text() for page in file]


def html_text(data: bytes) -> str:
    """The text a browser would show."""
    tree = html5lib.parse(data.decode(), namespaceHTMLElements=False)
    body = tree.find("body")
    assert body is not None
    return "".join(body.itertext())


def squeezed(text: str) -> str:
    """Text without any white space: lines break where they like."""
    return re.sub(r"\s+", "", text)
