"""Public-interest cemeteries (公益性公墓)."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import choice, integer, number, yes_no
from layers.layer import Choice

CEMETERY_LEVELS = (
    Choice("county", "县城", "county town"),
    Choice("township", "乡镇", "township"),
    Choice("village", "村", "village"),
)

KIND = facility(
    "public_cemetery",
    "公益性公墓",
    "Public-interest cemeteries",
    "乡村公益性公墓和县城公益性公墓。",
    icon="cemetery",
    colour="#4F6B4F",
    fields=(
        choice("level", "级别", "level", CEMETERY_LEVELS, listed=True),
        integer("plots", "墓位", "plots", unit="个", listed=True),
        integer("plots_used", "已用墓位", "plots used", unit="个"),
        number("area_mu", "面积", "area", unit="亩", minimum=0),
        yes_no("before_building_approved", "先批后建", "approved before building"),
    ),
)
