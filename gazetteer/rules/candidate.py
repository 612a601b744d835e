"""What is judged: a proposed name, and what is known of the entity that shall bear it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gazetteer.categories import PlaceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A proposed name.

    `division` is the code of the unit it lies in, as far as known (6, 9 or 12 digits); for a division of its
    own code, that code. `scale` measures the entity by `width_m`, `length_m`, `area_m2`, `floors`, `height_m`
    or `green_percent`. `areas` are the built-up areas it lies in. `place` is the entity's id when it is
    registered already, `name_id` the record of this very name; both keep the entity from being its own
    neighbour. `renames` is the name it shall take the place of. `base` is the name it is derived from, `seat`
    the settlement where the unit has its seat. `code` is the 20-digit code of the national database.
    """

    text: str
    kind: PlaceKind
    division: str = ""
    division_name: str = ""
    class_code: str = ""
    code: str = ""
    scale: Mapping[str, float] = field(default_factory=dict)
    areas: tuple[str, ...] = ()
    planned: bool = False
    famous: bool = False
    place: str = ""
    name_id: str = ""
    renames: str = ""
    base: str = ""
    seat: str = ""
    applicant: str = ""
    spelling: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A reason on record for letting a finding of `rule` stand; `by` and `on` say who gave it and when."""

    rule: str
    reason: str
    by: str = ""
    on: date | None = None
