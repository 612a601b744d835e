"""Auditing spellings that are already stored: their form by itself, and against what the rules give."""

from __future__ import annotations

import re

from gazetteer.categories import PlaceKind
from gazetteer.findings import Finding, Severity
from gazetteer.romanization.readings import NO_TABLES, ReadingTables
from gazetteer.romanization.spelling import CLAUSE, Spelling, romanize
from gazetteer.romanization.syllables import bare, has_tones, toneless

ENGLISH = frozenset(
    {
        "county",
        "town",
        "township",
        "village",
        "road",
        "street",
        "river",
        "mountain",
        "lake",
        "city",
        "province",
        "bridge",
    }
)


def audit(name: str, stored: str, kind: PlaceKind | None = None, *, tables: ReadingTables = NO_TABLES) -> list[Finding]:
    """Everything that stands against a stored spelling, with or without tone marks; empty when it is right."""
    written = stored.strip()
    if not written:
        return [_finding("romanization.missing", Severity.WARNING, f"“{name}”没有罗马字母拼写", "", "按规则拼写")]
    expected = romanize(name, kind, tables=tables)
    return [*_form(written), *expected.findings, *_difference(written, expected)]


def _form(written: str) -> list[Finding]:
    """Rules that can be judged from the letters alone."""
    findings = []
    words = written.replace("-", " ").split()
    english = sorted({word.lower() for word in words} & ENGLISH)
    if english:
        findings.append(
            _finding(
                "romanization.english",
                Severity.ERROR,
                f"拼写“{written}”中有英语通名：{'、'.join(english)}",
                written,
                "通名用汉语拼音拼写（地名管理条例第十五条）",
            )
        )
    if "v" in written.lower() or "u:" in written.lower():
        findings.append(
            _finding("romanization.umlaut", Severity.ERROR, f"拼写“{written}”用 v 代替了 ü", written, "写作 ü")
        )
    if any(word[:1].isalpha() and not word[:1].isupper() for word in written.split()):
        findings.append(
            _finding(
                "romanization.capital",
                Severity.WARNING,
                f"拼写“{written}”有词没有大写首字母",
                written,
                "每段首字母大写",
            )
        )
    if re.search(r"[A-Za-zü]-[A-Za-zü]", toneless(written)):
        findings.append(
            _finding(
                "romanization.hyphen",
                Severity.WARNING,
                f"拼写“{written}”用了短横",
                written,
                "音节之间不加短横，移行除外",
            )
        )
    toned = [has_tones(word) for word in written.split() if re.search(r"[A-Za-z]", toneless(word))]
    if any(toned) and not all(toned):
        findings.append(
            _finding(
                "romanization.mixed_tones",
                Severity.WARNING,
                f"拼写“{written}”有的标调有的不标",
                written,
                "全部标调或全部不标",
            )
        )
    return findings


def _difference(written: str, expected: Spelling) -> list[Finding]:
    """R1: a stored spelling equals the rules' unless a person gave a reason."""
    if not expected.toned:
        return []
    right = expected.toned if has_tones(written) else expected.plain
    if written.isupper():
        right = right.upper()
    if written.replace("\u2019", "'") == right or written == expected.fixed:
        return []
    same_letters = bare(written) == bare(right)
    reason = "连写、大写或声调与规则不符" if same_letters else "读音与规则推定的不同"
    return [
        _finding(
            "romanization.differs",
            Severity.WARNING,
            f"“{expected.name}”的拼写“{written}”与按规则的“{right}”不一致：{reason}",
            written,
            "改正拼写，或写明依据",
        )
    ]


def _finding(rule: str, severity: Severity, message: str, value: str, remedy: str) -> Finding:
    return Finding(rule, severity, message, column="罗马字母拼写", value=value, clause=CLAUSE, remedy=remedy)
