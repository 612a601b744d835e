"""`geo-app site p-median|mclp|lscp|p-center`: where to put facilities, and what is proved about the plan."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from geo_app.cli.console import Console, verb
from geo_app.cli.parameters import PAIR
from geo_app.cli.site_location_lines import lines
from geo_app.services.siting import COUNTED, WITHIN_RADIUS, Question, site
from geo_app.services.siting_costs import TRAVELS, CostChoice
from geo_app.services.siting_files import Sources
from layers.siting.plan import PlanStatus

HELP = {
    "p-median": "p-中位：开 p 处，使全部需求（按数量）路程之和最小。",
    "mclp": "最大覆盖：开 p 处，使半径以内的需求最多。",
    "lscp": "集合覆盖：开最少的处数，使每个需求在半径以内都有一处。",
    "p-center": "p-中心：开 p 处，使最远的需求离得最近。",
}
NUMBERS = (
    click.option("--p", "--count", "count", type=click.IntRange(1), help="一共开几处（含保留的现有站点）"),
)  # fmt: skip
RADIUS = (
    click.option("--radius", "--limit", "radius", type=click.FloatRange(0), required=True,
                 help="服务半径，用成本的单位（米、分钟或矩阵的单位）"),
)  # fmt: skip
OPTIONS = (
    click.option("--demand", default="", metavar="FILE|LAYER", help="需求：文件或本库图层；有 --costs 时可不给（各计 1）"),
    click.option("--candidates", default="", metavar="FILE|LAYER", help="候选点：文件或本库图层；有 --costs 时可不给"),
    click.option("--existing", default="", metavar="FILE|LAYER", help="现有站点：排在候选点之后，默认全部保留；有 --costs 时可为列号，如 0,3"),
    click.option("--existing-where", type=PAIR, multiple=True, metavar="COLUMN=VALUE", help="只计这些现有站点，例如 state=open"),
    click.option("--may-close", type=click.IntRange(0), default=0, show_default=True, help="现有站点最多可关闭几处"),
    click.option("--new", type=click.IntRange(0), help="最多新建几处；不给 --p 时，一共开现有处数加这么多处"),
    click.option("--fix", "fixed", multiple=True, metavar="NAME", help="必开的候选点（名称；矩阵用从 0 起的列号）"),
    click.option("--ban", "prohibited", multiple=True, metavar="NAME", help="禁用的候选点"),
    click.option("--capacity", default="", metavar="COLUMN", help="候选点的容量列（床位等）；需求可由几处分担"),
    click.option("--district", default="", metavar="COLUMN", help="候选点所属分区的列，用于名额"),
    click.option("--least", type=PAIR, multiple=True, metavar="DISTRICT=N", help="分区至少几处；* 代表每个分区"),
    click.option("--most", type=PAIR, multiple=True, metavar="DISTRICT=N", help="分区至多几处；* 代表每个分区"),
    click.option("--weight", default="", metavar="COLUMN", help="需求的数量列（默认找人口等列，没有则每行计 1）"),
    click.option("--weights", default="", metavar="FILE.npy", help="配合 --costs：每个需求的数量"),
    click.option("--where", type=PAIR, multiple=True, metavar="COLUMN=VALUE", help="只计这些需求"),
    click.option("--costs", default="", metavar="FILE", help="成本：.npy 矩阵（需求×候选点），或 origin,destination,cost 表"),
    click.option("--roads", default="", metavar="FILE|LAYER", help="沿道路计成本：道路中心线"),
    click.option("--travel", type=click.Choice(TRAVELS), default="length",
                 help="沿道路的里程（米）、步行或行车时间（分钟）"),
    click.option("--joined-within", type=click.FloatRange(0), default=1.0, help="道路端点相距多少米以内视为相连"),
    click.option("--farthest", type=click.FloatRange(0), default=math.inf, help="离道路超过多少米的点视为不可达"),
    click.option("--detour", type=click.FloatRange(1), default=1.0, help="直线距离乘以绕行系数"),
    click.option("--crs", default="", help="坐标系：EPSG:n、GCJ-02、BD-09；plane 是不属于任何坐标系的平面米数"),
    click.option("--time-limit", type=click.FloatRange(0), default=60.0, show_default=True,
                 help="最多算几秒；到时给出当时最好的方案和差距"),
    click.option("--sensitivity", is_flag=True, help="另算 p 减 1、加 1，半径增减一成，看哪些站点不变"),
    click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="把每个需求归哪一处另存为 CSV"),
)  # fmt: skip


def _method(name: str) -> click.Command:
    """The command of one method, with the options it knows."""

    def run(console: Console, **options: Any) -> None:
        _answer(console, name, **options)

    run.__doc__ = HELP[name]
    decorated: Callable[..., None] = verb(run)
    shared = (*(NUMBERS if name in COUNTED else ()), *(RADIUS if name in WITHIN_RADIUS else ()), *OPTIONS)
    options = functools.reduce(lambda function, option: option(function), reversed(shared), decorated)
    return click.command(name)(options)


def _answer(console: Console, method: str, *, out: Path | None, crs: str, **options: Any) -> None:
    question = _question(method, **options)
    answer = site(question, Sources(console.settings, crs))
    if out is not None:
        answer.write(out)
    infeasible = answer.plan.status is PlanStatus.INFEASIBLE
    console.answer(answer.as_json(), lines(answer), status=1 if infeasible else 0)


def _question(
    method: str,
    *,
    demand: str,
    candidates: str,
    weights: str,
    new: int | None,
    existing: str,
    costs: str,
    roads: str,
    travel: str,
    joined_within: float,
    farthest: float,
    detour: float,
    least: tuple[tuple[str, str], ...],
    most: tuple[tuple[str, str], ...],
    time_limit: float,
    sensitivity: bool,
    count: int | None = None,
    **rest: Any,
) -> Question:
    if costs and (roads or detour != 1):
        raise click.UsageError("--costs 不能与 --roads、--detour 同用")
    if not costs and not (demand and candidates):
        raise click.UsageError("给出 --demand 和 --candidates，或 --costs")
    if weights and demand:
        raise click.UsageError("--weights 与 --demand 给一个；文件里的数量用 --weight 指明列")
    if method in COUNTED and count is None and new is None:
        raise click.UsageError("给出 --p（一共几处），或 --new（在现有之外新建几处）")
    if method in COUNTED and count is None and rest["may_close"]:
        raise click.UsageError("--may-close 要同时给 --p：关闭的也要知道一共留几处")
    if (least or most) and not rest["district"]:
        raise click.UsageError("--least、--most 要用 --district 指明候选点的分区列")
    choice = CostChoice(
        costs=costs, roads=roads, travel=travel, detour=detour, joined_within_m=joined_within, farthest_m=farthest
    )
    return Question(
        method=method,
        demand=demand or weights,
        candidates=candidates,
        existing=existing,
        count=count,
        new=new if existing or count is None else None,
        least=_numbers("--least", least),
        most=_numbers("--most", most),
        limit_s=time_limit,
        variants=sensitivity,
        choice=choice,
        **rest,
    )


def _numbers(option: str, quota: tuple[tuple[str, str], ...]) -> dict[str, int]:
    wrong = [f"{label}={number}" for label, number in quota if not number.isdecimal()]
    if wrong:
        raise click.UsageError(f"{option} {'、'.join(wrong)} 应写成 分区=处数")
    return {label: int(number) for label, number in quota}


COMMANDS = tuple(_method(name) for name in HELP)
