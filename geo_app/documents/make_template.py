"""Writes `official.docx` anew: cover, page, head, foot and styles after GB/T 9704. Run as a module, then edit in Word."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor

from geo_app.documents.docx import same_bytes

SONG_TITLE, SONG, FANG_SONG, KAI, HEI = "方正小标宋简体", "宋体", "仿宋_GB2312", "楷体_GB2312", "黑体"
INSTEAD = {SONG_TITLE: "宋体", FANG_SONG: "仿宋", KAI: "楷体"}  # what every office PC has
DASH = "\uff0d"  # the full-width dash on both sides of a page number
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
VERMILION, GREY = RGBColor(0xB3, 0x34, 0x1F), RGBColor(0x5B, 0x65, 0x70)


def make_template(target: Path) -> None:
    """Writes the template to `target`, the same bytes each time."""
    file = docx.Document()
    _page(file)
    _styles(file)
    _cover(file)
    _heads(file)
    stream = io.BytesIO()
    file.save(stream)
    target.write_bytes(same_bytes(_named_fonts(stream.getvalue())))


def _page(file: Any) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(22), Mm(24)
    section.different_first_page_header_footer = True
    file.settings.odd_and_even_pages_header_footer = True
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "0")  # the cover is not counted
    later = ("w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:docGrid")
    section._sectPr.insert_element_before(numbers, *later)  # noqa: SLF001  (python-docx has no door for page numbers)


def _styles(file: Any) -> None:
    _style(file, "公文正文", FANG_SONG, 16, indent=True, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    _style(file, "公文无缩进", FANG_SONG, 16)
    _style(file, "公文编号", FANG_SONG, 16)
    _style(file, "公文标题", SONG_TITLE, 22, align=CENTRE, spacing=36)
    _style(file, "公文副题", SONG_TITLE, 22, align=CENTRE, spacing=36)
    _style(file, "公文标注", HEI, 14, align=CENTRE, colour=VERMILION)
    _style(file, "公文落款", FANG_SONG, 16, align=CENTRE)
    _style(file, "公文封面栏", FANG_SONG, 16, spacing=30)
    _style(file, "公文盖章处", FANG_SONG, 14, align=CENTRE, spacing=24)
    _style(file, "公文一级标题", HEI, 16, outline=0)
    _style(file, "公文二级标题", KAI, 16, outline=1)
    _style(file, "公文备注", FANG_SONG, 10.5, spacing=16, colour=GREY)
    _style(file, "公文图表题", HEI, 11, align=CENTRE, spacing=None, before=8, after=3)
    _style(file, "公文图", FANG_SONG, 11, align=CENTRE, spacing=None, before=6)
    _style(file, "公文表格", FANG_SONG, 11, spacing=16)
    _style(file, "公文小表格", FANG_SONG, 9, spacing=12.5)
    _style(file, "公文填写线", FANG_SONG, 16, spacing=28.5)
    _underline(file.styles["公文填写线"])
    _style(file, "公文页眉", SONG, 9, spacing=None, colour=GREY)
    _style(file, "公文页码", SONG, 14, spacing=None)


def _cover(file: Any) -> None:
    """The cover: tokens stand where the document's own words go; everything else is the office's to change."""

    def line(style: str, text: str = "", times: int = 1) -> None:
        for _ in range(times):
            file.add_paragraph(text, style=style)

    line("公文编号", "〔编号〕")
    line("公文标注", "〔标注〕")
    line("公文无缩进", times=2)
    line("公文标题", "〔题名〕")
    line("公文副题", "〔副题〕")
    line("公文无缩进")
    line("公文无缩进", "〔封面栏〕")
    line("公文无缩进")
    line("公文无缩进", "〔盖章处〕")
    line("公文无缩进")
    line("公文落款", "〔日期〕")
    file.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    line("公文无缩进", "〔正文〕")


def _heads(file: Any) -> None:
    section = file.sections[0]
    for n, head in enumerate((section.first_page_header, section.header, section.even_page_header)):
        paragraph = head.paragraphs[0]
        paragraph.style = "公文页眉"
        paragraph.add_run("〔标注〕").font.color.rgb = VERMILION
        if n:
            paragraph.add_run("\t〔页码说明〕")
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(156), alignment=2)
    for foot, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        paragraph = foot.paragraphs[0]
        paragraph.style = "公文页码"
        paragraph.alignment = align
        indent = "right_indent" if align == RIGHT else "left_indent"
        setattr(paragraph.paragraph_format, indent, Pt(14))
        _page_number(paragraph)


def _style(  # noqa: PLR0913  (what a style is made of)
    file: Any,
    name: str,
    face: str,
    size_pt: float,
    *,
    align: Any = None,
    indent: bool = False,
    spacing: float | None = 28.5,
    before: float = 0,
    after: float = 0,
    outline: int | None = None,
    colour: Any = None,
) -> None:
    style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.name = Pt(size_pt), "Times New Roman"
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    if colour is not None:
        style.font.color.rgb = colour
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.widow_control = True
    if spacing:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(spacing)
    else:
        layout.line_spacing = 1.1
    if align is not None:
        layout.alignment = align
    if indent:
        layout.first_line_indent = Pt(size_pt * 2)
    if outline is not None:
        layout.keep_with_next = True
        layout.first_line_indent = Pt(size_pt * 2)
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(outline))
        style.element.get_or_add_pPr().append(level)


def _underline(style: Any) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "787878")):
        bottom.set(qn(f"w:{key}"), value)
    between = OxmlElement("w:between")
    for key, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "787878")):
        between.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    borders.append(between)
    style.element.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _page_number(paragraph: Any) -> None:
    paragraph.add_run(DASH)
    field, run, number = OxmlElement("w:fldSimple"), OxmlElement("w:r"), OxmlElement("w:t")
    field.set(qn("w:instr"), "PAGE")
    number.text = "1"
    run.append(number)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  (python-docx has no door for fields)
    paragraph.add_run(DASH)


def _named_fonts(data: bytes) -> bytes:
    """Says in the font table which face every office PC has may stand in for each official one."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/fontTable.xml":
                fonts = "".join(
                    f'<w:font w:name="{official}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
                    for official, other in INSTEAD.items()
                )
                content = content.replace(b"</w:fonts>", fonts.encode() + b"</w:fonts>")
            made.writestr(name, content)
    return target.getvalue()


if __name__ == "__main__":
    make_template(Path(__file__).parent / "official.docx")
