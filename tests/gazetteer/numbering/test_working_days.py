"""Working days of the national calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.numbering.working_days import national_calendar, read_calendar

CALENDAR = national_calendar()


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2025, 1, 24), 2, date(2025, 1, 27)),
        (date(2026, 1, 5), 5, date(2026, 1, 12)),
        (date(2026, 1, 9), 0, date(2026, 1, 9)),
    ],
    ids=["over the October week", "a Saturday that is worked", "a Sunday that is worked", "an ordinary week", "none"],
)
def test_counting(start: date, count: int, due: date) -> None:
    assert CALENDAR.after(start, count) == due


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(1, 40))
def test_the_day_it_falls_on_is_worked_and_the_count_is_right(start: date, count: int) -> None:
    due = CALENDAR.after(start, count)
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert sum(map(CALENDAR.is_working, between)) == count
    assert CALENDAR.is_working(due)


def test_days_off_are_weekdays_and_days_worked_are_weekends() -> None:
    assert all(day.weekday() < 5 for day in CALENDAR.off)
    assert all(day.weekday() >= 5 for day in CALENDAR.worked)


def test_a_year_nobody_entered_is_known_to_be_unknown() -> None:
    assert CALENDAR.knows(date(2024, 1, 1), date(2026, 12, 31))
    assert not CALENDAR.knows(date(2026, 12, 1), date(2027, 1, 5))
    assert CALENDAR.is_working(date(2031, 10, 1))


def test_a_table_that_is_no_calendar() -> None:
    with pytest.raises(ValueError, match="month"):
        read_calendar('[2026]\noff = ["13-01"]\non = []')
