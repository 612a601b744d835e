"""A plan's findings as a marked workbook shows them: beside the rows, and all together on a sheet of their own."""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer.findings import Finding, Severity
from layers.exchange.plan import ImportPlan

BESIDE = ("行", "列", "值", "原因", "处理办法")
"""The columns put beside the data."""

SHEET = "问题"
SHEET_COLUMNS = ("程度", "行", "列", "值", "原因", "处理办法", "依据")
ORDER = (Severity.BLOCK, Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class RowProblems:
    """What stands against one row: the cells (by column index) to mark, how heavily, and the words for BESIDE."""

    row: int
    cells: tuple[int, ...]
    severity: str
    words: tuple[str, str, str, str, str]


def row_problems(plan: ImportPlan) -> dict[int, RowProblems]:
    """Errors and warnings by row number; information stays on the sheet of problems."""
    by_row: dict[int, list[Finding]] = {}
    for finding in plan.findings:
        if finding.row is not None and finding.severity is not Severity.INFO:
            by_row.setdefault(finding.row, []).append(finding)
    return {row: _problems(plan, row, found) for row, found in by_row.items()}


def _problems(plan: ImportPlan, row: int, found: list[Finding]) -> RowProblems:
    cells = {n for finding in found for n in plan.marks.get(finding.column, ())}
    worst = max(found, key=lambda finding: finding.severity.rank)
    return RowProblems(
        row,
        tuple(sorted(cells)),
        worst.severity.value,
        (
            str(row),
            "\n".join(finding.column for finding in found),
            "\n".join(finding.value for finding in found),
            "\n".join(finding.message for finding in found),
            "\n".join(finding.remedy for finding in found),
        ),
    )


def sheet_rows(plan: ImportPlan) -> list[tuple[str, ...]]:
    """Every finding as a row for SHEET_COLUMNS, the heaviest first, then as the file has them."""
    ordered = sorted(plan.findings, key=lambda f: (ORDER.index(f.severity), f.row or 0))
    return [
        (
            f"{f.severity.mark} {f.severity.term}",
            "" if f.row is None else str(f.row),
            f.column,
            f.value,
            f.message,
            f.remedy,
            f.clause,
        )
        for f in ordered
    ]
