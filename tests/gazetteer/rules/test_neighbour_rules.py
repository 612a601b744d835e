"""Rules about a name among others: the legal scope, sameness, sound, shape, relations, codes, overrides."""

from __future__ import annotations

import pytest

from gazetteer.categories import PlaceKind
from gazetteer.findings import Severity
from gazetteer.romanization import ReadingTables
from gazetteer.rules import Bond, Candidate, NeighbourIndex, Override, Standing, Verdict, explain
from gazetteer.rules.extent import Extent
from tests.gazetteer.rules.asking import DAY, HERE, C, D, F, N, R, S, T, judged, near, spoken

ELSEWHERE = "999901200"
OTHER_COUNTY = "999902100"
OTHER_PROVINCE = "888801100"


@pytest.mark.parametrize(
    ("kind", "name", "division", "severity"),
    [
        (T, "和顺路", HERE, "block"),
        (T, "和顺路", HERE + "001", "block"),
        (T, "和顺路", ELSEWHERE, None),
        (R, "清泉花园", HERE, "block"),
        (C, "南关村", ELSEWHERE, "block"),
        (C, "南关村", OTHER_COUNTY, None),
        (D, "云岭镇", OTHER_COUNTY, "block"),
        (D, "云岭镇", OTHER_PROVINCE, None),
        (D, "云岭县", OTHER_PROVINCE, "block"),
        (S, "张家沟", HERE + "201", "warning"),
        (S, "张家沟", ELSEWHERE, None),
        (N, "青山", ELSEWHERE, "warning"),
    ],
)
def test_a_name_is_compared_within_its_legal_scope(kind, name: str, division: str, severity: str | None) -> None:
    judgement = judged(name, kind, near(name, kind, "1", division=division))
    assert spoken(judgement).get("duplicate") == severity
    if severity:
        [finding] = [f for f in judgement.findings if f.rule == "naming.duplicate"]
        assert finding.related == ("1",)
        assert [n.id for n in judgement.neighbours] == ["1"]
        assert ("未核实" in finding.clause) is (kind in (S, N, T, R)), "no built-up area is registered here"


def test_a_committee_is_called_as_its_village() -> None:
    assert spoken(judged("东关村民委员会", C, near("东关村", C)))["duplicate"] == "block"
    assert spoken(judged("东关村", C, near("东关村村民委员会", C)))["duplicate"] == "block"
    assert spoken(judged("冬关村委会", C, near("东关村", C)))["homophone"] == "error"


@pytest.mark.parametrize("written", ["南 关街", "南\u200b关街", "南關街", "南·关街", "南⽊街", "南\uf9e1街"])
def test_what_only_looks_different_is_the_same(written: str) -> None:
    """Spaces, invisible and traditional characters, radicals and compatibility forms."""
    others = (near("南关街"), near("南木街"), near("南李街"))
    assert spoken(judged(written, T, *others))["variant_writing"] == "warning"


def test_a_scope_wider_than_the_names_at_hand_is_no_all_clear() -> None:
    found = spoken(judged("龙泉镇", D, near("云岭镇", D)))
    assert found == {"scope_covered": "info"}
    candidate = Candidate(text="龙泉镇", kind=D, division=HERE)
    whole = NeighbourIndex([near("云岭镇", D)], covers=Extent.PROVINCE)
    assert explain(candidate, whole, day=DAY).findings == ()


def test_a_planned_name_in_the_way_of_a_name_in_use() -> None:
    [finding] = judged("和顺路", T, near("和顺路"), planned=True).findings
    assert (finding.rule, finding.severity) == ("naming.duplicate", Severity.ERROR)
    assert "规划名称" in finding.message


def test_without_a_division_every_name_is_compared_and_that_is_said() -> None:
    [finding] = judged("和顺路", T, near("和顺路", division=ELSEWHERE), division="").findings
    assert "没有给出所在区划" in finding.message
    assert "未核实" in finding.clause


def test_neighbours_are_told_by_the_names_of_their_units() -> None:
    [finding] = judged("和顺路", T, near("和顺路", division=HERE + "001"), divisions=DIVISIONS).findings
    assert "“和顺路”（沙沟镇南关社区）" in finding.message


