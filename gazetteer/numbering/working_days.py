"""Working days (工作日) of the national calendar, as announced year by year."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off on weekdays, days worked on weekends, and the years for which they are known."""

    off: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether offices work; by the day of the week alone in a year that is not known."""
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (the day itself does not count)."""
        while count:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def knows(self, first: date, last: date) -> bool:
        """Whether the calendar is announced for all years from `first` to `last`."""
        return set(range(first.year, last.year + 1)) <= self.years


def read_calendar(text: str) -> WorkCalendar:
    """A calendar from TOML: a table a year with `off` and `on`, days written MM-DD. Raises ValueError."""
    years: dict[str, Any] = {year: days for year, days in tomllib.loads(text).items() if isinstance(days, dict)}
    days = {
        word: frozenset(date.fromisoformat(f"{year}-{day}") for year, table in years.items() for day in table[word])
        for word in ("off", "on")
    }
    return WorkCalendar(days["off"], days["on"], frozenset(int(year) for year in years))


@cache
def national_calendar() -> WorkCalendar:
    """The calendar shipped with the package."""
    return read_calendar((resources.files("gazetteer.numbering") / "holidays.toml").read_text(encoding="utf-8"))
