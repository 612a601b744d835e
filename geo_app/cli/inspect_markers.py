"""`geo-app inspect tape` and `displacement`: whether a marker has moved, by tape or by a new position."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from gazetteer.errors import Refused
from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.cli.inspect_line import FILE, choice_of, line_options
from geo_app.cli.parameters import PAIR
from geo_app.services.field_evidence import LineChoice, evidence_line
from geo_app.services.field_evidence_files import card_of_file
from geo_app.services.field_evidence_markers import (
    MarkerEvidence,
    inspect_displacement,
    inspect_tape,
    measured_again,
    registered_position,
    typed_position,
)
from geo_app.services.siting_files import profile_of
from layers.boundaries.displacement import DEFAULT_K, Displacement
from layers.boundaries.displacement_methods import METHODS
from layers.boundaries.tape import DEFAULT_SIGMA_M, TapeCheck

METHOD = click.Choice([method.key for method in METHODS])
POSITIVE = click.FloatRange(0, min_open=True)


@click.command("tape")
@click.option("--line", default="", metavar="LINE", help="界线编码或名称")
@click.option("--marker", default="", metavar="NUMBER", help="界桩号")
@click.option(
    "--now", "again", type=PAIR, multiple=True, metavar="OBJECT=METRES", help="复量的水平距离：方位物名称或序号=米"
)
@click.option("--card", type=FILE, help="登记表和复量：方位物、方位角、登记距离、今日距离（代替本库）")
@click.option("--sigma", type=POSITIVE, default=DEFAULT_SIGMA_M, show_default=True, help="今日量距的中误差（米）")
@click.option("--card-sigma", type=POSITIVE, help="登记距离的中误差（米）；不写则同今日")
@verb
def tape_command(
    console: Console,
    line: str,
    marker: str,
    again: tuple[tuple[str, str], ...],
    card: Path | None,
    sigma: float,
    card_sigma: float | None,
) -> None:
    """方位物丈量：由复量的距离算界桩是否移位、移多少，哪个距离不合；少于三个距离的不判。"""
    if (card is None) == (not again):
        raise click.UsageError("用 --line、--marker、--now 写复量的距离，或用 --card 给一张表")
    if card is not None:
        evidence = inspect_tape(card_of_file(card), marker=marker, sigma_m=sigma, card_sigma_m=card_sigma)
    else:
        if not (line and marker):
            raise click.UsageError("--now 要本库的界桩：用 --line 和 --marker 指明")
        found = evidence_line(console.settings, LineChoice(name=line))
        distances, noted = measured_again(found, marker, [(word, _metres(word, told)) for word, told in again])
        notes = (*found.findings, *noted)
        evidence = inspect_tape(distances, marker=marker, sigma_m=sigma, card_sigma_m=card_sigma, notes=notes)
    console.answer(evidence.as_json(), _lines(evidence), status=status_of(evidence.findings))


def _metres(word: str, told: str) -> float:
    try:
        return float(told)
    except ValueError:
        raise Refused.because(
            "evidence.distance", f"方位物“{word}”的距离“{told}”不是数字", remedy="写成米，例如 12.35"
        ) from None


@click.command("displacement")
@line_options
@click.option("--marker", default="", metavar="NUMBER", help="界桩号；原位置取本库所登记的")
@click.option("--before", default="", metavar="X,Y", help="原位置：先东（经度）后北（纬度）")
@click.option("--before-crs", default="EPSG:4490", show_default=True, metavar="CRS", help="原位置的坐标系")
@click.option("--before-method", type=METHOD, help="原位置的测量方法")
@click.option("--before-rmse", type=POSITIVE, help="原位置的点位中误差（米）")
@click.option("--after", required=True, metavar="X,Y", help="现位置：先东（经度）后北（纬度）")
@click.option("--after-crs", default="EPSG:4490", show_default=True, metavar="CRS", help="现位置的坐标系")
@click.option("--after-method", type=METHOD, help="现位置的测量方法")
@click.option("--after-rmse", type=POSITIVE, help="现位置的点位中误差（米）")
@click.option(
    "--planar", "epsg", type=click.IntRange(1024, 32767), help="东、北分量所在的平面坐标系 EPSG；默认为本县的"
)
@click.option("--k", type=POSITIVE, default=DEFAULT_K, show_default=True, help="限差为 k√(m₀²+m₁²)")
@verb
def displacement_command(
    console: Console,
    line: str,
    line_file: Path | None,
    line_crs: str,
    markers: Path | None,
    marker: str,
    before: str,
    before_crs: str,
    before_method: str | None,
    before_rmse: float | None,
    after: str,
    after_crs: str,
    after_method: str | None,
    after_rmse: float | None,
    epsg: int | None,
    k: float,
) -> None:
    """界桩移位：新旧位置相距多少、朝哪个方向，按测量方法的精度能否认定；旧基准未经转换的不比。"""
    choice = choice_of(line, line_file, line_crs, markers)
    if bool(before) == (choice is not None) or (choice is not None and not marker):
        raise click.UsageError("原位置用 --before 写明，或用 --line 和 --marker 取登记的位置")
    planar_epsg = epsg or profile_of(console.settings).planar_epsg
    notes = []
    if choice is not None:
        found = evidence_line(console.settings, choice)
        first = registered_position(found, marker)
        notes = list(found.findings)
    else:
        first = typed_position(before, before_crs, method=before_method or "", rmse_m=before_rmse)
    second = typed_position(after, after_crs, method=after_method or "", rmse_m=after_rmse)
    evidence = inspect_displacement(first, second, planar_epsg=planar_epsg, k=k, marker=marker, notes=notes)
    console.answer(evidence.as_json(), _lines(evidence), status=status_of(evidence.findings))


def _lines(evidence: MarkerEvidence) -> Iterator[str]:
    if evidence.marker:
        yield f"界桩 {evidence.marker}"
    if isinstance(evidence.result, TapeCheck):
        yield from _tape_lines(evidence.result)
    else:
        yield from _displacement_lines(evidence.result)
    yield from finding_lines(evidence.findings)


def _tape_lines(check: TapeCheck) -> Iterator[str]:
    names = [one.name for one in check.solution.distances]
    left = dict(zip(names, check.solution.residuals.tolist(), strict=True))
    for one in check.measured:
        residual = "未用" if one.name not in left else f"残差 {left[one.name]:+.2f}"
        yield (
            f"  {one.name}：方位角 {one.azimuth_deg:.1f}°，登记 {one.card_m:.2f} 米，今日 {one.now_m:.2f} 米，"
            f"差 {one.now_m - one.card_m:+.2f}，{residual}"
        )


def _displacement_lines(found: Displacement) -> Iterator[str]:
    for one in (found.before, found.after):
        yield f"  {one.told}；{one.lat:.8f}°N，{one.lon:.8f}°E"
    yield (
        f"  向北 {found.north_m:+.3f} 米，向东 {found.east_m:+.3f} 米（EPSG:{found.planar_epsg}）；"
        f"相距 {found.distance_m:.3f} 米，限差 {found.threshold_m:.3f} 米"
    )


COMMANDS = (tape_command, displacement_command)
