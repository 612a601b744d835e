"""Where markers stand: on the line, at their chainage, on their own side, neither heaped nor too far apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import shapely

from gazetteer.findings import Finding, Severity
from layers.boundaries.checks.judging import SURVEY_STANDARD, Desk, Family, finding
from layers.boundaries.checks.numbering import parse_number
from layers.boundaries.overview import LineOverview, SeenMarker, as_number, chainage_m
from layers.crs import GEOD

OFF_LINE_M = 5.0
CHAINAGE_M = 50.0
SAME_PLACE_M = 1.0
FAR_APART_M = 10_000.0  # no standard found: own proposal, only information


def judge(seen: LineOverview, desk: Desk) -> Iterator[Finding]:  # noqa: ARG001  (every family is asked alike)
    """Findings about the places of a line's markers."""
    if not seen.markers:
        yield finding("no_markers", Severity.WARNING, "本段没有登记界桩", seen.line.id, remedy="按界桩登记表补录")
        return
    for marker in seen.markers:
        yield from _on_line(marker)
        yield from _on_own_side(seen, marker)
    yield from _spacing(seen)
    yield from _ends(seen)


def _on_line(marker: SeenMarker) -> Iterator[Finding]:
    single = marker.record.values.get("stand") == "single"
    if marker.off_m is not None and single and marker.off_m > OFF_LINE_M:
        yield finding(
            "marker_off_line",
            Severity.WARNING,
            f"单立界桩 {marker.number} 距界线 {marker.off_m:.1f} m（容许 {OFF_LINE_M:g} m）",
            marker.record.id,
            clause=SURVEY_STANDARD,
            remedy="核对界桩坐标和线形",
        )
    recorded = as_number(marker.record.values.get("chainage_m"))
    if recorded is not None and marker.along_m is not None and abs(recorded - marker.along_m) > CHAINAGE_M:
        yield finding(
            "chainage",
            Severity.WARNING,
            f"界桩 {marker.number} 登记里程 {recorded / 1000:.2f} km，按位置量得 {marker.along_m / 1000:.2f} km",
            marker.record.id,
            remedy="核对里程与坐标",
        )


def _on_own_side(seen: LineOverview, marker: SeenMarker) -> Iterator[Finding]:
    """Of a same-number pair, A stands on side A and B on side B, so that the line runs between them."""
    parts = parse_number(marker.number)
    if parts is None or parts[2] not in ("A", "B") or marker.point is None:
        return
    other = "b" if parts[2] == "A" else "a"
    area = seen.areas.get(str(seen.line.values[f"side_{other}_code"]))
    if area is not None and shapely.contains_properly(area, marker.point):
        yield finding(
            "pair_side",
            Severity.ERROR,
            f"双立界桩 {marker.number} 落在{seen.line.values[f'side_{other}_name']}一侧，应在对侧",
            marker.record.id,
            clause="同号双立，A、B 分立界线两侧",
            remedy="核对双方界桩坐标是否互换",
        )


def _spacing(seen: LineOverview) -> Iterator[Finding]:
    for first, second in pairwise(seen.markers):
        a, b = first.point, second.point
        if a is None or b is None:
            continue
        apart_m = GEOD.inv(a.x, a.y, b.x, b.y)[2]
        if apart_m < SAME_PLACE_M:
            message = f"界桩 {first.number} 与 {second.number} 的坐标相同（相距 {apart_m:.2f} m）"
            yield finding("same_place", Severity.ERROR, message, second.record.id, remedy="核对坐标是否抄重")
        along_m = chainage_m(second) - chainage_m(first)
        if along_m > FAR_APART_M:
            yield finding(
                "spacing",
                Severity.INFO,
                f"界桩 {first.number} 与 {second.number} 沿线相距 {along_m / 1000:.1f} km，超过 {FAR_APART_M / 1000:g} km",
                second.record.id,
                clause="间距标准未核实，系统提示值",
                remedy="核对中间是否有未登记的界桩",
            )


def _ends(seen: LineOverview) -> Iterator[Finding]:
    """A line begins and ends at a marker, or at a junction of three that a marker should tell."""
    if not seen.computed_length_m or seen.markers[0].along_m is None or seen.markers[-1].along_m is None:
        return
    for word, away_m in (
        ("起点", seen.markers[0].along_m),
        ("终点", seen.computed_length_m - seen.markers[-1].along_m),
    ):
        if away_m > OFF_LINE_M:
            yield finding(
                "end_unmarked",
                Severity.INFO,
                f"界线{word}没有界桩，最近的界桩在 {away_m:.0f} m 以外",
                seen.line.id,
                remedy=f"核对{word}（交会点）的界桩是否登记在本线",
            )


FAMILY = Family("界桩是否在线上、里程与位置是否一致、双立界桩是否各在本侧、间距与起止点", judge)
