"""Characters, names, groups, totals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.findings import Severity
from gazetteer.numbering import Group, Judge
from gazetteer.numbering.wording import WORDING_RULES, check_groups, check_totals, plain_text
from tests.gazetteer.numbering.registers import PROFILE, door, judged

JUDGE = Judge(PROFILE)


@pytest.mark.parametrize(
    ("text", "plain", "reason"),
    [
        ("12号", "12号", ""),
        ("甲12附3号", "甲12附3号", ""),
        ("一巷（北）3号", "一巷（北）3号", ""),
        ("１２号", "12号", "全角字符"),
        ("12號", "12号", "繁体字或异体字“號”"),
        ("12 号", "12号", "空白或不可见字符"),
        ("12\u200b号", "12号", "空白或不可见字符"),
        ("\u2f00巷", "一巷", "兼容字形"),
        ("\u041012号", "\u041012号", "形近的外文字母“\u0410”"),
    ],
)
def test_what_is_not_plain(text: str, plain: str, reason: str) -> None:
    found, reasons = plain_text(text)
    assert (found, "、".join(reasons)) == (plain, reason)


@given(st.text(max_size=12))
def test_what_is_made_plain_stays_so(text: str) -> None:
    plain, _ = plain_text(text)
    again, reasons = plain_text(plain)
    assert again == plain
    assert [reason for reason in reasons if not reason.startswith("形近")] == []


def test_a_strange_character_is_named_once_with_the_plain_form() -> None:
    (finding,) = judged(WORDING_RULES, "N26", [door("a", "12號"), door("b", "13号")])
    assert (finding.subject, finding.column, finding.severity) == ("a", "门牌号", Severity.ERROR)
    assert finding.remedy == "写作“12号”"
    (wide,) = judged(WORDING_RULES, "N26", [door("a", "１２号")])
    assert wide.severity is Severity.WARNING


def test_a_street_whose_name_nobody_approved_is_one_finding() -> None:
    register = [door(str(n), f"{n}号", space="r", space_name="云岭路", name_approved=False) for n in (1, 2)]
    register += [door("3", "3号", name_approved=True), door("4", "4号", space="u", name_approved=None)]
    (finding,) = judged(WORDING_RULES, "N21", register)
    assert (finding.subject, finding.value) == ("r", "云岭路")
    assert "2 块" in finding.message


def groups(*named: tuple[str, int | None], village: str = "青石村") -> list[Group]:
    return [Group(f"{village}{place}", name, number, village) for place, (name, number) in enumerate(named)]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (groups(("一组", 1), ("二组", 2), ("三组", 3)), ""),
        (groups(("一组", 1), ("四组", 4)), "缺 2–3 组"),
        (groups(("一组", 1), ("1组", 1)), "1 组重复"),
        (groups(("一组", 1), ("二社", 2)), "社、组混用"),
        (groups(("前湾组", None), ("后湾组", None)), ""),
    ],
)
def test_groups_of_a_village(own: list[Group], said: str) -> None:
    found = list(check_groups(own, JUDGE))
    assert len(found) == bool(said)
    assert said in "".join(finding.message for finding in found)


def test_totals_against_what_was_published() -> None:
    found = list(check_totals({"small": 9, "large": 2}, {"small": 10, "large": 2}, {"small": "小门牌"}, JUDGE))
    assert [finding.message for finding in found] == ["小门牌登记 9 块，公布 10 块，少 1 块"]
