"""What can be judged of a boundary line at the desk; FAMILIES is the one list.

Nothing here moves or mends anything: what is found is said, with the clause and what to do.
"""

from __future__ import annotations

from datetime import date

from gazetteer.findings import Finding
from layers.boundaries.checks import conditions, cycle, lengths, numbering, papers, placing, references, shape
from layers.boundaries.checks.judging import Desk, Family
from layers.boundaries.overview import LineOverview
from layers.profile import CountyProfile

FAMILIES: tuple[Family, ...] = (
    papers.FAMILY,
    lengths.FAMILY,
    shape.FAMILY,
    numbering.FAMILY,
    placing.FAMILY,
    references.FAMILY,
    conditions.FAMILY,
    cycle.FAMILY,
)


def check_families(seen: LineOverview, profile: CountyProfile, on: date) -> list[tuple[Family, list[Finding]]]:
    """Each family with what it found, judged on the day `on`."""
    desk = Desk(profile, on)
    return [(family, list(family.judge(seen, desk))) for family in FAMILIES]


def check_line(seen: LineOverview, profile: CountyProfile, on: date) -> list[Finding]:
    """Every desk finding about a line, in the order of the record, judged on the day `on`."""
    return [finding for _, found in check_families(seen, profile, on) for finding in found]
