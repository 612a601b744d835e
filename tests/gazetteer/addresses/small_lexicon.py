"""A county of three townships for one test: villages that end alike, streets of one name, names with numerals in them."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.addresses import AddressLevel, Lexicon, LexiconName

TOWNS = {
    "河口镇": ("东关村", "西关村", "任家村", "石家村", "二郎庙村", "河口镇中街社区"),
    "三嘉乡": ("松树坪村", "一里铺村"),
    "青塬回族乡": ("松树村", "党家村"),
}
GROUPS = ("一组", "二组", "三组", "四组")
STREETS = {"河口镇": ("怡园路", "南门街", "一巷"), "三嘉乡": ("三嘉怡园路",)}


def small_names() -> Iterator[LexiconName]:
    """The names, each under the path of names above it."""
    yield LexiconName(key="虚构省", name="虚构省", level=AddressLevel.PROVINCE)
    yield LexiconName(key="虚构市", name="虚构市", level=AddressLevel.CITY, parent="虚构省")
    yield LexiconName(key="云岭县", name="云岭县", level=AddressLevel.COUNTY, parent="虚构市")
    for town, villages in TOWNS.items():
        former = ("青原乡",) if town == "青塬回族乡" else ()
        yield LexiconName(key=town, name=town, level=AddressLevel.TOWN, parent="云岭县", former=former)
        for village in villages:
            aliases = ("油坊村",) if village == "东关村" else ()
            yield LexiconName(key=village, name=village, level=AddressLevel.VILLAGE, parent=town, aliases=aliases)
            for number, group in enumerate(GROUPS):
                hamlets = ("杨家坡",) if (village, number) in {("东关村", 2), ("松树村", 0)} else ()
                yield LexiconName(
                    key=f"{village}/{group}", name=group, level=AddressLevel.GROUP, parent=village, hamlets=hamlets
                )
        for street in STREETS.get(town, ()):
            level = AddressLevel.LANE if street.endswith("巷") else AddressLevel.STREET
            yield LexiconName(key=f"{town}/{street}", name=street, level=level, parent=town)


SMALL = Lexicon(small_names())
HEADS = tuple(SMALL.head(n) for n, name in enumerate(SMALL.entries) if name.level.rank > AddressLevel.TOWN.rank)
