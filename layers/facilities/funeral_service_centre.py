"""Funeral service centres (殡仪服务中心)."""

from __future__ import annotations

from layers.facilities.facility import facility
from layers.fields import integer, yes_no

KIND = facility(
    "funeral_service_centre",
    "殡仪服务中心",
    "Funeral service centres",
    "殡仪服务中心及其告别厅、火化等功能。",
    icon="florist",
    colour="#555555",
    fields=(
        integer("halls", "告别厅", "halls", unit="个"),
        integer("cremators", "火化炉", "cremators", unit="台"),
        integer("cold_storage_places", "遗体冷藏位", "cold storage places", unit="个"),
        integer("ash_niches", "骨灰寄存格位", "ash niches", unit="个"),
        yes_no("cremation", "火化", "cremation", listed=True),
    ),
)
