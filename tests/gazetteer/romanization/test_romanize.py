"""Spelling: the national rules' own examples, the county's names, and never a silent guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.categories import PlaceKind
from gazetteer.romanization import DecidedBy, ReadingTables, audit, break_line, romanize
from gazetteer.romanization.dictionary import readings_of
from gazetteer.romanization.numerals import value_of
from gazetteer.romanization.syllables import bare, toneless
from gazetteer.romanization.usual_readings import USUAL

D, S, T, N = PlaceKind.DIVISION, PlaceKind.SETTLEMENT, PlaceKind.STREET, PlaceKind.NATURAL_ENTITY
F, C, R = PlaceKind.FACILITY, PlaceKind.COMMITTEE_SEAT, PlaceKind.RESIDENTIAL_OR_BUILDING

GOLD = [
    ("正宁县", D, "Zhèngníng Xiàn"), ("西坡镇", D, "Xīpō Zhèn"), ("榆林子镇", D, "Yúlínzǐ Zhèn"),
    ("山河镇", D, "Shānhé Zhèn"), ("宫河镇", D, "Gōnghé Zhèn"), ("永和镇", D, "Yǒnghé Zhèn"),
    ("永正镇", D, "Yǒngzhèng Zhèn"), ("三嘉乡", D, "Sānjiā Xiāng"), ("罗川村", S, "Luóchuāncūn"),
    ("五顷塬回族乡", D, "Wǔqǐngyuán Huízú Xiāng"), ("周家镇", D, "Zhōujiā Zhèn"), ("周家镇", S, "Zhōujiāzhèn"),
    ("子午岭", N, "Zǐwǔ Lǐng"), ("长庆桥镇", D, "Chángqìngqiáo Zhèn"), ("长武县", D, "Chángwǔ Xiàn"),
    ("旬邑县", D, "Xúnyì Xiàn"), ("解家川", S, "Xièjiāchuān"), ("西安市", D, "Xī'ān Shì"),
    ("陕西省", D, "Shǎnxī Shěng"), ("蔚县", D, "Yù Xiàn"), ("吴堡县", D, "Wúbǔ Xiàn"), ("十里堡", S, "Shílǐpù"),
    ("大黄堡", S, "Dàhuángbǎo"), ("柏林村", S, "Bǎilíncūn"), ("咀头村", S, "Zuǐtóucūn"), ("圪塔村", S, "Gēdacūn"),
    ("吕家沟", N, "Lǚjiā Gōu"), ("吕家沟", S, "Lǚjiāgōu"), ("二马路", T, "2 Mǎlù"), ("经五路", T, "Jīng 5 Lù"),
    ("东四十二条", T, "Dōngsì 12 Tiáo"), ("第九弄", T, "Dì-9 Lòng"), ("1203高地", N, "1203 Gāodì"),
    ("三环路", T, "3 Huánlù"), ("大川淀一巷", T, "Dàchuāndiàn 1 Xiàng"), ("三八路", T, "Sānbā Lù"),
    ("黑龙江省", D, "Hēilóngjiāng Shěng"), ("景德镇市", D, "Jǐngdézhèn Shì"), ("通县", D, "Tōng Xiàn"),
    ("包头胡同东巷", T, "Bāotóu Hútòng Dōngxiàng"), ("朝阳门内大街", T, "Cháoyángménnèi Dàjiē"),
    ("东直门外南后街", T, "Dōngzhíménwài Nánhòujiē"), ("建瓯市", D, "Jiàn'ōu Shì"), ("天峨县", D, "Tiān'é Xiàn"),
    ("五指山", N, "Wǔzhǐ Shān"), ("第二松花江", N, "Dì'èr Sōnghuā Jiāng"), ("二道沟", N, "Èrdào Gōu"),
    ("西辽河", N, "Xīliáo Hé"), ("潮白新河", N, "Cháobái Xīnhé"), ("景山后街", T, "Jǐngshān Hòujiē"),
    ("太行山", N, "Tàiháng Shān"), ("江苏省", D, "Jiāngsū Shěng"), ("西峰镇", D, "Xīfēng Zhèn"),
    ("王村", S, "Wángcūn"), ("周口店", S, "Zhōukǒudiàn"), ("龙王集", S, "Lóngwángjí"), ("左权县", D, "Zuǒquán Xiàn"),
    ("欧阳海水库", F, "Ōuyánghǎi Shuǐkù"), ("东关村", C, "Dōngguāncūn"),
    ("东关村村民委员会", C, "Dōngguān Cūn Cūnmín Wěiyuánhuì"), ("中山东路", T, "Zhōngshān Dōnglù"),
    ("积石山保安族东乡族撒拉族自治县", D, "Jīshíshān Bǎo'ānzú Dōngxiāngzú Sālāzú Zìzhìxiàn"),
    ("阳光花苑", R, "Yángguāng Huāyuàn"), ("古城步行街", T, "Gǔchéng Bùxíngjiē"),
    ("青兰高速公路", F, "Qīnglán Gāosù Gōnglù"), ("308国道", T, "308 Guódào"), ("省道303", T, "Shěngdào 303"), ("国道312线", T, "Guódào 312 Xiàn"), ("青兰高速公路", T, "Qīnglán Gāosù Gōnglù"),
    ("G69银百高速", T, "G69 Yínbǎi Gāosù"), ("12号路", T, "12 Hào Lù"), ("文化路北段", T, "Wénhuàlù Běiduàn"),
    ("南街社区", D, "Nánjiē Shèqū"), ("经济技术开发区", D, "Jīngjì Jìshù Kāifāqū"), ("新区", D, "Xīn Qū"),
    ("博尔塔拉蒙古自治州", D, "Bó'ěrtǎlā Měnggǔ Zìzhìzhōu"), ("过家店", S, "Guōjiādiàn"),
    ("南大街", T, "Nán Dàjiē"), ("向东路", T, "Xiàngdōng Lù"), ("文化大街", T, "Wénhuà Dàjiē"),
]  # fmt: skip

READ_OTHERWISE = [
    ("台州市", "Tāizhōu Shì"), ("天台县", "Tiāntāi Xiàn"), ("丽水市", "Líshuǐ Shì"), ("六安市", "Lù'ān Shì"),
    ("铅山县", "Yánshān Xiàn"), ("乐亭县", "Làotíng Xiàn"), ("乐清市", "Yuèqīng Shì"), ("乐山市", "Lèshān Shì"),
    ("番禺区", "Pānyú Qū"), ("东莞市", "Dōngguǎn Shì"), ("涡阳县", "Guōyáng Xiàn"), ("单县", "Shàn Xiàn"),
    ("荥阳市", "Xíngyáng Shì"), ("荥经县", "Yíngjīng Xiàn"), ("浚县", "Xùn Xiàn"), ("泌阳县", "Bìyáng Xiàn"),
    ("中牟县", "Zhōngmù Xiàn"), ("牟定县", "Móudìng Xiàn"), ("尉犁县", "Yùlí Xiàn"), ("尉氏县", "Wèishì Xiàn"),
    ("长子县", "Zhǎngzǐ Xiàn"), ("长治市", "Chángzhì Shì"), ("洪洞县", "Hóngtóng Xiàn"), ("应县", "Yìng Xiàn"),
    ("任丘市", "Rénqiū Shì"), ("大城县", "Dàichéng Xiàn"), ("枞阳县", "Zōngyáng Xiàn"), ("蚌埠市", "Bèngbù Shì"),
    ("厦门市", "Xiàmén Shì"), ("莘县", "Shēn Xiàn"), ("济南市", "Jǐnán Shì"), ("监利市", "Jiànlì Shì"),
    ("犍为县", "Qiánwéi Xiàn"), ("百色市", "Bǎisè Shì"), ("重庆市", "Chóngqìng Shì"), ("曲阜市", "Qūfù Shì"),
    ("华阴市", "Huàyīn Shì"), ("宕昌县", "Tànchāng Xiàn"), ("玛曲县", "Mǎqǔ Xiàn"), ("会宁县", "Huìníng Xiàn"),
    ("长春市", "Chángchūn Shì"), ("扎兰屯市", "Zhālántún Shì"), ("盖州市", "Gàizhōu Shì"), ("泊头市", "Bótóu Shì"),
    ("会稽山", "Kuàijī Shān"), ("西藏自治区", "Xīzàng Zìzhìqū"), ("句容市", "Jùróng Shì"), ("石家庄市", "Shíjiāzhuāng Shì"),
    ("葛洲坝", "Gězhōubà"), ("太行山", "Tàiháng Shān"), ("罗布泊", "Luóbùpō"), ("阿城区", "Āchéng Qū"),
    ("六枝特区", "Liùzhī Tèqū"), ("龟兹", "Qiūcí"), ("吐谷浑", "Tǔyùhún"), ("纸坊", "Zhǐfáng"), ("乐陵市", "Làolíng Shì"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind", "expected"), GOLD)
def test_names_are_spelled_as_the_rules_say(name: str, kind: PlaceKind, expected: str) -> None:
    spelled = romanize(name, kind)
    assert (spelled.toned, spelled.unresolved) == (expected, ())


@pytest.mark.parametrize(("name", "expected"), READ_OTHERWISE)
def test_names_read_otherwise_than_words_are_right_or_flagged(name: str, expected: str) -> None:
    kind = N if name.endswith("山") else D if name[-1] in "市县区" else S
    spelled = romanize(name, kind)
    assert spelled.toned == expected or spelled.unresolved


def test_most_of_them_are_right() -> None:
    right = [name for name, expected in READ_OTHERWISE if bare(romanize(name, D).toned) == bare(expected)]
    assert len(right) >= 0.95 * len(READ_OTHERWISE)


@pytest.mark.parametrize("name", ["员村", "朴村", "那坡", "华坪", "观山", "过村"])
def test_a_surname_that_is_also_a_word_is_left_to_a_person_without_its_home(name: str) -> None:
    assert [reading.character for reading in romanize(name, S).unresolved] == [name[0]]
    assert romanize(f"{name[0]}家{name[1]}", S).unresolved == ()


def test_what_no_layer_settles_is_left_to_a_person() -> None:
    assert [r.character for r in romanize("湫头镇", D).unresolved] == ["湫"]
    tables = ReadingTables(county={"湫头": ("qiū", "tóu")})
    settled = romanize("湫头镇", D, tables=tables)
    assert settled.toned == "Qiūtóu Zhèn"
    assert settled.readings[0].decided_by is DecidedBy.COUNTY
    proposed = romanize("湫头镇", D, tables=ReadingTables(proposed={"湫头": ("qiū", "tóu")}))
    assert (proposed.toned, [r.character for r in proposed.unresolved]) == ("Qiūtóu Zhèn", ["湫"])


def test_an_approved_reading_of_the_place_beats_everything() -> None:
    tables = ReadingTables(overrides={"湫头村": ("jiǎo", "tóu", "cūn")}, county={"湫头": ("qiū", "tóu")})
    spelled = romanize("湫头村", S, tables=tables)
    assert spelled.toned == "Jiǎotóucūn"
    assert {r.decided_by for r in spelled.readings} == {DecidedBy.OVERRIDE}


def test_a_character_without_a_reading_is_named_and_nothing_is_spelled() -> None:
    spelled = romanize("𣵦沽", S)
    assert (spelled.toned, spelled.plain, spelled.sign) == ("", "", "")
    [finding] = spelled.findings
    assert (finding.rule, finding.value) == ("romanization.unknown_character", "𣵦")


@pytest.mark.parametrize("name", ["", "  ", "🏠村", "{{7*7}}", "<script>", "'; DROP TABLE"])
def test_nothing_typed_can_break_it(name: str) -> None:
    spelled = romanize(name, S)
    assert spelled.findings
    assert spelled.toned == ""


def test_a_suffix_is_a_syllable_or_an_r_as_people_say() -> None:
    assert [r.character for r in romanize("花儿沟", S).unresolved] == ["儿"]
    assert romanize("花儿沟", S, tables=ReadingTables(county={"花儿": ("huā", "r")})).toned == "Huārgōu"


def test_the_class_code_tells_the_kind() -> None:
    assert romanize("周家镇", class_code="22200").toned == "Zhōujiāzhèn"


def test_forms_for_signs_and_machines() -> None:
    spelled = romanize("吕家沟", N)
    assert (spelled.plain, spelled.sign) == ("Lüjia Gou", "LÜJIA GOU")
    assert romanize("陕西省", D).fixed == "Shaanxi"


@pytest.mark.parametrize(
    ("name", "stored", "rules"),
    [
        ("正宁县", "Zhèngníng Xiàn", []),
        ("正宁县", "ZHENGNING XIAN", []),
        ("正宁县", "Zhengning County", ["romanization.english", "romanization.differs"]),
        ("正宁县", "Zhèngníngxiàn", ["romanization.differs"]),
        ("吕家沟", "Lvjiagou", ["romanization.umlaut", "romanization.differs"]),
        ("西安市", "Xīān Shì", ["romanization.differs"]),
        ("正宁县", "zhèngníng Xiàn", ["romanization.capital", "romanization.differs"]),
        ("正宁县", "Zhèng-níng Xiàn", ["romanization.hyphen", "romanization.differs"]),
        ("正宁县", "Zhèngníng Xian", ["romanization.mixed_tones", "romanization.differs"]),
        ("正宁县", "", ["romanization.missing"]),
    ],
)
def test_stored_spellings_are_audited(name: str, stored: str, rules: list[str]) -> None:
    kind = S if name == "吕家沟" else D
    assert [finding.rule for finding in audit(name, stored, kind)] == rules


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("一", 1), ("十", 10), ("十二", 12), ("四十二", 42), ("一百零五", 105), ("三八", None), ("十十", None)],
)
def test_numerals(numeral: str, value: int | None) -> None:
    assert value_of(numeral) == value


def test_lines_break_by_syllable() -> None:
    spelled = romanize("积石山保安族东乡族撒拉族自治县", D)
    lines = break_line(spelled.syllables, 12)
    assert all(len(line) <= 12 for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == spelled.toned.replace(" ", "")


HAN = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)


@given(HAN, st.sampled_from(list(PlaceKind)))
def test_spelling_is_stable_and_keeps_every_syllable(name: str, kind: PlaceKind) -> None:
    first, second = romanize(name, kind), romanize(name, kind)
    assert first == second
    assert len(first.readings) == len(name)
    if first.toned:
        letters = "".join(r.reading for r in first.readings)
        if not any(c.isdigit() for c in first.toned):
            assert bare(first.toned) == bare(letters)
        assert toneless(first.toned) == first.plain


@given(HAN)
def test_a_character_with_several_readings_is_never_settled_without_a_layer(name: str) -> None:
    for reading in romanize(name, S).readings:
        if reading.decided_by is DecidedBy.CHARACTER and len(readings_of(reading.character)) > 1:
            assert USUAL[reading.character] == reading.reading
