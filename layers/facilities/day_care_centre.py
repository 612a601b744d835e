"""Day-care centres and mutual-aid homes (日间照料中心、互助老人幸福院): where elders spend the day."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import integer, text, yes_no

KIND = facility(
    "day_care_centre",
    "日间照料中心（互助老人幸福院）",
    "Day-care centres",
    "农村互助老人幸福院和社区老年人日间照料中心。",
    icon="sun-home",
    colour="#D98E32",
    fields=(
        text(
            "serves_division",
            "服务村（社区）",
            "serves division",
            pattern=r"\d{12}|",
            help="服务的村或社区的 12 位代码",
        ),
        integer("places", "服务名额", "places", unit="人", public=True),
        yes_no("meals", "助餐", "meals", public=True),
    ),
)
