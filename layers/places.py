"""Places, their names, the names' spellings and the acts on names: four things, four layers.

A place is not its name, and a name is the fold of the acts upon it (地名管理条例, State Council
order 753, articles 3, 9, 10, 15). Classes are the five-digit attribute codes of GB/T 18521-2001 as
far as sources for them were found; the others are marked 未核实 in `gazetteer.categories`.
"""

from __future__ import annotations

from gazetteer.acts import ActType, NameStatus
from gazetteer.categories import PlaceKind
from gazetteer.names import NameRole
from layers.fields import choice, day, long_text, reference, text, vocabulary
from layers.layer import Choice, Geometry, Layer, Symbol

PLACE_KINDS = vocabulary(PlaceKind)
LIFE_CYCLES = (
    Choice("existing", "现有", "existing"),
    Choice("planned", "规划", "planned"),
    Choice("under_construction", "在建", "under construction"),
    Choice("ceased", "消失", "ceased"),
)
SECURITY_LEVELS = (
    Choice("public", "公开", "public"),
    Choice("internal", "内部", "internal"),
)
NAME_ROLES = vocabulary(NameRole)
NAME_STATUSES = vocabulary(NameStatus)
SPELLING_SCHEMES = (
    Choice("national_1984", "汉语拼音（1984 规则、GB/T 38207）", "Hanyu Pinyin (1984 rules, GB/T 38207)"),
    Choice("local", "地方沿用拼写", "local spelling"),
)
READING_SOURCES = (
    Choice("rule", "规则推定", "by rule"),
    Choice("human", "人工核定", "checked by a person"),
    Choice("approved", "审定读音", "approved reading"),
    Choice("unverified", "未核实", "unverified"),
)
ACT_TYPES = vocabulary(ActType)

PLACE = Layer(
    key="place",
    title="地名实体",
    english="Places",
    description="有名称的地理实体：一处实体可以有多个名称，名称另表登记。",
    geometry=Geometry.POINT,
    geometry_required=True,
    desk="names",
    label="label",
    natural_key=("place_code",),
    public=True,
    symbol=Symbol(shape="circle", colour="#5B4B8A", icon="village"),
    fields=(
        text(
            "place_code",
            "地名代码",
            "place code",
            required=True,
            pattern=r"[0-9A-Z-]{6,24}",
            help="国家地名数据库 20 位代码，或本库临时编号",
            synonyms=("代码", "地名编码"),
            listed=True,
            searched=True,
            public=True,
            indexed=True,
        ),
        text(
            "label",
            "名称",
            "name",
            required=True,
            help="当前标准名称的显示文本",
            max_length=80,
            synonyms=("标准名称", "地名", "地名名称"),
            listed=True,
            searched=True,
            public=True,
            indexed=True,
        ),
        choice(
            "kind",
            "类别",
            "kind",
            PLACE_KINDS,
            required=True,
            synonyms=("地名类别", "类别名称"),
            listed=True,
            public=True,
            indexed=True,
        ),
        text(
            "class_code",
            "类别代码",
            "class code",
            pattern=r"\d{5}",
            help="GB/T 18521-2001 五位地理属性代码",
            synonyms=("地名类别代码", "类别码"),
            public=True,
        ),
        choice(
            "life_cycle",
            "现状",
            "life cycle",
            LIFE_CYCLES,
            required=True,
            listed=True,
            public=True,
            synonyms=("使用时间", "状态"),
        ),
        text(
            "spelling",
            "罗马字母拼写",
            "romanized spelling",
            synonyms=("拼音", "汉语拼音", "罗马字母"),
            listed=True,
            searched=True,
            public=True,
        ),
        long_text("origin", "地名来历", "origin", synonyms=("来历",), public=True),
        long_text("meaning", "地名含义", "meaning", synonyms=("含义",), public=True),
        long_text("history", "历史沿革", "history", synonyms=("沿革",), public=True),
        long_text(
            "entity_description", "地理实体描述", "description of the entity", synonyms=("实体描述",), public=True
        ),
        choice("security", "密级", "security", SECURITY_LEVELS, required=True, synonyms=("公开属性",)),
        text("note", "备注", "note", max_length=500),
    ),
)

PLACE_NAME = Layer(
    key="place_name",
    title="名称",
    english="Names",
    description="地名实体所有的名称：标准名称、简称、别名、曾用名等，各有状态与用字依据。",
    geometry=None,
    desk="names",
    label="text",
    natural_key=("place", "text", "role"),
    public=True,
    fields=(
        reference("place", "地名实体", "place", "place", required=True, listed=True, public=True),
        text(
            "text",
            "名称",
            "text",
            required=True,
            max_length=80,
            synonyms=("标准名称", "地名"),
            listed=True,
            searched=True,
            public=True,
            indexed=True,
        ),
        choice("role", "名称类型", "role", NAME_ROLES, required=True, listed=True, public=True),
        choice("status", "状态", "status", NAME_STATUSES, required=True, listed=True, public=True, indexed=True),
        text("specific", "专名", "specific part", max_length=60, listed=True, public=True),
        text("generic", "通名", "generic term", max_length=20, listed=True, public=True),
        text("note", "备注", "note", max_length=500),
    ),
)

PLACE_NAME_SPELLING = Layer(
    key="place_name_spelling",
    title="拼写",
    english="Spellings",
    description="名称的罗马字母拼写及其读音依据。",
    geometry=None,
    desk="names",
    label="toned",
    natural_key=("name", "scheme"),
    public=True,
    fields=(
        reference("name", "名称", "name", "place_name", required=True, listed=True, public=True),
        choice("scheme", "拼写方案", "scheme", SPELLING_SCHEMES, required=True, listed=True, public=True),
        text("toned", "带调拼写", "with tone marks", required=True, listed=True, searched=True, public=True),
        text("plain", "不带调拼写", "without tone marks", required=True, listed=True, searched=True, public=True),
        choice(
            "reading_source",
            "读音依据",
            "source of the reading",
            READING_SOURCES,
            required=True,
            listed=True,
            public=True,
        ),
        text("note", "备注", "note", max_length=500),
    ),
)

NAMING_ACT = Layer(
    key="naming_act",
    title="地名行为",
    english="Acts on names",
    description="命名、更名、销名等行为及其文件依据。",
    geometry=None,
    desk="names",
    label="document_number",
    natural_key=("name", "act", "acted_on"),
    public=True,
    fields=(
        reference("name", "名称", "name", "place_name", required=True, listed=True, public=True),
        choice("act", "行为", "act", ACT_TYPES, required=True, listed=True, public=True),
        day("acted_on", "日期", "date", listed=True, public=True),
        text("authority", "批准机关", "authority", listed=True, public=True),
        text("document_number", "文号", "document number", listed=True, searched=True, public=True),
        text("document_title", "文件标题", "document title", public=True),
        text("from_text", "原名称", "former text", public=True),
        text("note", "备注", "note", max_length=500),
    ),
)
