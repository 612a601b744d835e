"""The addresses that are searched: a county's plates with their parts, and ten times as many.

Ten times: every village and street gets nine siblings in its township under invented names of its own, with the same
groups and numbers, so that the names grow with the plates.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from benchmarks.clock import county_at
from gazetteer.addresses import AddressLevel, LexiconName
from layers.profile import CountyProfile
from layers.store import Query, Scope, Store

HEAD_LEVELS = (AddressLevel.PROVINCE, AddressLevel.CITY, AddressLevel.COUNTY, AddressLevel.TOWN)
TIMES = 10
SEED = 20_261_125
SURNAMES = (
    "安白毕蔡曹常陈程崔戴邓丁杜段范方房冯付傅高葛龚顾关郭韩何贺侯胡黄贾江姜蒋金康孔赖雷黎李梁林刘龙卢陆罗吕马毛孟"
    "苗莫牛潘彭齐钱乔秦邱任沈石史宋苏孙谭汤唐陶田万汪王韦魏文吴武夏萧谢邢徐许薛严阎杨姚叶易尹于余袁曾张赵郑钟周朱邹"
)
LANDFORMS = ("庄", "湾", "沟", "坪", "塬", "咀", "畔", "台", "坡", "窑", "岭", "洼", "堡", "川", "河", "山", "寨", "滩")
FIRST, SECOND = (
    "金银玉翠青红紫碧宏祥瑞盛荣福禄寿康宁安定锦秀丰裕德仁义礼智信",
    "泉源林园苑桥门府宫阁峰谷溪湖渠港汇通达昌",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One plate: its code, the parts of its address ("" where there is none) and its position in degrees.

    `tail` is everything after the street or group: 12号附3号2号楼1单元.
    """

    code: str
    province: str
    city: str
    county: str
    town: str
    village: str
    street: str
    group: str
    tail: str
    lon: float = 0.0
    lat: float = 0.0
    division: str = ""

    @property
    def local(self) -> str:
        """The address from the township on."""
        return f"{self.town}{self.place}{self.tail}"

    @property
    def place(self) -> str:
        """Village and group, or the street."""
        return f"{self.village}{self.street}{self.group}"

    @property
    def head(self) -> str:
        """The address without its number: down to the group or the street."""
        return f"{self.province}{self.city}{self.county}{self.town}{self.place}"

    @property
    def street_level(self) -> AddressLevel:
        """Whether the street is a lane."""
        return AddressLevel.LANE if self.street.endswith(("巷", "胡同")) else AddressLevel.STREET

    @property
    def text(self) -> str:
        """The whole standard address."""
        return f"{self.head}{self.tail}"


def read_entries(folder: Path) -> tuple[CountyProfile, list[Entry]]:
    """The profile and the plates of a data directory, in order of their codes. Plates of no street or group are left out."""
    with county_at(folder) as county:
        return county.profile, list(_entries(county.store, county.profile))


def _entries(store: Store, profile: CountyProfile) -> Iterator[Entry]:
    everything = Scope.everything()
    divisions = store.read("division", everything, Query(columns=("code", "name"), geometry=False))
    names = dict(zip(divisions["code"], divisions["name"], strict=True))
    spaces = {}
    for layer in ("street", "villagers_group"):
        rows = store.read(layer, everything, Query(columns=("name",), geometry=False))
        spaces[layer] = {i: (n, d) for i, n, d in zip(rows["id"], rows["name"], rows["division"], strict=True)}
    columns = ("plate_code", "address_text", "street", "villagers_group")
    plates = store.read("door_plate", everything, Query(columns=columns, order_by=("plate_code",)))
    for code, text, street, group, point in zip(*(plates[c] for c in columns), plates.geometry, strict=True):
        street_name, street_division = spaces["street"].get(street, ("", ""))
        group_name, village = spaces["villagers_group"].get(group, ("", ""))
        division = street_division or village
        entry = Entry(
            code=code,
            province=profile.province,
            city=profile.prefecture,
            county=profile.name,
            town=names.get(division[:9], ""),
            village="" if street_name else names.get(village, ""),
            street=street_name,
            group="" if street_name else group_name,
            tail="",
            lon=point.x,
            lat=point.y,
            division=division,
        )
        if division and text.startswith(entry.text):
            yield replace(entry, tail=text[len(entry.text) :])


def names_of(entries: Iterable[Entry]) -> list[LexiconName]:
    """The names these addresses are made of, as a tree; each name's key is its head."""
    found: dict[str, LexiconName] = {}
    heads = {(e.province, e.city, e.county, e.town, e.village, e.street, e.group): e.street_level for e in entries}
    for names, street_level in heads.items():
        levels = (*HEAD_LEVELS, AddressLevel.VILLAGE, street_level, AddressLevel.GROUP)
        parent = ""
        for name, level in zip(names, levels, strict=True):
            if name:
                key = parent + name
                found.setdefault(key, LexiconName(key=key, name=name, level=level, parent=parent))
                parent = key
    return list(found.values())


def tenfold(entries: Iterable[Entry], times: int = TIMES) -> list[Entry]:
    """The same plates and `times` - 1 siblings of each, under names that are nowhere else."""
    chance = random.Random(SEED)
    known = list(entries)
    taken = {entry.village for entry in known} | {entry.street for entry in known}
    villages = _shuffled((f"{s}家{f}村" for s, f in product(SURNAMES, LANDFORMS)), taken, chance)
    streets = _shuffled((f"{a}{b}路" for a, b in product(FIRST, SECOND)), taken, chance)
    more: dict[tuple[str, str, int], tuple[str, str]] = {}
    found = list(known)
    for n in range(1, times):
        for entry in known:
            key = (entry.division, entry.village or entry.street, n)
            if key not in more:
                more[key] = (next(villages), "") if entry.village else ("", next(streets))
            village, street = more[key]
            found.append(replace(entry, code=f"{entry.code}-{n}", village=village, street=street))
    return found


def _shuffled(names: Iterable[str], taken: set[str], chance: random.Random) -> Iterator[str]:
    free = [name for name in dict.fromkeys(names) if name not in taken]
    chance.shuffle(free)
    return iter(free)
