"""What compose writes, parse reads back: for every address of the county's real villages, and for invented ones."""

import csv
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.addresses import Address, compose, parse_composed
from gazetteer.errors import Refused
from gazetteer.numbering import DoorNumber, SubStyle

PLAIN = "东南上下前后永和宫河山松树王李罗川寺底塬峪沟湾"
names = st.text(PLAIN, min_size=1, max_size=5)
counts = st.integers(1, 300).map(str)


def named(ending: str) -> st.SearchStrategy[str]:
    return names.map(lambda name: name + ending)


def numbered(ending: str) -> st.SearchStrategy[str]:
    return counts.map(lambda count: count + ending)


def perhaps(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | strategy


@st.composite
def door_numbers(draw: st.DrawFn) -> DoorNumber:
    sub = draw(st.integers(0, 40))
    style = draw(st.sampled_from([s for s in SubStyle if s is not SubStyle.NONE])) if sub else SubStyle.NONE
    return DoorNumber(draw(st.integers(1, 99_999)), sub, draw(st.sampled_from(["", *"甲乙丙"])), style)


addresses = st.builds(
    Address,
    province=perhaps(named("省")),
    city=perhaps(named("市")),
    county=named("县"),
    town=perhaps(named("镇") | named("乡")),
    village=perhaps(named("村") | named("社区") | named("村村")),
    group=perhaps(named("组") | numbered("组")),
    street=perhaps(named("路") | named("大道") | named("街")),
    lane=perhaps(named("巷") | numbered("巷")),
    number=st.none() | door_numbers(),
    building=perhaps(numbered("号楼") | numbered("幢")),
    unit=perhaps(numbered("单元")),
    room=perhaps(numbered("室")),
    poi=perhaps(st.text(PLAIN + "学校", min_size=1, max_size=8)),
)


@given(addresses, st.booleans())
def test_parse_undoes_compose(address: Address, temporary: bool) -> None:
    address = replace(address, temporary=temporary and address.number is not None)
    assert parse_composed(compose(address)) == address


@given(st.text(max_size=60))
def test_any_text_is_read_faithfully_or_refused(text: str) -> None:
    with suppress(Refused):
        assert compose(parse_composed(text)) == text


def county_villages() -> list[tuple[str, str]]:
    file = Path(__file__).parents[3] / "layers/profiles/zhengning/divisions.csv"
    with file.open(encoding="utf-8") as stream:
        rows = {row["code"]: row for row in csv.DictReader(stream)}
    villages = [row for row in rows.values() if row["statistical_name"].endswith(("村委会", "村委员会", "居民委员会"))]
    return [
        (
            rows[row["parent_code"]]["statistical_name"],
            row["statistical_name"].replace("居民委员会", "").replace("委员会", "").replace("委会", ""),
        )
        for row in villages
    ]


@pytest.mark.parametrize(("town", "village"), county_villages())
def test_every_real_village_survives(town: str, village: str) -> None:
    address = Address(county="正宁县", town=town, village=village, group="二组", number=DoorNumber(12))
    assert parse_composed(compose(address)) == address


def test_a_flat_in_a_building() -> None:
    text = "甘肃省庆阳市正宁县山河镇南关路18号3号楼2单元5层501室（某单位家属楼）"
    address = parse_composed(text)
    assert (address.street, address.building, address.unit, address.floor, address.room) == (
        "南关路",
        "3号楼",
        "2单元",
        "5层",
        "501室",
    )
    assert address.poi == "某单位家属楼"


@pytest.mark.parametrize("text", ["", "12 号", "正宁县,山河镇", "正宁县" * 80, "号号号"])
def test_what_is_not_composed_is_refused_with_the_order_to_write(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_composed(text)
    assert "次序" in refusal.value.findings[0].remedy
