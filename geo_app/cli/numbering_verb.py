"""`geo-app numbering`: the audit of door numbers, the conventions they show, the next number for a gate."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from gazetteer.findings import Finding
from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.cli.groups import OfficeGroup
from geo_app.services.numbering import (
    Source,
    audit_json,
    audited,
    infer_json,
    inferred,
    next_findings,
    next_for,
    next_json,
)
from layers.numbering import Audit
from layers.numbering.audit import SpaceSeen, seen_spaces
from layers.numbering.proposals import Proposal

SHOWN = 10
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
        click.option("--profile", type=FILE, help="编号规则档案（numbering.toml），不填则用数据目录或随附的"),
        click.option("--crs", default="", help="门牌文件的坐标系（EPSG:n、GCJ-02、BD-09），文件自己写明的可不填"),
        click.option("--roads", type=FILE, help="街路巷文件，要有名称和线（不填则只按行检查）"),
        click.option("--plates", type=FILE, help="门牌文件（CSV、XLSX、GPKG、GeoJSON、SHP），不填则用本县数据"),
    ):
        function = option(function)
    return function


@command.command("audit")
@click.option("--space", default="", help="只看一条街路巷、一个村或一个小组")
@_source
@verb
def audit_command(
    console: Console, space: str, plates: Path | None, roads: Path | None, crs: str, profile: Path | None
) -> None:
    """按编号规则档案检查全部门牌（N01 至 N30），并给出最小的修改建议；不改任何数据。"""
    started = time.perf_counter()
    done, findings = audited(console.settings, Source(plates, roads, crs, space, profile))
    document = audit_json(done, findings, time.perf_counter() - started)
    console.answer(document, _audit_lines(done, findings), status=status_of(findings))


def _audit_lines(done: Audit, findings: Sequence[Finding]) -> Iterator[str]:
    """The gravest first; then what each check found, what was not judged and why, what could be done."""
    register = done.scene.register
    yield from finding_lines(sorted(findings, key=lambda finding: -finding.severity.rank))
    yield from (f"{line.id} {line.title}：{line.found} 条" for line in done.coverage if line.found)
    clean = [line.id for line in done.coverage if line.judged and not line.found]
    yield f"没有发现问题：{'、'.join(clean) or '无'}"
    yield from (f"没有判断 {line.id} {line.title}：{line.reason}" for line in done.coverage if not line.judged)
    proposals = done.proposals
    yield (
        f"共 {len(register)} 块门牌，其中有位置的 {int(register.placed.sum())} 块；"
        f"修改建议 {len(proposals)} 项，如都改号涉及 {sum(p.affected for p in proposals)} 块（没有改动任何数据，细目见 --json）"
    )
    yield from (line for proposal in proposals[:SHOWN] for line in _proposal_lines(proposal))
    if len(proposals) > SHOWN:
        yield f"……另有 {len(proposals) - SHOWN} 项建议"
    yield f"依据：{done.scene.profile.cited}，{done.scene.profile.source}"


def _proposal_lines(proposal: Proposal) -> Iterator[str]:
    for change in proposal.changes:
        yield f"建议 {change.label}：{change.before} 改为 {change.after}（{change.reason}）"
    for move in proposal.moves:
        yield f"或者 {move.label}：号不改，位置应在{move.where}"


@command.command("infer")
@click.option("--space", default="", help="只看一条街路巷、一个村或一个小组")
@_source
@verb
def infer_command(
    console: Console, space: str, plates: Path | None, roads: Path | None, crs: str, profile: Path | None
) -> None:
    """从门牌本身推断每条街路巷的起点和单号侧、每个村按村还是按组编号。"""
    scene, findings = inferred(console.settings, Source(plates, roads, crs, space, profile))
    lines = [_seen_line(seen) for seen in seen_spaces(scene)]
    console.answer(infer_json(scene, findings), [*finding_lines(findings), *lines], status=status_of(findings))


ENDS = {"east": "东", "west": "西", "north": "北", "south": "南"}
SIDES = {"left": "左单右双", "right": "左双右单"}
PARITIES = {"one_sided": "只有一侧有门", "running": "单双号不分侧"}


def _seen_line(seen: SpaceSeen) -> str:
    doors = f"（门牌 {seen.doors} 块）"
    if seen.followed is None:
        return f"{seen.name}：{seen.scope.term if seen.scope else '看不出'}编号{doors}"
    shown = seen.followed.seen
    start = f"从{ENDS[shown.starts_from]}端编起" if shown.starts_from else "看不出起点"
    side = SIDES.get(shown.odd_side) or PARITIES.get(shown.parity) or "看不出单号侧"
    fit = f"，{shown.fit:.0%} 的门牌相符" if shown.odd_side else ""
    return f"{seen.name}：{start}，{side}{fit}{doors}"


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
    profile: Path | None,
) -> None:
    """为一个门口给出下一个合规的号，写明依据。"""
    chosen, scene = next_for(console.settings, Source(plates, roads, crs, street or group, profile), lon, lat)
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
            *finding_lines(next_findings(chosen, scene)),
        ],
    )
