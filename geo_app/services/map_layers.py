"""The layers a map offers, and from which zoom each is drawn: what is rare is seen from farther away."""

from __future__ import annotations

from dataclasses import dataclass

from geo_app.services.county import County
from geo_app.services.map_view import View
from layers.catalog import layer
from layers.facilities import KINDS
from layers.layer import Layer

FEW = 12
"""So many institutions of one kind still stand clear of each other when the county fits the screen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the layer control: the layer, its mark, and the zooms from which marks and names appear."""

    layer: Layer
    shape: str
    marks_from: float
    names_from: float


def map_choices(county: County, view: View) -> list[Choice]:
    """What this reader may switch on and off: plates, places, markers, then the facility kinds there are any of."""
    fixed = [
        Choice(layer("door_plate"), "circle", 15, 18),
        Choice(layer("place"), "circle", 13.5, 13.5),
        Choice(layer("boundary_marker"), "pillar", 11, 12.5),
    ]
    return [choice for choice in fixed if view.sees(choice.layer)] + facility_choices(county, view)


def facility_choices(county: County, view: View) -> list[Choice]:
    """The facility kinds the county has, in the catalogue's order."""
    found = []
    for kind in KINDS:
        number = county.store.count(kind.key, view.rows(kind)) if view.sees(kind) else 0
        if number:
            found.append(Choice(kind, "square", *((11.75, 12.75) if number <= FEW else (13.25, 14.25))))
    return found
