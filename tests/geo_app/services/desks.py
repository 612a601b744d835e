"""People and forms for the desks' tests: an officer of every kind, and a form filled as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from geo_app.accounts.permissions import Person, Role
from geo_app.services.county import County
from geo_app.services.edit_form import EditForm, form_of
from geo_app.services.editing import label_after, propose, save_draft
from geo_app.services.records import open_record
from layers.catalog import layer as layer_of
from layers.store import ChangeSet, Condition, EditAct, Operator, Query, Record, Scope

HOSTILE = (
    "{{7*7}}",
    "{% for x in y %}",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE place; --",
    "𠮷家湫🙂",
    "\u202eABC\u202c村",
)
"""Names that are text and nothing else."""

TOWNSHIP = "990101100"
OTHER_TOWNSHIP = "990101101"
CLERK = Person("clerk", "经办", Role.TOWNSHIP_CLERK, (TOWNSHIP,))
STRANGER = Person("stranger", "外乡经办", Role.TOWNSHIP_CLERK, (OTHER_TOWNSHIP,))
COUNTY_CLERK = Person("county-clerk", "县级经办", Role.COUNTY_CLERK, ("990101",))
REVIEWER = Person("reviewer", "审核", Role.REVIEWER, ("990101",))
SECOND_REVIEWER = Person("reviewer-2", "审核二", Role.REVIEWER, ("990101",))
ACCOUNT = {"reason": "实地核对", "document": "核实记录 3 号"}


def some(county: County, layer: str, *where: Condition, scope: Scope | None = None, at: int = 0) -> Record:
    """The record at a place of a layer's list."""
    frame = county.store.read(
        layer, scope or Scope.of(TOWNSHIP), Query(where=where, order_by=layer_of(layer).natural_key[:1], geometry=False)
    )
    return county.store.get(layer, str(frame.iloc[at]["id"]), Scope.everything())


def named(county: County, layer: str, name: str) -> Record:
    """The record with a label."""
    same = Condition(layer_of(layer).label, Operator.EQUAL, name)
    return some(county, layer, same, scope=Scope.everything())


def filled(
    county: County, person: Person, record: Record, texts: Mapping[str, str] | None = None, **more: Any
) -> EditForm:
    """The record's form as its page shows it, with some texts typed over, a reason and a document."""
    declared = layer_of(record.layer)
    page = open_record(county, person, declared, record.id)
    form = form_of(declared, page.record, labels=page.labels, base_version=page.latest_version)
    return replace(form, **{"texts": {**form.texts, **(texts or {})}, **ACCOUNT, **more})


def proposed(county: County, person: Person, record: Record, form: EditForm) -> Any:
    """What a form would change."""
    declared = layer_of(record.layer)
    page = open_record(county, person, declared, record.id)
    return propose(county, person, declared, page.record, form, labels=page.labels)


def drafted(
    county: County, person: Person, record: Record, texts: Mapping[str, str] | None = None, **more: Any
) -> ChangeSet:
    """A saved draft of a form filled so."""
    declared = layer_of(record.layer)
    form = filled(county, person, record, texts, **more)
    proposal = proposed(county, person, record, form)
    return save_draft(county, person, declared, proposal, form, label_after(declared, record, proposal.edit))


def created(layer: str, texts: Mapping[str, str], **more: Any) -> EditForm:
    """The form of a new record."""
    return EditForm(**{"act": EditAct.CREATE, "texts": texts, **ACCOUNT, **more})


def rules(findings: Any) -> list[str]:
    """The rules that spoke."""
    return [finding.rule for finding in findings]
