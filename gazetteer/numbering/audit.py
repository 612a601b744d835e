"""The audit of rows alone: every rule that needs no positions, and what was not judged and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gazetteer.findings import Finding
from gazetteer.numbering.hierarchy import HIERARCHY_RULES
from gazetteer.numbering.history import HISTORY_RULES
from gazetteer.numbering.profile import NumberingProfile
from gazetteer.numbering.rows import COLUMNS, RowRule, Rows
from gazetteer.numbering.rules import RULES, Judge
from gazetteer.numbering.running import RUNNING_RULES
from gazetteer.numbering.signs import SIGN_RULES
from gazetteer.numbering.wording import WORDING_RULES, Group, check_groups, check_totals
from gazetteer.plates import PlateKind

ROW_RULES: tuple[RowRule, ...] = (*HIERARCHY_RULES, *SIGN_RULES, *HISTORY_RULES, *WORDING_RULES)
"""Rules over rows that the ground adds nothing to."""

PURE_RULES: tuple[RowRule, ...] = (*RUNNING_RULES, *ROW_RULES)
"""Every rule that can be judged from rows alone."""

GROUND = "需要位置、轴线或范围"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Whether a rule was judged, why not where it (or a part of it) was not, and how often it spoke."""

    id: str
    title: str
    judged: bool
    reason: str
    found: int


@dataclass(frozen=True, slots=True)
class RowAudit:
    """Findings in the order of the rules N01 to N30, and one line of coverage for each rule."""

    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside the plates: the groups of the villages, and the totals published by kind of plate."""

    groups: Sequence[Group] = ()
    totals: Mapping[str, int] = field(default_factory=dict)


def audit_rows(rows: Rows, profile: NumberingProfile, beside: Beside | None = None) -> RowAudit:
    """Judges a register without positions by a profile.

    `rows` come from `with_numbers`, which reads the numbers. Rules that need positions, axes or areas are not
    judged, and the coverage says so. The verdict does not depend on the order of rows, save for which of several
    equals is named first.
    """
    judge, beside = Judge(profile), beside or Beside()
    found: list[tuple[str, Finding]] = []
    for rule in PURE_RULES:
        if judge.on(rule.id) and not rows.lacks(rule.needs):
            found += [(rule.id, finding) for finding in rule.judge(rows, judge)]
    found += [(rule, finding) for rule, finding in _beside(rows, judge, beside) if judge.on(rule)]
    rank = {rule.id: place for place, rule in enumerate(RULES)}
    found.sort(key=lambda pair: rank[pair[0]])
    spoken = [rule for rule, _ in found]
    return RowAudit(tuple(finding for _, finding in found), tuple(_coverage(rows, judge, beside, spoken)))


def _beside(rows: Rows, judge: Judge, beside: Beside) -> Iterator[tuple[str, Finding]]:
    if beside.totals:
        counts: dict[str, int] = {}
        for (kind,) in rows.each("kind"):
            counts[kind] = counts.get(kind, 0) + 1
        titles = {kind.value: kind.term for kind in PlateKind}
        yield from (("N20", finding) for finding in check_totals(counts, beside.totals, titles, judge))
    yield from (("N22", finding) for finding in check_groups(beside.groups, judge))


def _coverage(rows: Rows, judge: Judge, beside: Beside, spoken: Sequence[str]) -> Iterator[Coverage]:
    for rule in RULES:
        reasons = _reasons(rule.id, rows, judge, beside)
        said = "；".join(dict.fromkeys(filter(None, reasons)))
        yield Coverage(id=rule.id, title=rule.title, judged="" in reasons, reason=said, found=spoken.count(rule.id))


def _reasons(rule: str, rows: Rows, judge: Judge, beside: Beside) -> list[str]:
    """For each part of a rule why it was not judged; "" for a part that was."""
    if not judge.on(rule):
        return ["编号规则档案关闭了本条"]
    reasons = [_lacking(rows.lacks(part.needs)) or unset(rule, judge.profile) for part in PURE_RULES if part.id == rule]
    if rule == "N20":
        reasons.append("" if beside.totals else "没有公布的总数")
    if rule == "N22":
        reasons.append("" if beside.groups else "没有村民小组名册")
    return reasons or [GROUND]


def _lacking(columns: Sequence[str]) -> str:
    return f"需要：{'、'.join(COLUMNS.get(key, key) for key in columns)}" if columns else ""


def unset(rule: str, profile: NumberingProfile) -> str:
    """What a rule over rows needs of the profile and does not find there; "" when nothing is wanting."""
    if rule == "N18" and profile.temporary_limit_days is None and "apply" not in profile.days:
        return "编号规则档案没有写明期限"
    if rule == "N30" and not profile.days:
        return "编号规则档案没有写明期限"
    return "编号规则档案没有写明各处用哪种牌" if rule == "N17" and not profile.kinds else ""
