"""Whether what is kept here is demo data; asked by every map, so it needs nothing of what builds a demo."""

from __future__ import annotations

from geo_app.services.county import County
from layers.store import Condition, Operator, Query, Scope


def is_demo(county: County) -> bool:
    """Whether the county's divisions are demo data."""
    made = Query(where=(Condition("generated", Operator.EQUAL, True),))
    return county.store.count("division", Scope.everything(), made) > 0
