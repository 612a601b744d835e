"""Writes `official.docx` anew: page, head, foot and styles after GB/T 9704. Run as a module, then edit in Word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor

SONG_TITLE, SONG, FANG_SONG, KAI, HEI = "方正小标宋简体", "宋体", "仿宋_GB2312", "楷体_GB2312", "黑体"


def make_template(target: Path) -> None:
    """Writes the template to `target`."""
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    section.different_first_page_header_footer = True
    _style(file, "公文正文", FANG_SONG, 16, indent=True)
    _style(file, "公文无缩进", FANG_SONG, 16)
    _style(file, "公文标题", SONG_TITLE, 26, align=WD_ALIGN_PARAGRAPH.CENTER, spacing=40)
    _style(file, "公文副题", SONG_TITLE, 18, align=WD_ALIGN_PARAGRAPH.CENTER)
    _style(file, "公文标注", HEI, 14, align=WD_ALIGN_PARAGRAPH.CENTER, colour=RGBColor(0xB3, 0x34, 0x1F))
    _style(file, "公文落款", FANG_SONG, 16, align=WD_ALIGN_PARAGRAPH.CENTER)
    _style(file, "公文一级标题", HEI, 16, outline=0)
    _style(file, "公文二级标题", KAI, 16, outline=1)
    _style(file, "公文备注", FANG_SONG, 11, spacing=16, colour=RGBColor(0x5B, 0x65, 0x70))
    _style(file, "公文图表题", HEI, 11, align=WD_ALIGN_PARAGRAPH.CENTER, spacing=None)
    _style(file, "公文表格", FANG_SONG, 10.5, spacing=None)
    _style(file, "公文小表格", FANG_SONG, 9, spacing=None)
    _page_number(section.footer.paragraphs[0])
    file.save(str(target))


def _style(
    file: Any,
    name: str,
    face: str,
    size_pt: float,
    *,
    align: Any = None,
    indent: bool = False,
    spacing: float | None = 28.5,
    outline: int | None = None,
    colour: Any = None,
) -> None:
    style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.name = Pt(size_pt), "Times New Roman"
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    if colour is not None:
        style.font.color.rgb = colour
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    if spacing:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(spacing)
    if align is not None:
        layout.alignment = align
    if indent:
        layout.first_line_indent = Pt(size_pt * 2)
    if outline is not None:
        layout.keep_with_next = True
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(outline))
        style.element.get_or_add_pPr().append(level)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001  (python-docx has no door for fields)
    paragraph.add_run(" —")


if __name__ == "__main__":
    make_template(Path(__file__).parent / "official.docx")
