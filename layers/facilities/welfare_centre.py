"""Comprehensive social welfare centres (综合福利中心): the county's institution for those it must care for."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import integer

KIND = facility(
    "welfare_centre",
    "综合福利中心",
    "Comprehensive welfare centres",
    "县级综合性社会福利中心。",
    icon="hospital",
    colour="#A23B52",
    fields=(
        integer("beds", "床位", "beds", unit="张", listed=True, public=True),
        integer("residents", "在住人数", "residents", unit="人"),
        integer("staff", "工作人员", "staff", unit="人"),
        integer("nursing_beds", "护理型床位", "nursing beds", unit="张"),
    ),
)
