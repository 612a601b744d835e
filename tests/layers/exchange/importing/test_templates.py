"""Templates: what they ask for is what an import takes, their example is passed over, their choices are lists."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from layers.catalog import LAYERS, layer
from layers.exchange import read_file, template
from layers.exchange.mapping import map_columns
from layers.exchange.planning import _without_examples
from layers.exchange.template_columns import EXAMPLE, template_columns
from layers.layer import FieldKind


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("key", ["door_plate", "street", "marker_reference", "place", "day_care_centre", "division"])
def test_a_template_read_back_has_every_column_and_no_data(key: str, kind: str, tmp_path: Path) -> None:
    declared = layer(key)
    path = tmp_path / f"{key}.{kind}"
    path.write_bytes(template(declared, kind))
    given = next(t for t in read_file(path, path.name).tables if t.name not in ("说明", "选项"))
    made = map_columns(declared, given.columns)
    assert set(made.columns) >= set(declared.keys)
    assert made.findings == ()
    rows, told = _without_examples(given.rows)
    assert (rows, [f.rule for f in told]) == ([], ["import.example_row"])


@pytest.mark.parametrize("declared", LAYERS, ids=lambda one: one.key)
def test_every_layer_s_headings_find_their_fields_again(declared) -> None:
    for headings in (
        [column.heading for column in template_columns(declared)],
        template(declared, "csv").decode("utf-8-sig").splitlines()[0].split(","),
    ):
        assert [f for f in map_columns(declared, headings).findings if f.rule == "import.missing_column"] == []


def workbook() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template(layer("door_plate"), "xlsx")))


def test_choices_are_lists_and_codes_are_text() -> None:
    book = workbook()
    sheet = book.worksheets[0]
    titles = {str(cell.value).rstrip("*"): cell.column_letter for cell in sheet[1]}
    listed = {str(rule.sqref).split("2:")[0] for rule in sheet.data_validations.dataValidation}
    choices = [f.title for f in layer("door_plate").fields if f.kind in (FieldKind.CHOICE, FieldKind.BOOLEAN)]
    assert {titles[title] for title in choices} == listed
    assert sheet[f"{titles['门牌编码']}3"].number_format == "@"
    assert "大门牌" in [cell.value for cell in next(book["选项"].iter_cols())]


def test_required_columns_are_starred_and_described() -> None:
    sheet = workbook().worksheets[0]
    starred = {str(c.value) for c in sheet[1] if str(c.value).endswith("*")}
    assert {"门牌编码*", "经度*", "所属区划*"} <= starred
    assert all(cell.comment is not None for cell in sheet[1])
    assert sheet["A2"].value == EXAMPLE


def test_the_explaining_sheet_names_every_column() -> None:
    told = [cell.value for cell in workbook()["说明"]["A"]]
    assert {layer("door_plate").field(k).title for k in layer("door_plate").keys} <= set(told)
