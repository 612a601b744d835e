"""`geo-app verify`: is everything still as it was published?"""

from __future__ import annotations

import click

from geo_app.cli.console import Console, finding_lines, status_of, verb
from layers.store import Scope


@click.command("verify")
@verb
def command(console: Console) -> None:
    """核验数据库完整性、事件链与记录是否一致。"""
    with console.county() as county:
        findings = county.store.verify()
        sequence, head = county.store.head()
        counts = {layer.key: county.store.count(layer.key, Scope.everything()) for layer in county.store.layers}
    console.answer(
        {"findings": [f.as_json() for f in findings], "events": sequence, "head": head, "counts": counts},
        [*finding_lines(findings), f"事件 {sequence} 条，链首 {head[:16] or '（空）'}，发现问题 {len(findings)} 个"],
        status=status_of(findings),
    )
