"""The spelling that goes with a name: readings that are still open, and a spelling somebody wrote (article 15; R1 to R3)."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.findings import Severity
from gazetteer.romanization import DecidedBy, audit
from gazetteer.rules.rule import Inquiry, Remark, Rule

CLAUSE = "地名管理条例第十五条；GB/T 38207-2019"


def judge_readings(inquiry: Inquiry) -> Iterator[Remark]:
    """R2: every reading is settled before a name becomes a standard name."""
    unresolved = [r for r in inquiry.spelled.unresolved if r.decided_by is DecidedBy.UNRESOLVED]
    if unresolved:
        told = "；".join(f"“{r.character}”{'、'.join(r.candidates)}" for r in dict.fromkeys(unresolved))
        message = f"读音没有依据的多音字：{told}"
        yield Remark(
            Severity.WARNING, message, "定名前审定读音，录入本县读音表", "".join(r.character for r in unresolved)
        )


def judge_spelling(inquiry: Inquiry) -> Iterator[Remark]:
    """R1, R3: a written spelling has the right form and is what the rules give."""
    candidate = inquiry.candidate
    for finding in audit(inquiry.name, candidate.spelling, candidate.kind, tables=inquiry.tables):
        if finding.rule != "romanization.unresolved":
            yield Remark(finding.severity, finding.message, finding.remedy, finding.value, clause=finding.clause)


RULES = (
    Rule("naming.reading_open", "R2", "读音已审定", CLAUSE, judge_readings, stored=False),
    Rule("naming.spelling", "R1", "拼写合规", CLAUSE, judge_spelling,
         lambda inquiry: "" if inquiry.candidate.spelling else "没有给出拼写", False),
)  # fmt: skip
