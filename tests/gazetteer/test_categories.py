"""Class codes: what is known, what was only inferred, and what does not fit."""

import pytest

from gazetteer.categories import CLASS_CODES, PlaceKind, check_class, class_of
from gazetteer.findings import Severity


def test_codes_are_distinct_and_say_where_they_come_from() -> None:
    assert len({known.code for known in CLASS_CODES}) == len(CLASS_CODES)
    assert all(known.source for known in CLASS_CODES)
    assert all("未核实" in known.source for known in CLASS_CODES if not known.verified)


def test_the_most_specific_class_wins() -> None:
    known = class_of("26241")
    assert known is not None
    assert known.title == "塔"
    assert class_of("99999") is None


@pytest.mark.parametrize("code", ["", "2210", "22100 ", "二二一〇〇", "２２１００"])
def test_a_malformed_code_is_an_error(code: str) -> None:
    [finding] = check_class(code, PlaceKind.SETTLEMENT)
    assert (finding.rule, finding.severity) == ("categories.form", Severity.ERROR)


def test_an_unknown_code_is_only_noted() -> None:
    assert [f.severity for f in check_class("99999", PlaceKind.OTHER)] == [Severity.INFO]


def test_a_kind_is_contradicted_only_by_a_verified_code() -> None:
    assert check_class("22200", PlaceKind.SETTLEMENT) == []
    [finding] = check_class("22200", PlaceKind.STREET)
    assert "农村居民点" in finding.message
    assert check_class("23110", PlaceKind.STREET) == []
