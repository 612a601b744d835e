"""What loading would do: new, changed, the same; refused rows by name; nothing by halves; nobody else's rows."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import shapely

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange import ImportOptions, ImportPlan
from layers.exchange.sheets import choose
from layers.exchange.table import RawRow, RawTable
from layers.store import Decision, EditAct, Scope, Store
from tests.county import copied
from tests.layers.exchange.importing.tables import (
    BY_KEY,
    HEADERS,
    OTHER_VILLAGE,
    VILLAGE,
    plan,
    read,
    row,
    rules,
    table,
)


def load(store: Store, made: ImportPlan) -> None:
    decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
    store.load(made.edits, decision=decision, title="导入", reason="测试")


def test_new_rows_become_creations_that_name_their_file(county_store: Store) -> None:
    made = plan(county_store, table(row("T-0001"), row("T-0002", 门牌号="２号")))
    assert (made.status, made.counts()["new"], made.accepted) == ("accepted", 2, 2)
    first, second = made.edits
    assert (first.act, first.division, first.values["kind"]) == (EditAct.CREATE, VILLAGE, "small")
    assert first.source == f"导入文件：门牌.csv（SHA-256 {'ab' * 32}）"
    assert second.values["number_text"] == "２号"


def test_a_mangled_cell_refuses_its_row_only_where_it_is_imported(county_store: Store) -> None:
    headers = (*HEADERS, "旧系统流水")
    lost = Finding("reader.mangled_code", Severity.ERROR, "编码已损坏", row=2, column="旧系统流水", value="6.21E+17")
    given = table((*row("T-0001"), 6.21e17), (*row("T-0002"), 7), headers=headers, findings=(lost,))
    made = plan(county_store, given)
    assert (made.accepted, made.rejected) == (2, 0)
    assert "reader.mangled_code" in rules(made, 2)
    mapped = table(row("T-0001"), row("T-0002"), findings=(dataclasses.replace(lost, column="门牌编码"),))
    assert plan(county_store, mapped, mode="rows").rejected == 1


def test_the_same_file_again_changes_nothing_and_one_cell_changes_one_field(
    tiny_county_folder: Path, tmp_path: Path
) -> None:
    with copied(tiny_county_folder, tmp_path / "county") as county:
        given = table(row("T-0001"), row("T-0002"))
        load(county.store, plan(county.store, given))
        again = plan(county.store, given)
        assert (again.status, again.counts()["unchanged"], again.edits) == ("accepted", 2, [])
        changed = plan(county.store, table(row("T-0001"), row("T-0002", 门牌号="3号", 纬度=31.2035)))
        [edit] = changed.edits
        assert (edit.act, dict(edit.values), edit.sets_geometry, edit.base_version) == (
            EditAct.CORRECT, {"number_text": "3号"}, True, 1,
        )  # fmt: skip
        load(county.store, changed)
        assert plan(county.store, table(row("T-0002", 门牌号="3号", 纬度=31.2035))).edits == []


def test_a_change_of_the_world_has_its_day(county_store: Store) -> None:
    held = county_store.read("door_plate", Scope.everything()).iloc[0]
    given = table(row(held.plate_code, 门牌号="新1号"))
    [edit] = plan(county_store, given, changed_on=date(2026, 5, 1)).edits
    assert (edit.act, edit.effective) == (EditAct.CHANGE, date(2026, 5, 1))


def test_empty_cells_take_nothing_away(county_store: Store) -> None:
    held = county_store.read("door_plate", Scope.everything()).iloc[0]
    given = table((*row(held.plate_code), None), headers=(*HEADERS, "二维码标识"))
    [edit] = plan(county_store, given).edits
    assert "qr_id" not in edit.values


def bad_rows() -> RawTable:
    return table(
        row("T-0001"),
        row("T-0002", 门牌类型="中牌"),
        row("T-0003", 经度=31.2034, 纬度=117.0012),
        row("T-0004", 经度=0, 纬度=0),
        row("T-0005", 经度=100.0),
        row("T-0006", 标准地址=""),
        row("T-0007", 区划代码="621027"),
        row("T-0008", 经度=None, 纬度=None),
        row("T-0009", 区划代码=""),
        row("t 9", 门牌号="x" * 31),
    )


def test_every_wrong_row_is_named_with_column_value_reason_and_remedy(county_store: Store) -> None:
    made = plan(county_store, bad_rows())
    told = {(f.row, f.rule, f.column) for f in made.findings}
    assert told == {
        (3, "field.choice", "门牌类型"),
        (4, "position.swapped", "经度、纬度"),
        (5, "position.zero", "经度、纬度"),
        (6, "position.outside", "经度、纬度"),
        (7, "field.required", "标准地址"),
        (8, "divisions.other_county", "区划代码"),
        (9, "field.required", "经度、纬度"),
        (10, "import.division", "区划代码"),
        (11, "field.pattern", "门牌编码"),
        (11, "field.length", "门牌号"),
    }
    assert all(f.message and f.remedy for f in made.findings)
    assert {f.row: f.value for f in made.findings}[4] == "31.2034, 117.0012"


def test_all_or_nothing_takes_nothing(county_store: Store) -> None:
    made = plan(county_store, bad_rows(), mode="all")
    assert (made.status, made.read, made.accepted, made.rejected, made.edits) == ("rejected", 10, 0, 10, [])


def test_row_by_row_takes_the_good_ones(county_store: Store) -> None:
    made = plan(county_store, bad_rows(), mode="rows")
    assert (made.status, made.accepted, made.rejected) == ("partly", 1, 9)
    assert [e.values["plate_code"] for e in made.edits] == ["T-0001"]


def test_a_missing_column_bars_the_file_in_either_mode(county_store: Store) -> None:
    given = table(("T-0001", "小门牌"), headers=("门牌编码", "门牌类型"))
    for mode in ("all", "rows"):
        made = plan(county_store, given, mode=mode)
        assert (made.status, made.barred, made.edits) == ("rejected", True, [])


def test_two_rows_of_one_number_are_both_refused(county_store: Store) -> None:
    made = plan(county_store, table(row("T-0001"), row("T-0002"), row("T-0001", 门牌号="7号")), mode="rows")
    assert [(f.row, f.related) for f in made.findings] == [(2, ("4",)), (4, ("2",))]
    assert [e.values["plate_code"] for e in made.edits] == ["T-0002"]


def test_rows_of_other_divisions_are_refused(county_store: Store) -> None:
    scope = Scope.of(VILLAGE[:9])
    made = plan(county_store, table(row("T-0001"), row("T-0002", 区划代码=OTHER_VILLAGE)), scope=scope)
    assert [(f.row, f.rule) for f in made.findings] == [(3, "import.scope")]


def test_a_number_held_elsewhere_is_refused_without_saying_by_whom(county_store: Store) -> None:
    frame = county_store.read("door_plate", Scope.everything())
    held = next(r for r in frame.itertuples() if not r.division.startswith(VILLAGE[:9]))
    made = plan(county_store, table(row(held.plate_code)), scope=Scope.of(VILLAGE[:9]))
    [told] = made.findings
    assert told.rule == "import.held_elsewhere"
    assert held.address_text not in told.message


def test_a_record_of_another_township_cannot_be_taken_over(county_store: Store) -> None:
    frame = county_store.read("door_plate", Scope.everything())
    held = next(r for r in frame.itertuples() if not r.division.startswith(VILLAGE[:9]))
    assert plan(county_store, table(row(held.plate_code)), scope=Scope.of(VILLAGE[:9]), mode="rows").edits == []


def test_references_are_found_by_code_and_by_name_within_the_village(county_store: Store) -> None:
    groups = county_store.read("villagers_group", Scope.everything())
    group = groups[groups.division.str.len() == 12].iloc[0]
    near = {"区划代码": group.division, "经度": group.geometry.x, "纬度": group.geometry.y}
    headers = (*HEADERS, "村民小组")
    given = table(
        (*row("T-0001", **near), group.group_code), (*row("T-0002", **near), group["name"]),
        (*row("T-0003", **near), "没有的组"), headers=headers,
    )  # fmt: skip
    made = plan(county_store, given, mode="rows")
    assert [e.values["villagers_group"] for e in made.edits] == [group.id, group.id]
    assert [(f.row, f.rule, f.column) for f in made.findings] == [(4, "field.reference", "村民小组")]


def test_what_a_row_belongs_to_tells_its_owner(county_store: Store) -> None:
    marker = county_store.read("boundary_marker", Scope.everything()).iloc[0]
    given = table((marker.id, 9, "老槐树", "45.5", "12"), headers=("界桩", "序号", "方位物", "方位角", "距离"))
    [edit] = plan(county_store, given, "marker_reference").edits
    assert (edit.division, edit.values["marker"]) == (marker.division, marker.id)


def test_a_division_whose_code_and_name_disagree_is_refused_with_the_right_pair(county_store: Store) -> None:
    home = county_store.profile
    given = table(("621027", home.name, "县"), headers=("区划代码", "名称", "级别"))
    made = plan(county_store, given, "division")
    said = "".join(f.message for f in made.findings)
    assert made.status == "rejected"
    assert f"{home.name}的代码是 {home.code}" in said


def test_a_new_division_is_no_disagreement(county_store: Store) -> None:
    given = table(("990101100299", "新修村", "村"), headers=("区划代码", "名称", "级别"))
    made = plan(county_store, given, "division")
    assert (made.status, made.edits[0].division) == ("accepted", "990101100299")


def test_lines_come_as_wkb_and_are_compared_as_lines(county_store: Store) -> None:
    held = county_store.read("street", Scope.everything()).iloc[0]
    headers = ("街路巷代码", "名称", "类型", "区划代码")
    cells = (held.street_code, held["name"], BY_KEY["street"].field("kind").choice_title(held.kind), held.division)
    same = RawTable(name="s", columns=headers, rows=(RawRow(1, cells, shapely.to_wkb(held.geometry)),))
    assert plan(county_store, same, "street").counts()["unchanged"] == 1
    moved = shapely.transform(held.geometry, lambda p: p + 0.0005)
    other = dataclasses.replace(same, rows=(RawRow(1, cells, shapely.to_wkb(moved)),))
    [edit] = plan(county_store, other, "street").edits
    assert edit.sets_geometry


def test_the_reader_s_word_about_a_row_counts(county_store: Store) -> None:
    lost = Finding("reader.mangled", Severity.ERROR, "丢了数字", row=3, column="门牌编码", remedy="设为文本")
    title = Finding("reader.title_rows", Severity.INFO, "跳过标题", row=1)
    given = dataclasses.replace(table(row("T-0001"), row("T-0002")), findings=(lost, title))
    made = plan(county_store, given, mode="rows")
    assert (made.status, [e.values["plate_code"] for e in made.edits]) == ("partly", ["T-0001"])
    assert rules(made) == ["reader.title_rows", "reader.mangled"]


def test_generated_data_stays_marked_on_its_way_back(county_store: Store) -> None:
    given = table((*row("T-0001"), "是"), (*row("T-0002"), "否"), headers=(*HEADERS, "演示生成"))
    assert [e.generated for e in plan(county_store, given).edits] == [True, False]


def test_a_system_column_declares_the_system(county_store: Store) -> None:
    headers = (*HEADERS, "坐标系")
    one = plan(county_store, table((*row("T-0001"), "EPSG:4326"), headers=headers))
    assert (one.system.name, one.system.said_by) == ("EPSG:4326", "file")
    two = plan(county_store, table((*row("T-0001"), "EPSG:4326"), (*row("T-0002"), "GCJ-02"), headers=headers))
    assert (two.status, two.barred) == ("rejected", True)


def test_odd_text_is_kept_character_for_character(county_store: Store) -> None:
    odd = ["{{7*7}}", "{%", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "'; DROP TABLE x", "𠮷湫😀", "\u202e倒"]
    made = plan(county_store, table(*[row(f"T-{n:04d}", 标准地址=text) for n, text in enumerate(odd)]))
    assert [e.values["address_text"] for e in made.edits] == odd


def test_no_rows_is_said(county_store: Store) -> None:
    made = plan(county_store, table())
    assert (made.status, made.read, rules(made)) == ("rejected", 0, ["import.empty"])


def test_several_tables_that_fit_need_a_person(county_store: Store) -> None:
    one = table(row("T-0001"))
    both = read(one, dataclasses.replace(one, name="Sheet2"))
    with pytest.raises(Refused, match="几张表"):
        choose(BY_KEY["door_plate"], both, ImportOptions())
    chosen, _ = choose(BY_KEY["door_plate"], both, ImportOptions(sheet="Sheet2"))
    assert chosen.name == "Sheet2"
    notes = dataclasses.replace(table(("随便写的",), headers=("备注说明",)), name="封面")
    chosen, told = choose(BY_KEY["door_plate"], read(notes, one), ImportOptions())
    assert (chosen.name, [f.rule for f in told]) == ("Sheet1", ["import.other_sheets"])
