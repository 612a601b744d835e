"""Roads as drawn (道路) and streets as named number spaces (街路巷)."""

from __future__ import annotations

from layers.fields import choice, number, reference, text
from layers.layer import Choice, Geometry, Layer, Symbol

ROAD_CLASSES = (
    Choice("expressway", "高速公路", "expressway"),
    Choice("national", "国道", "national road"),
    Choice("provincial", "省道", "provincial road"),
    Choice("county", "县道", "county road"),
    Choice("township", "乡道", "township road"),
    Choice("village", "村道", "village road"),
    Choice("street", "城镇道路", "street"),
)
STREET_KINDS = (
    Choice("road", "路", "road"),
    Choice("street", "街", "street"),
    Choice("lane", "巷", "lane"),
)
COMPASS_STARTS = (
    Choice("east", "自东向西", "from the east"),
    Choice("west", "自西向东", "from the west"),
    Choice("north", "自北向南", "from the north"),
    Choice("south", "自南向北", "from the south"),
)
ODD_SIDES = (Choice("left", "左侧单号", "odd on the left"), Choice("right", "右侧单号", "odd on the right"))

ROAD = Layer(
    key="road",
    title="道路",
    english="Roads",
    description="道路中心线。",
    geometry=Geometry.LINE,
    desk="plates",
    label="name",
    natural_key=("road_code",),
    public=True,
    symbol=Symbol(shape="line", colour="#A8937A", width_px=2),
    fields=(
        text("road_code", "道路编号", "road code", required=True, listed=True, searched=True, public=True),
        text("name", "名称", "name", required=True, listed=True, searched=True, public=True),
        choice("road_class", "等级", "class", ROAD_CLASSES, required=True, listed=True, public=True),
        number("width_m", "宽度", "width", unit="m", minimum=0, maximum=200, listed=True, public=True),
    ),
)

STREET = Layer(
    key="street",
    title="街路巷",
    english="Streets and lanes",
    description="有标准名称、按其编门牌的街、路、巷。",
    geometry=Geometry.LINE,
    geometry_required=True,
    desk="plates",
    label="name",
    natural_key=("street_code",),
    public=True,
    symbol=Symbol(shape="line", colour="#7A5C3E", width_px=2.5),
    fields=(
        text(
            "street_code",
            "街路巷代码",
            "street code",
            required=True,
            listed=True,
            searched=True,
            public=True,
            indexed=True,
        ),
        text(
            "name", "名称", "name", required=True, max_length=60, listed=True, searched=True, public=True, indexed=True
        ),
        choice("kind", "类型", "kind", STREET_KINDS, required=True, listed=True, public=True),
        reference("place", "地名实体", "place", "place"),
        choice("starts_from", "编号起点", "numbering starts", COMPASS_STARTS, listed=True, public=True),
        choice("odd_side", "单号侧", "odd side", ODD_SIDES, listed=True, public=True),
        number("length_m", "长度", "length", unit="m", minimum=0, listed=True, public=True),
        text("note", "备注", "note", max_length=500),
    ),
)
