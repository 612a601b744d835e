"""Rules about the name by itself: parts, class, scale, characters, marks, words."""

from __future__ import annotations

import re
from datetime import date

import pytest

from gazetteer.categories import PlaceKind
from gazetteer.findings import Severity
from gazetteer.romanization.dictionary import is_standard
from gazetteer.rules import RULES, Candidate, Verdict, explain, shipped_rulebook
from gazetteer.rules.parts import NEEDS_GENERIC, split_parts, terms_of
from gazetteer.rules.rulebook import Match
from gazetteer.rules.standard_table import level_of_character, standard_form
from gazetteer.rules.tables import read_table
from tests.gazetteer.rules.asking import DAY, C, D, F, N, R, S, T, judged, spoken


@pytest.mark.parametrize(
    ("name", "kind", "specific", "generic"),
    [
        ("长安街", T, "长安", "街"),
        ("平安大道", T, "平安", "大道"),
        ("南关村", C, "南关", "村"),
        ("南关村村民委员会", C, "南关村", "村民委员会"),
        ("张家沟", S, "张家", "沟"),
        ("景德镇市", D, "景德镇", "市"),
        ("云岭回族乡", D, "云岭", "乡"),
        ("沙沟水库", F, "沙沟", "水库"),
        ("六盘山", N, "六盘", "山"),
        ("马莲", S, "马莲", ""),
        ("路", T, "路", ""),
    ],
)
def test_a_name_is_taken_apart(name: str, kind: PlaceKind, specific: str, generic: str) -> None:
    parts = split_parts(name, kind)
    assert (parts.specific, parts.generic) == (specific, generic)


def test_every_kind_that_needs_a_term_has_some() -> None:
    assert all(terms_of(kind) for kind in NEEDS_GENERIC)


SOUND = [
    ("和顺路", T, {}),
    ("长安街", T, {"scale": {"width_m": 40}}),
    ("云岭回族乡", D, {"division": "999901200"}),
    ("南关村", C, {}),
    ("张家塬", S, {}),
    ("马莲台", S, {}),
    ("青年新村", R, {}),
    ("1203高地", N, {}),
    ("东四十二条", T, {}),
    ("三八路", T, {}),
    ("五一村", C, {}),
    ("皇甫村", C, {}),
    ("柏家村", C, {}),
    ("公主岭市", D, {"division": "999901"}),
    ("北京东路", T, {}),
    ("东关村民委员会", C, {}),
    ("南环路东段", T, {}),
    ("二马路", T, {}),
    ("三环路", T, {}),
    ("凯里路", T, {}),
    ("上街路", T, {}),
    ("六枝特区", D, {"division": "999901"}),
    ("幸福里", R, {}),
    ("县委家属院", R, {}),
    ("G22云岭高速", F, {}),
    ("屠家村", C, {}),
    ("312国道", T, {}),
    ("沙沟大桥", F, {}),
    ("阳光花园小区", R, {}),
    ("龙泉街道", D, {"division": "999901001"}),
]


@pytest.mark.parametrize(("name", "kind", "more"), SOUND, ids=[name for name, *_ in SOUND])
def test_a_sound_name_passes(name: str, kind: PlaceKind, more: dict[str, object]) -> None:
    judgement = judged(name, kind, **more)
    assert spoken(judgement) == {}, judgement.findings
    assert judgement.verdict is Verdict.OK


