"""Legal scopes: within which area a name must not be borne twice, by kind of entity, as dated data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gazetteer.categories import PlaceKind
from gazetteer.findings import Severity
from gazetteer.rules.candidate import Candidate
from gazetteer.rules.extent import DIGITS, Extent
from gazetteer.rules.neighbours import Neighbour
from gazetteer.rules.tables import UNVERIFIED, Row, in_force

COUNTY_TERMS = ("县", "市", "区", "旗", "自治县", "自治旗", "林区", "特区")


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """The scope of a kind and what each likeness weighs in it; None where the likeness is not looked for.

    `verified` is False for rows that nobody has confirmed: their findings are marked 未核实.
    """

    kind: PlaceKind
    tier: str
    scope: Extent
    duplicate: Severity | None
    duplicate_reserved: Severity | None
    toned: Severity | None
    toneless: Severity | None
    other_generic: Severity | None
    near: Severity | None
    clause: str
    verified: bool

    def holds(self, candidate: Candidate, neighbour: Neighbour) -> bool:
        """Whether the neighbour is of this kind and tier and lies in the candidate's scope.

        What is not known of a position does not exclude: a shorter code, or none, may be anywhere below.
        """
        if neighbour.kind is not self.kind or tier_of(neighbour.kind, neighbour.text, neighbour.famous) != self.tier:
            return False
        if self.scope is not Extent.BUILT_UP_AREA:
            return _share(candidate.division, neighbour.division, DIGITS[self.scope])
        if candidate.areas and neighbour.areas:
            return not set(candidate.areas).isdisjoint(neighbour.areas)
        return _share(candidate.division, neighbour.division, DIGITS[Extent.TOWNSHIP])

    def is_sure_of(self, candidate: Candidate) -> bool:
        """Whether rule and position are known: a street outside any registered built-up area goes by the township."""
        if self.scope is Extent.BUILT_UP_AREA:
            return self.verified and bool(candidate.areas)
        return self.verified and self.places(candidate)

    def places(self, candidate: Candidate) -> bool:
        """Whether the candidate's division says which area of this scope it lies in."""
        within = Extent.TOWNSHIP if self.scope is Extent.BUILT_UP_AREA else self.scope
        return len(candidate.division) >= DIGITS[within]


def tier_of(kind: PlaceKind, text: str, famous: bool) -> str:
    """What a kind is told apart by: `county` or `township` for divisions, `famous` for natural entities; else ""."""
    if kind is PlaceKind.DIVISION:
        return "county" if text.endswith(COUNTY_TERMS) else "township"
    return "famous" if famous and kind is PlaceKind.NATURAL_ENTITY else ""


def read_scopes(rows: Sequence[Row], day: date) -> tuple[ScopeRule, ...]:
    """The scope rules in force on `day`."""
    return tuple(read_scope(row) for row in in_force(rows, day))


def read_scope(row: Row) -> ScopeRule:
    """A row of scopes. Raises ValueError for an unknown kind, scope or severity."""
    weights = ("duplicate", "duplicate_reserved", "toned", "toneless", "other_generic", "near")
    duplicate, reserved, toned, toneless, other_generic, near = (
        Severity(row[weight]) if row[weight] else None for weight in weights
    )
    return ScopeRule(
        PlaceKind.of(row["kind"]),
        row["tier"],
        Extent.of(row["scope"]),
        duplicate,
        reserved,
        toned,
        toneless,
        other_generic,
        near,
        row["clause"],
        row["confidence"] != UNVERIFIED,
    )


def _share(left: str, right: str, digits: int) -> bool:
    left, right = left[:digits], right[:digits]
    return left.startswith(right) or right.startswith(left)
