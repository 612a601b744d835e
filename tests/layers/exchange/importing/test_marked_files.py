"""Problems come back in the file they are about, beside the rows, and nothing in it runs."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from layers.exchange import ImportOptions, ImportPlan, plan_file, read_file
from layers.exchange.error_workbook import write_errors
from layers.exchange.problems import BESIDE, SHEET
from layers.store import Scope, Store
from tests.layers.exchange.importing.tables import BY_KEY, HEADERS, plan, row, table

EVIL = "=cmd|' /C calc'!A0"


def workbook(path: Path, *rows: tuple[Any, ...], two_rows: bool = False) -> Path:
    """A workbook of an office: a title, a merged header, a colour of its own, a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "门牌"
    sheet.append(["门牌登记表"])
    if two_rows:
        sheet.append([*HEADERS[:-2], "坐标", None])
        sheet.append([*[None] * 6, *HEADERS[-2:]])
        sheet.merge_cells("G2:H2")
    else:
        sheet.append(list(HEADERS))
    for cells in rows:
        sheet.append(list(cells))
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                cell.data_type = "s"
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["B4"].fill = PatternFill("solid", fgColor="FF00FF00")
    book.create_sheet("封面")["A1"] = "封面上的话"
    book.save(path)
    return path


def judged(store: Store, path: Path) -> ImportPlan:
    given = read_file(path, path.name)
    return plan_file(BY_KEY["door_plate"], given, path.name, ImportOptions(), store, Scope.everything(), BY_KEY)


@pytest.fixture
def marked(county_store: Store, tmp_path: Path) -> openpyxl.Workbook:
    source = workbook(
        tmp_path / "in.xlsx", row("T-0001"), row("T-0002", 门牌类型=EVIL), row("T-0003", 经度=0, 纬度=0), two_rows=True
    )
    write_errors(source, tmp_path / "out.xlsx", judged(county_store, source))
    return openpyxl.load_workbook(tmp_path / "out.xlsx")


def test_what_comes_back_is_read_again_as_it_was(marked: openpyxl.Workbook, tmp_path: Path) -> None:
    marked.save(tmp_path / "again.xlsx")
    table = next(t for t in read_file(tmp_path / "again.xlsx", "again.xlsx").tables if t.name == "门牌")
    assert (table.header_rows, [row.number for row in table.rows]) == ((2, 3), [4, 5, 6])
    assert table.columns[-len(BESIDE) :] == BESIDE


def test_it_is_the_same_workbook(marked: openpyxl.Workbook) -> None:
    assert marked.sheetnames == ["门牌", "封面", SHEET]
    sheet = marked["门牌"]
    assert (sheet["A1"].value, sheet["A1"].font.size, sheet["A4"].value) == ("门牌登记表", 16, "T-0001")
    assert "G2:H2" in [str(r) for r in sheet.merged_cells.ranges]
    assert sheet["B4"].fill.fgColor.rgb == "FF00FF00"


def test_wrong_cells_are_marked_and_told_beside_their_rows(marked: openpyxl.Workbook) -> None:
    sheet = marked["门牌"]
    assert tuple(cell.value for cell in sheet[2][8:13]) == BESIDE
    told = [tuple(cell.value for cell in sheet[n][8:13]) for n in (4, 5, 6)]
    assert told[0] == (None,) * 5
    assert told[1][:3] == ("5", "门牌类型", EVIL)
    assert "经纬度为零" in str(told[2][3])
    filled = [c.coordinate for r in sheet["A4:H6"] for c in r if c.fill.fgColor.rgb == "FFF8CFC4"]
    assert filled == ["B5", "G6", "H6"]


def test_all_problems_stand_on_a_sheet(marked: openpyxl.Workbook) -> None:
    rows = list(marked[SHEET].iter_rows(values_only=True))
    assert rows[0][:6] == ("程度", "行", "列", "值", "原因", "处理办法")
    assert [r[1] for r in rows[1:] if r[0] == "▲ 错误"] == ["5", "6"]


def test_nothing_in_it_is_a_formula(marked: openpyxl.Workbook) -> None:
    kinds = {cell.data_type for sheet in marked for r in sheet.iter_rows() for cell in r}
    assert "f" not in kinds
    assert marked["门牌"]["B5"].value == EVIL


def test_mended_and_marked_again_it_carries_only_what_is_still_wrong(county_store: Store, tmp_path: Path) -> None:
    source = workbook(tmp_path / "in.xlsx", row("T-0001", 门牌类型="中牌"), row("T-0002", 经度=0, 纬度=0))
    write_errors(source, tmp_path / "first.xlsx", judged(county_store, source))
    book = openpyxl.load_workbook(tmp_path / "first.xlsx")
    book["门牌"]["B3"] = "小门牌"
    book.save(tmp_path / "mended.xlsx")
    second = judged(county_store, tmp_path / "mended.xlsx")
    assert [(f.row, f.rule) for f in second.findings if f.row and f.severity.value == "error"] == [(4, "position.zero")]
    write_errors(tmp_path / "mended.xlsx", tmp_path / "second.xlsx", second)
    sheet = openpyxl.load_workbook(tmp_path / "second.xlsx")["门牌"]
    assert sheet.max_column == len(HEADERS) + len(BESIDE)
    assert [c.value for c in sheet[3][8:13]] == [None] * 5
    assert sheet["B3"].fill.fgColor.rgb != "FFF8CFC4"


def test_what_runs_in_the_upload_does_not_come_back(county_store: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*HEADERS, "算出"])
    sheet.append([*row("T-0001", 门牌类型="中牌"), EVIL])
    book.save(tmp_path / "in.xlsx")
    write_errors(tmp_path / "in.xlsx", tmp_path / "out.xlsx", judged(county_store, tmp_path / "in.xlsx"))
    back = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [c.coordinate for s in back for r in s.iter_rows() for c in r if c.data_type == "f"] == []


def test_a_csv_comes_back_as_a_workbook_of_its_rows(county_store: Store, tmp_path: Path) -> None:
    made = plan(county_store, table(row("T-0001"), row("T-0002", 标准地址=EVIL, 门牌类型="中牌")))
    write_errors(tmp_path / "in.csv", tmp_path / "out.xlsx", made)
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (*HEADERS, *BESIDE)
    assert rows[2][2] == EVIL
    assert sheet["C3"].data_type == "s"
    assert sheet["B3"].fill.fgColor.rgb == "FFF8CFC4"


def test_as_csv_what_a_spreadsheet_would_run_is_held_back(county_store: Store, tmp_path: Path) -> None:
    made = plan(county_store, table(row("T-0002", 标准地址=EVIL, 门牌类型="@SUM(1)", 经度=-5)))
    write_errors(tmp_path / "in.csv", tmp_path / "out.csv", made)
    [header, cells] = csv.reader((tmp_path / "out.csv").open(encoding="utf-8-sig"))
    assert tuple(header) == (*HEADERS, *BESIDE)
    assert cells[1:3] == ["'@SUM(1)", f"'{EVIL}"]
    assert cells[6] == "-5"
    assert all(not c.startswith(("=", "+", "@")) for c in cells)
