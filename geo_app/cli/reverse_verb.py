"""`geo-app reverse`: which address is at a position."""

from __future__ import annotations

from collections.abc import Iterator

import click

from geo_app.cli.console import Console, finding_lines, verb
from geo_app.services.reverse_geocoding import STORAGE, address_at
from layers.reverse_geocoding import ReverseAnswer

REFUSING = {"ambiguous", "out_of_area", "rejected"}


@click.command("reverse", context_settings={"ignore_unknown_options": True})
@click.argument("lon")
@click.argument("lat")
@click.option("--crs", default=STORAGE, show_default=True, help="坐标系：EPSG:n、GCJ-02 或 BD-09")
@click.option(
    "--accuracy", type=click.FloatRange(0, 1000), default=0.0, help="位置本身的精度（米），据此放宽路中的不定带"
)
@verb
def command(console: Console, lon: str, lat: str, crs: str, accuracy: float) -> None:
    """由位置查地址：道路同侧最近的门牌，及所在的小组、村、乡镇；不越县界。"""
    with console.county() as county:
        answer = address_at(county, lon, lat, crs=crs, accuracy_m=accuracy)
    console.answer(answer.as_json(), _lines(answer), status=1 if answer.status in REFUSING else 0)


def _lines(answer: ReverseAnswer) -> Iterator[str]:
    if answer.status not in ("out_of_area", "rejected"):
        yield f"所在：{answer.within.head}{'（小组范围由门牌推断）' if answer.within.group_inferred else ''}"
    for match in answer.matches:
        distance = "" if match.distance_m is None else f"  {match.distance_m:.1f} m"
        yield f"{match.address}  [{match.precision.term}]{distance}  {match.why}"
    yield from finding_lines(answer.findings)
