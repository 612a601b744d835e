"""Community service centres (社区服务中心)."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import number, text

KIND = facility(
    "community_service_centre",
    "社区服务中心",
    "Community service centres",
    "社区（城乡）综合服务设施。",
    icon="town-hall",
    colour="#2F6F8F",
    fields=(
        number("floor_area_m2", "建筑面积", "floor area", unit="m²", minimum=0, listed=True),
        text("telephone", "电话", "telephone", public=True, max_length=30),
    ),
)
