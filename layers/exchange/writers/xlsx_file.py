"""XLSX: every text a text cell, codes kept whole, formulas impossible; the second sheet says what the file is."""

from __future__ import annotations

import errno
import io
import os
import re
import unicodedata
import zipfile
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.writers.export import Column, Export, Made
from layers.exchange.writers.marks import fit_for_xml, unfit_findings
from layers.exchange.writers.sheet import CRS, sheet_columns
from layers.exchange.writers.xlsx_rows import LONGEST_TEXT, Styles, row_xml

MOST_ROWS = 1_048_576
HEADER_FONT = Font(bold=True, color="FFFFFF")
HEADER_FILL = PatternFill("solid", fgColor="0F5E63")
WIDEST, NARROWEST, SAMPLED = 48, 8, 200
ROWS_SHEET = "xl/worksheets/sheet1.xml"
AT_ONCE = 2_000


def write_xlsx(export: Export, path: Path) -> Made:
    """Writes the workbook. Raises Refused when a sheet cannot hold that many rows."""
    if export.count >= MOST_ROWS:
        raise Refused.because(
            "export.too_many_rows",
            f"{export.count} 条超过 XLSX 一张表的 {MOST_ROWS - 1} 条",
            remedy="加筛选条件分批导出，或导出 CSV、GeoPackage",
        )
    columns = sheet_columns(export)
    book, styles = _book(export, columns)
    frame = io.BytesIO()
    book.save(frame)
    _fill(zipfile.ZipFile(frame), path, columns, export.count, styles)
    return Made((*unfit_findings(columns, export.labels), *_too_long(columns, export)))


def sheet_title(title: str) -> str:
    """A sheet's name: at most 31 characters, without the marks that Excel forbids."""
    return re.sub(r"[\[\]:*?/\\']", "", title)[:31] or "Sheet1"


def _book(export: Export, columns: tuple[Column, ...]) -> tuple[Workbook, Styles]:
    """The workbook with everything but the rows, and the numbers of the rows' cell formats."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = sheet_title(export.layer.title)
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = _width(column)
        cell = sheet.cell(1, index, column.title)
        cell.font, cell.fill, cell.number_format = HEADER_FONT, HEADER_FILL, "@"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{export.count + 1}"
    _about(book, export)
    return book, _styles(book)


def _styles(book: Workbook) -> Styles:
    scratch: Any = book.create_sheet()
    scratch["A1"].number_format = "@"
    scratch["A2"].number_format = "@"
    scratch["A2"].quotePrefix = True
    scratch["A3"].number_format = "yyyy-mm-dd"
    styles = Styles(*(scratch[place].style_id for place in ("A1", "A2", "A3")))
    book.remove(scratch)
    return styles


def _about(book: Workbook, export: Export) -> None:
    sheet: Any = book.create_sheet("说明")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 90
    for number, line in enumerate(export.about.lines(CRS if export.geometry is not None else ""), start=1):
        for place, text in enumerate(line, start=1):
            cell = sheet.cell(number, place)
            cell.value = fit_for_xml(text)
            cell.data_type, cell.number_format = "s", "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _fill(frame: zipfile.ZipFile, path: Path, columns: tuple[Column, ...], count: int, styles: Styles) -> None:
    """The workbook's parts, with the rows put into the first sheet."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name in frame.namelist():
            if name != ROWS_SHEET:
                archive.writestr(name, frame.read(name))
                continue
            extent = f'<dimension ref="A1:{get_column_letter(len(columns))}{count + 1}"/>'
            sheet = re.sub("<dimension [^>]*/>", extent, frame.read(name).decode())
            before, end, after = sheet.partition("</sheetData>")
            if not end:  # openpyxl writes sheets to temporary files and is silent when the disk is full
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            with archive.open(name, "w", force_zip64=True) as stream:
                stream.write(before.encode())
                rows = row_xml(columns, styles)
                while some := "".join(islice(rows, AT_ONCE)):
                    stream.write(some.encode())
                stream.write(f"{end}{after}".encode())


def _too_long(columns: tuple[Column, ...], export: Export) -> list[Finding]:
    return [
        Finding(
            "export.cell_too_long",
            Severity.WARNING,
            f"“{column.title}”有 {len(rows)} 处超过一个单元格的 {LONGEST_TEXT} 字，留空未写："
            + "、".join(export.labels[row][:40] for row in rows[:5]),
            column=column.title,
            value=str(len(rows)),
            remedy="导出 GeoPackage、GeoJSON 或 CSV，可完整保存",
        )
        for column in columns
        if (rows := [n for n, v in enumerate(column.shown) if isinstance(v, str) and len(v) > LONGEST_TEXT])
    ]


def _width(column: Column) -> int:
    """Wide enough for the header and most of the first values; a Chinese character takes two places."""
    shown = ["" if value is None else str(value) for value in islice(column.shown, SAMPLED)]
    lengths = sorted(map(_places, shown))
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    return max(NARROWEST, min(WIDEST, max(usual, _places(column.title)) + 3))


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[:WIDEST])
