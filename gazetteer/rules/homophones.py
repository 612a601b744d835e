"""Names that are heard alike within the legal scope (article 9, items 7 and 8: 避免同音)."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.findings import Severity
from gazetteer.rules.duplicates import lacking_neighbours, scope_told
from gazetteer.rules.neighbours import Likeness, Neighbour, Standing
from gazetteer.rules.rule import Inquiry, Remark, Rule

CLAUSE = "地名管理条例第九条第七项、第八项（避免同音）"


def _others(inquiry: Inquiry, likeness: Likeness, keys: frozenset[str]) -> list[Neighbour]:
    """Living and reserved names of the scope that are written otherwise."""
    alike = inquiry.in_scope(likeness, sorted(keys))
    return [n for n in alike if n.plain != inquiry.plain and n.standing is not Standing.HISTORICAL]


def toned(inquiry: Inquiry) -> list[Neighbour]:
    """Neighbours read alike to the tone."""
    return _others(inquiry, Likeness.TONED, inquiry.sound.toned)


def toneless(inquiry: Inquiry) -> list[Neighbour]:
    """Neighbours read alike but for a tone."""
    heard = set(toned(inquiry))
    return [n for n in _others(inquiry, Likeness.TONELESS, inquiry.sound.toneless) if n not in heard]


def judge_settled(inquiry: Inquiry) -> Iterator[Remark]:
    """D2: alike to the tone, both readings settled."""
    rule = inquiry.scope
    if rule is None or rule.toned is None or not inquiry.sound.settled:
        return
    found = tuple(n for n in toned(inquiry) if inquiry.neighbours.is_settled(n))
    if found:
        yield Remark(
            rule.toned,
            f"{scope_told(inquiry)}有同音的名称（{inquiry.spelled.toned}）：{inquiry.told(found)}",
            "换用不同音的字",
            inquiry.spelled.toned,
            found,
            rule.clause,
            rule.is_sure_of(inquiry.candidate),
        )


def judge_open(inquiry: Inquiry) -> Iterator[Remark]:
    """D2: alike to the tone in one of the readings that are still open."""
    rule = inquiry.scope
    if rule is None or rule.toned is None:
        return
    settled = inquiry.sound.settled
    found = tuple(n for n in toned(inquiry) if not (settled and inquiry.neighbours.is_settled(n)))
    if found:
        yield Remark(
            min(rule.toned, Severity.WARNING, key=lambda severity: severity.rank),
            f"{scope_told(inquiry)}有可能同音的名称（读音未审定）：{inquiry.told(found)}",
            "先审定读音；确为同音的，换字",
            inquiry.spelled.toned,
            found,
            rule.clause,
            rule.is_sure_of(inquiry.candidate),
        )


def judge_toneless(inquiry: Inquiry) -> Iterator[Remark]:
    """D2: alike but for a tone: plates and forms without tone marks write them alike."""
    rule = inquiry.scope
    if rule is None or rule.toneless is None:
        return
    found = tuple(toneless(inquiry))
    if found:
        yield Remark(
            rule.toneless,
            f"{scope_told(inquiry)}有声调之外读音相同的名称（{inquiry.spelled.plain}）：{inquiry.told(found)}",
            "尽量换字；不标声调的拼写将无法区别",
            inquiry.spelled.plain,
            found,
            rule.clause,
            rule.is_sure_of(inquiry.candidate),
        )


RULES = (
    Rule("naming.homophone", "D2", "范围内不同音", CLAUSE, judge_settled, lacking_neighbours),
    Rule("naming.homophone_open", "D2", "多音字各读都不同音", CLAUSE, judge_open, lacking_neighbours, False),
    Rule("naming.homophone_toneless", "D2", "不标声调也能区别", CLAUSE, judge_toneless, lacking_neighbours, False),
)
