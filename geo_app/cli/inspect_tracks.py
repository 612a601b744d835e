"""`geo-app inspect track`: which stretches of a line GPX tracks have walked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.cli.inspect_line import FILE, OUT, SYSTEM, choice_of, line_options, needed, told_stretches
from geo_app.services.field_evidence import evidence_line
from geo_app.services.field_evidence_tracks import TrackEvidence, inspect_tracks
from layers.boundaries.tracks import CoverageRules

USUAL = CoverageRules()


@click.command("track")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="GPX…")
@line_options
@click.option("--crs", type=SYSTEM, default="EPSG:4326", show_default=True, help="轨迹坐标是什么坐标系")
@click.option("--tolerance", type=click.FloatRange(0, min_open=True), default=USUAL.tolerance_m, show_default=True,
              help="离界线多少米内算在线上")  # fmt: skip
@click.option("--course", type=click.FloatRange(0, 90, min_open=True), default=USUAL.course_deg, show_default=True,
              help="航向与界线走向最多差多少度")  # fmt: skip
@click.option("--at-marker", type=click.FloatRange(0, min_open=True), default=USUAL.marker_m, show_default=True,
              help="离界桩多少米内算到过")  # fmt: skip
@click.option("-o", "--out", type=OUT, help="把走过和未走的段另存为 GeoJSON")
@verb
def track_command(
    console: Console,
    files: tuple[Path, ...],
    line: str,
    line_file: Path | None,
    line_crs: str,
    markers: Path | None,
    crs: str,
    tolerance: float,
    course: float,
    at_marker: float,
    out: Path | None,
) -> None:
    """轨迹走过界线的哪些段、到过哪些界桩；跳变处断开，横穿和旁路不算。"""
    choice = needed(choice_of(line, line_file, line_crs, markers))
    rules = CoverageRules(tolerance_m=tolerance, course_deg=course, marker_m=at_marker)
    evidence = inspect_tracks(evidence_line(console.settings, choice), files, system=crs, rules=rules)
    if out is not None:
        evidence.write(out)
    console.answer(evidence.as_json(), _lines(evidence), status=status_of(evidence.findings))


def _lines(evidence: TrackEvidence) -> Iterator[str]:
    found = evidence.coverage
    names = {file.name for file in evidence.files}
    for file in evidence.files:
        if file.fixes is None:
            yield f"{file.name}：没有读"
        else:
            walked = f"走过 {file.walked_m / 1000:.2f} 千米"
            yield f"{file.name}：{file.fixes.read} 个点，取用 {len(file.fixes)} 个，{walked}"
        yield from (f"  {told}" for told in finding_lines(f for f in evidence.findings if f.subject == file.name))
    yield (
        f"{evidence.line.name}：全长 {found.length_m / 1000:.2f} 千米（按图形），"
        f"走过 {found.walked_m / 1000:.2f} 千米，占 {found.percent:.1f}%"
    )
    yield f"走过（里程，千米）：{told_stretches(found.walked)}"
    yield f"未走（里程，千米）：{told_stretches(found.unwalked)}"
    for day, some in found.by_date.items():
        yield f"  {day or '时间不明'}：{sum(one.length_m for one in some) / 1000:.2f} 千米"
    reached = [f"{one.name}（{one.nearest_m:.0f} 米，{_moment(one.when)}）" for one in found.markers if one.reached]
    missed = [
        one.name if one.nearest_m is None else f"{one.name}（最近 {_distance(one.nearest_m)}）"
        for one in found.markers
        if not one.reached
    ]
    if found.markers:
        yield f"到过界桩 {len(reached)} 个（最近处，北京时间）：{'、'.join(reached) or '无'}"
        yield f"未到界桩 {len(missed)} 个：{'、'.join(missed) or '无'}"
    yield f"方法：{found.rules.told()}"
    yield from finding_lines(f for f in evidence.findings if f.subject not in names)


def _distance(metres: float) -> str:
    return f"{metres:.0f} 米" if metres < 1000 else f"{metres / 1000:.1f} 千米"


def _moment(when: str) -> str:
    return f"{when[:10]} {when[11:16]}" if when else "时间不明"


COMMANDS = (track_command,)
