"""What an index is built from: plates with their address, and the names addresses are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gazetteer.addresses import Address, AddressLevel, LexiconName, parse_composed
from gazetteer.addresses.canonical import canonical_text
from gazetteer.addresses.numbers import NumberPart, tail_part
from gazetteer.errors import Refused

TAIL = re.compile(
    r"(?:临时)?[甲乙丙丁戊己庚辛壬癸]?[0-9]+(?:[-附之][0-9]+)?号(?![路街巷道村]).*$|[0-9A-Z]+(?:幢|栋|座|单元).*$"
)
"""Where the number part of a composed address begins."""


class PlateRow(NamedTuple):
    """A plate: its code, the standard address it shows, where it hangs (degrees, EPSG:4490), owner and record id."""

    plate: str
    address: str
    lon: float
    lat: float
    division: str = ""
    record: str = ""


class NamedPosition(NamedTuple):
    """Where a named place lies (degrees, EPSG:4490), how far around that it reaches, and who owns it."""

    lon: float
    lat: float
    radius_m: float | None = None
    division: str = ""
    record: str = ""


def split_address(address: str) -> tuple[str, str]:
    """The head (names) and the tail (number, building, unit) of a composed address."""
    found = TAIL.search(address)
    return (address[: found.start()], address[found.start() :]) if found else (address, "")


def read_tail(tail: str) -> NumberPart | None:
    """The numbers of a tail as registered; None when it holds anything else."""
    return tail_part(canonical_text(tail))


COMPONENTS = (
    ("province", AddressLevel.PROVINCE),
    ("city", AddressLevel.CITY),
    ("county", AddressLevel.COUNTY),
    ("town", AddressLevel.TOWN),
    ("village", AddressLevel.VILLAGE),
    ("group", AddressLevel.GROUP),
    ("street", AddressLevel.STREET),
    ("lane", AddressLevel.LANE),
    ("estate", AddressLevel.ESTATE),
)


def names_in(addresses: Iterable[str]) -> list[LexiconName]:
    """The names that composed addresses are made of, as a tree. Heads that are not composed are left out."""
    found: dict[str, LexiconName] = {}
    for head in dict.fromkeys(split_address(address)[0] for address in addresses):
        try:
            components = parse_composed(head)
        except Refused:
            continue
        for name in _path(components):
            found.setdefault(name.key, name)
    return list(found.values())


def _path(address: Address) -> Iterator[LexiconName]:
    parent = ""
    for component, level in COMPONENTS:
        name = getattr(address, component)
        if name:
            key = f"{parent}/{name}" if parent else name
            yield LexiconName(key=key, name=name, level=level, parent=parent)
            parent = key
