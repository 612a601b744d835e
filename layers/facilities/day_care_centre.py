"""Day-care centres and mutual-aid homes (日间照料中心、互助老人幸福院): where elders spend the day."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import choice, integer, text, yes_no
from layers.layer import Choice

DAY_CARE_LEVELS = (
    Choice("village", "村级", "village"),
    Choice("community", "社区级", "community"),
    Choice("township", "乡镇（街道）级", "township"),
)

KIND = facility(
    "day_care_centre",
    "日间照料中心（互助老人幸福院）",
    "Day-care centres",
    "农村互助老人幸福院和社区老年人日间照料中心。",
    icon="teahouse",
    colour="#D98E32",
    fields=(
        choice("level", "级别", "level", DAY_CARE_LEVELS, public=True),
        text(
            "serves_division",
            "服务村（社区）",
            "serves division",
            pattern=r"\d{12}(、\d{12})*|",
            max_length=400,
            help="服务的村或社区的 12 位代码，多个用顿号隔开；按名单登记，不按半径",
        ),
        integer("places", "服务名额", "places", unit="人", public=True),
        integer("beds", "休息床位", "beds for rest", unit="张"),
        integer("opening_days_per_month", "每月开放天数", "opening days a month", unit="天", maximum=31, public=True),
        yes_no("meals", "助餐", "meals", public=True),
    ),
)
