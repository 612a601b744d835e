"""plan_file: from a file that was read to its plan."""

from __future__ import annotations

from collections.abc import Mapping

from layers.exchange.known import Known
from layers.exchange.options import ImportOptions
from layers.exchange.plan import ImportPlan
from layers.exchange.planning import FileName, plan_import
from layers.exchange.sheets import choose
from layers.exchange.table import ReadFile
from layers.layer import Layer
from layers.store.contract import Scope, Store


def plan_file(
    layer: Layer,
    read: ReadFile,
    filename: str,
    options: ImportOptions,
    store: Store,
    scope: Scope,
    layers: Mapping[str, Layer],
) -> ImportPlan:
    """The plan for the right table of a file. Raises Refused when there is no such table."""
    table, notes = choose(layer, read, options)
    known = Known(store, store.profile, scope, layers)
    return plan_import(
        layer, table, FileName(filename, read.sha256, read.kind), options, known, (*read.findings, *notes)
    )
