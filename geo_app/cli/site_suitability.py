"""`geo-app site suitability`: may this kind of facility stand here, and where else it may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.cli.parameters import DAY, PAIR
from geo_app.services.suitability import Judgement, Question, RulesInForce, judge, rules_in_force
from layers.siting.suitability import USUAL_RESOLUTION_M, Criterion, Standing

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("suitability")
@click.option("--kind", required=True, metavar="KIND", help="设施种类，例如 public_cemetery、nursing_home")
@click.option("--site", type=FILE, help="要判定的地块（面；点只判位置）")
@click.option("--area", type=FILE, help="要找地的范围（面）")
@click.option("--layer", "layers", type=PAIR, multiple=True, metavar="THEME=FILE", help="规则所用的图层")
@click.option("--letter", "letters", type=PAIR, multiple=True, metavar="RULE|THEME=ANSWER",
              help="部门书面答复：“文号;日期;结论;内容;机关”或 TOML 文件")  # fmt: skip
@click.option("--score", "scores", type=PAIR, multiple=True, metavar="THEME=BEST:WORST[:WEIGHT]",
              help="按距离（米）加权评分，只排先后，不作结论")  # fmt: skip
@click.option("--as-of", type=DAY, help="按哪一天有效的规则（默认今天）")
@click.option("--least-area", type=click.FloatRange(0), default=0.0, help="地块至少多大（m²）")
@click.option(
    "--resolution",
    type=click.FloatRange(0, min_open=True),
    default=USUAL_RESOLUTION_M,
    help="筛查的格网（m），不影响结论",
)
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="找地时逐条判定最大的几块")
@click.option("--avoid", type=click.Choice(["restricted", "prohibited"]), default="restricted", show_default=True,
              help="找地时避开限制的和禁止的，还是只避开禁止的")  # fmt: skip
@click.option("--crs", default="", help="坐标系：EPSG:n、GCJ-02、BD-09；plane 是不属于任何坐标系的平面米数")
@click.option("--own/--no-own", default=True, help="是否使用本库的图层（道路、门楼牌、界线）")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="把地块和结论另存为 GeoJSON")
@verb
def suitability_command(
    console: Console,
    kind: str,
    site: Path | None,
    area: Path | None,
    layers: tuple[tuple[str, str], ...],
    letters: tuple[tuple[str, str], ...],
    scores: tuple[tuple[str, str], ...],
    as_of: datetime | None,
    least_area: float,
    resolution: float,
    most: int,
    avoid: str,
    crs: str,
    own: bool,
    out: Path | None,
) -> None:
    """选址适宜性：逐条规则判定地块，或在范围内找地；缺图层、缺答复的写待核实，不写可行。"""
    if (site is None) == (area is None):
        raise click.UsageError("--site 和 --area 给一个，只给一个")
    question = Question(
        kind=kind,
        on=(as_of or datetime.now(UTC)).date(),
        site=site,
        area=area,
        layers=layers,
        letters=letters,
        criteria=[_criterion(theme, text) for theme, text in scores],
        least_m2=least_area,
        resolution_m=resolution,
        most=most,
        crs=crs,
        own_layers=own,
        restricted_too=avoid == "restricted",
    )
    judgement = judge(question, console.settings)
    if out is not None:
        judgement.write(out)
    console.answer(judgement.as_json(), _lines(judgement), status=status_of(judgement.findings))


def _criterion(theme: str, text: str) -> Criterion:
    try:
        best, worst, *weight = (float(part) for part in text.replace("：", ":").split(":"))
    except ValueError:
        raise click.UsageError(f"评分项“{theme}={text}”应写成 图层=最好距离:最差距离:权重") from None
    return Criterion(theme, best, worst, weight[0] if weight else 1.0)


def _lines(judgement: Judgement) -> Iterator[str]:
    for theme in judgement.evidence.as_json():
        letters = theme["letters"]
        count = f"，{theme['features']} 个图形" if theme["features"] else ""
        cited = f"，{len(letters)} 份答复" if isinstance(letters, list) and letters else ""
        yield f"{theme['title']}（{theme['layer']}）：{Standing.of(str(theme['standing'])).term}{count}{cited}"
    if judgement.land is not None:
        land = judgement.land
        yield f"避开 {len(land.avoided)} 条规则后剩 {land.total_m2:,.0f} m²，{len(land.polygons)} 块"
    for verdict, score in zip(judgement.verdicts, judgement.scores, strict=True):
        ranked = f"，评分 {score.low:.2f} 至 {score.high:.2f}" if score else ""
        yield f"{verdict.site.name}：{verdict.verdict.term}（{verdict.area_m2:,.0f} m²{ranked}）"
    yield from finding_lines(judgement.findings)


@click.command("rules")
@click.option("--kind", default="", metavar="KIND", help="只列一种设施的规则")
@click.option("--as-of", type=DAY, help="按哪一天有效的规则（默认今天）")
@verb
def rules_command(console: Console, kind: str, as_of: datetime | None) -> None:
    """列出有效的选址规则：限距、来源、条款、有效期和把握程度；未核实的写明未核实。"""
    found = rules_in_force(console.settings, (as_of or datetime.now(UTC)).date(), kind)
    console.answer(found.as_json(), _rule_lines(found))


def _rule_lines(found: RulesInForce) -> Iterator[str]:
    for rule in found.rules:
        until = f"至 {rule.valid_to} 前" if rule.valid_to else "起"
        yield f"{rule.key}（{rule.weight.term}，{'、'.join(rule.kinds)}）：{rule.text}，{rule.limit}"
        yield f"    {rule.clause}；{rule.valid_from} {until}；{rule.confidence.term}{f'；{rule.note}' if rule.note else ''}"


COMMANDS = (suitability_command, rules_command)
