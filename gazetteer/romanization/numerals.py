"""Numerals in names (1984 rules, 6 and 7): written in letters, but street ordinals and codes in digits."""

from __future__ import annotations

import re

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMERAL = "〇零一二三四五六七八九十百"
ORDINAL_GENERICS = ("马路", "环路", "大街", "路", "街", "巷", "弄", "条", "道")
"""Generic terms of streets before which a numeral is an ordinal and written in digits."""
NUMERALS_THAT_ARE_NAMES = frozenset(
    {"五一", "五四", "五七", "六一", "七一", "八一", "三八", "二七", "十一", "九一八", "一二九", "七七", "五卅"}
)
"""Days and events by which streets are called: 三八路 is Sānbā Lù."""
SPECIFICS_ENDING_IN_A_NUMERAL = ("东四", "西四", "经", "纬")
"""Specific parts that an ordinal follows, so that 东四十二条 is Dōngsì 12 Tiáo."""
_ENDING = re.compile(rf"(?P<head>.*?)(?P<ordinal>第)?(?P<numeral>[{NUMERAL}]+)$")


def value_of(numeral: str) -> int | None:
    """一 to 九百九十九 as a number; None for anything that is not written as a numeral is."""
    if not re.fullmatch(rf"[{NUMERAL}]+", numeral):
        return None
    hundreds, found, rest = numeral.rpartition("百")
    if not found:
        return _below_hundred(rest)
    high = _below_hundred(hundreds)
    low = 0 if not rest else _below_hundred(rest.removeprefix("零").removeprefix("〇"))
    return None if high is None or low is None or not 1 <= high <= 9 else high * 100 + low


def _below_hundred(numeral: str) -> int | None:
    tens, found, ones = numeral.partition("十")
    if not found:
        return DIGITS.get(numeral) if len(numeral) == 1 else None
    if len(tens) > 1 or len(ones) > 1 or (tens and tens not in DIGITS) or (ones and ones not in DIGITS):
        return None
    return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)


def street_ordinal(specific: str) -> tuple[str, str] | None:
    """What comes before the ordinal that ends a street's specific part, and the ordinal as written in digits.

    东四十二 → (东四, "12"), 第九 → ("", "Dì-9"); None when the numeral is a name (三八) or there is none.
    """
    head = next((known for known in SPECIFICS_ENDING_IN_A_NUMERAL if specific.startswith(known)), "")
    match = _ENDING.fullmatch(specific[len(head) :])
    if match is None or (not head and not match["head"] and match["numeral"] in NUMERALS_THAT_ARE_NAMES):
        return None
    number = value_of(match["numeral"])
    if number is None:
        return None
    return head + match["head"], f"Dì-{number}" if match["ordinal"] else str(number)
