"""What a name says: leaders, persons, foreign names, companies, exaggeration, oddity (大洋怪; article 9, items 1 and 4 to 6).

The lists are dated data with source and confidence. A word of a list is a question, not a verdict: where the
rules of 2024 let a justification stand (no specific link to the person or the firm), it is given as an
override with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.findings import Severity
from gazetteer.romanization.readings import decide_readings
from gazetteer.rules.rule import Inquiry, Judge, Remark, Rule
from gazetteer.rules.rulebook import LexiconTerm
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


def hits(inquiry: Inquiry, *lists: str) -> Iterator[LexiconTerm]:
    """The terms of the lists that stand in the name; a term inside a longer hit of the same lists is not told again."""
    name, specific = inquiry.name, inquiry.parts.specific
    terms = [term for one in lists for term in inquiry.book.lexicon.get(one, ())]
    found = {
        term.term: term for term in reversed(terms) if (term.term == specific if term.whole else term.term in name)
    }
    for text, term in found.items():
        if not any(text != longer and text in longer for longer in found):
            yield term


def without(inquiry: Inquiry, allowed: str) -> list[str]:
    """The terms of a list of exceptions that stand in the name."""
    return [term.term for term in inquiry.book.lexicon.get(allowed, ()) if term.term in inquiry.name]


def from_list(lexicon: str, said: str, remedy: str, allowed: str = "") -> Judge:
    """A judge that reports the terms of one list, but for those that an exception covers."""

    def judge(inquiry: Inquiry) -> Iterator[Remark]:
        exceptions = without(inquiry, allowed) if allowed else []
        for term in hits(inquiry, lexicon):
            if any(term.term in exception for exception in exceptions):
                continue
            note = f"（{term.note}）" if term.note else ""
            article = CLAUSES[lexicon]
            yield Remark(
                term.severity,
                f"{said}“{term.term}”{note}",
                remedy,
                term.term,
                clause=article if term.source.startswith(article) else f"{article}；依据：{term.source}",
                sure=term.verified,
            )

    return judge


def judge_landmark_sound(inquiry: Inquiry) -> Iterator[Remark]:
    """N10: words that sound like a landmark of the state (天鞍门)."""
    readings, name = inquiry.spelled.readings, inquiry.name
    for term in inquiry.book.lexicon.get("state_landmark", ()):
        length = len(term.term)
        wanted = sound_of(decide_readings(term.term)).toned
        for at in range(len(name) - length + 1):
            written = name[at : at + length]
            if written != term.term and not wanted.isdisjoint(sound_of(readings[at : at + length]).toned):
                message = f"“{written}”与“{term.term}”同音"
                yield Remark(Severity.ERROR, message, "换名", written, clause=term.source, sure=term.verified)


def judge_transliteration(inquiry: Inquiry) -> Iterator[Remark]:
    """N8: characters by which transcriptions are known stand side by side."""
    if without(inquiry, "foreign_allowed"):
        return
    for run in _runs(inquiry):
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
        from_list("foreign", "含外国地名或人名", "换名；与外国名称同形而另有来历的，说明来历", "foreign_allowed"),
    ),
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
        judge_landmark_sound,
    ),
    Rule(
        "naming.feudal",
        "A4",
        "没有封建色彩",
        CLAUSES["feudal"],
        from_list("feudal", "带有封建色彩：含", "换名；沿用的历史地名、复姓，说明来历", "feudal_allowed"),
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
