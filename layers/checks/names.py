"""Names against the acts upon them: a status follows from acts, a place has one standard name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice, permutations
from typing import Any

from gazetteer import Act, NameRole, PlaceName, standard_name
from gazetteer.acts import LEGAL_BASIS, ActType
from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from gazetteer.names import NEEDS_DOCUMENT, fold
from layers.checks.ground import Ground, called
from layers.layer import Layer

ACTS = {act.value: act for act in ActType}
ROLES = {role.value: role for role in NameRole}
MOST_ORDERS = 120


def check_names(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Each name's status is the one its acts lead to; acts follow one another as the table allows."""
    if declared.key != "place_name":
        return
    acts = _acts(ground)
    statuses = ground.column(declared, "status")
    for row, status in zip(ground.rows(declared), statuses, strict=True):
        try:
            folded = PlaceName(text=row.label, acts=acts.get(row.id, ())).status
        except Refused as refused:
            for finding in refused.findings:
                yield row.finding(
                    finding.rule, finding.severity, f"的行为次序不合规：{finding.message}", remedy=finding.remedy
                )
            continue
        if folded != status:
            known = folded.term if folded else "没有行为"
            yield row.finding(
                "names.status",
                Severity.ERROR,
                f"登记的状态与行为不符：按行为应为“{known}”",
                column="状态",
                value=str(status),
                clause="地名管理条例（国务院令第753号）",
                remedy="补登行为，或更正状态",
            )


def check_places(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """A place has one standard name, and is called by it."""
    if declared.key != "place":
        return
    names, today = _names(ground), _today()
    for row in ground.rows(declared):
        try:
            standard = standard_name(names.get(row.id, ()), today)
        except Refused as refused:
            if any(finding.rule == "names.two_standard" for finding in refused.findings):
                yield row.finding("names.two_standard", Severity.ERROR, "有不止一个标准名称", remedy="登记更名或销名")
            continue
        if standard is None:
            yield row.finding("names.no_standard", Severity.WARNING, "没有标准名称", remedy="登记命名、认定或公告")
        elif standard.text != row.label:
            yield row.finding(
                "names.label",
                Severity.ERROR,
                f"与标准名称“{standard.text}”不一致",
                value=row.label,
                remedy="以标准名称为准更正显示名称",
            )


def check_acts(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Acts that count only with an authority and a document have both."""
    if declared.key != "naming_act":
        return
    texts = _texts(ground)
    columns = [ground.column(declared, key) for key in ("name", "act", "authority", "document_number")]
    for row, (name, act, authority, number) in zip(ground.rows(declared), zip(*columns, strict=True), strict=True):
        if ACTS[act] in NEEDS_DOCUMENT and not (authority and number):
            yield row.finding(
                "names.act_document",
                Severity.WARNING,
                f"：“{texts.get(name, '')}”的{ACTS[act].term}没有写明批准机关和文号",
                column="文号",
                value=str(number or ""),
                clause=LEGAL_BASIS[ACTS[act]],
                remedy="填写批准机关和文号",
            )


def check_spellings(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Every standard name has a spelling by the national scheme."""
    if declared.key != "place_name":
        return
    spelling = called("place_name_spelling")
    columns = (ground.column(spelling, "name"), ground.column(spelling, "scheme"))
    spelled = {name for name, scheme in zip(*columns, strict=True) if scheme == "national_1984"}
    for row, role in zip(ground.rows(declared), ground.column(declared, "role"), strict=True):
        if role == NameRole.STANDARD and row.id not in spelled:
            yield row.finding("names.no_spelling", Severity.WARNING, "没有罗马字母拼写", remedy="补登汉语拼音拼写")


def _acts(ground: Ground) -> Mapping[str, tuple[Act, ...]]:
    """Name → its acts as they took effect; those without a date count as first."""
    declared = called("naming_act")
    columns = [ground.column(declared, key) for key in ("name", "act", "acted_on")]
    found: dict[str, dict[date, list[Act]]] = defaultdict(lambda: defaultdict(list))
    for name, act, on in zip(*columns, strict=True):
        found[name][on or date.min].append(Act(type=ACTS[act], on=on))
    return {name: _in_order([days[day] for day in sorted(days)]) for name, days in found.items()}


def _in_order(days: Sequence[Sequence[Act]]) -> tuple[Act, ...]:
    """Acts of one day stand in an order in which they are allowed, when there is one."""
    done: tuple[Act, ...] = ()
    for acts in days:
        orders = islice(permutations(acts), MOST_ORDERS)
        done += next((order for order in orders if _allowed((*done, *order))), tuple(acts))
    return done


def _allowed(acts: Sequence[Act]) -> bool:
    try:
        fold(acts)
    except Refused:
        return False
    return True


def _names(ground: Ground) -> Mapping[str, Sequence[PlaceName]]:
    declared, acts = called("place_name"), _acts(ground)
    found: dict[str, list[PlaceName]] = defaultdict(list)
    columns: list[Any] = [ground.column(declared, key) for key in ("id", "place", "text", "role")]
    for identity, place, text, role in zip(*columns, strict=True):
        found[place].append(PlaceName(text=text, role=ROLES[role], acts=acts.get(identity, ())))
    return found


def _texts(ground: Ground) -> Mapping[str, str]:
    declared = called("place_name")
    return dict(zip(ground.column(declared, "id"), ground.column(declared, "text"), strict=True))


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
