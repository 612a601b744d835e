"""Administrative divisions and the areas that people live by: villagers' groups and built-up areas."""

from __future__ import annotations

from layers.fields import choice, integer, number, text
from layers.layer import Choice, Geometry, Layer, Symbol

LEVELS = (
    Choice("county", "县", "county"),
    Choice("township", "乡镇", "township"),
    Choice("village", "村", "village"),
    Choice("community", "社区", "community"),
    Choice("quasi_village", "类似村级单位", "village-like unit"),
)

DIVISION = Layer(
    key="division",
    title="行政区划",
    english="Divisions",
    description="县、乡镇、村和社区：代码、名称与范围。范围未经勘定的只作示意。",
    geometry=Geometry.AREA,
    desk="boundaries",
    label="name",
    natural_key=("code",),
    public=True,
    symbol=Symbol(shape="area", colour="#6B5B7B", dash="8 3 2 3", width_px=1.5),
    fields=(
        text(
            "code",
            "区划代码",
            "division code",
            required=True,
            pattern=r"\d{6}|\d{9}|\d{12}",
            help="6 位县、9 位乡镇、12 位村（统计用区划代码）",
            synonyms=("行政区划代码", "统计用区划代码", "代码"),
            listed=True,
            searched=True,
            public=True,
            indexed=True,
        ),
        text(
            "name",
            "名称",
            "name",
            required=True,
            max_length=60,
            synonyms=("区划名称", "单位名称", "地名"),
            listed=True,
            searched=True,
            public=True,
            indexed=True,
        ),
        text("statistical_name", "统计用名称", "statistical name", max_length=60, public=True),
        choice("level", "级别", "level", LEVELS, required=True, listed=True, public=True, indexed=True),
        text(
            "parent_code",
            "上级代码",
            "parent code",
            pattern=r"\d{2}|\d{4}|\d{6}|\d{9}",
            listed=True,
            public=True,
            indexed=True,
            synonyms=("上级区划代码",),
        ),
        text("spelling", "罗马字母拼写", "romanized spelling", public=True, synonyms=("拼音",)),
        number(
            "area_km2",
            "面积",
            "area",
            unit="km²",
            minimum=0,
            public=True,
            help="按当前图形计算的椭球面积，不是法定面积",
        ),
        integer("population", "人口", "population", unit="人", public=True),
        text("note", "备注", "note", max_length=500),
    ),
)

NEIGHBOURING_COUNTY = Layer(
    key="neighbouring_county",
    title="毗邻县",
    english="Neighbouring counties",
    description="毗邻县级单位的示意轮廓，供界线与底图使用。",
    geometry=Geometry.AREA,
    desk="boundaries",
    label="name",
    natural_key=("code",),
    public=True,
    symbol=Symbol(shape="area", colour="#B9B3A7", dash="2 4", width_px=1),
    fields=(
        text("code", "区划代码", "division code", required=True, pattern=r"\d{6}", listed=True, public=True),
        text("name", "名称", "name", required=True, listed=True, searched=True, public=True),
        text("province", "省", "province", required=True, listed=True, public=True),
        text("prefecture", "市", "prefecture", listed=True, public=True),
    ),
)

VILLAGERS_GROUP = Layer(
    key="villagers_group",
    title="村民小组",
    english="Villagers' groups",
    description="村民小组（组、社）的位置：门牌按组编号的空间。",
    geometry=Geometry.POINT,
    desk="plates",
    label="name",
    natural_key=("group_code",),
    public=True,
    symbol=Symbol(shape="circle", colour="#8A7B5B", icon="village"),
    fields=(
        text(
            "group_code",
            "小组代码",
            "group code",
            required=True,
            pattern=r"\d{12}-\d{2}",
            listed=True,
            searched=True,
            public=True,
            indexed=True,
        ),
        text("name", "名称", "name", required=True, listed=True, searched=True, public=True, max_length=60),
        integer("number", "组号", "group number", minimum=1, listed=True, public=True),
        text("hamlet", "自然村", "hamlet", listed=True, searched=True, public=True),
        integer("households", "户数", "households", unit="户", listed=True, public=True),
        text("note", "备注", "note", max_length=500),
    ),
)

BUILT_UP_AREA = Layer(
    key="built_up_area",
    title="建成区",
    english="Built-up areas",
    description="建成区范围：街路巷、住宅区重名判断的法定范围（地名管理条例第九条第八项）。",
    geometry=Geometry.AREA,
    desk="boundaries",
    label="name",
    natural_key=("name", "year"),
    public=True,
    symbol=Symbol(shape="area", colour="#C9B79C", fill="#EFE6D6", width_px=1),
    fields=(
        text("name", "名称", "name", required=True, listed=True, searched=True, public=True),
        integer("year", "年份", "year", required=True, minimum=1900, maximum=2100, listed=True, public=True),
        text("document_number", "依据文号", "document number", listed=True),
    ),
)
