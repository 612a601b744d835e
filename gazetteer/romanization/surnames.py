"""Surnames that are read differently from the word they write, and where a name begins with a surname.

Source: usage in 现代汉语词典 (surname entries); a surname with two current readings is left to a person.
"""

from __future__ import annotations

from collections.abc import Mapping

SURNAMES: Mapping[str, str] = {
    "解": "xiè", "单": "shàn", "仇": "qiú", "区": "ōu", "任": "rén", "华": "huà", "查": "zhā", "曾": "zēng",
    "盖": "gě", "朴": "piáo", "洗": "xiǎn", "员": "yùn", "缪": "miào", "纪": "jǐ", "葛": "gě", "卜": "bǔ",
    "石": "shí", "翟": "zhái", "折": "shé", "车": "chē", "种": "chóng", "柏": "bǎi", "薄": "bó", "繁": "pó",
    "哈": "hǎ", "相": "xiàng", "应": "yīng", "燕": "yān", "占": "zhān", "召": "shào", "祭": "zhài", "那": "nā",
    "宓": "mì", "艾": "ài", "过": "guō", "贾": "jiǎ", "强": "qiáng", "盛": "shèng", "句": "gōu", "观": "guàn", "侯": "hóu",
    "粘": "nián", "沙": "shā", "撒": "sǎ", "冠": "guàn", "宁": "níng", "蒙": "méng", "肖": "xiāo", "陆": "lù",
    "郇": "xún", "阙": "quē", "晁": "cháo", "牟": "", "覃": "", "隗": "", "郗": "", "谌": "", "乐": "", "晟": "",
    "万俟": "mò qí", "尉迟": "yù chí", "长孙": "zhǎng sūn", "澹台": "tán tái", "令狐": "líng hú", "单于": "chán yú",
}  # fmt: skip
"""Readings by surname; "" where two readings are in use."""

ALSO_WORDS = frozenset("那员观冠应盖相华祭占种洗句燕区哈撒过纪薄朴召强盛繁")
"""Surnames that other words of names write too: without 家 the surname is one of two readings (员村, 朴村, 那坡)."""

HOMESTEADS = (
    *("庄", "村", "沟", "湾", "坪", "寨", "川", "塬", "堡", "堡子", "集", "店", "岭", "窑", "圪崂", "圪塔", "咀", "坡"),
    *(
        "台",
        "洼",
        "畔",
        "巷",
        "营",
        "屯",
        "河",
        "桥",
        "院",
        "楼",
        "房",
        "梁",
        "峁",
        "原",
        "滩",
        "渠",
        "山",
        "崖",
        "河湾",
    ),
    *("庄子", "街", "坳", "冲", "山", "岔", "掌", "渡", "口", "坟", "园", "油坊", "场", "磨", "门", "埠", "疃", "夼"),
)
"""What follows a surname in the name of a settlement, with 家 between or without."""


def surname_of(name: str) -> str:
    """The surname that `name` begins with as settlements are called: 解家川 → 解, 任庄 → 任; "" for none."""
    for length in (2, 1):
        surname, rest = name[:length], name[length:]
        if len(surname) < length or surname not in SURNAMES:
            continue
        if rest.startswith("家") and len(rest) > 1:
            return surname
        if rest.removesuffix("村") in HOMESTEADS or rest in HOMESTEADS:
            return surname
    return ""
