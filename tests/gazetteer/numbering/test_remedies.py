"""Remedies for written numbers: the least change, and after it nothing to say and nothing to do."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.numbering import audit_rows, parse_number, remedies
from tests.gazetteer.numbering.registers import PROFILE, Row, door, rows

CURED = {
    "numbering.duplicate",
    "numbering.leading_zero",
    "numbering.sub_number",
    "numbering.characters",
    "numbering.sub_of_sub",
}

texts = st.one_of(
    st.integers(1, 6).map(lambda n: f"{n}号"),
    st.tuples(st.integers(1, 4), st.integers(1, 3)).map(lambda pair: f"{pair[0]}-{pair[1]}号"),
    st.sampled_from(["01号", "００2号", "三號", "甲2号", "2附1号", "2之01", " 4 号", "3附1附1号", "〇五", "甲2-1"]),
)


@st.composite
def registers(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Plates of two groups; some share an address, some are gone or cancelled."""
    register = []
    for place, text in enumerate(draw(st.lists(texts, max_size=9))):
        more = draw(st.sampled_from([{}, {}, {}, {"space": "g4"}, {"status": "removed"}, {"address": "address d0"}]))
        register.append(door(f"d{place}", text, label="某门", face_text=None, **more))
    return register


def applied(register: list[dict[str, Any]]) -> list[dict[str, Any]]:
    new = {remedy.id: remedy.after for remedy in remedies(rows(register), PROFILE)}
    return [{**row, "number_text": new.get(row["id"], row["number_text"])} for row in register]


def wrong(register: list[dict[str, Any]]) -> Counter[str]:
    live = [row for row in register if row["status"] != "removed"]
    return Counter(f.rule for f in audit_rows(rows(live), PROFILE).findings if f.rule in CURED) if live else Counter()


@given(registers())
def test_applied_nothing_is_left_to_say_or_to_do(register: list[dict[str, Any]]) -> None:
    after = applied(register)
    left = wrong(after)
    # A stacked sub-number whose main number is nowhere is left to a person.
    live = [row for row in after if row["status"] != "removed"]
    stacked = [row for row in live if "附1附1" in row["number_text"]]
    mains = {(row["space"], parse_number(row["number_text"]).key) for row in live if row not in stacked}
    alone = sum((row["space"], (3, 0, 0)) not in mains for row in stacked)
    assert sum(left.values()) == alone
    assert remedies(rows(after), PROFILE) == []


@given(registers())
def test_what_is_right_is_not_touched_and_every_change_says_why(register: list[dict[str, Any]]) -> None:
    said = (
        {finding.subject for finding in audit_rows(rows(register), PROFILE).findings if finding.rule in CURED}
        if register
        else set()
    )
    shared = {row["id"] for row in register if row["address"] == "address d0"}
    for remedy in remedies(rows(register), PROFILE):
        assert remedy.id in said | shared
        assert remedy.before != remedy.after
        assert remedy.rules
        assert remedy.reason


@pytest.mark.parametrize(
    ("register", "changes"),
    [
        ([door("a", "3号"), door("b", "三号")], {"b": "3-1号"}),
        ([door("a", "3号"), door("b", "3-1号"), door("c", "3号")], {"c": "3-2号"}),
        ([door("a", "3-1号"), door("b", "3-2号")], {"a": "3号"}),
        ([door("a", "甲3附2号")], {"a": "甲3号"}),
        ([door("a", "003号")], {"a": "3号"}),
        ([door("a", "３號")], {"a": "3号"}),
        ([door("a", "3号"), door("b", "3附1附1号")], {"b": "3-1号"}),
        ([door("a", "3号"), door("b", "０３號")], {"b": "3-1号"}),
        ([door("a", "丙丁")], {}),
        ([door("a", "3附1附1号")], {}),
        ([door("a", "3号", address="x"), door("b", "3号", address="x")], {}),
        (
            [door("a", "3号"), door("b", "3号", address="y"), door("c", "3号", address="y")],
            {"b": "3-1号", "c": "3-1号"},
        ),
        ([door("a", "3-1号"), door("b", "3号", address_status="cancelled")], {}),
        ([door("a", "3-1号"), door("b", "3号", address_status="reserved")], {}),
    ],
)
def test_cases(register: list[Row], changes: dict[str, str]) -> None:
    assert {remedy.id: remedy.after for remedy in remedies(rows(register), PROFILE)} == changes


def test_reasons_are_told_one_after_the_other() -> None:
    (remedy,) = remedies(rows([door("a", "3号"), door("b", "０３號")]), PROFILE)
    assert remedy.rules == ("N26", "N02", "N01")
    assert remedy.reason == "改正全角字符、繁体字或异体字“號”；去掉前面的 0；3号重号，编为附号"
