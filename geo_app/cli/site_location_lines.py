"""A location plan as lines a planner reads: what is opened, for whom, how sure that is, and what would help."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from geo_app.cli.console import finding_lines
from geo_app.services.siting import Answer
from layers.siting.plan import Plan, PlanStatus
from layers.siting.sensitivity import Sensitivity, Variant

WORDS = {"p-median": "p-中位", "mclp": "最大覆盖", "lscp": "集合覆盖", "p-center": "p-中心"}
SHOWN_SITES = 60
SHOWN_LEFT = 10
SHOWN_REMEDIES = 12
UNITS = {"m": " 米", "min": " 分钟", "matrix": ""}
SHAPES = {"m": ",.0f", "min": ",.1f", "matrix": ",.6g"}
"""How costs are written: metres and tenths of minutes say all that a planner can use."""


def lines(answer: Answer) -> Iterator[str]:
    """The plan from the most to the least important line."""
    plan, unit = answer.plan, answer.costs.unit.value
    yield _head(answer, unit)
    yield f"成本：{answer.costs.method}"
    if plan.status is not PlanStatus.INFEASIBLE:
        yield from _worth(answer, unit)
        yield from _sites(answer, unit)
    yield from _left_out(answer, unit)
    yield from _remedies(plan)
    if answer.sensitivity is not None:
        yield from _sensitivity(answer, answer.sensitivity, unit)
    yield from finding_lines(answer.findings)


def _short(answer: Answer, name: str) -> str:
    """A demand's name without the head that all have in common (province to county)."""
    first, last = min(answer.demand.names), max(answer.demand.names)
    common = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    head = re.match(r".*[省市县区旗]", common)
    return name if head is None or first == last else name[head.end() :]


def _cost(value: float, unit: str) -> str:
    return f"{value:{SHAPES[unit]}}{UNITS[unit]}"


def _head(answer: Answer, unit: str) -> str:
    plan = answer.plan
    word = WORDS[plan.method]
    if plan.status is PlanStatus.INFEASIBLE:
        return f"{word}：没有可行的方案，原因见下"
    standing = len(set(plan.open) & set(answer.problem.rules.existing))
    kept = f"（现有 {standing} 处，新建 {len(plan.open) - standing} 处）" if answer.problem.rules.existing else ""
    return f"{word}：开 {len(plan.open)} 处{kept}，{_value(answer, plan, unit)}；{_proof(plan, unit)}；用时 {plan.seconds:.1f} 秒"


def _value(answer: Answer, plan: Plan, unit: str) -> str:
    if plan.objective is None:
        return "没有方案"
    if plan.method == "p-median":
        return f"总量 {plan.objective:,.0f}（数量×{UNITS[unit].strip() or '成本'}）"
    if plan.method == "mclp":
        share = plan.objective / float(answer.service.weights.sum())
        return f"半径以内 {plan.objective:,.10g}，占全部需求的 {share:.2%}"
    if plan.method == "lscp":
        return "是能覆盖全部可覆盖需求的" + ("最少处数" if plan.status is PlanStatus.OPTIMAL else "处数")
    return f"最远 {_cost(plan.objective, unit)}"


def _proof(plan: Plan, unit: str) -> str:
    if plan.lower_bound is None or plan.upper_bound is None or plan.gap is None:
        return plan.status.term
    if plan.status is PlanStatus.OPTIMAL:
        return plan.status.term
    side, bound = ("不可能多于", plan.upper_bound) if plan.sense == "max" else ("不可能少于", plan.lower_bound)
    shown = _cost(bound, unit) if plan.method == "p-center" else f"{bound:,.10g}"
    return f"{plan.status.term}：{side} {shown}，差距 {plan.gap:.3%}"


def _worth(answer: Answer, unit: str) -> Iterator[str]:
    service, radius = answer.service, answer.question.radius
    total = float(service.weights.sum())
    reached = service.cost < float("inf")
    if radius is not None:
        within = service.within(radius)
        yield f"{_cost(radius, unit)}以内：{within:,.10g} ÷ {total:,.10g} = {within / total:.2%}"
    if reached.any():
        weight = float(service.weights[reached].sum())
        farthest = float(service.cost[reached].max())
        yield f"平均 {_cost(service.total / weight, unit)}，最远 {_cost(farthest, unit)}（到最近的一处）"


