"""Numbering as a use case: auditing the county or a file, what it infers, the next number for a gate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity, count_by_rule
from gazetteer.numbering import NumberingProfile
from geo_app.config import Settings
from geo_app.services.county import County, open_county
from layers.exchange.reader import read_file
from layers.exchange.table import RawTable
from layers.numbering import Audit, Register, audit, look, numbering_profile, seen_spaces, summary
from layers.numbering.choosing import NEAR_GROUP_M, NEAR_STREET_M, Chosen, choose_number
from layers.numbering.from_store import register_of_store
from layers.numbering.from_tables import register_of_tables
from layers.numbering.scene import Scene
from layers.profile import SHIPPED, load_profile
from layers.store import Scope

DEFAULT = "zhengning"


@dataclass(frozen=True, slots=True)
class Source:
    """Where plates come from: the county, or files of plates and roads. `crs` is for files that do not say.

    `profile` is a numbering.toml to judge by, in place of the data directory's or the shipped one.
    """

    plates: Path | None = None
    roads: Path | None = None
    crs: str = ""
    space: str = ""
    profile: Path | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A register, the profile it is judged by, and what was noticed while reading."""

    register: Register
    profile: NumberingProfile
    findings: tuple[Finding, ...] = ()


def profile_of(settings: Settings, file: Path | None = None) -> NumberingProfile:
    """The numbering profile in `file`, else of the data directory, else of the county shipped first."""
    own = settings.data_dir / "profile.toml"
    county = load_profile(own if own.exists() else SHIPPED / DEFAULT / "profile.toml")
    return numbering_profile(county, settings.data_dir, file)


def ground_of(settings: Settings, source: Source) -> Ground:
    """What is to be judged, narrowed to one street or group where it is named.

    Raises Refused for files that cannot be read and for a space there is none of.
    """
    if source.plates is None and (source.roads is not None or source.crs):
        raise Refused.because("numbering.plates", "--roads 和 --crs 只与 --plates 一起用", remedy="写明门牌文件")
    if source.plates is None:
        with _county(settings) as county:
            register = register_of_store(county.store, Scope.everything(), county.profile)
        ground = Ground(register, profile_of(settings, source.profile))
    else:
        ground = _of_files(settings, source)
    if not source.space:
        return ground
    at = find_space(ground.register, source.space)
    return replace(ground, register=ground.register.only(numpy.isin(ground.register.space_of, at)))


@contextmanager
def _county(settings: Settings) -> Iterator[County]:
    county = open_county(settings)
    try:
        yield county
    finally:
        county.close()


def _of_files(settings: Settings, source: Source) -> Ground:
    assert source.plates is not None  # noqa: S101  (asked for by the caller)
    plates, noticed = _table(source.plates)
    roads: RawTable | None = None
    if source.roads is not None:
        roads, more = _table(source.roads)
        noticed += more
    return Ground(
        register_of_tables(plates, roads, crs=source.crs), profile_of(settings, source.profile), tuple(noticed)
    )


def _table(file: Path) -> tuple[RawTable, list[Finding]]:
    """The one table of a file, read in the isolated child. Raises Refused when it holds none or several."""
    read = read_file(file, file.name)
    tables = [table for table in read.tables if table.rows]
    if len(tables) != 1:
        names = "、".join(table.name for table in tables) or "无"
        raise Refused.because(
            "numbering.table",
            f"{file.name} 里有 {len(tables)} 个有内容的表或图层（{names}）",
            remedy="每个文件只留一个表",
        )
    return tables[0], [*read.findings, *tables[0].findings]


def find_space(register: Register, wanted: str) -> list[int]:
    """Positions of the spaces called `wanted` (identity, name, or village and group). Raises Refused for none."""
    found = [
        n
        for n, space in enumerate(register.spaces)
        if wanted in (space.id, space.name, f"{space.village}{space.name}", space.village)
    ]
    if not found:
        raise Refused.because("numbering.space", f"没有街路巷或小组“{wanted[:40]}”", remedy="写全名，如“青石村三组”")
    return found


def audited(settings: Settings, source: Source) -> tuple[Audit, tuple[Finding, ...]]:
    """The audit, and all findings with those of the reading first."""
    ground = ground_of(settings, source)
    done = audit(ground.register, ground.profile)
    return done, (*ground.findings, *done.findings)


