"""Concentrated burial areas (集中安葬区), one wanted for each villagers' group."""

from __future__ import annotations

from layers.facilities.facility import BURIAL_MODES, facility
from layers.fields import choice, day, integer, number, reference

KIND = facility(
    "burial_area",
    "集中安葬区",
    "Concentrated burial areas",
    "村民小组集中安葬区。",
    icon="obelisk",
    colour="#6E7F5E",
    fields=(
        reference("villagers_group", "村民小组", "villagers' group", "villagers_group"),
        choice("burial_mode", "殡葬方式", "burial mode", BURIAL_MODES),
        number("area_mu", "现状面积", "area", unit="亩", minimum=0, listed=True, synonyms=("面积",)),
        number("approved_area_mu", "批准面积", "approved area", unit="亩", minimum=0),
        integer("graves", "墓穴", "graves", unit="个"),
        integer("graves_free", "可用墓穴", "graves free", unit="个"),
        day("first_burial_on", "首次安葬日期", "first burial on"),
    ),
)
