"""How a name is built: both parts there, one generic term, a specific part that says something, a bearable length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazetteer.categories import PlaceKind
from gazetteer.findings import Severity
from gazetteer.romanization.numerals import NUMERALS_THAT_ARE_NAMES, value_of
from gazetteer.rules.parts import NEEDS_GENERIC, kinds_ending_in, split_parts, terms_of
from gazetteer.rules.rule import Inquiry, Remark, Rule

ARTICLE = "地名管理条例第九条"
LONGEST_NAME = 15
"""Characters; longer names are hard to put on signs and plates (house practice)."""
NO_NAME = 30
"""Characters; what is longer is a sentence (house practice)."""

DERIVING = frozenset({"巷", "弄", "里", "条", "胡同", "支路", "横街", "横路", "东段", "西段", "南段", "北段", "中段"})
"""Terms that streets are derived or divided with: 南关路巷 is a lane off 南关路, 环路东段 a part of 环路."""
LEXICALISED = frozenset({"里弄", "街巷", "弄堂", "街坊", "花园小区", "公园小区", "新村小区", "家园小区", "嘉园小区"})
"""Pairs of terms that are one word, or that usage in residential areas has long accepted (未核实)."""
PHASE = re.compile(r"(第?[一二三四五六七八九十]+期|[东西南北中]区|[A-Za-z]区)$")
"""Phases and sections of an estate: they belong to the building permit, not to the name."""
NUMBER_WORD = "号"
"""It makes a numeral no more than an ordinal: 一号路."""
TRADITIONAL_ORDINALS = frozenset({"马路", "环路", "条", "弄"})
"""Terms before which an ordinal has long been a name (1984 rules, 7: 2 Mǎlù, 3 Huánlù)."""
STREETS_IN_ONE_WORD = frozenset({"路", "街", "巷"})
"""Terms of one character that mean nothing else before another term; 里, 道, 坊 are parts of names (凯里路)."""
KINDS_WITHOUT_CHAINS = frozenset({PlaceKind.STREET, PlaceKind.RESIDENTIAL_OR_BUILDING, PlaceKind.PARK_OR_RESERVE})
"""Elsewhere a term before another is the specific part of the next: 沙沟水库, 大桥站, 山河镇."""


def judge_empty(inquiry: Inquiry) -> Iterator[Remark]:
    """A name has characters."""
    if not inquiry.name:
        yield Remark(Severity.ERROR, "没有名称", "写出要审查的地名")


def judge_missing(inquiry: Inquiry) -> Iterator[Remark]:
    """N1: specific part and generic term are both there, but for natural villages."""
    kind, name = inquiry.candidate.kind, inquiry.name
    if not name or kind not in NEEDS_GENERIC:
        if len(name) == 1:
            yield Remark(Severity.WARNING, f"“{name}”只有一个字，不能单独辨认", "加上专名或通名", name)
        return
    if name in terms_of(kind):
        yield Remark(Severity.ERROR, f"“{name}”只有通名，没有专名", "加上专名", name)
        return
    if inquiry.parts.generic:
        return
    phase = PHASE.search(name)
    if phase and split_parts(name[: phase.start()], kind).generic:
        message = f"“{phase[0]}”是分期或分区，不是通名"
        yield Remark(Severity.ERROR, message, f"以“{name[: phase.start()]}”为名，分期、分区用楼号区别", phase[0])
        return
    others = kinds_ending_in(name, kind)
    hint = "，".join(f"“{term}”是{other.term}的通名" for other, term in others)
    remedy = "核对类别，或改用本类通名" if others else "加上与类别相称的通名"
    usual = "、".join(sorted(terms_of(kind), key=len)[:8])
    message = f"“{name}”没有“{kind.term}”的通名" + (f"：{hint}" if hint else "")
    yield Remark(Severity.ERROR, message, f"{remedy}（如 {usual}）", name)


def judge_doubled(inquiry: Inquiry) -> Iterator[Remark]:
    """N3: no two generic terms one after the other."""
    kind, parts = inquiry.candidate.kind, inquiry.parts
    if not parts.generic:
        return
    if kind not in KINDS_WITHOUT_CHAINS:
        yield from _same_twice(inquiry)
        return
    before = split_parts(parts.specific, kind)
    inner = before.generic
    pair = inner + parts.generic
    if not inner or pair in LEXICALISED or parts.generic in DERIVING:
        return
    if len(inner) < 2 and not (inner in STREETS_IN_ONE_WORD and len(before.specific) > 1):
        return
    yield Remark(
        Severity.ERROR,
        f"通名重叠：“{inner}”与“{parts.generic}”都是通名",
        f"只留一个，如“{inquiry.name.removesuffix(parts.generic)}”",
        pair,
        clause="各省地名管理规定：通名不得重叠",
    )


def _same_twice(inquiry: Inquiry) -> Iterator[Remark]:
    """城关镇镇, 王家村村; a specific part of two characters may end so by chance (古镇镇 is a town)."""
    specific, generic = inquiry.parts.specific, inquiry.parts.generic
    if specific.endswith(generic) and len(specific) > 2:
        yield Remark(
            Severity.ERROR,
            f"通名重叠：“{generic}”写了两次",
            f"只留一个，如“{specific}”",
            generic * 2,
            clause="各省地名管理规定：通名不得重叠",
        )


def judge_ordinal(inquiry: Inquiry) -> Iterator[Remark]:
    """N11: an ordinal alone is a weak specific part (一村, 二路)."""
    specific = inquiry.parts.specific
    generic = inquiry.parts.generic
    if not generic or generic in TRADITIONAL_ORDINALS or specific in NUMERALS_THAT_ARE_NAMES:
        return
    if value_of(specific.removeprefix("第").removesuffix(NUMBER_WORD)) is not None:
        yield Remark(
            Severity.WARNING,
            f"专名只是序数“{specific}”",
            "序数前加专名，使名称能单独辨认",
            specific,
            clause="各省地名管理规定：一般不以单纯序数词作专名",
            sure=False,
        )


def judge_length(inquiry: Inquiry) -> Iterator[Remark]:
    """A name fits a sign and a tongue."""
    if len(inquiry.name) > LONGEST_NAME:
        message = f"名称有 {len(inquiry.name)} 个字，超过 {LONGEST_NAME} 个字"
        severity = Severity.ERROR if len(inquiry.name) > NO_NAME else Severity.WARNING
        yield Remark(severity, message, "缩短名称，或另定简称", str(len(inquiry.name)))


RULES = (
    Rule("naming.empty", "N1", "有名称", ARTICLE, judge_empty),
    Rule("naming.generic_missing", "N1", "专名、通名齐全", ARTICLE, judge_missing),
    Rule("naming.generic_doubled", "N3", "通名不重叠", ARTICLE, judge_doubled),
    Rule("naming.ordinal_only", "N11", "专名不只是序数", ARTICLE, judge_ordinal),
    Rule("naming.length", "", "长度适宜", "本单位惯例", judge_length),
)
