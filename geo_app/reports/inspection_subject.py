"""What an inspection report speaks of, read once and handed to its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from geo_app.documents.office import Office
from geo_app.reports.report import Request
from layers.boundaries.overview import LineOverview
from layers.conform import shown
from layers.layer import Layer
from layers.profile import CountyProfile
from layers.store import Store, Value


@dataclass(frozen=True, slots=True)
class Subject:
    """The line as a whole, the request, the day of the paper, and the state of the data it was printed from."""

    store: Store
    profile: CountyProfile
    seen: LineOverview
    request: Request
    dated: date
    sequence: int
    head: str
    office: Office

    @property
    def values(self) -> Mapping[str, Value]:
        """The line's own values."""
        return self.seen.line.values

    @property
    def name(self) -> str:
        """The line's name."""
        return str(self.values["name"])

    @property
    def sides(self) -> tuple[str, str]:
        """The names of side A and side B."""
        return str(self.values["side_a_name"]), str(self.values["side_b_name"])


def word(layer: Layer, field: str, value: Value) -> str:
    """A value in Chinese as lists show it; "" when it is not filled in."""
    return str(shown(layer.field(field), value) or "")
