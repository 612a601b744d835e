"""What crosses the process boundary is plain JSON and comes out as it went in."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.findings import Finding, Severity
from layers.exchange import wire
from layers.exchange.table import RawRow, RawTable

CELLS = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8")),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)
ROWS = st.lists(st.tuples(CELLS, CELLS, st.one_of(st.none(), st.binary(min_size=1))), max_size=5)


@given(ROWS)
def test_tables_come_out_as_they_went_in(cells: list[tuple[object, object, bytes | None]]) -> None:
    rows = tuple(RawRow(n, (one, two), wkb) for n, (one, two, wkb) in enumerate(cells))  # type: ignore[arg-type]  # cells
    finding = Finding("a.b", Severity.ERROR, "消息", row=3, related=("x",))
    table = RawTable(
        name="表", columns=("甲", "乙/丙"), rows=rows, header_rows=(2, 3), crs="EPSG:4490", findings=(finding,)
    )
    sent = list(wire.lines("csv", "00", ["表", "空"], [table], [finding]))
    file = wire.assemble(map(wire.parse, sent))
    assert file.tables == (table,)
    assert file.names == ("表", "空")
    assert file.findings == (finding,)
    assert [[type(c) for c in row.cells] for row in file.tables[0].rows] == [[type(c) for c in r.cells] for r in rows]


def test_many_rows_cross_in_lines() -> None:
    rows = tuple(RawRow(n, (n,)) for n in range(wire.ROWS_A_LINE * 2 + 1))
    sent = list(wire.lines("csv", "00", ["表"], [RawTable(name="表", columns=("甲",), rows=rows)], []))
    assert len(sent) == 3 + 3
    assert wire.assemble(map(wire.parse, sent)).tables[0].rows == rows


@pytest.mark.parametrize("broken", [b"", b"[]\n", b"{", b'{"file": {"kind"', b"\x80\x04K\x01."])
def test_a_broken_answer_is_known(broken: bytes) -> None:
    with pytest.raises(wire.Broken):
        wire.parse(broken)


def test_an_answer_that_ends_early_is_known() -> None:
    sent = list(wire.lines("csv", "00", ["表"], [RawTable(name="表", columns=(), rows=())], []))[:-1]
    with pytest.raises(wire.Broken):
        wire.assemble(map(wire.parse, sent))


def test_dates_and_times_stay_apart() -> None:
    row = RawRow(1, (date(2024, 5, 1), datetime(2024, 5, 1)))  # noqa: DTZ001  (spreadsheets know no zones)
    sent = wire.lines("xlsx", "00", ["表"], [RawTable(name="表", columns=("日", "时"), rows=(row,))], [])
    assert wire.assemble(map(wire.parse, sent)).tables[0].rows[0].cells == row.cells
