"""`geo-app numbering`: the audit of door numbers, the conventions they show, the next number for a gate."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.cli.groups import OfficeGroup
from geo_app.services.numbering import (
    Source,
    audit_json,
    audited,
    infer_json,
    inferred,
    next_for,
    next_json,
)
from layers.numbering.audit import seen_spaces

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("numbering", cls=OfficeGroup)
@click.option("--json", "as_json", is_flag=True, help="只在标准输出上打印一个 JSON 文档")
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """门牌编号：审核、推断惯例、下一个号。可用于本县数据，也可用于任意的门牌表和道路图；不改任何数据。"""
    ctx.obj = {**(ctx.obj or {}), "as_json": as_json or bool((ctx.obj or {}).get("as_json"))}


def _source(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which plates may come from files."""
    for option in (
        click.option("--crs", default="", help="门牌文件的坐标系（EPSG:n、GCJ-02、BD-09），文件自己写明的可不填"),
        click.option("--roads", type=FILE, help="道路或街路巷文件，要有名称和线"),
        click.option("--plates", type=FILE, help="门牌文件（CSV、XLSX、GPKG、GeoJSON、SHP），不填则用本县数据"),
    ):
        function = option(function)
    return function


@command.command("audit")
@click.option("--space", default="", help="只看一条街路巷、一个村或一个小组")
@_source
@verb
def audit_command(console: Console, space: str, plates: Path | None, roads: Path | None, crs: str) -> None:
    """按编号规则档案检查全部门牌（N01 至 N30），并给出最小的修改建议；不改任何数据。"""
    started = time.perf_counter()
    done, findings = audited(console.settings, Source(plates, roads, crs, space))
    document = audit_json(done, findings, time.perf_counter() - started)
    unjudged = [f"未判 {line.id} {line.title}：{line.reason}" for line in done.coverage if not line.judged]
    proposals = done.proposals
    console.answer(
        document,
        [
            *finding_lines(findings),
            *(f"{rule:<36}{n:>8}" for rule, n in done.counts.items()),
            *unjudged,
            f"门牌 {len(done.scene.register)} 块；建议 {len(proposals)} 项，改号 {sum(p.affected for p in proposals)} 块（用 --json 查看）",
            f"依据：{done.scene.profile.cited}",
        ],
        status=status_of(findings),
    )


@command.command("infer")
@click.option("--space", default="", help="只看一条街路巷、一个村或一个小组")
@_source
@verb
def infer_command(console: Console, space: str, plates: Path | None, roads: Path | None, crs: str) -> None:
    """从门牌本身推断每条街路巷的起点和单号侧、每个村按村还是按组编号。"""
    scene, findings = inferred(console.settings, Source(plates, roads, crs, space))
    lines = []
    for seen in seen_spaces(scene):
        if seen.followed is None:
            lines.append(f"{seen.name}：{seen.scope.term if seen.scope else ''}（门牌 {seen.doors} 块）")
        else:
            shown = seen.followed.seen
            lines.append(
                f"{seen.name}：起点 {shown.starts_from or '？'}，单号侧 {shown.odd_side or '？'}，"
                f"符合 {shown.fit:.0%}（门牌 {seen.doors} 块）"
            )
    console.answer(infer_json(scene, findings), [*finding_lines(findings), *lines], status=status_of(findings))


@command.command("next")
@click.argument("lon", type=click.FloatRange(-180, 180))
@click.argument("lat", type=click.FloatRange(-90, 90))
@click.option("--street", default="", help="街路巷的名称")
@click.option("--group", default="", help="小组的全名，如“青石村三组”")
@_source
@verb
def next_command(
    console: Console,
    lon: float,
    lat: float,
    street: str,
    group: str,
    plates: Path | None,
    roads: Path | None,
    crs: str,
) -> None:
    """为一个门口给出下一个合规的号，写明依据。"""
    chosen, scene = next_for(console.settings, Source(plates, roads, crs, street or group), lon, lat)
    document = next_json(chosen, scene)
    space = scene.register.spaces[chosen.space]
    said = chosen.suggestion
    between = "、".join(str(number) for number in (said.before, said.after) if number)
    console.answer(
        document,
        [
            f"{space.village}{space.name}{said.number}：{said.basis.term}" + (f"（邻号 {between}）" if between else ""),
            f"依据：{said.clause}",
            *([f"也可以：{'、'.join(map(str, said.alternatives))}"] if said.alternatives else []),
        ],
    )
