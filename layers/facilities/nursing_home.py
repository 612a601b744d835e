"""Nursing homes (敬老院): township central homes and other institutional care for elders."""

from __future__ import annotations

from layers.facilities.facility import CARE_FIELDS, facility

KIND = facility(
    "nursing_home",
    "敬老院",
    "Nursing homes",
    "乡镇中心敬老院等特困人员供养与养老机构。",
    icon="home",
    colour="#C0562F",
    fields=CARE_FIELDS,
)
