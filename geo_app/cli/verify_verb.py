"""`geo-app verify`: is everything still as it was published?"""

from __future__ import annotations

import click

from geo_app.cli.console import Console, finding_lines, status_of, verb
from layers.store import Scope


@click.command("verify")
@click.option(
    "--head", default="", metavar="SHA256", help="从前记下的链首（备份清单或纸面）；只有它能发现末尾被删的事件"
)
@verb
def command(console: Console, head: str) -> None:
    """核验数据库完整性、事件链与记录是否一致。"""
    with console.county() as county:
        findings = county.store.verify(head.strip().lower())
        sequence, last = county.store.head()
        counts = {layer.key: county.store.count(layer.key, Scope.everything()) for layer in county.store.layers}
    console.answer(
        {"findings": [f.as_json() for f in findings], "events": sequence, "head": last, "counts": counts},
        [*finding_lines(findings), f"事件 {sequence} 条，链首 {last[:16] or '（空）'}，发现问题 {len(findings)} 个"],
        status=status_of(findings),
    )
