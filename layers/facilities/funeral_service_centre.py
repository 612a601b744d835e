"""Funeral service centres (殡仪服务中心)."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import integer, yes_no

KIND = facility(
    "funeral_service_centre",
    "殡仪服务中心",
    "Funeral service centres",
    "殡仪服务中心及其告别厅、火化等功能。",
    icon="funeral",
    colour="#555555",
    fields=(
        integer("halls", "告别厅", "halls", unit="个"),
        yes_no("cremation", "火化", "cremation", listed=True),
    ),
)
