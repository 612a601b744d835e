"""Marriage registries (婚姻登记处)."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import text

KIND = facility(
    "marriage_registry",
    "婚姻登记处",
    "Marriage registries",
    "婚姻登记机关办公地点。",
    icon="heart",
    colour="#B23A5B",
    fields=(text("opening_hours", "办公时间", "opening hours", public=True),),
)
