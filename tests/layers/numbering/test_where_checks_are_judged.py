"""The table of the thirty checks tells the truth about the ground: every function is there, and none is left out."""

from importlib import import_module

from gazetteer.numbering import CHECKS, Needs
from layers.numbering.audit import AFTER_CONVENTIONS, BEFORE_CONVENTIONS


def test_every_function_the_table_names_is_there() -> None:
    for places in CHECKS.values():
        for place in places:
            module, _, name = place.function.rpartition(".")
            assert callable(getattr(import_module(module), name)), place


def test_every_rule_of_the_ground_is_in_the_table() -> None:
    grounds = (*BEFORE_CONVENTIONS, *AFTER_CONVENTIONS)
    judged = {(part.id, f"{part.judge.__module__}.{part.judge.__name__}") for part in grounds}
    told = {
        (rule, place.function) for rule, places in CHECKS.items() for place in places if place.needs is Needs.GROUND
    }
    # Groups and totals are counted in the register and judged by functions that need no ground.
    assert judged - told <= {
        ("N20", "layers.numbering.wholes.check_counts"),
        ("N22", "layers.numbering.wholes.check_group_names"),
    }
    assert told <= judged