def test_famous_natural_entities_are_compared_nationwide() -> None:
    far = near("青龙山", N, division=OTHER_PROVINCE, famous=True)
    assert spoken(judged("青龙山", N, far, famous=True))["duplicate"] == "block"
    assert "duplicate" not in spoken(judged("青龙山", N, far))


def test_built_up_areas_decide_where_they_are_known() -> None:
    here = near("和顺路", T, areas=("城区",))
    assert spoken(judged("和顺路", T, here, areas=("城区",)))["duplicate"] == "block"
    assert "duplicate" not in spoken(judged("和顺路", T, here, areas=("新区",)))
    [finding] = judged("和顺路", T, here, areas=("城区",)).findings
    assert "未核实" not in finding.clause


def test_a_kind_is_compared_with_its_own() -> None:
    assert spoken(judged("南关村", C, near("南关村", S))) == {}


def test_the_entity_is_not_its_own_neighbour() -> None:
    own = near("和顺路", T, "1", place="p")
    assert spoken(judged("和顺路", T, own, place="p", name_id="1")) == {}
    assert spoken(judged("和顺街", T, own, place="p"))["second_standard"] == "error"
    assert "second_standard" not in spoken(judged("和顺街", T, own, place="p", renames="和顺路"))


@pytest.mark.parametrize(
    ("standing", "rule", "severity"),
    [
        (Standing.CURRENT, "duplicate", "block"),
        (Standing.PENDING, "duplicate_reserved", "warning"),
        (Standing.PLANNED, "duplicate_reserved", "warning"),
        (Standing.HISTORICAL, "duplicate_historical", "info"),
    ],
)
def test_how_the_other_name_stands(standing: Standing, rule: str, severity: str) -> None:
    assert spoken(judged("和顺路", T, near("和顺路", standing=standing, until="2001"))) == {rule: severity}


def test_an_alias_in_the_way() -> None:
    assert spoken(judged("和顺路", T, near("和顺路", standard=False))) == {"duplicate_alias": "warning"}


@pytest.mark.parametrize(
    ("name", "other", "rule", "severity"),
    [
        ("和平路", "河坪路", "homophone", "error"),
        ("和平路", "贺坪路", "homophone_toneless", "warning"),
        ("和平路", "和平街", "other_generic", "warning"),
        ("兰山路", "南山路", "near_sound", "info"),
        ("张村路", "脏村路", "near_sound", "info"),
        ("金山路", "京山路", "near_sound", "info"),
        ("未来路", "末来路", "near_shape", "info"),
        ("后街", "後街", "variant_writing", "warning"),
        ("黑塬路", "黑原路", "variant_writing", "warning"),
        ("圪塔巷", "疙瘩巷", "variant_writing", "warning"),
    ],
)
def test_likeness_is_found_both_ways(name: str, other: str, rule: str, severity: str) -> None:
    assert spoken(judged(name, T, near(other))).get(rule) == severity
    assert spoken(judged(other, T, near(name))).get(rule) == severity


def test_a_neighbour_is_told_by_its_strongest_likeness() -> None:
    found = spoken(judged("和平路", T, near("和平路", identity="1")))
    assert found == {"duplicate": "block"}
    assert "near_sound" not in spoken(judged("和平路", T, near("河坪路")))


def test_open_readings_are_compared_in_every_reading() -> None:
    """藏 is cáng or zàng as long as nobody settled it; a settled one is heard in one way only."""
    neighbour = near("葬水沟村", C, spelling="Zàngshuǐgōu Cūn")
    candidate = Candidate(text="藏水沟村", kind=C, division=HERE)
    assert spoken(explain(candidate, NeighbourIndex([neighbour]), day=DAY)).get("homophone_open") == "warning"
    settled = ReadingTables(county={"藏水": ("cáng", "shuǐ")})
    index = NeighbourIndex([neighbour], tables=settled)
    assert "homophone_open" not in spoken(explain(candidate, index, day=DAY, tables=settled))
    settled = ReadingTables(county={"藏水": ("zàng", "shuǐ")})
    assert spoken(explain(candidate, index, day=DAY, tables=settled)).get("homophone") == "error"


