"""Door numbers: 128号, 128-3号, 128附3号, 128号之三, 甲128号; how they are read, written and ordered.

Whether 附, 之 or a hyphen is used differs between places; what was written is kept (`style`), while
`key` says which numbers are the same number. 128号之三 is written 128之3号: with 号 last, a room that
follows in an address cannot run into the sub-number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import total_ordering

from gazetteer.errors import Refused
from gazetteer.terms import Term

STEMS = "甲乙丙丁戊己庚辛壬癸"
MAX_NUMBER = 99_999
LONGEST_QUOTED = 40


class SubStyle(Term):
    """How a sub-number (附号) is written."""

    NONE = "none", "无附号", "no sub-number"
    HYPHEN = "hyphen", "短横（128-3号）", "hyphen"
    ATTACHED = "attached", "附（128附3号）", "attached"
    OF = "of", "之（128之3号）", "of"


@total_ordering
@dataclass(frozen=True, slots=True)
class DoorNumber:
    """A door number. `stem` is one of 甲乙丙…, written before the number; `sub` is 0 when there is none.

    Ordered as one walks along the street: 128, 128-1, 128-2, 甲128, 129. Raises ValueError for numbers
    outside 1 to MAX_NUMBER.
    """

    number: int
    sub: int = 0
    stem: str = ""
    style: SubStyle = SubStyle.NONE

    def __post_init__(self) -> None:
        if not 1 <= self.number <= MAX_NUMBER or not 0 <= self.sub <= MAX_NUMBER:
            raise ValueError(f"门牌号应在 1 至 {MAX_NUMBER} 之间：{self.number}，附号 {self.sub}")
        if self.stem not in STEMS or len(self.stem) > 1:
            raise ValueError(f"号前缀应为{STEMS}之一：{self.stem!r}")
        if bool(self.sub) is (self.style is SubStyle.NONE):
            raise ValueError("有附号就要写明附号的样式，没有就不写")

    @property
    def key(self) -> tuple[int, int, int]:
        """What identifies the number within its street or group, however it is written."""
        return (self.number, STEMS.index(self.stem) + 1 if self.stem else 0, self.sub)

    @property
    def is_odd(self) -> bool:
        """Parity of the main number: a sub-number stands on the side of its parent."""
        return self.number % 2 == 1

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, DoorNumber):
            return NotImplemented
        return (*self.key, self.style) < (*other.key, other.style)

    def __str__(self) -> str:
        written = {
            SubStyle.NONE: f"{self.number}号",
            SubStyle.HYPHEN: f"{self.number}-{self.sub}号",
            SubStyle.ATTACHED: f"{self.number}附{self.sub}号",
            SubStyle.OF: f"{self.number}之{self.sub}号",
        }[self.style]
        return self.stem + written


_DIGITS = "〇零一二三四五六七八九"
_NUMERAL = rf"[0-9]+|[{_DIGITS}十百千]+"
_NUMBER = re.compile(
    rf"(?P<stem>[{STEMS}]?)(?P<number>{_NUMERAL})"
    rf"(?:-(?P<hyphen>{_NUMERAL})号?|附(?P<attached>{_NUMERAL})号?|号附(?P<attached_late>{_NUMERAL})号?"
    rf"|号?之(?P<of>{_NUMERAL})号?|号?(?P<late_stem>[{STEMS}])号?|号)?"
)
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—－−"), "-")  # noqa: RUF001  (the marks people type for a hyphen)


def parse_number(text: str) -> DoorNumber:
    """Reads a door number as people write it: full-width digits, Chinese numerals, any hyphen, 号 or not.

    Raises Refused (`numbering.form`, `numbering.leading_zero`, `numbering.range`, `numbering.sub_of_sub`)
    naming the text; nothing is guessed.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS).replace("號", "号").strip().replace(" ", "")
    found = _NUMBER.fullmatch(plain)
    if not found or (found["stem"] and found["late_stem"]):
        raise _unreadable(text, plain)
    style, sub = _sub_number(found)
    numerals = [found["number"], *([sub] if sub else [])]
    if any(len(numeral) > 1 and numeral.startswith(("0", "零", "〇")) for numeral in numerals):
        raise Refused.because(
            "numbering.leading_zero", f"门牌号“{_shown(text)}”以 0 开头", remedy="去掉前面的 0", subject=text
        )
    values = [_value(numeral) for numeral in numerals]
    if None in values:
        raise _unreadable(text, plain)
    number, sub_number = (*(value or 0 for value in values), 0)[:2]
    try:
        return DoorNumber(number, sub_number, found["stem"] or found["late_stem"] or "", style)
    except ValueError:
        message = f"门牌号“{_shown(text)}”应在 1 至 {MAX_NUMBER} 之间"
        raise Refused.because("numbering.range", message, remedy="核对号码", subject=text) from None


def _sub_number(found: re.Match[str]) -> tuple[SubStyle, str]:
    for style, group in (
        (SubStyle.HYPHEN, "hyphen"),
        (SubStyle.ATTACHED, "attached"),
        (SubStyle.ATTACHED, "attached_late"),
        (SubStyle.OF, "of"),
    ):
        if found[group]:
            return style, found[group]
    return SubStyle.NONE, ""


def _value(numeral: str) -> int | None:
    """The value of Arabic digits, positional Chinese digits (一二八) or a counted numeral (一百二十八).

    None when the numeral is not one (十十). Longer than nine digits counts as one too many, not as a number.
    """
    if numeral.isascii():
        return int(numeral[:9])
    if not set(numeral) & set("十百千"):
        return int("".join(str(max(0, _DIGITS.index(digit) - 1)) for digit in numeral[:9]))
    total, digit, last_unit = 0, None, 10_000
    for sign in numeral:
        if sign in "十百千":
            unit = {"十": 10, "百": 100, "千": 1000}[sign]
            if unit >= last_unit or (digit is None and not (sign == "十" and total == 0)):
                return None
            total, digit, last_unit = total + (digit or 1) * unit, None, unit
        elif digit:
            return None
        else:
            digit = max(0, _DIGITS.index(sign) - 1)
    return total + (digit or 0)


def _unreadable(text: str, plain: str) -> Refused:
    if len(re.findall(r"[-附之]", plain)) > 1:
        return Refused.because(
            "numbering.sub_of_sub",
            f"门牌号“{_shown(text)}”在附号下又编附号",
            remedy="附号下不再编附号，请改编为并列的附号",
            subject=text,
        )
    return Refused.because(
        "numbering.form",
        f"门牌号“{_shown(text)}”无法识别",
        remedy="写成 128号、128-3号、128附3号、128之3号 或 甲128号",
        subject=text,
    )


def _shown(text: str) -> str:
    """A text as a sentence quotes it: not longer than a person reads."""
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…"
