"""What every facility kind shares: identity, approval, state, operator, and where it stands."""

from __future__ import annotations

from layers.fields import choice, day, number, text
from layers.layer import Choice, Field, Geometry, Layer, Symbol

FACILITY_STATES = (
    Choice("planned", "规划", "planned"),
    Choice("approved", "已批未建", "approved, not built"),
    Choice("under_construction", "在建", "under construction"),
    Choice("open", "在用", "open"),
    Choice("suspended", "停用", "suspended"),
    Choice("closed", "关闭", "closed"),
)
APPROVAL_STATES = (
    Choice("approved", "已批准", "approved"),
    Choice("applied", "已申请", "applied for"),
    Choice("unapproved", "未批先建", "built without approval"),
    Choice("not_required", "无须审批", "no approval needed"),
    Choice("unknown", "待核实", "to be verified"),
)


def facility(
    key: str, title: str, english: str, description: str, *, icon: str, colour: str, fields: tuple[Field, ...] = ()
) -> Layer:
    """A facility kind: the shared fields, then the kind's own `fields`."""
    return Layer(
        key=key,
        title=title,
        english=english,
        description=description,
        geometry=Geometry.POINT,
        desk="facilities",
        label="name",
        natural_key=("facility_code",),
        public=True,
        symbol=Symbol(shape="square", colour=colour, icon=icon),
        fields=(
            text(
                "facility_code",
                "设施编号",
                "facility code",
                required=True,
                pattern=r"[0-9A-Z-]{4,40}",
                synonyms=("编号", "机构编号"),
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
                max_length=100,
                synonyms=("机构名称", "设施名称", "单位名称"),
                listed=True,
                searched=True,
                public=True,
                indexed=True,
            ),
            choice(
                "state",
                "状态",
                "state",
                FACILITY_STATES,
                required=True,
                listed=True,
                public=True,
                indexed=True,
                synonyms=("运行状态", "使用状态"),
            ),
            choice("approval", "审批", "approval", APPROVAL_STATES, required=True, listed=True, synonyms=("审批情况",)),
            text("approval_number", "批准文号", "approval number", synonyms=("文号",)),
            day("approved_on", "批准日期", "approved on"),
            text("operator", "运营单位", "operator", synonyms=("主管单位", "管理单位"), public=True),
            text(
                "address_text",
                "地址",
                "address",
                max_length=200,
                synonyms=("详细地址", "标准地址"),
                listed=True,
                public=True,
            ),
            day("opened_on", "启用日期", "opened on", public=True),
            number("site_area_m2", "占地面积", "site area", unit="m²", minimum=0, synonyms=("用地面积",)),
            *fields,
            text("note", "备注", "note", max_length=500),
        ),
    )
