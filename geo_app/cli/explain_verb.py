"""`geo-app explain`: what stands against a proposed name, with clause, neighbours and remedy."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from gazetteer.findings import Finding
from gazetteer.rules import Extent, Judgement, Override, Verdict
from gazetteer.rules.duplicates import scope_told
from gazetteer.rules.generic_fit import MEASURES
from gazetteer.rules.rule import UNVERIFIED_MARK
from geo_app.cli.console import Console, verb
from geo_app.cli.parameters import DAY, PAIR
from geo_app.services.naming import Proposal, explain_in_county, explain_in_list

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
MISSING = "没有给出"
COVERED = (Extent.TOWNSHIP, Extent.COUNTY, Extent.PREFECTURE, Extent.PROVINCE, Extent.NATION)


class MeasureParameter(click.ParamType[tuple[str, float]]):
    """MEASURE=NUMBER, of the measures that generic terms are judged by."""

    name = "MEASURE=NUMBER"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """The measure and its value; a usage error for an unknown measure or no number."""
        if isinstance(value, tuple):
            return value
        measure, _, number = str(value).partition("=")
        try:
            size = float(number)
        except ValueError:
            size = -1.0
        if measure not in MEASURES or not 0 <= size < float("inf"):
            known = "、".join(f"{key}（{word}，{unit}）" for key, (word, unit) in MEASURES.items())
            self.fail(f"{value!r} 应写成 量=数，如 width_m=40；可用的量：{known}", param, ctx)
        return measure, size


@click.command("explain")
@click.argument("name")
@click.option("--class", "class_text", required=True, help="类别：五位代码，或 street、settlement、division 等")
@click.option("--division", default="", help="所在区划：代码、名称，或 代码=名称（一并核对）")
@click.option("--scale", type=MeasureParameter(), multiple=True, help="规模，如 width_m=40、floors=12；可重复")
@click.option("--planned", is_flag=True, help="规划命名（预命名）")
@click.option("--famous", is_flag=True, help="知名自然地理实体：在全国范围内比较")
@click.option("--registered", is_flag=True, help="已登记的名称：不与自身比较")
@click.option("--renames", default="", help="更名：原名称")
@click.option("--derived-from", "base", default="", help="派生自哪个主地名")
@click.option("--seat", default="", help="驻地居民点名称（行政区划、村委会）")
@click.option("--applicant", default="", help="申请单位名称")
@click.option("--spelling", default="", help="拟用的罗马字母拼写，一并审查")
@click.option("--place-code", "code", default="", help="20 位地名代码，一并审查")
@click.option("--override", "overrides", type=PAIR, multiple=True, metavar="RULE=REASON", help="说明理由；可重复")
@click.option("--by", default="", help="说明理由的人")
@click.option("--as-of", "as_of", type=DAY, help="按某日的规则和地名判断（默认今天）")
@click.option(
    "--neighbours",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="周围地名的表（名称、类别、区划代码……），代替本县数据",
)
@click.option(
    "--covers",
    type=click.Choice([extent.value for extent in COVERED]),
    default=Extent.COUNTY.value,
    help="--neighbours 的表在多大范围内是齐全的（默认 county）",
)
@verb
def command(
    console: Console,
    name: str,
    class_text: str,
    division: str,
    scale: tuple[tuple[str, float], ...],
    planned: bool,
    famous: bool,
    registered: bool,
    renames: str,
    base: str,
    seat: str,
    applicant: str,
    spelling: str,
    code: str,
    overrides: tuple[tuple[str, str], ...],
    by: str,
    as_of: datetime | None,
    neighbours: Path | None,
    covers: str,
) -> None:
    """审查拟用地名：专名通名、用字、大洋怪重、范围内重名同音、代码与拼写；一次列出全部意见。"""
    today = datetime.now().astimezone().date()
    if neighbours is None and covers != Extent.COUNTY:
        raise click.UsageError("--covers 说的是 --neighbours 的表，须一起给出")
    day = as_of.date() if as_of else today
    proposal = Proposal(
        name=name,
        class_text=class_text,
        division_text=division,
        code=code,
        scale=dict(scale),
        planned=planned,
        famous=famous,
        renames=renames,
        base=base,
        seat=seat,
        applicant=applicant,
        spelling=spelling,
        overrides=tuple(Override(rule=rule, reason=reason, by=by, on=today) for rule, reason in overrides),
        registered=registered,
        covers=Extent.of(covers),
    )
    if neighbours is not None:
        judgement = explain_in_list(console.settings, proposal, day, neighbours)
    else:
        with console.county() as county:
            judgement = explain_in_county(county, proposal, day)
    refused = judgement.verdict in (Verdict.ERROR, Verdict.BLOCK)
    text = (printable(line) for line in lines(judgement))
    console.answer(judgement.as_json(), text, status=1 if refused else 0)


def printable(line: str) -> str:
    """A line for a terminal: what would move the cursor, or cannot be seen, stands there as its code point."""
    return "".join(f"<U+{ord(c):04X}>" if unicodedata.category(c) in HIDDEN else c for c in line)


def lines(judgement: Judgement) -> Iterator[str]:
    """A judgement as a person reads it."""
    inquiry, verdict = judgement.inquiry, judgement.verdict
    parts, candidate = inquiry.parts, inquiry.candidate
    yield f"{candidate.text}（{candidate.kind.term}）：{verdict.term}"
    split = f"专名“{parts.specific}”" + (f"，通名“{parts.generic}”" if parts.generic else "，无通名")
    yield f"  {split}；拼写 {inquiry.spelled.toned or '未定'}"
    scope = inquiry.scope
    if scope is not None:
        sure = "" if scope.is_sure_of(candidate) else f"，{UNVERIFIED_MARK}"
        compared = len(inquiry.neighbours)
        yield f"  重名范围：{scope_told(inquiry)}（{scope.clause}{sure}），周围共 {compared} 个地名"
    for finding in judgement.findings:
        yield ""
        yield from _finding_lines(finding)
    missing: dict[str, list[str]] = {}
    for not_judged in judgement.not_judged:
        if not_judged.because.startswith(MISSING):
            missing.setdefault(not_judged.because.removeprefix(MISSING), []).append(not_judged.rule.title)
    if missing:
        yield ""
        yield "没有给出而未审查：" + "；".join(f"{what}（{'、'.join(rules)}）" for what, rules in missing.items())


def _finding_lines(finding: Finding) -> Iterator[str]:
    yield f"{finding.severity.mark} {finding.severity.term}  {finding.message}"
    if finding.remedy:
        yield f"    处理：{finding.remedy}"
    if finding.clause:
        yield f"    依据：{finding.clause}    规则：{finding.rule}"
