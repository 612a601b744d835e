"""Generic terms (通名): which may end a name of which kind, and how those are read that other words read otherwise.

Terms follow GB/T 46866-2025 and GB/T 38207-2019 as far as public summaries show them (未核实); the list
is data, not law.
"""

from __future__ import annotations

from collections.abc import Mapping

from gazetteer.categories import PlaceKind

DIVISION = (
    *("特别行政区", "特区", "自治区", "自治州", "自治县", "自治旗", "地区", "街道", "林区", "矿区", "新区"),
    *("社区", "开发区", "示范区", "管理区", "园区"),
    *("省", "市", "县", "区", "乡", "镇", "旗", "盟", "州", "苏木"),
)
STREET = (
    *("胡同", "大街", "大道", "马路", "环路", "公路", "高速", "步行街", "里弄", "弄堂", "横街", "横路"),
    *("高速公路", "国道", "省道", "县道", "乡道", "村道", "东段", "西段", "南段", "北段", "中段"),
    *("路", "街", "巷", "弄", "条", "道", "里", "坊", "线"),
)
NATURAL = (
    *("水道", "瀑布", "山脉", "山谷", "海峡", "半岛", "群岛", "沙漠", "草原", "盆地", "平原", "高原", "湿地", "高地"),
    *("山", "岭", "峰", "河", "江", "湖", "沟", "川", "塬", "梁", "峁", "泉", "湾", "峡", "溪", "涧", "海", "岛", "滩"),
    *("谷", "坡", "坪", "洞", "崖", "池", "潭", "渠", "原", "丘", "峪", "岘", "崾", "掌", "洼", "岗", "嘴", "咀"),
)
RESIDENTIAL = (
    *("小区", "花园", "家园", "公寓", "大厦", "广场", "新村", "新城", "山庄", "别墅", "大楼", "嘉园", "佳苑", "华庭"),
    *("花苑", "雅苑", "雅居", "公馆", "庄园", "大院", "家属院", "家属楼", "院子", "中心"),
    *("苑", "园", "庭", "阁", "居", "楼", "府", "城", "里", "坊", "轩", "邸", "院"),
)
PARK = ("自然保护区", "风景名胜区", "森林公园", "地质公园", "湿地公园", "保护区", "风景区", "公园", "景区", "植物园")
FACILITY = (
    *("水库", "水电站", "变电站", "火车站", "汽车站", "车站", "大桥", "立交桥", "隧道", "机场", "港口", "码头"),
    *("灌区", "大坝", "渡槽", "气象站", "林场", "农场", "电站", "泵站", "服务区", "收费站"),
    *("高速公路", "高速", "公路", "铁路", "高架桥", "天桥", "电厂", "水厂", "水闸", "枢纽", "客运站"),
    *("桥", "站", "坝", "渠", "港", "渡", "闸", "塔"),
)
OTHER = (
    "遗址",
    "故居",
    "陵园",
    "纪念馆",
    "博物馆",
    "林场",
    "农场",
    "寺",
    "庙",
    "宫",
    "塔",
    "陵",
    "墓",
    "碑",
    "亭",
    "台",
)

BY_KIND: Mapping[PlaceKind, tuple[str, ...]] = {
    PlaceKind.DIVISION: DIVISION,
    PlaceKind.STREET: STREET,
    PlaceKind.NATURAL_ENTITY: NATURAL,
    PlaceKind.RESIDENTIAL_OR_BUILDING: RESIDENTIAL,
    PlaceKind.PARK_OR_RESERVE: PARK,
    PlaceKind.FACILITY: FACILITY,
    PlaceKind.OTHER: OTHER,
    PlaceKind.SETTLEMENT: (),
    PlaceKind.COMMITTEE_SEAT: (),
}
"""Settlements and committees' seats are written as one word (1984 rules, 3), so no term is split off."""

WORDS_BEFORE: Mapping[PlaceKind, tuple[str, ...]] = {
    PlaceKind.STREET: ("胡同", "大街", "大道", "高速", "国道", "省道", "县道", "乡道"),
    PlaceKind.RESIDENTIAL_OR_BUILDING: ("小区", "花园", "公园"),
    PlaceKind.DIVISION: ("经济", "技术", "高新", "产业", "工业", "农业", "生态", "旅游"),
}
"""Words that stay words of their own where another term follows: 包头胡同东巷 Bāotóu Hútòng Dōngxiàng."""

IN_TWO_WORDS: Mapping[str, int] = {"高速公路": 2}
"""Terms written as two words, and the length of the first."""

COMMITTEE_BODIES = ("村民委员会", "居民委员会", "社区居民委员会")
MODIFIERS = frozenset("东西南北中前后新老旧大小横")
"""One-syllable modifiers that join the term they qualify (rule 2): 新河 Xīnhé, 后街 Hòujiē."""
MODIFIED = frozenset({"路", "街", "巷", "胡同", "河", "沟", "渠", "江", "湖", "桥", "里", "道"})

READINGS: Mapping[str, str] = {
    "堡": "",
    "塬": "yuán",
    "咀": "zuǐ",
    "岘": "xiàn",
    "圪": "gē",
    "峁": "mǎo",
    "埠": "bù",
    "峪": "yù",
    "垴": "nǎo",
    "坳": "ào",
    "弄": "lòng",
    "巷": "xiàng",
    "铺": "pù",
    "厦": "shà",
    "泊": "",
    "涌": "",
    "圩": "",
    "埔": "",
    "行": "",
    "圈": "",
    "塞": "",
    "都": "dū",
}
"""Readings as the last character of a name. "" says that the term is read differently from place to place."""

PLACE_WORDS: Mapping[str, str] = {
    "圪塔": "gē da",
    "圪垯": "gē da",
    "圪崂": "gē láo",
    "咀头": "zuǐ tóu",
    "大厦": "dà shà",
    "胡同": "hú tòng",
    "里弄": "lǐ lòng",
    "弄堂": "lòng táng",
    "车站": "chē zhàn",
    "步行": "bù xíng",
    "检查": "jiǎn chá",
    "生活": "shēng huó",
    "窑洞": "yáo dòng",
    "油坊": "yóu fáng",
    "纸坊": "zhǐ fáng",
    "磨坊": "mò fáng",
    "染坊": "rǎn fáng",
    "粉坊": "fěn fáng",
    "豆腐坊": "dòu fǔ fáng",
    "酒坊": "jiǔ fáng",
    "糖坊": "táng fáng",
    "碾坊": "niǎn fáng",
    "马圈": "mǎ juàn",
    "羊圈": "yáng juàn",
    "牛圈": "niú juàn",
    "猪圈": "zhū juàn",
    "十里铺": "shí lǐ pù",
    "自治": "zì zhì",
    "委员会": "wěi yuán huì",
}
"""Words that make names wherever they stand, with their readings."""
