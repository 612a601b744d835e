"""ImportOptions: what a person decided about a file before it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """Mode, reference system, columns and sheet, as declared.

    `mode` is "all" (one bad row and nothing enters) or "rows" (good rows enter). `crs` is "EPSG:n", "GCJ-02"
    or "BD-09"; "" leaves it to the file, else to detection. `columns` maps a field's key, or one of the
    roles of `layers.exchange.headers.ROLES`, to a header of the file; "" there means: this field has no
    column. `sheet` is a sheet's or layer's name, "" for the one that fits. `changed_on` says that the
    world changed on that day where a record differs from what is held; None: that the record was wrong.
    """

    mode: str = "all"
    crs: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    changed_on: date | None = None

    def __post_init__(self) -> None:
        """Refuses a mode there is none of with ValueError."""
        if self.mode not in ("all", "rows"):
            raise ValueError(f"no such mode: {self.mode}")
