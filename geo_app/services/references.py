"""Finding the record a form's reference means: by its id, its code or its name."""

from __future__ import annotations

from gazetteer.findings import Finding, Severity
from geo_app.accounts.permissions import Person
from geo_app.services.county import County
from geo_app.services.labels import labels_of
from layers.catalog import layer
from layers.layer import Field
from layers.store import Condition, Operator, Query


def resolve(county: County, person: Person, field: Field, typed: str, picked: str) -> tuple[str | None, Finding | None]:
    """The id of the record meant, within the person's divisions, or a finding that says why there is none.

    `picked` is the id a picker left beside the text; it counts while its label still is what is typed.
    """
    text = typed.strip()
    for candidate in filter(None, (picked, text)):
        label = labels_of(county.store, person.scope, field.references, [candidate]).get(candidate)
        if label is not None and text in (label, candidate):
            return candidate, None
    declared = layer(field.references)
    codes = [key for key in (*declared.natural_key, declared.label) if not declared.field(key).references]
    for key in dict.fromkeys(codes):
        same = Query(where=(Condition(key, Operator.EQUAL, text),), columns=(), geometry=False, limit=3)
        ids = list(county.store.read(declared.key, person.scope, same)["id"])
        if len(ids) == 1:
            return str(ids[0]), None
        if ids:
            return None, _finding(
                field, text, f"有多条{declared.title}叫“{text[:40]}”", "填写它的编码，或从下拉中选一条"
            )
    return None, _finding(field, text, f"没有找到{declared.title}“{text[:40]}”", "从下拉中选一条，或填写它的编码")


def _finding(field: Field, text: str, message: str, remedy: str) -> Finding:
    return Finding("field.reference", Severity.ERROR, message, column=field.title, value=text[:60], remedy=remedy)
