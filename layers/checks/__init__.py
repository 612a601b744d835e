"""All rules over all data: CHECKS is the one list; each check looks at one layer of the whole ground."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gazetteer.findings import Finding, blocking, count_by_rule
from gazetteer.numbering import NumberingProfile
from gazetteer.romanization import ReadingTables
from gazetteer.rules import Rulebook
from layers.checks.boundary_lines import check_boundaries
from layers.checks.division_codes import check_divisions, check_owners
from layers.checks.facilities import check_approval
from layers.checks.fields import check_fields
from layers.checks.ground import Check, Ground
from layers.checks.names import check_acts, check_names, check_places, check_spellings
from layers.checks.naming import check_naming
from layers.checks.numbering import check_numbering
from layers.checks.plates import check_address, check_plates, check_villages
from layers.checks.positions import check_outline, check_positions
from layers.checks.published import check_published
from layers.checks.references import check_natural_keys, check_references
from layers.layer import Layer
from layers.profile import CountyProfile
from layers.store.contract import Scope, Store

CHECKS: tuple[Check, ...] = (
    check_fields,
    check_positions,
    check_outline,
    check_owners,
    check_divisions,
    check_references,
    check_natural_keys,
    check_names,
    check_places,
    check_acts,
    check_spellings,
    check_naming,
    check_numbering,
    check_villages,
    check_address,
    check_plates,
    check_approval,
    check_boundaries,
    check_published,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found. `judged` is how many records were looked at, `refused` how many of them have an error or a block.

    `counts` is how often each rule spoke; `score` is in percent.
    """

    findings: tuple[Finding, ...]
    judged: int
    refused: int

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each rule spoke."""
        return count_by_rule(self.findings)

    @property
    def score(self) -> float:
        """Records without an error or a block, per hundred records judged; 100 when there are none to judge.

        Cut, not rounded: 100 means that no record has an error. Warnings and hints do not lower it: a damaged plate is a true record of a damaged plate.
        """
        return math.floor(10_000 * (self.judged - self.refused) / self.judged) / 100 if self.judged else 100.0


def check_layers(
    store: Store,
    layers: Sequence[Layer],
    scope: Scope,
    profile: CountyProfile,
    *,
    book: Rulebook | None = None,
    tables: ReadingTables | None = None,
    numbering: NumberingProfile | None = None,
) -> Checked:
    """Runs every check over today's rows of `layers` that `scope` may see.

    `book`, `tables` and `numbering` are the office's own naming rules, readings and numbering profile, in place of
    those shipped here.
    """
    ground = Ground(store, scope, profile, book=book, tables=tables, numbering=numbering)
    findings: list[Finding] = []
    judged: set[str] = set()
    for declared in layers:
        judged.update(ground.frame(declared.key)["id"])
        for check in CHECKS:
            findings += check(ground, declared)
    refused = {finding.subject for finding in blocking(findings)} & judged
    return Checked(findings=tuple(findings), judged=len(judged), refused=len(refused))
