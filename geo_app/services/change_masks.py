"""What somebody in charge of a part of a change set's divisions may read about the whole."""

from __future__ import annotations

from dataclasses import replace

from geo_app.accounts.permissions import Person
from layers.store import ChangeSet

PARTLY = "涉及您所辖区划的变更（部分内容在您的范围之外）"


def as_seen(person: Person, change: ChangeSet) -> ChangeSet:
    """The change set without the words that may name what lies outside the person's divisions.

    Its author, and whoever is in charge of all its divisions, sees it as it is.
    """
    covered = tuple(division for division in change.divisions if person.scope.covers(division))
    if change.author == person.name or covered == tuple(change.divisions):
        return change
    return replace(change, title=PARTLY, reason="", return_reason="", divisions=covered)
