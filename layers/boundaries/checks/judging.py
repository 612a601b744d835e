"""What every family of boundary checks is given, and how it speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from gazetteer.findings import Finding, Severity
from layers.boundaries.overview import LineOverview
from layers.profile import CountyProfile

REGULATION = "行政区域界线管理条例（国务院令第353号）"
MARKER_MEASURES = "行政区域界线界桩管理办法（民政部令第36号）"
INSPECTION_MEASURES = "省级行政区域界线联合检查实施办法（民政部令第28号）"
SURVEY_STANDARD = "GB/T 17796-2009"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a line is judged by besides itself: the county, and the day on which it is judged."""

    profile: CountyProfile
    on: date


Judge = Callable[[LineOverview, Desk], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Family:
    """A family of checks: what it looks at in Chinese, for the report, and the function that looks."""

    title: str
    judge: Judge


def finding(
    rule: str, severity: Severity, message: str, subject: str, *, clause: str = "", remedy: str = ""
) -> Finding:
    """A finding of this family; `subject` is the line's or the marker's id."""
    return Finding(f"boundary.{rule}", severity, message, subject=subject, clause=clause, remedy=remedy)
