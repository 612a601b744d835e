"""Short ways to ask in these tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from gazetteer.categories import PlaceKind
from gazetteer.rules import Candidate, Judgement, Neighbour, NeighbourIndex, explain

DAY = date(2026, 11, 25)
D, S, T, N = PlaceKind.DIVISION, PlaceKind.SETTLEMENT, PlaceKind.STREET, PlaceKind.NATURAL_ENTITY
F, C, R = PlaceKind.FACILITY, PlaceKind.COMMITTEE_SEAT, PlaceKind.RESIDENTIAL_OR_BUILDING
HERE = "999901100"
"""An invented township."""


def near(text: str, kind: PlaceKind = T, identity: str = "", **more: Any) -> Neighbour:
    """A neighbour in the invented township, known by its text when no id is given."""
    return Neighbour(id=identity or text, text=text, kind=kind, **{"division": HERE, **more})


def judged(
    text: str, kind: PlaceKind = T, *neighbours: Neighbour, overrides: Any = (), divisions: Any = None, **more: Any
) -> Judgement:
    """A judgement in the invented township on a fixed day."""
    candidate = Candidate(text=text, kind=kind, **{"division": HERE, **more})
    return explain(candidate, NeighbourIndex(neighbours), day=DAY, overrides=overrides, divisions=divisions)


def spoken(judgement: Judgement) -> dict[str, str]:
    """Rule → severity, of rules that spoke; of one that spoke twice the heavier."""
    lightest_first = reversed(judgement.findings)
    return {finding.rule.removeprefix("naming."): finding.severity.value for finding in lightest_first}
