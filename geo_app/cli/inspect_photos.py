"""`geo-app inspect photo`: whether photographs can stand for what they are said to show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import click

from gazetteer.findings import Finding
from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.cli.inspect_line import FILE, SYSTEM, ZoneParameter, choice_of, line_options
from geo_app.cli.parameters import DAY
from geo_app.services.field_evidence import LineChoice, evidence_line
from geo_app.services.field_evidence_markers import typed_position
from geo_app.services.field_evidence_photos import PhotoEvidence, PhotoQuestion, inspect_photos
from layers.boundaries.directions import direction_word
from layers.boundaries.displacement_datum import placed
from layers.boundaries.photos import PhotoJudged, PhotoRules, Span, Target
from layers.boundaries.tracks.moments import BEIJING

USUAL = PhotoRules()


@click.command("photo")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="PHOTO…")
@line_options
@click.option(
    "--marker", "numbers", multiple=True, metavar="NUMBER", help="照片所拍的界桩（与 --line 同用；不写则取最近的）"
)
@click.option("--target", default="", metavar="LON,LAT", help="照片所拍的位置，代替界桩")
@click.option("--target-crs", default="EPSG:4490", show_default=True, metavar="CRS", help="--target 的坐标系")
@click.option("--from", "begin", type=DAY, help="外业开始的日期（北京时间）")
@click.option("--to", "end", type=DAY, help="外业结束的日期；不写则同开始日")
@click.option("--track", "tracks", type=FILE, multiple=True, help="拍照人的 GPX 轨迹，核对拍照时人在何处")
@click.option("--crs", type=SYSTEM, default="EPSG:4326", show_default=True, help="照片和轨迹的坐标是什么坐标系")
@click.option("--zone", type=ZoneParameter(), default="+08:00", show_default=True, help="没有写时区的相机按什么时区读")
@click.option("--near", type=click.FloatRange(0), default=USUAL.near_m, show_default=True, help="多少米内算在对象旁")
@verb
def photo_command(
    console: Console,
    files: tuple[Path, ...],
    line: str,
    line_file: Path | None,
    line_crs: str,
    markers: Path | None,
    numbers: tuple[str, ...],
    target: str,
    target_crs: str,
    begin: datetime | None,
    end: datetime | None,
    tracks: tuple[Path, ...],
    crs: str,
    zone: tzinfo,
    near: float,
) -> None:
    """照片的拍摄位置、时间、方向能否佐证所称的对象；缺失、畸形、矛盾的逐条说明。"""
    choice = choice_of(line, line_file, line_crs, markers)
    if (choice is None and numbers) or (target and choice is not None):
        raise click.UsageError("--marker 与 --line 同用；--target 单独使用")
    targets, notes = _targets(console, choice, numbers, target, target_crs)
    question = PhotoQuestion(
        targets=targets,
        span=_span(begin, end),
        tracks=tracks,
        system=crs,
        zone=zone,
        rules=PhotoRules(near_m=near),
    )
    evidence = inspect_photos(files, question, notes)
    console.answer(evidence.as_json(), _lines(evidence), status=status_of(evidence.findings))


def _targets(
    console: Console, choice: LineChoice | None, numbers: tuple[str, ...], target: str, target_crs: str
) -> tuple[list[Target], tuple[Finding, ...]]:
    if target:
        typed = typed_position(target, target_crs)
        return [Target("所称位置", *placed(typed.x, typed.y, typed.system, "所称位置"))], ()
    if choice is None:
        return [], ()
    found = evidence_line(console.settings, choice)
    chosen = [found.marker(number) for number in numbers] if numbers else list(found.markers)
    return [Target(f"界桩 {one.number}", one.lon, one.lat) for one in chosen], found.findings


def _span(begin: datetime | None, end: datetime | None) -> Span | None:
    """From the first day's beginning to the last day's end, in Beijing time."""
    if begin is None and end is None:
        return None
    if begin is None or (end is not None and end < begin):
        raise click.UsageError("写明 --from；--to 不能早于 --from")
    first, after = begin.replace(tzinfo=BEIJING), (end or begin).replace(tzinfo=BEIJING) + timedelta(days=1)
    return Span(first.timestamp(), after.timestamp() - 1)


def _lines(evidence: PhotoEvidence) -> Iterator[str]:
    for photo in evidence.photos:
        yield f"{photo.claims.name}：{photo.verdict.term}"
        yield f"  {'；'.join(_told(photo))}"
        yield from (f"  {told}" for told in finding_lines(photo.findings))
    yield from finding_lines(evidence.notes)
    yield f"方法：{evidence.rules.told()}"


def _told(photo: PhotoJudged) -> Iterator[str]:
    place, when, looked = photo.claims.position, photo.claims.moment, photo.claims.direction
    if place is None:
        yield "位置不明"
    else:
        source = "照片所载" if place.stated else "按手机常见误差"
        yield f"位置 {place.lat:.6f}°N，{place.lon:.6f}°E（误差 {place.error_m:.0f} 米，{source}）"
    yield "时间不明" if when is None else when.spoken
    if looked is not None:
        yield f"朝{direction_word(looked.azimuth_deg)}（{looked.azimuth_deg:.0f}°）"
    if photo.target is not None and photo.distance_m is not None:
        yield f"距{photo.target.spoken} {photo.distance_m:.0f} 米"
    if photo.track_m is not None:
        yield f"距当时轨迹 {photo.track_m:.0f} 米"


COMMANDS = (photo_command,)
