"""`geo-app geocode`: where an address is, one text or a whole table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.services.geocoding import address_index, find_address
from geo_app.services.geocoding_batch import find_addresses
from layers.addressing.geocoded import Geocoded

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 10


@click.command("geocode", context_settings={"ignore_unknown_options": True})
@click.argument("text", required=False)
@click.option("--batch", "source", type=FILE, help="地址表（CSV，UTF-8 或 GB18030）；每行都写回，不丢行列")
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path), help="写到哪个 CSV")
@click.option("--column", default="", help="地址所在的列名；不填则按常用列名认")
@verb
def command(console: Console, text: str | None, source: Path | None, target: Path | None, column: str) -> None:
    """由文字查地址：简写、颠倒、异写、错字、拼音都认，改了什么逐项说明；不在本县的不猜。"""
    if (text is None) is (source is None):
        raise click.UsageError("写一个地址，或用 --batch 给一张地址表，二者取一")
    if source is None:
        if target is not None or column:
            raise click.UsageError("--out 和 --column 只与 --batch 一起用")
        _one(console, text or "")
        return
    if target is None:
        raise click.UsageError("--batch 要写明 --out")
    with console.county() as county:
        done = find_addresses(address_index(county), source, target, column)
    shown = "，".join(f"{status} {n}" for status, n in done.counts.items() if n)
    lines = [f"读 {done.read} 行（{done.column}），不同的 {done.distinct} 个：{shown}", f"写到 {done.out}"]
    console.answer(done.as_json(), [*lines, *finding_lines(done.findings)], status=status_of(done.findings))


def _one(console: Console, text: str) -> None:
    with console.county() as county:
        answer, findings = find_address(county, text)
    document = {**answer.as_json(), "findings": [finding.as_json() for finding in findings]}
    console.answer(document, [*_lines(answer), *finding_lines(findings)], status=0 if answer.status.answers else 1)


def _lines(answer: Geocoded) -> Iterator[str]:
    yield answer.status.term
    for match in answer.matches[:SHOWN]:
        position = "" if match.lon is None else f"  {match.lon:.6f}, {match.lat:.6f}"
        why = f"  {match.why}" if match.why else ""
        yield f"{match.address}  [{match.precision.term}]{position}{why}"
    for change in answer.changes:
        written = f"“{change.before}”" if change.before else ""
        yield f"  {written}{f' → {change.after}' if change.after else ''}  {change.reason}"
