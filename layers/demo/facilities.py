"""Demo facilities: as many as the plan publishes, some without approval, and the plan's projects as planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy
from shapely import Point

from layers.demo.ground import Ground, Unit
from layers.demo.settlements import Group, offset, seat_of
from layers.store.contract import Edit, Value

BURIAL_AWAY_M = (450.0, 1100.0)
"""How far from houses the dead rest here; a guess, like everything generated."""
BEDS_SHARES = (0.34, 0.2, 0.18, 0.15, 0.13)


def facility_edits(ground: Ground, groups: Sequence[Group]) -> dict[str, list[Edit]]:
    """Edits by facility kind."""
    maker = _Maker(ground)
    maker.care()
    maker.day_care(groups)
    maker.burial(groups)
    maker.services()
    return maker.edits


class _Maker:
    """Collects facilities; every kind has its own running number."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.random = ground.random("facilities")
        self.edits: dict[str, list[Edit]] = {}
        self.townships = sorted(
            ground.townships.values(), key=lambda t: (t.code != ground.profile.seat_township, t.code)
        )
        self.county_town = seat_of(ground, ground.profile.seat_township)
        self.outskirts = next(u for u in ground.villages_of(ground.profile.seat_township) if u.level == "village")

    def add(
        self,
        kind: str,
        name: str,
        unit: Unit,
        *,
        state: str = "open",
        approval: str = "approved",
        near: tuple[float, float] | None = None,
        away_m: tuple[float, float] = (30, 220),
        **values: Value,
    ) -> None:
        """One facility near a unit's centre (or `near`), so far away, within the unit where there is room."""
        own = self.edits.setdefault(kind, [])
        code = f"{unit.code}-{kind.upper()[:12].replace('_', '-')}-{len(own) + 1:03d}"
        lon, lat = self._site(near or unit.centre, unit, away_m)
        opened = date(int(self.random.integers(2005, 2021)), int(self.random.integers(1, 13)), 1)
        own.append(
            self.ground.create(
                kind,
                code,
                unit.code,
                {
                    "facility_code": code,
                    "name": name,
                    "state": state,
                    "approval": approval,
                    "address_text": self.ground.head(unit.code),
                    "opened_on": opened if state == "open" else None,
                    "note": "演示生成",
                    **values,
                },
                Point(lon, lat),
            )
        )

    def _site(self, near: tuple[float, float], unit: Unit, away_m: tuple[float, float]) -> tuple[float, float]:
        for _ in range(12):
            site = offset(*near, float(self.random.uniform(0, 360)), float(self.random.uniform(*away_m)))
            if unit.area.contains(Point(site)):
                return site
        return near

    def care(self) -> None:
        """Five institutions with the published beds, and the plan's new ones as planned."""
        ground = self.ground
        homes = int(ground.facts.get("care/township central nursing homes", 4))
        beds = int(ground.facts.get("care/beds", 1158))
        staff = int(ground.facts.get("care/staff placed in the five care institutions", 46))
        shares = numpy.array(BEDS_SHARES[: homes + 1])
        split = _split(beds, shares), _split(staff, shares)
        self.add(
            "welfare_centre",
            f"{ground.profile.name}综合性社会福利中心",
            self.county_town,
            beds=split[0][0],
            staff=split[1][0],
            residents=round(split[0][0] * 0.62),
            nursing_beds=round(split[0][0] * 0.4),
        )
        for n, township in enumerate(self.townships[1 : homes + 1]):
            self.add(
                "nursing_home",
                f"{township.name}中心敬老院",
                seat_of(ground, township.code),
                beds=split[0][n + 1],
                staff=split[1][n + 1],
                residents=round(split[0][n + 1] * 0.55),
                nursing_beds=round(split[0][n + 1] * 0.3),
            )
        if "planned/county elderly welfare and support centre (县老年福利供养中心)" in ground.facts:
            self.add(
                "welfare_centre",
                f"{ground.profile.name}老年福利供养中心（规划）",
                self.county_town,
                state="planned",
                approval="applied",
            )
            self.add(
                "nursing_home",
                f"{self.townships[0].name}中心敬老院（规划新建）",
                self.county_town,
                state="planned",
                approval="applied",
            )
            extended = self.townships[1]
            self.add(
                "nursing_home",
                f"{extended.name}中心敬老院扩建（规划）",
                seat_of(ground, extended.code),
                state="planned",
                approval="applied",
            )

    def day_care(self, groups: Sequence[Group]) -> None:
        """One in as many villages as the plan counts."""
        count = int(
            self.ground.facts.get(
                "care/day-care centres / mutual-aid homes (日间照料中心、互助老人幸福院)",
                self.ground.facts.get("care/day-care centres", 75),
            )
        )
        units = [unit for unit in self.ground.villages.values() if unit.level in ("village", "community")]
        first = {group.village: group.centre for group in reversed(groups)}
        for n in numpy.linspace(0, len(units) - 1, count).round().astype(int).tolist():
            unit = units[n]
            word = "互助老人幸福院" if unit.level == "village" else "老年人日间照料中心"
            self.add(
                "day_care_centre",
                f"{unit.name}{word}",
                unit,
                near=first.get(unit.code),
                serves_division=unit.code,
                places=int(self.random.integers(10, 40)),
                meals=bool(self.random.random() < 0.5),
            )

    def burial(self, groups: Sequence[Group]) -> None:
        """Village cemeteries in part of the villages, burial areas in part of the groups, some without approval."""
        villages = [unit for unit in self.ground.villages.values() if unit.level == "village"]
        for unit in villages[::3]:
            approval = "unapproved" if self.random.random() < 0.25 else "approved"
            plots = int(self.random.integers(80, 400))
            self.add(
                "public_cemetery",
                f"{unit.name}公益性公墓",
                unit,
                away_m=BURIAL_AWAY_M,
                approval=approval,
                level="village",
                plots=plots,
                plots_used=int(plots * self.random.uniform(0.1, 0.8)),
                area_mu=round(float(self.random.uniform(2, 6)), 2),
                before_building_approved=approval == "approved",
            )
        self.add(
            "public_cemetery",
            f"{self.ground.profile.name}县城周边公益性公墓（规划）",
            self.outskirts,
            away_m=BURIAL_AWAY_M,
            state="planned",
            approval="applied",
            level="county",
        )
        rural = [group for group in groups if self.ground.villages[group.village].level == "village"]
        for group in rural[::9]:
            unit = self.ground.villages[group.village]
            approval = "unapproved" if self.random.random() < 0.3 else "approved"
            self.add(
                "burial_area",
                f"{unit.name}{group.name}集中安葬区",
                unit,
                near=group.centre,
                away_m=BURIAL_AWAY_M,
                approval=approval,
                villagers_group=self.ground.identity("villagers_group", group.code),
                area_mu=round(float(self.random.uniform(0.5, 2.5)), 2),
                graves=int(self.random.integers(10, 90)),
            )

    def services(self) -> None:
        """The remaining kinds, in the county town and the townships."""
        town, name = self.county_town, self.ground.profile.name
        self.add(
            "child_welfare_institution",
            f"{name}孤残儿童供养中心（规划）",
            town,
            state="planned",
            approval="applied",
            beds=50,
        )
        self.add("rescue_station", f"{name}救助管理站（规划）", town, state="planned", approval="applied", beds=20)
        self.add(
            "funeral_service_centre",
            f"{name}殡仪服务中心（规划）",
            self.outskirts,
            away_m=BURIAL_AWAY_M,
            state="planned",
            approval="applied",
            cremation=True,
        )
        self.add("marriage_registry", f"{name}民政局婚姻登记处", town, approval="not_required")
        for township in self.townships:
            seat = seat_of(self.ground, township.code)
            self.add("donation_station", f"{township.name}捐助接收站", seat, approval="not_required")
            self.add(
                "charity_supermarket",
                f"{township.name}慈善超市",
                seat,
                approval="not_required",
                state="open" if self.random.random() < 0.6 else "planned",
                accepts_donations=True,
            )
        for unit in self.ground.villages.values():
            if unit.level == "community":
                self.add(
                    "community_service_centre",
                    f"{unit.name}综合服务中心",
                    unit,
                    approval="not_required",
                    floor_area_m2=float(self.random.integers(180, 900)),
                )
        for n, word in enumerate(
            ("老年人协会", "志愿者协会", "农业技术协会", "书画协会", "养蜂协会", "社会工作服务中心")
        ):
            self.add(
                "social_organisation",
                f"{name}{word}",
                town,
                approval="approved",
                form="private_unit" if word.endswith("中心") else "association",
                registered_on=date(2010 + n, 5, 1),
            )


def _split(total: int, shares: numpy.ndarray) -> list[int]:
    """`total` split by shares, exactly."""
    parts = numpy.floor(total * shares / shares.sum()).astype(int)
    parts[0] += total - int(parts.sum())
    return [int(part) for part in parts]
