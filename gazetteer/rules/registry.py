"""RULES: every naming rule, in the order in which findings of one weight are told."""

from __future__ import annotations

from gazetteer.rules import (
    characters,
    codes,
    duplicates,
    generic_fit,
    heritage,
    homophones,
    marks,
    relations,
    resemblance,
    spelled,
    structure,
    wording,
)
from gazetteer.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *structure.RULES,
    *generic_fit.RULES,
    *characters.RULES,
    *marks.RULES,
    *wording.RULES,
    *duplicates.RULES,
    *homophones.RULES,
    *resemblance.RULES,
    *relations.RULES,
    *heritage.RULES,
    *codes.RULES,
    *spelled.RULES,
)

RULES_VERSION = "2026-11-26"
"""Changes whenever a rule or a shipped table does; stands in every judgement that is kept."""
