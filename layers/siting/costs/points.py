"""Points as the engines take them: an n × 2 array of finite numbers, in metres or in degrees, never mixed up."""

from __future__ import annotations

import numpy

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.siting.costs.contract import Floats

SHOWN = 20
"""Rows named in full; the rest are counted."""


def sound_points(points: Floats, what: str, *, degrees: bool) -> Floats:
    """The points as floats. Raises Refused naming every row that is not a position in that unit."""
    array = numpy.asarray(points, dtype=float)
    if array.size == 0:
        return numpy.empty((0, 2))
    if array.ndim != 2 or array.shape[1] != 2:
        raise Refused.because("costs.shape", f"{what}的坐标应为 n 行 2 列，实际为 {array.shape}")
    finite = numpy.isfinite(array).all(axis=1)
    if not finite.all():
        rows = numpy.flatnonzero(~finite)
        raise Refused(
            [_not_a_position(what, int(row), array[row]) for row in rows[:SHOWN]] + _and_more(what, len(rows))
        )
    in_degrees = bool((numpy.abs(array[:, 0]) <= 180).all() and (numpy.abs(array[:, 1]) <= 90).all())
    if degrees and not in_degrees:
        raise _wrong_unit(what, "经纬度（度）", "平面坐标（米）")
    if not degrees and in_degrees and len(array) > 1:
        raise _wrong_unit(what, "平面坐标（米）", "经纬度（度）")
    return array


def _not_a_position(what: str, row: int, position: Floats) -> Finding:
    return Finding(
        "costs.position",
        Severity.ERROR,
        f"第 {row + 1} 个{what}的坐标不是数：{position[0]}, {position[1]}",
        row=row + 1,
        value=f"{position[0]}, {position[1]}",
        remedy="补上坐标，或去掉这个点",
    )


def _and_more(what: str, count: int) -> list[Finding]:
    if count <= SHOWN:
        return []
    return [Finding("costs.position", Severity.ERROR, f"另有 {count - SHOWN} 个{what}的坐标不是数")]


def _wrong_unit(what: str, wanted: str, looks: str) -> Refused:
    return Refused.because(
        "costs.unit", f"{what}应为{wanted}，数值看来是{looks}", remedy="先转换到同一坐标系，或核对坐标系声明"
    )
