"""A rule as a declaration, what it is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gazetteer.findings import Finding, Severity
from gazetteer.romanization import ReadingTables, Spelling, romanize
from gazetteer.romanization.readings import NO_TABLES, decide_readings
from gazetteer.rules.candidate import Candidate
from gazetteer.rules.neighbours import Likeness, Neighbour, Neighbours, Standing
from gazetteer.rules.parts import Parts, plain_name, split_parts
from gazetteer.rules.rulebook import Rulebook
from gazetteer.rules.scopes import ScopeRule, tier_of
from gazetteer.rules.sounds import Sound, sound_of

UNVERIFIED_MARK = "未核实"
MOST_NAMED = 5
"""So many neighbours are named in a message; all of them are in `Finding.related`."""


def _every(_: Neighbour) -> bool:
    return True


@dataclass(frozen=True)
class Inquiry:
    """What a rule is asked: a candidate among its neighbours, by the rulebook of a day.

    `divisions` is code → name as far as known, empty when nobody gave it. What several rules need (parts,
    readings, scope) is worked out once.
    """

    candidate: Candidate
    neighbours: Neighbours
    book: Rulebook
    tables: ReadingTables = NO_TABLES
    divisions: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The candidate's text."""
        return self.candidate.text

    @cached_property
    def plain(self) -> str:
        """The name by which it is compared with others; a committee's is that of its village."""
        return plain_name(self.name, self.candidate.kind)

    @cached_property
    def parts(self) -> Parts:
        """Specific part and generic term."""
        return split_parts(self.name, self.candidate.kind)

    @cached_property
    def specific(self) -> str:
        """The specific part of the plain name."""
        return split_parts(self.plain, self.candidate.kind).specific

    @cached_property
    def spelled(self) -> Spelling:
        """The spelling by the rules, with the readings it rests on."""
        return romanize(self.name, self.candidate.kind, class_code=self.candidate.class_code, tables=self.tables)

    @cached_property
    def sound(self) -> Sound:
        """The keys by which the plain name is heard."""
        plain = self.plain
        return sound_of(self.spelled.readings if plain == self.name else decide_readings(plain, self.tables))

    @cached_property
    def scope(self) -> ScopeRule | None:
        """The legal scope in which the name is compared; None when the rulebook has none for the kind."""
        candidate = self.candidate
        tier = tier_of(candidate.kind, self.name, candidate.famous)
        return next((rule for rule in self.book.scopes if (rule.kind, rule.tier) == (candidate.kind, tier)), None)

    def alike(
        self, likeness: Likeness, keys: Collection[str], keep: Callable[[Neighbour], bool] = _every
    ) -> list[Neighbour]:
        """Neighbours of that likeness that `keep` keeps, each once, in a stable order; never the candidate or its entity."""
        candidate = self.candidate
        found = {
            neighbour
            for neighbour in self.neighbours.alike(likeness, keys)
            if neighbour.id != candidate.name_id
            and (not candidate.place or neighbour.place != candidate.place)
            and keep(neighbour)
        }
        return sorted(found, key=_order)

    def in_scope(self, likeness: Likeness, keys: Collection[str]) -> list[Neighbour]:
        """Those of `alike` that lie in the candidate's legal scope."""
        rule = self.scope
        return [] if rule is None else self.alike(likeness, keys, lambda n: rule.holds(self.candidate, n))

    def told(self, neighbours: Collection[Neighbour]) -> str:
        """Neighbours as a person reads them: the first few by name, unit and standing, then how many there are."""
        shown = [_told(neighbour, self.divisions) for neighbour in list(neighbours)[:MOST_NAMED]]
        more = f"等 {len(neighbours)} 个" if len(neighbours) > MOST_NAMED else ""
        return "、".join(shown) + more


STANDINGS = {standing: n for n, standing in enumerate(Standing)}


def _order(neighbour: Neighbour) -> tuple[object, ...]:
    return (
        STANDINGS[neighbour.standing],
        neighbour.division,
        neighbour.text,
        neighbour.id,
        neighbour.place,
        neighbour.code,
    )


@dataclass(frozen=True, slots=True)
class Remark:
    """A rule's answer: what it weighs, what is wrong in Chinese, what to do.

    `clause` replaces the rule's own; a remark that is not `sure` is shown as 未核实.
    """

    severity: Severity
    message: str
    remedy: str
    value: str = ""
    neighbours: tuple[Neighbour, ...] = ()
    clause: str = ""
    sure: bool = True


Judge = Callable[[Inquiry], Iterable[Remark]]


def _always(_: Inquiry) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One naming rule. `reference` is its number in the list of rules, `clause` the article it rests on.

    `lacking` says in Chinese what is missing for the rule to be judged at all, "" when nothing is. `stored`
    rules also make sense for names registered long ago: they are part of the check of a whole county.
    """

    id: str
    reference: str
    title: str
    clause: str
    judge: Judge
    lacking: Callable[[Inquiry], str] = _always
    stored: bool = True

    def finding(self, inquiry: Inquiry, remark: Remark) -> Finding:
        """A remark of this rule as a finding about the candidate."""
        clause = remark.clause or self.clause
        return Finding(
            self.id,
            remark.severity,
            remark.message,
            subject=inquiry.name,
            value=remark.value,
            clause=clause if remark.sure else f"{clause}，{UNVERIFIED_MARK}",
            remedy=remark.remedy,
            related=tuple(neighbour.id for neighbour in remark.neighbours),
        )


def _told(neighbour: Neighbour, divisions: Mapping[str, str]) -> str:
    town, village = (divisions.get(code, "") for code in (neighbour.division[:9], neighbour.division))
    unit = village if village.startswith(town) else town + village
    unit = unit.removesuffix(neighbour.text) or neighbour.division
    notes = [unit] if unit else []
    if neighbour.standing is not Standing.CURRENT:
        notes.append(neighbour.standing.term + (f"至 {neighbour.until}" if neighbour.until else ""))
    return f"“{neighbour.text}”" + (f"（{'，'.join(notes)}）" if notes else "")