def audit_json(done: Audit, findings: tuple[Finding, ...], seconds: float) -> dict[str, object]:
    """The JSON contract of `geo-app numbering audit`."""
    return {
        "plates": len(done.scene.register),
        "seconds": round(seconds, 3),
        "profile": done.scene.profile.as_json(),
        "findings": [finding.as_json() for finding in findings],
        "counts": dict(count_by_rule(findings)),
        "spaces": [seen.as_json() for seen in seen_spaces(done.scene)],
        "coverage": [line.as_json() for line in done.coverage],
        "proposals": [proposal.as_json() for proposal in done.proposals],
    }


def inferred(settings: Settings, source: Source) -> tuple[Scene, tuple[Finding, ...]]:
    """What streets and villages show of their conventions, before anything is judged by them."""
    ground = ground_of(settings, source)
    scene, found = look(ground.register, ground.profile)
    return scene, (*ground.findings, *(finding for _, finding in found))


def infer_json(scene: Scene, findings: tuple[Finding, ...]) -> dict[str, object]:
    """The JSON contract of `geo-app numbering infer`."""
    return {
        "plates": len(scene.register),
        "profile": scene.profile.as_json(),
        "summary": summary(scene),
        "spaces": [seen.as_json() for seen in seen_spaces(scene)],
        "findings": [finding.as_json() for finding in findings],
    }


def next_for(settings: Settings, source: Source, lon: float, lat: float) -> tuple[Chosen, Scene]:
    """The next lawful number for a gate at a position in degrees (EPSG:4490).

    Raises Refused where no number space is near, or several are called `source.space`.
    """
    ground = ground_of(settings, replace(source, space=""))
    space: int | None = None
    if source.space:
        found = find_space(ground.register, source.space)
        if len(found) > 1:
            names = "、".join(f"{ground.register.spaces[n].village}{ground.register.spaces[n].name}" for n in found[:8])
            raise Refused.because(
                "numbering.space", f"叫“{source.space}”的有 {len(found)} 处：{names}", remedy="写全村名和组名"
            )
        space = found[0]
    done = audit(ground.register, ground.profile)
    x, y = ground.register.metres(numpy.array([lon]), numpy.array([lat]))
    return choose_number(done.scene, float(x[0]), float(y[0]), space), done.scene


def next_json(chosen: Chosen, scene: Scene) -> dict[str, object]:
    """The JSON contract of `geo-app numbering next`."""
    space, said = scene.register.spaces[chosen.space], chosen.suggestion
    followed = scene.streets.get(chosen.space)
    return {
        "number": str(said.number),
        "basis": said.basis.value,
        "reason": said.basis.term,
        "clause": said.clause,
        "before": str(said.before or ""),
        "after": str(said.after or ""),
        "alternatives": [str(number) for number in said.alternatives],
        "space": {"id": space.id, "kind": space.kind, "name": space.name, "village": space.village},
        "side": chosen.side,
        "odd": chosen.odd,
        "along_m": round(chosen.along_m, 1),
        "off_m": round(chosen.off_m, 1),
        "convention": followed.judged_by.as_json() if followed else None,
        "profile": scene.profile.as_json(),
        "findings": [finding.as_json() for finding in next_findings(chosen, scene)],
    }


def next_findings(chosen: Chosen, scene: Scene) -> list[Finding]:
    """What to look at before the number is given: the gate is far from the street or group, or has a plate already."""
    register, space = scene.register, scene.register.spaces[chosen.space]
    found = []
    if chosen.off_m > (NEAR_STREET_M if space.axis is not None else NEAR_GROUP_M):
        found.append(
            Finding(
                "numbering.far",
                Severity.WARNING,
                f"这个位置离“{space.village}{space.name}”{'' if space.axis is not None else '最近的门牌'} {chosen.off_m:,.0f} m",
                subject=space.id,
                column="位置",
                value=f"{chosen.off_m:.0f}",
                remedy="核对经纬度和所选的街路巷或小组",
            )
        )
    if (at := chosen.occupied_by) is not None:
        found.append(
            Finding(
                "numbering.occupied",
                Severity.WARNING,
                f"这个位置 3 m 内已有门楼牌“{register.labels[at]}”",
                subject=register.ids[at],
                column="位置",
                value=scene.number(at),
                remedy="同一门口的不再编号；分户的编附号或户号",
            )
        )
    return found