def test_an_open_neighbour_may_sound_alike() -> None:
    found = spoken(judged("葬水沟村", C, near("藏水沟村", C)))
    assert found.get("homophone_open") == "warning"
    assert "homophone" not in found


def test_where_a_syllable_ends_is_heard() -> None:
    """方安 fāng'ān is not 番干 fāngān, and a stored spelling says the same as the readings."""
    assert spoken(judged("方安路", T, near("翻干路"))).keys() & {"homophone", "homophone_toneless"} == set()
    assert spoken(judged("白云庵", N, near("白芸庵", N, spelling="Báiyún Ān"))).get("homophone") == "info"


def test_an_approved_spelling_decides_how_a_neighbour_is_heard() -> None:
    heard = near("乐安路", spelling="Yuè'ān Lù")
    assert spoken(judged("越安路", T, heard)).get("homophone") == "error"
    assert "homophone" not in spoken(judged("越安路", T, near("乐安路", spelling="Lè'ān Lù")))


def test_divisions_and_the_great_names() -> None:
    mountain = near("六盘山", N, division="9999", famous=True, extends=True)
    assert spoken(judged("六盘山镇", D, mountain))["reaches_beyond"] == "error"
    assert "reaches_beyond" not in spoken(judged("六盘山镇", D, near("六盘山", N)))


def test_facilities_are_called_after_what_is_there() -> None:
    village = near("沙沟村", C)
    assert "local_name" not in spoken(judged("沙沟水库", F, village))
    assert spoken(judged("飞龙水库", F, village))["local_name"] == "warning"
    assert "local_name" not in spoken(judged("飞龙林场", F, village))


def test_a_unit_and_its_seat() -> None:
    assert spoken(judged("云岭镇", D, seat="云岭村")) == {}
    assert spoken(judged("云岭镇", D, seat="沙沟村"))["seat"] == "warning"
    seat = near("沙沟村", C, bond=Bond.SEAT, bound_to="p")
    assert spoken(judged("云岭镇", D, seat, place="p"))["seat"] == "warning"


def test_derived_names_follow() -> None:
    assert spoken(judged("清泉巷", T, base="南关路"))["base"] == "warning"
    assert spoken(judged("南关东巷", T, base="南关路")) == {}
    derived = near("南关路一巷", T, bond=Bond.DERIVED, bound_to="南关路")
    judgement = judged("清泉路", T, near("南关路", T, "n"), derived, renames="南关路")
    assert spoken(judgement)["derived"] == "error"
    assert "derived" not in spoken(judged("清泉路", T, near("南关路", T, "n"), derived))


def test_listed_and_old_names_are_not_given_up_lightly() -> None:
    listed = near("罗川村", C, protected=True)
    assert spoken(judged("新川村", C, listed, renames="罗川村"))["heritage_listed"] == "block"
    kept = near("罗川村", C, protected=True, measures=True, attested=1572)
    assert spoken(judged("新川村", C, kept, renames="罗川村")) == {"heritage_old": "error"}
    young = near("罗川村", C, attested=1990)
    assert spoken(judged("新川村", C, young, renames="罗川村")) == {}
    assert spoken(judged("罗川路", T, listed))["heritage_used"] == "info"


def test_a_name_to_be_given_up_that_nobody_bears() -> None:
    assert spoken(judged("新川村", C, near("东庄村", C), renames="罗川村")) == {"old_name": "warning"}


GOOD_CODE = "99990110022100000001"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (GOOD_CODE, ""),
        ("99990100022100000001", ""),
        ("9999011002210000000", "20 位"),
        ("9999011002210000000A", "20 位"),
        ("９９９９01100221000000", "20 位"),
        ("99990210022100000001", "区划段"),
        ("99990110027610000001", "类别段"),
        ("99990110022100000000", "序号"),
    ],
)
def test_place_codes(code: str, said: str) -> None:
    findings = judged("沙沟", S, code=code, class_code="22100").findings
    assert [said in f.message for f in findings if f.rule == "naming.place_code"] == ([True] if said else [])


