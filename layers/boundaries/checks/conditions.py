"""Conditions of markers as last inspected, each with its usual handling."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.findings import Finding, Severity
from layers.boundaries.checks.judging import MARKER_MEASURES, Desk, Family, finding
from layers.boundaries.overview import LineOverview

HANDLING = {
    "faded": ("字迹模糊", "描红"),
    "tilted": ("倾斜", "扶正加固"),
    "loose": ("松动", "扶正加固"),
    "damaged": ("损坏", "由管理方修复，双方在原位重立"),
    "displaced": ("移位", "双方恢复到原位"),
    "lost": ("丢失", "由管理方重制，双方在原位重立"),
    "buried": ("被掩埋或遮挡", "清理"),
    "not_found": ("未找到", "复查，未找到不等于丢失"),
    "unreachable": ("不可达", "择机复查"),
}
GONE = {"lost": ("missing", "to_be_reset", "scrapped"), "damaged": ("damaged", "to_be_reset", "scrapped")}


def judge(seen: LineOverview, desk: Desk) -> Iterator[Finding]:  # noqa: ARG001  (every family is asked alike)
    """Findings about the conditions of a line's markers."""
    for marker in seen.markers:
        condition = str(marker.record.values.get("condition") or "")
        word, remedy = HANDLING.get(condition, ("", ""))
        if word:
            yield finding(
                "condition",
                Severity.WARNING,
                f"界桩 {marker.number} {word}",
                marker.record.id,
                clause=MARKER_MEASURES,
                remedy=remedy,
            )
        if condition in GONE and marker.record.values.get("status") not in GONE[condition]:
            yield finding(
                "condition_status",
                Severity.ERROR,
                f"界桩 {marker.number} 检查为{word}，而登记状态仍为在用",
                marker.record.id,
                clause=MARKER_MEASURES,
                remedy="按检查结果变更登记状态",
            )


FAMILY = Family("界桩状况与登记状态", judge)
