"""Finding: the one shape in which any judgement reaches a person.

Rules, imports, checks and reports all speak in findings. A finding says what is wrong, where, which
rule or article says so, and what to do. Findings are collected, never raised one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs; the one scale of the whole system (info < warning < error < block)."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    BLOCK = "block"

    @property
    def rank(self) -> int:
        """Position on the scale, 0 (info) to 3 (block)."""
        return list(Severity).index(self)

    @property
    def term(self) -> str:
        """The Chinese word shown to people."""
        return {"info": "提示", "warning": "警告", "error": "错误", "block": "禁止"}[self.value]

    @property
    def mark(self) -> str:
        """A shape that tells the severity without colour."""
        return {"info": "●", "warning": "◆", "error": "▲", "block": "■"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One judgement.

    `rule` is a stable identifier (`divisions.code_name`), `message` a Chinese sentence that names the
    value and the place, `remedy` what to do about it, `clause` the law article or standard it rests on
    ("" where it is house practice). `row` counts from 1 with the header, or is a feature's index.
    `related` names other records the finding is about (duplicates, neighbours).
    """

    rule: str
    severity: Severity
    message: str
    subject: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    clause: str = ""
    remedy: str = ""
    related: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The finding as a JSON object; absent parts are empty strings, never missing keys."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message,
            "subject": self.subject,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "clause": self.clause,
            "remedy": self.remedy,
            "related": list(self.related),
        }


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The heaviest severity among `findings`; None when there are none."""
    return max((finding.severity for finding in findings), key=lambda s: s.rank, default=None)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those that refuse: errors and blocks."""
    return [f for f in findings if f.severity.rank >= Severity.ERROR.rank]


def count_by_rule(findings: Iterable[Finding]) -> Mapping[str, int]:
    """How often each rule spoke, in first-seen order."""
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
    return counts