def test_a_place_code_is_used_once() -> None:
    other = near("清泉", S, code=GOOD_CODE)
    assert spoken(judged("沙沟", S, other, code=GOOD_CODE))["place_code"] == "error"


DIVISIONS = {"999901": "云岭县", HERE: "沙沟镇", ELSEWHERE: "清泉乡", HERE + "001": "南关社区", HERE + "201": "东庄村"}


@pytest.mark.parametrize(
    ("division", "name", "rule"),
    [
        (HERE, "", ""),
        (HERE, "沙沟镇", ""),
        (HERE, "清泉乡", "division_code"),
        ("999901777", "", "division_code"),
        ("99990", "", "division_code"),
        ("９９９９０１", "", "division_code"),
        ("999901105", "沙沟乡", "division_range"),
        ("999901900", "沙沟乡", "division_range"),
        (HERE + "201", "", ""),
        (HERE + "001", "", ""),
    ],
)
def test_division_codes_and_names(division: str, name: str, rule: str) -> None:
    found = spoken(judged("和顺路", T, division=division, division_name=name, divisions=DIVISIONS))
    assert found.get(rule, "") == ("error" if rule else "")
    assert rule or found == {}


def test_a_units_own_code_is_not_anothers() -> None:
    assert spoken(judged("龙泉乡", D, division=ELSEWHERE, divisions=DIVISIONS)) == {"division_code": "error"}
    assert spoken(judged("龙泉乡", D, division=ELSEWHERE, divisions=DIVISIONS, renames="清泉乡")) == {}
    assert spoken(judged("龙泉乡", D, division="999901201", divisions=DIVISIONS)) == {}
    assert spoken(judged("龙泉乡", D, division="999901101", divisions=DIVISIONS)) == {"division_range": "error"}
    assert spoken(judged("西庄村", C, division=HERE, divisions=DIVISIONS)) == {}
    assert spoken(judged("西庄村", C, division=HERE + "201", divisions=DIVISIONS)) == {"division_code": "error"}


def test_class_codes() -> None:
    assert spoken(judged("和顺路", T, class_code="22200")) == {"class_code": "warning"}
    assert spoken(judged("凉风亭", PlaceKind.OTHER, class_code="26210")) == {}
    assert spoken(judged("凉风台", PlaceKind.OTHER, class_code="26210")) == {"class_code": "warning"}


def test_spellings_are_judged_with_the_name() -> None:
    assert spoken(judged("和顺路", T, spelling="Héshùn Lù")) == {}
    assert spoken(judged("和顺路", T, spelling="Heshun Road"))["spelling"] == "error"


def test_an_override_is_a_record_and_stays_in_sight() -> None:
    reason = Override(rule="naming.foreign", reason="清末设埠时的旧名", by="王芳")
    judgement = judged("巴黎花园", R, overrides=[reason])
    assert judgement.verdict is Verdict.OK
    [finding] = judgement.findings
    assert (finding.rule, finding.severity) == ("naming.foreign", Severity.INFO)
    assert "清末设埠时的旧名" in finding.message
    assert "原为错误" in finding.message
    [(before, given)] = judgement.overridden
    assert (before.severity, given.by) == (Severity.ERROR, "王芳")


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_override_without_a_reason_counts_for_nothing(reason: str) -> None:
    judgement = judged("巴黎花园", R, overrides=[Override(rule="naming.foreign", reason=reason)])
    assert spoken(judgement) == {"foreign": "error", "override": "error"}
    assert judgement.overridden == ()


def test_a_block_is_not_overridden() -> None:
    judgement = judged("和顺路", T, near("和顺路"), overrides=[Override(rule="naming.duplicate", reason="就要")])
    assert judgement.verdict is Verdict.BLOCK
    assert spoken(judgement)["override"] == "error"


def test_an_override_of_nothing_is_noticed() -> None:
    assert spoken(judged("和顺路", T, overrides=[Override(rule="naming.foreign", reason="x")])) == {"override": "info"}
