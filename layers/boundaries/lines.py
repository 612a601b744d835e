"""Boundary lines (行政区域界线): two sides, an agreement, and a length that is nobody's to overwrite.

The agreement's length and the computed geodesic length are two facts with two sources and stay apart
(行政区域界线管理条例, State Council order 353).
"""

from __future__ import annotations

from layers.fields import choice, day, number, text
from layers.layer import Choice, Geometry, Layer, Symbol

LINE_LEVELS = (
    Choice("province", "省级界线", "provincial line"),
    Choice("prefecture", "市级界线", "prefectural line"),
    Choice("county", "县级界线", "county line"),
    Choice("township", "乡级界线", "township line"),
)
MEASURE_ORIGINS = (
    Choice("west", "西端", "west end"),
    Choice("north", "北端", "north end"),
)
LINE_STATUSES = (
    Choice("legal", "法定线", "legal line"),
    Choice("customary", "习惯线", "customary line"),
    Choice("disputed", "争议", "disputed"),
    Choice("not_surveyed", "未勘", "not surveyed"),
    Choice("schematic", "示意", "schematic"),
)

BOUNDARY_LINE = Layer(
    key="boundary_line",
    title="行政区域界线",
    english="Boundary lines",
    description="行政区域界线：双方、等级、协议长度与计算长度（两者各自保存）。",
    geometry=Geometry.LINE,
    desk="boundaries",
    label="name",
    natural_key=("line_code",),
    public=True,
    symbol=Symbol(shape="line", colour="#6B4E71", dash="10 4 2 4", width_px=2.5),
    fields=(
        text(
            "line_code", "界线编码", "line code", required=True, listed=True, searched=True, public=True, indexed=True
        ),
        text("name", "界线名称", "line name", required=True, listed=True, searched=True, public=True),
        choice("level", "等级", "level", LINE_LEVELS, required=True, listed=True, public=True, indexed=True),
        choice("status", "性质", "status", LINE_STATUSES, required=True, listed=True, public=True),
        text("side_a_code", "甲方代码", "side A code", required=True, pattern=r"\d{6}|\d{9}|\d{12}", public=True),
        text("side_a_name", "甲方", "side A", required=True, listed=True, public=True),
        text("side_b_code", "乙方代码", "side B code", required=True, pattern=r"\d{6}|\d{9}|\d{12}", public=True),
        text("side_b_name", "乙方", "side B", required=True, listed=True, public=True),
        text("lead_side", "牵头方", "lead side", pattern=r"A|B|"),
        text("approving_authority", "批准机关", "approving authority"),
        text("agreement_number", "协议书文号", "agreement number", listed=True),
        day("agreed_on", "协议日期", "agreed on"),
        number(
            "agreement_length_m",
            "协议长度",
            "agreement length",
            unit="m",
            minimum=0,
            listed=True,
            help="协议书所载长度，只按协议书填写",
        ),
        number(
            "computed_length_m",
            "计算长度",
            "computed length",
            unit="m",
            minimum=0,
            listed=True,
            help="按当前图形计算的椭球长度（GRS80），随图形来源与比例尺不同",
        ),
        text("geometry_scale", "图形来源与比例尺", "source and scale of the geometry"),
        choice("measured_from", "里程起点端", "chainage starts at", MEASURE_ORIGINS, help="里程自西端或北端起算"),
        text("start_description", "起点", "start"),
        text("end_description", "终点", "end"),
        text("note", "备注", "note", max_length=500),
    ),
)
