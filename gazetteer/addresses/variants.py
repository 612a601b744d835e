"""Other ways in which a standard name is usually written, derived from the name: short, without the town's name, with digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazetteer.addresses.levels import AddressLevel
from gazetteer.addresses.numerals import NUMERALS, numeral_value
from gazetteer.terms import Term


class Written(Term):
    """How a name in a text stands to the standard name it means."""

    STANDARD = "standard", "标准名称", "standard name"
    ALIAS = "alias", "别名", "alias"
    HAMLET = "hamlet", "自然村名", "natural village's name"
    OMITTED = "omitted", "省略乡镇名的写法", "without the township's name"
    SHORT = "short", "省略通名的简称", "short, without its generic term"
    GENERIC = "generic", "通名写法不同", "another generic term"
    FORMER = "former", "曾用名", "former name"
    SOUND = "sound", "同音字", "same sound"
    SHAPE = "shape", "形近字", "similar shape"
    TURNED = "turned", "两字颠倒", "two characters swapped"
    EDITED = "edited", "一字之差", "one character off"
    SPELLED = "spelled", "汉语拼音", "spelled in letters"
    INITIALS = "initials", "拼音首字母", "initials"

    @property
    def penalty(self) -> float:
        """How much a match by this way of writing costs; 0 for the standard name."""
        return PENALTIES[self]

    @property
    def is_correction(self) -> bool:
        """Whether the text said something else than any name on record."""
        return self in CORRECTIONS


PENALTIES = {
    Written.STANDARD: 0.0,
    Written.ALIAS: 0.01,
    Written.HAMLET: 0.02,
    Written.OMITTED: 0.03,
    Written.SHORT: 0.05,
    Written.GENERIC: 0.15,
    Written.FORMER: 0.1,
    Written.SOUND: 0.2,
    Written.SHAPE: 0.3,
    Written.TURNED: 0.5,
    Written.EDITED: 1.0,
    Written.SPELLED: 0.1,
    Written.INITIALS: 0.4,
}
CORRECTIONS = frozenset({Written.GENERIC, Written.FORMER, Written.SOUND, Written.SHAPE, Written.TURNED, Written.EDITED})
SLIPS = CORRECTIONS - {Written.GENERIC, Written.FORMER}

_ENDINGS = {
    AddressLevel.PROVINCE: ("特别行政区", "自治区", "省", "市"),
    AddressLevel.CITY: ("自治州", "地区", "市", "盟", "州"),
    AddressLevel.COUNTY: ("自治县", "县", "市", "区", "旗"),
    AddressLevel.TOWN: ("街道办事处", "街道", "镇", "乡"),
    AddressLevel.VILLAGE: ("社区", "行政村", "村"),
}
ETHNIC_NAMES = ("回族", "满族", "蒙古族", "壮族", "苗族", "藏族", "彝族", "土家族", "瑶族", "侗族", "畲族", "白族", "傣族", "黎族", "羌族", "维吾尔", "东乡族", "裕固族")  # fmt: skip
SHORTEST = 2


def short_names(name: str, level: AddressLevel) -> Iterator[str]:
    """The name without its generic term, and without a nationality before it (河滩回族乡 → 河滩乡, 河滩); at least two characters."""
    for ending in _ENDINGS.get(level, ()):
        if name.endswith(ending):
            stem = name.removesuffix(ending)
            for nationality in ETHNIC_NAMES:
                if stem.endswith(nationality) and len(stem) - len(nationality) >= SHORTEST:
                    stem = stem.removesuffix(nationality)
                    yield stem + ending
            if len(stem) >= SHORTEST:
                yield stem
            return


GENERICS = {
    AddressLevel.TOWN: ("镇", "乡", "街道"),
    AddressLevel.VILLAGE: ("村", "社区"),
    AddressLevel.STREET: ("大道", "大街", "路", "街"),
}
"""Generic terms of one level that are written for each other: a township has become a town, a village a community."""


def other_generics(name: str, level: AddressLevel) -> Iterator[str]:
    """The name with another generic term of its level (河滩乡 → 河滩镇)."""
    generics = GENERICS.get(level, ())
    ending = next((generic for generic in generics if name.endswith(generic)), "")
    stem = name.removesuffix(ending)
    if ending and len(stem) >= SHORTEST:
        yield from (stem + generic for generic in generics if generic != ending)
        if stem.endswith("族"):
            yield f"{stem}自治乡"


def without_town(name: str, town: str) -> Iterator[str]:
    """A street or community called after its town, without that: 河口怡园路 in 河口镇 → 怡园路."""
    for head in (town, *short_names(town, AddressLevel.TOWN)):
        if head and name.startswith(head) and len(name) - len(head) >= SHORTEST + 1:
            yield name.removeprefix(head)
            return


_LEADING = re.compile(rf"([{NUMERALS}]{{1,3}})(?![{NUMERALS}号组社队层室单元楼座栋幢户])(?=..)")


def leading_digits(name: str, level: AddressLevel) -> Iterator[str]:
    """A township or village whose name begins with a numeral, with digits: 三里铺村 → 3里铺村."""
    found = _LEADING.match(name) if level in _ENDINGS else None
    value = numeral_value(found[1]) if found else None
    if found and value:
        yield f"{value}{name[found.end() :]}"


_ORDINAL = re.compile(rf"第?([{NUMERALS}]{{1,4}}|[0-9]{{1,3}})(?=(?:马路|环路|大街|路|街|巷|道|弄|条)$)")


def with_digits(name: str) -> Iterator[str]:
    """A numbered lane or street with its number in digits: 一巷 → 1巷, 东十二巷 → 东12巷."""
    found = _ORDINAL.search(name)
    if found:
        number = found[1] if found[1].isascii() else str(numeral_value(found[1]) or "")
        for written in (number, f"第{number}"):
            changed = name[: found.start()] + written + name[found.end() :]
            if number and changed != name:
                yield changed
