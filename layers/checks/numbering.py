"""Door numbers in `geo-app check`: the thirty checks of `layers.numbering`, on the rows the checks have read."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.findings import Finding
from layers.checks.ground import Ground
from layers.layer import Layer
from layers.numbering.audit import audit
from layers.numbering.from_store import approved_names, assemble

ELSEWHERE = frozenset({"numbering.totals"})
"""What another check says of every layer alike: counts against the published ones (`published.count`)."""


def check_numbering(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """N01 to N30 over the plates; the judgement is that of `geo-app numbering audit`."""
    if declared.key != "door_plate":
        return
    register = assemble(
        {key: ground.frame(key) for key in ("door_plate", "address", "street", "villagers_group")},
        ground.divisions,
        approved_names(ground.store),
        ground.profile,
        whole="" in ground.scope.codes,
    )
    for finding in audit(register, ground.numbering).findings:
        if finding.rule not in ELSEWHERE:
            yield finding
