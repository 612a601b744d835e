"""Marker numbers: their form, order along the line, gaps, doubles, and completeness of same-number sets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from gazetteer.findings import Finding, Severity
from layers.boundaries.checks.judging import MARKER_MEASURES, Desk, Family, finding
from layers.boundaries.overview import LineOverview, SeenMarker, as_number

ORDER = "界桩自西向东、自北向南编号"
SETS = (frozenset("AB"), frozenset("CDE"))
_NUMBER = re.compile(r"(?P<line>\d*?)(?P<serial>\d{3})(?P<kind>[A-Z]?)")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number taken apart: the line's digits, the serial, the kind of stand (Q single, A/B, C/D/E), the marker."""

    line: str
    serial: int
    kind: str
    marker: SeenMarker


def parse_number(text: str) -> tuple[str, int, str] | None:
    """Line digits, serial and kind of a printed number; None when it is written in another way."""
    match = _NUMBER.fullmatch(text)
    return (match["line"], int(match["serial"]), match["kind"]) if match else None


def judge(seen: LineOverview, desk: Desk) -> Iterator[Finding]:  # noqa: ARG001  (every family is asked alike)
    """Findings about the numbers of a line's markers."""
    numbered: list[Numbered] = []
    for marker in seen.markers:
        parts = parse_number(marker.number)
        if parts is None:
            message = f"界桩号“{marker.number}”的写法不常见，未解析"
            yield finding("number_form", Severity.INFO, message, marker.record.id, remedy="核对碑面")
        else:
            numbered.append(Numbered(*parts, marker))
    yield from _twice(seen)
    yield from _agree(numbered)
    yield from _order(numbered)
    yield from _sets(numbered)


def _twice(seen: LineOverview) -> Iterator[Finding]:
    met: set[str] = set()
    for marker in seen.markers:
        if marker.number in met:
            yield finding(
                "number_twice",
                Severity.ERROR,
                f"界桩号“{marker.number}”出现两次",
                marker.record.id,
                clause=MARKER_MEASURES,
                remedy="核对碑面和登记表",
            )
        met.add(marker.number)


def _agree(numbered: list[Numbered]) -> Iterator[Finding]:
    """The registered serial and stand against what the printed number says."""
    for one in numbered:
        serial = as_number(one.marker.record.values.get("serial"))
        if serial is not None and int(serial) != one.serial:
            message = f"界桩 {one.marker.number} 登记的序号是 {int(serial)}，碑面是 {one.serial:03d}"
            yield finding("serial", Severity.ERROR, message, one.marker.record.id, remedy="核对登记表")
        stand = {"Q": "single", "A": "double", "B": "double", "C": "triple", "D": "triple", "E": "triple"}.get(one.kind)
        if stand and one.marker.record.values.get("stand") != stand:
            message = f"界桩 {one.marker.number} 的类型与编号的类型码“{one.kind}”不符"
            yield finding("stand", Severity.ERROR, message, one.marker.record.id, remedy="核对登记表")


def _order(numbered: list[Numbered]) -> Iterator[Finding]:
    for before, after in pairwise(numbered):
        if before.line == after.line and after.serial < before.serial:
            yield finding(
                "number_order",
                Severity.ERROR,
                f"沿线里程增加而界桩序号由 {before.serial:03d} 退到 {after.serial:03d}",
                after.marker.record.id,
                clause=ORDER,
                remedy="核对序号和位置",
            )
        elif before.line == after.line and after.serial > before.serial + 1:
            yield finding(
                "number_gap",
                Severity.WARNING,
                f"界桩序号由 {before.serial:03d} 跳到 {after.serial:03d}",
                after.marker.record.id,
                remedy="核对是否漏登",
            )


def _sets(numbered: list[Numbered]) -> Iterator[Finding]:
    for serial in sorted({one.serial for one in numbered}):
        same = [one for one in numbered if one.serial == serial]
        kinds = {one.kind for one in same}
        for whole in SETS:
            if kinds & whole and not whole <= kinds:
                missing = "、".join(sorted(whole - kinds))
                message = f"{serial:03d} 号同号界桩缺 {missing}"
                yield finding("number_set", Severity.ERROR, message, same[0].marker.record.id, remedy="补登缺少的界桩")


FAMILY = Family("界桩编号的写法、重号、顺序、缺号，同号双立、三立是否成套，登记序号与碑面是否一致", judge)
