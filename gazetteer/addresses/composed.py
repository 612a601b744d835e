"""The standard address: composed from its components, and read back from its own composed form.

Standard addresses are compiled from standard names (地名管理条例 article 21). The reader here
understands what `compose` writes; reading what people type (aliases, omissions, slips of the pen) is a
geocoder's business and needs the gazetteer's dictionary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any

from gazetteer.errors import Refused
from gazetteer.numbering import DoorNumber, parse_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The components of an address, from the largest to the smallest; "" or None where there is none.

    Names are whole (甘肃省, 山河镇, 东关村, 二组, 南关路); `building` is 3号楼 or 3幢, `unit` 2单元, `floor`
    5层, `room` 501室; `poi` is what stands there, written in brackets. `temporary` marks a number that
    proves neither lawfulness nor title.
    """

    province: str = ""
    city: str = ""
    county: str = ""
    town: str = ""
    village: str = ""
    group: str = ""
    street: str = ""
    lane: str = ""
    estate: str = ""
    number: DoorNumber | None = None
    temporary: bool = False
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    poi: str = ""


_NAME = r"[A-Z〇·\u3400-\u9fff\U00020000-\U0003ffff]{1,14}?"
_COUNT = r"(?:[0-9]{1,4}|[A-Z]|[一二三四五六七八九十]{1,3})"
_ENDINGS = {
    "province": rf"{_NAME}(?:省|自治区)",
    "city": rf"{_NAME}(?:市|自治州|盟|地区)",
    "county": rf"{_NAME}(?:县|区|旗|市)",
    "town": rf"{_NAME}(?:镇|乡|街道)",
    "village": rf"{_NAME}(?:村(?!村)|社区|林场)",
    "group": rf"(?:{_NAME}|[0-9]{{1,3}})(?:组|社)",
    "street": rf"{_NAME}(?:大道|路|街)",
    "lane": rf"(?:{_NAME}|[0-9]{{1,3}})(?:巷|胡同)",
    "estate": rf"{_NAME}(?:小区|家属院|花园|苑|院)",
    "temporary": "临时",
    "number": r"[甲乙丙丁戊己庚辛壬癸]?[0-9]+(?:[-附之][0-9]+)?号(?!楼)",
    "building": rf"{_COUNT}(?:号楼|幢|栋)",
    "unit": rf"{_COUNT}单元",
    "floor": rf"{_COUNT}层",
    "room": rf"{_COUNT}室",
    "poi": r"（[^（）]+）",
}
_COMPOSED = re.compile("".join(f"(?P<{key}>{pattern})?" for key, pattern in _ENDINGS.items()))
MAX_LENGTH = 200


def compose(address: Address) -> str:
    """The address as one line, largest component first, without separators."""
    parts = {field.name: getattr(address, field.name) for field in fields(address)}
    parts["temporary"] = "临时" if address.temporary else ""
    parts["number"] = str(address.number) if address.number else ""
    parts["poi"] = f"（{address.poi}）" if address.poi else ""
    return "".join(str(parts[key]) for key in _ENDINGS)


def parse_composed(text: str) -> Address:
    """The components of a line that `compose` wrote. Raises Refused (`addresses.form`) on anything else.

    `compose(parse_composed(text)) == text` always holds. Names that hold another component's ending in
    the middle (a village called 某镇村 without its town before it) cannot be told apart without a
    dictionary.
    """
    found = _COMPOSED.fullmatch(text) if 0 < len(text) <= MAX_LENGTH else None
    if not found:
        raise _not_composed(text)
    names: dict[str, Any] = {key: found[key] or "" for key in _ENDINGS if key not in {"temporary", "number", "poi"}}
    number = parse_number(found["number"]) if found["number"] else None
    poi = (found["poi"] or "").strip("（）")
    address = replace(Address(number=number, temporary=bool(found["temporary"]), poi=poi), **names)
    if compose(address) != text:
        raise _not_composed(text)
    return address


def _not_composed(text: str) -> Refused:
    return Refused.because(
        "addresses.form",
        f"“{text[:60]}”不是规范写法的标准地址",
        remedy="按 省市县、乡镇、村或街路、组或巷、门牌号、楼、单元、室 的次序书写，不加空格和标点",
        subject=text[:60],
    )
