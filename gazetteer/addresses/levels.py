"""Levels of an address, from the largest to the smallest, with the component each one fills.

The two-digit types are those of GA/T 2000.32-2014 as far as public excerpts show them (未核实).
"""

from __future__ import annotations

from gazetteer.terms import Term


class AddressLevel(Term):
    """What a name in an address names."""

    PROVINCE = "province", "省", "province"
    CITY = "city", "市", "prefecture"
    COUNTY = "county", "县", "county"
    TOWN = "town", "乡镇", "township"
    VILLAGE = "village", "村或社区", "village or community"
    GROUP = "group", "村民小组", "villagers' group"
    STREET = "street", "街路", "street"
    LANE = "lane", "巷", "lane"
    ESTATE = "estate", "小区或院落", "estate"
    POI = "poi", "场所", "named premises"

    @property
    def rank(self) -> int:
        """Position from the largest (0) to the smallest."""
        return RANKS[self]


RANKS = {level: n for n, level in enumerate(AddressLevel)}
ELEMENT_TYPES = {"province": "11", "city": "12", "county": "13", "town": "21", "village": "31", "group": "34", "street": "41", "lane": "41", "estate": "42"}  # fmt: skip
"""GA/T 2000.32-2014 types by component."""

COUNTY_RANK = RANKS[AddressLevel.COUNTY]
TOWN_RANK = RANKS[AddressLevel.TOWN]
VILLAGE_RANK = RANKS[AddressLevel.VILLAGE]
GROUP_RANK = RANKS[AddressLevel.GROUP]
STREET_RANK = RANKS[AddressLevel.STREET]
LANE_RANK = RANKS[AddressLevel.LANE]
ESTATE_RANK = RANKS[AddressLevel.ESTATE]
POI_RANK = RANKS[AddressLevel.POI]
