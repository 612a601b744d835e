"""Where each of the thirty checks is judged: by which function, and whether it needs the ground.

ROWS: from rows alone (`audit_rows`). GROUND: from positions, axes or areas, in `layers.numbering`. A check with both
has parts of either kind, or is judged from rows where there are no positions and with their help where there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Needs(StrEnum):
    """What a judgement needs."""

    ROWS = "rows"
    GROUND = "ground"


@dataclass(frozen=True, slots=True)
class Place:
    """One part of a check: the function as module and name, what it needs, what it looks at."""

    function: str
    needs: Needs
    looks_at: str


def _rows(function: str, looks_at: str) -> Place:
    return Place(f"gazetteer.numbering.{function}", Needs.ROWS, looks_at)


def _ground(function: str, looks_at: str) -> Place:
    return Place(f"layers.numbering.{function}", Needs.GROUND, looks_at)


CHECKS: Mapping[str, tuple[Place, ...]] = {
    "N01": (
        _rows("running.check_duplicates", "one number twice in a space, however written"),
        _ground("uniqueness.check_duplicates", "the same, sparing the door that stands in order"),
    ),
    "N02": (
        _rows("running.check_form", "unreadable, leading zero, beyond the largest number"),
        _ground("uniqueness.check_form", "the same over columns"),
    ),
    "N03": (_ground("wholes.check_sound_alike", "like-sounding streets near each other with numbers in common"),),
    "N04": (
        _ground("sides.check_conventions", "a road that keeps the other convention throughout, once"),
        _ground("sides.check_sides", "single doors on the wrong side"),
    ),
    "N05": (_ground("sides.check_direction", "the compass end a road is counted from"),),
    "N06": (
        _ground("along_streets.check_order", "fewest doors to move, by `order.out_of_order` along each side"),
        _ground("walks.check_walks", "doors out of place in a group's walk"),
        _ground("sides.check_axes", "streets whose axis cannot be followed, and whose doors are not judged"),
    ),
    "N07": (
        _rows("running.check_gaps", "numbers missing in a group or village"),
        _rows("running.check_fours", "numbers with 4, and 13, missing beyond chance"),
        _ground("along_streets.check_gaps", "numbers skipped where the ground has no room for them"),
        _ground("along_streets.check_group_gaps", "numbers missing in a group"),
        _ground("along_streets.check_fours", "numbers with 4, and 13, missing beyond chance"),
    ),
    "N08": (_ground("along_streets.check_spacing", "metres a number, by robust z"),),
    "N09": (_ground("sides.check_one_sided", "a road built on one side that mixes parities"),),
    "N10": (_rows("hierarchy.check_sub_numbers", "a sub-number without a live main number; its side is N04's"),),
    "N11": (
        _ground("belonging.check_village", "plates outside their village's area"),
        _ground("belonging.check_group", "plates far from the rest of their group"),
    ),
    "N12": (_ground("belonging.check_crossing", "another street between a plate and its own"),),
    "N13": (
        _ground("uniqueness.check_same_point", "several numbers on one spot"),
        _ground("uniqueness.check_far_apart", "one address on two spots"),
    ),
    "N14": (_ground("shifts.check_reference_system", "a batch moved by a known slip of reference systems"),),
    "N15": (_rows("hierarchy.check_parents", "a unit without a building, a building without a gate"),),
    "N16": (_rows("signs.check_face", "a face that does not say the name and number of today"),),
    "N17": (_rows("signs.check_kind", "a kind of plate that does not fit its space"),),
    "N18": (
        _rows("history.check_temporary", "temporary addresses past their limit"),
        _rows("history.check_applications", "applications not decided in time"),
    ),
    "N19": (_rows("signs.check_activation", "activated without photo, position or day of installation"),),
    "N20": (_rows("wording.check_totals", "counts by kind against the published totals"),),
    "N21": (_rows("wording.check_names", "a street's name that is not an approved one"),),
    "N22": (_rows("wording.check_groups", "group numbers not 1 to n; 组, 社, 队 mixed"),),
    "N23": (_ground("wholes.check_building_order", "buildings of a compound against the snake order"),),
    "N24": (
        _rows("signs.check_qr", "one code on two plates"),
        _rows("signs.check_identities", "one identity on two plates"),
        _rows("signs.check_signatures", "a code whose signature does not hold"),
    ),
    "N25": (_rows("hierarchy.check_two_roads", "numbers of two streets on one building without a main address"),),
    "N26": (
        _rows("wording.check_characters", "full-width, compatibility, traditional, foreign, invisible characters"),
    ),
    "N27": (
        _rows("hierarchy.check_sub_of_sub", "a sub-number whose parent is one"),
        _rows("running.check_stacked", "a text that stacks sub-numbers"),
    ),
    "N28": (
        _rows("history.check_reissued", "a cancelled number given out while it is held"),
        _rows("history.check_concordance", "a changed number without the old one"),
    ),
    "N29": (
        _rows("running.check_scopes", "villages that number otherwise than laid down"),
        _rows("hierarchy.check_parcels", "two numbers on one homestead plot, one number on two"),
        _ground("wholes.check_scopes", "villages that number otherwise, where groups have no positions too"),
    ),
    "N30": (_rows("history.check_deadlines", "confirmed, notified, installed, restored in time"),),
}
"""Every check, in order."""
