"""The sign itself."""

from typing import Any

import pytest

from gazetteer.numbering.signs import SIGN_RULES
from tests.gazetteer.numbering.registers import door, judged


def test_one_code_on_two_plates() -> None:
    register = [door("a", "1号", qr_id="Q"), door("b", "2号", qr_id="Q"), door("c", "3号", qr_id=None)]
    (finding,) = judged(SIGN_RULES, "N24", register)
    assert (finding.rule, finding.subject, finding.related) == ("plates.qr_twice", "b", ("a",))


def test_one_identity_on_two_plates() -> None:
    (finding,) = judged(SIGN_RULES, "N24", [door("a", "1号"), door("a", "2号"), door("b", "3号")])
    assert (finding.rule, finding.subject) == ("numbering.identity_twice", "a")


def test_a_signature_that_does_not_hold() -> None:
    register = [door(str(n), f"{n}号", qr_id=f"Q{n}", qr_valid=valid) for n, valid in enumerate((True, False, None), 1)]
    (finding,) = judged(SIGN_RULES, "N24", register)
    assert (finding.rule, finding.subject) == ("numbering.signature", "2")


def test_activated_plates_lack_something_once_for_a_township() -> None:
    def activated(identity: str, town: str = "110101001", **more: Any) -> dict[str, Any]:
        return door(identity, "1号", status="activated", division=f"{town}001", **{"photo": True, **more})

    register = [
        activated("a", photo=None),
        activated("b", photo=False),
        activated("c"),
        activated("d", "110101002", photo=None),
    ]
    register.append(door("e", "2号", photo=None))
    found = judged(SIGN_RULES, "N19", register)
    assert [(f.subject, f.value, f.related) for f in found] == [
        ("110101001", "2", ("a", "b")),
        ("110101002", "1", ("d",)),
    ]
    assert "没有照片" in found[0].message


@pytest.mark.parametrize(
    ("face", "name", "number"),
    [
        ("云岭路128号", "云岭路", "128号"),
        ("云岭路128", "云岭路", "128号"),
        ("云岭路 １２８ 號", "云岭路", "128"),
        ("云岭路128附3号", "云岭路", "128-3号"),
        ("河口镇青石村三组12号", "三组", "12号"),
        ("青石村3组12号", "三组", "12号"),
        ("青石村三组12号", "3组", "12号"),
        ("青石村十二社12号", "12社", "12号"),
        ("云岭路", "云岭路", ""),
    ],
)
def test_a_face_that_says_it_however_written(face: str, name: str, number: str) -> None:
    assert judged(SIGN_RULES, "N16", [door("a", number, face_text=face, space_name=name)]) == []


@pytest.mark.parametrize(
    ("face", "name", "number"),
    [
        ("岭云路128号", "云岭路", "128号"),
        ("云岭路12号", "云岭路", "128号"),
        ("云岭路1128号", "云岭路", "128号"),
        ("云岭路128号", "云岭路", "128-3号"),
        ("青石村4组12号", "三组", "12号"),
        ("三组十号院", "三组", "10号"),
    ],
)
def test_a_face_that_does_not(face: str, name: str, number: str) -> None:
    (finding,) = judged(SIGN_RULES, "N16", [door("a", number, face_text=face, space_name=name)])
    assert (finding.rule, finding.subject) == ("numbering.face_text", "a")
    assert face in finding.message
    assert name in finding.message


def test_a_street_that_was_renamed_is_one_finding_that_lists_the_plates() -> None:
    register = [door(str(n), f"{n}号", face_text=f"旧路{n}号", space_name="新路") for n in range(1, 9)]
    register += [door("new", "9号", face_text="新路9号", space_name="新路")]
    (finding,) = judged(SIGN_RULES, "N16", register)
    assert (finding.rule, finding.subject, len(finding.related)) == ("numbering.face_renamed", "g3", 8)
    assert "旧路1号" in finding.message


@pytest.mark.parametrize(("old", "new", "told"), [(5, 5, 5), (6, 5, 1), (4, 0, 4)])
def test_only_when_most_faces_and_several_say_otherwise(old: int, new: int, told: int) -> None:
    register = [door(f"o{n}", f"{n}号", face_text=f"旧路{n}号", space_name="新路") for n in range(1, old + 1)]
    register += [door(f"n{n}", f"{n}号", face_text=f"新路{n}号", space_name="新路") for n in range(20, 20 + new)]
    assert len(judged(SIGN_RULES, "N16", register)) == told


def test_gone_plates_and_buildings_are_not_compared() -> None:
    register = [door("a", "1号", face_text="旧", status="replaced"), door("b", "", face_text="东楼", kind="building")]
    assert judged(SIGN_RULES, "N16", register) == []


def test_a_kind_that_does_not_fit_is_one_finding_a_space() -> None:
    register = [
        *(door(f"s{n}", f"{n}号", space="r", space_kind="road", space_name="云岭路") for n in range(1, 4)),
        door("l", "5号", kind="large", space="r", space_kind="road", space_name="云岭路"),
        door("g", "6号"),
        door("lane", "7号", space_kind="lane"),
    ]
    (finding,) = judged(SIGN_RULES, "N17", register)
    assert finding.message == "路“云岭路”有 3 块小门牌，该处应为大门牌、中门牌"
    assert finding.related == ("s1", "s2", "s3")
