"""Old names and listed names are not given up lightly (articles 10, 24 and 25)."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.findings import Severity
from gazetteer.rules.neighbours import Likeness, Neighbour
from gazetteer.rules.parts import plain_name
from gazetteer.rules.relations import lacking_rename
from gazetteer.rules.rule import Inquiry, Remark, Rule

IMPORTANT_AFTER_YEARS = 100
"""A name on record for longer is taken for historically important (house practice; the law gives no figure)."""


def judge_listed(inquiry: Inquiry) -> Iterator[Remark]:
    """P1: a name on the heritage list changes only after measures for its protection are on file."""
    found = tuple(n for n in _given_up(inquiry) if n.protected and not n.measures)
    if found:
        yield Remark(
            Severity.BLOCK,
            f"原名在地名保护名录内，没有保护措施：{inquiry.told(found)}",
            "先制定保护措施并归档，再办理更名",
            inquiry.candidate.renames,
            found,
        )


def judge_known(inquiry: Inquiry) -> Iterator[Remark]:
    """The name to be given up is among the neighbours: else nothing is known of its age and protection."""
    if len(inquiry.neighbours) and not _given_up(inquiry):
        old = inquiry.candidate.renames
        message = f"没有找到原名“{old}”：是否在保护名录内、沿用多久、有哪些派生地名，都无从查对"
        yield Remark(Severity.WARNING, message, "核对原名的写法、类别和所在区划", old, clause="地名管理条例第十条")


def judge_old(inquiry: Inquiry) -> Iterator[Remark]:
    """P2: a name of long standing is normally not changed."""
    oldest = inquiry.book.day.year - IMPORTANT_AFTER_YEARS
    found = tuple(n for n in _given_up(inquiry) if n.attested is not None and n.attested < oldest)
    if found:
        years = "、".join(str(n.attested) for n in found)
        yield Remark(
            Severity.ERROR,
            f"原名历史悠久（最早见于 {years} 年），一般不予更名：{inquiry.told(found)}",
            "保留原名；确需更名的，写明理由",
            inquiry.candidate.renames,
            found,
            "地名管理条例第十条（具有重要历史文化价值的地名）",
            sure=False,
        )


def judge_revived(inquiry: Inquiry) -> Iterator[Remark]:
    """A listed name that another entity takes: allowed for revival and derivation, with measures on file."""
    wanted = ((Likeness.SPECIFIC, inquiry.specific), (Likeness.TEXT, inquiry.plain))
    alike = (n for likeness, key in wanted for n in inquiry.alike(likeness, (key,), lambda n: n.protected))
    found = tuple(dict.fromkeys(alike))
    if found:
        yield Remark(
            Severity.INFO,
            f"专名见于地名保护名录：{inquiry.told(found)}",
            "属沿用、派生或复名的，按保护名录办理并说明",
            inquiry.parts.specific,
            found,
            "地名管理条例第二十四条、第二十五条",
        )


def _given_up(inquiry: Inquiry) -> list[Neighbour]:
    """Records of the name that the candidate shall replace, those of its own entity where it is known."""
    candidate = inquiry.candidate
    if not candidate.renames:
        return []
    given_up = plain_name(candidate.renames, candidate.kind)
    own = inquiry.neighbours.alike(Likeness.PLACE, (candidate.place,)) if candidate.place else ()
    named = {n for n in own if n.text == candidate.renames} or {
        n for n in inquiry.neighbours.alike(Likeness.TEXT, (given_up,)) if n.kind is candidate.kind
    }
    return sorted(named, key=lambda n: (n.text, n.id))


RULES = (
    Rule(
        "naming.heritage_listed", "P1", "名录内地名先保护后更名", "地名管理条例第二十五条", judge_listed, lacking_rename
    ),
    Rule("naming.old_name", "P2", "原名有案可查", "地名管理条例第十条", judge_known, lacking_rename),
    Rule("naming.heritage_old", "P2", "历史地名一般不更名", "地名管理条例第十条", judge_old, lacking_rename),
    Rule("naming.heritage_used", "P1", "使用名录内地名", "地名管理条例第二十四条", judge_revived, stored=False),
)
