"""Cutting canonical text into names of the dictionary, numbers with their units, and gaps nobody explains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from gazetteer.addresses.elsewhere import NAME_ENDINGS, Elsewhere
from gazetteer.addresses.levels import COUNTY_RANK
from gazetteer.addresses.lexicon import PREFIX, Candidate, Lexicon
from gazetteer.addresses.units import STEMS
from gazetteer.addresses.variants import PENALTIES, Written

GENERIC_AFTER_SHORT = NAME_ENDINGS | frozenset("县区市省旗州")
"""A short name is not one when a generic term follows: 河口 in 河口路 is another name's beginning."""
_SHORT = PENALTIES[Written.OMITTED]
UPPER_TERMS = frozenset("县区市州盟旗")

PART = re.compile(
    r"(?P<group>[0-9]{1,3}组)"
    r"|(?P<building>[0-9A-Z]{1,4}(?:号楼|座))"
    r"|(?P<unit>[0-9A-Z]{1,3}单元)"
    r"|(?P<floor>[0-9]{1,3}层)"
    r"|(?P<room>[0-9A-Z]{1,6}室)"
    r"|(?P<range>[0-9]{1,5}~[0-9]{1,5}号?)"
    r"|(?P<inner>[0-9A-Z]{1,3}-[0-9]{1,2}-[0-9]{2,4}室?(?![0-9-])|[0-9]{1,2}-[0-9]{2,4}室)"
    rf"|(?P<number>(?:临时)?[{STEMS}]?[0-9]{{1,5}}(?:-[0-9]{{1,5}})?(?![0-9])号?)"
)
PART_STARTS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ临" + STEMS)
_NOISE = (
    r"[-~# ()院内里的在家住县城市区中国与]|境内|辖区|村?委会?|村?民委员会|居委会|居民委员会|办事处|(?:人民)?政府|行政村|自然村|号院"
    r"|门牌号?码?|详细|标准|(?:户籍|收货|收件|寄件|邮寄|家庭|居住|常住|现住?|通讯|联系|单位|身份证)?(?:地址|住址|住地)|现住"
    r"|中华人民共和国|(?:人民)?公社|大队|路口|交叉口|[东西南北]侧|NO|号"
)
_BESIDE = "旁边?|附近|斜?对[面门过]|隔壁|[前后]面|背后"
NOISE = re.compile(rf"(?:{_NOISE})+")
"""Words around addresses that say nothing about which address it is."""
BESIDE = re.compile(rf"(?:{_NOISE})*?(?:{_BESIDE})")
"""Words that make of an address a place beside it, with whatever comes after (对面的超市)."""


class NameToken(NamedTuple):
    """A name of the dictionary in the text."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]


class PartToken(NamedTuple):
    """A number with its unit; `kind` is a group's name in PART."""

    start: int
    end: int
    kind: str
    text: str


class Scan(NamedTuple):
    """What a text was cut into, in the order of the text. `foreign` is a name elsewhere, "" for none."""

    names: list[NameToken]
    parts: list[PartToken]
    gaps: list[tuple[int, int]]
    foreign: str


def scan(text: str, lexicon: Lexicon, elsewhere: Elsewhere | None) -> Scan:
    """Cuts the text: the longest name at each place, else a number, else a gap; stops at a foreign name.

    Whatever the order of the parts, each is found; which of several places a name means is decided later. With
    `elsewhere` None nothing is foreign.
    """
    names: list[NameToken] = []
    parts: list[PartToken] = []
    gaps: list[tuple[int, int]] = []
    lengths, known = lexicon.lengths, lexicon.names
    at, end, gap = 0, len(text), -1
    while at < end:
        found: tuple[Candidate, ...] | None = None
        length = 0
        for length in lengths.get(text[at : at + PREFIX], ()):
            found = known.get(text[at : at + length]) if at + length <= end else None
            if found is not None and (found[0].penalty <= _SHORT or not _continues(text, at + length)):
                break
            found = None
        if elsewhere is not None and (found is None or found[0].penalty > _SHORT or _upper(text, at + length)):
            foreign = elsewhere.at(text, at, starts=gap < 0, head=not parts and not _below_city(names, lexicon))
            longer = (
                found is None
                or len(foreign) > length
                or (found[0].penalty > _SHORT and elsewhere.begins(text, at + length))
            )
            if foreign and longer and not (parts and _in_county(names, lexicon)):
                return Scan(names, parts, gaps, foreign)
        if found is not None:
            names.append(NameToken(at, at + length, found))
            at, gap = _close(gaps, gap, at, at + length), -1
            continue
        part = PART.match(text, at) if text[at] in PART_STARTS and not _inside_digits(text, at, gap) else None
        if part is not None:
            parts.append(PartToken(at, part.end(), part.lastgroup or "", part.group()))
            at, gap = _close(gaps, gap, at, part.end()), -1
            continue
        gap = at if gap < 0 else gap
        at += 1
    _close(gaps, gap, end, end)
    return Scan(names, parts, gaps, "")


def _inside_digits(text: str, at: int, gap: int) -> bool:
    """Whether this is the rest of digits too many for a number."""
    return gap >= 0 and text[at].isdigit() and text[at - 1].isdigit()


def _close(gaps: list[tuple[int, int]], gap: int, at: int, following: int) -> int:
    if gap >= 0:
        gaps.append((gap, at))
    return following


def _below_city(names: Sequence[NameToken], lexicon: Lexicon) -> bool:
    """Whether our county or something in it is named: a short name after it is the beginning of a slip, not a city."""
    return any(lexicon.ranks[name.candidates[0].entry] >= COUNTY_RANK for name in names)


def _in_county(names: Sequence[NameToken], lexicon: Lexicon) -> bool:
    """Whether our county is named: what comes after the number is then the name of a shop, not of a city."""
    return any(lexicon.ranks[name.candidates[0].entry] == COUNTY_RANK for name in names)


def _upper(text: str, at: int) -> bool:
    """Whether the generic term of a county or prefecture follows: 新北区 is more than our village 新北."""
    return text[at : at + 1] in UPPER_TERMS and at < len(text)


def _continues(text: str, at: int) -> bool:
    return text[at : at + 1] in GENERIC_AFTER_SHORT and at < len(text)


def is_noise(text: str) -> bool:
    """Whether a gap says nothing."""
    return NOISE.fullmatch(text) is not None


def is_beside(text: str) -> bool:
    """Whether a gap says that the place meant is not the address itself (对面)."""
    return BESIDE.match(text) is not None


def meaningful(text: str, gaps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The gaps that say something."""
    return [gap for gap in gaps if not is_noise(text[gap[0] : gap[1]])]
