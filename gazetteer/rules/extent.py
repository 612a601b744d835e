"""How far names are compared: levels of area, the widest first, and the digits of a division code they share."""

from __future__ import annotations

from gazetteer.terms import Term


class Extent(Term):
    """How far a name is compared."""

    NATION = "nation", "全国", "the nation"
    PROVINCE = "province", "全省", "the province"
    PREFECTURE = "prefecture", "全市", "the prefecture"
    COUNTY = "county", "全县", "the county"
    TOWNSHIP = "township", "同一乡镇", "the township"
    BUILT_UP_AREA = "built_up_area", "同一建成区", "the built-up area"


DIGITS = {Extent.NATION: 0, Extent.PROVINCE: 2, Extent.PREFECTURE: 4, Extent.COUNTY: 6, Extent.TOWNSHIP: 9}
"""So many digits of the division code two names of one scope share."""
