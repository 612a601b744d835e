"""Charity supermarkets (慈善超市), one wanted for each township."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import yes_no

KIND = facility(
    "charity_supermarket",
    "慈善超市",
    "Charity supermarkets",
    "慈善超市，每个乡镇一处为目标。",
    icon="shop",
    colour="#B5482A",
    fields=(yes_no("accepts_donations", "接收捐赠", "accepts donations", public=True),),
)
