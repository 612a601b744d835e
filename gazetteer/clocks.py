"""Statutory deadlines of a decided name: filing and announcement, in calendar days.

地名管理条例 articles 13 and 14 say 日, not 工作日: calendar days, counted from the day after the
act. Filing runs from the approval. Announcement runs from the approval when a government or
civil-affairs department approved, from the filing when another department did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gazetteer.findings import Finding, Severity

FILING_DAYS = 15
ANNOUNCEMENT_DAYS = 15
WARN_DAYS = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something due: what, by when (inclusive), by which clause, and when it was done, if it was."""

    what: str
    due: date
    clause: str
    done: date | None = None

    def findings_on(self, day: date) -> list[Finding]:
        """What to say about it on `day`: overdue, done late, or due within WARN_DAYS."""
        if self.done is not None:
            late = (self.done - self.due).days
            message = f"{self.what}于 {self.done} 完成，逾期 {late} 日（应在 {self.due} 前）"
            return [self._finding("clocks.late", Severity.WARNING, message)] if late > 0 else []
        left = (self.due - day).days
        if left < 0:
            return [
                self._finding("clocks.overdue", Severity.ERROR, f"{self.what}已逾期 {-left} 日，应在 {self.due} 前")
            ]
        if left <= WARN_DAYS:
            return [
                self._finding("clocks.due_soon", Severity.WARNING, f"{self.what}应在 {self.due} 前，还有 {left} 日")
            ]
        return []

    def _finding(self, rule: str, severity: Severity, message: str) -> Finding:
        return Finding(rule, severity, message, value=self.due.isoformat(), clause=self.clause)


def filing_deadline(approved: date, filed: date | None = None) -> Deadline:
    """When the filing of an approved name is due."""
    return Deadline("备案", approved + timedelta(days=FILING_DAYS), "地名管理条例第十三条", filed)


def announcement_deadline(
    approved: date, *, by_government_or_civil_affairs: bool, filed: date | None = None, announced: date | None = None
) -> Deadline | None:
    """When the announcement is due; None while the filing it counts from has not happened."""
    start = approved if by_government_or_civil_affairs else filed
    if start is None:
        return None
    return Deadline("公告", start + timedelta(days=ANNOUNCEMENT_DAYS), "地名管理条例第十四条", announced)
