"""The five-year cycle: when a line was last inspected, when it falls due, which markers the round left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gazetteer.findings import Finding, Severity
from layers.boundaries.checks.judging import INSPECTION_MEASURES, Desk, Family, finding
from layers.boundaries.overview import LineOverview, SeenMarker

CYCLE_YEARS = 5


def inspected_on(marker: SeenMarker) -> date | None:
    """The day on which a marker was last inspected."""
    found = marker.record.values.get("inspected_on")
    return found if isinstance(found, date) else None


def last_inspected(seen: LineOverview) -> date | None:
    """The latest day on which any marker of the line was inspected; None when none ever was."""
    return max((day for marker in seen.markers if (day := inspected_on(marker))), default=None)


def judge(seen: LineOverview, desk: Desk) -> Iterator[Finding]:
    """Findings about the inspection cycle of a line."""
    if not seen.markers:
        return  # that there are none is said elsewhere
    last = last_inspected(seen)
    if last is None:
        message = "没有界桩检查日期，不能推算下次联合检查的年度"
        yield finding(
            "never_inspected",
            Severity.WARNING,
            message,
            seen.line.id,
            clause=INSPECTION_MEASURES,
            remedy="补录最近一次联合检查",
        )
        return
    yield from _due(seen, last, desk.on)
    for marker in seen.markers:
        day = inspected_on(marker)
        if day is None or day.year < last.year:
            yield finding(
                "left_out",
                Severity.WARNING,
                f"界桩 {marker.number} 上次检查{f'在 {day.year} 年' if day else '无记录'}，{last.year} 年的检查没有包括它",
                marker.record.id,
                clause=INSPECTION_MEASURES,
                remedy="本次补查",
            )


def _due(seen: LineOverview, last: date, on: date) -> Iterator[Finding]:
    due = last.year + CYCLE_YEARS
    if last > on:
        message = f"最近检查日期 {last} 晚于报告日期 {on}"
        yield finding("inspected_later", Severity.ERROR, message, seen.line.id, remedy="核对检查日期")
    elif on.year > due:
        message = f"上次联合检查在 {last.year} 年，按五年一次应在 {due} 年，已逾期 {on.year - due} 年"
        yield finding(
            "overdue",
            Severity.WARNING,
            message,
            seen.line.id,
            clause=INSPECTION_MEASURES,
            remedy="以上级下达的年度计划为准，尽快安排",
        )
    elif on.year == due:
        message = f"上次联合检查在 {last.year} 年，本年（{due} 年）到期"
        yield finding(
            "due", Severity.INFO, message, seen.line.id, clause=INSPECTION_MEASURES, remedy="以上级下达的年度计划为准"
        )


FAMILY = Family("五年一次的联合检查是否到期、上次检查有无遗漏的界桩", judge)
