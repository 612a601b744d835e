"""Boundary markers (界桩) and the reference objects (方位物) by which a lost one is found again."""

from __future__ import annotations

from layers.fields import choice, day, integer, number, reference, text
from layers.layer import Choice, Geometry, Layer, Symbol

MARKER_STANDS = (
    Choice("single", "单立", "single"),
    Choice("double", "同号双立", "double"),
    Choice("triple", "同号三立", "triple"),
)
MARKER_STATUSES = (
    Choice("in_use", "在用", "in use"),
    Choice("damaged", "损坏", "damaged"),
    Choice("missing", "丢失", "missing"),
    Choice("to_be_reset", "待重设", "to be re-erected"),
    Choice("scrapped", "报废", "scrapped"),
)
MARKER_CONDITIONS = (
    Choice("intact", "完好", "intact"),
    Choice("faded", "字迹模糊", "faded"),
    Choice("tilted", "倾斜", "tilted"),
    Choice("loose", "松动", "loose"),
    Choice("damaged", "损坏", "damaged"),
    Choice("displaced", "移位", "displaced"),
    Choice("lost", "丢失", "lost"),
    Choice("buried", "被掩埋或遮挡", "buried or hidden"),
    Choice("not_found", "未找到", "not found"),
    Choice("unreachable", "不可达", "unreachable"),
)
SURVEY_METHODS = (
    Choice("rtk", "GNSS RTK", "GNSS RTK"),
    Choice("static", "静态 GNSS", "static GNSS"),
    Choice("phone", "手机定位", "phone"),
    Choice("map", "图上量取", "read from a map"),
    Choice("generated", "演示生成", "generated for demonstration"),
)

BOUNDARY_MARKER = Layer(
    key="boundary_marker",
    title="界桩",
    english="Boundary markers",
    description="界桩登记：号、类型、材质、位置、高程、管理方与状况。",
    geometry=Geometry.POINT,
    geometry_required=True,
    desk="boundaries",
    label="number_text",
    natural_key=("line", "number_text"),
    sensitive_position=True,
    symbol=Symbol(shape="pillar", colour="#1E2328", fill="#FFFFFF"),
    fields=(
        text(
            "number_text",
            "界桩号",
            "marker number",
            required=True,
            max_length=20,
            help="按碑面原样填写",
            listed=True,
            searched=True,
            indexed=True,
        ),
        reference("line", "界线", "line", "boundary_line", required=True, listed=True),
        integer("serial", "序号", "serial", minimum=0, listed=True),
        choice("stand", "类型", "stand", MARKER_STANDS, required=True, listed=True),
        text("material", "材质", "material", listed=True, max_length=20),
        integer("faces", "面数", "faces", minimum=1, maximum=4),
        text("location_a", "甲方所在地", "location, side A", listed=True),
        text("location_b", "乙方所在地", "location, side B"),
        number("chainage_m", "里程", "chainage", unit="m", minimum=0, listed=True, help="自界线起点沿线的距离"),
        number("height_m", "高程", "height", unit="m", minimum=-200, maximum=9000),
        text("height_datum", "高程系", "height datum"),
        choice("method", "测量方法", "survey method", SURVEY_METHODS),
        number("rmse_m", "点位中误差", "position RMSE", unit="m", minimum=0),
        text("manager_side", "管理方", "managed by side", pattern=r"A|B|"),
        choice("status", "状态", "status", MARKER_STATUSES, required=True, listed=True, indexed=True),
        choice("condition", "最近状况", "latest condition", MARKER_CONDITIONS, listed=True),
        day("erected_on", "埋设日期", "erected on"),
        day("inspected_on", "最近检查", "last inspected", listed=True),
        text("note", "备注", "note", max_length=500),
    ),
)

MARKER_REFERENCE = Layer(
    key="marker_reference",
    title="界桩方位物",
    english="Marker reference objects",
    description="界桩方位物：名称、方位角与距离，每桩不少于三个。",
    geometry=None,
    desk="boundaries",
    label="name",
    natural_key=("marker", "serial"),
    fields=(
        reference("marker", "界桩", "marker", "boundary_marker", required=True, listed=True),
        integer("serial", "序号", "serial", required=True, minimum=1, listed=True),
        text("name", "方位物", "reference object", required=True, listed=True),
        text("point_description", "量测点", "measured point", listed=True),
        number("azimuth_deg", "方位角", "azimuth", unit="°", minimum=0, maximum=360, listed=True),
        number("distance_m", "距离", "distance", unit="m", minimum=0, maximum=10_000, listed=True),
    ),
)
