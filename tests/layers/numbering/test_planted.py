"""Planted faults: every kind is found, sound plates stay unnamed."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from benchmarks.planted_numbers import KINDS, plant
from gazetteer.findings import Finding
from gazetteer.numbering import NumberingProfile
from layers.numbering import Register, audit, numbering_profile
from layers.numbering.from_store import register_of_store
from layers.store import Scope
from tests.county import copied

RECALL = 0.98
BLAMED = 0.03
"""Sound doors beside a fault that may be named in its stead, a fault: two doors that each explain the disorder."""

FEWEST = 20


@pytest.fixture(scope="module")
def whole(demo_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Register, NumberingProfile]:
    """The demo county's register and profile."""
    with copied(demo_county_folder, tmp_path_factory.mktemp("numbering") / "county") as county:
        register = register_of_store(county.store, Scope.everything(), county.profile)
        return register, numbering_profile(county.profile)


@pytest.fixture(scope="module")
def part(whole: tuple[Register, NumberingProfile]) -> tuple[Register, NumberingProfile]:
    """All its streets, and the groups of every sixth village."""
    register, profile = whole
    villages = sorted({space.village for space in register.spaces if space.village})[::6]
    own = [n for n, space in enumerate(register.spaces) if space.is_street or space.village in villages]
    return register.only(numpy.isin(register.space_of, own)), profile


@pytest.fixture(scope="module")
def before(part: tuple[Register, NumberingProfile]) -> set[tuple[str, str, str]]:
    """What the audit says of the sound county."""
    return told(audit(*part).findings)


def told(findings: tuple[Finding, ...]) -> set[tuple[str, str, str]]:
    return {(finding.rule, finding.subject, finding.value) for finding in findings}


def measured(
    register: Register, profile: NumberingProfile, before: set[tuple[str, str, str]], kind: str, seed: int, count: int
) -> tuple[int, list[str], list[str]]:
    """How many faults were planted, which were missed, and what was said of plates that no fault touches."""
    planted = plant(register, kind, count, seed)
    new = [f for f in audit(planted.register, profile).findings if (f.rule, f.subject, f.value) not in before]
    named: dict[str, list[str]] = {}
    for finding in (finding for finding in new if finding.rule in KINDS[kind].rules):
        for subject in (finding.subject, *finding.related):
            named.setdefault(subject, []).append(finding.value)
    missed = [
        fault.subjects[0]
        for fault in planted.faults
        if not any(fault.value in value for subject in fault.subjects for value in named.get(subject, ()))
    ]
    touched = {subject for fault in planted.faults for subject in fault.touches} | {""}
    return len(planted.faults), missed, [f.message for f in new if f.subject not in touched]


@pytest.mark.demo
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_is_found_and_nothing_else(
    part: tuple[Register, NumberingProfile], before: set[tuple[str, str, str]], kind: str
) -> None:
    count, missed, false = measured(*part, before, kind, 11, 60)
    assert count >= min(FEWEST, len(part[0].spaces))
    assert len(missed) <= (1 - RECALL) * count, missed
    assert len(false) <= BLAMED * count, false


@pytest.mark.demo
def test_the_sound_county_is_nearly_silent(whole: tuple[Register, NumberingProfile]) -> None:
    counts = dict(audit(*whole).counts)
    counts.pop("numbering.activation")
    assert sum(counts.values()) <= 10, counts


@pytest.mark.demo
@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_county_seed_by_seed(whole: tuple[Register, NumberingProfile], kind: str, seed: int) -> None:
    count, missed, false = measured(*whole, told(audit(*whole).findings), kind, seed, 300)
    assert len(missed) <= (1 - RECALL) * count, missed
    assert len(false) <= BLAMED * count, false