FAULTS = [
    ("", T, "empty", "error"),
    ("路", T, "generic_missing", "error"),
    ("和平大厦", T, "generic_missing", "error"),
    ("幸福", C, "generic_missing", "error"),
    ("和平路街", T, "generic_doubled", "error"),
    ("阳光大厦广场", R, "generic_doubled", "error"),
    ("城关镇镇", PlaceKind.DIVISION, "generic_doubled", "error"),
    ("王家村村", PlaceKind.SETTLEMENT, "generic_doubled", "error"),
    ("清泉公园景区", PlaceKind.PARK_OR_RESERVE, "generic_doubled", "error"),
    ("二路", T, "ordinal_only", "warning"),
    ("第三村", C, "ordinal_only", "warning"),
    ("清泉高山流水四季如春花园小区北苑", R, "length", "warning"),
    ("周家镇", S, "generic_level", "warning"),
    ("阳光市", R, "generic_level", "warning"),
    ("東关村", C, "character_table", "error"),
    ("峯台村", C, "character_table", "error"),
    ("𣵦沽村", C, "character_table", "error"),
    ("㐀村", C, "character_table", "error"),
    ("\uf900村", C, "character_table", "error"),
    ("\u2f0a口村", C, "character_table", "error"),
    ("崾岘村", C, "character_rare", "warning"),
    ("红叶邨", S, "character_variant", "info"),
    ("\ue000家村", C, "invisible", "error"),
    ("南 关村", C, "invisible", "error"),
    ("南\u200b关村", C, "invisible", "error"),
    ("南·关村", C, "marks", "error"),
    ("南-关路", T, "marks", "error"),
    ("A座花园", R, "marks", "error"),
    ("南关（东）路", T, "marks", "error"),
    ("365路", T, "digits", "error"),
    ("南3关路", T, "digits", "error"),
    ("３号路", T, "digits", "error"),
    ("毛泽东路", T, "state_leader", "block"),
    ("朱德路", T, "state_leader", "block"),
    ("雷锋路", T, "person", "error"),
    ("孙悟空广场", R, "person", "error"),
    ("巴黎花园", R, "foreign", "error"),
    ("维斯特花园", R, "transliteration", "warning"),
    ("莱茵花园", R, "foreign", "error"),
    ("恒大花园", R, "company", "error"),
    ("环球广场", R, "exaggeration", "error"),
    ("中华大厦", R, "exaggeration", "error"),
    ("中南海花园", R, "state_landmark", "error"),
    ("天鞍门花园", R, "state_landmark_sound", "error"),
    ("皇家花园", R, "feudal", "error"),
    ("土豪大厦", R, "vulgar", "error"),
    ("太子花园", R, "feudal", "error"),
    ("太子寺", S, "feudal", "warning"),
    ("沟", S, "generic_missing", "warning"),
    ("公园里花园", R, "odd", "warning"),
    ("阳光花园二期", R, "generic_missing", "error"),
    ("一号路", T, "ordinal_only", "warning"),
    ("茅台路", T, "company", "warning"),
    ("京东路", T, "company", "error"),
    ("天下第一村", C, "exaggeration", "error"),
    ("鸥洲花园", R, "exaggeration_sound", "warning"),
    ("维多利亚花园", R, "foreign", "error"),
    ("白求恩路", T, "commemoration", "info"),
    ("列宁公园", PlaceKind.PARK_OR_RESERVE, "commemoration", "info"),
    ("万里路", T, "state_leader", "error"),
    ("小日本沟", S, "vulgar", "error"),
    ("泰山镇", D, "famous_entity", "error"),
    ("泰山", N, "famous_entity", "warning"),
    ("COCO小区", R, "marks", "error"),
]


@pytest.mark.parametrize(("name", "kind", "rule", "severity"), FAULTS, ids=[f"{n!r}-{r}" for n, _, r, _ in FAULTS])
def test_a_fault_is_found_and_weighed(name: str, kind: PlaceKind, rule: str, severity: str) -> None:
    judgement = judged(name, kind)
    assert spoken(judgement).get(rule) == severity, judgement.findings
    [finding] = [f for f in judgement.findings if f.rule == f"naming.{rule}"][:1]
    assert re.search("[\u4e00-\u9fff]", finding.message)
    assert finding.clause


def test_all_faults_are_told_at_once() -> None:
    found = spoken(judged("環球·巴黎365皇家广场", R, scale={"area_m2": 300}))
    assert {"character_table", "marks", "digits", "foreign", "feudal", "generic_scale"} <= set(found)


def test_words_that_are_something_else_are_left_alone() -> None:
    assert "foreign" not in spoken(judged("柏林沟村", C)), (
        "柏林 is a wood of cypresses unless it is the whole specific part"
    )
    assert spoken(judged("柏林花园", R))["foreign"] == "warning"
    assert "state_leader" not in spoken(judged("万里长城路", T)), "万里 is a word"
    assert "feudal" not in spoken(judged("王府井大街", T))
    assert "exaggeration" not in spoken(judged("中心街", T))


