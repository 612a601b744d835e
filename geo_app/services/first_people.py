"""The first people: an administrator for a new county, and one of each role for the demo; by one-time links."""

from __future__ import annotations

from dataclasses import dataclass

from geo_app.accounts.permissions import Role
from geo_app.services.county import County
from geo_app.services.demo_mark import is_demo
from layers.store import Scope


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link that waits to be used."""

    name: str
    role: Role
    token: str


def pending_invitations(county: County) -> list[Invitation]:
    """Renewed one-time tokens for the first people who have not come in yet.

    An administrator, as long as none is active; in a demo county also one person of every role, the
    township clerk in charge of the seat's township and a second one of the next township.
    """
    accounts = county.accounts.accounts()
    settled = {account.person.name for account in accounts if account.active or account.closed}
    wanted: list[tuple[str, Role, tuple[str, ...]]] = []
    if not any(a.active and not a.closed and a.person.role is Role.ADMIN for a in accounts):
        wanted.append(("admin", Role.ADMIN, (county.profile.code,)))
    if is_demo(county):
        wanted += _demo_people(county)
    return [
        Invitation(name, role, county.accounts.create_invitation(name, role, divisions))
        for name, role, divisions in wanted
        if name not in settled
    ]


def _demo_people(county: County) -> list[tuple[str, Role, tuple[str, ...]]]:
    code = county.profile.code
    townships = sorted(county.store.count_by("division", "parent_code", Scope.everything()))
    others = [t for t in townships if len(t) == len(county.profile.seat_township) and t != county.profile.seat_township]
    return [
        ("reviewer", Role.REVIEWER, (code,)),
        ("county-clerk", Role.COUNTY_CLERK, (code,)),
        ("township-clerk", Role.TOWNSHIP_CLERK, (county.profile.seat_township,)),
        ("township-clerk-2", Role.TOWNSHIP_CLERK, tuple(others[:1]) or (code,)),
        ("inspector", Role.INSPECTOR, (code,)),
        ("planner", Role.PLANNER, (code,)),
        ("auditor", Role.AUDITOR, (code,)),
    ]
