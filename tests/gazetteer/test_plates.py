"""The lives of addresses and plates, and which may go together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.findings import Severity
from gazetteer.plates import (
    ADDRESS_STARTS,
    ADDRESS_STEPS,
    CARRIES,
    PLATE_STARTS,
    PLATE_STEPS,
    AddressStatus,
    PlateStatus,
    check_pair,
    check_step,
)


def reachable(steps: dict[object, frozenset[object]], starts: frozenset[object]) -> set[object]:
    reached = set(starts)
    while more := set().union(*(steps[status] for status in reached)) - reached:
        reached |= more
    return reached


def test_every_status_is_in_the_tables_and_can_be_reached() -> None:
    assert set(ADDRESS_STEPS) == set(AddressStatus) == reachable(dict(ADDRESS_STEPS), frozenset(ADDRESS_STARTS))
    assert set(PLATE_STEPS) == set(PlateStatus) == reachable(dict(PLATE_STEPS), frozenset(PLATE_STARTS))
    assert set(CARRIES) == set(PlateStatus)


def test_final_means_final() -> None:
    assert {status for status, after in PLATE_STEPS.items() if not after} == {PlateStatus.REPLACED, PlateStatus.REMOVED}
    assert {status for status, after in ADDRESS_STEPS.items() if not after} == {AddressStatus.REJECTED}


def test_no_address_is_in_force_without_approval() -> None:
    before = {status for status, after in ADDRESS_STEPS.items() if AddressStatus.CURRENT in after}
    assert before == {
        AddressStatus.APPROVED,
        AddressStatus.CHANGING,
        AddressStatus.HISTORICAL,
        AddressStatus.CANCELLED,
    }
    assert not ADDRESS_STARTS & before


@given(st.sampled_from(PlateStatus), st.sampled_from(PlateStatus))
def test_a_step_is_taken_or_refused_with_the_steps_there_are(before: PlateStatus, after: PlateStatus) -> None:
    findings = check_step(before, after)
    if before is after or after in PLATE_STEPS[before]:
        assert findings == []
    else:
        [finding] = findings
        assert finding.severity is Severity.ERROR
        assert before.term in finding.message
        assert after.term in finding.message


def test_plates_taken_over_are_noted_not_refused() -> None:
    assert check_step(None, PlateStatus.ORDERED) == []
    [finding] = check_step(None, PlateStatus.ACTIVATED)
    assert finding.severity is Severity.INFO


@pytest.mark.parametrize("address", AddressStatus)
def test_an_activated_plate_needs_an_address_in_force(address: AddressStatus) -> None:
    fits = address in {AddressStatus.CURRENT, AddressStatus.CHANGING}
    assert (check_pair(PlateStatus.ACTIVATED, address) == []) is fits


def test_every_plate_may_stay_beside_a_current_address() -> None:
    assert all(AddressStatus.CURRENT in addresses for addresses in CARRIES.values())
