"""romanize: a name's spelling by its kind, with the provenance of every reading."""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer.categories import PlaceKind, class_of
from gazetteer.findings import Finding, Severity
from gazetteer.romanization.place_readings import FIXED_FORMS
from gazetteer.romanization.readings import NO_TABLES, DecidedBy, Reading, ReadingTables, decide_readings
from gazetteer.romanization.segments import Segment, split_name
from gazetteer.romanization.syllables import RETROFLEX, join, toneless

CLAUSE = "中国地名汉语拼音字母拼写规则（汉语地名部分，1984）"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelled name: `toned` Yúnlǐng Xiàn, `plain` Yunling Xian, `sign` YUNLING XIAN.

    `syllables` are those of each segment, for line breaks; `fixed` is a form the ministry fixed for a word
    of the name ("" when there is none). With a character that nobody can read, the three are "".
    """

    name: str
    toned: str
    plain: str
    sign: str
    syllables: tuple[tuple[str, ...], ...]
    readings: tuple[Reading, ...]
    fixed: str
    findings: tuple[Finding, ...]

    @property
    def unresolved(self) -> tuple[Reading, ...]:
        """The readings that a person must settle."""
        return tuple(reading for reading in self.readings if reading.is_open)

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app romanize`."""
        return {
            "name": self.name,
            "spelling": self.toned,
            "plain": self.plain,
            "sign": self.sign,
            "fixed": self.fixed,
            "readings": [
                {
                    "character": reading.character,
                    "reading": reading.reading,
                    "decided_by": reading.decided_by.value,
                    "candidates": list(reading.candidates),
                }
                for reading in self.readings
            ],
            "unresolved": [reading.character for reading in self.unresolved],
            "findings": [finding.as_json() for finding in self.findings],
        }


def romanize(
    name: str,
    kind: PlaceKind | None = None,
    *,
    class_code: str = "",
    tables: ReadingTables = NO_TABLES,
) -> Spelling:
    """Spells a name. `kind` (or the kind of `class_code`) decides what is written together.

    Never raises for what a person typed: a character without a reading, or one with several that nothing
    settled, is a finding that names it.
    """
    text = name.strip()
    known = class_of(class_code) if class_code else None
    kind = kind or (known.kind if known else None)
    readings = tuple(decide_readings(text, tables))
    findings = [*_unknown(readings), *_unresolved(readings)]
    if not text or any(reading.decided_by is DecidedBy.UNKNOWN for reading in readings):
        return Spelling(text, "", "", "", (), readings, "", tuple(findings or [_empty()]))
    syllables = tuple(_syllables(segment, readings) for segment in split_name(text, kind))
    toned = " ".join(join(segment) for segment in syllables)
    plain = toneless(toned)
    fixed = next((form for word, form in FIXED_FORMS.items() if word in text), "")
    return Spelling(text, toned, plain, plain.upper(), syllables, readings, fixed, tuple(findings))


def _syllables(segment: Segment, readings: tuple[Reading, ...]) -> tuple[str, ...]:
    if segment.written:
        return (segment.written,)
    made: list[str] = []
    for reading in readings[segment.start : segment.stop]:
        joins_before = reading.decided_by is DecidedBy.WRITTEN and made and made[-1][-1].isdigit()
        if made and (joins_before or (reading.reading == RETROFLEX and reading.character == "儿")):
            made[-1] += reading.reading
        else:
            made.append(reading.reading)
    return tuple(made)


def _unknown(readings: tuple[Reading, ...]) -> list[Finding]:
    return [
        Finding(
            "romanization.unknown_character",
            Severity.ERROR,
            f"“{reading.character}”（U+{ord(reading.character):04X}）没有可用的读音，不能拼写",
            value=reading.character,
            clause=CLAUSE,
            remedy="由地名主管部门审定读音后录入本县读音表",
        )
        for reading in readings
        if reading.decided_by is DecidedBy.UNKNOWN
    ]


def _unresolved(readings: tuple[Reading, ...]) -> list[Finding]:
    return [
        Finding(
            "romanization.unresolved",
            Severity.WARNING,
            f"“{reading.character}”是多音字（{'、'.join(reading.candidates)}），读音没有依据，暂按 {reading.reading} 拼写",
            value=reading.character,
            clause=CLAUSE,
            remedy="核实当地读音，审定后录入",
        )
        for reading in readings
        if reading.decided_by is DecidedBy.UNRESOLVED
    ]


def _empty() -> Finding:
    return Finding("romanization.empty", Severity.ERROR, "没有要拼写的名称", remedy="输入地名")
