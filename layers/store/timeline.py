"""What an edit does to the believed slices of one object: a pure function, the heart of the two times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

from gazetteer.errors import Refused
from layers.layer import Layer
from layers.store.contract import Edit, EditAct, Record

Slices = tuple[Record, ...]


def apply_edit(
    layer: Layer, believed: Sequence[Record], edit: Edit, *, now: datetime, today: date, last_version: int = 0
) -> Slices:
    """The believed slices after `edit`, ordered by valid time; untouched slices are returned as they were.

    New slices carry the next version and `recorded_from=now`; `last_version` is the highest ever used by
    an object of which nothing is believed any more. Raises Refused when the edit does not
    fit the timeline (nothing valid on that day, an end before the beginning, an object already there).
    """
    if edit.act is EditAct.CREATE and not believed:
        made = _created(layer, edit, version=last_version + 1, now=now)
        _refuse_disorder(layer, made, edit)
        return (made,)
    slices = tuple(sorted(believed, key=lambda s: s.valid_from or date.min))
    version = max((s.version for s in slices), default=last_version) + 1
    steps = {
        EditAct.CREATE: _refuse_existing,
        EditAct.CORRECT: _correct,
        EditAct.CHANGE: _change,
        EditAct.END: _end,
        EditAct.WITHDRAW: _withdraw,
        EditAct.RESTORE: _restore,
    }
    after = steps[edit.act](layer, slices, edit, today)
    stamped = tuple(
        s if any(s is old for old in slices) else replace(s, version=version, recorded_from=now, recorded_to=None)
        for s in after
    )
    _refuse_overlap(layer, stamped, edit)
    return tuple(sorted(stamped, key=lambda s: s.valid_from or date.min))


def valid_on(slices: Sequence[Record], day: date) -> Record | None:
    """The slice that holds on `day`; None when none does."""
    return next((s for s in slices if _holds(s, day)), None)


def _holds(record: Record, day: date) -> bool:
    return (record.valid_from is None or record.valid_from <= day) and (
        record.valid_to is None or day < record.valid_to
    )


def _created(layer: Layer, edit: Edit, *, version: int, now: datetime) -> Record:
    if not edit.division:
        raise _refusal(layer, edit, "timeline.division", "新增记录没有写明所属区划", "补充所属区划代码")
    return Record(
        layer=layer.key,
        id=edit.object_id,
        version=version,
        division=edit.division,
        values={**dict.fromkeys(layer.keys), **edit.values},
        geometry=edit.geometry,
        valid_from=edit.valid_from or edit.effective,
        valid_to=edit.valid_to,
        recorded_from=now,
        generated=bool(edit.generated),
        source=edit.source or "",
    )


def _refuse_existing(layer: Layer, slices: Slices, edit: Edit, today: date) -> Slices:  # noqa: ARG001
    raise _refusal(layer, edit, "timeline.exists", "已有这个编号的记录，不能再次新增", "改用勘误或变更")


def _correct(layer: Layer, slices: Slices, edit: Edit, today: date) -> Slices:
    target = _target(layer, slices, edit, today)
    return tuple(_merged(s, edit) if s is target else s for s in slices)


def _change(layer: Layer, slices: Slices, edit: Edit, today: date) -> Slices:
    target = _target(layer, slices, edit, today)
    begins = edit.effective or today
    after = replace(_merged(target, edit), valid_from=begins, valid_to=edit.valid_to or target.valid_to)
    if target.valid_from == begins:
        return tuple(after if s is target else s for s in slices)
    ended = replace(target, valid_to=begins)
    return tuple(part for s in slices for part in ((ended, after) if s is target else (s,)))


def _end(layer: Layer, slices: Slices, edit: Edit, today: date) -> Slices:
    last_day = edit.effective or today
    target = _target(layer, slices, edit, today)
    if target.valid_from is not None and last_day <= target.valid_from:
        raise _refusal(
            layer, edit, "timeline.order", f"注销日期 {last_day} 不晚于生效日期 {target.valid_from}", "改正日期"
        )
    kept = tuple(s for s in slices if s is not target and s.valid_to is not None and s.valid_to <= last_day)
    return (*kept, replace(target, valid_to=last_day))


def _withdraw(layer: Layer, slices: Slices, edit: Edit, today: date) -> Slices:  # noqa: ARG001
    if not slices:
        raise _refusal(layer, edit, "timeline.missing", "没有可撤销的登记", "刷新后再试")
    return ()


def _restore(layer: Layer, slices: Slices, edit: Edit, today: date) -> Slices:  # noqa: ARG001
    return tuple(replace(s) for s in edit.timeline)


def _target(layer: Layer, slices: Slices, edit: Edit, today: date) -> Record:
    if not slices:
        raise _refusal(layer, edit, "timeline.missing", "记录不存在或已撤销登记", "刷新后再试")
    if edit.effective is None and edit.act is EditAct.CORRECT:
        return valid_on(slices, today) or slices[-1]
    found = valid_on(slices, edit.effective or today)
    if found is None:
        raise _refusal(layer, edit, "timeline.not_valid", f"{edit.effective or today} 这一天没有生效的记录", "改正日期")
    return found


def _merged(record: Record, edit: Edit) -> Record:
    return replace(
        record,
        values={**record.values, **edit.values},
        geometry=edit.geometry if edit.sets_geometry else record.geometry,
        division=edit.division or record.division,
        valid_from=edit.valid_from or record.valid_from,
        valid_to=edit.valid_to or record.valid_to,
        generated=record.generated if edit.generated is None else edit.generated,
        source=record.source if edit.source is None else edit.source,
    )


def _refuse_overlap(layer: Layer, slices: Slices, edit: Edit) -> None:
    ordered = sorted(slices, key=lambda s: s.valid_from or date.min)
    for record in ordered:
        _refuse_disorder(layer, record, edit)
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or later.valid_from is None or earlier.valid_to > later.valid_from:
            raise _refusal(layer, edit, "timeline.overlap", "同一记录的两段有效时间重叠", "改正生效或失效日期")


def _refuse_disorder(layer: Layer, record: Record, edit: Edit) -> None:
    begins, ends = record.valid_from, record.valid_to
    if begins and ends and begins >= ends:
        raise _refusal(layer, edit, "timeline.order", f"失效日期 {ends} 不晚于生效日期 {begins}", "改正日期")


def _refusal(layer: Layer, edit: Edit, rule: str, message: str, remedy: str) -> Refused:
    return Refused.because(rule, f"{layer.title} {edit.object_id}：{message}", remedy=remedy, subject=edit.object_id)
