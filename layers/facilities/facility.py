"""What every facility kind shares: identity, approval, state, operator, and where it stands."""

from __future__ import annotations

from layers.fields import choice, day, integer, number, reference, text
from layers.layer import Choice, Field, Geometry, Layer, Symbol

FACILITY_STATES = (
    Choice("planned", "规划", "planned"),
    Choice("approved", "已批未建", "approved, not built"),
    Choice("under_construction", "在建", "under construction"),
    Choice("open", "在用", "open"),
    Choice("suspended", "停用", "suspended"),
    Choice("closed", "关闭", "closed"),
)
OWNERSHIP = (
    Choice("public", "公办", "public"),
    Choice("public_private", "公建民营", "public, privately run"),
    Choice("private", "民办", "private"),
    Choice("collective", "村（居）集体", "collective"),
)
APPROVAL_STATES = (
    Choice("approved", "已批准", "approved"),
    Choice("applied", "已申请", "applied for"),
    Choice("unapproved", "未批先建", "built without approval"),
    Choice("not_required", "无须审批", "no approval needed"),
    Choice("unknown", "待核实", "to be verified"),
)
FIRE_STATES = (
    Choice("passed", "已通过", "passed"),
    Choice("not_passed", "未通过", "not passed"),
    Choice("not_required", "不需要", "not required"),
    Choice("unknown", "待核实", "to be verified"),
)
BURIAL_MODES = (
    Choice("cremation", "火葬区", "cremation area"),
    Choice("burial", "土葬改革区", "burial reform area"),
    Choice("unknown", "待核实", "to be verified"),
)
SHARED_FIELDS: tuple[Field, ...] = (
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
    text("approving_authority", "批准机关", "approving authority", max_length=80),
    choice("ownership", "性质", "ownership", OWNERSHIP, synonyms=("机构性质", "所有制"), public=True),
    text("operator", "运营单位", "operator", synonyms=("主管单位", "管理单位"), public=True),
    text(
        "credit_code",
        "统一社会信用代码",
        "unified social credit code",
        pattern=r"[0-9A-HJ-NPQRTUWXY]{18}|",
        help="18 位（GB 32100-2015），不用字母 I、O、S、V、Z",
        synonyms=("信用代码", "社会信用代码"),
    ),
    text("telephone", "联系电话", "telephone", synonyms=("电话", "值班电话"), public=True, max_length=30),
    reference("place", "地名实体", "place", "place"),
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
    number("floor_area_m2", "建筑面积", "floor area", unit="m²", minimum=0),
)
"""What every facility has; a kind's own fields and a note follow."""
CARE_FIELDS: tuple[Field, ...] = (
    integer("beds", "床位", "beds", unit="张", listed=True, public=True),
    integer("beds_designed", "设计床位", "designed beds", unit="张"),
    integer("nursing_beds", "护理型床位", "nursing beds", unit="张"),
    integer("residents", "在住人数", "residents", unit="人"),
    integer("destitute_residents", "在住特困人员", "destitute residents", unit="人"),
    integer("staff", "工作人员", "staff", unit="人"),
    integer("certified_staff", "持证护理人员", "certified staff", unit="人"),
    text("filing_number", "备案编号", "filing number", help="养老机构备案（养老机构管理办法，民政部令第66号）"),
    day("filed_on", "备案日期", "filed on"),
    text("medical_partner", "医养签约机构", "medical partner", max_length=80, public=True),
    choice("fire_acceptance", "消防验收", "fire acceptance", FIRE_STATES),
)
"""What institutions that house elders have in common."""


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
        fields=(*SHARED_FIELDS, *fields, text("note", "备注", "note", max_length=500)),
    )
