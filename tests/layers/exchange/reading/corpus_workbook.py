"""XLSX and XLS: what offices make of them, and what nobody should."""

from __future__ import annotations

import struct
from datetime import date

from tests.layers.exchange.reading.cases import Case, column, only, read, refused
from tests.layers.exchange.reading.making import (
    compound,
    old_workbook,
    overlapping,
    repacked,
    some_day,
    with_flag,
    with_size,
    workbook,
    zipped,
)

PLAIN = workbook(门牌=[["名称", "经度"], ["湫头街1号", 108.1], ["𠮷祥路2号", 108.2]])
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def merged_header(sheet) -> None:  # type: ignore[no-untyped-def]  # a worksheet
    sheet["A1"] = "某县界桩登记表"
    sheet.merge_cells("A1:D1")
    sheet["A2"], sheet["B2"], sheet["D2"] = "名称", "坐标", "备\n注"
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("D2:D3")
    sheet["B3"], sheet["C3"] = "经度", "纬度"
    sheet.append(["甲", 108.1, 35.1, None])
    sheet.append(["合计", None, None, 1])


def merged_data(sheet) -> None:  # type: ignore[no-untyped-def]  # a worksheet
    for row in (["乡镇", "名称"], ["城关镇", "甲"], [None, "乙"], ["北乡", "丙"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")


def merged_block(sheet) -> None:  # type: ignore[no-untyped-def]  # a worksheet
    for row in (["名称", "a", "b"], ["甲", 1, None], ["乙", None, None], ["丙", 3, 4]):
        sheet.append(row)
    sheet.merge_cells("B2:C3")


def hidden(sheet) -> None:  # type: ignore[no-untyped-def]  # a worksheet
    sheet.append(["a", "b"])
    sheet.append([1, 2])
    sheet.sheet_state = "hidden"


def far_cell(sheet) -> None:  # type: ignore[no-untyped-def]  # a worksheet
    sheet.append(["a", "b"])
    sheet["XFD1048576"] = 1


def errors(sheet) -> None:  # type: ignore[no-untyped-def]  # a worksheet
    sheet.append(["名称", "面积"])
    sheet.append(["甲", "#DIV/0!"])
    sheet.append(["乙", "=1+1"])


def prefixed(mark: bytes):  # type: ignore[no-untyped-def]  # a change of a part
    return lambda data: data.replace(b"?>", b"?>" + mark, 1) if b"?>" in data[:100] else mark + data


CASES: tuple[Case, ...] = (
    read("plain", "门牌.xlsx", PLAIN, rows=2, seen=lambda f: column(f, "名称") == ["湫头街1号", "𠮷祥路2号"] and only(f).column_letters == ("A", "B")),
    read("merged two-row header below a title", "a.xlsx", workbook(表=merged_header), rows=1, rules=("reader.title_rows", "reader.two_row_header", "reader.total_row"), seen=lambda f: only(f).columns == ("名称", "坐标/经度", "坐标/纬度", "备注") and only(f).rows[0].number == 4),
    read("merged cells in the data", "a.xlsx", workbook(表=merged_data), rules=("reader.merged_cells",), seen=lambda f: column(f, "乡镇") == ["城关镇", "城关镇", "北乡"]),
    read("a merged block in the data", "a.xlsx", workbook(表=merged_block), rules=("reader.merged_block",), rows=3),
    read("several sheets, one empty, one hidden", "a.xlsx", workbook(甲=[["a", "b"], [1, 2]], 乙=[["a", "b"], [3, 4]], 空=[], 藏=hidden), rules=("reader.sheets",), seen=lambda f: f.names == ("甲", "乙", "空", "藏") and [t.name for t in f.tables] == ["甲", "乙"]),
    read("numbers, dates, texts as they are", "a.xlsx", workbook(表=[["码", "数", "日", "时", "字", "真"], ["0123", 12, date(2024, 5, 1), some_day(), "１２８号", True]]), seen=lambda f: only(f).rows[0].cells == ("0123", 12, date(2024, 5, 1), some_day(), "１２８号", True)),
    read("whole numbers stay whole", "a.xlsx", workbook(表=[["码", "x"], [620100200300, 1.5]]), seen=lambda f: repr(only(f).rows[0].cells) == "(620100200300, 1.5)"),
    read("codes beyond 15 digits", "a.xlsx", workbook(表=[["码", "名"], [621025100001000123, "甲"], ["621025100001000124", "乙"]]), rules=("reader.mangled_code",), says="（A2）", rows=2),
    read("scientific text", "a.xlsx", workbook(表=[["码", "名"], ["6.21025E+14", "甲"]]), rules=("reader.mangled_code",)),
    read("error values and formulas never calculated", "a.xlsx", workbook(表=errors), rules=("reader.lost_value",), says="#DIV/0!"),
    read("hostile texts", "a.xlsx", workbook(表=[["名称", "n"], ["{{7*7}}", 1], ["<script>", 2]]), seen=lambda f: column(f, "名称") == ["{{7*7}}", "<script>"]),
    read("old workbook", "门牌.xls", old_workbook([["名称", "数", "日"], ["湫头", 12.0, date(2024, 5, 1)]]), seen=lambda f: only(f).rows[0].cells == ("湫头", 12, date(2024, 5, 1))),
    read("only headers", "a.xlsx", workbook(表=[["名称", "经度"]]), rows=0, rules=("reader.no_rows",)),
    read("nothing in it", "a.xlsx", workbook(表=[]), rules=("reader.no_data",)),
    refused("old workbook with a password", "a.xls", old_workbook([["a"]], method=1), "reader.password"),
    refused("old workbook with a very old password", "a.xls", old_workbook([["a"]], method=0), "reader.password"),
    refused("old workbook cut short", "a.xls", old_workbook([["a", "b"]])[:1500], "reader.damaged"),
    refused("very old workbook", "a.xls", b"\x09\x08\x06\x00\x00\x00\x10\x00" + bytes(100), "reader.magic"),
    refused("workbook with a password", "a.xlsx", compound("EncryptedPackage", bytes(5000)), "reader.password", "密码"),
    refused("workbook with a password, called xls", "a.xls", compound("EncryptedPackage", bytes(5000)), "reader.password"),
    refused("xls renamed", "a.xlsx", old_workbook([["a", "b"]]), "reader.password", ".xls"),
    refused("xlsx renamed", "a.xls", PLAIN, "reader.magic", ".xlsx"),
    refused("web page saved as xls", "a.xls", "<html xmlns:x='urn:x'><body><table><tr><td>1</td></tr></table></body></html>", "reader.magic", "网页"),
    refused("XML saved as xls", "a.xls", '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "reader.magic"),
    refused("text saved as xls", "a.xls", "名称\t经度\n甲\t1\n".encode("gb18030"), "reader.magic", ".csv"),
    refused("a Word document", "a.xlsx", zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "reader.magic", "Word"),
    refused("just a ZIP", "a.xlsx", zipped({"a.txt": "x"}), "reader.magic"),
    refused("cut short", "a.xlsx", PLAIN[: len(PLAIN) // 2], "reader.archive_damaged"),
    refused("a byte changed", "a.xlsx", PLAIN.replace(PLAIN[60:64], b"\0\1\2\3", 1), "reader.archive_damaged"),
    refused("broken XML in the sheet", "a.xlsx", repacked(PLAIN, {SHEET: lambda d: d[: len(d) // 2]}), "reader.workbook"),
    refused("a bomb", "a.xlsx", lambda _: repacked(PLAIN, {}, {"xl/media/x.bin": bytes(150_000_000)}), "reader.archive_ratio"),
    refused("a bigger bomb", "a.xlsx", lambda _: repacked(PLAIN, {}, {f"xl/media/{n}.bin": bytes(80_000_000) for n in range(3)}), "reader.archive_size"),
    refused("billion laughs", "a.xlsx", repacked(PLAIN, {STRINGS: prefixed(LAUGHS)}), "reader.xml_dtd"),
    refused("an external entity", "a.xlsx", lambda bait: repacked(PLAIN, {SHEET: prefixed(f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{bait.canary}">]>'.encode())}), "reader.xml_dtd"),
    refused("an external entity in UTF-16", "a.xlsx", lambda bait: repacked(PLAIN, {SHEET: lambda d: f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x SYSTEM "{bait.url}"><x/>'.encode("utf-16")}), "reader.xml_dtd"),
    refused("a member encrypted", "a.xlsx", with_flag(PLAIN, 1), "reader.archive_encrypted"),
    refused("a size that lies", "a.xlsx", with_size(PLAIN, 10), "reader.archive_damaged"),
    refused("members that overlap", "a.xlsx", overlapping("xl/workbook.xml", bytes(900_000), 150), "reader.archive_overlap"),
    refused("too many parts", "a.xlsx", lambda _: repacked(PLAIN, {}, {f"xl/x{n}": "" for n in range(2001)}), "reader.archive_members"),
    refused("a path that climbs", "a.xlsx", repacked(PLAIN, {}, {"../../evil.xml": "x"}), "reader.archive_path"),
    refused("a cell at the far end", "a.xlsx", workbook(表=far_cell), "reader.memory"),
    refused("macros", "a.xlsm", PLAIN, "reader.extension", ".xlsx"),
    refused("a compound file of noise", "a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + struct.pack("<I", 7) * 500, "reader.workbook"),
)  # fmt: skip
