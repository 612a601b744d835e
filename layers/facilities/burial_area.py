"""Concentrated burial areas (集中安葬区), one wanted for each villagers' group."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import integer, number, reference

KIND = facility(
    "burial_area",
    "集中安葬区",
    "Concentrated burial areas",
    "村民小组集中安葬区。",
    icon="burial",
    colour="#6E7F5E",
    fields=(
        reference("villagers_group", "村民小组", "villagers' group", "villagers_group"),
        number("area_mu", "面积", "area", unit="亩", minimum=0, listed=True),
        integer("graves", "墓穴", "graves", unit="个"),
    ),
)
