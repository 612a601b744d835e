"""Public-interest cemeteries (公益性公墓): plots, what was approved and what was built."""

from __future__ import annotations

from layers.facilities.facility import BURIAL_MODES, facility
from layers.fields import choice, day, integer, number, text, yes_no
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
        choice("level", "级别", "level", CEMETERY_LEVELS, listed=True, public=True),
        choice("burial_mode", "殡葬方式", "burial mode", BURIAL_MODES),
        text("serves", "服务范围", "serves", max_length=200, help="服务的乡镇、村，按批准文件填写", public=True),
        integer("plots", "墓位", "plots", unit="个", listed=True),
        integer("plots_used", "已用墓位", "plots used", unit="个"),
        integer("plots_reserved", "预订墓位", "plots reserved", unit="个"),
        number("area_mu", "现状面积", "area", unit="亩", minimum=0, synonyms=("面积",)),
        number("approved_area_mu", "批准面积", "approved area", unit="亩", minimum=0),
        number("largest_plot_m2", "最大墓位面积", "largest plot", unit="m²", minimum=0, maximum=100),
        number("tombstone_height_m", "墓碑最高", "tallest tombstone", unit="m", minimum=0, maximum=20),
        number("green_share_percent", "绿化率", "green share", unit="%", minimum=0, maximum=100),
        day("construction_started_on", "开工日期", "construction started on"),
        day("first_burial_on", "首次安葬日期", "first burial on"),
        integer("term_years", "墓位使用年限", "term of plots", unit="年", maximum=200),
        yes_no("before_building_approved", "先批后建", "approved before building"),
    ),
)
