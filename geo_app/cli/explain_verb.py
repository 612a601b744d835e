"""`geo-app explain`: what stands against a proposed name, with clause, neighbours and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from gazetteer.findings import Finding
from gazetteer.rules import Judgement, Override, Verdict
from gazetteer.rules.generic_fit import MEASURES
from geo_app.cli.console import Console, verb
from geo_app.cli.parameters import DAY, PAIR
from geo_app.services.naming import Proposal, explain_in_county, explain_in_list


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
@verb
def command(
    console: Console,
    name: str,
    class_text: str,
    division: str,
    scale: tuple[tuple[str, float], ...],
    planned: bool,
    famous: bool,
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
) -> None:
    """审查拟用地名：专名通名、用字、大洋怪重、范围内重名同音、代码与拼写；一次列出全部意见。"""
    today = datetime.now().astimezone().date()
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
    )
    if neighbours is not None:
        judgement = explain_in_list(console.settings, proposal, day, neighbours)
    else:
        with console.county() as county:
            judgement = explain_in_county(county, proposal, day)
    refused = judgement.verdict in (Verdict.ERROR, Verdict.BLOCK)
    console.answer(judgement.as_json(), lines(judgement), status=1 if refused else 0)


def lines(judgement: Judgement) -> Iterator[str]:
    """A judgement as a person reads it."""
    inquiry, verdict = judgement.inquiry, judgement.verdict
    parts, candidate = inquiry.parts, inquiry.candidate
    yield f"{candidate.text}（{candidate.kind.term}）：{verdict.term}"
    split = f"专名“{parts.specific}”" + (f"，通名“{parts.generic}”" if parts.generic else "，无通名")
    yield f"  {split}；拼写 {inquiry.spelled.toned or '未定'}"
    document = judgement.as_json()["scope"]
    assert isinstance(document, dict)  # noqa: S101  (the contract of as_json)
    if document["title"]:
        sure = "" if document["verified"] else "，未核实"
        yield f"  重名范围：{document['title']}（{document['clause']}{sure}），比较 {document['neighbours']} 个地名"
    for finding in judgement.findings:
        yield ""
        yield from _finding_lines(finding)
    asked_for = [n for n in judgement.not_judged if n.because.startswith("没有给出")]
    if asked_for:
        yield ""
        yield "未审查：" + "；".join(f"{n.rule.title}（{n.because}）" for n in asked_for)


def _finding_lines(finding: Finding) -> Iterator[str]:
    yield f"{finding.severity.mark} {finding.severity.term}  {finding.message}"
    if finding.remedy:
        yield f"    处理：{finding.remedy}"
    if finding.clause:
        yield f"    依据：{finding.clause}    规则：{finding.rule}"
