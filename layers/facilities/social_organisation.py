"""Social organisations (社会组织): associations, private non-enterprise units, foundations."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import choice, day
from layers.layer import Choice

ORGANISATION_FORMS = (
    Choice("association", "社会团体", "association"),
    Choice("private_unit", "民办非企业单位", "private non-enterprise unit"),
    Choice("foundation", "基金会", "foundation"),
)

KIND = facility(
    "social_organisation",
    "社会组织",
    "Social organisations",
    "依法登记的社会团体、民办非企业单位和基金会。",
    icon="briefcase",
    colour="#5E6E8C",
    fields=(
        choice("form", "类型", "form", ORGANISATION_FORMS, listed=True, public=True),
        day("registered_on", "登记日期", "registered on", public=True),
    ),
)
