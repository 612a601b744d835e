"""ImportPlan: what loading a file would do, row by row, and everything that stands against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from gazetteer.findings import Finding, Severity, blocking
from layers.exchange.known import Standing
from layers.exchange.mapping import ColumnMap
from layers.exchange.options import ImportOptions
from layers.exchange.reference_systems import ReferenceSystem
from layers.exchange.table import RawTable
from layers.layer import Layer
from layers.store.contract import Edit


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def term(self) -> str:
        """The Chinese word shown to people."""
        return {"new": "新增", "changed": "有改动", "unchanged": "无变化", "refused": "有错误"}[self.value]


@dataclass(slots=True)
class RowPlan:
    """One row: its number in the file, what becomes of it, and the edit that does it."""

    number: int
    label: str = ""
    division: str = ""
    outcome: Outcome = Outcome.REFUSED
    edit: Edit | None = None
    held: Standing | None = None


@dataclass(slots=True)
class ImportPlan:
    """A judged file. Nothing of it has entered the store; `loaded` counts what has since.

    `marks` gives the columns (by index) that a finding's `column` speaks of.
    """

    layer: Layer
    filename: str
    sha256: str
    kind: str
    table: RawTable
    options: ImportOptions
    columns: ColumnMap
    system: ReferenceSystem
    rows: Sequence[RowPlan] = ()
    findings: list[Finding] = field(default_factory=list)
    marks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    loaded: int = 0
    _counted: Sequence[RowPlan] | None = field(default=None, repr=False, compare=False)
    _faulty: int = field(default=0, repr=False, compare=False)

    @property
    def headers(self) -> tuple[str, ...]:
        """The file's headings."""
        return self.table.columns

    @property
    def read(self) -> int:
        """Rows with data, the header and skipped rows not counted."""
        return len(self.rows)

    @property
    def faulty(self) -> int:
        """Rows with an error of their own."""
        if self._counted is not self.rows:
            self._counted = self.rows
            self._faulty = sum(row.outcome is Outcome.REFUSED for row in self.rows)
        return self._faulty

    @property
    def barred(self) -> bool:
        """Whether something stands against the file as a whole."""
        return any(finding.row is None for finding in blocking(self.findings))

    @property
    def accepted(self) -> int:
        """Rows that enter, or are there already; none of a file that is refused."""
        refused = self.barred or (self.options.mode == "all" and self.faulty > 0)
        return 0 if refused else self.read - self.faulty

    @property
    def rejected(self) -> int:
        """Rows that do not enter."""
        return self.read - self.accepted

    @property
    def status(self) -> str:
        """`accepted`, `accepted_with_warnings`, `partly` or `rejected`."""
        if not self.accepted:
            return "rejected"
        if self.rejected:
            return "partly"
        warned = any(finding.severity is Severity.WARNING for finding in self.findings)
        return "accepted_with_warnings" if warned else "accepted"

    @property
    def edits(self) -> list[Edit]:
        """The edits that loading makes; none of a rejected file, none for what is there already."""
        if not self.accepted:
            return []
        return [row.edit for row in self.rows if row.edit is not None and row.outcome is not Outcome.REFUSED]

    def counts(self) -> dict[str, int]:
        """Rows by outcome, every outcome named."""
        found = Counter(row.outcome.value for row in self.rows)
        return {outcome.value: found[outcome.value] for outcome in Outcome}

    def refuse(self, findings: Sequence[Finding]) -> None:
        """Takes the store's own refusal into the plan; a finding about an object is one about its row."""
        by_object = {row.edit.object_id: row for row in self.rows if row.edit is not None}
        for finding in findings:
            row = by_object.get(finding.subject)
            if row is not None:
                row.outcome = Outcome.REFUSED
                self._counted = None
            self.findings.append(_at(finding, row))

    def as_json(self) -> dict[str, Any]:
        """The plan as the command line prints it."""
        return {
            "status": self.status,
            "read": self.read,
            "accepted": self.accepted,
            "rejected": self.rejected,
            **self.counts(),
            "loaded": self.loaded,
            "crs": self.system.name,
            "crs_said_by": self.system.said_by,
            "columns": {key: self.headers[index] for key, index in self.columns.columns.items()},
            "sheet": self.table.name,
            "sha256": self.sha256,
            "findings": [finding.as_json() for finding in self.findings],
        }


def _at(finding: Finding, row: RowPlan | None) -> Finding:
    return Finding(
        finding.rule,
        finding.severity,
        finding.message,
        subject=finding.subject,
        row=row.number if row else finding.row,
        column=finding.column,
        value=finding.value,
        clause=finding.clause,
        remedy=finding.remedy,
        related=finding.related,
    )
