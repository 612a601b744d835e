"""The township, village and group around a position."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from gazetteer.findings import Finding
from layers.reverse_geocoding import wording
from layers.reverse_geocoding.answer import Within
from layers.reverse_geocoding.ground import Ground, Points, Unit
from layers.reverse_geocoding.group_areas import GroupArea

VILLAGE_DIGITS, TOWNSHIP_DIGITS = 12, 9


class Units:
    """Asks the areas of divisions and groups by position."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._codes = [code for code in ground.areas if len(code) in (TOWNSHIP_DIGITS, VILLAGE_DIGITS)]
        self._tree = shapely.STRtree([ground.areas[code] for code in self._codes])

    def around(self, point: Points, groups_by_nearness: Sequence[str]) -> tuple[Within, list[Finding]]:
        """What a position (planar metres, inside the county) lies in.

        On a common boundary the smaller code is taken and that is said; where inferred groups overlap, the one of
        the nearest gate counts.
        """
        hit = sorted(self._codes[n] for n in self._tree.query(shapely.Point(point), predicate="intersects"))
        villages = [code for code in hit if len(code) == VILLAGE_DIGITS]
        towns = [code for code in hit if len(code) == TOWNSHIP_DIGITS]
        village = villages[0] if villages else ""
        town = village[:TOWNSHIP_DIGITS] if village else (towns[0] if towns else "")
        findings = [wording.on_boundary([self._name(code) for code in villages])] if len(villages) > 1 else []
        area = self._group(point, village, groups_by_nearness)
        group = self._ground.groups.get(area.group) if area else None
        profile = self._ground.profile
        within = Within(
            province=profile.province,
            city=profile.prefecture,
            county=profile.name,
            town=self._name(town),
            village=self._name(village),
            group=group.name if group else "",
            group_inferred=bool(group and area and area.inferred),
            division=village or town or profile.code,
            group_id=area.group if group and area else "",
        )
        if within.group_inferred:
            findings.append(wording.inferred(within.group))
        return within, findings

    def smallest(self, within: Within) -> Unit | None:
        """The unit that answers when no gate does: group, village, township or county; None when it is not recorded."""
        return self._ground.groups.get(within.group_id) or self._ground.units.get(within.division)

    def _name(self, code: str) -> str:
        unit = self._ground.units.get(code)
        return unit.name if unit else ""

    def _group(self, point: Points, village: str, by_nearness: Sequence[str]) -> GroupArea | None:
        """Among the areas of this village's own groups: a recorded one, else that of the nearest gate."""
        known = self._ground.groups
        areas = [
            area
            for area in self._ground.group_areas.holding(point)
            if area.group in known and (not village or known[area.group].division == village)
        ]
        if not areas:
            return None
        order = {group: n for n, group in reversed(list(enumerate(by_nearness)))}
        return min(areas, key=lambda area: (area.inferred, order.get(area.group, len(order)), area.area.area))
