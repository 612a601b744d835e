"""DOCX: a document put into a template that the office can edit in Word.

`official.docx` holds the cover, the page, heads and feet, and the styles by name (公文标题, 公文正文,
一级标题 …). Where the document's own words go stand tokens in tortoise-shell brackets: 〔题名〕 〔副题〕
〔编号〕 〔标注〕 〔日期〕 〔页码说明〕 inside a line, and 〔封面栏〕 〔盖章处〕 〔正文〕 alone in one. They are
replaced literally, never evaluated, so no stored text is ever part of a template.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from functools import singledispatchmethod
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Mm

from geo_app.documents.docx_tables import Rows, clean, fill_cell, make_table
from geo_app.documents.model import Document, Facts, Figure, FillIn, Heading, PageBreak, Paragraph, Signatures, Table
from geo_app.documents.office import NO_OFFICE, Office

TEMPLATE = "official.docx"
SHORT_ROWS = 6  # a table of so few rows stays on one page
FIXED = datetime(2000, 1, 1)  # noqa: DTZ001  (core properties hold no zone)
FIXED_ZIP = (1980, 1, 1, 0, 0, 0)
_TOKEN = re.compile("〔[^〔〕]{2,6}〕")
COVER_FIELDS, SEALS, BODY = "〔封面栏〕", "〔盖章处〕", "〔正文〕"
STYLES = ("公文正文", "公文无缩进", "公文封面栏", "公文盖章处", "公文一级标题", "公文二级标题", "公文备注", "公文图表题",
          "公文图", "公文表格", "公文小表格", "公文填写线")  # fmt: skip


def render_docx(document: Document, office: Office = NO_OFFICE) -> bytes:
    """The document as DOCX bytes, the same for the same input. Raises Refused when the office's template is broken."""
    path = office.template(TEMPLATE)
    try:
        file = docx.Document(str(path))
        missing = [name for name in STYLES if name not in [style.name for style in file.styles]]
        anchor = _alone(file, BODY)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError) as wrong:
        raise office.broken(path, "不是 Word 文档（.docx），或已损坏") from wrong
    if missing:
        raise office.broken(path, f"缺少样式{'、'.join(missing)}")
    if anchor is None:
        raise office.broken(path, f"没有单独一行的“{BODY}”，不知道正文放在哪里")
    writer = _Writer(file, anchor)
    for part in document.parts:
        writer.put(part)
    writer.finish(document)
    stream = io.BytesIO()
    file.save(stream)
    return same_bytes(stream.getvalue())


