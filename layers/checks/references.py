"""References that lead nowhere, and records that one natural key means twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from gazetteer.findings import Finding, Severity
from layers.checks.ground import Ground, called
from layers.layer import Layer


def check_references(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Every reference means an object that is or was in the layer it points into."""
    rows = ground.rows(declared)
    for field in (field for field in declared.fields if field.references):
        known = ground.known_ids(field.references)
        for index, value in enumerate(ground.column(declared, field.key)):
            if not value or value in known:
                continue
            yield rows[index].finding(
                "reference.nowhere",
                Severity.ERROR,
                f"的“{field.title}”指向不存在的{called(field.references).title}",
                column=field.title,
                value=str(value),
                remedy="重新选择，或先登记所指的记录",
            )


def check_natural_keys(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """No two records of today share the key by which people and imports recognise them."""
    columns = [ground.column(declared, key) for key in declared.natural_key]
    same: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, values in enumerate(zip(*columns, strict=True)):
        if any(value not in (None, "") for value in values):
            same[values].append(index)
    titles = "、".join(declared.field(key).title for key in declared.natural_key)
    for values, indexes in same.items():
        if len(indexes) == 1:
            continue
        rows = [ground.rows(declared)[index] for index in indexes]
        for row in rows[1:]:
            yield row.finding(
                "natural_key.duplicate",
                Severity.ERROR,
                f"与另一条的{titles}相同，共 {len(rows)} 条",
                column=titles,
                value=" ".join(str(value) for value in values if value is not None),
                remedy="核对后注销重复的记录",
                related=tuple(other.id for other in rows if other is not row),
            )
