"""The audit: conventions first, then every rule; plates that stand elsewhere are left out of what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy

from gazetteer.findings import Finding, count_by_rule
from gazetteer.numbering import COLUMNS, ROW_RULES, RULES, Judge, NumberingProfile, RowRule, VillageScope
from gazetteer.numbering.inference import commonest
from layers.numbering.along_streets import ALONG_RULES
from layers.numbering.axes import stand
from layers.numbering.belonging import BELONGING_RULES
from layers.numbering.conventions import Followed, follow_streets, number_spaces, village_scopes
from layers.numbering.proposals import Proposal, propose
from layers.numbering.register import Register
from layers.numbering.scene import GroundRule, Scene
from layers.numbering.shifts import SHIFT_RULES
from layers.numbering.sides import SIDE_RULES
from layers.numbering.uniqueness import FORM_RULES, SPOT_RULES
from layers.numbering.walks import WALK_RULES
from layers.numbering.wholes import WHOLE_RULES

BEFORE_CONVENTIONS: tuple[GroundRule, ...] = (*SHIFT_RULES, *BELONGING_RULES)
"""What takes plates out: a wrong reference system, another village, another street."""

AFTER_CONVENTIONS: tuple[GroundRule, ...] = (
    *SIDE_RULES,
    *ALONG_RULES,
    *WALK_RULES,
    *FORM_RULES,
    *SPOT_RULES,
    *WHOLE_RULES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Whether a rule was judged, what it would need to be, and how often it spoke."""

    id: str
    rule: str
    title: str
    severity: str
    judged: bool
    reason: str
    found: int

    def as_json(self) -> dict[str, object]:
        """One line of the coverage summary."""
        return {
            "id": self.id,
            "rule": self.rule,
            "title": self.title,
            "severity": self.severity,
            "judged": self.judged,
            "reason": self.reason,
            "found": self.found,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What an audit found: findings, conventions by space, which rules were judged, what could be done."""

    scene: Scene
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]

    @property
    def proposals(self) -> list[Proposal]:
        """The least repairs; nothing of them has been applied."""
        return propose(self.scene)

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each rule spoke."""
        return count_by_rule(self.findings)


def look(register: Register, profile: NumberingProfile) -> tuple[Scene, list[tuple[str, Finding]]]:
    """Where plates stand and which conventions they follow, with what was found on the way there."""
    judge = Judge(profile)
    nobody = numpy.full(len(register), -1, dtype=numpy.int64)
    everybody, none = numpy.ones(len(register), dtype=bool), numpy.zeros(len(register), dtype=bool)
    scene = Scene(register, judge, stand(register), everybody, nobody, none)
    found = [pair for rule in BEFORE_CONVENTIONS for pair in _run(rule, scene)]
    scene.streets = follow_streets(register, scene.stood, scene.usable, profile)
    scene.scopes = village_scopes(register)
    scene.number_space = number_spaces(register, scene.scopes, profile)
    return scene, found


def audit(register: Register, profile: NumberingProfile) -> Audit:
    """Judges a register by a profile, each road by its own convention.

    Findings come in the order of the rules and, within a rule, of the register's spaces and rows; the verdict
    depends neither on the order of rows nor on which way an axis was drawn.
    """
    scene, found = look(register, profile)
    found += [pair for rule in AFTER_CONVENTIONS for pair in _run(rule, scene)]
    found += [pair for rule in ROW_RULES for pair in _run_rows(rule, scene)]
    rank = {rule.id: n for n, rule in enumerate(RULES)}
    found.sort(key=lambda pair: rank[pair[0]])
    return Audit(
        scene=scene,
        findings=tuple(finding for _, finding in found),
        coverage=tuple(_coverage(scene, [rule for rule, _ in found])),
    )


def _run(rule: GroundRule, scene: Scene) -> Iterator[tuple[str, Finding]]:
    if not scene.judge.on(rule.id) or rule.reason(scene) or scene.register.rows.lacks(rule.needs):
        return
    for finding in rule.judge(scene):
        yield rule.id, finding


def _run_rows(rule: RowRule, scene: Scene) -> Iterator[tuple[str, Finding]]:
    rows = scene.register.rows
    if scene.judge.on(rule.id) and not rows.lacks(rule.needs):
        for finding in rule.judge(rows, scene.judge):
            yield rule.id, finding


def _coverage(scene: Scene, spoken: Sequence[str]) -> Iterator[Coverage]:
    for rule in RULES:
        reasons = _reasons(rule.id, scene)
        yield Coverage(
            id=rule.id,
            rule=rule.names[0],
            title=rule.title,
            severity=scene.judge.severity(rule.id).value if scene.judge.on(rule.id) else "off",
            judged="" in reasons,
            reason="；".join(dict.fromkeys(reason for reason in reasons if reason)),
            found=spoken.count(rule.id),
        )


def _reasons(rule: str, scene: Scene) -> list[str]:
    """For each part of a rule why it was not judged; "" for a part that was."""
    if not scene.judge.on(rule):
        return ["编号规则档案关闭了本条"]
    rows = scene.register.rows
    reasons = [
        _lacking(rows.lacks(part.needs)) or part.reason(scene)
        for part in (*BEFORE_CONVENTIONS, *AFTER_CONVENTIONS)
        if part.id == rule
    ]
    reasons += [_lacking(rows.lacks(part.needs)) or _unset(rule, scene) for part in ROW_RULES if part.id == rule]
    return reasons


def _lacking(columns: Sequence[str]) -> str:
    return f"需要：{'、'.join(COLUMNS.get(key, key) for key in columns)}" if columns else ""


def _unset(rule: str, scene: Scene) -> str:
    """What a rule over rows needs of the profile."""
    profile = scene.profile
    if rule == "N18" and profile.temporary_limit_days is None and "apply" not in profile.days:
        return "编号规则档案没有写明期限"
    if rule == "N30" and not profile.days:
        return "编号规则档案没有写明期限"
    return "编号规则档案没有写明各处用哪种牌" if rule == "N17" and not profile.kinds else ""


@dataclass(frozen=True, slots=True)
class SpaceSeen:
    """One street or village as the inference shows it."""

    id: str
    name: str
    kind: str
    doors: int
    followed: Followed | None = None
    scope: VillageScope | None = None

    def as_json(self) -> dict[str, object]:
        """One line of the list of spaces."""
        nothing = {"starts_from": "", "odd_side": "", "parity": "", "fit": 0.0, "decided_by": "nothing"}
        return {
            "space": self.id,
            "name": self.name,
            "kind": self.kind,
            "doors": self.doors,
            "seen": self.followed.seen.as_json() if self.followed else nothing,
            "laid_down": self.followed.laid_down.as_json() if self.followed else nothing,
            "judged_by": self.followed.judged_by.as_json() if self.followed else nothing,
            "village_scope": self.scope.value if self.scope else "",
        }


def seen_spaces(scene: Scene) -> list[SpaceSeen]:
    """Streets with an axis and doors, then villages with several groups."""
    register = scene.register
    streets = [
        SpaceSeen(space.id, space.name, space.kind, scene.streets[n].doors, scene.streets[n])
        for n, space in enumerate(register.spaces)
        if n in scene.streets
    ]
    villages = [space.village for space in register.spaces]
    doors = numpy.bincount(register.space_of[register.in_group], minlength=len(register.spaces))
    return streets + [
        SpaceSeen(
            village,
            village,
            "village",
            int(sum(d for d, v in zip(doors, villages, strict=True) if v == village)),
            None,
            scope,
        )
        for village, scope in scene.scopes.items()
    ]


def summary(scene: Scene) -> dict[str, object]:
    """The conventions the streets show, by share, and the villages' scopes, by count."""
    scopes = [scope.value for scope in scene.scopes.values()]
    return {
        "streets": len(scene.streets),
        "conventions": commonest([followed.seen for followed in scene.streets.values()]),
        "village_scopes": {word: scopes.count(word) for word in sorted(set(scopes))},
    }
