"""The life of a name: every act leads somewhere, final means final, and each status says what the public may do."""

from hypothesis import given
from hypothesis import strategies as st

from gazetteer.acts import (
    ALLOWED,
    FINAL,
    LEGAL_BASIS,
    PUBLIC_USE,
    ActType,
    NameStatus,
    PublicUse,
    acts_open_to,
    next_status,
)


def test_no_act_leads_out_of_a_final_status() -> None:
    assert {status for status, _ in ALLOWED} & FINAL == set()


def test_every_other_status_has_a_way_on() -> None:
    assert {status for status in NameStatus if not acts_open_to(status)} == FINAL


def test_every_status_can_be_reached_from_nothing() -> None:
    reached: set[NameStatus | None] = {None}
    while more := {after for (before, _), after in ALLOWED.items() if before in reached} - reached:
        reached |= more
    assert reached == {None, *NameStatus}


def test_every_act_is_used_and_names_its_basis() -> None:
    assert {act for _, act in ALLOWED} == set(ActType) == set(LEGAL_BASIS)
    assert all(LEGAL_BASIS.values())


def test_only_an_announced_name_must_be_used() -> None:
    assert [status for status, use in PUBLIC_USE.items() if use is PublicUse.MUST] == [NameStatus.ANNOUNCED]
    assert set(PUBLIC_USE) == set(NameStatus)


def test_nothing_becomes_standard_without_announcement_or_a_recognised_older_source() -> None:
    ways = {act for (before, act), after in ALLOWED.items() if after is NameStatus.ANNOUNCED and before is not after}
    assert ways == {ActType.ANNOUNCEMENT, ActType.RECOGNITION}


@given(st.lists(st.sampled_from(ActType), max_size=12))
def test_a_correction_never_moves_a_status(acts: list[ActType]) -> None:
    status: NameStatus | None = None
    for act in acts:
        after = next_status(status, act)
        if act is ActType.CORRECTION:
            assert after in (None, status)
        status = after or status


def test_terms_are_distinct_words() -> None:
    for vocabulary in (NameStatus, ActType, PublicUse):
        assert len({member.term for member in vocabulary}) == len(vocabulary)
