"""Comprehensive welfare centres (综合福利中心) of a county."""

from __future__ import annotations

from layers.facilities.facility import CARE_FIELDS, facility

KIND = facility(
    "welfare_centre",
    "综合福利中心",
    "Comprehensive welfare centres",
    "县级综合性社会福利中心。",
    icon="social_facility",
    colour="#A23B52",
    fields=CARE_FIELDS,
)
