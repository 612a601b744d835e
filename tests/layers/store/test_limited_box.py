"""A box of which only the first rows are wanted: exact at its edge however many rows the index offers too much."""

from __future__ import annotations

import pytest

from layers.store import Condition, Operator, Query, Store, reading
from tests.layers.store.rows import ALL, console, number, plate

BOX = (108.0, 35.0, 108.2, 35.2)
JUST_OUTSIDE = 1e-9
"""Degrees: inside the index's single precision, outside the box."""


@pytest.fixture
def crowded(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Ninety plates a hair outside the box, whose ids come first, then ten within it; no room for false hits."""
    monkeypatch.setattr(reading, "SLACK", 1)
    outside = [plate(n, lon=108.2 + JUST_OUTSIDE, lat=35.1) for n in range(90)]
    inside = [plate(n, lon=108.1, lat=35.1 + n * 1e-5) for n in range(100, 110)]
    store.load([*outside, *inside], decision=console(), title="门牌", reason="测试")
    return store


@pytest.mark.parametrize("limit", [1, 3, 10, 50])
def test_a_limit_counts_true_hits_only(crowded: Store, limit: int) -> None:
    found = crowded.read("door_plate", ALL, Query(bbox=BOX, limit=limit))
    assert list(found["id"]) == [number(n) for n in range(100, 110)][:limit]


def test_pages_of_a_box_follow_each_other(crowded: Store) -> None:
    pages = [crowded.read("door_plate", ALL, Query(bbox=BOX, limit=4, offset=offset)) for offset in (0, 4, 8, 12)]
    assert [i for page in pages for i in page["id"]] == [number(n) for n in range(100, 110)]


def test_none_of_several_values_keeps_what_has_none(store: Store) -> None:
    edits = [plate(1, note="甲"), plate(2, note="乙"), plate(3), plate(4, note="丙")]
    store.load(edits, decision=console(), title="门牌", reason="测试")
    query = Query(where=(Condition("note", Operator.NOT_IN, ("甲", "丙")),))
    assert list(store.read("door_plate", ALL, query)["id"]) == [number(2), number(3)]
    assert store.count("door_plate", ALL, query) == 2
