"""Noticed: findings about single rows, collected under a bound so that a bad file cannot drown the reader."""

from __future__ import annotations

from gazetteer.findings import Finding, Severity


class Noticed:
    """Collects findings; of each rule at most `bound` are kept one by one, the rest is counted in a last one."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._kept: list[Finding] = []
        self._counts: dict[str, int] = {}

    def add(self, finding: Finding) -> None:
        """Keeps `finding`, or counts it when its rule has spoken often enough."""
        count = self._counts[finding.rule] = self._counts.get(finding.rule, 0) + 1
        if count <= self._bound:
            self._kept.append(finding)

    def findings(self) -> tuple[Finding, ...]:
        """Everything, in order, then one line for each rule that was cut short."""
        cut = [
            Finding(
                rule, Severity.ERROR, f"同类问题共 {count} 处，只逐条列出前 {self._bound} 处", remedy="先改已列出的"
            )
            for rule, count in self._counts.items()
            if count > self._bound
        ]
        return (*self._kept, *cut)
