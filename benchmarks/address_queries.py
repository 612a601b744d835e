"""What people ask for, with the answer known: addresses as registered, shortened, mistyped, reordered, rewritten,
half typed, and addresses of other places, which have no answer here.

Everything is drawn with a fixed seed. The lookalikes and homophones are this benchmark's own, not the program's.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pypinyin import lazy_pinyin

from benchmarks.address_data import SEED, Entry
from layers.profile import CountyProfile

LOOKALIKES = (
    "己已巳 未末朱 土士工 日曰目 人入八 天夫夭 千干于 大太犬 王玉主 田由甲申 西酉 宫官宣 河何可 源塬原 沟构购 坪评平 "
    "堡保煲 秋湫楸 岭领玲 东车乐 北比 南喃 关美 山出 川州 水永 林材 柏伯拍 杨扬场 榆输喻 李季 刘浏 张弦 陈阵 赵起 周固 "
    "吴昊 郑邓 孙逊 胡湖 马鸟乌 石右后 高亮 郭敦 任仕 党堂 雷雪 姚桃 董重 樊攀 庄压圧 湾弯 洼蛙 台合 坡披波 窑窖 村材 路洛 "
    "街衔 光先 明朋 文交 昌冒晶 新亲 兴头 泰秦 安宴 和知 顺须 升开 苑宛 环坏 青清 松忪 育盲 才寸 怡恰 园团 惠慧 民氏 家冢"
)
SHORTEST_TWICE = 3
"""Names of two characters with one of them wrong in each say too little to be anybody's."""
DIGITS = "〇一二三四五六七八九"
TRADITIONAL = str.maketrans("镇乡号楼单组庄东关张陈刘赵沟湾岭罗环兴", "鎮鄉號樓單組莊東關張陳劉趙溝灣嶺羅環興")
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789-"}
ELSEWHERE = (
    "北京市朝阳区", "北京市海淀区", "上海市浦东新区", "天津市和平区", "重庆市渝中区", "河北省石家庄市长安区",
    "山西省太原市小店区", "辽宁省沈阳市和平区", "吉林省长春市南关区", "黑龙江省哈尔滨市南岗区", "江苏省南京市玄武区",
    "浙江省杭州市西湖区", "安徽省合肥市蜀山区", "福建省福州市鼓楼区", "江西省南昌市东湖区", "山东省济南市历下区",
    "河南省郑州市金水区", "湖北省武汉市武昌区", "湖南省长沙市岳麓区", "广东省广州市天河区", "四川省成都市青羊区",
    "贵州省贵阳市南明区", "云南省昆明市盘龙区", "陕西省西安市雁塔区", "青海省西宁市城东区", "广西壮族自治区南宁市青秀区",
)  # fmt: skip
ROADS = ("人民路", "中山路", "解放路", "建设路", "新华街", "和平路", "文化路", "胜利路")
TYPOS = ("homophone", "lookalike", "edit")
CLASSES = (
    "exact", "no_head", "no_town", *TYPOS, "reordered", "variants", "prefix", "out_of_area",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A text, and what is right for it: the address itself; any address that begins with `within`; for a text half
    typed any with that text in it. Nothing is right for an address elsewhere.
    """

    text: str
    address: str = ""
    within: str = ""

    def is_right(self, answer: str) -> bool:
        """Whether an answer is right."""
        if self.address or self.within:
            return answer == self.address or bool(self.within and answer.startswith(self.within))
        return self.text in answer


Make = Callable[[Entry, random.Random], str]


def ask_all(entries: Sequence[Entry], profile: CountyProfile, count: int) -> dict[str, list[Asked]]:
    """`count` queries of every class, about plates drawn evenly."""
    owners = {text: e.text for e in entries for text in (e.text, e.local, f"{e.county}{e.local}")}
    unheaded = Counter(f"{entry.place}{entry.tail}" for entry in entries)
    readings = _homophones(entries)
    makers: dict[str, Make] = {
        "exact": lambda entry, _: entry.text,
        "no_head": _without_head,
        "no_town": lambda entry, _: f"{entry.place}{entry.tail}" if unheaded[f"{entry.place}{entry.tail}"] == 1 else "",
        "homophone": lambda entry, chance: _mistyped(entry, chance, readings),
        "lookalike": lambda entry, chance: _mistyped(entry, chance, _lookalikes()),
        "edit": _edited,
        "two_slips": lambda entry, chance: _twice_mistyped(entry, chance, readings),
        "reordered": _reordered,
        "variants": _rewritten,
        "prefix": lambda entry, chance: entry.local[: chance.randint(2, len(entry.local))],
    }
    asked = {}
    for name, make in makers.items():
        chance = random.Random(f"{SEED}{name}")
        asked[name] = _drawn(entries, make, chance, count, owners, typing=name == "prefix")
    asked["missing_number"] = _unnumbered(entries, random.Random(f"{SEED}missing"), count)
    asked["out_of_area"] = _elsewhere(entries, profile, random.Random(SEED), count)
    return asked


def _drawn(
    entries: Sequence[Entry], make: Make, chance: random.Random, count: int, owners: Mapping[str, str], *, typing: bool
) -> list[Asked]:
    found = []
    for _ in range(count * 50):
        entry = entries[chance.randrange(len(entries))]
        text = make(entry, chance)
        if text and owners.get(text, entry.text) == entry.text:  # a slip that makes another real address is no slip
            found.append(Asked(text, "" if typing else entry.text))
        if len(found) == count:
            break
    return found


def _without_head(entry: Entry, chance: random.Random) -> str:
    return chance.choice((f"{entry.county}{entry.local}", entry.local, f"{entry.city}{entry.county}{entry.local}"))


def _homophones(entries: Sequence[Entry]) -> dict[str, str]:
    """Character → those of the 3,755 most used that sound the same without tones, and are used in no other way here."""
    common = [bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    by_sound: dict[str, list[str]] = defaultdict(list)
    for character in filter(None, common):
        by_sound[lazy_pinyin(character)[0]].append(character)
    named = {c for entry in entries for c in f"{entry.town}{entry.village}{entry.street}"}
    return {c: "".join(o for o in by_sound[lazy_pinyin(c)[0]] if o != c) for c in named}


def _lookalikes() -> dict[str, str]:
    return {c: group.replace(c, "") for group in LOOKALIKES.split() for c in group}


def _mistyped(entry: Entry, chance: random.Random, others: dict[str, str]) -> str:
    """One character of the village's, street's or township's own name written as another; "" where none can be."""
    part = chance.choice([p for p in ("village", "street", "town") if getattr(entry, p)])
    name = getattr(entry, part)
    places = [n for n, c in enumerate(name[:-1]) if others.get(c)]
    if not places:
        return ""
    at = chance.choice(places)
    return _with(entry, part, name[:at] + chance.choice(others[name[at]]) + name[at + 1 :], chance)


def _twice_mistyped(entry: Entry, chance: random.Random, homophones: dict[str, str]) -> str:
    """A homophone or lookalike in the township's name and one in the village's or street's."""
    changed = entry
    for part in ("town", "village" if entry.village else "street"):
        name = getattr(changed, part)
        others = chance.choice((homophones, _lookalikes()))
        places = [n for n, c in enumerate(name[:-1]) if others.get(c)]
        if len(name) < SHORTEST_TWICE or not places:
            return ""
        at = chance.choice(places)
        changed = replace(changed, **{part: name[:at] + chance.choice(others[name[at]]) + name[at + 1 :]})
    return changed.local


def _unnumbered(entries: Sequence[Entry], chance: random.Random, count: int) -> list[Asked]:
    """Numbers that are not there, in streets and groups that are: any address of the same street or group is right."""
    taken = {entry.text for entry in entries}
    found: list[Asked] = []
    for _ in range(count * 50):
        entry = entries[chance.randrange(len(entries))]
        number = re.match(r"[0-9]+", entry.tail)
        text = f"{entry.head}{int(number[0]) + chance.randint(1, 9)}号" if number else ""
        if text and text not in taken:
            found.append(Asked(text[len(entry.province + entry.city) :], within=entry.head))
        if len(found) == count:
            break
    return found


def _edited(entry: Entry, chance: random.Random) -> str:
    """One character of a name lost, doubled, wrong, or changed about with the next."""
    part = chance.choice([p for p in ("village", "street", "town") if getattr(entry, p)])
    name = getattr(entry, part)
    at = chance.randrange(len(name) - 1)
    edited = chance.choice((
        name[:at] + name[at + 1 :],
        name[: at + 1] + name[at:],
        name[:at] + chance.choice("的了在有中人这上个国地到说时要出年得就那") + name[at + 1 :],
        name[:at] + name[at : at + 2][::-1] + name[at + 2 :] if at + 2 < len(name) else name[:at] + name[at + 1 :],
    ))  # fmt: skip
    return "" if edited == name else _with(entry, part, edited, chance)


def _with(entry: Entry, part: str, name: str, chance: random.Random) -> str:
    changed = replace(entry, **{part: name})
    return chance.choice((changed.text, f"{entry.county}{changed.local}", changed.local))


def _reordered(entry: Entry, chance: random.Random) -> str:
    whole = [
        entry.county,
        entry.town,
        entry.village or entry.street,
        *([entry.group] if entry.group else []),
        entry.tail,
    ]
    parts = whole[chance.randrange(2) :]
    order = chance.choice(("backwards", "number first", "any", "brackets"))
    if order == "backwards":
        return chance.choice(("", " ", "，")).join(reversed(parts))
    if order == "number first":
        return chance.choice((" ", "，", "")).join([parts[-1], *parts[:-1]])
    if order == "brackets":
        return "".join(parts[-3 if entry.group else -2 :]) + f"（{parts[0]}）"
    chance.shuffle(parts)
    return chance.choice((" ", "，")).join(parts)


def chinese(number: int) -> str:
    """1 to 9,999 as written: 一百二十八, 十二, 二百零三."""
    text, zero = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + unit
        zero = not digit and bool(text)
    return text[1:] if text.startswith("一十") else text


def _value(numeral: str) -> int:
    return next(n for n in range(1, 100) if chinese(n) == numeral)


def _group_written(entry: Entry, chance: random.Random) -> Entry:
    known = re.fullmatch(r"([一二三四五六七八九十]+)组", entry.group)
    if not known:
        return entry
    n, numeral = _value(known[1]), known[1]
    return replace(
        entry,
        group=chance.choice((f"{n}组", f"{numeral}社", f"{n}社", f"{numeral}队", f"第{numeral}村民小组", f"{n}小组")),
    )


def _number_written(entry: Entry, chance: random.Random) -> Entry:
    ways: list[Callable[[str], str]] = [
        lambda tail: tail.translate(FULL_WIDTH),
        lambda tail: re.sub(r"(\d+)号(?!楼)", lambda m: f"{chinese(int(m[1]))}号", tail, count=1),
        lambda tail: tail.replace("号", "號"),
        lambda tail: re.sub(r"(\d+)号楼", lambda m: f"{m[1]}{chance.choice(('栋', '幢', '#楼'))}", tail),
        lambda tail: re.sub(r"(\d+)号附(\d+)号", r"\1-\2号", tail),
        lambda tail: re.sub(r"(\d+)号附(\d+)号", lambda m: f"{m[1]}号之{chinese(int(m[2]))}", tail),
    ]
    chance.shuffle(ways)
    return replace(entry, tail=next((way(entry.tail) for way in ways if way(entry.tail) != entry.tail), entry.tail))


def _rewritten(entry: Entry, chance: random.Random) -> str:
    """Two or three written variants at once."""
    if chance.random() < 0.6:
        entry = _group_written(entry, chance)
    if chance.random() < 0.7:
        entry = _number_written(entry, chance)
    short = entry.province[:-1] + entry.city[:-1] + entry.county[:-1] + entry.local
    ways = (
        entry.text,
        short,
        f"{entry.province}{entry.city}{entry.text}",
        f"{entry.county}{entry.county}{entry.local}",
        f"{entry.province} {entry.city} {entry.county} {entry.town} {entry.place} {entry.tail}",
        f"{entry.local} 电话：13900001234",
        f"邮编999999 {entry.text}",
        entry.text.translate(TRADITIONAL),
        f"　{entry.local}。",
    )
    return chance.choice(ways)


def _elsewhere(entries: Sequence[Entry], profile: CountyProfile, chance: random.Random, count: int) -> list[Asked]:
    """Addresses of other places: other cities, our name as a road there, our villages in a neighbouring county."""
    found = []
    for _ in range(count):
        entry = entries[chance.randrange(len(entries))]
        city = chance.choice(ELSEWHERE)
        number = f"{chance.randint(1, 300)}号"
        ways = [
            f"{city}{chance.choice(ROADS)}{number}",
            f"{city}{profile.name[:-1]}路{number}",
            f"{city}{entry.town}{entry.place}{entry.tail}",
        ]
        if profile.neighbours:
            neighbour = chance.choice(profile.neighbours)
            ways += [
                f"{neighbour.province}{neighbour.prefecture}{neighbour.name}{entry.local}",
                f"{neighbour.name}{entry.village or entry.street}{entry.tail}",
                f"{neighbour.prefecture}{neighbour.name}{chance.choice(ROADS)}{number}",
            ]
        found.append(Asked(chance.choice(ways)))
    return found
