"""Numbers before their unit, in one form: 第三村民小组 → 3组, 一百二十八号 → 128号, 128号附3号 → 128-3号, 3幢 → 3号楼.

A numeral is rewritten only before a unit that is not itself followed by the generic term of a name
(一号路, 三户村, 八一社区 stay), so names keep their numerals.
"""

from __future__ import annotations

import re

from gazetteer.addresses.numerals import COUNTING, NUMERALS, numeral_value

STEMS = "甲乙丙丁戊己庚辛壬癸"
_NUMBER = rf"(?:[0-9]{{1,5}}|[{NUMERALS}]{{1,9}})"
_NOT_A_NAME = r"(?![村庄屯寨桥沟路街巷道弄区乡镇井矿站洞])"
_BUILDING_SIGN = r"号楼|#楼?|幢楼?|栋楼?"
_INNER = rf"(?:{_BUILDING_SIGN}|单元|[组社队层室户座])"
UNITS = re.compile(
    rf"(?<![0-9{NUMERALS}])(?:"
    rf"(?P<temporary>临时?)(?=[{STEMS}]?{_NUMBER}(?:[-附之]{_NUMBER})?(?:号(?!楼)|(?![\u4e00-\u9fff0-9#])))"
    rf"|第?(?P<n>{_NUMBER})(?:"
    rf"(?P<group>(?:(?:村民|居民)?小组|村民组|生产队|[组社队]){_NOT_A_NAME})"
    rf"|(?P<building>(?:{_BUILDING_SIGN}){_NOT_A_NAME})"
    rf"|(?P<sign>号?[-附之]|号?[~至到])(?P<m>{_NUMBER})(?!-?[0-9]|{_INNER})(?P<after>号?)(?!楼)"
    rf"|(?P<late>号?[{STEMS}]号?(?![\u4e00-\u9fff]))"
    rf"|(?P<late_temporary>号\(?临时?\)?(?![\u4e00-\u9fff0-9]))"
    rf"|(?P<number>号{_NOT_A_NAME}(?!社区|[点渠地种]|[\u4e00-\u9fff]{{1,3}}族))"
    rf"|(?P<unit>单元)|(?P<floor>(?:层|楼){_NOT_A_NAME})|(?P<room>室{_NOT_A_NAME}|户(?![\u4e00-\u9fff]))"
    r"))"
    rf"|(?<=[组路街巷])(?P<bare>[{NUMERALS}]{{1,9}})$"
)


LETTER_UNITS = re.compile(r"(?<=[0-9]) ?(HAOLOU|HAO|ZU|SHE|DUI|DANYUAN|LOU|CENG|SHI)(?![A-Z])(?: (?=[0-9]))?")
"""Units in letters, right behind their number."""
_LETTERS = {"HAOLOU": "号楼", "HAO": "号", "ZU": "组", "SHE": "组", "DUI": "组", "DANYUAN": "单元", "LOU": "层", "CENG": "层", "SHI": "室"}  # fmt: skip


ENGLISH_UNITS = re.compile(r"(?<![A-Z])(GROUP|BUILDING|UNIT|FLOOR|ROOM|NO) ?(?:NO ?)?([0-9]{1,4})(?![0-9])")
"""Units in English, before their number."""
_ENGLISH = {"GROUP": "组", "BUILDING": "号楼", "UNIT": "单元", "FLOOR": "层", "ROOM": "室", "NO": "号"}


def from_english(match: re.Match[str]) -> str:
    """How a match of ENGLISH_UNITS is written in canonical text."""
    return match[2] + _ENGLISH[match[1]]


def from_letters(match: re.Match[str]) -> str:
    """How a match of LETTER_UNITS is written in canonical text."""
    return _LETTERS[match[1]]


def in_one_form(match: re.Match[str]) -> str:
    """How a match of UNITS is written in canonical text; as it was when its numerals are none."""
    kind = match.lastgroup
    if kind in {"temporary", "bare"}:
        return "临时" if kind == "temporary" else _digits(match["bare"]) or match["bare"]
    if kind == "group" and (last := _last_numeral(match["n"])):
        return match.group()[: match.start("group") - match.start() - 1] + last + "组"
    number = _digits(match["n"])
    if number is None:
        return match.group()
    if match["sign"]:
        return _pair(match, number)
    if kind == "late":
        late = match["late"]
        return late.strip("号") + number + ("号" if "号" in late else "")
    return _WRITTEN[kind or ""].format(number)


def _last_numeral(numeral: str) -> str:
    """The group's number where a name ends in a numeral (五一 + 一组): groups are counted (十一组), not spelled digit by digit."""
    if numeral.isascii() or len(numeral) == 1 or any(sign in COUNTING for sign in numeral):
        return ""
    return _digits(numeral[-1]) or ""


_WRITTEN = {
    "group": "{}组",
    "building": "{}号楼",
    "late_temporary": "临时{}号",
    "number": "{}号",
    "unit": "{}单元",
    "floor": "{}层",
    "room": "{}室",
}


def _pair(match: re.Match[str], number: str) -> str:
    """A sub-number, or the two ends of a range: both written with 号 and rising, or joined by ~, 至, 到."""
    second, sign = _digits(match["m"]), match["sign"]
    if second is None:
        return match.group()
    has_sign = bool(match["after"]) or "号" in sign
    if sign.strip("号") in {"~", "至", "到"} or (sign == "号-" and match["after"] and int(second) > int(number)):
        return f"{number}~{second}号"
    return f"{number}-{second}" + ("号" if has_sign or sign in {"附", "之"} else "")


def _digits(numeral: str) -> str | None:
    if numeral.isascii():
        return numeral
    value = numeral_value(numeral)
    return None if value is None else str(value)
