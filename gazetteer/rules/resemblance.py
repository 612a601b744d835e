"""Names that are easily taken for one another: near sounds, near shapes, other ways to write the same name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from gazetteer.findings import Severity
from gazetteer.rules.duplicates import lacking_neighbours, scope_told
from gazetteer.rules.homophones import toned, toneless
from gazetteer.rules.neighbours import Likeness, Neighbour, Standing
from gazetteer.rules.rule import Inquiry, Remark, Rule
from gazetteer.rules.standard_table import legible_text, standard_text

CLAUSE = "地名应当清楚易辨（联合国地名专家组惯例）"
MOST_WRITINGS = 256
"""So many other ways to write a name are looked up; names long enough for more are past the length rule."""


def judge_near_sound(inquiry: Inquiry) -> Iterator[Remark]:
    """D4: alike where n and l, zh and z, ing and in are not kept apart."""
    rule = inquiry.scope
    if rule is None or rule.near is None:
        return
    heard = {*toned(inquiry), *toneless(inquiry)}
    alike = inquiry.in_scope(Likeness.FOLDED, sorted(inquiry.sound.folded))
    found = tuple(n for n in alike if n not in heard and n.plain != inquiry.plain and _living(n))
    if found:
        message = f"{scope_told(inquiry)}有读音相近的名称（平翘舌、前后鼻音、n 与 l 不分时相同）：{inquiry.told(found)}"
        yield Remark(rule.near, message, "口头报警、问路时易混，尽量换字", inquiry.spelled.plain, found)


def judge_near_shape(inquiry: Inquiry) -> Iterator[Remark]:
    """D4: one character is easily misread for another."""
    rule = inquiry.scope
    if rule is None or rule.near is None:
        return
    found = tuple(n for n in inquiry.in_scope(Likeness.TEXT, sorted(_misread(inquiry))) if _living(n))
    if found:
        message = f"{scope_told(inquiry)}有字形相近的名称：{inquiry.told(found)}"
        yield Remark(rule.near, message, "手写、标牌上易混，尽量换字", inquiry.name, found, sure=False)


def judge_variant(inquiry: Inquiry) -> Iterator[Remark]:
    """Q2: a neighbour bears the same name written in another customary or traditional way (塬 and 原)."""
    rule = inquiry.scope
    if rule is None:
        return
    alike = inquiry.in_scope(Likeness.STANDARD, sorted(_writings(inquiry)))
    found = tuple(n for n in alike if n.plain != inquiry.plain and _living(n))
    if found:
        yield Remark(
            Severity.WARNING,
            f"{scope_told(inquiry)}有只是写法不同的名称：{inquiry.told(found)}",
            "是同一地的，统一用字；是两地的，换名",
            inquiry.name,
            found,
            "一名多写须统一用字",
            sure=False,
        )


def _living(neighbour: Neighbour) -> bool:
    return neighbour.standing is not Standing.HISTORICAL


def _misread(inquiry: Inquiry) -> set[str]:
    """The name with any one character replaced by one that looks like it."""
    name, near = inquiry.plain, inquiry.book.near_shapes
    made = (name[:at] + other + name[at + 1 :] for at, c in enumerate(name) for other in near.get(c, ""))
    return set(islice(made, MOST_WRITINGS))


def _writings(inquiry: Inquiry) -> set[str]:
    """The name in every customary way of writing, traditional characters as standard ones."""
    made = {standard_text(legible_text(inquiry.plain))}
    for group in inquiry.book.variants:
        made |= {
            name.replace(written, other)
            for name in made
            for written in group.forms
            if written in name
            for other in group.forms
        }
        if len(made) > MOST_WRITINGS:
            break
    return made


RULES = (
    Rule("naming.near_sound", "D4", "读音不相近", CLAUSE, judge_near_sound, lacking_neighbours, False),
    Rule("naming.near_shape", "D4", "字形不相近", CLAUSE, judge_near_shape, lacking_neighbours, False),
    Rule("naming.variant_writing", "Q2", "一名一写", CLAUSE, judge_variant, lacking_neighbours),
)
