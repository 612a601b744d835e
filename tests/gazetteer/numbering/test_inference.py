"""Inference: a planted convention comes back under noise; chance and thin evidence are "cannot tell"."""

import itertools
import math
from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.numbering import Convention, NumberingProfile, Reserve, Tally, VillageScope, infer, infer_steps
from gazetteer.numbering.inference import OPPOSITE, both_ways, commonest, expected, settled, village_scope

ENDS = ("east", "west", "north", "south")
seeds = st.integers(0, 10_000)
noises = st.sampled_from([0.0, 0.05, 0.1])


def doors_of(random: Random, count: int, layout: str, odd_side: str) -> list[tuple[float, str, int]]:
    """Doors along a road from where its numbers start: chainage, side as one walks, number."""
    doors = []
    for place in range(count):
        along = 10.0 * place + random.uniform(-2, 2)
        if layout == "sides":
            number = place + 1
            side = odd_side if number % 2 else {"left": "right", "right": "left"}[odd_side]
        elif layout == "one_sided":
            number, side = 2 * place + 1, "left"
        else:
            number, side = place + 1, random.choice(("left", "right"))
        doors.append((along, side, number))
    return doors


def with_noise(random: Random, doors: list[tuple[float, str, int]], noise: float) -> list[tuple[float, str, int]]:
    """A share of the doors with any number of the wrong parity."""
    wrong = set(random.sample(range(len(doors)), int(noise * len(doors))))
    largest = max(number for _, _, number in doors)
    return [
        (along, side, 2 * random.randint(0, largest // 2) + 1 + number % 2 if place in wrong else number)
        for place, (along, side, number) in enumerate(doors)
    ]


def tally(doors: list[tuple[float, str, int]], runs_from: str, *, backwards: bool) -> Tally:
    """The counts of a road whose axis is drawn from `runs_from`, its numbers falling along it where `backwards`."""
    ordered = sorted(doors)
    rising = falling = 0
    for parity in (0, 1):
        own = [number for _, _, number in ordered if number % 2 == parity]
        rising += sum(a < b for a, b in itertools.pairwise(own))
        falling += sum(a > b for a, b in itertools.pairwise(own))
    odd_left = sum((side == "left") == (number % 2 == 1) for _, side, number in doors)
    sides = Counter(side for _, side, _ in doors)
    return Tally(
        odd_left=odd_left,
        odd_right=len(doors) - odd_left,
        rising=falling if backwards else rising,
        falling=rising if backwards else falling,
        doors=len(doors),
        left_doors=sides["left"],
        right_doors=sides["right"],
        runs_from=runs_from,
    )


@given(seeds, st.integers(24, 120), st.sampled_from(["left", "right"]), st.sampled_from(ENDS), st.booleans(), noises)
def test_sides_come_back(seed: int, count: int, odd: str, end: str, backwards: bool, noise: float) -> None:
    random = Random(seed)
    seen = infer(tally(with_noise(random, doors_of(random, count, "sides", odd), noise), end, backwards=backwards))
    assert (seen.parity, seen.odd_side, seen.decided_by) == ("sides", odd, "doors")
    # Numbers that are wrong anyhow may hide the start, never turn it round.
    assert seen.starts_from in (OPPOSITE[end] if backwards else end, "" if noise else "never")
    assert seen.fit >= 1 - noise


@given(seeds, st.integers(12, 80), st.sampled_from(ENDS), noises)
def test_a_road_built_on_one_side_comes_back(seed: int, count: int, end: str, noise: float) -> None:
    random = Random(seed)
    seen = infer(tally(with_noise(random, doors_of(random, count, "one_sided", "left"), noise), end, backwards=False))
    assert (seen.parity, seen.odd_side) == ("one_sided", "")


@given(seeds, st.integers(40, 120), st.sampled_from(ENDS), noises)
def test_numbers_that_run_on_over_both_sides_come_back(seed: int, count: int, end: str, noise: float) -> None:
    random = Random(seed)
    seen = infer(tally(with_noise(random, doors_of(random, count, "running", ""), noise), end, backwards=False))
    # Which side a door of such a road has is chance; now and then chance looks like nothing in particular.
    assert seen.parity in ("running", "")
    assert seen.odd_side == ""


def test_running_roads_are_mostly_called_so() -> None:
    found: Counter[str] = Counter()
    for seed in range(200):
        random = Random(seed)
        found[infer(tally(doors_of(random, 40, "running", ""), "east", backwards=False)).parity] += 1
    assert found["running"] >= 190


def test_chance_is_seldom_taken_for_a_convention() -> None:
    random, claimed = Random(7), 0
    for _ in range(2_000):
        count = random.randint(4, 30)
        left = sum(random.random() < 0.5 for _ in range(count))
        seen = infer(Tally(odd_left=left, odd_right=count - left, doors=count, left_doors=2, right_doors=count - 2))
        claimed += seen.parity == "sides"
    assert claimed <= 100


def test_shuffled_numbers_seldom_show_a_start() -> None:
    claimed = 0
    for seed in range(2_000):
        random = Random(seed)
        doors = doors_of(random, random.randint(4, 30), "sides", "left")
        numbers = [number for _, _, number in doors]
        random.shuffle(numbers)
        shuffled = [(along, side, number) for (along, side, _), number in zip(doors, numbers, strict=True)]
        claimed += bool(infer(tally(shuffled, "north", backwards=False)).starts_from)
    assert claimed <= 100


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_a_few_doors_tell_nothing_of_sides(count: int) -> None:
    doors = doors_of(Random(1), count, "sides", "left")
    seen = infer(tally(doors, "east", backwards=False))
    assert (seen.parity, seen.odd_side) == ("", "")


def test_an_axis_without_ends_shows_sides_and_no_start() -> None:
    doors = doors_of(Random(1), 40, "sides", "left")
    seen = infer(tally(doors, "", backwards=False))
    assert (seen.starts_from, seen.odd_side) == ("", "left")


def test_one_door_across_the_road_does_not_make_two_sides_nor_hide_them() -> None:
    both = infer(Tally(odd_left=30, odd_right=0, doors=30, left_doors=29, right_doors=1))
    assert both.parity == "sides"
    one = infer(Tally(odd_left=15, odd_right=15, doors=30, left_doors=29, right_doors=1))
    assert one.parity == "one_sided"
    assert infer(Tally(odd_left=11, odd_right=12, doors=23, left_doors=20, right_doors=3)).parity == "one_sided"
    assert infer(Tally(odd_left=12, odd_right=12, doors=24, left_doors=20, right_doors=4)).parity == "running"


@pytest.mark.parametrize(("agree", "parity"), [(8, "running"), (9, ""), (10, "sides")])
def test_between_sides_and_running_lies_what_nobody_can_tell(agree: int, parity: str) -> None:
    seen = infer(Tally(odd_left=agree, odd_right=12 - agree, doors=12, left_doors=6, right_doors=6))
    assert seen.parity == parity


def test_what_doors_show_comes_before_what_is_laid_down() -> None:
    profile = NumberingProfile(key="k", title="t", source="s", starts_east_west="east", odd_side="left")
    laid_down = expected(profile, "west")
    assert (laid_down.starts_from, laid_down.odd_side, laid_down.decided_by) == ("east", "left", "profile")
    assert expected(profile, "west", "west", "right").decided_by == "declared"
    shown = Convention(starts_from="west", odd_side="right", parity="sides", fit=0.95, decided_by="doors")
    assert settled(shown, laid_down) == shown
    unknown = settled(Convention(), laid_down)
    assert (unknown.odd_side, unknown.starts_from, unknown.decided_by) == ("left", "east", "profile")
    running = settled(Convention(parity="running", decided_by="doors"), laid_down)
    assert (running.parity, running.odd_side, running.starts_from) == ("running", "", "east")
    assert commonest([shown, shown, Convention()]) == {"west/right": 1.0}


def village(
    random: Random, sizes: list[int], scope: str, noise: float, skipped: float = 0.0
) -> tuple[int, int, int, int]:
    """The counts of a village: repeats within groups, repeats through the village, doors, the largest group."""
    doors: list[tuple[int, int]] = []
    start = 0
    for group, size in enumerate(sizes):
        doors += [(group, start + n) for n in range(1, size + 1) if random.random() >= skipped]
        start += size if scope == "village" else 0
    largest = max(number for _, number in doors)
    wrong = set(random.sample(range(len(doors)), int(noise * len(doors))))
    doors = [(g, random.randint(1, largest) if place in wrong else n) for place, (g, n) in enumerate(doors)]
    apart = set(doors)
    through = len(apart) - len({number for _, number in doors})
    return len(doors) - len(apart), through, len(doors), max(Counter(g for g, _ in apart).values())


@given(seeds, st.lists(st.integers(12, 90), min_size=2, max_size=6), st.sampled_from(["group", "village"]), noises)
def test_a_villages_scope_is_never_taken_for_the_other(seed: int, sizes: list[int], scope: str, noise: float) -> None:
    random = Random(seed)
    found = village_scope(*village(random, sizes, scope, noise, random.choice([0.0, 0.1])))
    assert found in (VillageScope.of(scope), VillageScope.UNKNOWN)


@pytest.mark.parametrize("scope", ["group", "village"])
def test_a_villages_scope_comes_back(scope: str) -> None:
    right = 0
    for seed in range(400):
        random = Random(seed)
        sizes = [random.randint(12, 90) for _ in range(random.randint(2, 6))]
        right += village_scope(*village(random, sizes, scope, 0.1, random.choice([0.0, 0.1]))).value == scope
    assert right >= 390


@pytest.mark.parametrize(
    "counts",
    [(0, 0, 0, 0), (0, 3, 8, 5), (0, 0, 40, 38), (20, 10, 60, 20), (0, 10, 60, 35)],
    ids=["nobody", "few doors", "hardly a second group", "numbers repeat within groups", "half repeat"],
)
def test_what_a_village_does_not_show(counts: tuple[int, int, int, int]) -> None:
    assert village_scope(*counts) is VillageScope.UNKNOWN


def test_one_large_group_beside_a_small_one_is_not_taken_for_a_village() -> None:
    assert village_scope(*village(Random(1), [200, 12], "group", 0.0)) is VillageScope.GROUP
    assert village_scope(*village(Random(1), [200, 12], "village", 0.0)) is VillageScope.VILLAGE


def road(random: Random, count: int, step: int, noise: float) -> list[tuple[float, int]]:
    doors = [(12.0 * place + random.uniform(-4, 4), 1 + step * place) for place in range(count)]
    wrong = set(random.sample(range(count), int(noise * count)))
    largest = doors[-1][1]
    return [(along, random.randint(1, largest) if n in wrong else number) for n, (along, number) in enumerate(doors)]


@given(seeds, st.integers(20, 60), st.sampled_from([2, 4, 6]), noises)
def test_the_step_of_a_side_comes_back(seed: int, count: int, step: int, noise: float) -> None:
    found = infer_steps([road(Random(seed), count, step, noise)], apart=True)
    assert found.step == step
    assert found.reserve is (Reserve.NONE if step == 2 else Reserve.REGULAR)


@given(seeds, st.integers(20, 60), noises)
def test_numbers_that_run_on_by_one_come_back(seed: int, count: int, noise: float) -> None:
    found = infer_steps([road(Random(seed), count, 1, noise)], apart=False)
    assert (found.step, found.reserve) == (1, Reserve.NONE)


@settings(max_examples=60)
@given(seeds, st.sampled_from([3.0, 4.0, 5.0]), noises)
def test_numbers_kept_by_distance_come_back(seed: int, metres: float, noise: float) -> None:
    random = Random(seed)
    along, doors = 0.0, []
    for _ in range(50):
        along += random.uniform(4 * metres, 20 * metres)
        doors.append((along, 1 + 2 * round(along / (2 * metres))))
    wrong = set(random.sample(range(50), int(noise * 50)))
    doors = [(a, random.randint(1, doors[-1][1]) if n in wrong else number) for n, (a, number) in enumerate(doors)]
    found = infer_steps([doors], apart=True)
    assert found.reserve is Reserve.BY_DISTANCE
    assert found.metres_per_number == pytest.approx(metres, rel=0.15)


def test_a_short_side_or_numbers_at_random_show_no_step() -> None:
    assert infer_steps([[(10.0 * n, 2 * n + 1) for n in range(8)]], apart=True).reserve is Reserve.UNKNOWN
    random, number, doors = Random(3), 1, []
    for place in range(40):
        number += 2 * random.choice([1, 2, 5, 11, 30])
        doors.append((10.0 * place, number))
    assert infer_steps([doors], apart=True).reserve is Reserve.UNKNOWN


@given(st.integers(1, 60), st.data())
def test_the_chance_of_coins(total: int, data: st.DataObject) -> None:
    most = data.draw(st.integers((total + 1) // 2, total))
    ways = sum(math.comb(total, heads) for heads in range(most, total + 1))
    assert both_ways(most, total) == pytest.approx(min(1.0, 2 * ways / 2**total))
    assert both_ways(total, total) == pytest.approx(min(1.0, 2 / 2**total))
    assert both_ways(700, 1_000) < 1e-9
    assert both_ways(505, 1_000) > 0.5
