"""explain: everything that stands against a name, at once, with what was not judged and what was overridden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gazetteer.findings import Finding, Severity, worst
from gazetteer.romanization import ReadingTables
from gazetteer.romanization.readings import NO_TABLES
from gazetteer.rules.candidate import Candidate, Override
from gazetteer.rules.duplicates import scope_told
from gazetteer.rules.neighbours import Neighbour, NeighbourIndex, Neighbours
from gazetteer.rules.registry import RULES, RULES_VERSION
from gazetteer.rules.rule import Inquiry, Rule
from gazetteer.rules.rulebook import Rulebook, shipped_rulebook
from gazetteer.terms import Term

OVERRIDE = "naming.override"


class Verdict(Term):
    """What the findings come to."""

    OK = "ok", "可以使用", "may be used"
    WARN = "warn", "可以使用，须留意", "may be used with care"
    ERROR = "error", "须改正或说明理由", "to be corrected or justified"
    BLOCK = "block", "不得使用", "not to be used"


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A rule that could not be judged, and what was missing."""

    rule: Rule
    because: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of one candidate.

    `findings` are ordered by weight, then by rule; an overridden one stands among them as information, and
    `overridden` keeps it as it was. `not_judged` names rules that lacked something. `neighbours` are those
    that a finding is about.
    """

    inquiry: Inquiry
    findings: tuple[Finding, ...]
    overridden: tuple[tuple[Finding, Override], ...]
    not_judged: tuple[NotJudged, ...]
    neighbours: tuple[Neighbour, ...]

    @property
    def verdict(self) -> Verdict:
        """ok, warn, error or block, by the heaviest finding that was not overridden."""
        heaviest = worst(self.findings)
        if heaviest in (None, Severity.INFO):
            return Verdict.OK
        return {Severity.WARNING: Verdict.WARN, Severity.ERROR: Verdict.ERROR}.get(heaviest, Verdict.BLOCK)

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app explain`."""
        inquiry = self.inquiry
        candidate, scope = inquiry.candidate, inquiry.scope
        return {
            "name": candidate.text,
            "class": {"kind": candidate.kind.value, "title": candidate.kind.term, "code": candidate.class_code},
            "division": {"code": candidate.division, "name": inquiry.divisions.get(candidate.division, "")},
            "specific": inquiry.parts.specific,
            "generic": inquiry.parts.generic,
            "spelling": inquiry.spelled.toned,
            "verdict": self.verdict.value,
            "as_of": inquiry.book.day.isoformat(),
            "rules_version": RULES_VERSION,
            "scope": {
                "level": scope.scope.value if scope else "",
                "title": scope_told(inquiry),
                "clause": scope.clause if scope else "",
                "verified": bool(scope and scope.is_sure_of(candidate)),
                "neighbours": len(inquiry.neighbours),
            },
            "findings": [finding.as_json() for finding in self.findings],
            "overridden": [
                {"rule": f.rule, "severity": f.severity.value, "reason": o.reason, "by": o.by, "message": f.message}
                for f, o in self.overridden
            ],
            "not_judged": [
                {"rule": n.rule.id, "reference": n.rule.reference, "because": n.because} for n in self.not_judged
            ],
            "neighbours": [neighbour.as_json() for neighbour in self.neighbours],
        }


def explain(
    candidate: Candidate,
    neighbours: Neighbours | None = None,
    *,
    day: date | None = None,
    book: Rulebook | None = None,
    tables: ReadingTables = NO_TABLES,
    divisions: Mapping[str, str] | None = None,
    overrides: Sequence[Override] = (),
    rules: Sequence[Rule] = RULES,
) -> Judgement:
    """Judges a candidate among its neighbours by the rulebook of `day` (or `book`); never raises for any text.

    `divisions` is code → name, `tables` the office's readings. Overrides lower errors and warnings of their
    rule to information, the reason beside it; a block is never overridden.
    """
    if book is None:
        book = shipped_rulebook(day or date.today())  # noqa: DTZ011  (law is in force by the calendar of the office)
    inquiry = Inquiry(candidate, neighbours or NeighbourIndex(), book, tables, divisions or {})
    asked = ask(inquiry, rules)
    settled, overridden = _override(asked.findings, overrides)
    order = {rule.id: n for n, rule in enumerate(rules)}
    settled.sort(key=lambda f: (-f.severity.rank, order.get(f.rule, -1)))
    related = dict.fromkeys(identity for finding in settled for identity in finding.related)
    return Judgement(
        inquiry,
        tuple(settled),
        tuple(overridden),
        asked.not_judged,
        tuple(asked.neighbours[identity] for identity in related),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules answered: findings, rules that could not be judged, and neighbours by id."""

    findings: tuple[Finding, ...]
    not_judged: tuple[NotJudged, ...]
    neighbours: Mapping[str, Neighbour]


def ask(inquiry: Inquiry, rules: Iterable[Rule] = RULES) -> Asked:
    """Every rule that can be judged, in order; no override, no order of weight."""
    findings: list[Finding] = []
    missing: list[NotJudged] = []
    neighbours: dict[str, Neighbour] = {}
    for rule in rules:
        lacking = rule.lacking(inquiry)
        if lacking:
            missing.append(NotJudged(rule, lacking))
            continue
        for remark in rule.judge(inquiry):
            findings.append(rule.finding(inquiry, remark))
            neighbours.update((neighbour.id, neighbour) for neighbour in remark.neighbours)
    return Asked(tuple(findings), tuple(missing), neighbours)


def _override(
    findings: Sequence[Finding], overrides: Sequence[Override]
) -> tuple[list[Finding], list[tuple[Finding, Override]]]:
    """Findings with those lowered that an override speaks to, and what each was before."""
    settled: list[Finding] = []
    overridden: list[tuple[Finding, Override]] = []
    given = {override.rule: override for override in overrides if override.reason.strip()}
    for finding in findings:
        override = given.get(finding.rule)
        if override is None or finding.severity is Severity.INFO:
            settled.append(finding)
        elif finding.severity is Severity.BLOCK:
            settled += [finding, _refused(finding)]
        else:
            overridden.append((finding, override))
            settled.append(_lowered(finding, override))
    spoken = {finding.rule for finding in findings}
    return [*settled, *_useless(overrides, spoken)], overridden


def _lowered(finding: Finding, override: Override) -> Finding:
    by = f"（{override.by}）" if override.by else ""
    message = f"{finding.message}——已说明理由{by}：{override.reason}（原为{finding.severity.term}）"
    return replace(finding, severity=Severity.INFO, message=message)


def _refused(finding: Finding) -> Finding:
    message = f"“{finding.rule}”是禁止性规定，不能以说明理由放行"
    return Finding(OVERRIDE, Severity.ERROR, message, finding.subject, value=finding.rule, clause=finding.clause)


def _useless(overrides: Sequence[Override], spoken: set[str]) -> Iterable[Finding]:
    for override in overrides:
        if not override.reason.strip():
            message = f"对“{override.rule}”没有写明理由，不予放行"
            yield Finding(OVERRIDE, Severity.ERROR, message, value=override.rule, remedy="写明理由")
        elif override.rule not in spoken:
            message = f"“{override.rule}”没有提出意见，所附理由未用到"
            yield Finding(OVERRIDE, Severity.INFO, message, value=override.rule, remedy="核对规则编号")
