"""What holds for any name and any neighbours."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.categories import PlaceKind
from gazetteer.findings import Severity
from gazetteer.romanization.readings import decide_readings
from gazetteer.rules import RULES, Candidate, Neighbour, NeighbourIndex, Standing, Verdict, explain
from gazetteer.rules.extent import Extent
from gazetteer.rules.rulebook import shipped_rulebook
from gazetteer.rules.sounds import fold
from tests.gazetteer.rules.asking import DAY, HERE

WORDS = st.sampled_from(list("和河贺平坪萍原塬黄皇路街巷村沟后後未末重长乐南兰山三桑"))
ALIKE_NAMES = st.tuples(*map(st.sampled_from, ("和河贺", "平坪萍聘", "路街村"))).map("".join)
"""Few enough that most lists hold several that are the same, sound alike, or differ in one thing."""
NAMES = st.one_of(ALIKE_NAMES, st.lists(WORDS, min_size=1, max_size=4).map("".join))
KINDS = st.one_of(st.just(PlaceKind.STREET), st.just(PlaceKind.COMMITTEE_SEAT), st.sampled_from(list(PlaceKind)))
DIVISIONS = st.sampled_from([HERE, HERE + "001", "999901200", "999901", ""])
LACK_SOMETHING = {"naming.local_name"}
"""A rule that misses a neighbour: one more can only quiet it."""


@st.composite
def neighbour_lists(draw: st.DrawFn) -> list[Neighbour]:
    drawn = draw(st.lists(st.tuples(NAMES, KINDS, DIVISIONS, st.sampled_from(list(Standing))), max_size=12))
    return [
        Neighbour(id=str(n), text=text, kind=kind, division=division, standing=standing)
        for n, (text, kind, division, standing) in enumerate(drawn)
    ]


def asked(name: str, kind: PlaceKind, neighbours: list[Neighbour]):
    return explain(Candidate(text=name, kind=kind, division=HERE), NeighbourIndex(neighbours), day=DAY)


@given(NAMES, KINDS, neighbour_lists(), st.randoms())
@settings(max_examples=150, deadline=None)
def test_the_order_of_neighbours_does_not_matter(name, kind, neighbours, random) -> None:
    shuffled = neighbours[:]
    random.shuffle(shuffled)
    assert asked(name, kind, neighbours).as_json() == asked(name, kind, shuffled).as_json()


@given(NAMES, KINDS, neighbour_lists(), neighbour_lists())
@settings(max_examples=150, deadline=None)
def test_one_neighbour_more_never_takes_a_finding_away(name, kind, neighbours, more) -> None:
    more = [Neighbour(id=f"m{n.id}", text=n.text, kind=n.kind, division=n.division) for n in more]
    before, after = asked(name, kind, neighbours), asked(name, kind, neighbours + more)
    spoke_before = {(f.rule, f.severity) for f in before.findings if f.rule not in LACK_SOMETHING}
    spoke_after = {(f.rule, f.severity) for f in after.findings}
    assert spoke_before <= spoke_after
    related = {f.rule: set(f.related) for f in after.findings if f.related}
    assert all(set(f.related) <= related[f.rule] for f in before.findings if f.related)


@given(st.text(max_size=40), KINDS, neighbour_lists())
@settings(max_examples=200, deadline=None)
def test_any_text_is_judged_never_broken(name, kind, neighbours) -> None:
    judgement = asked(name, kind, neighbours)
    assert judgement.verdict in Verdict
    assert all(finding.message and finding.clause for finding in judgement.findings)
    if not any("\u4e00" <= c <= "\u9fff" for c in name):
        assert judgement.verdict is not Verdict.OK


@given(NAMES, KINDS, neighbour_lists())
@settings(max_examples=60, deadline=None)
def test_the_same_question_has_the_same_answer(name, kind, neighbours) -> None:
    index = NeighbourIndex(neighbours)
    candidate = Candidate(text=name, kind=kind, division=HERE)
    first = explain(candidate, index, day=DAY)
    assert first.as_json() == explain(candidate, index, day=DAY).as_json()


@given(NAMES, KINDS, neighbour_lists())
@settings(max_examples=150, deadline=None)
def test_the_index_finds_what_a_look_at_every_neighbour_finds(name, kind, neighbours) -> None:
    """Brute force: a list that answers by comparing the candidate with each neighbour in turn."""
    linear = Linear(neighbours)
    candidate = Candidate(text=name, kind=kind, division=HERE)
    assert explain(candidate, linear, day=DAY).as_json() == asked(name, kind, neighbours).as_json()


@given(NAMES, KINDS, neighbour_lists())
@settings(max_examples=150, deadline=None)
def test_same_names_and_sounds_are_those_of_the_definition(name, kind, neighbours) -> None:
    """Nothing of the index: names compared letter by letter, readings syllable by syllable, by the scope alone."""
    judgement = asked(name, kind, neighbours)
    inquiry = judgement.inquiry
    assert inquiry.scope is not None
    around = [n for n in neighbours if inquiry.scope.holds(inquiry.candidate, n)]
    said = {rule: {i for f in judgement.findings if f.rule == rule for i in f.related} for rule in SAME | ALIKE}
    assert set().union(*(said[rule] for rule in SAME)) == {n.id for n in around if n.text == name}
    if inquiry.scope.toned is None:
        return
    other = [n for n in around if n.text != name and n.standing is not Standing.HISTORICAL]
    assert set().union(*(said[rule] for rule in ALIKE)) == {n.id for n in other if read(n.text) & read(name)}


SAME = {"naming.duplicate", "naming.duplicate_reserved", "naming.duplicate_historical"}
ALIKE = {"naming.homophone", "naming.homophone_open"}


def read(name: str) -> set[tuple[str, ...]]:
    """Every way in which a name may be read, a syllable a character."""
    readings = decide_readings(name)
    options = [{r.reading, *r.candidates} if r.is_open else {r.reading} for r in readings]
    return set(product(*options))


class Linear:
    """Neighbours by one index a neighbour: nothing shared, nothing looked up."""

    def __init__(self, neighbours: list[Neighbour]) -> None:
        self.each = [(neighbour, NeighbourIndex([neighbour])) for neighbour in neighbours]

    def alike(self, likeness, keys):
        return [neighbour for neighbour, alone in self.each if alone.alike(likeness, keys)]

    def is_settled(self, neighbour: Neighbour) -> bool:
        return all(alone.is_settled(one) for one, alone in self.each if one.id == neighbour.id)

    def __len__(self) -> int:
        return len(self.each)

    covers = Extent.COUNTY


SYLLABLES = st.sampled_from(
    [
        "zhang",
        "zhi",
        "cheng",
        "chun",
        "shan",
        "shui",
        "ning",
        "nan",
        "lin",
        "ling",
        "nü",
        "lü",
        "jing",
        "an'ai",
        "en",
        "meng",
        "si",
        "ci",
        "e'er",
    ]
)


@given(st.lists(SYLLABLES, max_size=6).map("".join))
def test_folding_twice_is_folding_once(letters: str) -> None:
    assert fold(fold(letters)) == fold(letters)


def test_every_rule_can_be_asked_of_every_kind() -> None:
    for kind in PlaceKind:
        judgement = explain(Candidate(text="和顺路", kind=kind), day=DAY)
        assert {n.rule.id for n in judgement.not_judged} < {rule.id for rule in RULES}


def test_severities_of_scopes_never_fall_from_likeness_to_likeness() -> None:
    """The same name weighs at least as much as the same sound, and that as much as the same letters."""
    for rule in shipped_rulebook(DAY).scopes:
        weights = [rule.duplicate, rule.toned, rule.toneless, rule.near]
        ranks = [(weight or Severity.INFO).rank for weight in weights]
        assert ranks == sorted(ranks, reverse=True), rule
