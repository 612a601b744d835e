"""Nursing homes (敬老院): township central homes and other institutional care for elders."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import integer

KIND = facility(
    "nursing_home",
    "敬老院",
    "Nursing homes",
    "乡镇中心敬老院等特困人员供养与养老机构。",
    icon="home-care",
    colour="#C0562F",
    fields=(
        integer("beds", "床位", "beds", unit="张", listed=True, public=True),
        integer("residents", "在住人数", "residents", unit="人"),
        integer("staff", "工作人员", "staff", unit="人"),
        integer("nursing_beds", "护理型床位", "nursing beds", unit="张"),
    ),
)
