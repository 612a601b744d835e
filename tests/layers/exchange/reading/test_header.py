"""Where an office table's header is, and what its columns are called."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.exchange.formats.header import find_header
from layers.exchange.formats.remarks import is_note, is_total
from layers.exchange.formats.sheet_shape import letter
from layers.exchange.table import Cell

Rows = Sequence[Sequence[Cell]]


@pytest.mark.parametrize(
    ("rows", "merges", "first", "names"),
    [
        ([["名称", "经度"], ["甲", 1]], [], 1, ("名称", "经度")),
        ([["名称"], ["甲"]], [], 1, ("名称",)),
        ([[None, None], [None, "名称", "经度"], [None, "甲", 1]], [], 2, ("名称", "经度")),
        ([["某县登记表"], ["名称", "经度", "纬度"], ["甲", 1, 2]], [], 2, ("名称", "经度", "纬度")),
        ([["某县登记表", None, None], ["名称", "经度", "纬度"], ["甲", 1, 2]], [(0, 0, 0, 2)], 2, ("名称", "经度", "纬度")),
        ([["单位：城关", None, "日期：2024"], ["名称", "经度", "纬度"], ["甲", 1, 2]], [], 2, ("名称", "经度", "纬度")),
        (  # merged both ways
            [["名称", "坐标", None], [None, "经度", "纬度"], ["甲", 1, 2]],
            [(0, 0, 1, 0), (0, 1, 0, 2)],
            1,
            ("名称", "坐标/经度", "坐标/纬度"),
        ),
        (  # merged sideways only
            [["名称", "坐标", None], [None, "经度", "纬度"], ["甲", 1, 2]],
            [(0, 1, 0, 2)],
            1,
            ("名称", "坐标/经度", "坐标/纬度"),
        ),
        (  # a merged title, and a header that only has gaps
            [["登记表", None, None], ["名称", "坐标", None], [None, "经度", "纬度"], ["甲", 1, 2]],
            [(0, 0, 0, 2)],
            2,
            ("名称", "坐标/经度", "坐标/纬度"),
        ),
        (  # three levels
            [["名称", "坐标", None, None, None], [None, "起点", None, "终点", None], [None, "经", "纬", "经", "纬"], ["甲", 1, 2, 3, 4]],
            [(0, 0, 2, 0), (0, 1, 0, 4), (1, 1, 1, 2), (1, 3, 1, 4)],
            1,
            ("名称", "坐标/起点/经", "坐标/起点/纬", "坐标/终点/经", "坐标/终点/纬"),
        ),
        (  # a wide header cell over data that looks like labels: one row of header, and no row of data lost
            [["名称", "地址", None], ["甲", "城关镇", "东街"], ["乙", "北乡", "西街"]],
            [(0, 1, 0, 2)],
            1,
            ("名称", "地址", "地址_2"),
        ),
        ([["名称", "备注", None], ["甲", "好", "啊"], ["乙", "x", "y"]], [], 1, ("名称", "备注", "第3列")),
        ([["名 称", "经\n度"], ["甲", 1]], [], 1, ("名 称", "经度")),
        ([["名称", "名称", "名称"], ["甲", "乙", "丙"]], [], 1, ("名称", "名称_2", "名称_3")),
    ],
)  # fmt: skip
def test_headers(rows: Rows, merges: list[tuple[int, int, int, int]], first: int, names: tuple[str, ...]) -> None:
    header = find_header(rows, merges)
    assert header.first + 1 == first
    assert header.names == names
    deep = max(name.count("/") for name in names)
    assert header.last - header.first == deep


@pytest.mark.parametrize(
    "said", ["合计", "小计", "合  计", "合　计", "总计：", "城关镇小计", "本页合计", "合计：12 块", "共计"]
)
def test_totals(said: str) -> None:
    assert is_total((said, None, 12))
    assert is_total((7, said, 12))
    assert is_total((None, said))


@pytest.mark.parametrize("said", ["合计沟村", "计生站", "统计局", "设计院家属楼", "小计划巷", "会计学校"])
def test_names_that_are_no_totals(said: str) -> None:
    assert not is_total((said, None, 12))


def test_notes() -> None:
    assert is_note(("填表人：张三", None, None, "审核人：李四"), 4)
    assert is_note(("注：坐标为 CGCS2000", None, None), 3)
    assert not is_note(("注子沟村", "城关", "1"), 3)
    assert not is_note(("备注：", "甲", "乙", "丙"), 4)


@given(st.lists(st.lists(st.one_of(st.none(), st.text(max_size=4), st.integers()), max_size=5), min_size=1, max_size=8))
def test_any_grid_has_a_header_with_names_given_once(rows: list[list[Cell]]) -> None:
    rows.append(["x"])
    header = find_header(rows, ())
    assert len(set(header.names)) == len(header.names) == len(header.places)
    assert 0 <= header.first <= header.last < len(rows)


def test_letters() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
