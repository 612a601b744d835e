"""The generic term against the class and the scale of the entity (article 9, item 2)."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.categories import PlaceKind
from gazetteer.findings import Severity
from gazetteer.rules.rule import Inquiry, Remark, Rule
from gazetteer.rules.rulebook import ScaleLimit

CLAUSE = "地名管理条例第九条第二项"
LEVEL_WORDS = ("镇", "乡", "县", "市", "区", "省", "州", "街道")
"""Terms of divisions: an entity of another kind that ends in one looks like what it is not."""
MEASURES = {
    "width_m": ("路宽", "米"),
    "length_m": ("长度", "米"),
    "area_m2": ("占地面积", "平方米"),
    "floors": ("层数", "层"),
    "height_m": ("高度", "米"),
    "green_percent": ("绿地率", "%"),
}
"""Measures of an entity: Chinese word and unit."""
NEVER_LEVEL = frozenset({PlaceKind.STREET, PlaceKind.RESIDENTIAL_OR_BUILDING, PlaceKind.SETTLEMENT})
NOT_LEVELS = ("小区", "社区", "生活区", "景区", "林区", "校区", "库区", "园区", "灌区", "保护区", "服务区")


def judge_level(inquiry: Inquiry) -> Iterator[Remark]:
    """N2: a settlement, street or building does not call itself a town or a county."""
    candidate, name = inquiry.candidate, inquiry.name
    if candidate.kind not in NEVER_LEVEL or name.endswith(NOT_LEVELS):
        return
    word = next((word for word in LEVEL_WORDS if name.endswith(word) and len(name) > len(word)), "")
    if word:
        yield Remark(
            Severity.WARNING,
            f"“{word}”是行政区划的通名，用于{candidate.kind.term}容易误认",
            "改用与实体相称的通名；沿用历史名称（集镇）的，写明来历",
            word,
        )


def judge_scale(inquiry: Inquiry) -> Iterator[Remark]:
    """N2: the measures of the entity are those that its generic term stands for."""
    scale = inquiry.candidate.scale
    for limit in limits_for(inquiry):
        if limit.measure not in scale:
            continue
        value = scale[limit.measure]
        low = limit.minimum is not None and value < limit.minimum
        high = limit.maximum is not None and value > limit.maximum
        if low or high:
            word, unit = MEASURES.get(limit.measure, (limit.measure, ""))
            yield Remark(
                Severity.WARNING,
                f"{word} {value:g} {unit}，不合“{limit.generic}”的规模（{_range(limit)} {unit}；{limit.source}）",
                _better(inquiry, limit, value),
                f"{value:g}",
                sure=limit.verified,
            )


def limits_for(inquiry: Inquiry) -> list[ScaleLimit]:
    """The limits of the candidate's generic term: those made for its own area, else the general ones."""
    candidate, generic = inquiry.candidate, inquiry.parts.generic
    fitting = [limit for limit in inquiry.book.limits if (limit.generic, limit.kind) == (generic, candidate.kind.value)]
    own = [limit for limit in fitting if limit.place and candidate.division.startswith(limit.place)]
    return own or [limit for limit in fitting if not limit.place]


def lacking_scale(inquiry: Inquiry) -> str:
    """Which measures the rule would need; "" when they are there, or none is asked for."""
    missing = {limit.measure for limit in limits_for(inquiry)} - inquiry.candidate.scale.keys()
    words = "、".join(MEASURES[measure][0] for measure in sorted(missing))
    return f"没有给出{words}" if missing else ""


def _range(limit: ScaleLimit) -> str:
    if limit.minimum is not None and limit.maximum is not None:
        return f"{limit.minimum:g}—{limit.maximum:g}"
    return f"不小于 {limit.minimum:g}" if limit.minimum is not None else f"不大于 {limit.maximum:g}"


def _better(inquiry: Inquiry, limit: ScaleLimit, value: float) -> str:
    """Other terms of the kind whose limits the value keeps."""
    fitting = [
        other.generic
        for other in inquiry.book.limits
        if (other.kind, other.measure, other.place) == (limit.kind, limit.measure, limit.place)
        and (other.minimum is None or value >= other.minimum)
        and (other.maximum is None or value <= other.maximum)
    ]
    return f"改用与规模相称的通名（如 {'、'.join(fitting)}）" if fitting else "改用与规模相称的通名"


RULES = (
    Rule("naming.generic_level", "N2", "通名与类别相称", CLAUSE, judge_level),
    Rule("naming.generic_scale", "N2", "通名与规模相称", CLAUSE, judge_scale, lacking_scale),
)
