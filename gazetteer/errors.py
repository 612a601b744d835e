"""The few exceptions a caller of any package may meet on purpose."""

from __future__ import annotations

from collections.abc import Sequence

from gazetteer.findings import Finding, Severity


class Refused(Exception):
    """A request was understood and refused; `findings` say everything that stood against it, at once."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("；".join(f.message for f in self.findings))

    @classmethod
    def because(
        cls, rule: str, message: str, *, remedy: str = "", severity: Severity = Severity.ERROR, subject: str = ""
    ) -> Refused:
        """A refusal for a single reason."""
        return cls([Finding(rule, severity, message, subject=subject, remedy=remedy)])


class NotFound(Refused):
    """The thing asked for is not there, or not there for this reader (the two are never told apart)."""


class Stale(Refused):
    """Somebody changed the record since the reader fetched it; nothing was overwritten."""
