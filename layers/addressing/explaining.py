"""Why a text has no answer, or what a person should look at before taking the answer: findings."""

from __future__ import annotations

from collections.abc import Sequence

from gazetteer.addresses import Reading
from gazetteer.addresses.parsing import MAX_LENGTH
from gazetteer.addresses.variants import CORRECTIONS
from gazetteer.findings import Finding, Severity
from layers.address_match import AddressMatch
from layers.addressing.statuses import GeocodeStatus
from layers.addressing.wording import Change

SHOWN_CHOICES = 3
LEFT = frozenset({"dropped", "unexplained"})
LOOKED_AT = frozenset({"dropped", *(written.value for written in CORRECTIONS)})


def findings_of(
    status: GeocodeStatus,
    reading: Reading,
    matches: Sequence[AddressMatch],
    choices: int,
    changes: Sequence[Change],
) -> tuple[Finding, ...]:
    """The finding that goes with a status; none for `ok`."""
    match status:
        case GeocodeStatus.OUT_OF_AREA:
            return (_out_of_area(reading.foreign),)
        case GeocodeStatus.REJECTED:
            return (_rejected(reading),)
        case GeocodeStatus.AMBIGUOUS:
            return (_ambiguous(matches, choices),)
        case GeocodeStatus.PARTIAL:
            return (_partial(matches[0], changes),)
        case GeocodeStatus.CORRECTED:
            return (_corrected(changes),)
    return ()


def _out_of_area(place: str) -> Finding:
    message = f"“{place[:30]}”不在本县，没有在县内查找"
    return Finding("geocode.out_of_area", Severity.ERROR, message, value=place[:60], remedy="核对省、市、县、乡镇名称")


def _rejected(reading: Reading) -> Finding:
    if reading.too_long:
        message = f"文字超过 {MAX_LENGTH} 字，不像一个地址"
        return Finding("geocode.too_long", Severity.ERROR, message, remedy="只给出一个地址")
    if not reading.text.text:
        return Finding("geocode.empty", Severity.ERROR, "没有可以识别的文字", remedy="给出地址")
    shown = reading.text.text[:60]
    message = f"“{shown}”里没有认出本县的乡镇、村、街路或小区"
    return Finding("geocode.unknown", Severity.ERROR, message, value=shown, remedy="写明乡镇和村，或街路名称")


def _ambiguous(matches: Sequence[AddressMatch], choices: int) -> Finding:
    shown = "、".join(match.address for match in matches[: min(choices, SHOWN_CHOICES)])
    if choices == 1:
        message = f"只有相近的“{shown}”，名称差一个字，旁证不足"
        return Finding("geocode.unsupported", Severity.ERROR, message, remedy="补写乡镇、村，或确认就是这个地址")
    more = "……" if choices > SHOWN_CHOICES else ""
    message = f"有 {choices} 个同样可能的地址：{shown}{more}"
    return Finding("geocode.ambiguous", Severity.ERROR, message, remedy="补写乡镇、村或组，或从中选定一个")


def _partial(match: AddressMatch, changes: Sequence[Change]) -> Finding:
    left = [f"“{c.before}”{c.reason}" for c in changes if c.rule in LEFT and c.before]
    told = "；".join((*([match.why] if match.why else []), *left[:SHOWN_CHOICES]))
    why = f"：{told}" if told else ""
    message = f"没有完全找到，答到“{match.address}”（{match.precision.term}）{why}"
    return Finding("geocode.partial", Severity.WARNING, message, remedy="核对没有认出或没有找到的部分")


def _corrected(changes: Sequence[Change]) -> Finding:
    shown = "；".join(f"“{c.before}”按“{c.after}”（{c.reason}）" for c in changes if c.rule in LOOKED_AT and c.after)
    left = "；".join(f"“{c.before}”{c.reason}" for c in changes if c.rule in LOOKED_AT and not c.after)
    message = "更正后找到：" + "；".join(part for part in (shown, left) if part)
    return Finding("geocode.corrected", Severity.INFO, message.removesuffix("："), remedy="核对更正是否合原意")
