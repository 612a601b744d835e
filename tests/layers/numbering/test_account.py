"""All thirty checks are accounted for: what the table of checks names is there, and what is run stands in the table."""

from __future__ import annotations

import importlib

import pytest

from gazetteer.numbering import CHECKS, RULES, Needs
from layers.numbering.audit import AFTER_CONVENTIONS, BEFORE_CONVENTIONS, ROW_RULES

GROUND = [
    (rule, place.function)
    for rule, places in CHECKS.items()
    for place in places
    if place.function.startswith("layers.numbering.")
]


@pytest.mark.parametrize(("rule", "function"), GROUND)
def test_what_the_table_names_is_run_for_that_check(rule: str, function: str) -> None:
    module, _, name = function.rpartition(".")
    judge = getattr(importlib.import_module(module), name)
    assert any(part.judge is judge and part.id == rule for part in (*BEFORE_CONVENTIONS, *AFTER_CONVENTIONS))


def test_what_is_run_on_the_ground_stands_in_the_table() -> None:
    pure = {rule for rule, places in CHECKS.items() if all(place.needs is Needs.ROWS for place in places)}
    for part in (*BEFORE_CONVENTIONS, *AFTER_CONVENTIONS):
        function = f"{part.judge.__module__}.{part.judge.__name__}"
        assert part.id in pure or (part.id, function) in GROUND


def test_each_of_the_thirty_is_run() -> None:
    run = {part.id for part in (*BEFORE_CONVENTIONS, *AFTER_CONVENTIONS, *ROW_RULES)}
    assert run == {rule.id for rule in RULES} == set(CHECKS)
