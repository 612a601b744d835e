"""Rules about time: temporary addresses, applications, statutory deadlines, numbers that come back too soon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any

from gazetteer.clocks import Deadline
from gazetteer.findings import Finding
from gazetteer.numbering.rows import RowRule, Rows, written
from gazetteer.numbering.rules import Judge
from gazetteer.numbering.signs import LISTED
from gazetteer.numbering.stock import hold_is_over
from gazetteer.numbering.working_days import national_calendar

LIVE = frozenset({"current", "changing", "approved", None})
MANY = 20

Step = tuple[str, str, str, bool]
"""What a deed is called, the day it counts from, the day it was done, whether in working days."""

STEPS: Mapping[str, Step] = {
    "confirm": ("确认", "applied_on", "confirmed_on", True),
    "notify": ("通知其他部门", "confirmed_on", "notified_on", True),
    "install": ("装牌", "confirmed_on", "installed_on", True),
    "restore": ("恢复门牌", "removed_on", "restored_on", False),
}
"""By the name of the deed in the profile's days."""


def check_temporary(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N18: a temporary address past the profile's limit. Where no limit is laid down nothing is overdue."""
    limit = judge.profile.temporary_limit_days
    if limit is None:
        return
    for identity, label, temporary, since in rows.each("id", "label", "temporary", "temporary_since"):
        if temporary and since and rows.on > since + timedelta(days=limit):
            yield judge.finding(
                "N18",
                f"“{label}”的临时地址自 {since} 起，已超过 {limit} 日",
                subject=identity,
                column="临时地址",
                value=str(since),
                remedy="编正式号，或注销临时号",
            )


def check_applications(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N18: an application not decided within the profile's working days."""
    days = judge.profile.days.get("apply")
    if days is not None:
        yield from _late(rows, judge, "N18", ("申请办结", "applied_on", "decided_on", True), days)


def check_deadlines(start_column: str, rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N30: confirmed, other bodies told, plate up, plate back after works, each within the profile's days.

    Only what counts from `start_column` is judged.
    """
    for deed, step in STEPS.items():
        days = judge.profile.days.get(deed)
        if days is not None and step[1] == start_column:
            yield from _late(rows, judge, "N30", step, days)


def _late(rows: Rows, judge: Judge, rule: str, step: Step, days: int) -> Iterator[Finding]:
    """One finding a plate; more than MANY of one township, all still to do or all done late, are one."""
    word, start_column, done_column, working = step
    found: dict[tuple[str, bool], list[Finding]] = defaultdict(list)
    for identity, label, division, start, done in rows.each("id", "label", "division", start_column, done_column):
        if not start:
            continue
        due = _working_days_after(start, days) if working else start + timedelta(days=days)
        if due >= (done or rows.on):
            continue
        unsure = (
            "" if not working or national_calendar().knows(start, due) else "；该年的放假安排未录入，按周一至周五计"
        )
        counted = f"自 {start} 起 {days} 个{'工作日' if working else '自然日'}{unsure}"
        (late,) = Deadline(word, due, judge.clause(rule), done).findings_on(rows.on)
        finding = judge.finding(
            rule,
            f"“{label}”的{late.message}；期限{counted}",
            subject=identity,
            column=word,
            value=due.isoformat(),
            remedy="补办并说明原因" if done is None else "核对日期",
        )
        found[str(division or "")[:9], done is None].append(finding)
    for (town, still), findings in found.items():
        if len(findings) > MANY:
            yield _many(judge, rule, word, (town, rows.township(town)), findings, still=still)
        else:
            yield from findings


def _many(
    judge: Judge, rule: str, word: str, town: tuple[str, str], findings: list[Finding], *, still: bool
) -> Finding:
    """`town`: the township's code, and what it is called."""
    first = min(findings, key=lambda finding: (finding.value, finding.subject))
    said = "还没有办" if still else "办得晚了"
    return judge.finding(
        rule,
        f"{town[1]}有 {len(findings)} 块门牌的{word}{said}，最早的：{first.message}",
        subject=town[0],
        column=word,
        value=str(len(findings)),
        remedy="补办并说明原因" if still else "核对日期；确系逾期的，总结说明",
        related=[finding.subject for finding in findings[:LISTED]],
    )


@lru_cache(maxsize=4_096)
def _working_days_after(start: date, days: int) -> date:
    return national_calendar().after(start, days)


def check_reissued(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N28: a cancelled number is not given out while it is held, unless the new address names the old one."""
    hold = judge.profile.archive_hold_years
    ended: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    keys = ("id", "label", "space", "key", "address", "address_status", "cancelled_on", "issued_on", "replaces")
    all_rows = [row for row in rows.each(*keys) if row[2] and row[3]]
    for _, _, space, key, address, status, cancelled, _, _ in all_rows:
        if status in ("cancelled", "historical"):
            ended[space, key].append((address, cancelled))
    for identity, label, space, key, address, status, _, issued, replaces in all_rows:
        if status not in LIVE:
            continue
        for old, cancelled in ended.get((space, key), ()):
            if old in (address, replaces) or hold_is_over(cancelled, issued or rows.on, hold):
                continue
            since = f"（{cancelled} 注销）" if cancelled else ""
            yield judge.finding(
                "N28",
                f"“{label}”用了已注销的{written(key)}{since}，没有新旧对照",
                subject=identity,
                column="原地址",
                value=written(key),
                remedy="保留期内改用别的号；确属恢复或替换的登记原地址",
                related=(str(old),),
            )
            break


def check_concordance(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N28: an address whose number was changed names the one it replaces (新旧对照)."""
    for identity, label, changed, replaces in rows.each("id", "label", "changed_on", "replaces"):
        if changed and not replaces:
            yield judge.finding(
                "N28",
                f"“{label}”于 {changed} 改号，没有登记原地址",
                subject=identity,
                column="原地址",
                value=str(changed),
                remedy="登记新旧地址对照",
            )


HISTORY_RULES = (
    RowRule("N18", ("temporary", "temporary_since"), check_temporary),
    RowRule("N18", ("applied_on",), check_applications),
    RowRule("N28", ("address_status", "key"), check_reissued),
    RowRule("N28", ("changed_on",), check_concordance),
    *(
        RowRule("N30", (start,), partial(check_deadlines, start))
        for start in ("applied_on", "confirmed_on", "removed_on")
    ),
)
