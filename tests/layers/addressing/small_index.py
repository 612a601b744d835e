"""Plates of a small county for one test: groups of twelve gates, a street in order, one with a gate out of order."""

from __future__ import annotations

from collections.abc import Iterator

from layers.address_index import AddressIndex
from layers.addressing.rows import NamedPosition, PlateRow
from tests.gazetteer.addresses.small_lexicon import SMALL, small_names

HEAD = "虚构省虚构市云岭县"
STREETS = ("河口镇怡园路", "河口镇南门街", "三嘉乡三嘉怡园路", "河口镇一巷")
STEP = 0.0002
"""Degrees of longitude between neighbouring numbers, 19 m."""


def small_plates() -> Iterator[PlateRow]:
    """Numbers 1 to 12 of every group without 7; 1 to 40 of every street, odd numbers on the north side, without 9 and 10."""
    for n, entry in enumerate(SMALL.entries):
        if entry.level.value == "group":
            for number in (n for n in range(1, 13) if n != 7):
                address = f"{SMALL.head(n)}{number}号"
                yield PlateRow(f"G{n}-{number}", address, 117.0 + number * STEP, 31.0 + n / 1000, "990101100")
    for n, street in enumerate(STREETS):
        for number in (n for n in range(1, 41) if n not in (9, 10)):
            lat = 31.5 + n / 100 + (0.0001 if number % 2 else 0)
            place = 40 - number if street.endswith("南门街") and number == 13 else number
            yield PlateRow(f"S{n}-{number}", f"{HEAD}{street}{number}号", 117.0 + place * STEP, lat, "990101100")
    yuan = f"{HEAD}河口镇怡园路"
    for address in ("12号附3号", "12号2号楼", "12号2号楼1单元", "甲12号", "临时50号", "99幢"):
        yield PlateRow(f"X-{address}", yuan + address, 117.1, 31.6, "990101100")


POSITIONS = {"东关村": NamedPosition(117.05, 31.05, 900.0, "990101100201"), "怡园路": NamedPosition(117.01, 31.5)}


def small_index() -> AddressIndex:
    """The index of these plates, by the names of the small lexicon."""
    return AddressIndex.build(small_plates(), small_names(), positions=POSITIONS, neighbours=["石泉县"])
