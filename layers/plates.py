"""Addresses and door plates (门楼牌): the right to a number, and the sign that shows it.

An address is what a household or unit is called; a plate is a thing on a wall. They have lives of
their own, so they are two layers, joined by `door_plate.address`.
"""

from __future__ import annotations

from gazetteer.plates import AddressStatus, PlateKind, PlateStatus
from layers.fields import choice, day, integer, number, reference, text, vocabulary, yes_no
from layers.layer import Choice, Geometry, Layer, Symbol

PLATE_KINDS = vocabulary(PlateKind)
ADDRESS_KINDS = (
    Choice("gate", "门牌号", "gate number"),
    Choice("building", "楼号", "building number"),
    Choice("unit", "单元号", "unit number"),
)
ADDRESS_STATUSES = vocabulary(AddressStatus)
PLATE_STATUSES = vocabulary(PlateStatus)
GATE_ROLES = (
    Choice("main", "正门", "main gate"),
    Choice("other", "余门", "other gate"),
)
POSITION_KINDS = (
    Choice("gate", "门口", "gate"),
    Choice("building", "楼", "building"),
    Choice("unit", "单元口", "unit entrance"),
    Choice("parcel", "院落", "parcel"),
    Choice("interpolated", "内插", "interpolated"),
)
POSITION_METHODS = (
    Choice("surveyed", "实测", "surveyed"),
    Choice("scanned", "扫码定位", "located on scanning"),
    Choice("imagery", "影像判读", "read from imagery"),
    Choice("interpolated", "内插", "interpolated"),
    Choice("generated", "演示生成", "generated for demonstration"),
)

ADDRESS = Layer(
    key="address",
    title="标准地址",
    english="Standard addresses",
    description="按标准地名编制的地址（地名管理条例第二十一条）；门牌是它的标志。",
    geometry=Geometry.POINT,
    desk="plates",
    label="full_text",
    natural_key=("address_code",),
    sensitive_position=True,
    symbol=Symbol(shape="circle", colour="#0F5E63"),
    fields=(
        text("address_code", "地址编码", "address code", required=True, listed=True, searched=True, indexed=True),
        text(
            "full_text",
            "标准地址",
            "full address",
            required=True,
            max_length=200,
            synonyms=("地址", "详细地址"),
            listed=True,
            searched=True,
            indexed=True,
        ),
        choice("kind", "类型", "kind", ADDRESS_KINDS, required=True, listed=True),
        choice("status", "状态", "status", ADDRESS_STATUSES, required=True, listed=True, indexed=True),
        reference("street", "街路巷", "street", "street"),
        reference("villagers_group", "村民小组", "villagers' group", "villagers_group"),
        integer("number", "号", "number", minimum=1),
        text("number_suffix", "附号", "sub-number", max_length=20),
        reference("parent", "上级地址", "parent address", "address"),
        yes_no("temporary", "临时地址", "temporary"),
        choice("gate_role", "门的用途", "gate", GATE_ROLES),
        choice("position_kind", "位置指什么", "position of", POSITION_KINDS),
        number("accuracy_m", "位置精度", "position accuracy", unit="m", minimum=0, maximum=100_000),
    ),
)

DOOR_PLATE = Layer(
    key="door_plate",
    title="门楼牌",
    english="Door plates",
    description="门楼牌五种：大门牌、中门牌、小门牌、楼地址牌、楼单元牌。",
    geometry=Geometry.POINT,
    geometry_required=True,
    desk="plates",
    label="address_text",
    natural_key=("plate_code",),
    public=True,
    sensitive_position=True,
    symbol=Symbol(shape="circle", colour="#0F5E63"),
    fields=(
        text(
            "plate_code",
            "门牌编码",
            "plate code",
            required=True,
            pattern=r"[0-9A-Z-]{4,40}",
            synonyms=("门楼牌编码", "编码", "门牌编号", "标牌编码"),
            listed=True,
            searched=True,
            public=True,
            indexed=True,
        ),
        choice(
            "kind",
            "门牌类型",
            "kind",
            PLATE_KINDS,
            required=True,
            synonyms=("类型", "牌类", "门牌种类"),
            listed=True,
            public=True,
            indexed=True,
        ),
        text(
            "address_text",
            "标准地址",
            "standard address",
            required=True,
            max_length=200,
            synonyms=("地址", "详细地址", "门牌地址"),
            listed=True,
            searched=True,
            public=True,
            indexed=True,
        ),
        text("face_text", "牌面文字", "text on the plate", max_length=100, synonyms=("牌面内容",)),
        text(
            "number_text",
            "门牌号",
            "number as written",
            required=True,
            max_length=30,
            synonyms=("号码", "号牌"),
            listed=True,
            public=True,
        ),
        choice(
            "status",
            "状态",
            "status",
            PLATE_STATUSES,
            required=True,
            synonyms=("门牌状态", "使用状态"),
            listed=True,
            public=True,
            indexed=True,
        ),
        reference("address", "地址记录", "address record", "address"),
        reference("street", "街路巷", "street", "street"),
        reference("villagers_group", "村民小组", "villagers' group", "villagers_group"),
        text(
            "qr_id",
            "二维码标识",
            "QR identifier",
            pattern=r"[0-9A-Za-z_-]{8,40}",
            synonyms=("二维码", "二维码编号"),
            indexed=True,
        ),
        day("installed_on", "安装日期", "installed on", synonyms=("安装时间",), listed=True),
        day("activated_on", "激活日期", "activated on", synonyms=("激活时间", "启用日期")),
        choice("position_method", "定位方式", "how located", POSITION_METHODS, synonyms=("定位方法",)),
        number("accuracy_m", "位置精度", "position accuracy", unit="m", minimum=0, maximum=100_000),
        text("maker", "制作单位", "maker", max_length=80),
        text("batch", "制作批次", "batch", max_length=40),
        number("mount_height_m", "安装高度", "mounting height", unit="m", minimum=0, maximum=20),
        yes_no("photo_on_file", "已有照片", "photo on file"),
        text("note", "备注", "note", max_length=500),
    ),
)
