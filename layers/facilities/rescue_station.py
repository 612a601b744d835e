"""Rescue stations (救助管理站) for people with nowhere to stay."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import integer, text

KIND = facility(
    "rescue_station",
    "救助管理站",
    "Rescue stations",
    "生活无着流浪乞讨人员救助管理站。",
    icon="shelter",
    colour="#7A6BA8",
    fields=(
        integer("beds", "床位", "beds", unit="张", listed=True),
        text("opening_hours", "接待时间", "opening hours", public=True),
    ),
)
