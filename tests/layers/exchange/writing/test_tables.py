"""CSV and XLSX: text character for character, codes whole, no formula, and the file says what it is."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import shapely

from layers.exchange.writers import Export
from layers.store import Edit, EditAct, Query, Store
from tests.layers.exchange.writing.rows import (
    NAMES,
    exported,
    hostile,
    read_calamine,
    read_csv,
    read_openpyxl,
    written,
)
from tests.layers.store.rows import load, number, plate


@pytest.fixture
def names(file_store: Store) -> Export:
    return exported(hostile(file_store))


def test_csv_keeps_every_character(names: Export, tmp_path: Path) -> None:
    written(names, tmp_path / "a.csv")
    rows = read_csv(tmp_path / "a.csv")
    assert [row["备注"] for row in rows] == list(NAMES)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_csv_says_how_many_cells_a_spreadsheet_would_run(names: Export, tmp_path: Path) -> None:
    [finding] = written(names, tmp_path / "a.csv").findings
    begins = sum(name[0] in "=+-@" for name in NAMES)
    assert (finding.rule, finding.value) == ("export.formula_text", str(2 * begins))
    assert "XLSX" in finding.remedy


def test_the_csv_for_spreadsheets_has_no_cell_that_runs_and_can_be_undone(names: Export, tmp_path: Path) -> None:
    assert written(names, tmp_path / "a.sheet.csv").findings == ()
    notes = [row["备注"] for row in read_csv(tmp_path / "a.sheet.csv")]
    assert [note for note in notes if note[0] in "=+-@\t\r"] == []
    assert [note[1:] if note[0] == "'" else note for note in notes] == list(NAMES)


def test_csv_says_what_it_is(names: Export, tmp_path: Path) -> None:
    written(names, tmp_path / "a.csv")
    first = read_csv(tmp_path / "a.csv")[0]
    assert (first["坐标系"], first["注意"], first["演示生成"], first["来源"]) == (
        "EPSG:4490",
        "示意图，不作依据",
        "否",
        "测试",
    )
    assert date.fromisoformat(first["数据截至"])
    assert float(first["经度"]) == 108.3 + 1 / 997
    assert first["门牌类型"] == "小门牌"


@pytest.mark.parametrize("reader", [read_openpyxl, read_calamine])
def test_xlsx_keeps_every_character(names: Export, tmp_path: Path, reader) -> None:
    written(names, tmp_path / "a.xlsx")
    header, *rows = reader(tmp_path / "a.xlsx")
    column = list(header).index("备注")
    assert [unescaped(row[column]) for row in rows] == list(NAMES)


def unescaped(text: str) -> str:
    """What Excel shows for _x005F_; openpyxl and calamine differ in whether they undo it."""
    return text.replace("_x005F_x", "_x")


def test_xlsx_has_no_formula_and_marks_what_looks_like_one(names: Export, tmp_path: Path) -> None:
    written(names, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "inlineStr"}
    quoted = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.quotePrefix}
    assert {name for name in NAMES if name[0] in "=+-@"} <= quoted
    assert "007" not in quoted
    assert b"<f>" not in zipfile.ZipFile(tmp_path / "a.xlsx").read("xl/worksheets/sheet1.xml")


def test_xlsx_has_a_frozen_styled_header_and_a_sheet_that_says_what_it_is(names: Export, tmp_path: Path) -> None:
    written(names, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book.worksheets[0]
    assert (sheet.title, sheet.freeze_panes) == ("门楼牌", "A2")
    assert sheet["A1"].font.bold
    assert sheet.auto_filter.ref.endswith(str(len(NAMES) + 1))
    assert sheet.dimensions.endswith(str(len(NAMES) + 1))
    said = dict(book["说明"].iter_rows(values_only=True))
    assert (said["坐标系"], said["注意"], said["条数"]) == ("EPSG:4490", "示意图，不作依据", str(len(NAMES)))


def test_xlsx_knows_days_numbers_and_codes(file_store: Store, tmp_path: Path) -> None:
    load(file_store, plate(1, installed_on=date(2019, 11, 3), accuracy_m=0.5, qr_id="0123456789012345678"))
    written(exported(file_store), tmp_path / "a.xlsx")
    header, row = read_calamine(tmp_path / "a.xlsx")
    read = dict(zip(header, row, strict=True))
    assert read["安装日期"] == date(2019, 11, 3)
    assert read["位置精度"] == 0.5
    assert read["二维码标识"] == "0123456789012345678"
    assert read["经度"] == 108.36


@pytest.mark.parametrize(("ending", "kept"), [(".csv", "\x0b\x1f响"), (".xlsx", "��响"), (".gpkg", "\x0b\x1f响")])
def test_control_characters_are_kept_or_shown_and_told(
    file_store: Store, tmp_path: Path, ending: str, kept: str
) -> None:
    load(file_store, plate(1, note="\x0b\x1f响"))
    path = tmp_path / f"a{ending}"
    findings = written(exported(file_store), path).findings
    if ending == ".csv":
        assert read_csv(path)[0]["备注"] == kept
    elif ending == ".xlsx":
        assert kept in read_calamine(path)[1]
    assert [f.rule for f in findings] == (["export.control_character"] if ending == ".xlsx" else [])


def test_a_carriage_return_survives_in_xlsx(file_store: Store, tmp_path: Path) -> None:
    load(file_store, plate(1, note="甲\r\n乙\r丙"))
    written(exported(file_store), tmp_path / "a.xlsx")
    assert "甲\r\n乙\r丙" in [str(v).replace("_x000D_", "\r") for v in read_calamine(tmp_path / "a.xlsx")[1]]


def test_an_area_too_large_for_a_cell_is_left_out_and_told(tiny_county, tmp_path: Path) -> None:
    ring = shapely.Point(116.5, 36.5).buffer(0.1, quad_segs=800)
    edit = Edit(
        layer="built_up_area",
        act=EditAct.CREATE,
        object_id=number(5),
        division=tiny_county.profile.code,
        values={"name": "大", "year": 2020},
        geometry=shapely.MultiPolygon([ring]),
        sets_geometry=True,
        source="测试",
    )
    load(tiny_county.store, edit)
    export = exported(tiny_county.store, "built_up_area", Query(order_by=("-name",)))
    findings = written(export, tmp_path / "a.xlsx").findings
    assert [(f.rule, f.value) for f in findings] == [("export.cell_too_long", "1")]
    assert written(export, tmp_path / "a.csv").findings == ()


def test_no_rows_still_make_a_file(file_store: Store, tmp_path: Path) -> None:
    for ending in (".csv", ".xlsx"):
        written(exported(file_store), tmp_path / f"a{ending}")
    assert read_csv(tmp_path / "a.csv") == []
    assert len(read_openpyxl(tmp_path / "a.xlsx")) == 1
