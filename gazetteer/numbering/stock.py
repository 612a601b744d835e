"""What numbers each space has: in use, kept in reserve, and held back after a cancellation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from gazetteer.numbering.next_number import Key, Stock
from gazetteer.numbering.profile import NumberingProfile
from gazetteer.numbering.rows import DEAD, GONE, ON_GATES, Rows
from gazetteer.numbering.rules import Judge
from gazetteer.numbering.running import number_spaces, scopes_of

ENDED = frozenset({"cancelled", "historical"})
DAYS_A_YEAR = 365.25


def hold_is_over(cancelled: date | None, issued: date, hold_years: float | None) -> bool:
    """Whether a cancelled number may be given out again; a hold whose length nobody laid down does not end."""
    if cancelled is None or hold_years is None:
        return False
    return (issued - cancelled).days > hold_years * DAYS_A_YEAR


def stocks_of(rows: Rows, profile: NumberingProfile) -> Mapping[Any, Stock]:
    """Space (as `number_spaces` has it) → its numbers on the day of the rows.

    A number that is reserved or held and has a live door counts as taken as well.
    """
    taken: dict[Any, set[Key]] = defaultdict(set)
    reserved: dict[Any, set[int]] = defaultdict(set)
    held: dict[Any, set[int]] = defaultdict(set)
    spaces = number_spaces(rows, Judge(profile), scopes_of(rows))
    keys = ("key", "kind", "status", "address_status", "cancelled_on")
    for space, (key, kind, status, address_status, cancelled) in zip(spaces, rows.each(*keys), strict=True):
        if not space or not key or (kind is not None and kind not in ON_GATES):
            continue
        if address_status == "reserved":
            reserved[space].add(key[0])
        elif address_status in ENDED and not hold_is_over(cancelled, rows.on, profile.archive_hold_years):
            held[space].add(key[0])
        elif status not in GONE and address_status not in DEAD:
            taken[space].add(key)
    return {
        space: Stock(taken=taken[space], reserved=reserved[space], held=held[space] - reserved[space])
        for space in {*taken, *reserved, *held}
    }
