"""One form for what was typed and what is registered; where it came from stays known; nothing personal is repeated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.addresses import canonical
from gazetteer.addresses.canonical import canonical_text

WRITTEN = [
    ("怡园路１２８號", "怡园路128号"),
    ("怡园路一百二十八号", "怡园路128号"),
    ("怡园路壹佰贰拾捌号", "怡园路128号"),
    ("怡园路一二八号", "怡园路128号"),
    ("128附3号", "128-3号"),
    ("128号附三号", "128-3号"),
    ("128-3号", "128-3号"),
    ("128—3号", "128-3号"),
    ("128之三", "128-3号"),
    ("128号之三", "128-3号"),
    ("128号甲", "甲128号"),
    ("12号至18号", "12~18号"),
    ("临5号", "临时5号"),
    ("5号（临）", "临时5号"),
    ("第三村民小组", "3组"),
    ("三社", "3组"),
    ("十一组", "11组"),
    ("五一一组", "五一1组"),
    ("廿三组", "23组"),
    ("三队", "3组"),
    ("第三生产队", "3组"),
    ("3幢2单元", "3号楼2单元"),
    ("3栋", "3号楼"),
    ("3#楼", "3号楼"),
    ("三号楼二单元五楼501室", "3号楼2单元5层501室"),
    ("鎮南門街", "镇南门街"),
    ("\u200b东\ufeff关村", "东关村"),
    ("云岭县云岭县河口镇河口镇东关村", "云岭县河口镇东关村"),
    ("河口镇 东关村 2 组 3 号", "河口镇东关村2组3号"),
    ("  \u3000 ", ""),
]
KEPT = [
    "一巷",
    "三嘉乡二郎庙村",
    "一号路",
    "三户村",
    "八一社区",
    "第十中学",
    "五队村",
    "一里铺村",
    "二十里铺",
    "三百户营村",
    "五号渠村",
    "四号社区",
    "大二号回族乡",
]


@pytest.mark.parametrize(("written", "form"), WRITTEN)
def test_variants_in_writing_are_one_form(written: str, form: str) -> None:
    assert canonical(written).text == form


@pytest.mark.parametrize("name", KEPT)
def test_numerals_inside_names_stay(name: str) -> None:
    assert canonical(name).text == name


@pytest.mark.parametrize(
    ("written", "form", "kinds"),
    [
        ("河口镇东关村二组3号 13800138000", "河口镇东关村2组3号", ["telephone"]),
        ("联系电话：0934-6121234 东关村3号", "东关村3号", ["telephone"]),
        ("收件人 李四 138 0013 8000 河口镇", "河口镇", ["person", "telephone"]),
        ("东关村3号 6121234", "东关村3号", ["telephone"]),
        ("东关村3号 1380013800", "东关村3号", ["telephone"]),
        ("745300 云岭县河口镇", "云岭县河口镇", ["postcode"]),
        ("东关村3号 张三收", "东关村3号", ["person"]),
        ("东关村3号李四 13800138000", "东关村3号", ["person", "telephone"]),
        ("东关村3号 王小明 电话13800138000", "东关村3号", ["person", "telephone"]),
        ("杨家坡 13800138000", "杨家坡", ["telephone"]),
        ("东关村3号 小卖部 13800138000", "东关村3号小卖部", ["telephone"]),
        ("东关村3号 身份证110101199003070011", "东关村3号", ["identity"]),
    ],
)
def test_personal_data_is_cut_out_and_not_repeated(written: str, form: str, kinds: list[str]) -> None:
    found = canonical(written)
    assert found.text == form
    assert [piece.kind.value for piece in found.removed] == kinds
    for piece in found.removed:
        assert written[piece.start : piece.end].strip()
    assert "138" not in repr(found)


@pytest.mark.parametrize("number", ["123456号", "745300组"])
def test_six_digits_before_a_unit_are_no_postcode(number: str) -> None:
    assert canonical(number).removed == ()


alphabet = st.sampled_from(
    "甲临时第附之至号號楼幢栋#单元室层组社队村镇县路巷一二三十百零〇壹贰0123456789１２-—~（）() \u200bAz收电话1380"
)
texts = st.text(alphabet, max_size=40) | st.text(max_size=40)


@given(texts)
def test_canonical_text_of_canonical_text_is_itself(text: str) -> None:
    once = canonical_text(text)
    assert canonical_text(once) == once


@given(texts)
def test_every_character_knows_where_it_came_from(text: str) -> None:
    found = canonical(text)
    assert len(found.starts) == len(found.ends) == len(found.text)
    assert all(0 <= start <= end <= len(text) for start, end in zip(found.starts, found.ends, strict=True))
    assert list(found.starts) == sorted(found.starts)
    assert list(found.ends) == sorted(found.ends)
    for character, start, end in zip(found.text, found.starts, found.ends, strict=True):
        assert start < end or not character.strip(), (text, found.text)


def test_what_is_used_can_be_underlined() -> None:
    text = "收件人 李四　河口镇　第三村民小组１２８號"
    found = canonical(text)
    at = found.text.index("3组")
    assert text[slice(*found.span(at, at + 2))] == "第三村民小组"
    assert text[slice(*found.span(at + 2, len(found.text)))] == "１２８號"