class _Writer:
    """Puts parts before the anchor, one after another, then replaces the tokens."""

    def __init__(self, file: Any, anchor: Any) -> None:
        self.file, self.anchor = file, anchor

    def paragraph(self, text: str, style: str) -> Any:
        """A paragraph before the anchor."""
        return self.anchor.insert_paragraph_before(clean(text), style=style)

    def table(self, rows: Rows) -> Any:
        """A table before the anchor."""
        made = make_table(self.file, rows)
        self.anchor._p.addprevious(made._tbl)  # noqa: SLF001  (python-docx has no door for this)
        return made

    @singledispatchmethod
    def put(self, part: object) -> None:
        """One part."""
        raise TypeError(type(part).__name__)

    @put.register
    def _(self, part: Paragraph) -> None:
        self.paragraph(part.text, "公文备注" if part.quiet else "公文正文")

    @put.register
    def _(self, part: Heading) -> None:
        self.paragraph(part.text, "公文一级标题" if part.level == 1 else "公文二级标题")

    @put.register
    def _(self, part: Facts) -> None:
        self.table(Rows(part.rows, (1.0, 3.6), "公文表格", titles=True))
        self.paragraph("", "公文备注")

    @put.register
    def _(self, part: Table) -> None:
        self.paragraph(part.caption, "公文图表题").paragraph_format.keep_with_next = True
        style = "公文小表格" if part.small else "公文表格"
        widths = part.widths or tuple(1.0 for _ in part.header)
        rows = part.rows or ((part.empty, *("" for _ in part.header[1:])),)
        made = self.table(
            Rows((part.header, *rows), widths, style, head=True, centred=part.centred, whole=len(rows) <= SHORT_ROWS)
        )
        if not part.rows:
            made.rows[1].cells[0].merge(made.rows[1].cells[-1])
            fill_cell(made.rows[1].cells[0], part.empty, style, centred=True)
        self.paragraph("", "公文备注")

    @put.register
    def _(self, part: Figure) -> None:
        paragraph = self.paragraph("", "公文图")
        paragraph.add_run().add_picture(io.BytesIO(part.png), width=Mm(part.width_mm))
        paragraph.paragraph_format.keep_with_next = True
        self.paragraph(part.caption, "公文图表题")

    @put.register
    def _(self, part: FillIn) -> None:
        self.paragraph(f"{part.title}：", "公文无缩进").paragraph_format.keep_with_next = True
        for n in range(part.lines):
            self.paragraph("", "公文填写线").paragraph_format.keep_with_next = part.stays or n + 1 < part.lines

    @put.register
    def _(self, part: Signatures) -> None:
        self.paragraph("", "公文无缩进").paragraph_format.keep_with_next = True
        words = [
            f"{party}（盖章）\n\n\n" + "".join(f"{role}：\n\n" for role in part.roles) + "　　　　年　　月　　日"
            for party in part.parties
        ]
        made = self.table(Rows((tuple(words),), tuple(1.0 for _ in part.parties), "公文盖章处"))
        for cell in made.rows[0].cells:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT

    @put.register
    def _(self, part: PageBreak) -> None:  # noqa: ARG002  (nothing to say)
        self.paragraph("", "公文备注").add_run().add_break(WD_BREAK.PAGE)

    def finish(self, document: Document) -> None:
        """Replaces the tokens, takes out the anchor, fixes the properties."""
        self._blocks(document)
        last = self.anchor._p.getprevious()  # noqa: SLF001  (python-docx has no door for neighbours)
        if last is not None and last.tag == qn("w:tbl"):
            self.anchor.clear()  # Word wants a paragraph after the last table
        else:
            self.anchor._p.getparent().remove(self.anchor._p)  # noqa: SLF001  (as above)
        words = {
            "〔编号〕": document.number,
            "〔标注〕": document.mark,
            "〔题名〕": document.title,
            "〔副题〕": document.subtitle,
            "〔日期〕": document.dated,
            "〔页码说明〕": document.page_code,
        }
        for paragraph in _template_lines(self.file):
            _replace(paragraph, words)
        core = self.file.core_properties
        core.title, core.author, core.last_modified_by, core.comments = clean(document.title), "", "", ""
        core.created = core.modified = FIXED
        core.revision = 1

    def _blocks(self, document: Document) -> None:
        """The pairs of the cover, and the places to seal, where their tokens stand."""
        blocks = {
            COVER_FIELDS: Rows(document.cover, (1.0, 3.0), "公文封面栏", titles=True, indent_mm=22, lines=False),
            SEALS: Rows(
                (tuple(f"{party}\n\n\n（盖章处）\n" for party in document.parties),),
                tuple(1.0 for _ in document.parties),
                "公文盖章处",
            ),
        }
        for token, rows in blocks.items():
            place = _alone(self.file, token)
            if place is not None:
                made = make_table(self.file, rows)
                place._p.addprevious(made._tbl)  # noqa: SLF001  (python-docx has no door for this)
                place._p.getparent().remove(place._p)  # noqa: SLF001  (as above)


def _alone(file: Any, token: str) -> Any:
    """The paragraph that holds nothing but `token`; None when there is none."""
    return next((p for p in file.paragraphs if p.text.strip() == token), None)


def _template_lines(file: Any) -> Iterator[Any]:
    """Paragraphs of the template itself where a token may stand: heads, feet, and those of the cover."""
    for section in file.sections:
        for room in (section.first_page_header, section.header, section.even_page_header,
                     section.first_page_footer, section.footer, section.even_page_footer):  # fmt: skip
            yield from room.paragraphs
    for paragraph in file.paragraphs:
        yield paragraph
        if any(mark.get(qn("w:type")) == "page" for mark in paragraph._p.iter(qn("w:br"))):  # noqa: SLF001  (no door)
            return  # the cover ends here; what follows is the document's own text, which is never searched


def _replace(paragraph: Any, words: dict[str, str]) -> None:
    """Puts words for tokens, run by run; Word may have cut a token into several runs, which are joined then."""
    text = paragraph.text
    if not any(token in text for token in words):
        return
    runs = paragraph.runs
    if not any(token in run.text for token in words for run in runs):
        runs[0].text = "".join(run.text for run in runs)
        for run in runs[1:]:
            run.text = ""
    for run in runs:
        if _TOKEN.search(run.text):
            run.text = _TOKEN.sub(lambda found: clean(words.get(found[0], found[0])), run.text)


def same_bytes(data: bytes) -> bytes:
    """The same archive with fixed times and a fixed order."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, FIXED_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, source.read(name))
    return target.getvalue()
