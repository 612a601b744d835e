"""What a name says: leaders, persons, foreign names, companies, exaggeration, oddity (大洋怪; article 9, items 1 and 4 to 6).

The lists are dated data with source and confidence. A word of a list is a question, not a verdict: where the
rules of 2024 let a justification stand (no specific link to the person or the firm), it is given as an
override with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from gazetteer.categories import PlaceKind
from gazetteer.findings import Severity
from gazetteer.romanization.readings import decide_readings
from gazetteer.rules.rule import Inquiry, Judge, Remark, Rule
from gazetteer.rules.rulebook import LexiconTerm, Match
from gazetteer.rules.sounds import sound_of

NO_LINK = "换名；确与该{what}没有特定联系的，说明理由"
LEAST_APPLICANT = 2
"""A specific part of one character is no firm's."""
CLAUSES = {
    "state_leader": "地名管理条例第九条第四项",
    "person": "地名管理条例第九条第四项",
    "foreign": "地名管理条例第九条第五项",
    "company": "地名管理条例第九条第六项",
    "exaggeration": "地名管理条例第九条第一项、第二项",
    "state_landmark": "地名管理条例第九条第一项",
    "feudal": "地名管理条例第九条第一项",
    "vulgar": "地名管理条例第九条第一项",
    "odd": "地名管理条例第九条第一项",
}
"""The article behind each list."""


def hits(inquiry: Inquiry, lexicon: str) -> Iterator[LexiconTerm]:
    """The terms of a list that stand in the name, but for those inside an exception of the list (`<list>_allowed`).

    A term inside a longer one that weighs as much is not told again.
    """
    name, book = inquiry.name, inquiry.book
    allowed = [span for term in book.lexicon.get(f"{lexicon}_allowed", ()) for span in _spans(inquiry, term)]
    terms = {term.term: term for term in reversed(book.lexicon.get(lexicon, ())) if term.term in name}
    found = [
        term
        for term in terms.values()
        if any(not any(low <= at and end <= high for low, high in allowed) for at, end in _spans(inquiry, term))
    ]
    for term in found:
        longer = (other for other in found if other is not term and term.term in other.term)
        if not any(other.severity.rank >= term.severity.rank for other in longer):
            yield term


def _spans(inquiry: Inquiry, term: LexiconTerm) -> Iterator[tuple[int, int]]:
    """Where a term stands in the name, before its generic term, in the way in which it counts."""
    name, length = inquiry.name, len(term.term)
    ends = len(name) - len(inquiry.parts.generic)
    if term.match is Match.WITHIN:
        at = name.find(term.term)
        while at >= 0:
            if at < ends:
                yield at, at + length
            at = name.find(term.term, at + 1)
    elif term.term == inquiry.parts.specific or (term.match is Match.START and name.startswith(term.term)):
        yield 0, length


OLD_NAMES = frozenset({PlaceKind.SETTLEMENT, PlaceKind.NATURAL_ENTITY, PlaceKind.COMMITTEE_SEAT, PlaceKind.DIVISION})
"""Kinds whose names are mostly old: 太子寺 is a village's history, 太子花园 an advertisement."""


def from_list(lexicon: str, said: str, remedy: str, *, mild: frozenset[PlaceKind] = frozenset()) -> Judge:
    """A judge that reports the terms of one list, but for those that an exception covers; at most warns of `mild` kinds."""

    def judge(inquiry: Inquiry) -> Iterator[Remark]:
        for term in hits(inquiry, lexicon):
            note = f"（{term.note}）" if term.note else ""
            article = CLAUSES[lexicon]
            most = Severity.WARNING if inquiry.candidate.kind in mild else Severity.BLOCK
            yield Remark(
                min(term.severity, most, key=lambda severity: severity.rank),
                f"{said}“{term.term}”{note}",
                remedy,
                term.term,
                clause=article if term.source.startswith(article) else f"{article}；依据：{term.source}",
                sure=term.verified,
            )

    return judge


def judge_commemoration(inquiry: Inquiry) -> Iterator[Remark]:
    """N8: historic names and names of friendship are excepted, and say why they are there."""
    for term in hits(inquiry, "foreign_allowed"):
        yield Remark(
            Severity.INFO,
            f"“{term.term}”是外国人名，属{term.note}",
            "写明来历；新命名的，报批时说明纪念的依据",
            term.term,
            sure=term.verified,
        )


def sounding_like(*lexicons: str, severity: Severity) -> Judge:
    """A judge of words that are read like a term of the lists and written otherwise (天鞍门)."""

    def judge(inquiry: Inquiry) -> Iterator[Remark]:
        name, readings = inquiry.name, inquiry.spelled.readings
        terms = [term for one in lexicons for term in inquiry.book.lexicon.get(one, ())]
        wanted = _heard(tuple(term.term for term in terms))
        sure = {term.term: term.verified for term in terms}
        for length in sorted({len(term.term) for term in terms}):
            for at in range(len(name) - length + 1):
                written = name[at : at + length]
                alike = sorted({wanted[key] for key in sound_of(readings[at : at + length]).toned if key in wanted})
                if alike and written not in sure:
                    yield Remark(severity, f"“{written}”与“{alike[0]}”同音", "换名", written, sure=sure[alike[0]])

    return judge


