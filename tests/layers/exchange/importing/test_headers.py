"""Headings as offices write them find their fields; nothing is taken for what it is not."""

from __future__ import annotations

import pytest

from layers.catalog import LAYERS, layer
from layers.exchange.headers import plain, readings
from layers.exchange.mapping import ColumnMap, map_columns
from tests.layers.exchange.importing.tables import HEADERS, PLATE


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("门牌编码", "门牌编码"),
        (" 门 牌\n编 码 ", "门牌编码"),
        ("＊门牌编码（必填）", "门牌编码"),
        ("面积（km²）", "面积"),
        ("经度(°)", "经度"),
        ("Ｐｌａｔｅ＿Ｃｏｄｅ", "platecode"),
        ("位置/经度（度分秒）", "位置/经度"),
        ("名称【如：某某村】", "名称"),
        ("名称（如（某村））", "名称"),
    ],
)
def test_a_heading_is_read_without_its_dress(written: str, says: str) -> None:
    assert plain(written) == says


def test_a_two_row_heading_is_read_whole_joined_and_by_its_lower_row() -> None:
    assert readings("坐标/经度") == ("坐标/经度", "坐标经度", "经度")


def mapped(*headers: str, **chosen: str) -> ColumnMap:
    return map_columns(PLATE, headers, chosen)


@pytest.mark.parametrize(
    "word", ["门牌类型", "kind", "类型", "牌类", "门牌种类*", "门牌 类型（五种）", "基本信息/类型"]
)
def test_title_key_and_synonyms_all_mean_the_field(word: str) -> None:
    assert mapped(word).columns["kind"] == 0


def test_an_exact_title_wins_over_a_synonym() -> None:
    assert mapped("类型", "门牌类型").columns["kind"] == 1


def test_two_columns_that_fit_equally_are_named() -> None:
    made = mapped("类型", "牌类")
    assert made.columns["kind"] == 0
    [told] = [f for f in made.findings if f.rule == "import.ambiguous_column"]
    assert (told.column, told.value) == ("类型", "牌类")


@pytest.mark.parametrize(
    ("headers", "position"),
    [
        (("经度", "纬度"), ("lon", "lat")),
        (("坐标/X", "坐标/Y"), ("x", "y")),
        (("横坐标(m)", "纵坐标(m)"), ("east", "north")),
        (("经纬度",), ("point",)),
        (("经度/度", "经度/分", "经度/秒", "纬度/度", "纬度/分", "纬度/秒"), ("lon_degrees", "lat_degrees")),
        (("图形WKT",), ("wkt",)),
        (("经度",), ()),
    ],
)
def test_a_position_is_found_however_it_is_split(headers: tuple[str, ...], position: tuple[str, ...]) -> None:
    assert mapped(*headers).position == position


def test_what_is_missing_is_said_with_its_remedy() -> None:
    missing = {f.column: f.remedy for f in mapped("门牌编码").findings if f.rule == "import.missing_column"}
    assert set(missing) == {"门牌类型", "标准地址", "门牌号", "状态", "位置", "所属区划"}
    assert all(missing.values())


def test_unknown_columns_are_information_and_ours_are_not_unknown() -> None:
    made = mapped(*HEADERS, "登记人", "有效起", "标识", "原因", "处理办法")
    assert [made.unknown, [f.rule for f in made.findings]] == [(8,), ["import.unknown_columns"]]


def test_a_person_decides_which_column_it_is() -> None:
    made = mapped("编号", "说明", plate_code="说明")
    assert made.columns["plate_code"] == 1


def test_a_person_decides_that_a_field_has_no_column() -> None:
    assert "kind" not in mapped("门牌类型", kind="").columns


@pytest.mark.parametrize(
    ("key", "header", "rule"), [("nonsense", "a", "import.map_field"), ("kind", "b", "import.map_column")]
)
def test_a_decision_that_names_nothing_is_refused(key: str, header: str, rule: str) -> None:
    assert rule in [f.rule for f in mapped("a", **{key: header}).findings]


@pytest.mark.parametrize("declared", LAYERS, ids=lambda one: one.key)
def test_every_layer_knows_its_own_titles(declared) -> None:
    titles = [field.title for field in declared.fields]
    made = map_columns(declared, titles)
    assert {key: titles[n] for key, n in made.columns.items()} == {f.key: f.title for f in declared.fields}


def test_a_division_is_owned_by_itself() -> None:
    made = map_columns(layer("division"), ("区划代码", "名称", "级别"))
    assert [f for f in made.findings if f.rule == "import.missing_column"] == []
