"""`geo-app site accessibility`: who can reach how much, and how unequally."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import click

from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.cli.parameters import PAIR
from geo_app.services.accessibility import METHODS, Answer, Question, accessibility, parse_steps
from geo_app.services.siting_costs import TRAVELS, CostChoice
from geo_app.services.siting_files import Sources

TITLES = {"mean": "平均成本", "p90": "九成需求不超过", "worst": "最远", "unreachable": "不可达", "gini": "基尼系数"}


@click.command("accessibility")
@click.option("--demand", "--weights", "demand", default="", metavar="FILE|LAYER",
              help="需求：文件或本库图层；有 --costs 时可为 .npy，也可不给（各计 1）")  # fmt: skip
@click.option("--supply", "--candidates", "supply", default="", metavar="FILE|LAYER",
              help="设施：文件或本库图层；有 --costs 时可为 .npy，也可不给（各计 1）")  # fmt: skip
@click.option("--method", type=click.Choice(METHODS), default="e2sfca", show_default=True, help="方法")
@click.option("--threshold", "--radius", "threshold", type=click.FloatRange(0, min_open=True), required=True,
              help="搜索范围，用成本的单位")  # fmt: skip
@click.option("--weight", default="", metavar="COLUMN", help="需求的数量列（默认找人口等列，没有则每行计 1）")
@click.option("--amount", default="", metavar="COLUMN", help="设施的供给列（默认找床位等列，没有则每处计 1）")
@click.option("--where", type=PAIR, multiple=True, metavar="COLUMN=VALUE", help="只计这些设施，例如 state=open")
@click.option("--by", default="", metavar="COLUMN", help="按需求的这一列分组，各给出第一项比值（例如 division）")
@click.option("--zones", default="", metavar="COST:WEIGHT,…", help="分区权重，例如 1000:1,2000:0.68,3000:0.22")
@click.option("--bandwidth", type=click.FloatRange(0), default=0.0, help="改用高斯衰减，带宽用成本的单位")
@click.option("--costs", default="", metavar="FILE", help="成本：.npy 矩阵（需求×设施），或 origin,destination,cost 表")
@click.option("--roads", default="", metavar="FILE|LAYER", help="沿道路计成本：道路中心线")
@click.option(
    "--travel", type=click.Choice(TRAVELS), default="length", help="沿道路的里程（米）、步行或行车时间（分钟）"
)
@click.option("--joined-within", type=click.FloatRange(0), default=1.0, help="道路端点相距多少米以内视为相连")
@click.option("--farthest", type=click.FloatRange(0), default=math.inf, help="离道路超过多少米的点视为不可达")
@click.option("--detour", type=click.FloatRange(1), default=1.0, help="直线距离乘以绕行系数")
@click.option("--crs", default="", help="坐标系：EPSG:n、GCJ-02、BD-09；plane 是不属于任何坐标系的平面米数")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="把每处的结果另存为 CSV")
@verb
def accessibility_command(
    console: Console,
    demand: str,
    supply: str,
    method: str,
    threshold: float,
    weight: str,
    amount: str,
    where: tuple[tuple[str, str], ...],
    by: str,
    zones: str,
    bandwidth: float,
    costs: str,
    roads: str,
    travel: str,
    joined_within: float,
    farthest: float,
    detour: float,
    crs: str,
    out: Path | None,
) -> None:
    """可达性：两步移动搜索法及其改进、覆盖率、累积机会；分子、分母和定义随结果一起给出。"""
    if costs and (roads or detour != 1):
        raise click.UsageError("--costs 不能与 --roads、--detour 同用")
    if not costs and not (demand and supply):
        raise click.UsageError("给出 --demand 和 --supply，或 --costs")
    question = Question(
        demand=demand,
        supply=supply,
        method=method,
        limit=threshold,
        weight=weight,
        amount=amount,
        where=where,
        by=by,
        steps=parse_steps(zones),
        bandwidth=bandwidth,
        choice=CostChoice(
            costs=costs,
            roads=roads,
            travel=travel,
            detour=detour,
            joined_within_m=joined_within,
            farthest_m=farthest,
        ),
    )
    answer = accessibility(question, Sources(console.settings, crs))
    if out is not None:
        answer.write(out)
    console.answer(answer.as_json(), _lines(answer), status=status_of(answer.findings))


def _lines(answer: Answer) -> Iterator[str]:
    yield answer.definition
    for indicator in answer.indicators:
        value = "无从计算" if indicator.value is None else f"{indicator.value:.6g}"
        yield f"{indicator.title}：{value} = {indicator.numerator:.6g} ÷ {indicator.denominator:.6g}"
    for group in answer.groups:
        value = "无从计算" if group.value is None else f"{group.value:.6g}"
        yield f"  {group.title}：{value} = {group.numerator:.6g} ÷ {group.denominator:.6g}"
    for key, figure in answer.summary.items():
        yield f"{TITLES.get(key, key)}：{figure}"
    yield f"{len(answer.places)} 处需求，{len(answer.facilities)} 处设施；逐处结果用 --json 或 -o 查看"
    yield from finding_lines(answer.findings)


COMMANDS = (accessibility_command,)