def test_the_longer_word_is_told_not_the_one_inside() -> None:
    found = [f for f in judged("塞纳河花园", R).findings if f.rule == "naming.foreign"]
    assert [f.value for f in found] == ["塞纳河"]


@pytest.mark.parametrize(
    ("name", "scale", "speaks"),
    [
        ("和顺大道", {"width_m": 30}, True),
        ("和顺大道", {"width_m": 60}, False),
        ("和顺路", {"width_m": 16}, False),
        ("和顺路", {"width_m": 8}, True),
        ("和顺巷", {"width_m": 8}, False),
        ("和顺巷", {"width_m": 20}, True),
        ("和顺路", {"length_m": 8}, False),
    ],
)
def test_streets_by_width(name: str, scale: dict[str, float], speaks: bool) -> None:
    judgement = judged(name, T, scale=scale)
    assert ("generic_scale" in spoken(judgement)) is speaks
    for finding in judgement.findings:
        assert "未核实" in finding.clause, "thresholds of another city are no law here"
        assert "如" in finding.remedy


def test_what_was_not_judged_is_said() -> None:
    judgement = judged("和顺路", T)
    reasons = {n.rule.id: n.because for n in judgement.not_judged}
    assert reasons["naming.generic_scale"] == "没有给出路宽"
    assert reasons["naming.duplicate"] == "没有给出周围的地名"
    assert "naming.marks" not in reasons


def test_the_table_of_characters_is_that_of_2013() -> None:
    rows = read_table("standard_characters")
    characters = {row["level"]: "" for row in rows}
    for row in rows:
        characters[row["level"]] += row["characters"]
    assert {level: len(set(held)) for level, held in characters.items()} == {"1": 3500, "2": 3000, "3": 1605}
    assert all(is_standard(character) for held in characters.values() for character in held)
    assert [level_of_character(c) for c in "村塬崾後"] == [1, 2, 3, 0]


def test_forms_lead_to_standard_characters() -> None:
    for row in read_table("traditional_forms"):
        assert level_of_character(row["standard"])
        assert not any(level_of_character(form) for form in row["forms"])
    after = standard_form("後")
    assert after is not None
    assert (after.character, after.agreed) == ("后", True)
    assert standard_form("后") is None


def test_law_is_dated() -> None:
    before = explain(Candidate(text="巴黎花园", kind=R), day=date(2017, 1, 1))
    assert spoken(before) == {}, "the lists of 2018 and the regulations of 2022 are not in force yet"
    assert shipped_rulebook(date(2017, 1, 1)).scopes == ()


def test_an_office_adds_its_own_words() -> None:
    row = {"list": "company", "term": "云顶集团", "match": "within", "severity": "error", "note": "本县企业",
           "source": "市场监管登记", "valid_from": "2026-01-01", "valid_to": "", "confidence": "confirmed"}  # fmt: skip
    book = shipped_rulebook(DAY).with_terms([row])
    candidate = Candidate(text="云顶集团花园", kind=R)
    assert spoken(explain(candidate, book=book))["company"] == "error"
    assert "company" not in spoken(explain(candidate, day=DAY))
    assert "foreign" in spoken(explain(Candidate(text="巴黎花园", kind=R), book=book)), "the shipped words stay"


def test_the_applicants_own_name() -> None:
    assert spoken(judged("云顶花园", R, applicant="某市云顶置业有限公司"))["applicant"] == "error"
    assert "applicant" not in spoken(judged("清泉花园", R, applicant="某市云顶置业有限公司"))


def test_rules_are_declared_once_and_whole() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.id.startswith("naming.") and rule.title and rule.clause for rule in RULES)


def test_lexicons_say_where_they_come_from() -> None:
    for row in read_table("lexicon"):
        assert row["source"], row
        assert row["confidence"] in {"confirmed", "summary", "single", "unverified"}, row
        assert row["match"] in set(Match), row
        assert Severity(row["severity"])
        assert row["valid_from"], row
