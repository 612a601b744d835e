"""Who is let in first: an administrator where nobody is one yet; in a demo one person of every role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_app.accounts.permissions import Role
from geo_app.services.county import County
from geo_app.services.first_people import pending_invitations
from tests.county import opened

PASSWORD = "a quiet 地名 pass-phrase"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[County]:
    with opened(tmp_path / "county") as county:
        yield county


def test_a_new_county_lets_an_administrator_in_and_nobody_else(empty: County) -> None:
    [only] = pending_invitations(empty)
    assert (only.name, only.role) == ("admin", Role.ADMIN)
    empty.accounts.accept(only.token, PASSWORD)
    assert pending_invitations(empty) == []


def test_a_restart_does_not_let_a_closed_administrator_back_in(empty: County) -> None:
    [only] = pending_invitations(empty)
    empty.accounts.accept(only.token, PASSWORD)
    empty.accounts.set_closed("admin", closed=True)
    assert pending_invitations(empty) == [], "the operator adds another with `user add`"


def test_a_demo_has_one_person_of_every_role_and_two_townships(tiny_county: County) -> None:
    invited = pending_invitations(tiny_county)
    assert {one.role for one in invited} == set(Role) - {Role.PUBLIC}
    accounts = tiny_county.accounts
    clerks = [accounts.account(one.name).person for one in invited if one.role is Role.TOWNSHIP_CLERK]
    assert len({clerk.divisions for clerk in clerks}) == 2
    assert clerks[0].divisions == (tiny_county.profile.seat_township,)


def test_a_second_start_renews_the_links_of_those_not_yet_here(tiny_county: County) -> None:
    first = {one.name: one.token for one in pending_invitations(tiny_county)}
    tiny_county.accounts.accept(first["reviewer"], PASSWORD)
    second = {one.name: one.token for one in pending_invitations(tiny_county)}
    assert set(first) - set(second) == {"reviewer"}
    assert not set(first.values()) & set(second.values())