@lru_cache(maxsize=64)
def _heard(terms: tuple[str, ...]) -> Mapping[str, str]:
    """Key of a sound → the term that is read so."""
    return {key: term for term in terms for key in sound_of(decide_readings(term)).toned}


def judge_transliteration(inquiry: Inquiry) -> Iterator[Remark]:
    """N8: characters by which transcriptions are known stand side by side."""
    known = [term.term for one in ("foreign", "foreign_allowed") for term in hits(inquiry, one)]
    for run in _runs(inquiry):
        if any(term in run or run in term for term in known):
            continue
        yield Remark(
            Severity.WARNING,
            f"“{run}”像外国译名",
            "换名；少数民族语地名或有历史来历的，说明来历",
            run,
            sure=False,
        )


def _runs(inquiry: Inquiry) -> Iterator[str]:
    strong, shared = inquiry.book.transliteration
    run = ""
    for character in [*inquiry.parts.specific, ""]:
        if character and (character in strong or character in shared):
            run += character
            continue
        if sum(c in strong for c in run) >= (2 if len(run) == 2 else 1) and len(run) > 1:
            yield run
        run = ""


def judge_applicant(inquiry: Inquiry) -> Iterator[Remark]:
    """N9: no part of the applicant's own name."""
    applicant, specific = inquiry.candidate.applicant, inquiry.parts.specific
    if len(specific) >= LEAST_APPLICANT and specific in applicant:
        message = f"专名“{specific}”出现在申请单位“{applicant}”的名称里"
        yield Remark(Severity.ERROR, message, NO_LINK.format(what="企业或商标"), specific)


def lacking_applicant(inquiry: Inquiry) -> str:
    """The rule needs to know who applies."""
    return "" if inquiry.candidate.applicant else "没有给出申请单位"


RULES = (
    Rule(
        "naming.state_leader",
        "N6",
        "不用国家领导人名字",
        CLAUSES["state_leader"],
        from_list("state_leader", "含党和国家领导人的名字", "换名"),
    ),
    Rule(
        "naming.person",
        "N7",
        "一般不以人名作地名",
        CLAUSES["person"],
        from_list("person", "含人名", NO_LINK.format(what="人物")),
    ),
    Rule(
        "naming.foreign",
        "N8",
        "不用外国人名、地名",
        CLAUSES["foreign"],
        from_list("foreign", "含外国地名或人名", "换名；与外国名称同形而另有来历的，说明来历"),
    ),
    Rule("naming.commemoration", "N8", "纪念外国友人的例外", CLAUSES["foreign"], judge_commemoration, stored=False),
    Rule("naming.transliteration", "N8", "不用外语音译", CLAUSES["foreign"], judge_transliteration),
    Rule(
        "naming.company",
        "N9",
        "不用企业、商标名称",
        CLAUSES["company"],
        from_list("company", "含企业或商标名称", NO_LINK.format(what="企业或商标")),
    ),
    Rule("naming.applicant", "N9", "不用申请单位名称", CLAUSES["company"], judge_applicant, lacking_applicant, False),
    Rule(
        "naming.exaggeration",
        "N10",
        "不刻意夸大",
        CLAUSES["exaggeration"],
        from_list("exaggeration", "刻意夸大：含", "换用与实体相称的词语"),
    ),
    Rule(
        "naming.state_landmark",
        "N10",
        "不用国家机关、国家标志名称",
        CLAUSES["state_landmark"],
        from_list("state_landmark", "含国家机关或标志性建筑的名称", "换名"),
    ),
    Rule(
        "naming.state_landmark_sound",
        "N10",
        "不与国家标志名称同音",
        CLAUSES["state_landmark"],
        sounding_like("state_landmark", severity=Severity.ERROR),
    ),
    Rule(
        "naming.exaggeration_sound",
        "N10",
        "不以谐音夸大",
        CLAUSES["exaggeration"],
        sounding_like("exaggeration", severity=Severity.WARNING),
        stored=False,
    ),
    Rule(
        "naming.feudal",
        "A4",
        "没有封建色彩",
        CLAUSES["feudal"],
        from_list("feudal", "带有封建色彩：含", "换名；沿用的历史地名、复姓，说明来历", mild=OLD_NAMES),
    ),
    Rule(
        "naming.vulgar",
        "A4",
        "含义健康",
        CLAUSES["vulgar"],
        from_list("vulgar", "含义不健康或不雅：含", "换名；沿用的老地名，说明来历"),
    ),
    Rule("naming.odd", "A4", "含义明确", CLAUSES["odd"], from_list("odd", "含义怪异：含", "换名")),
)
