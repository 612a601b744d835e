"""Door plates: in step with their address, dates, what needs replacing; addresses inside their village."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy
import shapely

from gazetteer.findings import Finding, Severity
from gazetteer.plates import AddressStatus, PlateStatus, check_pair
from layers.checks.ground import Ground, called
from layers.layer import Layer

REPAIRS = {"damaged": ("损坏", "修复或更换"), "missing": ("缺失", "补装")}
PLATES = {status.value: status for status in PlateStatus}
ADDRESSES = {status.value: status for status in AddressStatus}


def check_villages(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Addresses stand inside the division that owns them, as far as its area is known; of plates N11 says so."""
    if declared.key != "address":
        return
    frame = ground.frame(declared.key)
    shapes, rows = frame.geometry.to_numpy(), ground.rows(declared)
    there = ~shapely.is_missing(shapes)
    for code, indexes in frame.groupby("division").indices.items():
        area = ground.division_areas.get(str(code))
        if area is None:
            continue
        shapely.prepare(area)
        outside = indexes[there[indexes] & ~shapely.intersects(area, shapes[indexes])]
        if not len(outside):
            continue
        away_m = shapely.distance(ground.in_metres(area), ground.in_metres(shapes[outside]))
        for index, metres in zip(outside, numpy.atleast_1d(away_m), strict=True):
            yield rows[index].finding(
                "plates.outside_village",
                Severity.WARNING,
                f"在所属区划 {code} 范围外 {metres:.0f} m",
                value=str(code),
                remedy="核对位置和所属区划；范围为示意时以实地为准",
            )


def check_address(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """A plate says its address's text, and may hang for an address in that status."""
    if declared.key != "door_plate":
        return
    address = called("address")
    columns = [ground.column(address, key) for key in ("id", "full_text", "status")]
    known = {identity: (text, status) for identity, text, status in zip(*columns, strict=True)}
    plates: list[Any] = [ground.column(declared, key) for key in ("address", "address_text", "status")]
    for row, (identity, text, status) in zip(ground.rows(declared), zip(*plates, strict=True), strict=True):
        if identity not in known:
            continue
        full_text, address_status = known[identity]
        if text != full_text:
            yield row.finding(
                "plates.address_text",
                Severity.WARNING,
                f"与地址记录“{full_text}”不一致",
                column="标准地址",
                value=text,
                remedy="以地址记录为准更正",
            )
        for finding in check_pair(PLATES[status], ADDRESSES[address_status]):
            yield row.finding(
                finding.rule,
                finding.severity,
                f"：{finding.message}",
                column="状态",
                value=status,
                remedy=finding.remedy,
            )


def check_plates(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Dates in order, plates that are damaged or missing; a code that is used twice is N24's."""
    if declared.key != "door_plate":
        return
    keys = ("status", "installed_on", "activated_on")
    columns: list[Any] = [ground.column(declared, key) for key in keys]
    for row, (status, installed, activated) in zip(ground.rows(declared), zip(*columns, strict=True), strict=True):
        if installed and activated and activated < installed:
            yield row.finding(
                "plates.dates",
                Severity.ERROR,
                f"激活日期 {activated} 早于安装日期 {installed}",
                column="激活日期",
                value=str(activated),
                remedy="核对两个日期",
            )
        if status in REPAIRS:
            word, remedy = REPAIRS[status]
            yield row.finding("plates.repair", Severity.WARNING, word, column="状态", value=status, remedy=remedy)
