"""Report: what every report declares, and what one was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from gazetteer.findings import Finding
from geo_app.documents.model import Document
from layers.profile import CountyProfile
from layers.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to report on. `as_of` asks what held on a day, `recorded_at` what was believed at a moment."""

    line: str = ""
    year: int | None = None
    as_of: date | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its key, title, and the function that builds its document and findings."""

    key: str
    title: str
    build: Callable[[Store, CountyProfile, Request], tuple[Document, list[Finding]]]
