"""Child welfare institutions (儿童福利机构)."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import integer

KIND = facility(
    "child_welfare_institution",
    "儿童福利机构",
    "Child welfare institutions",
    "孤残儿童供养和儿童福利机构。",
    icon="playground",
    colour="#C9699A",
    fields=(
        integer("beds", "床位", "beds", unit="张", listed=True),
        integer("children", "在院儿童", "children", unit="人", help="只登记人数；个人资料不进本库"),
        integer("staff", "工作人员", "staff", unit="人"),
    ),
)
