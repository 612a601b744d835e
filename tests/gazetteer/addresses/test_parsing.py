"""Names in any order, made one place by the tree; slips corrected with their reason; other counties refused at once."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.addresses import AddressReader, Lexicon, LexiconName, Reading, canonical, parse
from gazetteer.addresses.levels import AddressLevel
from gazetteer.addresses.nearness import nearness
from gazetteer.addresses.parsing import MAX_LENGTH
from gazetteer.addresses.variants import Written
from tests.gazetteer.addresses.small_lexicon import HEADS, SMALL

READER = AddressReader(SMALL)


def places(text: str) -> list[str]:
    """The heads of the parses, the best first, without province, city and county."""
    return [SMALL.head(p.finest).removeprefix("虚构省虚构市云岭县") for p in READER.read(text).parses if p.finest >= 0]


def first(text: str) -> str:
    """The best place and what the numbers say."""
    parse = READER.read(text).parses[0]
    door = parse.number.door_number()
    number = parse.number
    inner = number.building + number.unit + number.floor + number.room
    until = f"至{number.until}号" if number.until else ""
    temporary = "临时" if number.temporary else ""
    return f"{places(text)[0]}{temporary}{door or ''}{until}{inner}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("虚构省虚构市云岭县河口镇东关村二组38号", "河口镇东关村二组38号"),
        ("东关村二组38号", "河口镇东关村二组38号"),
        ("河口东关二社３８號", "河口镇东关村二组38号"),
        ("云岭县云岭县河口镇河口镇东关村第二村民小组三十八号", "河口镇东关村二组38号"),
        ("38号二组东关村河口镇云岭县", "河口镇东关村二组38号"),
        ("二郎庙村三队5号", "河口镇二郎庙村三组5号"),
        ("三嘉乡一里铺村一组一号", "三嘉乡一里铺村一组1号"),
        ("河口镇一巷3号", "河口镇一巷3号"),
        ("河口镇1巷3号", "河口镇一巷3号"),
        ("中街社区二组5号", "河口镇河口镇中街社区二组5号"),
        ("三嘉乡怡园路128附3号", "三嘉乡三嘉怡园路128-3号"),
        ("南门街128-3", "河口镇南门街128-3号"),
        ("南门街128之三", "河口镇南门街128-3号"),
        ("南门街128号甲", "河口镇南门街甲128号"),
        ("南门街临5号", "河口镇南门街临时5号"),
        ("南门街12号至18号", "河口镇南门街12号至18号"),
        ("南门街12号3幢二单元五楼501", "河口镇南门街12号3号楼2单元5层501室"),
        ("南门街12号3-2-501", "河口镇南门街12号3号楼2单元501室"),
        ("南门街12号3号楼2-501室", "河口镇南门街12号3号楼2单元501室"),
        ("745300 南门街12号 张三收 13800138000", "河口镇南门街12号"),
        ("松树坪一组5号", "三嘉乡松树坪村一组5号"),
        ("松树一组5号", "青塬回族乡松树村一组5号"),
        ("青塬乡党家村1组1号", "青塬回族乡党家村一组1号"),
        ("东关村村委会二组5号", "河口镇东关村二组5号"),
    ],
)
def test_reads(text: str, found: str) -> None:
    assert first(text) == found


@pytest.mark.parametrize(
    ("text", "found", "written"),
    [
        ("合口镇东关村二组5号", "河口镇东关村二组5号", Written.SOUND),
        ("河口镇车关村二组5号", "河口镇东关村二组5号", Written.SHAPE),
        ("河口镇东关大村二组5号", "河口镇东关村二组5号", Written.EDITED),
        ("河口镇关东村二组5号", "河口镇东关村二组5号", Written.TURNED),
        ("河口镇油坊村二组5号", "河口镇东关村二组5号", Written.ALIAS),
        ("青原乡党家村二组5号", "青塬回族乡党家村二组5号", Written.FORMER),
        ("南门结5号", "河口镇南门街5号", Written.SOUND),
    ],
)
def test_a_slip_is_corrected_and_named(text: str, found: str, written: Written) -> None:
    assert first(text) == found
    assert [change.written for change in READER.read(text).parses[0].changes] == [written]


def test_what_cannot_be_decided_is_a_choice() -> None:
    assert set(places("河口镇家村二组5号")[:2]) == {"河口镇任家村二组", "河口镇石家村二组"}
    assert set(places("杨家坡5号")) == {"河口镇东关村三组", "青塬回族乡松树村一组"}


def test_a_village_of_another_township_is_not_taken_silently() -> None:
    parses = READER.read("河口镇松树村一组5号").parses
    assert all(parse.dropped or parse.changes for parse in parses)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("兰州市城关区怡园路12号", "兰州市"),
        ("西安怡园路12号", "西安"),
        ("上海市浦东新区南门街5号", "上海市"),
        ("宁县怡园路5号", "宁县"),
        ("李家镇东关村二组5号", "李家镇"),
        ("云岭市东关村二组5号", "云岭市"),
        ("石泉县河口镇东关村二组5号", "石泉县"),
        ("河口县东关村5号", "河口县"),
        ("怡园路12号 陕西省西安市", "陕西省"),
    ],
)
def test_another_place_is_refused_before_anything_is_corrected(text: str, where: str) -> None:
    reading = AddressReader(SMALL, ["石泉县"]).read(text)
    assert reading.parses == ()
    assert where in reading.foreign


def test_the_countys_name_on_a_road_elsewhere_is_no_road_here() -> None:
    assert READER.read("西安云岭路12号").foreign == "西安"
    assert places("云岭路12号") == []


@pytest.mark.parametrize("text", ["", " \u3000\t", "？！", "\u200b", "号", "组", "附", "\ud800", "A" * 199])
def test_nothing_is_understood_in_nothing(text: str) -> None:
    assert places(text) == []


def test_ten_thousand_characters_are_not_read() -> None:
    reading = READER.read("东关村" * 3_333 + "5")
    assert reading.too_long
    assert reading.parses == ()
    assert not READER.read("东" * MAX_LENGTH).too_long


@pytest.mark.parametrize("head", HEADS)
def test_every_head_reads_as_itself(head: str) -> None:
    reading = READER.read(f"{head}12号")
    [parse] = [p for p in reading.parses if not p.penalty]
    assert SMALL.head(parse.finest) == head
    assert parse.number.number == 12
    assert not parse.changes


@given(st.sampled_from(HEADS), st.integers(1, 999), st.randoms(use_true_random=False), st.sampled_from(["", " ", "，"]))
def test_order_says_nothing(head: str, number: int, chance: random.Random, between: str) -> None:
    entry = READER.read(head).parses[0].finest
    parts = [*(SMALL.entries[n].name for n in SMALL.lines[entry]), f"{number}号"]
    chance.shuffle(parts)
    best = READER.read(between.join(parts)).parses[0]
    assert SMALL.head(best.finest) == head
    assert best.number.number == number


def test_every_order_of_one_address() -> None:
    parts = ("云岭县", "河口镇", "东关村", "二组", "38号")
    assert {first("".join(order)) for order in permutations(parts)} == {"河口镇东关村二组38号"}


WORDS = (
    "虚构省|虚构市|云岭县|河口镇|合口|东关|东关村|家村|一组|二社|怡园路|怡元|1巷|12号|3-2-501|临|甲|附3|之二|至18号|西安市|县|镇|收"
    "|138|(|#|~|县路|南市街"
)
pieces = st.sampled_from(WORDS.split("|"))


@given(st.lists(pieces | st.text(max_size=3), max_size=12).map("".join))
def test_any_text_is_read_without_an_error(text: str) -> None:
    reading = READER.read(text)
    assert isinstance(reading, Reading)
    length = len(reading.text.text)
    for one in reading.parses:
        spans = [*one.unexplained, *((piece.start, piece.end) for piece in (*one.changes, *one.dropped))]
        assert all(0 <= start < end <= length for start, end in spans)
    if reading.foreign:
        assert reading.parses == ()


@given(st.lists(pieces, max_size=8).map("".join))
def test_a_reading_stays_the_same_in_canonical_form(text: str) -> None:
    def found(asked: str) -> list[tuple[object, ...]]:
        return [(p.places, p.number.key, round(p.penalty, 6)) for p in READER.read(asked).parses]

    assert found(text) == found(canonical(text).text)


def test_not_more_than_k_parses() -> None:
    assert len(parse("杨家坡5号", SMALL, k=1).parses) == 1


def test_a_lexicon_is_a_tree() -> None:
    village = LexiconName(key="v", name="东关村", level=AddressLevel.VILLAGE, parent="t")
    with pytest.raises(ValueError, match="parent"):
        Lexicon([village])
    with pytest.raises(ValueError, match="twice"):
        Lexicon([village, village])
    with pytest.raises(ValueError, match="ring"):
        Lexicon([village, LexiconName(key="t", name="河口镇", level=AddressLevel.TOWN, parent="v")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hekou zhen dongguan cun 2zu 3hao", "河口镇东关村二组3号"),
        ("hekouzhen dongguancun 2 zu 3 hao", "河口镇东关村二组3号"),
        ("Hé Kǒu Zhèn Dōngguāncūn èr zǔ 3号", "河口镇东关村二组3号"),
        ("hkz dgc 2zu 3hao", "河口镇东关村二组3号"),
        ("HKZDGC2组3号", "河口镇东关村二组3号"),
        ("yunling xian hekou yiyuan lu 12hao 2haolou 1danyuan", "河口镇怡园路12号2号楼1单元"),
    ],
)
def test_letters_and_initials(text: str, found: str) -> None:
    assert first(text) == found


def test_letters_of_other_places_are_refused_or_left() -> None:
    assert READER.read("lanzhou shi dongguancun 5hao").foreign == "LANZHOUSHI"
    assert places("new york 5hao") == []
    [parse, *_] = READER.read("东关村二组3号 KTV").parses
    assert (parse.poi, parse.unexplained) == ("KTV", ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("云岭县乐山头村二组5号", ""),
        ("榆林字镇东关村二组5号", "云岭县榆林子镇东关村二组"),
        ("榆林子镇怡园路5号", "云岭县榆林子镇怡园路"),
    ],
)
def test_a_slip_in_our_own_name_is_not_another_city(text: str, found: str) -> None:
    """榆林 and 乐山 are cities; 榆林子镇 is ours, and a name may begin like a city's."""
    tree = (
        ("云岭县", "", AddressLevel.COUNTY),
        ("榆林子镇", "云岭县", AddressLevel.TOWN),
        ("东关村", "榆林子镇", AddressLevel.VILLAGE),
        ("二组", "东关村", AddressLevel.GROUP),
        ("怡园路", "榆林子镇", AddressLevel.STREET),
    )
    lexicon = Lexicon(LexiconName(key=name, name=name, parent=parent, level=level) for name, parent, level in tree)
    reading = AddressReader(lexicon).read(text)
    assert reading.foreign == ""
    heads = [lexicon.head(p.finest) for p in reading.parses if p.finest >= 0]
    assert heads[:1] == [found] if found else True
    assert AddressReader(lexicon).read("东关村二组5号新北区").foreign == "新北区"
    for elsewhere in ("榆林市东关村二组5号", "榆林怡园路5号", "榆林市榆阳区5号", "乐山东关村二组5号"):
        assert AddressReader(lexicon).read(elsewhere).foreign, elsewhere


