"""Boundary lines with their markers, as the desk judges each one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from gazetteer.findings import Finding
from layers.boundaries.checks import check_line
from layers.boundaries.overview import overview
from layers.checks.ground import Ground
from layers.layer import Layer


def check_boundaries(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Everything that can be judged of a line at the desk: numbers, positions, lengths, codes, papers."""
    if declared.key != "boundary_line":
        return
    today = datetime.now(UTC).astimezone().date()
    for identity in ground.frame("boundary_line")["id"]:
        line = ground.store.get("boundary_line", identity, ground.scope)
        yield from check_line(overview(ground.store, ground.scope, line), ground.profile, today)
