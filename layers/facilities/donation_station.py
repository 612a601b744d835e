"""Donation stations (捐助接收站)."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import text

KIND = facility(
    "donation_station",
    "捐助接收站",
    "Donation stations",
    "经常性社会捐助接收站点。",
    icon="gift",
    colour="#B06A2C",
    fields=(text("opening_hours", "开放时间", "opening hours", public=True),),
)
