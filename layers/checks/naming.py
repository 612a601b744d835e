"""Names in use by the naming rules: those that make sense for what was registered long ago (`Rule.stored`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gazetteer.findings import Finding
from gazetteer.rules import RULES, Candidate, Inquiry, Neighbour, Standing, ask
from layers.checks.ground import Ground
from layers.layer import Layer

JUDGED_LAYERS = ("place_name", "place", "division", "street")
"""Where names stand; a place by its own label, a division or a street only when nobody registered its name."""
STORED_RULES = tuple(rule for rule in RULES if rule.stored)


def check_naming(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Standard and planned names by their characters, words and parts, and among the names that the reader may see."""
    if declared.key not in JUDGED_LAYERS:
        return
    names, index = ground.naming.by_id, ground.naming.index
    for row in ground.rows(declared):
        name = names.get(row.id)
        if name is None or not name.standard or name.standing is Standing.HISTORICAL:
            continue
        inquiry = Inquiry(_candidate(name), index, ground.naming.book, ground.naming.tables, ground.naming.divisions)
        for found in ask(inquiry, STORED_RULES).findings:
            yield replace(found, subject=row.id, message=f"{declared.title}“{row.label}”：{found.message}")


def _candidate(name: Neighbour) -> Candidate:
    return Candidate(
        text=name.text,
        kind=name.kind,
        division=name.division,
        class_code=name.class_code,
        areas=name.areas,
        planned=name.standing is Standing.PLANNED,
        famous=name.famous,
        place=name.place,
        name_id=name.id,
    )