def _sites(answer: Answer, unit: str) -> Iterator[str]:
    rows = answer.sites()
    for row in rows[:SHOWN_SITES]:
        yield "  " + "，".join(_site(answer, row, unit))
    if len(rows) > SHOWN_SITES:
        yield f"  ……另有 {len(rows) - SHOWN_SITES} 处，用 --json 查看全部"
    if answer.closed:
        yield f"关闭的现有站点：{answer.problem.named(answer.closed)}"
    if not answer.plan.certain_open and not answer.plan.certain_closed:
        yield "没有证明哪个候选点非开不可（★），也没有证明哪个不必考虑"
        return
    out = len(set(answer.plan.certain_closed) - set(answer.problem.rules.prohibited))
    sure = len(answer.plan.certain_open)
    yield f"不差于此的方案都要开的（★）有 {sure} 处，都不会开的候选点有 {out} 个"


def _site(answer: Answer, row: dict[str, Any], unit: str) -> Iterator[str]:
    star = "★" if row["certain"] else "☆"
    standing = ("现有" if row["existing"] else "新建") if answer.problem.rules.existing else ""
    yield f"{star} {row['name']}" + (f"（{standing}）" if standing else "")
    yield f"服务 {row['served'] or 0:,.10g}"
    if row["farthest"] is not None:
        yield f"平均 {_cost(row['mean'], unit)}，最远 {_cost(row['farthest'], unit)}（{_short(answer, row['farthest_name'])}）"
    if row["site"] in answer.plan.dropping:
        yield _dropping(answer, row["site"], unit)


def _dropping(answer: Answer, site: int, unit: str) -> str:
    """What is lost without the site."""
    plan = answer.plan
    worse = plan.dropping[site]
    if worse == float("inf"):
        return "去掉它就有需求到不了"
    if plan.method in {"mclp", "lscp"}:
        return f"去掉它少覆盖 {worse:,.10g}"
    if plan.method == "p-center":
        return f"去掉它最远多 {_cost(worse, unit)}"
    return f"去掉它平均多 {_cost(worse / float(answer.service.weights.sum()), unit)}"


def _left_out(answer: Answer, unit: str) -> Iterator[str]:
    uncovered = answer.plan.uncovered
    if not uncovered:
        return
    weight = float(answer.problem.weights[list(uncovered)].sum())
    yield f"没有覆盖的需求：{len(uncovered)} 个，数量 {weight:,.10g}"
    for row in answer.left_out()[:SHOWN_LEFT]:
        near = "到不了任何一处" if row["nearest"] is None else f"最近的是{row['nearest']}，{_cost(row['cost'], unit)}"
        yield f"  {_short(answer, row['name'])}（{row['weight']:,.10g}）：{near}"
    if len(uncovered) > SHOWN_LEFT:
        yield f"  ……另有 {len(uncovered) - SHOWN_LEFT} 个，用 --json 查看"


def _remedies(plan: Plan) -> Iterator[str]:
    if not plan.remedies:
        return
    yield "怎样补救："
    for remedy in plan.remedies[:SHOWN_REMEDIES]:
        yield f"  {remedy.message}"
    if len(plan.remedies) > SHOWN_REMEDIES:
        yield f"  ……另有 {len(plan.remedies) - SHOWN_REMEDIES} 条，用 --json 查看全部"


def _sensitivity(answer: Answer, found: Sensitivity, unit: str) -> Iterator[str]:
    yield "换个问法："
    for variant in found.variants:
        yield f"  {_variant(answer, variant, unit)}"
    stay = answer.problem.named(found.persistent) if found.persistent else "没有"
    yield f"以上各方案都开的站点：{stay}"


def _variant(answer: Answer, variant: Variant, unit: str) -> str:
    asked = f"p = {variant.value:g}" if variant.changed == "p" else f"半径 {_cost(variant.value, unit)}"
    plan = variant.plan
    if plan is None or not plan.open:
        return f"{asked}：没有方案（{'；'.join(finding.message for finding in variant.findings)}）"
    kept = len(set(plan.open) & set(answer.plan.open))
    sites = f"开 {len(plan.open)} 处，" if plan.method == "lscp" else ""
    value = "" if plan.method == "lscp" else f"{_value(answer, plan, unit)}；"
    return f"{asked}：{sites}{value}{_proof(plan, unit)}；与本方案相同的站点 {kept} 处"
