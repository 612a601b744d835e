"""How values look on a page: dates, times, numbers, coordinates, choice titles, field titles."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

from flask import Flask

from geo_app.accounts.permissions import Action, Role, allowed, desks_of
from geo_app.web.context import county, person
from geo_app.web.language import language, translate
from layers.catalog import LAYERS, layer
from layers.conform import shown
from layers.layer import Field
from layers.positions import degrees_minutes_seconds

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DESK_TITLES = {
    "names": ("地名", "Names"),
    "plates": ("门牌", "Plates"),
    "boundaries": ("界线", "Boundaries"),
    "facilities": ("设施", "Facilities"),
}


def install(app: Flask) -> None:
    """Gives templates the filters and the things every page shows."""
    app.jinja_env.filters.update(shown=value_shown, day=day, clock=clock, number=number, dms=degrees_minutes_seconds)
    app.jinja_env.globals.update(
        person=person,
        county=county,
        allowed=allowed,
        desks_of=desks_of,
        Action=Action,
        Role=Role,
        LAYERS=LAYERS,
        layer_of=layer,
        desk_title=desk_title,
        static_version=static_version(app),
    )


def value_shown(value: Any, field: Field) -> str:
    """A stored value as a person reads it, in the reader's language."""
    if language() == "en" and field.choices:
        return next((c.english for c in field.choices if c.value == value), "" if value is None else str(value))
    if isinstance(value, date):
        return day(value)
    text = shown(field, value)
    return translate(text) if text in ("是", "否") else text


def day(value: date | None) -> str:
    """2026年11月23日, or 23 November 2026."""
    if value is None:
        return ""
    if language() == "en":
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def clock(value: datetime | None) -> str:
    """2026年11月23日 08:05, or 23 November 2026, 08:05; in the server's own time zone."""
    if value is None:
        return ""
    local = value.astimezone()
    return f"{day(local.date())}{',' if language() == 'en' else ''} {local:%H:%M}"


def number(value: float | None, digits: int = 0) -> str:
    """A number with thin thousands separators; empty for nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return f"{value:,.{digits}f}".replace(",", "\u2009")


def desk_title(desk: str) -> str:
    """A desk's name in the reader's language."""
    return DESK_TITLES[desk][1 if language() == "en" else 0]


def static_version(app: Flask) -> str:
    """Changes whenever a static file of ours does, so that browsers fetch the new one."""
    from pathlib import Path  # noqa: PLC0415

    folder = Path(app.static_folder or "")
    newest = max((f.stat().st_mtime for f in folder.rglob("*.*") if "vendor" not in f.parts), default=0.0)
    return f"{int(newest):x}"
