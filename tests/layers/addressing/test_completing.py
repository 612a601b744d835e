"""While a text is typed: names that begin so, what lies in the places named, numbers that begin so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.layers.addressing.small_index import HEAD, small_index, small_plates

INDEX = small_index()
ADDRESSES = sorted({plate.address.removeprefix(HEAD) for plate in small_plates() if not plate.address.endswith("99幢")})


def completed(prefix: str, limit: int = 10) -> list[str]:
    return [match.address.removeprefix(HEAD) for match in INDEX.complete(prefix, limit=limit)]


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        ("河", "河口镇"),
        ("河口", "河口镇"),
        ("云岭县河", "河口镇"),
        ("东", "河口镇东关村"),
        ("东关村", "河口镇东关村"),
        ("东关村2", "河口镇东关村二组"),
        ("东关村二", "河口镇东关村二组"),
        ("东关村第二", "河口镇东关村二组"),
        ("东关村二组1", "河口镇东关村二组1号"),
        ("东关村二组１２", "河口镇东关村二组12号"),
        ("河口镇怡园路12号附", "河口镇怡园路12号附3号"),
        ("河口镇怡园路12号2", "河口镇怡园路12号2号楼"),
        ("河口镇怡园路临", "河口镇怡园路临时50号"),
        ("河口镇怡园路甲", "河口镇怡园路甲12号"),
        ("hek", "河口镇"),
        ("hkz", "河口镇"),
        ("hekou zhen", "河口镇"),
        ("hekou zhen dong", "河口镇东关村"),
        ("dongguancun erz", "河口镇东关村二组"),
    ],
)
def test_the_first_completion(prefix: str, first: str) -> None:
    assert completed(prefix)[0] == first


def test_a_place_named_is_followed_by_what_lies_in_it() -> None:
    assert completed("东关村") == ["河口镇东关村", *(f"河口镇东关村{n}组" for n in "一二三四")]
    assert completed("东关村一组")[:3] == ["河口镇东关村一组", "河口镇东关村一组1号", "河口镇东关村一组2号"]
    assert completed("云岭县")[1:] == ["河口镇", "三嘉乡", "青塬回族乡"]


@pytest.mark.parametrize("prefix", ["", "  ", "西安", "兰州市", "zzz", "？", "东" * 10_000, "三嘉乡东关村"])
def test_nothing_to_complete(prefix: str) -> None:
    assert completed(prefix) == [] or prefix == "三嘉乡东关村"


@given(st.sampled_from(ADDRESSES), st.data())
def test_every_beginning_of_an_address_leads_on(address: str, data: st.DataObject) -> None:
    prefix = address[: data.draw(st.integers(1, len(address)))]
    found = completed(prefix, limit=2_000)
    assert found
    assert prefix in ("三", "一", "二", "四") or any(
        other.startswith(prefix) or address.startswith(other) for other in found
    ), (prefix, found[:5])


@given(st.text(max_size=20))
def test_any_text_can_be_typed(prefix: str) -> None:
    assert all(match.address.startswith(HEAD) for match in INDEX.complete(prefix))
