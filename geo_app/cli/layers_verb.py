"""`geo-app layers`: the catalogue, with counts."""

from __future__ import annotations

import click

from geo_app.cli.console import Console, verb
from layers.store import Condition, Operator, Query, Scope


@click.command("layers")
@verb
def command(console: Console) -> None:
    """图层目录：键、名称、几何类型、记录数、其中演示生成的记录数。"""
    with console.county() as county:
        everything = Scope.everything()
        made = Query(where=(Condition("generated", Operator.EQUAL, True),))
        rows = [
            {
                "key": layer.key,
                "title": layer.title,
                "english": layer.english,
                "geometry": layer.geometry.value if layer.geometry else None,
                "desk": layer.desk,
                "count": county.store.count(layer.key, everything),
                "generated": county.store.count(layer.key, everything, made),
            }
            for layer in county.store.layers
        ]
    console.answer(
        {"layers": rows},
        (
            f"{r['key']:<28}{r['count']:>8}  {r['title']}"
            + (f"（演示生成 {r['generated']}）" if r["generated"] else "")
            for r in rows
        ),
    )
