"""LAYERS: the one list of what the office keeps."""

from __future__ import annotations

from layers import divisions, places, plates, roads
from layers.boundaries import lines, markers
from layers.facilities import KINDS
from layers.layer import Layer

LAYERS: tuple[Layer, ...] = (
    divisions.DIVISION,
    divisions.NEIGHBOURING_COUNTY,
    places.PLACE,
    places.PLACE_NAME,
    places.PLACE_NAME_SPELLING,
    places.NAMING_ACT,
    roads.ROAD,
    roads.STREET,
    divisions.VILLAGERS_GROUP,
    divisions.BUILT_UP_AREA,
    plates.ADDRESS,
    plates.DOOR_PLATE,
    lines.BOUNDARY_LINE,
    markers.BOUNDARY_MARKER,
    markers.MARKER_REFERENCE,
    *KINDS,
)


def layer(key: str) -> Layer:
    """The layer called `key`. Raises KeyError with the key."""
    for declared in LAYERS:
        if declared.key == key:
            return declared
    raise KeyError(key)
