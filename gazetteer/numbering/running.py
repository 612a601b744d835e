"""Rules about the numbers of one space: what cannot be read, what hangs twice, what is missing, where numbers start anew.

They need no positions. Whether a gap along a street has room for its numbers, only the ground can tell.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from gazetteer.numbering.gaps import apart, avoided_fours, missing_numbers
from gazetteer.numbering.inference import village_scope
from gazetteer.numbering.profile import VillageScope
from gazetteer.numbering.ranges import as_ranges
from gazetteer.numbering.rows import DEAD, GONE, ON_GATES, RowRule, Rows, read_number, written
from gazetteer.numbering.rules import BY_ID, Judge

IN_VILLAGES = frozenset({"group", "village"})
MOST = 0.5
"""Share of the villages from which another scope than the profile's is one finding for all of them."""

Key = tuple[int, int, int]


def check_form(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N02: numbers that cannot be read, and numbers beyond the profile's largest."""
    largest = judge.profile.largest_number
    for identity, label, text in _read_texts(rows):
        found = read_number(text)
        if isinstance(found, Refused):
            yield from _refusals(judge, "N02", identity, label, text)
        elif found.number > largest:
            yield judge.finding(
                "N02",
                f"门楼牌“{label}”的号 {found.number} 超过上限 {largest}",
                name="numbering.range",
                subject=identity,
                column="门牌号",
                value=text,
                remedy="核对号码；确有这样大的号，修改编号规则档案的上限",
            )


def check_stacked(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N27: a text that stacks sub-numbers (3附1附2号)."""
    for identity, label, text in _read_texts(rows):
        yield from _refusals(judge, "N27", identity, label, text)


def _read_texts(rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Identity, name and number text of the plates of gates that hang."""
    for identity, label, kind, status, text in rows.each("id", "label", "kind", "status", "number_text"):
        if text and status not in GONE and (kind is None or kind in ON_GATES):
            yield str(identity), str(label), str(text)


def _refusals(judge: Judge, rule: str, identity: str, label: str, text: str) -> Iterator[Finding]:
    """Why a text is no number, as far as it concerns the rule."""
    found = read_number(text)
    for reason in found.findings if isinstance(found, Refused) else ():
        if reason.rule in BY_ID[rule].names:
            yield judge.finding(
                rule,
                f"门楼牌“{label}”：{reason.message}",
                name=reason.rule,
                subject=identity,
                column="门牌号",
                value=text,
                remedy=reason.remedy,
            )


def scopes_of(rows: Rows) -> dict[str, VillageScope]:
    """Village → whether its numbers run by group or through the village; villages of one group are left out."""
    doors: dict[str, list[tuple[Any, int]]] = defaultdict(list)
    keys = ("village", "space", "space_kind", "number", "sub", "status", "address_status")
    for village, space, kind, number, sub, status, address_status in rows.each(*keys):
        live = status not in GONE and address_status not in DEAD
        if village and space and number and not sub and live and (kind is None or kind in IN_VILLAGES):
            doors[village].append((space, number))
    found = {}
    for village, own in doors.items():
        by_group = Counter(space for space, _ in set(own))
        if len(by_group) > 1:
            apart = by_group.total()
            through = apart - len({number for _, number in own})
            found[village] = village_scope(len(own) - apart, through, len(own), max(by_group.values()))
    return found


def number_spaces(rows: Rows, judge: Judge, scopes: Mapping[str, VillageScope]) -> list[Any]:
    """Within what each row's number is unique: its street or group, or its village where that is how numbers run.

    What the doors show comes before what the profile lays down.
    """
    laid_down = judge.profile.village_scope
    spaces = []
    for village, space, kind in rows.each("village", "space", "space_kind"):
        scope = scopes.get(village, VillageScope.UNKNOWN)
        through = (laid_down if scope is VillageScope.UNKNOWN else scope) is VillageScope.VILLAGE
        whole = space and village and through and (kind is None or kind in IN_VILLAGES)
        spaces.append(("village", village) if whole else space)
    return spaces


def check_duplicates(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N01: every plate after the first that bears a number its space already has, however it is written.

    Several plates of one address are no duplicates: N13 looks at them on the ground.
    """
    found: dict[tuple[Any, Key], list[tuple[Any, ...]]] = defaultdict(list)
    spaces = number_spaces(rows, judge, scopes_of(rows))
    keys = ("key", "id", "label", "space_name", "address", "number_text", "kind", "status", "address_status")
    for space, (key, *row, kind, status, address_status) in zip(spaces, rows.each(*keys), strict=True):
        on_gate = kind is None or kind in ON_GATES
        if space and key and on_gate and status not in GONE and address_status not in DEAD:
            found[space, key].append(tuple(row))
    for (_, key), doors in found.items():
        addresses = {door[3] for door in doors}
        if len(doors) < 2 or (len(addresses) == 1 and not addresses <= {None, ""}):
            continue
        doors.sort(key=lambda door: str(door[0]))
        for identity, label, name, _, text in doors[1:]:
            yield judge.finding(
                "N01",
                f"门楼牌“{label}”的号“{written(key)}”在“{name or ''}”内出现 {len(doors)} 次",
                subject=str(identity),
                column="门牌号",
                value=str(text or written(key)),
                remedy="核对实地后改编其中之一，或编附号",
                related=[str(door[0]) for door in doors if door[0] != identity],
            )


def check_gaps(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N07: numbers missing from 1 to the largest of a group or village, less those kept in reserve.

    Numbers far beyond the rest are told as a jump: what lies between was never meant to be there.
    """
    for space, name, there in _runs(rows, judge, only_villages=True):
        run, *beyond = apart({0, *there})
        if run == [0]:
            run, *beyond = beyond
            yield _jump(judge, space, f"“{name}”的号从 {run[0]} 编起", run)
        for before, part in itertools.pairwise([run, *beyond]):
            yield _jump(judge, space, f"“{name}”的号从 {before[-1]} 跳到 {part[0]}", part)
        missing = [number for part in (run, *beyond) for number in missing_numbers(part)]
        if missing:
            yield judge.finding(
                "N07",
                f"“{name}”缺 {as_ranges(missing)}号，共 {len(missing)} 个",
                subject=str(space),
                column="门牌号",
                value=as_ranges(missing),
                remedy="核对是注销、预留还是漏登",
            )


def _jump(judge: Judge, space: Any, message: str, part: Sequence[int]) -> Finding:
    return judge.finding(
        "N07",
        message,
        name="numbering.jump",
        subject=str(space),
        column="门牌号",
        value=as_ranges(part),
        remedy="核对号码是否录错；为今后预留的登记为预留号",
    )


def check_fours(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N07: numbers with a 4, and 13, missing beyond chance; one finding a space."""
    for space, name, there in _runs(rows, judge, only_villages=False):
        avoided = avoided_fours(there)
        if avoided:
            yield judge.finding(
                "N07",
                f"“{name}”避用带 4 和 13 的号：应有 {avoided.expected} 个，缺 {avoided.missing} 个",
                name="numbering.skipped_four",
                subject=str(space),
                column="门牌号",
                value=str(avoided.missing),
                remedy="不得以避讳为由跳号；今后插建时使用",
            )


def _runs(rows: Rows, judge: Judge, *, only_villages: bool) -> Iterator[tuple[Any, str, set[int]]]:
    """Each space, what it is called, and the main numbers that are used or reserved in it; cancelled ones are not."""
    runs: dict[Any, set[int]] = defaultdict(set)
    names: dict[Any, str] = {}
    spaces = number_spaces(rows, judge, scopes_of(rows))
    keys = ("number", "space_name", "space_kind", "village", "status", "address_status")
    for space, (number, name, kind, village, status, address_status) in zip(spaces, rows.each(*keys), strict=True):
        live = status not in GONE and address_status not in DEAD
        if space and number and live and (not only_villages or kind in IN_VILLAGES):
            runs[space].add(number)
            whole = isinstance(space, tuple)
            names.setdefault(space, str(village) if whole else f"{village or ''}{name or space}")
    for space, there in runs.items():
        yield space[1] if isinstance(space, tuple) else space, names[space], there


def check_scopes(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N29: villages whose numbers run otherwise than the profile says; one finding when most of them do."""
    yield from scope_findings(scopes_of(rows), judge)


def scope_findings(scopes: Mapping[str, VillageScope], judge: Judge) -> Iterator[Finding]:
    """What to say of villages whose scope is known; nothing where the profile lays none down."""
    wanted = judge.profile.village_scope
    if wanted not in (VillageScope.GROUP, VillageScope.VILLAGE):
        return
    known = {village: scope for village, scope in scopes.items() if scope is not VillageScope.UNKNOWN}
    other = sorted(village for village, scope in known.items() if scope is not wanted)
    if len(other) > MOST * len(known) and len(other) > 1:
        yield _most_otherwise(judge, known, other)
        return
    for village in other:
        yield judge.finding(
            "N29",
            f"{village}的门牌{known[village].term}编号，规定{wanted.term}编号",
            subject=village,
            column="编号范围",
            value=known[village].value,
            remedy="沿用旧号的登记为该村的编号范围；除确有必要不重编",
        )


def _most_otherwise(judge: Judge, known: Mapping[str, VillageScope], other: Sequence[str]) -> Finding:
    found = Counter(known[village] for village in other).most_common(1)[0][0]
    return judge.finding(
        "N29",
        f"看得出编号范围的 {len(known)} 个村中有 {len(other)} 个{found.term}编号，规定{judge.profile.village_scope.term}编号",
        column="编号范围",
        value=found.value,
        remedy="按实际修改编号规则档案；各村的号不必改",
        related=other,
    )


RUNNING_RULES = (
    RowRule("N01", ("space", "number"), check_duplicates),
    RowRule("N02", ("number_text",), check_form),
    RowRule("N07", ("space", "space_kind", "number"), check_gaps),
    RowRule("N07", ("space", "number"), check_fours),
    RowRule("N27", ("number_text",), check_stacked),
    RowRule("N29", ("village", "space", "number"), check_scopes),
)
"""Rules over rows that a register with positions judges with the ground's help instead."""
