"""`geo-app check`: all rules over all data."""

from __future__ import annotations

from datetime import datetime

import click

from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.cli.parameters import LAYER
from geo_app.services.naming import rulebook
from geo_app.services.spelling import reading_tables
from layers.checks import check_layers
from layers.layer import Layer
from layers.numbering import numbering_profile
from layers.store import Scope


@click.command("check")
@click.argument("layers", nargs=-1, type=LAYER)
@verb
def command(console: Console, layers: tuple[Layer, ...]) -> None:
    """对图层（默认全部）运行全部检查，按规则计数并给出得分。"""
    with console.county() as county:
        result = check_layers(
            county.store,
            layers or county.store.layers,
            Scope.everything(),
            county.profile,
            book=rulebook(county.settings, datetime.now().astimezone().date()),
            tables=reading_tables(county.settings),
            numbering=numbering_profile(county.profile, county.settings.data_dir),
        )
    console.answer(
        {"findings": [f.as_json() for f in result.findings], "counts": dict(result.counts), "score": result.score},
        [
            *finding_lines(result.findings),
            *(f"{rule:<36}{n:>8}" for rule, n in result.counts.items()),
            f"得分 {result.score:.1f}",
        ],
        status=status_of(result.findings),
    )
