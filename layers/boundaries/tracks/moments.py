"""Times of fixes: as files write them, in seconds since 1970; and the order they give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import numpy
from numpy.typing import NDArray

from gazetteer.findings import Finding, Severity
from layers.crs import Floats

BEIJING = timezone(timedelta(hours=8), "北京时间")
EARLIEST_S = datetime(1990, 1, 1, tzinfo=UTC).timestamp()
LATEST_S = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Moments:
    """Seconds since 1970, NaN where there is no usable time; how many were written unusably or without an offset."""

    when_s: Floats
    unusable: int = 0
    without_offset: int = 0

    def findings(self, subject: str) -> list[Finding]:
        """What is to be said of the times."""
        found = []
        if self.unusable:
            message = f"{self.unusable} 个点的时间读不懂或不在 1990–2100 年间，按没有时间处理"
            found.append(Finding("track.time_unusable", Severity.WARNING, message, subject=subject))
        if self.without_offset:
            message = f"{self.without_offset} 个点的时间没有写时区，按世界时（UTC）读，GPX 如此规定"
            remedy = "若记录的是北京时间，日期可能差一天，请在仪器中改正后重新导出"
            found.append(Finding("track.time_offset", Severity.INFO, message, subject=subject, remedy=remedy))
        if len(self.when_s) and numpy.isnan(self.when_s).all():
            message = "轨迹没有时间：不能按间隔和速度断开，也不能分日期统计，证明力较弱"
            found.append(Finding("track.no_times", Severity.WARNING, message, subject=subject))
        return found


def read_moments(texts: Sequence[str | None]) -> Moments:
    """Each text as a moment: ISO 8601 (Z, an offset, or neither: UTC), a space for the T, or / for the dashes."""
    when = numpy.full(len(texts), numpy.nan)
    unusable = without = 0
    for n, text in enumerate(texts):
        if not text:
            continue
        moment = _moment(text)
        if moment is None:
            unusable += 1
            continue
        if moment.tzinfo is None:
            without += 1
            moment = moment.replace(tzinfo=UTC)
        seconds = moment.timestamp()
        if EARLIEST_S <= seconds <= LATEST_S:
            when[n] = seconds
        else:
            unusable += 1
    return Moments(when, unusable, without)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        return None


def in_time_order(when_s: Floats, segment: NDArray[numpy.intp]) -> tuple[NDArray[numpy.intp], int, int]:
    """Indices in order: within each segment by time, if times there go back; else as they are.

    Also how many fixes were out of order, and how many without a time had to be left out because the
    others' times do not tell where they belong.
    """
    order: list[NDArray[numpy.intp]] = []
    out_of_order = left_out = 0
    for one in dict.fromkeys(segment.tolist()):
        here = numpy.flatnonzero(segment == one)
        timed = here[~numpy.isnan(when_s[here])]
        back = int((numpy.diff(when_s[timed]) < 0).sum())
        if back:
            out_of_order += back
            left_out += len(here) - len(timed)
            here = timed[numpy.argsort(when_s[timed], kind="stable")]
        order.append(here)
    return (numpy.concatenate(order) if order else numpy.empty(0, dtype=numpy.intp)), out_of_order, left_out


def beijing_date(when_s: float) -> str:
    """The day in Beijing time as 2026-05-01; "" without a time."""
    return "" if math.isnan(when_s) else datetime.fromtimestamp(when_s, BEIJING).date().isoformat()


def beijing_time(when_s: float) -> str:
    """The moment in Beijing time with its offset; "" without a time."""
    return "" if math.isnan(when_s) else datetime.fromtimestamp(when_s, BEIJING).isoformat(timespec="seconds")


def spoken_time(when_s: float) -> str:
    """The moment as people in China read it, without an offset: 2026-05-01 09:00:00; "" without a time."""
    return "" if math.isnan(when_s) else f"{datetime.fromtimestamp(when_s, BEIJING):%Y-%m-%d %H:%M:%S}"