@pytest.mark.parametrize(
    "text",
    ["云岭县民政局登记处", "民政局登记处", "河口镇中心敬老院", "河口镇中心敬老院（规划）", "中心敬老院"],
)
def test_premises_are_known_without_the_county_and_the_remark(text: str) -> None:
    tree = (
        ("云岭县", "", AddressLevel.COUNTY),
        ("河口镇", "云岭县", AddressLevel.TOWN),
        ("云岭县民政局登记处", "河口镇", AddressLevel.POI),
        ("河口镇中心敬老院（规划）", "河口镇", AddressLevel.POI),
    )
    lexicon = Lexicon(LexiconName(key=name, name=name, parent=parent, level=level) for name, parent, level in tree)
    [parse] = AddressReader(lexicon).read(text).parses
    assert lexicon.entries[parse.finest].level is AddressLevel.POI
    assert not parse.unexplained


def test_another_number_is_another_group_and_no_slip() -> None:
    tree = (
        ("云岭县", "", AddressLevel.COUNTY),
        ("河口镇", "云岭县", AddressLevel.TOWN),
        ("东关村", "河口镇", AddressLevel.VILLAGE),
        ("西头村", "河口镇", AddressLevel.VILLAGE),
    )
    names = [LexiconName(key=name, name=name, parent=parent, level=level) for name, parent, level in tree]
    groups = (("东关村", "一组"), ("东关村", "二组"), ("西头村", "七组"))
    names += [LexiconName(key=v + g, name=g, parent=v, level=AddressLevel.GROUP) for v, g in groups]
    near = AddressReader(Lexicon(names)).neighbourhood.near
    assert not [c for c in near("7组", [2]) if c.entry > 3]
    assert not [c for c in near("七组", [2]) if c.entry > 3]
    assert [c.entry for c in near("二租", [2])][:1] == [5]


