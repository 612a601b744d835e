"""The same name twice within the legal scope (article 9, items 7 and 8), current, reserved or historical."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.findings import Severity
from gazetteer.rules.extent import DIGITS, Extent
from gazetteer.rules.neighbours import RESERVED, Likeness, Neighbour, Standing
from gazetteer.rules.rule import Inquiry, Remark, Rule

CLAUSE = "地名管理条例第九条第七项、第八项"


def lacking_neighbours(inquiry: Inquiry) -> str:
    """The rules about neighbours need some, and a scope to look for them in."""
    if inquiry.scope is None:
        return "这类地名没有登记重名范围"
    return "" if len(inquiry.neighbours) else "没有给出周围的地名"


def scope_told(inquiry: Inquiry) -> str:
    """全县; a street outside any registered built-up area is compared within the township, and says so."""
    rule, candidate = inquiry.scope, inquiry.candidate
    if rule is None:
        return ""
    if rule.scope is Extent.BUILT_UP_AREA and candidate.areas:
        return f"同一建成区（{'、'.join(candidate.areas)}）"
    if not rule.places(candidate):
        return f"{rule.scope.term}（没有给出所在区划，与全部地名比较）"
    return "同一乡镇（未登记建成区）" if rule.scope is Extent.BUILT_UP_AREA else rule.scope.term


def same(inquiry: Inquiry) -> tuple[Neighbour, ...]:
    """Neighbours of the scope with the very same text."""
    return tuple(inquiry.in_scope(Likeness.TEXT, (inquiry.plain,)))


def judge_current(inquiry: Inquiry) -> Iterator[Remark]:
    """D1: a name in use in the scope is the same."""
    rule = inquiry.scope
    found = tuple(n for n in same(inquiry) if n.standing is Standing.CURRENT and n.standard)
    if found and rule and rule.duplicate:
        planned = inquiry.candidate.planned and rule.duplicate is Severity.BLOCK
        later = "（规划名称，正式命名前须更换）" if planned else ""
        yield Remark(
            Severity.ERROR if planned else rule.duplicate,
            f"{scope_told(inquiry)}已有同名的{rule.kind.term}：{inquiry.told(found)}{later}",
            "换名，或加方位、片区等专名以资区别",
            inquiry.name,
            found,
            rule.clause,
            rule.is_sure_of(inquiry.candidate),
        )


def judge_covered(inquiry: Inquiry) -> Iterator[Remark]:
    """D1: the scope reaches further than the names that were compared: no all-clear for the rest."""
    rule, covered = inquiry.scope, inquiry.neighbours.covers
    if rule is not None and rule.scope in DIGITS and DIGITS[rule.scope] < DIGITS.get(covered, 0):
        yield Remark(
            Severity.INFO,
            f"应在{rule.scope.term}范围内不重名，这里只比较了{covered.term}的地名",
            f"到国家地名信息库按{rule.scope.term}范围查同名、同音",
            clause=rule.clause,
            sure=rule.verified,
        )


def judge_alias(inquiry: Inquiry) -> Iterator[Remark]:
    """Q3: a neighbour has the name as its alias, short form or popular name."""
    found = tuple(n for n in same(inquiry) if n.standing is Standing.CURRENT and not n.standard)
    if found:
        message = f"{scope_told(inquiry)}有实体以此为别名、简称或俗称：{inquiry.told(found)}"
        yield Remark(
            Severity.WARNING, message, "核实是否同一实体；是两处的，换名", inquiry.name, found, "好的惯例（Q3）"
        )


def judge_reserved(inquiry: Inquiry) -> Iterator[Remark]:
    """D1: a name planned in the naming scheme, or in a case under way, is the same."""
    rule = inquiry.scope
    found = tuple(n for n in same(inquiry) if n.standing in RESERVED)
    if found and rule and rule.duplicate_reserved:
        yield Remark(
            rule.duplicate_reserved,
            f"{scope_told(inquiry)}已有规划预留或在审的同名{rule.kind.term}：{inquiry.told(found)}",
            "核对地名方案和在办案件；正是启用该预留名称的，在案件中关联",
            inquiry.name,
            found,
            rule.clause,
            rule.is_sure_of(inquiry.candidate),
        )


def judge_historical(inquiry: Inquiry) -> Iterator[Remark]:
    """D5: a living place bore the name before."""
    found = tuple(n for n in same(inquiry) if n.standing is Standing.HISTORICAL)
    if found:
        message = f"{scope_told(inquiry)}曾有同名：{inquiry.told(found)}"
        yield Remark(
            Severity.INFO, message, "核实两处没有混淆，并在地名来历中写明", inquiry.name, found, "好的惯例（D5）"
        )


def judge_other_generic(inquiry: Inquiry) -> Iterator[Remark]:
    """D3: the same specific part with another generic term."""
    rule, specific = inquiry.scope, inquiry.specific
    if rule is None or rule.other_generic is None or not inquiry.parts.generic:
        return
    alike = inquiry.in_scope(Likeness.SPECIFIC, (specific,))
    found = tuple(n for n in alike if n.plain != inquiry.plain and n.standing is not Standing.HISTORICAL)
    if found:
        yield Remark(
            rule.other_generic,
            f"{scope_told(inquiry)}有专名相同、通名不同的名称：{inquiry.told(found)}",
            "确为同一片区派生命名的，说明派生关系；否则换专名",
            specific,
            found,
            "地方惯例",
            sure=False,
        )


def judge_second_standard(inquiry: Inquiry) -> Iterator[Remark]:
    """D6: the entity has a standard name already, and nobody says that it is to be renamed."""
    candidate = inquiry.candidate
    if not candidate.place or candidate.renames:
        return
    alike = inquiry.neighbours.alike(Likeness.PLACE, (candidate.place,))
    held = {n for n in alike if n.standing is Standing.CURRENT and n.standard and n.id != candidate.name_id}
    found = tuple(sorted(held, key=lambda n: (n.text, n.id)))
    if found:
        message = f"该实体已有标准名称：{inquiry.told(found)}"
        yield Remark(Severity.ERROR, message, "按更名办理，或登记为别名、简称", inquiry.name, found, "一地一名")


RULES = (
    Rule("naming.duplicate", "D1", "范围内不重名", CLAUSE, judge_current, lacking_neighbours),
    Rule("naming.scope_covered", "D1", "范围内的地名齐全", CLAUSE, judge_covered, lacking_neighbours, False),
    Rule("naming.duplicate_alias", "Q3", "不与别名、简称相同", CLAUSE, judge_alias, lacking_neighbours, False),
    Rule("naming.duplicate_reserved", "D1", "不与预留、在审名称重名", CLAUSE, judge_reserved, lacking_neighbours),
    Rule("naming.duplicate_historical", "D5", "不与历史地名混淆", CLAUSE, judge_historical, lacking_neighbours, False),
    Rule("naming.other_generic", "D3", "专名不重复", CLAUSE, judge_other_generic, lacking_neighbours, False),
    Rule("naming.second_standard", "D6", "一地一名", "地名管理条例第四条", judge_second_standard, lacking_neighbours),
)
