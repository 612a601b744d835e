"""The draft of a line's route text, from the office's own layers or a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gazetteer.findings import Finding
from geo_app.services.field_evidence import EvidenceLine
from layers.boundaries.route_text import Followed, RouteText, describe_route


@dataclass(frozen=True, slots=True)
class RouteEvidence:
    """A draft and the line it is of."""

    line: EvidenceLine
    route: RouteText

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of the line, then of the draft."""
        return (*self.line.findings, *self.route.findings)

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app inspect route`."""
        findings = [finding.as_json() for finding in self.findings]
        return {"kind": "route", "line": self.line.name, **self.route.as_json(), "findings": findings}

    def write(self, file: Path) -> None:
        """The draft as plain text, headed by what it is."""
        head = f"{self.line.name}走向说明（草稿，以协议书及其附图、界线走向说明为准）"
        file.write_text(f"{head}\n\n{self.route.text}\n", encoding="utf-8")


def draft_route(line: EvidenceLine, follows: Sequence[Followed] = ()) -> RouteEvidence:
    """The draft. Raises Refused for a line without length and for stretches followed that are none."""
    return RouteEvidence(
        line, describe_route(line.shape, line.markers, name=line.name, ends=line.ends, follows=follows)
    )
