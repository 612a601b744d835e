"""DOCX: parts put into a template whose styles the office can edit in Word.

`official.docx` holds the page, the head and foot and the styles by name (公文标题, 公文正文, 一级标题 …);
an office that changes a style there changes every report. Faces are named as an office PC has them.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from functools import singledispatchmethod
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt

from geo_app.documents.model import Document, Facts, Figure, FillIn, Heading, PageBreak, Paragraph, Signatures, Table

TEMPLATE = Path(__file__).parent / "official.docx"
FIXED = datetime(2000, 1, 1, tzinfo=UTC)
FIXED_ZIP = (1980, 1, 1, 0, 0, 0)


def render_docx(document: Document, template: Path = TEMPLATE) -> bytes:
    """The document as DOCX bytes, the same for the same input."""
    writer = _Writer(docx.Document(str(template)))
    writer.cover(document)
    for part in document.parts:
        writer.put(part)
    writer.close(document)
    stream = io.BytesIO()
    writer.file.save(stream)
    return _same_bytes(stream.getvalue())


class _Writer:
    """Puts parts into an open template, one after another."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def cover(self, document: Document) -> None:
        """The first page."""
        for _ in range(5):
            self.file.add_paragraph("", style="公文无缩进")
        self.file.add_paragraph(clean(document.title), style="公文标题")
        self.file.add_paragraph(clean(document.subtitle), style="公文副题")
        if document.mark:
            self.file.add_paragraph(clean(document.mark), style="公文标注")
        for _ in range(9):
            self.file.add_paragraph("", style="公文无缩进")
        for party in (*document.parties, document.dated):
            self.file.add_paragraph(clean(party), style="公文落款")
        self.file.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)

    @singledispatchmethod
    def put(self, part: object) -> None:
        """One part."""
        raise TypeError(type(part).__name__)

    @put.register
    def _(self, part: Paragraph) -> None:
        self.file.add_paragraph(clean(part.text), style="公文备注" if part.quiet else "公文正文")

    @put.register
    def _(self, part: Heading) -> None:
        self.file.add_paragraph(clean(part.text), style="公文一级标题" if part.level == 1 else "公文二级标题")

    @put.register
    def _(self, part: Facts) -> None:
        self._table(("", ""), part.rows, (1.0, 3.2), head=False, style="公文表格")
        self.file.add_paragraph("", style="公文备注")

    @put.register
    def _(self, part: Table) -> None:
        self.file.add_paragraph(clean(part.caption), style="公文图表题").paragraph_format.keep_with_next = True
        rows = part.rows or (("（无）", *("" for _ in part.header[1:])),)
        self._table(
            part.header,
            rows,
            part.widths or tuple(1.0 for _ in part.header),
            head=True,
            style="公文小表格" if part.small else "公文表格",
        )
        self.file.add_paragraph("", style="公文备注")

    @put.register
    def _(self, part: Figure) -> None:
        paragraph = self.file.add_paragraph("", style="公文图表题")
        paragraph.add_run().add_picture(io.BytesIO(part.png), width=Mm(part.width_mm))
        paragraph.paragraph_format.keep_with_next = True
        self.file.add_paragraph(clean(part.caption), style="公文图表题")

    @put.register
    def _(self, part: FillIn) -> None:
        self.file.add_paragraph(f"{clean(part.title)}：", style="公文无缩进")
        for _ in range(part.lines):
            self.file.add_paragraph("_" * 52, style="公文无缩进")

    @put.register
    def _(self, part: Signatures) -> None:
        rows = (tuple(f"{clean(party)}（盖章）\n\n代表签名：\n\n　　年　　月　　日" for party in part.parties),)
        table = self.file.add_table(rows=1, cols=len(part.parties))
        for cell, text in zip(table.rows[0].cells, rows[0], strict=True):
            cell.paragraphs[0].style = "公文无缩进"
            cell.paragraphs[0].add_run(text)

    @put.register
    def _(self, part: PageBreak) -> None:  # noqa: ARG002  (nothing to say)
        self.file.add_paragraph("", style="公文备注").add_run().add_break(WD_BREAK.PAGE)

    def _table(
        self,
        header: tuple[str, ...],
        rows: tuple[tuple[str, ...], ...],
        widths: tuple[float, ...],
        *,
        head: bool,
        style: str,
    ) -> None:
        table = self.file.add_table(rows=0, cols=len(header), style="Table Grid")
        table.autofit = False
        total = sum(widths)
        for n, row in enumerate(((header,) if head else ()) + rows):
            cells = table.add_row().cells
            for k, (cell, text) in enumerate(zip(cells, row, strict=True)):
                cell.width = Mm(156.0 * widths[k] / total)
                paragraph = cell.paragraphs[0]
                paragraph.style = style
                paragraph.add_run(clean(text)).bold = True if head and n == 0 else None
                if head and n == 0:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if head:
            properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001  (python-docx has no door for repeated heads)
            repeat = OxmlElement("w:tblHeader")
            repeat.set(qn("w:val"), "true")
            properties.append(repeat)

    def close(self, document: Document) -> None:
        """Head of the pages and fixed properties."""
        header = self.file.sections[0].header.paragraphs[0]
        header.text = "　　".join(word for word in (clean(document.mark), clean(document.page_code)) if word)
        header.style.font.size = Pt(9)
        core = self.file.core_properties
        core.title, core.author, core.last_modified_by, core.comments = clean(document.title), "", "", ""
        core.created = core.modified = FIXED.replace(tzinfo=None)
        core.revision = 1


def clean(text: str) -> str:
    """Text without what XML cannot hold (control characters); everything else stays as it is."""
    return "".join(c for c in text if c in "\t\n" or (ord(c) >= 0x20 and ord(c) not in (0xFFFE, 0xFFFF)))


def _same_bytes(data: bytes) -> bytes:
    """The same archive with fixed times and a fixed order."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, FIXED_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, source.read(name))
    return target.getvalue()
