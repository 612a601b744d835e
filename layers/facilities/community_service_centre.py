"""Community service centres (社区服务中心)."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import integer, text, yes_no

KIND = facility(
    "community_service_centre",
    "社区服务中心",
    "Community service centres",
    "社区（城乡）综合服务设施。",
    icon="town-hall",
    colour="#2F6F8F",
    fields=(
        text("opening_hours", "办公时间", "opening hours", public=True),
        integer("service_windows", "服务窗口", "service windows", unit="个", public=True),
        yes_no("care_for_elders", "设有养老服务", "care for elders", public=True),
    ),
)
