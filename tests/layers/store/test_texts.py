"""Text is kept character for character, whatever it would mean to a template, a page, a sheet or a database."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.errors import Refused
from layers.store import Condition, Operator, Query, Scope, Store
from tests.layers.store.rows import ALL, VILLAGE, edit_of, load, number, person, plate

numbers = itertools.count(1)
HOSTILE = (
    "{{7*7}}",
    "{% for x in y %}",
    "{#",
    "${7*7}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "'; DROP TABLE event; --",
    "\\'; DELETE FROM door_plate",
    "𠮷野家",
    "湫头镇",
    "邺\U000e0100",
    "👨‍👩‍👧 🏠",
    "\u202e反向\u202c",
    "\u200fعربي",
    "  两头有空格  ",
    "全角　空格",
    "第一行\n第二行\r\n\t第三行",
    "e\u0301 é ﬀ Å Å",
    "%s %d {0} :name ?",
    "NULL",
    "\ufeff带 BOM",
    "\x1b[31m红\x7f",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_it_comes_back_as_it_went_in(shared_store: Store, text: str) -> None:
    store, n = shared_store, next(numbers)
    load(store, plate(n, note=text, address_text=text))
    record = store.get("door_plate", number(n), ALL)
    this_one = Condition("id", Operator.EQUAL, number(n))
    assert record.values["note"] == text
    assert store.read("door_plate", ALL, Query(where=(this_one,)))["note"].iloc[0] == text
    drafted = store.draft([edit_of(record, values={"face_text": text})], author=text, title=text, reason=text)
    kept = store.change_set(drafted.id, ALL)
    assert (kept.title, kept.reason, kept.author) == (text, text, text)
    submitted = store.submit(drafted.id, actor=text, version=1)
    approved = store.approve(drafted.id, person("审" + text), version=submitted.version)
    store.publish(drafted.id, actor="审" + text, version=approved.version)
    (event,) = store.events(ALL, change_set=drafted.id)
    assert (event.after[0].values["face_text"], event.reason, event.actor) == (text, text, "审" + text)
    for operator in (Operator.EQUAL, Operator.CONTAINS, Operator.PREFIX):
        assert store.count("door_plate", ALL, Query(where=(this_one, Condition("note", operator, text)))) == 1
    assert store.count("door_plate", ALL, Query(where=(this_one,), search=text)) == 1
    assert store.count("door_plate", Scope.of(text)) == 0
    assert store.count_by("door_plate", "note", ALL, Query(where=(this_one,))) == {text: 1}


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "half \udc00"])
def test_what_no_engine_can_keep_is_refused_not_altered(shared_store: Store, text: str) -> None:
    before = shared_store.head()
    with pytest.raises(Refused, match="不是能保存的值"):
        load(shared_store, plate(next(numbers), note=text))
    assert shared_store.head() == before


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40))
def test_any_text_at_all(shared_store: Store, text: str) -> None:
    store, n = shared_store, next(numbers)
    load(store, plate(n, note=text, division=VILLAGE))
    assert store.get("door_plate", number(n), ALL).values["note"] == text
    assert number(n) in set(
        store.read("door_plate", ALL, Query(where=(Condition("note", Operator.EQUAL, text),)))["id"]
    )


def test_order_does_not_depend_on_the_language_of_the_database(store: Store) -> None:
    """A Chinese collation would sort by pinyin and treat some characters as equal; pages would differ by machine."""
    texts = ["乙", "甲", "a", "B", "é", "e", "𠮷", "吉", "Z", "-", "１", "1"]
    load(store, *(plate(n, note=text) for n, text in enumerate(texts, 1)))
    assert list(store.read("door_plate", ALL, Query(order_by=("note",)))["note"]) == sorted(texts)


def test_the_chain_holds_over_all_of_them(shared_store: Store) -> None:
    assert shared_store.verify() == []
