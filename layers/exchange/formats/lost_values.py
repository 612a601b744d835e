"""Cells of an XLSX that show something a reader cannot give: error values, formulas never calculated.

They would come out blank; here they are named, sheet and cell, before anybody takes them for blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from gazetteer.findings import Finding, Severity
from layers.exchange.limits import Limits
from layers.exchange.prechecks.xml import xml_root

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ERROR_CELL = re.compile(
    rb'<c (?=[^>]*?\br="([A-Z]{1,3})(\d{1,7})")(?=[^>]*?\bt="e")[^>]*>(?:[^<]|<(?!v>|/c>))*(?:<v>([^<]{1,20}))?'
)
UNCALCULATED = re.compile(
    rb'<c (?=[^>]*?\br="([A-Z]{1,3})(\d{1,7})")[^>]*><f(?:/>|>[^<]*</f>|\s[^>]*/>|\s[^>]*>[^<]*</f>)(?:<v/>|<v></v>|<v />)?</c>'
)


def lost_values(parts: Iterable[tuple[str, bytes]], limits: Limits) -> dict[str, tuple[Finding, ...]]:
    """The findings of each sheet by its name, out of the workbook's parts."""
    found: dict[str, tuple[Finding, ...]] = {}
    small: dict[str, bytes] = {}
    for name, data in parts:
        if name in {BOOK, RELATIONS}:
            small[name] = data
        elif name.startswith("xl/worksheets/"):
            found[name] = tuple(islice(_of_sheet(data), limits.findings + 1))
    return {sheet: found.get(part, ()) for sheet, part in _sheet_parts(small, limits).items()}


def _sheet_parts(small: Mapping[str, bytes], limits: Limits) -> dict[str, str]:
    """Sheet name → part, as far as the workbook says so in the usual way."""
    if {BOOK, RELATIONS} != small.keys():
        return {}
    book = xml_root(small[BOOK], "工作簿", limits)
    relations = xml_root(small[RELATIONS], "工作簿", limits)
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    parts = {}
    for sheet in book.iter(f"{MAIN}sheet"):
        target = targets.get(sheet.get(RELATION, ""), "")
        parts[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _of_sheet(data: bytes) -> Iterator[Finding]:
    if b't="e"' in data:
        for match in ERROR_CELL.finditer(data):
            column, row, value = (part.decode("utf-8", "replace") for part in match.groups(b""))
            yield _lost(column, int(row), value, f"是错误值 {value}".rstrip())
    if b"<f" in data:
        for match in UNCALCULATED.finditer(data):
            column, row = (part.decode() for part in match.groups())
            yield _lost(column, int(row), "", "是没有计算结果的公式")


def _lost(column: str, row: int, value: str, what: str) -> Finding:
    return Finding(
        "reader.lost_value",
        Severity.ERROR,
        f"第 {row} 行 {column} 列（{column}{row}）{what}，读不到内容",
        row=row,
        column=column,
        value=value,
        remedy="在 Excel 中改正公式，或复制后“选择性粘贴为数值”，保存后再导入",
    )
