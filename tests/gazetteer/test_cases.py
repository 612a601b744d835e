"""The naming case travels only where the law lets it, and its clocks run in calendar days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.cases import APPROVAL_RULES, CASE_STEPS, CaseState, check_case_step, rule_for
from gazetteer.categories import PlaceKind
from gazetteer.clocks import announcement_deadline, filing_deadline
from gazetteer.findings import Finding, Severity

FINAL = {CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.ARCHIVED}
days = st.dates(date(2022, 5, 1), date(2030, 1, 1))


def ways_from(start: CaseState) -> set[CaseState]:
    reached = {start}
    while more := set().union(*(CASE_STEPS[state] for state in reached)) - reached:
        reached |= more
    return reached


def test_every_state_is_reached_and_every_case_can_end() -> None:
    assert ways_from(CaseState.DRAFT) == set(CaseState) == set(CASE_STEPS)
    assert {state for state, after in CASE_STEPS.items() if not after} == FINAL
    assert all(ways_from(state) & FINAL for state in CaseState)


def test_nothing_is_withdrawn_once_it_went_up_for_approval() -> None:
    assert CaseState.WITHDRAWN not in CASE_STEPS[CaseState.AWAITING_APPROVAL]
    assert CaseState.WITHDRAWN not in ways_from(CaseState.APPROVED)


def test_nothing_is_archived_before_it_was_both_filed_and_announced() -> None:
    assert {state for state, after in CASE_STEPS.items() if CaseState.ARCHIVED in after} == {CaseState.COMPLETED}
    assert {state for state, after in CASE_STEPS.items() if CaseState.COMPLETED in after} == {
        CaseState.FILED,
        CaseState.ANNOUNCED,
    }


@given(st.sampled_from(CaseState), st.sampled_from(CaseState))
def test_a_step_is_taken_or_refused_with_the_ways_there_are(before: CaseState, after: CaseState) -> None:
    findings = check_case_step(before, after)
    assert (findings == []) is (after in CASE_STEPS[before])


@pytest.mark.parametrize(("severity", "stops"), [("info", False), ("warning", False), ("error", True), ("block", True)])
def test_an_open_finding_stops_the_way_to_approval(severity: str, stops: bool) -> None:
    finding = Finding("names.same", Severity(severity), "与“南关路”重名")
    found = check_case_step(CaseState.COUNTERSIGNING, CaseState.AWAITING_APPROVAL, [finding])
    assert bool(found) is stops
    assert not stops or "南关路" in found[0].message


def test_every_kind_of_place_has_a_rule_and_unread_ones_say_so() -> None:
    assert {rule.kind for rule in APPROVAL_RULES} == set(PlaceKind)
    street = rule_for(PlaceKind.STREET, date(2026, 1, 1))
    assert street is not None
    assert street.approver == "县级人民政府"
    assert rule_for(PlaceKind.STREET, date(2020, 1, 1)) is None
    settlement = rule_for(PlaceKind.SETTLEMENT, date(2026, 1, 1))
    assert settlement is not None
    assert "未核实" in settlement.source


@given(days, st.integers(-30, 40))
def test_filing_is_due_on_the_fifteenth_day(approved: date, offset: int) -> None:
    deadline = filing_deadline(approved)
    rules = [f.rule for f in deadline.findings_on(deadline.due + timedelta(days=offset))]
    assert (deadline.due - approved).days == 15
    assert rules == (["clocks.overdue"] if offset > 0 else ["clocks.due_soon"] if offset >= -5 else [])


@given(days, st.integers(0, 40))
def test_late_is_said_also_after_it_was_done(approved: date, took: int) -> None:
    deadline = filing_deadline(approved, approved + timedelta(days=took))
    assert [f.rule for f in deadline.findings_on(date(2040, 1, 1))] == (["clocks.late"] if took > 15 else [])


def test_announcement_counts_from_the_right_day() -> None:
    approved, filed = date(2026, 3, 1), date(2026, 3, 10)
    own = announcement_deadline(approved, by_government_or_civil_affairs=True, filed=filed)
    other = announcement_deadline(approved, by_government_or_civil_affairs=False, filed=filed)
    assert own is not None
    assert other is not None
    assert (own.due, other.due) == (date(2026, 3, 16), date(2026, 3, 25))
    assert announcement_deadline(approved, by_government_or_civil_affairs=False) is None