def test_of_two_characters_one_quite_another_is_dear() -> None:
    assert (nearness("房村", "雷村") or ("", 0.0))[1] > Written.EDITED.penalty
    assert nearness("蕾村", "雷村") == (Written.SOUND, Written.SOUND.penalty)
    assert nearness("东美村", "东关村") is not None
    assert nearness("东铁村", "东关村") == (Written.EDITED, Written.EDITED.penalty)


@pytest.mark.parametrize("text", ["河口镇村二组5号", "河口镇杨家湖村二组5号", "河口镇东美二村5号"])
def test_what_could_be_anything_is_nobodys_slip(text: str) -> None:
    """河口镇 in full is no part of a slip; a natural village one character off is another one."""
    changed = {
        change.written for parse in READER.read(text).parses for change in parse.changes if not change.penalty < 0.9
    }
    assert Written.EDITED not in changed


def test_a_short_name_that_a_slip_begins_with_is_no_second_place() -> None:
    """周家喘村 is 周家川村 of the township named, not 房村 of 周家镇."""
    tree = (
        ("云岭县", "", AddressLevel.COUNTY),
        ("河口镇", "云岭县", AddressLevel.TOWN),
        ("周家镇", "云岭县", AddressLevel.TOWN),
        ("周家川村", "河口镇", AddressLevel.VILLAGE),
        ("房村", "周家镇", AddressLevel.VILLAGE),
    )
    lexicon = Lexicon(LexiconName(key=name, name=name, parent=parent, level=level) for name, parent, level in tree)
    best = AddressReader(lexicon).read("河口镇周家喘村").parses[0]
    assert lexicon.entries[best.finest].name == "周家川村"
    assert not best.dropped
