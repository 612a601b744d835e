"""The record a reference column means: by its id, its code, or its name within the row's own division."""

from __future__ import annotations

from gazetteer.findings import Finding, Severity
from layers.conform import FULL_WIDTH
from layers.exchange.known import Known, Meant
from layers.exchange.table import Cell
from layers.layer import Field


class References:
    """Looks up what reference columns mean; whom a person may not see is not found."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def resolve(self, field: Field, cell: Cell, division: str) -> tuple[str | None, Finding | None]:
        """The id of the record meant (None for an empty cell), or a finding that says why there is none.

        A name counts when it is the only one of that name in the row's division, in its township, or at all.
        """
        text = _text(cell)
        if not text:
            return None, None
        declared = self.known.layers[field.references]
        meant = self.known.meant(field.references)
        if text in meant.divisions:
            return text, None
        found = meant.by_code.get(text) or meant.by_code.get(text.translate(FULL_WIDTH)) or []
        if not found:
            found = _nearest(meant, meant.by_label.get(text, []), division)
        if len(found) == 1:
            return found[0], None
        if found:
            message = f"有 {len(found)} 条{declared.title}叫“{text[:40]}”，不能确定是哪一条"
            return None, _finding(field, text, message, "改填它的编码")
        return None, _finding(
            field, text, f"没有找到{declared.title}“{text[:40]}”", f"先登记这条{declared.title}，或改填它的编码"
        )

    def division_of(self, field: Field, object_id: str) -> str:
        """The division that owns the record meant; "" when it is not seen."""
        return self.known.meant(field.references).divisions.get(object_id, "")


def _nearest(meant: Meant, ids: list[str], division: str) -> list[str]:
    for depth in (12, 9):
        if len(division) >= depth:
            near = [one for one in ids if meant.divisions[one].startswith(division[:depth])]
            if near:
                return near
    return ids


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _finding(field: Field, text: str, message: str, remedy: str) -> Finding:
    return Finding("field.reference", Severity.ERROR, message, column=field.title, value=text[:80], remedy=remedy)
