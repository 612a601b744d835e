"""Texts are answered by gates: right, corrected with the reason, as a choice, or refused; never by a guess."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.addresses import AddressLevel, LexiconName
from layers.address_index import AddressIndex
from layers.address_match import Precision
from layers.addressing.geocoded import Geocoded
from layers.addressing.rows import PlateRow
from layers.addressing.statuses import GeocodeStatus
from tests.layers.addressing.small_index import HEAD, small_index, small_plates

INDEX = small_index()
PLATES = tuple(small_plates())
ANSWERED = tuple(plate for plate in PLATES if not plate.address.endswith("99幢"))


def short(answer: Geocoded) -> list[str]:
    """The addresses of the matches, from the township on."""
    return [match.address.removeprefix(HEAD) for match in answer.matches]


def test_every_registered_address_finds_its_own_plate() -> None:
    for plate in ANSWERED:
        answer = INDEX.geocode(plate.address)
        assert answer.status is GeocodeStatus.OK, plate.address
        assert answer.key == plate.plate
        assert answer.matches[0].score == 1.0
        assert set(answer.confidence.values()) == {1.0}, plate.address


@pytest.mark.parametrize(
    ("text", "status", "found"),
    [
        ("东关村二组３號", "ok", "河口镇东关村二组3号"),
        ("河口镇东关村第二村民小组三号", "ok", "河口镇东关村二组3号"),
        ("3号 二社 东关村", "ok", "河口镇东关村二组3号"),
        ("745300 东关村二组3号 张三收 13800138000", "ok", "河口镇东关村二组3号"),
        ("河口镇怡园路12附3", "ok", "河口镇怡园路12号附3号"),
        ("河口镇怡园路12-3号", "ok", "河口镇怡园路12号附3号"),
        ("河口镇怡园路12之三", "ok", "河口镇怡园路12号附3号"),
        ("河口镇怡园路12号2幢一单元302", "ok", "河口镇怡园路12号2号楼1单元"),
        ("河口镇怡园路12号甲", "ok", "河口镇怡园路甲12号"),
        ("河口镇怡园路临50号", "ok", "河口镇怡园路临时50号"),
        ("河口镇一巷3号", "ok", "河口镇一巷3号"),
        ("二郎庙村一组3号", "ok", "河口镇二郎庙村一组3号"),
        ("河口镇东关村", "ok", "河口镇东关村"),
        ("云岭县", "ok", ""),
        ("合口镇东关村二组3号", "corrected", "河口镇东关村二组3号"),
        ("青原乡党家村一组3号", "corrected", "青塬回族乡党家村一组3号"),
        ("河口镇怡园路12号5号楼", "partial", "河口镇怡园路12号"),
        ("河口镇怡园路9号", "partial", "河口镇怡园路9号"),
        ("河口镇东关村九组3号", "partial", "河口镇东关村"),
        ("河口镇东关村二组7号", "partial", "河口镇东关村二组7号"),
        ("河口镇花果路5号", "partial", "河口镇"),
        ("河口镇家村二组5号", "ambiguous", ""),
        ("杨家坡5号", "ambiguous", ""),
        ("河口镇仕家村二组5号", "ambiguous", "河口镇石家村二组5号"),
        ("合口镇仕家村二组5号", "ambiguous", "河口镇石家村二组5号"),
        ("三加乡松树平村二组5号", "corrected", "三嘉乡松树坪村二组5号"),
        ("No. 12 Yiyuan Road, Hekou Town, Yunling County", "ok", "河口镇怡园路12号"),
        ("Unit 1, Building 2, No. 12 Yiyuan Road, Hekou Town", "ok", "河口镇怡园路12号2号楼1单元"),
        ("河口镇怡园路No.12-3", "ok", "河口镇怡园路12号附3号"),
        ("12 Yiyuan Rd., Hekou", "ok", "河口镇怡园路12号"),
        ("No.5, Group 2, Dongguan Village, Hekou Town", "ok", "河口镇东关村二组5号"),
        ("5 Nowhere Road, Hekou Town", "rejected", ""),
        ("5 Yiyuan Road, Lanzhou City", "out_of_area", ""),
        ("河口镇怡园路12，  5", "partial", "河口镇怡园路12号"),
        ("河口镇怡园路12号2号楼1元单", "partial", "河口镇怡园路12号2号楼"),
        ("河口镇怡园路12号对面的超市", "partial", "河口镇怡园路12号"),
        ("河口镇怡园路12号面馆", "ok", "河口镇怡园路12号"),
        ("河口镇怡园路12号对面", "partial", "河口镇怡园路12号"),
        ("河口镇怡园路12号的斜对面", "partial", "河口镇怡园路12号"),
        ("东关村二组5号旁边", "partial", "河口镇东关村二组5号"),
        ("河口镇怡园路12#", "partial", "河口镇怡园路12号"),
        ("3嘉乡松树坪村二组5号", "ok", "三嘉乡松树坪村二组5号"),
        ("1里铺村二组5号", "ok", "三嘉乡一里铺村二组5号"),
        ("青塬回族自治乡党家村一组3号", "corrected", "青塬回族乡党家村一组3号"),
        ("住址：中华人民共和国虚构省虚构市云岭县河口镇东关村二组5号", "ok", "河口镇东关村二组5号"),
        ("河口公社东关大队二队5号", "ok", "河口镇东关村二组5号"),
        ("张三 13800138000 河口镇东关村二组5号", "ok", "河口镇东关村二组5号"),
        ("张三，13800138000，河口镇东关村二组5号", "ok", "河口镇东关村二组5号"),
        ("张家湾 13800138000 东关村二组5号", "partial", "河口镇东关村二组5号"),
        ("河口镇怡园路怡园路5号", "ok", "河口镇怡园路5号"),
        ("三嘉乡杨家坡二组5号", "partial", "三嘉乡"),
        ("东关村5号", "ambiguous", ""),
        ("河口镇怡园路甲15号", "partial", "河口镇怡园路15号"),
        ("河口镇东关村二组12附1号", "partial", "河口镇东关村二组12号"),
        ("东关村3-12号", "partial", "河口镇东关村三组12号"),
        ("东关村二组0012号", "ok", "河口镇东关村二组12号"),
        ("东关村二组十二", "ok", "河口镇东关村二组12号"),
        ("东关村2组-12号", "ok", "河口镇东关村二组12号"),
        ("河口镇怡园路1号~9号", "ok", "河口镇怡园路1号"),
        ("河 口 镇 东 关 村 二 组 1 2 号", "ok", "河口镇东关村二组12号"),
        ("河口镇东关村二组99999999号", "partial", "河口镇东关村二组"),
        ("东关村二组5号6号", "partial", "河口镇东关村二组5号"),
        ("花园路5号", "ambiguous", "河口镇怡园路5号"),
        ("河口镇怡园路东关村二组5号", "ambiguous", "河口镇怡园路5号"),
        ("河口镇怡园路东关村二组25号", "ok", "河口镇怡园路25号"),
        ("河口镇怡园路一巷5号", "ok", "河口镇一巷5号"),
        ("河口镇花园路5号", "corrected", "河口镇怡园路5号"),
        ("天岭县怡园路5号", "out_of_area", ""),
        ("天岭县河口镇怡园路5号", "corrected", "河口镇怡园路5号"),
        ("允岭县怡园路5号", "corrected", "河口镇怡园路5号"),
        ("河口乡怡园路5号", "corrected", "河口镇怡园路5号"),
        ("河口镇怡园街5号", "corrected", "河口镇怡园路5号"),
        ("河口镇东关社区二组5号", "corrected", "河口镇东关村二组5号"),
        ("河口镇花果山村二组5号", "partial", "河口镇"),
        ("和口镇东关村二组5号", "corrected", "河口镇东关村二组5号"),
        ("渡口镇花果山村二组5号", "out_of_area", ""),
        ("渡口镇车棺村二组5号", "out_of_area", ""),
        ("云岭县渡口镇花果山村二组5号", "partial", ""),
        ("镇宁县怡园路5号", "out_of_area", ""),
        ("长阳怡园路5号", "out_of_area", ""),
        ("兰州市怡园路12号", "out_of_area", ""),
        ("石泉怡园路12号", "out_of_area", ""),
        ("石泉东关村二组5号", "out_of_area", ""),
        ("村", "rejected", ""),
        ("东关村或石家村二组5号", "ambiguous", ""),
        ("东关村石家村二组7号", "ambiguous", ""),
        ("东关村、党家村二组5号", "ambiguous", ""),
        ("河口镇怡园路南门街临时50号", "partial", "河口镇怡园路临时50号"),
        ("石泉县河口镇东关村二组3号", "out_of_area", ""),
        ("李家镇东关村二组3号", "out_of_area", ""),
        ("西安市云岭路12号", "out_of_area", ""),
        ("云岭路12号", "rejected", ""),
        ("", "rejected", ""),
        ("\u3000 \n", "rejected", ""),
        ("13800138000", "rejected", ""),
        ("东关村" * 3334, "rejected", ""),
    ],
)
def test_status_and_first_match(text: str, status: str, found: str) -> None:
    answer = INDEX.geocode(text)
    assert answer.status.value == status
    if found:
        assert short(answer)[0] == found
    assert bool(answer.matches) == (status not in ("rejected", "out_of_area"))
    assert (answer.status is GeocodeStatus.OK) == (not answer.findings)


@pytest.mark.parametrize(
    ("text", "keyed"),
    [
        ("河口镇怡园路12号", True),
        ("合口镇怡园路12号", True),
        ("河口镇怡园路12号5号楼", True),
        ("东关村3-12号", True),
        ("河口镇怡园路9号", False),
        ("河口镇南门街9号", False),
        ("河口镇怡园路甲15号", False),
        ("东关村二组5号6号", False),
        ("东关村二组5号隔壁", False),
        ("河口镇怡园路南门街临时50号", False),
        ("河口镇怡园路12#", False),
        ("云岭县李家镇东关村二组5号", False),
        ("河口镇家村二组5号", False),
        ("东关村", False),
    ],
)
def test_a_key_is_given_for_the_very_gate_only(text: str, keyed: bool) -> None:
    assert bool(INDEX.geocode(text).key) is keyed


def test_a_choice_lists_all_that_are_equally_good() -> None:
    answer = INDEX.geocode("河口镇家村二组5号")
    assert answer.choices == 2
    assert set(short(answer)[:2]) == {"河口镇任家村二组5号", "河口镇石家村二组5号"}
    assert answer.key == ""
    assert "任家村" in answer.findings[0].message


def test_many_choices_are_never_cut_off() -> None:
    answer = INDEX.geocode("东关村5号", limit=1)
    assert short(answer) == [f"河口镇东关村{n}组5号" for n in "一二三四"]


def test_a_missing_number_lies_between_its_neighbours_where_order_holds() -> None:
    answer = INDEX.geocode("河口镇怡园路9号")
    between, before, after = answer.matches[:3]
    assert between.precision is Precision.INTERPOLATED
    assert between.plate == ""
    assert float(before.lon or 0) < float(between.lon or 0) < float(after.lon or 0)
    assert between.lat == before.lat, "the same side"
    assert between.radius_m == pytest.approx(38, abs=2)
    assert [m.address[-3:] for m in (before, after)] == ["路7号", "11号"]


def test_nothing_is_worked_out_where_order_does_not_hold() -> None:
    answer = INDEX.geocode("河口镇南门街9号")
    assert answer.status is GeocodeStatus.PARTIAL
    assert {match.precision for match in answer.matches} == {Precision.STREET, Precision.NEIGHBOUR}


def test_a_range_is_answered_by_its_gates() -> None:
    answer = INDEX.geocode("河口镇怡园路12号至18号")
    assert short(answer) == [f"河口镇怡园路{n}号" for n in (12, 14, 16, 18)]
    assert answer.components["number"] == "12号至18号"
    assert answer.status is GeocodeStatus.OK


def test_components_changes_and_confidence_say_what_was_done() -> None:
    answer = INDEX.geocode("合口镇油坊村二社12號 某某商店")
    written = answer.as_json()
    components = answer.components
    assert (components["province"], components["county"]) == ("虚构省", "云岭县")
    assert (components["town"], components["village"], components["group"]) == ("河口镇", "东关村", "二组")
    assert (components["number"], components["poi"]) == ("12号", "某某商店")
    assert [(c.rule, c.before, c.after) for c in answer.changes] == [
        ("sound", "合口镇", "河口镇"),
        ("alias", "油坊村", "东关村"),
    ]
    assert answer.confidence["town"] < answer.confidence["village"] < answer.confidence["group"] == 1.0
    assert answer.confidence["county"] < 1.0
    assert written["status"] == "corrected"


@pytest.mark.parametrize(
    "text", ["河口镇13800138000东关村三祖9号", "李家镇 13800138000", "138 0013 8000花果山 5号", "张三收13800138000"]
)
def test_telephones_are_not_repeated(text: str) -> None:
    answer = INDEX.geocode(text)
    said = repr(answer) + repr(answer.as_json()) + repr(answer.findings)
    assert "0013" not in said
    assert any(change.rule == "removed" for change in answer.changes)


def test_sub_numbers_keep_the_style_they_were_written_in() -> None:
    assert INDEX.geocode("河口镇怡园路12附3号").components["number"] == "12附3号"
    assert INDEX.geocode("河口镇怡园路12之三").components["number"] == "12之3号"
    assert INDEX.geocode("河口镇怡园路12-3").components["number"] == "12-3号"


def test_two_plates_of_one_address_are_both_told() -> None:
    twice = [*small_plates(), PlateRow("again", f"{HEAD}河口镇怡园路12号", 117.2, 31.2)]
    answer = AddressIndex.build(twice).geocode("河口镇怡园路12号")
    assert [match.plate for match in answer.matches][:2] == ["S0-12", "again"]


def test_names_can_be_read_from_the_addresses() -> None:
    index = AddressIndex.build(small_plates())
    for text in ("东关村二组3号", "3号二组东关村", "合口镇东关村二组3号"):
        assert index.geocode(text).matches[0].address == f"{HEAD}河口镇东关村二组3号"


def test_a_plate_that_is_not_made_of_names_is_told() -> None:
    odd = [PlateRow("odd", "花果山水帘洞3号", 117.0, 31.0), PlateRow("none", "", 117.0, 31.0)]
    index = AddressIndex.build([*small_plates(), *odd], small_names_of(PLATES))
    assert [finding.subject for finding in index.findings] == ["odd", "none"]
    assert index.geocode("花果山水帘洞3号").matches == ()


def small_names_of(plates: Sequence[PlateRow]) -> Sequence[LexiconName]:
    return AddressIndex.build(plates).lexicon.entries


def test_places_have_a_position() -> None:
    assert INDEX.geocode("东关村").matches[0].lon == 117.05
    assert INDEX.geocode("东关村").matches[0].radius_m == 900.0
    assert INDEX.geocode("东关村").matches[0].why == ""
    west = INDEX.geocode("西关村二组").matches[0]
    assert west.lon == pytest.approx(117.0012, abs=0.0005)
    assert west.precision is Precision.GROUP


@given(st.text(max_size=60))
def test_no_text_raises_and_no_match_lies_elsewhere(text: str) -> None:
    answer = INDEX.geocode(text)
    assert all(match.address.startswith(HEAD) for match in answer.matches)
    assert isinstance(answer.as_json(), dict)


@given(
    st.sampled_from(ANSWERED), st.sampled_from(["兰州市", "西安市雁塔区", "石泉县", "虚构省石泉县", "邻水县", "上海"])
)
def test_the_same_address_in_another_county_is_never_answered(plate: PlateRow, elsewhere: str) -> None:
    for text in (elsewhere + plate.address.removeprefix(HEAD), f"{plate.address.removeprefix(HEAD)} {elsewhere}"):
        assert INDEX.geocode(text).status is GeocodeStatus.OUT_OF_AREA, text


@pytest.mark.parametrize("text", ["东关村二组3号", "虚构省", "", "兰州市", "dgc", "12号"])
def test_an_index_of_nothing_finds_nothing(text: str) -> None:
    index = AddressIndex.build([])
    assert index.geocode(text).matches == ()
    assert index.complete(text) == ()


stems = st.text("东西关家河山松一二三十八号甲临新城李王户队", min_size=1, max_size=4)
villages = st.builds(str.__add__, stems, st.sampled_from(["村", "社区", "庄村"]))
streets = st.builds(str.__add__, stems, st.sampled_from(["路", "街", "巷", "大道"]))
towns = st.builds(str.__add__, st.text("河口青三山", min_size=1, max_size=3), st.sampled_from(["镇", "乡", "街道"]))
counties = st.dictionaries(
    towns,
    st.tuples(st.lists(villages, unique=True, max_size=3), st.lists(streets, unique=True, max_size=2)),
    min_size=1,
    max_size=3,
)


@given(counties)
def test_in_any_county_no_plate_is_lost_or_taken_for_another(county: dict[str, tuple[list[str], list[str]]]) -> None:
    """Whatever villages and streets are called: numerals, 号, 甲 and 临 in names, one name beginning another."""
    names = [LexiconName(key="county", name="云岭县", level=AddressLevel.COUNTY)]
    plates = []
    for town, (named_villages, named_streets) in county.items():
        names.append(LexiconName(key=town, name=town, level=AddressLevel.TOWN, parent="county"))
        for village in named_villages:
            key = f"{town}/{village}"
            names.append(LexiconName(key=key, name=village, level=AddressLevel.VILLAGE, parent=town))
            for group in ("一组", "二组"):
                names.append(LexiconName(key=key + group, name=group, level=AddressLevel.GROUP, parent=key))
                plates += [f"{town}{village}{group}{number}号" for number in (1, 12)]
        for street in named_streets:
            names.append(LexiconName(key=f"{town}//{street}", name=street, level=AddressLevel.STREET, parent=town))
            plates += [f"{town}{street}{number}号" for number in (1, 12)]
    rows = [PlateRow(plate, f"云岭县{plate}", 117.0, 31.0) for plate in plates]
    index = AddressIndex.build(rows, names)
    assert index.findings == ()
    for row in rows:
        for text in (row.address, row.plate):
            answer = index.geocode(text)
            found = [match.address for match in answer.matches]
            assert row.address in found, (text, answer.status, found[:3])
            assert not answer.status.answers or found[0] == row.address, (text, answer.status, found[:3])


def test_threads_share_an_index() -> None:
    texts = ["hkz dgc 2zu 3hao", "东关村二组3号", "合口镇东关村二组3号", "河口镇3组5号", "dgc", "杨家坡5号"]

    def asked(index: AddressIndex, text: str) -> tuple[object, ...]:
        return index.geocode(text).matches, index.complete(text)

    alone = {text: asked(INDEX, text) for text in texts}
    fresh = small_index()
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: (text, asked(fresh, text)), texts * 20))
    assert all(answer == alone[text] for text, answer in together)


def test_what_was_left_over_is_told_with_the_answer() -> None:
    [finding] = INDEX.geocode("河口镇怡园路12号对面").findings
    assert "“对面”说的是近旁" in finding.message
    [finding] = INDEX.geocode("河口镇怡园路12号、15号").findings
    assert "“15号”没有认出" in finding.message
    assert INDEX.geocode("河口镇怡园路12号对面").matches[0].score < 0.8


def test_a_name_of_two_characters_with_one_wrong_is_shown_and_not_taken() -> None:
    tree = (
        ("云岭县", "", AddressLevel.COUNTY),
        ("河口镇", "云岭县", AddressLevel.TOWN),
        ("雷村", "河口镇", AddressLevel.VILLAGE),
        ("一组", "雷村", AddressLevel.GROUP),
        ("东关村", "河口镇", AddressLevel.VILLAGE),
    )
    names = [LexiconName(key=name, name=name, parent=parent, level=level) for name, parent, level in tree]
    index = AddressIndex.build([PlateRow("P", "云岭县河口镇雷村一组5号", 117.0, 31.0)], names)
    for text in ("河口镇房村一组5号", "云岭县河口镇房村1组5号"):
        answer = index.geocode(text)
        assert (answer.status, answer.key) == (GeocodeStatus.AMBIGUOUS, "")
        assert answer.matches[0].plate == "P"
    assert index.geocode("河口镇蕾村一组5号").key == "P"
