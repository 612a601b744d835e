"""Report: what every report declares, and what one was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from gazetteer.findings import Finding
from geo_app.documents.model import Document
from geo_app.documents.office import Office
from layers.profile import CountyProfile
from layers.store import Scope, Store

CHINA = timezone(timedelta(hours=8), "CST")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to report on.

    `dated` is the day the paper bears (default: the day of the last event, so that the same data give
    the same bytes). `as_of` asks what held on a day, `recorded_at` what was believed at a moment.
    `scope` is the reader's: what it does not cover is not found.
    """

    line: str = ""
    year: int | None = None
    round: int | None = None
    dated: date | None = None
    as_of: date | None = None
    recorded_at: datetime | None = None
    scope: Scope = field(default_factory=Scope.everything)


Build = Callable[[Store, CountyProfile, Request, Office], tuple[Document, list[Finding]]]


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its key, title, what it is for, and the function that builds its document and findings."""

    key: str
    title: str
    purpose: str
    build: Build


def day_of_last_event(store: Store) -> date:
    """The day, by Chinese time, on which the data last changed; the first day of 2000 in an empty store."""
    sequence, _ = store.head()
    for event in store.events(Scope.everything(), after=sequence - 1, limit=1):
        return event.at.astimezone(CHINA).date()
    return date(2000, 1, 1)


def chinese_day(day: date) -> str:
    """A day as papers write it: 2026年11月5日."""
    return f"{day.year}年{day.month}月{day.day}日"
