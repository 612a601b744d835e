"""Tables in DOCX: fixed widths, a head that stands again on every page, rows that never break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm

TEXT_WIDTH_MM = 156.0


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of text for a table: relative widths, the style of its cells, and how it is ruled.

    `head`: the first row is a head. `titles`: the first column holds titles. `lines`: ruled.
    `whole`: stays on one page.
    """

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    style: str
    head: bool = False
    titles: bool = False
    centred: tuple[int, ...] = ()
    indent_mm: float = 0.0
    lines: bool = True
    whole: bool = False


def make_table(file: Any, rows: Rows) -> Any:
    """A table at the end of `file`, to be moved where it belongs."""
    table = file.add_table(rows=0, cols=len(rows.widths), style="Table Grid" if rows.lines else None)
    table.autofit = False
    share = (TEXT_WIDTH_MM - 2 * rows.indent_mm) / sum(rows.widths)
    widths = [Mm(width * share) for width in rows.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for n, row in enumerate(rows.rows):
        made = table.add_row()
        _never_break(made)
        for k, (cell, text) in enumerate(zip(made.cells, row, strict=True)):
            cell.width = widths[k]
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            head, stays = rows.head and n == 0, rows.whole and n + 1 < len(rows.rows)
            fill_cell(cell, text, rows.style, centred=head or k in rows.centred, bold=head, stays=head or stays)
            if head or (rows.titles and k == 0 and rows.lines):
                _shade(cell)
    if rows.head:
        _mark(table.rows[0], "w:tblHeader")
    _margins(table)
    if rows.indent_mm:
        _indent(table, rows.indent_mm)
    return table


def fill_cell(
    cell: Any, text: str, style: str, *, centred: bool = False, bold: bool = False, stays: bool = False
) -> None:
    """Puts text into a cell, in place of what it held."""
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    for run in paragraph.runs:
        run.text = ""
    paragraph.add_run(clean(text)).bold = True if bold else None
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if stays:
        paragraph.paragraph_format.keep_with_next = True


def clean(text: str) -> str:
    """Text without what XML cannot hold (control characters); everything else stays as it is."""
    return "".join(c for c in text if c in "\t\n" or (ord(c) >= 0x20 and ord(c) not in (0xFFFE, 0xFFFF)))


def _never_break(row: Any) -> None:
    _mark(row, "w:cantSplit")


def _mark(row: Any, name: str) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  (python-docx has no door for row properties)
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    properties.append(element)


def _shade(cell: Any) -> None:
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001  (python-docx has no door for shading)
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", "F0EEE8")):
        shade.set(qn(f"w:{key}"), value)
    properties.insert_element_before(shade, "w:noWrap", "w:tcMar", "w:vAlign")


def _margins(table: Any) -> None:
    """Room between the text and the rules."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 40), ("left", 70), ("bottom", 40), ("right", 70)):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(twips))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")  # noqa: SLF001  (python-docx has no door for margins)


def _indent(table: Any, indent_mm: float) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001  (python-docx has no door for the indent)
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), str(round(indent_mm * 56.7)))
    indent.set(qn("w:type"), "dxa")
    properties.insert_element_before(indent, "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
